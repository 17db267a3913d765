"""What a look finds wrong in the journal is a break, with one notice, until an admin takes note."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection

import pytest
from safe_help import founded, raw, refused, say

from store.store import Store
from tui.__main__ import main
from tui.desk import Desk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    founded(path).close()
    return path


def edited(connection: Connection) -> None:
    connection.execute("UPDATE event SET kind = 'person.forged' WHERE seq = 2")


def resealed(connection: Connection) -> None:
    connection.execute("UPDATE payload SET body = '{}' WHERE seq = 2")


def deleted(connection: Connection) -> None:
    connection.execute("DELETE FROM payload WHERE seq = 3")
    connection.execute("DELETE FROM event WHERE seq = 3")


@pytest.mark.parametrize("harm", [edited, resealed, deleted])
@pytest.mark.parametrize("deep", [False, True])
def test_what_is_found_stands_until_it_is_noted_and_is_known_then(
    path: Path, harm: Callable[[Connection], None], deep: bool
) -> None:
    with raw(path) as connection:
        harm(connection)
    with Store.open(path) as store:
        found = store.check(deep=deep)
        assert found
        with refused("JOURNAL_BREAK"):
            say(store, "nobody")
    for _ in range(2):
        with Store.open(path) as store:
            assert [str(each) for each in store.safety.notices()] == found
            assert store.check(deep=deep) == found
            assert [each.what for each in store.inbox.list()].count("journal break") == 1
            with refused("JOURNAL_BREAK"):
                say(store, "nobody")
    with Store.open(path) as store:
        origin = store.context.journal.origin
        noted = [str(each) for each in store.safety.acknowledge()]
        assert noted and set(noted) <= set(found)
        assert store.context.journal.origin == origin, "no sequence was lost"
        say(store, "goes on")
        assert store.check() == [] and set(store.safety.known) == set(noted)
        store.backups.make()
        assert [each.what for each in store.inbox.list()].count("journal break") == 1
    with Store.open(path) as store:
        assert store.safety.notices() == ()
        with refused("NO_BREAK"):
            store.safety.acknowledge()
    with raw(path) as connection:
        connection.execute("UPDATE payload SET body = '[]' WHERE seq = 1")
    with Store.open(path) as store:
        (another,) = store.check()
        assert another not in noted
        with refused("JOURNAL_BREAK"):
            say(store, "nobody")
        assert [each.what for each in store.inbox.list()].count("journal break") == 2


def test_a_gap_has_one_name_wherever_the_look_begins(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(path) as store:
        for number in range(6):
            say(store, f"More {number}")
    with raw(path) as connection:
        for table in ("payload", "event"):
            connection.execute(f"DELETE FROM {table} WHERE seq BETWEEN 3 AND 5")
    with Store.open(path) as store:
        store.check()
        store.safety.acknowledge()
        for tail in range(1, 12):
            monkeypatch.setattr("store.tables.copying.TAIL", tail)
            assert store.check(deep=False) == []


def test_only_looking_writes_nothing(path: Path) -> None:
    with raw(path) as connection:
        resealed(connection)
    before = path.read_bytes()
    with Store.look(path) as store:
        assert store.check()
    assert path.read_bytes() == before


def test_the_command_line_finds_takes_note_and_knows(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with raw(path) as connection:
        resealed(connection)

    def run(*words: str, status: int = 0) -> dict[str, object]:
        assert main(["--db", str(path), "--json", *words]) == status
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    problems = run("check", status=1)["problems"]
    said = run("check", "--acknowledge")
    assert (said["acknowledged"], said["known"], said["ok"]) == (problems, problems, True)
    assert main(["--db", str(path), "check", "--deep"]) == 0
    told = capsys.readouterr().out
    assert "Nothing new is wrong." in told and "known" in told and "unchanged" not in told


async def test_the_open_desk_writes_nothing_any_more_once_it_has_seen_it(path: Path) -> None:
    with raw(path) as connection:
        resealed(connection)
    desk = Desk(lambda: Store.open(path))
    try:
        assert not desk.standing().refused
        assert await desk.look_over()
        assert desk.standing().refused
        with refused("JOURNAL_BREAK"):
            await desk.name_desk("Kyiv-9")
    finally:
        desk.close()
