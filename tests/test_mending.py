"""Tables that say what the journal does not: seen by check, made anew from the journal by an admin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from safe_help import copied, founded, raw, refused, say, seq

from store.store import Store
from store.tables import chains
from tui.__main__ import main


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("USER", "admin")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A desk whose last events were cut off, while the tables still know what they made."""
    path = tmp_path / "desk.db"
    with founded(path) as store:
        store.units.add_customer("Grace Hopper", phones=("+1 555 0100",))
        store.units.add_customer("李小龙")
        product = store.products.add("KX-200", "Haier", "oven")
        store.units.add("SN-1", product.id, invoiced="2026-03-14")
        kept = seq(store)
        store.units.add("SN-2", product.id, invoiced="2026-03-14")
        store.units.add_customer("Zebedee Lost")
        say(store, "Nobody Any More")
    with raw(path) as connection:
        for table in ("payload", "event"):
            connection.execute(f"DELETE FROM {table} WHERE seq > ?", (kept,))
    return path


def acknowledged(path: Path) -> Store:
    store = Store.open(path)
    store.safety.acknowledge()
    return store


def found(store: Store, name: str) -> list[str]:
    return [each.name for each in store.filing.customers(name)]


def test_tables_are_made_to_say_what_the_journal_says(path: Path) -> None:
    with acknowledged(path) as store:
        before = store.check()
        assert {line.partition(":")[0] for line in before} == {"customer", "notice", "person", "unit"}
        assert found(store, "Zebedee")
        done = store.safety.mend(store.backups)
        assert list(done.differences) == before
        assert store.check() == []
        assert not found(store, "Zebedee") and not store.units.exact("SN-2")
        assert found(store, "Grace") == ["Grace Hopper"] and found(store, "小龙") == ["李小龙"]
        assert store.units.exact("SN-1")
        assert "Nobody Any More" not in [each.name for each in store.people.list()]
        assert store.inbox.list()[0].what == "tables"
        assert store.history(1)[0].kind == "desk.mend"
        with refused("NOTHING_TO_MEND"):
            store.safety.mend(store.backups)
        say(store, "goes on")
        backup = done.backup
    with Store.open(path) as store:
        assert store.safety.notices() == () and store.check() == []
    with Store.look(copied(backup.file, path.parent / "was", "")) as was:
        assert found(was, "Zebedee"), "the backup is the desk as it was"


def test_only_an_admin_mends_and_not_over_a_break(path: Path) -> None:
    with Store.open(path) as store, refused("JOURNAL_BREAK"):
        store.safety.mend(store.backups)
    acknowledged(path).close()
    with Store.open(path, agent="Call 0") as store, refused("NOT_ALLOWED"):
        store.safety.mend(store.backups)
    with Store.look(path) as store, refused("READ_ONLY_VIEW"):
        store.safety.mend(store.backups)
    with Store.open(path) as store:
        assert store.check() != []


def test_nothing_is_made_of_a_journal_that_does_not_verify(path: Path) -> None:
    acknowledged(path).close()
    with raw(path) as connection:
        connection.execute("UPDATE payload SET body = '{}' WHERE seq = 2")
    with Store.open(path) as store:
        before = store.check()
        with refused("JOURNAL_BREAK"):
            store.safety.mend(store.backups)
        assert store.check() == before
        store.safety.acknowledge()
        with refused("JOURNAL_DAMAGED"):
            store.safety.mend(store.backups)


def test_a_mending_that_falls_over_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with acknowledged(path) as store:
        before, last = store.check(), seq(store)
        monkeypatch.setattr("store.tables.mending._name_again", full)
        with pytest.raises(OSError, match="space"):
            store.safety.mend(store.backups)
        assert store.check() == before and seq(store) == last
        assert list(chains.faults(store.context.connection)) == []
        say(store, "goes on")


def test_the_command_line_mends_and_says_what(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ask(*words: str) -> tuple[int, Any]:
        status = main(["--db", str(path), "--json", *words])
        return status, json.loads(capsys.readouterr().out)

    status, said = ask("check", "--acknowledge", "--deep")
    assert status == 1 and "counterpane check --mend" in said["notices"][-1]
    status, said = ask("check", "--mend")
    assert (status, said["ok"], said["deep"]) == (0, True, True)
    assert len(said["mended"]) == 4 and Path(said["backup"]).exists()
    assert ask("check", "--deep") == (
        0,
        {**said, "mended": [], "backup": None},
    )
    assert "made anew" in ask("inbox")[1]["notices"][0]["message"]
    assert ask("check", "--mend")[1]["error"] == "NOTHING_TO_MEND"
