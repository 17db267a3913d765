"""Who may restore: an admin, as the door of the desk that stands there says, and nobody comes back by it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from safe_help import founded, refused
from vault_help import ANA, BEN, OLENA, at, cheap, encrypted, now, open_desk, plain

from store.services import locksmith, restoring, vault
from store.services.vault import Unlocked
from store.store import Store
from store.tables import ciphertext, slots
from tui.__main__ import main


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cheap(monkeypatch, tmp_path / "config")


class Shell:
    """The command line of one desk."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.path, self._capsys, self._patch = path, capsys, patch

    def __call__(self, *words: str, secrets: tuple[str, ...] = (), status: int = 0) -> Any:
        options: list[str] = []
        if secrets:
            number, other = os.pipe()
            with os.fdopen(other, "w") as out:
                out.write("\n".join(secrets) + "\n")
            options = ["--passphrase-fd", str(number)]
        self._patch.setattr("sys.stdin", io.StringIO())
        self._patch.setattr("tui.verbs.secret._terminal", lambda: False)
        assert main(["--db", str(self.path), "--json", *options, *words]) == status
        return json.loads(self._capsys.readouterr().out)


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(path, capsys, monkeypatch)


def who_restored(path: Path, proof: Unlocked | None = None) -> str:
    """Return the name of whose act it was, as the one notice says."""
    with Store.look(path, key=proof) as store:
        (notice,) = [each for each in store.inbox.list() if each.what == "restore"]
        return notice.who


def test_at_an_open_desk_only_an_admin_restores_and_is_named(path: Path, tmp_path: Path, run: Shell) -> None:
    with founded(path) as store:
        store.people.add("Vera", "viewer")
        store.people.add("Second", "admin")
        file = store.backups.make(tmp_path / "copy.db").file
        store.people.add("Later", "admin")
    before = path.read_bytes()
    said = run("--agent", "Vera", "restore", str(file), status=1)
    assert (said["error"], said["field"]) == ("NOT_ALLOWED", "agent")
    assert "Vera" in said["message"]
    assert path.read_bytes() == before
    assert run("--agent", "Second", "restore", str(file))["by"] == "Second"
    assert who_restored(path) == "Second"


def test_an_admin_the_backup_does_not_know_is_named_all_the_same(path: Path, tmp_path: Path) -> None:
    with founded(path) as store:
        file = store.backups.make(tmp_path / "copy.db").file
        store.people.add("Later", "admin")
    restoring.restore(file, path, agent="Later")
    assert who_restored(path) == "Later"
    with Store.open(path) as store:
        assert store.check() == []


def test_at_a_desk_with_passphrases_one_is_asked_for(path: Path, tmp_path: Path, run: Shell) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        early = store.backups.make(tmp_path / "early.db").file
        store.people.add("Vera", "viewer")
        store.people.set_passphrase("Vera", ANA)
        store.people.set_passphrase("Olena", OLENA)
    assert run("restore", str(early), status=1)["error"] == "NEEDS_PASSPHRASE"
    with refused("LOCKED"):
        restoring.restore(early, path)
    refusal = run("--agent", "Vera", "restore", str(early), secrets=(ANA,), status=1)
    assert refusal["error"] == "NOT_ALLOWED"
    wrong = run("--agent", "Olena", "restore", str(early), secrets=(BEN,), status=1)
    assert wrong["error"] == "WRONG_PASSPHRASE"
    path.with_name("desk.db.tries").unlink()
    assert run("--agent", "Olena", "restore", str(early), secrets=(OLENA,))["by"] == "Olena"


def test_a_backup_with_passphrases_opens_for_its_admin_where_nothing_stands(
    path: Path, tmp_path: Path, run: Shell
) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        store.people.add("Vera", "viewer")
        store.people.set_passphrase("Vera", ANA)
        store.people.set_passphrase("Olena", OLENA)
        file = store.backups.make(tmp_path / "copy.db").file
    run.path = tmp_path / "other" / "desk.db"
    assert run("restore", str(file), status=1)["error"] == "NEEDS_PASSPHRASE"
    assert not run.path.exists()
    assert run("--agent", "Vera", "restore", str(file), secrets=(ANA,), status=1)["error"] == "NOT_ALLOWED"
    run("--agent", "Olena", "restore", str(file), secrets=(OLENA,))
    assert run.path.exists()


def test_at_an_encrypted_desk_only_an_admin_restores(path: Path, tmp_path: Path, run: Shell) -> None:
    proof = encrypted(path)
    with open_desk(path, proof) as store:
        file = store.backups.make(tmp_path / "copy.db").file
    assert run("restore", str(file), status=1)["error"] == "NEEDS_PASSPHRASE"
    said = run("--agent", "Ana", "restore", str(file), secrets=(ANA,), status=1)
    assert said["error"] == "NOT_ALLOWED"
    assert run("--agent", "Ben", "restore", str(file), secrets=(BEN,))["by"] == "Ben"
    assert who_restored(path, at(path).enter("Ben", BEN)) == "Ben"


