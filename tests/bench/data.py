"""The store: an answer in plain text, looking up, importing, recording; beside the same SQL without us."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlcipher3 import dbapi2 as engine

from store.records import Cover
from store.rules.serials import serial_key
from store.services.covers import Covers
from store.store import Store
from store.tables import connection as connections
from store.tables.migrations import keep_shape

from .desks import desk, serial, write_units
from .figures import Figure, in_turns, timed
from .screen import environment

TRIGGERS = ("rating_voiced", "rating_unvoiced", "rating_revoiced")


def show(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure `counterpane show` from exec to exit, wall time."""
    path, wanted = desk(folder, 10_000), serial(5000)
    code = (
        f"from tui.__main__ import main; raise SystemExit(main(['--db', {str(path)!r}, 'show', {wanted!r}]))"
    )
    query = (
        "SELECT * FROM unit u LEFT JOIN product p ON p.id = u.product"
        " LEFT JOIN customer c ON c.id = u.customer WHERE u.serial_key = ?"
    )
    ask = f"execute({query!r}, ({serial_key(wanted)!r},)).fetchall()"
    floor = f"import sqlite3; print(sqlite3.connect({str(path)!r}).{ask})"
    ours, peer = _least(lambda: _child(code)[0], lambda: _child(floor)[0], rounds=2 * rounds)
    yield Figure("counterpane show", ours * 1000, "ms", peer * 1000, "import sqlite3 + the query", 3)


def looking_up(folder: Path, sizes: tuple[int, ...], rounds: int) -> Iterator[Figure]:
    """Measure the exact look-up and the card's data beside the same statements on a bare connection."""
    for size in sizes:
        path = desk(folder, size)
        bare = engine.connect(str(path), isolation_level=None)
        with (
            Store.open(path) as store,
            patch.object(Covers, "drawn", lambda *_: Cover("UNKNOWN")),
        ):
            wanted = serial(size // 3)
            exact = partial(store.units.exact, wanted)
            card = partial(store.units.card, exact()[0])
            for name, work, target in (("exact serial → unit", exact, 2.5), ("card, cover apart", card, 1.5)):
                replay = partial(_replay, bare, _statements(store, work))
                ours, floor = in_turns(timed(work, 300), timed(replay, 300), rounds=2 * rounds)
                yield Figure(f"{name}, {size:,} units", ours, "µs", floor, "the same SQL, bare", target)
        bare.close()


class _Listening:
    """A connection that remembers what it was asked."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.said: list[tuple[Any, ...]] = []

    def execute(self, *asked: Any) -> Any:
        self.said.append(asked)
        return self.connection.execute(*asked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


def _statements(store: Store, work: Callable[[], object]) -> list[tuple[Any, ...]]:
    listening = _Listening(store.context.connection)
    work()
    with patch.object(store.context, "connection", listening):
        work()
    return listening.said


def _replay(connection: Any, said: list[tuple[Any, ...]]) -> None:
    for asked in said:
        connection.execute(*asked).fetchall()


IMPORT = """
import sys
from pathlib import Path
from store.store import Store
with Store.open(Path(sys.argv[1]), create=True) as store:
    options = {"as": "units", "rejects": sys.argv[1] + ".csv"}
    store.bring_in(Path(sys.argv[2]), options, lambda done, size: None)
"""
COLUMNS = "serial, model, brand, customer, phone, email, bought, months, dealer"
LOAD = f"""
import csv, sys
from sqlcipher3 import dbapi2
db = dbapi2.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("CREATE TABLE unit ({COLUMNS})")
db.execute("CREATE INDEX unit_key ON unit (serial)")
with open(sys.argv[2], encoding="utf-8", newline="") as file:
    rows = csv.reader(file)
    next(rows)
    db.execute("BEGIN")
    db.executemany("INSERT INTO unit VALUES (?,?,?,?,?,?,?,?,?)", rows)
    db.execute("COMMIT")
"""


def importing(folder: Path, rows: int, rounds: int) -> Iterator[Figure]:
    """Measure the processor time of an import with normalisation, rejects and journal, and its memory."""
    table = write_units(folder / "list.csv", rows, wrong_every=100)
    larger = write_units(folder / "larger.csv", 5 * rows, wrong_every=100)
    shell = shutil.which("sqlite3")
    loop = "csv.reader → executemany, key index"
    ours, floor = _least(
        lambda: _child(IMPORT, _fresh(folder), table)[1],
        lambda: _child(LOAD, _fresh(folder), table)[1],
        rounds=rounds,
    )
    yield Figure(f"import of {rows:,} units", ours, "s", floor, loop, 2)
    if shell:
        floor = min(_shell(shell, _fresh(folder), table) for _ in range(rounds))
        yield Figure(f"import of {rows:,} units", ours, "s", floor, "sqlite3 .import, key index", 2)
    small, large = (_child(IMPORT, _fresh(folder), path)[2] for path in (table, larger))
    yield Figure(
        f"memory of importing {5 * rows:,} units", large / 1024, "MB", small / 1024, f"{rows:,} units", 1.2
    )


def _fresh(folder: Path) -> Path:
    for path in folder.glob("fresh.db*"):
        path.unlink()
    return folder / "fresh.db"


def _shell(shell: str, path: Path, table: Path) -> float:
    script = (
        f"PRAGMA journal_mode = WAL;\nCREATE TABLE unit ({COLUMNS});\n"
        "CREATE INDEX unit_key ON unit (serial);\n"
        f".mode csv\n.import --skip 1 {table} unit\n"
    )
    before = os.times()
    subprocess.run([shell, str(path)], input=script.encode(), check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _child(code: str, *arguments: object) -> tuple[float, float, float]:
    """Run Python code in a process of its own; return wall and processor seconds and peak memory (kB)."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], env=environment(), stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"ended with {child.returncode}: {code}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss


def _least(*works: Callable[[], float], rounds: int) -> list[float]:
    taken = [[work() for work in works] for _ in range(rounds)]
    return [min(column) for column in zip(*taken, strict=True)]


def recording(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure recording one rating, wall time with its commit, beside a store without counters."""
    count = 200 * rounds
    table = folder / "claims.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("Claim Number", "Serial Number", "Fault", "Filed", "Closed", "Resolution", "Customer"))
        for number in range(count):
            day = f"2026-{1 + number % 9:02d}-{1 + number % 28:02d}"
            rows.writerow(
                (f"X-{number:06d}", serial(number), "noisy", day, day, "repaired", f"Somebody {number}")
            )
    with_counters, without = folder / "counted.db", folder / "uncounted.db"
    for path in (with_counters, without):
        with Store.open(path, create=True) as store:
            store.bring_in(table, {"as": "claims"}, lambda done, size: None)
    with closing(connections.maintenance(without)) as bare:
        for trigger in TRIGGERS:
            bare.execute(f"DROP TRIGGER {trigger}")
        keep_shape(bare)
    with Store.open(with_counters) as counted, Store.open(without) as uncounted:
        ours, floor = in_turns(
            rating(counted, iter(range(count))), rating(uncounted, iter(range(count))), rounds=count - 1
        )
    yield Figure("recording one rating", ours, "µs", floor, "the same, no counters", 1.5)


def rating(store: Store, numbers: Iterator[int]) -> Callable[[], float]:
    def rate() -> float:
        number = next(numbers)
        start = time.perf_counter()
        store.ratings.record(f"X-{number:06d}", number % 11)
        return (time.perf_counter() - start) * 1e6

    return rate
