"""From a plain file to an encrypted one, and back: a copy is made, looked into, and put in the file's place.

The copy is written beside the store. Only when it opens, holds every event and ends with the same hash does
it take the store's name, in one step. What the disk still holds of the plain file cannot be wiped from here:
solid state disks keep what was deleted, and old backups stay as they were.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import Unusable
from store.tables import connection as connections
from store.wording import N_, say

if TYPE_CHECKING:
    from sqlite3 import Connection

COPY = ".converting"


def convert(store: Path, have: bytes | None, want: bytes | None) -> None:
    """Write the store anew under the key `want` (None: plain); it is under `have` now.

    Raises:
        Unusable: somebody else is at the store, the disk is full, or the copy is not the same.
    """
    copy = store.with_name(store.name + COPY)
    _remove(copy)
    try:
        connection = connections.maintenance(store, have)
        try:
            before = _end(connection)
            _alone(connection)
            _export(connection, copy, want)
        finally:
            connection.close()
        _look_into(copy, want, before)
        copy.chmod(0o600)
        _keep(copy)
        os.replace(copy, store)
        # Their pages are of the file before; the checkpoint has left nothing in them.
        for suffix in ("-wal", "-shm"):
            store.with_name(store.name + suffix).unlink(missing_ok=True)
    except connections.DatabaseError as error:
        template = N_("The desk cannot be written anew ({reason}); close it at the other terminals.")
        raise Unusable("STORE_BUSY", say(template, reason=str(error))) from error
    finally:
        _remove(copy)


def _alone(connection: Connection) -> None:
    """Make sure that nobody else has the store open, and that all of it is in the file itself."""
    connection.execute("PRAGMA busy_timeout = 1000")
    mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    if mode != "delete":
        raise connections.OperationalError("database is locked")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")


def _export(connection: Connection, copy: Path, key: bytes | None) -> None:
    given = "''" if key is None else f"\"x'{key.hex()}'\""
    connection.execute(f"ATTACH ? AS copy KEY {given}", (str(copy),))
    connection.execute("SELECT sqlcipher_export('copy')").fetchall()
    for name in ("user_version", "application_id"):
        value = int(connection.execute(f"PRAGMA main.{name}").fetchone()[0])
        connection.execute(f"PRAGMA copy.{name} = {value}")
    connection.execute("DETACH copy")


def _look_into(copy: Path, key: bytes | None, before: tuple[Any, ...]) -> None:
    connection = connections.connect(copy, key=key)
    try:
        broken = connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]
        if broken or _end(connection) != before:
            raise Unusable(
                "COPY_DIFFERS", say(N_("The copy is not the same as the desk; nothing was changed."))
            )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _end(connection: Connection) -> tuple[Any, ...]:
    """Return how much there is, and the hashes it ends with."""
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " ORDER BY name"
        )
    ]
    counts = [connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables]
    heads = connection.execute(
        "SELECT origin, max(seq), hash FROM event GROUP BY origin ORDER BY origin"
    ).fetchall()
    return tables, counts, heads


def _keep(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _remove(copy: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)
