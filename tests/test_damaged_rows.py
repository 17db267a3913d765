"""Rows that a disk has changed: whatever the program trips over, it says that the file is damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from safe_help import founded, raw

from store.tables import check, guards
from store.tables import connection as connections
from tui.__main__ import main

Ask = Any
VERBS = (("check", "--deep"), ("check",), ("claims",), ("people",), ("tasks",), ("journal",), ("inbox",))


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    founded(tmp_path / "desk.db").close()

    def run(*words: str) -> tuple[int, str]:
        status = main(["--db", str(tmp_path / "desk.db"), "--json", *words])
        said = json.loads(capsys.readouterr().out)
        return status, said.get("message") or " ".join(map(str, said.get("problems", ())))

    return run


SETTING = "INSERT INTO setting (id, value, hlc, origin) VALUES ('{}', '{{\"', 1, 'x')"
HARMS = {
    "a setting that opening asks for": (SETTING.format("throw_away"), "setting"),
    "any other setting": (SETTING.format("limits"), "setting"),
    "a name that is no text": ("UPDATE person SET name = CAST(x'ff41' AS TEXT)", "person"),
    "a role that is none": ("UPDATE person SET role = 'viewes'", "person"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMS)
def test_what_cannot_be_read_is_said_to_be_damage(tmp_path: Path, ask: Ask, name: str) -> None:
    statement, place = HARMS[name]
    with raw(tmp_path / "desk.db") as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)
    found = {words: ask(*words) for words in VERBS}
    assert all(status in (0, 1) for status, _ in found.values()), found
    status, said = found["check", "--deep"]
    assert status == 1 and place in said, said
    assert not (tmp_path / "state").exists(), "no fault of the program's own"


def test_a_damaged_list_of_tables_is_said_to_be_damage(tmp_path: Path, ask: Ask) -> None:
    with raw(tmp_path / "desk.db") as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET name = NULL WHERE name = 'voice_told'")
    assert ask("people")[0] in (0, 1)
    status, said = ask("check", "--deep")
    assert status == 1 and "malformed" in said


def test_a_whole_desk_is_not_called_damaged(tmp_path: Path, ask: Ask) -> None:
    assert ask("check", "--deep") == (0, "")
    connection = connections.connect(tmp_path / "desk.db")
    assert check.damage(connection) is None and guards.shape(connection)
    connection.close()
