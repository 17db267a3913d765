"""The real program in a real terminal: what it writes there, and how it leaves it, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from crashes import CRASHES, Crash, fill, run
from names import Names
from pty_help import ROOT, Session, environment, foreign, program, written
from work_help import HOSTILE

from store.store import Store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")

IN_THE_SUITE = (
    "Store.open",
    "CounterScreen.content",
    "Finder._search_key#1",
    "Desk.tasks",
    "UnitIntake.take",
)
"""Faults of each kind; `make fuzz` tries them all."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "desk.db"
    with Store.open(path, create=True) as store:
        fill(store)
    return path


@pytest.mark.parametrize(
    "crash", [crash for crash in CRASHES if crash.name in IN_THE_SUITE], ids=lambda crash: crash.name
)
def test_a_crash_leaves_a_clean_terminal_and_names_nobody(crash: Crash, tmp_path: Path, desk: Path) -> None:
    assert run(crash, tmp_path, desk) == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_signal_leaves_a_clean_terminal(number: signal.Signals, tmp_path: Path, desk: Path) -> None:
    with Session(program("--db", str(desk)), environment(tmp_path)) as session:
        session.until("F1")
        session.signal(number)
        assert session.end() == 128 + number
        assert session.is_clean() and foreign(session.stream) == []


def test_nothing_of_the_data_acts_on_the_terminal(tmp_path: Path) -> None:
    """A desk whose tables hold what no store of ours would let in: as if another program had written them."""
    path = tmp_path / "desk.db"
    names = Names(6)
    with Store.open(path, create=True) as store:
        fill(store)
        store.policies.add({"id": "M", "title": "M", "kind": "maker", "lines": [{"duration": "24m"}]})
        store.tasks.add("call back", unit=store.units.exact("SN-000")[0])
        for table, columns in TEXTS.items():
            for (row,) in store.context.connection.execute(f"SELECT id FROM {table}").fetchall():
                for column in columns:
                    name = hostile_name(names, f"{row} {column}")
                    values = (f"Q {name} {HOSTILE}", row)
                    store.context.connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", values)
        store.context.connection.execute("UPDATE unit SET serial_key = 'q' || row")
    with Session(program("--db", str(path)), environment(tmp_path)) as session:
        session.until("F1")
        for keys in (
            "q",
            "\r",
            "w",
            "\x1b",
            "i",
            "\x1b",
            "\x1bOR",
            "\x1bOS",
            "\x1b[18~",
            "\x1b[19~",
            "p",
            "\r",
        ):
            session.type(keys)
        session.type("\x03")
        session.type("\x03")
        assert session.end() == 0
        assert foreign(session.stream) == [] and session.is_clean()
        assert written(session.stream).count("Ann [/]") > 5


TEXTS = {
    "customer": ("name", "address", "notes"),
    "product": ("name", "brand", "category"),
    "unit": ("serial", "partner", "notes"),
    "task": ("title",),
    "policy": ("title",),
    "person": ("name",),
}


def hostile_name(names: Names, text: str) -> str:
    """Return a name in the place of a text; SQLite can hold it."""
    return names.name(text).encode("utf-8", "replace").decode()[:40]


def test_the_parser_of_terminals_sees_what_is_foreign() -> None:
    fine = b"\x1b[1;38;2;1;2;3mA\x1b[0m\x1b[?25l\x1b[3;4H\xe4\xbd\xa0\r\n\x1b[?1049h\x1b]22;default\x07"
    assert foreign(fine) == []
    for bad in FOREIGN:
        assert foreign(fine + bad.encode() + b"A"), bad


FOREIGN = (
    *("\x1b]0;PWN\x07", "\x1b]52;c;eA==\x07", "\x1b[6n", "\x1bc", "\x1bP$qm\x1b\\", "\x9b2J", "\x1b[?69h"),
    *("\x1b]8;;http://evil\x1b\\", "\u202e", "\u2066", "\x07", "\x00", "\x0e", "\u200b", "\x1b", "\x1b[20t"),
)


def test_all_files_of_a_working_day_are_for_their_owner_alone(tmp_path: Path) -> None:
    home, old = environment(tmp_path), os.umask(0)
    try:
        (tmp_path / "list.csv").write_text("serial,product\nX-1,AC-9\n#N/A,AC-9\n", "utf-8")
        before = {tmp_path / "tmp", *tmp_path.iterdir()}
        for words in (
            ["import", str(tmp_path / "list.csv")],
            ["show", "X-1"],
            ["export", "units", "--out", str(tmp_path / "units.xlsx")],
            ["export", "units", "--out", str(tmp_path / "units.csv")],
            ["statement", "X-1", "--out", str(tmp_path / "paper.txt")],
        ):
            assert subprocess.call(program(*words), env=home, cwd=ROOT, timeout=60) == 0
        failing = program("show", "X-1", fault="store.services.units:Units.card")
        assert subprocess.call(failing, env=home, cwd=ROOT, timeout=60) == 70
    finally:
        os.umask(old)
    made = [path for path in tmp_path.rglob("*") if path not in before]
    assert {"desk.db", "units.xlsx", "units.csv", "paper.txt", "list.rejects.csv", "faults"} <= {
        path.name for path in made
    }
    modes = {path: path.stat().st_mode & 0o777 for path in made}
    assert {path: mode for path, mode in modes.items() if mode & 0o077} == {}


def test_what_the_environment_says_to_the_framework_is_dropped(tmp_path: Path, desk: Path) -> None:
    trap = tmp_path / "trap.py"
    trap.write_text("open('sprung', 'w').write('x')\n", "utf-8")
    told = {
        "TEXTUAL_DRIVER": "trap:Driver",
        "TEXTUAL_LOG": str(tmp_path / "textual.log"),
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path),
        "TEXTUAL": "devtools,debug",
    }
    home = environment(tmp_path)
    home["PYTHONPATH"] += os.pathsep + str(tmp_path)
    with Session(program("--db", str(desk)), {**home, **told}) as session:
        session.until("F1")
        session.type("\x03")
        session.type("\x03")
        assert session.end() == 0
    assert not [path for path in tmp_path.rglob("*") if path.suffix in {".log", ".svg"}]
    assert not (ROOT / "sprung").exists()
