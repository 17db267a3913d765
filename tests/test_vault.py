"""Encryption at rest: a stolen file tells nothing, and whoever should not get in does not."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from vault_help import ANA, BEN, OLENA, at, cheap, encrypted, now, open_desk, plain

from store.errors import Refused, StoreError, Unusable
from store.services import locksmith, restoring, vault
from store.store import Store
from store.tables import connection as connections
from store.tables import device, keys, slots

PLANTED = [f"Zebedee{number:02}quux Planted" for number in range(50)]


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    config = tmp_path / "config"
    cheap(monkeypatch, config)
    return config


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder / "desk.db"


def code(act: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as caught:
        act()
    return caught.value.code


def test_a_stolen_file_tells_no_name(path: Path, tmp_path: Path) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        for name in PLANTED[:25]:
            store.units.add_customer(name, phones=("+1 555 0100",), notes=f"{name} rings twice")
    assert any(b"Zebedee" in each.read_bytes() for each in path.parent.iterdir())
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    listed = tmp_path / "list.csv"
    lines = [f"SN{n:05},Model,{name}" for n, name in enumerate(PLANTED[25:] * 200)]
    listed.write_text("serial,product,customer\n" + "\n".join(lines), encoding="utf-8")
    with open_desk(path, proof) as store:
        store.bring_in(listed, {}, lambda done, total: None)
        store.claims.keep_draft("no unit", {"note": PLANTED[0]})
        photo = tmp_path / f"{PLANTED[1]}.png"
        photo.write_bytes(PLANTED[2].encode() * 1000)
        unit = store.units.exact("SN00000")[0]
        filing = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}
        store.claims.file(unit, {**filing, "attach": [str(photo)]})
        store.backups.make(path.with_name("copy.db"))
        # While it is open: the file, its log, its index, whatever was sorted in a temporary file.
        open_files = [Path(f"/proc/self/fd/{each}") for each in os.listdir("/proc/self/fd")]
        files = [
            *filter(Path.is_file, path.parent.rglob("*")),
            *filter(lambda each: each.is_file(), open_files),
        ]
        assert path.with_name("desk.db-wal").stat().st_size > 0
        assert any(each.parent.name == "desk.db.files" for each in files)
        for each in files:
            if each.resolve() in (listed, photo):
                continue
            data = each.read_bytes() if each.resolve().is_relative_to(tmp_path) else b""
            assert not [name for name in (*PLANTED, "Zebedee", "Olena") if name.encode() in data], each
    assert len(list(path.parent.iterdir())) >= 3


def test_everything_is_there_after_encrypting_and_back(path: Path) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        store.units.add_customer("Grace Hopper", phones=("+1 555 0100",))
        count = store.context.journal.count()
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    assert connections.encrypted(path)
    with open_desk(path, proof) as store:
        assert store.check(deep=True) == []
        assert store.context.journal.count() == count + 1
        assert [notice.what for notice in store.inbox.list()] == [
            "encryption",
        ]
        assert code(lambda: locksmith.encrypt(store, OLENA)) == "ENCRYPTED"
        locksmith.decrypt(store)
    assert not connections.encrypted(path)
    with Store.open(path, clock=now) as store:
        assert store.check(deep=True) == []
        assert code(lambda: locksmith.decrypt(store)) == "NOT_ENCRYPTED"
    assert not list(path.parent.glob("*.keys*"))


def test_a_desk_in_use_is_not_converted(path: Path) -> None:
    plain(path)
    with Store.open(path, clock=now):
        assert code(lambda: locksmith.encrypt(Store.open(path, clock=now), OLENA)) == "STORE_BUSY"
    with Store.open(path, clock=now) as store:
        assert store.check() == []


def test_the_whole_price_of_a_passphrase_is_paid_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", keys.Cost())
    monkeypatch.setattr(keys, "FLOOR", keys.Cost(19_456, 2, 1))
    plain(path)
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    assert at(path).enter("olena ", OLENA) == proof
    assert len(keys.read(json.loads(slots.file_of(path).read_text())["slots"]["people"][0]["salt"])) == 16


def edit(path: Path, change: Callable[[Any], object]) -> None:
    file = slots.file_of(path)
    data = json.loads(file.read_text())
    change(data)
    file.write_text(json.dumps(data))


def slot_of(data: Any) -> Any:
    return data["slots"]["people"][0]


def swap(data: Any) -> None:
    first, second = data["slots"]["people"][:2]
    first["key"], second["key"] = second["key"], first["key"]


EDITS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "role": ("SLOTS_EDITED", lambda data: slot_of(data).update(role="viewer")),
    "person": ("SLOTS_EDITED", lambda data: slot_of(data).update(person="somebody")),
    "epoch": ("SLOTS_EDITED", lambda data: data["slots"].update(epoch=7)),
    "store": ("SLOTS_EDITED", lambda data: data["slots"].update(store="0" * 32)),
    "weaker": ("SLOTS_EDITED", lambda data: slot_of(data)["kdf"].update(memory_kib=8)),
    "public": ("SLOTS_EDITED", lambda data: slot_of(data).update(public=keys.written(bytes(32)))),
    "swapped": ("SLOTS_EDITED", swap),
    "dropped": ("SLOTS_EDITED", lambda data: data["slots"]["people"].pop()),
    "device": ("DEVICE_SECRET_MISSING", lambda data: data["slots"].update(device="0" * 16)),
    "no kdf": ("SLOTS_DAMAGED", lambda data: slot_of(data).pop("kdf")),
    "scrypt": ("SLOTS_DAMAGED", lambda data: slot_of(data)["kdf"].update(name="scrypt")),
    "too dear": ("SLOTS_DAMAGED", lambda data: slot_of(data)["kdf"].update(memory_kib=10**9)),
    "short": ("SLOTS_DAMAGED", lambda data: slot_of(data).update(private="AAAA")),
    "version": ("SLOTS_DAMAGED", lambda data: data.update(counterpane=2)),
    "no list": ("SLOTS_DAMAGED", lambda data: data["slots"].update(people=None)),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_slot_file_is_refused_and_told_from_a_damaged_one(path: Path, name: str) -> None:
    encrypted(path)
    expected, change = EDITS[name]
    edit(path, change)
    assert code(lambda: at(path).enter("Olena", OLENA)) == expected


def test_whoever_edits_with_the_device_secret_is_found_out_by_the_data_key(path: Path) -> None:
    """An insider can make the code of the machine, but not that of the key."""
    encrypted(path)
    secret = device.made().secret

    def forge(data: Any, change: Callable[[Any], object]) -> None:
        change(data)
        body = json.dumps(data["slots"], sort_keys=True, separators=(",", ":")).encode()
        data["by_device"] = keys.mac(secret, "slots", body)

    whole = slots.file_of(path).read_bytes()
    for name in ("role", "epoch", "public", "swapped", "dropped"):
        slots.file_of(path).write_bytes(whole)
        edit(path, partial(forge, change=EDITS[name][1]))
        assert code(lambda: at(path).enter("Olena", OLENA)) in ("SLOTS_EDITED", "WRONG_PASSPHRASE"), name
    slots.file_of(path).write_bytes(whole)
    edit(path, partial(forge, change=EDITS["weaker"][1]))
    assert code(lambda: at(path).enter("Olena", OLENA)) == "KDF_WEAK"


def test_wrong_secrets_missing_secrets_and_damage_are_told_apart(path: Path, machine: Path) -> None:
    encrypted(path)
    assert code(lambda: at(path).enter("Olena", BEN)) == "WRONG_PASSPHRASE"
    assert code(lambda: at(path).enter("Nobody", OLENA)) == "WRONG_PASSPHRASE"
    assert code(lambda: at(path).enter(None, OLENA)) == "WHO"
    assert code(lambda: Store.open(path, clock=now)) == "LOCKED"
    kept = (machine / "counterpane" / "device.key").read_bytes()
    (machine / "counterpane" / "device.key").write_text(keys.written(bytes(32)))
    assert code(lambda: at(path).enter("Olena", OLENA)) == "DEVICE_SECRET_MISSING"
    (machine / "counterpane" / "device.key").write_text("spilled")
    assert code(lambda: at(path).enter("Olena", OLENA)) == "DEVICE_SECRET_DAMAGED"
    (machine / "counterpane" / "device.key").unlink()
    assert code(lambda: at(path).enter("Olena", OLENA)) == "DEVICE_SECRET_MISSING"
    (machine / "counterpane" / "device.key").write_bytes(kept)
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"X" * 3000 + whole[3100:])
    assert code(lambda: at(path).enter("Olena", OLENA)) == "STORE_DAMAGED"
    path.write_bytes(whole)
    slots.file_of(path).rename(path.with_name("elsewhere"))
    assert code(lambda: at(path).enter("Olena", OLENA)) == "SLOTS_MISSING"
    assert code(lambda: Store.open(path, clock=now)) == "SLOTS_MISSING"
    path.write_bytes(b"no order is to be seen here" * 500)
    assert code(lambda: Store.open(path, clock=now)) == "CANNOT_OPEN"


def test_a_lost_or_an_older_file_of_keys_is_named(path: Path, tmp_path: Path) -> None:
    proof = encrypted(path)
    with open_desk(path, proof) as store:
        backup = store.backups.make(tmp_path / "usb" / "copy.db").file
    before = slots.file_of(path).read_bytes()
    locksmith.revoke(Store.open(path, clock=now, key=proof), "Ana", None)
    slots.file_of(path).write_bytes(before)
    with pytest.raises(StoreError) as older:
        at(path).enter("Olena", OLENA)
    assert "older file of keys" in str(older.value) and slots.file_of(path).name in str(older.value)
    slots.file_of(path).unlink()
    for opens in (lambda: Store.open(path), lambda: Store.look(path), lambda: at(path).enter("Olena", OLENA)):
        with pytest.raises(StoreError) as lost:
            opens()
        assert str(slots.file_of(path)) in str(lost.value) and "looks encrypted" in str(lost.value)
    slots.file_of(backup).unlink()
    with pytest.raises(StoreError) as lost:
        restoring.sealed(backup, path)
    assert str(slots.file_of(backup)) in str(lost.value)


def test_open_never_makes_a_desk(path: Path) -> None:
    proof = encrypted(path)
    path.unlink()
    assert code(lambda: Store.open(path, clock=now, key=proof)) == "NO_STORE"
    assert not path.exists()


def test_a_leaver_is_out_and_the_old_key_opens_nothing(path: Path) -> None:
    proof = encrypted(path)
    before = slots.file_of(path).read_bytes()
    ana = at(path).enter("Ana", ANA)
    with open_desk(path, proof) as store:
        after = locksmith.revoke(store, "Ana", None)
    assert after is not None and after.key != proof.key
    assert code(lambda: at(path).enter("Ana", ANA)) == "WRONG_PASSPHRASE"
    assert code(lambda: Store.open(path, clock=now, key=ana)) == "CANNOT_OPEN"
    kept = slots.file_of(path).read_bytes()
    slots.file_of(path).write_bytes(before)
    assert code(lambda: at(path).enter("Ana", ANA)) == "STORE_DAMAGED"
    slots.file_of(path).write_bytes(kept)
    for name, passphrase in (("Olena", OLENA), ("Ben", BEN)):
        with open_desk(path, at(path).enter(name, passphrase)) as store:
            assert store.agent.name == name and store.check(deep=True) == []
            told = [notice.what for notice in store.inbox.list()]
    assert told.count("people") == 3 and told.count("encryption") == 2


def test_a_passphrase_and_a_role_are_changed_without_a_new_key(path: Path) -> None:
    proof = encrypted(path)
    with open_desk(path, proof) as store:
        locksmith.give_passphrase(store, "Olena", "yellow submarines sink")
        locksmith.change_role(store, "Ana", "supervisor")
        assert code(lambda: locksmith.give_passphrase(store, "Ana", "password1234")) == "BAD_PASSPHRASE"
    assert code(lambda: at(path).enter("Olena", OLENA)) == "WRONG_PASSPHRASE"
    assert at(path).enter("Olena", "yellow submarines sink") == proof
    with open_desk(path, at(path).enter("Ana", ANA)) as store:
        assert store.agent.role == "supervisor"
        assert (
            code(lambda: locksmith.give_passphrase(store, "Ben", "an agent should not do so"))
            == "NOT_ALLOWED"
        )
        assert code(lambda: locksmith.decrypt(store)) == "NOT_ALLOWED"


def test_two_admins_together_recover_the_desk_on_another_machine(path: Path, machine: Path) -> None:
    proof = encrypted(path)
    with open_desk(path, proof) as store:
        assert code(lambda: locksmith.seal_recovery(store, "Ana", OLENA, ANA)) == "NOT_TWO_ADMINS"
        assert code(lambda: locksmith.seal_recovery(store, "Ben", OLENA, ANA)) == "WRONG_PASSPHRASE"
        locksmith.seal_recovery(store, "Ben", OLENA, BEN)
        locksmith.revoke(store, "Ana", None)
    shutil.rmtree(machine)
    fresh = "purple cabbage every day"
    one, two = ("Olena", OLENA), ("ben", BEN)
    assert code(lambda: at(path).enter("Olena", OLENA)) == "DEVICE_SECRET_MISSING"
    assert code(lambda: locksmith.recover(path, one, ("Ben", OLENA), fresh, now)) == "WRONG_PASSPHRASE"
    assert code(lambda: locksmith.recover(path, one, one, fresh, now)) == "WRONG_PASSPHRASE"
    locksmith.recover(path, two, one, fresh, now)
    with open_desk(path, at(path).enter("Ben", fresh)) as store:
        assert store.agent.name == "Ben" and store.check() == []
        assert code(lambda: locksmith.recover(path, one, two, fresh, now)) == "NO_RECOVERY"


class StopError(BaseException):
    """The machine stops here."""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_whenever_a_change_of_the_key_is_cut_short_the_desk_opens(path: Path, tmp_path: Path) -> None:
    proof = encrypted(path)
    assert proof.key is not None
    with open_desk(path, proof) as store:
        events = store.context.journal.count()
    folder, whole = path.parent, tmp_path / "whole"
    shutil.copytree(folder, whole)
    people = vault.people(path, proof.key)
    watched = ("write", "put_in_place", "settle", "alone", "_keep_names", "_rewrite", "give_key", "_try")
    where = {vault.__file__, slots.__file__, connections.__file__}
    seen, at_point = 0, 1
    finished, stop = False, [0]
    while not finished:
        shutil.rmtree(folder)
        shutil.copytree(whole, folder)
        seen, stop[:] = 0, [at_point]

        def watch(frame: Any, event: str, _arg: object) -> Any:
            nonlocal seen
            if frame.f_code.co_filename not in where or frame.f_code.co_name not in (*watched, "rekey"):
                return None
            if event == "line":
                seen += 1
                if seen == stop[0]:
                    raise StopError
            return watch

        before = sys.gettrace()
        sys.settrace(watch)
        try:
            vault.rekey(path, proof.key, people)
            finished = True
        except StopError:
            pass
        finally:
            sys.settrace(before)
        for name, passphrase in (("Olena", OLENA), ("Ana", ANA)):
            with open_desk(path, at(path).enter(name, passphrase)) as store:
                assert store.context.journal.count() == events
        at_point += 2
    assert at_point > 40
    assert sorted(each.suffix for each in folder.iterdir() if ".keys" in each.name) == [".keys", ".lock"]


def test_a_change_of_the_key_that_is_killed_opens_with_one_of_the_two(path: Path, tmp_path: Path) -> None:
    proof = encrypted(path)
    assert proof.key is not None
    with open_desk(path, proof) as store:
        for number in range(200):
            store.units.add_customer(f"Customer {number}", notes="x" * 2000)
        events = store.context.journal.count()
    whole = tmp_path / "whole"
    shutil.copytree(path.parent, whole)
    ended = 0
    for delay in (0.002, 0.006, 0.012, 0.02, 0.03, 0.05, 3.0):
        shutil.rmtree(path.parent)
        shutil.copytree(whole, path.parent)
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                vault.rekey(path, proof.key, vault.people(path, proof.key))
            os._exit(0)
        until = time.monotonic() + delay
        while time.monotonic() < until and os.waitpid(child, os.WNOHANG) == (0, 0):
            time.sleep(0.001)
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        found = at(path).enter("Ben", BEN)
        ended += found.key != proof.key
        with open_desk(path, found) as store:
            assert store.context.journal.count() == events and store.check() == []
    assert ended >= 1


def test_slots_are_for_their_owner_only(path: Path, machine: Path) -> None:
    encrypted(path)
    for file in (slots.file_of(path), machine / "counterpane" / "device.key", path):
        assert file.stat().st_mode & 0o077 == 0
    assert "Olena" not in slots.file_of(path).read_text()


def test_a_proof_never_shows_its_key(path: Path) -> None:
    proof = encrypted(path)
    assert proof.key is not None
    assert proof.key.hex() not in repr(proof) and str(proof.key) not in repr(proof)


def test_a_keyring_keeps_the_device_secret_where_one_works(
    path: Path, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[tuple[str, str], str] = {}

    class Ring:
        @staticmethod
        def get_password(service: str, name: str) -> str | None:
            return kept.get((service, name))

        @staticmethod
        def set_password(service: str, name: str, text: str) -> None:
            kept[service, name] = text

    monkeypatch.setitem(sys.modules, "keyring", Ring)
    encrypted(path)
    assert len(kept) == 1 and not machine.exists()
    assert device.made().keeper == "keyring"
    assert at(path).enter("Ben", BEN).key
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert code(lambda: at(path).enter("Ben", BEN)) == "DEVICE_SECRET_MISSING"


def test_the_engine_refuses_what_is_no_key(path: Path) -> None:
    plain(path)
    with pytest.raises(ValueError, match="32 bytes"):
        connections.connect(path, key=b"short")
    with pytest.raises(Unusable):
        connections.connect(path, key=bytes(32))
    assert isinstance(Refused("X", "y"), StoreError)