def test_a_plain_backup_replaces_an_encrypted_desk_only_if_an_admin_says_so(
    path: Path, tmp_path: Path, run: Shell
) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        file = store.backups.make(tmp_path / "plain.db").file
    path.unlink()
    encrypted(path)
    path.with_name("desk.db-anchor").unlink(missing_ok=True)
    refusal = run("restore", str(file), status=1)
    assert (refusal["error"], refusal["field"]) == ("WOULD_BE_PLAIN", "file")
    assert run("restore", "--plain", str(file), status=1)["error"] == "NEEDS_PASSPHRASE"
    ana = run("--agent", "Ana", "restore", "--plain", str(file), secrets=(ANA,), status=1)
    assert ana["error"] == "NOT_ALLOWED"
    run("--agent", "Olena", "restore", "--plain", str(file), secrets=(OLENA,))
    with Store.open(path) as store:
        assert {"restore", "encryption"} <= {each.what for each in store.inbox.list()}


def test_a_damaged_encrypted_desk_is_restored_by_an_admin_whose_slot_opens(
    path: Path, tmp_path: Path, run: Shell
) -> None:
    proof = encrypted(path)
    with open_desk(path, proof) as store:
        file = store.backups.make(tmp_path / "copy.db").file
    path.write_bytes(os.urandom(3 * ciphertext.PAGE))
    assert run("restore", str(file), status=1)["error"] == "NEEDS_PASSPHRASE"
    with Store.open(plain(tmp_path / "other.db")) as other:
        early = other.backups.make(tmp_path / "early.db").file
    with refused("LOCKED"):
        restoring.restore(early, path, now, plain=True)
    wrong = run("--agent", "Ana", "restore", str(file), secrets=(ANA,), status=1)
    assert wrong["error"] == "NOT_ALLOWED"
    run("--agent", "Olena", "restore", str(file), secrets=(OLENA,))
    with open_desk(path, proof) as store:
        assert store.check() == []


@pytest.mark.parametrize("damaged", [False, True])
def test_who_was_let_go_does_not_come_back_with_a_backup(
    path: Path, tmp_path: Path, run: Shell, damaged: bool
) -> None:
    proof = encrypted(path)
    with open_desk(path, proof) as store:
        file = store.backups.make(tmp_path / "copy.db").file
    locksmith.revoke(Store.open(path, clock=now, key=proof), "Ana", None)
    if damaged:
        path.write_bytes(os.urandom(3 * ciphertext.PAGE))
    assert run("--agent", "Ana", "restore", str(file), secrets=(ANA,), status=1)["error"] in {
        "WRONG_PASSPHRASE", "NOT_ALLOWED",
    }  # fmt: skip
    path.with_name("desk.db.tries").unlink(missing_ok=True)
    said = run("--agent", "Olena", "restore", str(file), secrets=(OLENA,))
    assert said["revoked"] == ["Ana"]
    with refused("WRONG_PASSPHRASE"):
        at(path).enter("Ana", ANA)
    slots.file_of(path).write_bytes(slots.file_of(file).read_bytes())
    with refused("STORE_DAMAGED"):  # her slot in the backup holds a key that opens nothing here
        at(path).enter("Ana", ANA)


def test_who_was_let_go_at_a_plain_desk_does_not_come_back(path: Path, tmp_path: Path) -> None:
    with founded(path) as store:
        store.people.add("Ana", "agent")
        file = store.backups.make(tmp_path / "copy.db").file
        store.people.revoke("Ana", "Call 0")
    assert restoring.restore(file, path).kept.revoked == ("Ana",)
    with Store.open(path) as store:
        assert not store.people.find("Ana").active
        assert store.check() == []
    with refused("REVOKED"):
        restoring.restore(file, path, agent="Ana")


@pytest.mark.parametrize("damaged", [False, True])
def test_who_was_given_a_lower_role_keeps_it(path: Path, tmp_path: Path, run: Shell, damaged: bool) -> None:
    proof = encrypted(path)
    with open_desk(path, proof) as store:
        locksmith.change_role(store, "Ana", "admin")
        locksmith.change_role(store, "Ben", "agent")
        file = store.backups.make(tmp_path / "copy.db").file
        locksmith.change_role(store, "Ana", "agent")
        locksmith.change_role(store, "Ben", "supervisor")
    if damaged:
        path.write_bytes(os.urandom(3 * ciphertext.PAGE))
    said = run("--agent", "Olena", "restore", str(file), secrets=(OLENA,))
    assert said["roles_kept"] == ["Ana"]
    with Store.open(path, clock=now, key=at(path).enter("Ana", ANA)) as store:
        assert (store.agent.name, store.agent.role) == ("Ana", "agent")
        assert store.people.find("Ben").role == "agent"  # what was given after the backup is not given back
        assert store.check() == []
        assert vault.roles(path, store.key or b"")[store.agent.id] == "agent"
    said = run("--agent", "Ana", "restore", str(file), secrets=(ANA,), status=1)
    assert said["error"] == "NOT_ALLOWED"


