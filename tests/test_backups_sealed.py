"""Backups of an encrypted desk: encrypted too, with their slots, restored with a passphrase."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from safe_help import refused
from vault_help import OLENA, cheap, now, open_desk, plain

from store.errors import Unusable
from store.services import backups, locksmith, plain_copies, restoring
from store.store import Store
from store.tables import copying
from store.tables.connection import encrypted
from store.tables.manifest import Copy
from store.wording import say
from tui.__main__ import main
from tui.desk import Desk


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cheap(monkeypatch, tmp_path / "config")


def test_a_backup_is_as_secret_as_the_desk_and_comes_back(path: Path, tmp_path: Path) -> None:
    plain(path)
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    with open_desk(path, proof) as store:
        store.units.add_customer("Zebedee")
        made = store.backups.make(tmp_path / "usb" / "copy.db")
        store.units.add_customer("Later")
    assert encrypted(made.file)
    assert all(b"Zebedee" not in each.read_bytes() for each in made.file.parent.iterdir())
    assert "copy.db.keys" in {each.name for each in made.file.parent.iterdir()}
    with refused("COPY_DAMAGED"):
        restoring.drill(made.file)
    assert restoring.drill(made.file, now, proof).backup.events == made.events
    done = restoring.restore(made.file, path, now, proof)
    assert done.newer == 1
    with refused("LOCKED"):
        Store.open(path)
    with open_desk(path, proof) as store:
        assert store.check() == []
        assert store.history(1)[0].kind == "desk.restore"
        names = store.context.connection.execute("SELECT name FROM customer").fetchall()
        assert ("Zebedee",) in names
        assert ("Later",) not in names


def test_a_view_of_an_encrypted_desk_takes_its_key(path: Path) -> None:
    plain(path)
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    with refused("LOCKED"):
        Store.look(path)
    with open_desk(path, proof) as store:
        store.units.add_customer("Zebedee")
        with Store.look(path, key=proof) as view:
            assert view.check() == []
            assert view.safety.notices() == ()


def test_the_desk_backs_itself_up_without_showing_the_key(path: Path) -> None:
    plain(path)
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    with open_desk(path, proof) as store:
        order = store.backups.due()
        assert order is not None
        assert proof.key is not None
        assert proof.key.hex() not in repr(order)
        outcome = backups.make(order)
        assert isinstance(outcome, Copy)
        assert encrypted(outcome.file)


async def test_a_locked_desk_looks_and_backs_up_again_when_it_is_open(path: Path) -> None:
    from store.services.door import Door

    plain(path)
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    desk = Desk(lambda key=None: Store.open(path, clock=now, key=key or proof), Door(path, now))
    try:
        await desk.unlock(None, OLENA)
        assert await desk.look_over() == ()
        assert await desk.back_up() is None
        assert desk.standing().backed_up is not None
        await desk.lock()
        assert desk.locked
    finally:
        desk.close()


def test_the_command_line_asks_for_the_passphrase_of_a_backup(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain(path)
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    with open_desk(path, proof) as store:
        file = store.backups.make(tmp_path / "copy.db").file
    secrets = tmp_path / "secrets"
    secrets.write_text(f"{OLENA}\n")
    secrets.chmod(0o600)
    monkeypatch.setenv("COUNTERPANE_PASSPHRASE_FILE", str(secrets))
    before = file.read_bytes()

    def run(*words: str) -> Any:
        assert main(["--db", str(path), "--json", *words]) == 0
        return json.loads(capsys.readouterr().out)

    assert run("restore", "--drill", str(file))["backup"]["file"] == str(file)
    assert run("check", "--read-only")["ok"]
    run("restore", str(file))
    assert run("check", "--deep")["ok"]
    assert file.read_bytes() == before


@pytest.mark.parametrize("desk_sealed", [False, True])
def test_what_is_no_backup_is_said_before_a_passphrase_is_asked(
    path: Path, tmp_path: Path, desk_sealed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    plain(path)
    if desk_sealed:
        locksmith.encrypt(Store.open(path, clock=now), OLENA)
    listed = tmp_path / "u.csv"
    listed.write_text("serial,product\nA1,KX-200\n", encoding="utf-8")
    for more in ([], ["--drill"]):
        assert main(["--db", str(path), "--json", "restore", str(listed), *more]) != 0
        said = json.loads(capsys.readouterr().out)
        assert (said["error"], said["message"]) == ("NOT_A_BACKUP", f"{listed} is no Counterpane backup.")


def test_encrypting_leaves_no_plain_copy_that_the_program_had_made(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        order = store.backups.due()
        assert order is not None
        daily = backups.make(order)
        by_hand = store.backups.make()
        usb = store.backups.make(tmp_path / "usb" / "copy.db")
    assert isinstance(daily, Copy)
    aside = tmp_path / "desk.replaced-20260101T000000000000Z.db"
    aside.write_bytes(daily.file.read_bytes())
    other = daily.file.with_name("desk-20260101.db")  # without a manifest: whose it is nobody knows
    other.write_bytes(daily.file.read_bytes())
    monkeypatch.setattr("tui.verbs.secret.ask_new", lambda args, prompt: OLENA)
    assert main(["--db", str(path), "--json", "encrypt"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert sorted(said["removed"]) == sorted(str(copy.file) for copy in (daily, by_hand))
    assert said["left"] == [str(aside), str(usb.file)]
    assert str(aside) in said["message"]
    assert "2 plain copies" in said["message"]
    assert encrypted(Path(said["backup"]))
    assert {each.name.split(".")[0] for each in daily.file.parent.iterdir()} == {
        other.stem,
        Path(said["backup"]).stem,
    }


def test_without_an_encrypted_backup_no_plain_one_goes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        kept = store.backups.make()
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)

    def full(*_: object, **__: object) -> Copy:
        raise Unusable("DISK_FULL", say("The disk is full."))

    monkeypatch.setattr(copying, "make", full)
    with open_desk(path, proof) as store:
        done = plain_copies.replace(store)
    assert (done.gone, done.left) == ((), (kept.file,))
    assert kept.file.exists()
    assert str(kept.file) in " ".join(map(str, plain_copies.told(done)))
