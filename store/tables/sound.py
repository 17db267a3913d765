"""Is a copy sound: every page, every row, every entry of every index. Most of a backup's time goes here.

*Plain files* are looked at by SQLite in full, mapped into memory: an index is compared with its table row by
row, since a bit that flipped in an entry shows nowhere else. *Encrypted files* have a code (HMAC) on every
page, and a page that is read and does not fit it is an error; so what the indexes hold is what the engine
wrote. There the quick look reads every page, and the entries of each index are counted besides: the full look
would decrypt the same pages over and over, twenty times the work. ``check --deep`` still takes it.

What takes long breathes: the engine rests every few milliseconds, and can be told to stop for good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from store.tables.connection import DatabaseError

if TYPE_CHECKING:
    from sqlite3 import Connection

STEPS = 100_000
"""Steps of the engine between two breaths: about ten milliseconds."""
MAPPED = 2_000_000_000
"""Bytes of a plain file that are mapped at most; the rest is read."""
CACHE_KB = 65_536


def faults(connection: Connection, *, deep: bool) -> Iterator[str]:
    """Yield what SQLite finds wrong with a file that nobody writes."""
    encrypted = getattr(connection, "key", None) is not None
    if encrypted:
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    else:
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")
    pragma = "integrity_check" if deep and not encrypted else "quick_check"
    yield from (line for (line,) in connection.execute(f"PRAGMA {pragma}") if line != "ok")
    if deep and encrypted:
        yield from _miscounted(connection)
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield f"{row[0]}: a row refers to nothing"


def _miscounted(connection: Connection) -> Iterator[str]:
    """Yield the indexes that have more or fewer entries than their tables have rows."""
    tables = connection.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    for table, keyed in tables:
        rows = connection.execute(f'SELECT count(*) FROM "{table}" NOT INDEXED').fetchone()[0]
        for _, index, _, origin, partial in connection.execute(f'PRAGMA index_list("{table}")').fetchall():
            if partial or (keyed and origin == "pk"):  # which is the table itself
                continue
            query = f'SELECT count(*) FROM "{table}" INDEXED BY "{index}"'
            if connection.execute(query).fetchone()[0] != rows:
                yield f"wrong # of entries in index {index}"


@contextmanager
def resting(connection: Connection, breathe: Callable[[], object]) -> Iterator[None]:
    """Call `breathe` every few milliseconds while the engine works; what it raises stops the engine."""
    raised: list[BaseException] = []

    def rest() -> int:
        try:
            breathe()
        except BaseException as error:
            raised.append(error)
        return len(raised)

    if breathe is not int:
        connection.set_progress_handler(rest, STEPS)
    try:
        yield
    except DatabaseError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