@pytest.mark.parametrize("cut", [False, True])
def test_a_way_in_never_stays_sealed_to_a_role_that_is_not_held(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: bool
) -> None:
    """The slots of the desk that stood there are newer than the backup, and the restore may be cut off."""
    proof = encrypted(path)
    with open_desk(path, proof) as store:
        file = store.backups.make(tmp_path / "copy.db").file
        locksmith.change_role(store, "Ana", "admin")
        ana = store.people.find("Ana").id
        dan = store.people.add("Dan", "admin").id
        locksmith.give_passphrase(store, "Dan", BEN)
        slots.file_of(file).unlink()
    with monkeypatch.context() as patch:
        if cut:
            patch.setattr("store.services.carried.settle", lambda *_given: None)
        assert restoring.restore(file, path, now, at(path).enter("Olena", OLENA)).kept.roles == ()
    with Store.open(path, clock=now, key=at(path).enter("Ben", BEN)) as store:
        assert store.people.find("Ana").role == "agent"
        assert store.key is not None
        sealed = vault.roles(path, store.key)
    assert sealed[ana] == "agent" and sealed.get(dan) == ("viewer" if cut else None)
    path.write_bytes(os.urandom(3 * ciphertext.PAGE))
    with refused("NOT_ALLOWED" if cut else "COPY_DAMAGED"):  # whole, it took the desk to another key
        restoring.restore(file, path, now, at(path).prove("Ana", ANA))


@pytest.mark.parametrize(
    ("backup", "desk", "after"),
    [
        ("agent", "technician", "technician"),
        ("technician", "agent", "agent"),
        ("supervisor", "viewer", "viewer"),
        ("agent", "supervisor", "agent"),
    ],
)
def test_a_restore_raises_nobody(path: Path, tmp_path: Path, backup: str, desk: str, after: str) -> None:
    with founded(path) as store:
        store.people.add("Ana", backup)
        file = store.backups.make(tmp_path / "copy.db").file
        store.people.change_role("Ana", desk)
    assert restoring.restore(file, path).kept.roles == (("Ana",) if after != backup else ())
    with Store.open(path) as store:
        assert store.people.find("Ana").role == after


def test_slots_beside_a_plain_desk_prove_nothing(path: Path, tmp_path: Path) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        file = store.backups.make(tmp_path / "early.db").file
        olena = store.agent.id
        store.people.set_passphrase("Olena", OLENA)
    with refused("LOCKED"):
        restoring.restore(file, path, now, Unlocked(olena, bytes(32)))


def test_a_backup_is_only_looked_at_and_stays_good(
    path: Path, tmp_path: Path, run: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    with founded(path) as store:
        file = store.backups.make(tmp_path / "out" / "copy.db").file
    before = {each.name: each.read_bytes() for each in file.parent.iterdir()}
    desk, run.path = run.path, file
    with refused("IS_BACKUP"):
        Store.open(file)
    assert run("show", "NO-SUCH", status=1)["error"] == "NOT_FOUND"
    assert main(["--db", str(file), "claims"]) == 0
    assert "is a backup" in capsys.readouterr().err
    said = run("people", "add", "Nina", "--role", "agent", status=1)
    assert (said["error"], "backup" in said["message"]) == ("READ_ONLY_VIEW", True)
    assert {each.name: each.read_bytes() for each in file.parent.iterdir()} == before
    run.path = desk
    run("restore", "--drill", str(file))


def test_an_encrypted_backup_is_only_looked_at_too(path: Path, tmp_path: Path, run: Shell) -> None:
    proof = encrypted(path)
    with open_desk(path, proof) as store:
        file = store.backups.make(tmp_path / "out" / "copy.db").file
        store.people.add("Later", "agent")
        store.backups.make()
    before = {each.name: each.read_bytes() for each in file.parent.iterdir()}
    run.path = file
    names = [each["name"] for each in run("--agent", "Olena", "people", secrets=(OLENA,))["people"]]
    assert "Ana" in names and "Later" not in names
    assert run("--agent", "Olena", "check", secrets=(OLENA,))["ok"], "it is no older copy of the desk"
    assert {each.name: each.read_bytes() for each in file.parent.iterdir()} == before
