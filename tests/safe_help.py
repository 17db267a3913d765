"""A desk with a claim in it, and what other programs may do to its file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory

import pytest

from store.errors import StoreError
from store.store import Store
from store.tables import connection as connections
from store.tables.journal import GENESIS, Event, chain

PARTS = ("", "-wal", "-shm", "-anchor", "-lock")


@cache
def _model() -> TemporaryDirectory[str]:
    """Make the desk that every test begins with, once; its folder goes with the process."""
    folder = TemporaryDirectory()
    with Store.open(Path(folder.name) / "desk.db", create=True) as store:
        for number in range(3):
            say(store, f"Call {number}")
    return folder


def founded(path: Path) -> Store:
    """Open a desk with an admin and three agents in it."""
    model = Path(_model().name) / "desk.db"
    for part in PARTS:
        source = model.with_name(model.name + part)
        if source.exists():
            shutil.copyfile(source, path.with_name(path.name + part))
            path.with_name(path.name + part).chmod(0o600)
    return Store.open(path)


def say(store: Store, title: str) -> None:
    """Write one event."""
    store.people.add(title, "agent")


def seq(store: Store) -> int:
    """Return the sequence of the desk's last event."""
    return store.context.journal.head()[0]


def copied(path: Path, folder: Path, *parts: str) -> Path:
    """Copy a desk, or so many parts of it, while it is open."""
    folder.mkdir(exist_ok=True)
    for part in parts or PARTS:
        source = path.with_name(path.name + part)
        if source.exists():
            shutil.copyfile(source, folder / source.name)
    return folder / path.name


@contextmanager
def raw(path: Path) -> Iterator[Connection]:
    """Open a desk as a program that asks no one: no guards, no triggers."""
    with closing(connections.maintenance(path)) as connection:
        kept = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN"
            " ('event', 'payload', 'batch', 'batch_part')"
        ).fetchall()
        for name, _ in kept:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in kept:
            connection.execute(sql)


def rewrite(connection: Connection, origin: str, first: int) -> None:
    """Change an event and make the whole chain after it anew, as somebody who knows the program would."""
    rows = connection.execute(
        "SELECT origin, seq, hlc, agent, kind, subject, version, sealed FROM event WHERE origin = ?"
        " ORDER BY seq",
        (origin,),
    ).fetchall()
    prev = GENESIS
    for row in rows:
        kind = "person.forged" if row[1] == first else row[4]
        event = Event(row[0], row[1], row[2], row[3], kind, row[5], {}, row[6])
        digest = chain(event, row[7], prev)
        connection.execute(
            "UPDATE event SET kind = ?, prev = ?, hash = ? WHERE origin = ? AND seq = ?",
            (kind, prev, digest, origin, row[1]),
        )
        prev = digest


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect a refusal with this code."""
    with pytest.raises(StoreError) as found:
        yield
    assert found.value.code == code, str(found.value)
    assert "{" not in str(found.value)
