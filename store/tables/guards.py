"""Guards of the journal: what the program's own connection may not do, and triggers for everybody else.

The triggers stand in the file and stop any program that does not take them out first. The authorizer stands
before them for our own connection: it refuses, while a statement is prepared, to change the journal, to take
tables or triggers away, to attach another file, or to turn off what protects. Migrations, ``VACUUM`` and a
new key for the file use a connection of their own, which has no authorizer (`connection.maintenance`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as engine

if TYPE_CHECKING:
    from sqlite3 import Connection

JOURNAL = frozenset({"event", "payload", "batch"})
"""Tables of which no row is ever changed or taken away; a trigger keeps the named rows of ``batch_part``."""
INDEXED_ANEW = "unit"
"""The table whose indexes an import may drop, since it makes them again."""
HARMLESS = frozenset(
    {"busy_timeout", "cache_size", "temp_store", "table_info", "wal_checkpoint", "optimize", "query_only",
     "integrity_check", "quick_check", "index_list", "index_info", "foreign_key_list", "data_version"}
)  # fmt: skip
"""Pragmas that may be given a value; any may be asked for theirs."""
_DENIED = frozenset(
    {
        engine.SQLITE_ATTACH, engine.SQLITE_DETACH, engine.SQLITE_ALTER_TABLE, engine.SQLITE_DROP_TABLE,
        engine.SQLITE_DROP_TRIGGER, engine.SQLITE_DROP_VIEW, engine.SQLITE_DROP_VTABLE,
        engine.SQLITE_CREATE_TEMP_TRIGGER,
    }
)  # fmt: skip
_OK: int = engine.SQLITE_OK
_NO: int = engine.SQLITE_DENY
_CHANGES = frozenset({engine.SQLITE_UPDATE, engine.SQLITE_DELETE})
_PRAGMA, _DROP_INDEX, _FUNCTION = engine.SQLITE_PRAGMA, engine.SQLITE_DROP_INDEX, engine.SQLITE_FUNCTION
_WATCHED = _DENIED | _CHANGES | {_PRAGMA, _DROP_INDEX, _FUNCTION}


def _judge(action: int, one: str | None, two: str | None, base: str | None, inner: str | None) -> int:
    """Answer the engine: may a statement do this?"""
    if action not in _WATCHED:
        return _OK
    if action in _CHANGES:
        return _NO if one in JOURNAL else _OK
    if action == _PRAGMA:
        return _OK if two is None or one in HARMLESS else _NO
    if action == _DROP_INDEX:
        return _OK if two == INDEXED_ANEW else _NO
    if action == _FUNCTION:
        return _NO if two == "load_extension" else _OK
    return _NO


def _judge_erasing(action: int, one: str | None, two: str | None, base: str | None, inner: str | None) -> int:
    """Answer while a payload is erased: the trigger on it, which asks for the event, still stands."""
    if action == engine.SQLITE_DELETE and one == "payload":
        return _OK
    return _judge(action, one, two, base, inner)


def forbid(connection: Connection) -> None:
    """Let this connection do only what the program does."""
    connection.set_authorizer(_judge)


@contextmanager
def erasing(connection: Connection) -> Iterator[None]:
    """Let bodies be taken out of ``payload`` for a while; what the triggers demand, they still demand."""
    connection.set_authorizer(_judge_erasing)
    try:
        yield
    finally:
        connection.set_authorizer(_judge)


def shape(connection: Connection) -> str:
    """Return a digest of every table, view and trigger as the file defines them."""
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE type IN ('table', 'trigger', 'view') AND sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_sqlite\\_%' ESCAPE '\\'"
        " ORDER BY type, name"
    )
    return hashlib.sha256("\x1e".join("\x1f".join(map(str, row)) for row in rows).encode()).hexdigest()


def differing(connection: Connection, model: Connection) -> Iterator[tuple[str, str]]:
    """Yield kind and name of what is defined in another way than in `model`, is missing, or is too much."""
    ours, theirs = _definitions(connection), _definitions(model)
    for thing in sorted(ours.keys() | theirs.keys(), key=str):
        if ours.get(thing) != theirs.get(thing):
            yield thing


def mend(connection: Connection, model: Connection) -> None:
    """Put missing or changed triggers back as `model` has them; `connection` has no authorizer."""
    ours, theirs = _definitions(connection), _definitions(model)
    for kind, name in ours.keys() | theirs.keys():
        if kind == "trigger" and ours.get((kind, name)) != theirs.get((kind, name)):
            quoted = name.replace('"', '""')
            connection.execute(f'DROP TRIGGER IF EXISTS "{quoted}"')
            if (kind, name) in theirs:
                connection.execute(theirs[kind, name])


def _definitions(connection: Connection) -> dict[tuple[str, str], str]:
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_sqlite\\_%' ESCAPE '\\'"
    )
    return {(kind, name): sql for kind, name, sql in rows}
