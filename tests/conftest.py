"""The demo desk, made once for all workers and copied for each test."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from store import wording
from store.store import Store
from store.tables import connection as connections
from store.tables import migrations
from store.tables.blank import scratch
from tui import text

if TYPE_CHECKING:
    from sqlite3 import Connection

settings.register_profile("suite", derandomize=True, max_examples=100, deadline=None, database=None)
settings.register_profile("thorough", max_examples=20_000, deadline=None, database=None)
settings.load_profile("suite")

# A hundred programs are started by the suite, each of forty thousand lines: they are compiled once, whatever
# the environment says.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
PATIENCE = 120.0
"""Seconds to wait for the worker that makes the demo."""


def pytest_xdist_auto_num_workers() -> int:
    """Run two workers a core: tests of the screen spend half their time waiting for it to be quiet."""
    return 2 * (os.cpu_count() or 1)


def pytest_xdist_setupnodes() -> None:
    """Compile the tests once, on all cores, where each worker would compile all of them for itself."""
    folder, cores = Path(__file__).parent, os.cpu_count() or 1
    cold = [path for path in sorted(folder.glob("test_*.py")) if not _compiled(path)]
    if len(cold) > cores:
        look = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-n0"]
        parts = [[*look, *map(str, cold[core::cores])] for core in range(cores)]
        running = [subprocess.Popen(part, cwd=folder.parent, stdout=subprocess.DEVNULL) for part in parts]
        for each in running:
            each.wait()


def _compiled(path: Path) -> bool:
    found = (path.parent / "__pycache__").glob(f"{path.stem}.{sys.implementation.cache_tag}-pytest-*.pyc")
    return any(each.stat().st_mtime >= path.stat().st_mtime for each in found)


def pytest_collection_finish() -> None:
    """Take what is loaded by now out of the garbage collector's sight, and let it look more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def now() -> datetime:
    """Show the same instant for ever."""
    return NOW


@pytest.fixture(autouse=True)
def english(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let each test begin in English, whatever the one before it spoke."""
    wording.use(tmp_path_factory.getbasetemp() / "no catalogues", "en")
    text.speak("en")


@pytest.fixture(scope="session", autouse=True)
def quick_desks() -> Iterator[None]:
    """Let each new plain desk be a copy of an empty one, not the outcome of all migrations once more.

    Programs that are started migrate as ever, and so do encrypted and older desks; `test_store` sees to it
    that both ways end in the same desk.
    """
    migrate = migrations.apply

    def apply(connection: Connection) -> None:
        empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
        if empty and connections.file_of(connection) and getattr(connection, "key", None) is None:
            with closing(scratch()) as blank:
                blank.backup(connection)
        else:
            migrate(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "apply", apply)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def demo_file(shared: Path) -> Path:
    """Return the file of the demo desk; look at it, do not write to it."""
    folder = shared / "demo"
    made = folder / "made"
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + PATIENCE
        while not made.exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert made.exists(), "the worker that makes the demo has failed"
    else:
        from store.demo import make

        make(folder / "demo.db", today=TODAY, clock=now).close()
        made.touch()
    return folder / "demo.db"


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Iterator[Store]:
    """Open a copy of the demo desk at 10:00 UTC on 21 November 2026."""
    copy = tmp_path / "demo.db"
    shutil.copyfile(demo_file, copy)
    with Store.open(copy, clock=now) as store:
        yield store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a desk of this test may be made."""
    return tmp_path / "desk.db"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the fault harness did, and by which way: not every kernel lets it see all."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    for name, line in sorted(each for report in reports for each in report.user_properties):
        if name == "crash":
            terminalreporter.write_line(str(line))
