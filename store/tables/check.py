"""Is everything there, unchanged, and do the tables say what the journal says?

The chains are verified event by event; then the whole journal is folded anew into an empty store in
memory and every folded table is compared, row by row, with the one in the file. Row numbers are left
out: they only say in which order rows arrived.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from store.tables import chains, erasures, failing, fold, guards
from store.tables.blank import scratch
from store.tables.connection import DatabaseError
from store.tables.journal import Event, events_of
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from sqlite3 import Connection


def refold(connection: Connection, progress: Callable[[int], object] = int) -> Iterator[str]:
    """Fold the journal into a scratch copy and yield, table by table, what differs.

    `progress` is told how many events are folded.
    """
    yield from erasures.faults(connection)
    with folded(connection, progress) as (copy, trouble):
        if trouble is not None:
            yield trouble
            return
        for table in fold.FOLDED:
            try:
                yield from differences(connection, copy, table)
            except DatabaseError as error:
                if failing.worded(error) is not None:
                    raise
                yield f"{table}: there are rows that cannot be read"  # bytes that are no text


@contextmanager
def folded(
    connection: Connection, progress: Callable[[int], object] = int
) -> Iterator[tuple[Connection, str | None]]:
    """Yield a store in memory into which the journal was folded anew, and what stood in the way of it."""
    copy, trouble = scratch(), None
    try:
        copy.execute("BEGIN")
        try:
            _copy_journal(connection, copy)
            fold.apply_all(copy, _counted(events_of(connection), progress))
        except Exception as error:  # whatever it trips over stands in the file
            trouble = f"journal: what it says cannot be read ({type(error).__name__})"
        else:
            copy.execute("COMMIT")
        yield copy, trouble
    finally:
        copy.close()


def _counted(events: Iterator[Event], progress: Callable[[int], object]) -> Iterator[Event]:
    for done, event in enumerate(events):
        if done % 256 == 0:
            progress(done)
        yield event


def guards_of(connection: Connection) -> Iterator[str]:
    """Yield which tables, indexes and triggers are not as this program makes them."""
    model = scratch()
    try:
        for kind, name in guards.differing(connection, model):
            yield f"{kind} {name}: is missing, or not as this program makes it"
    finally:
        model.close()


def quick(connection: Connection) -> Iterator[str]:
    """Yield what SQLite finds wrong with the file in a quick look."""
    yield from (f"file: {line}" for (line,) in connection.execute("PRAGMA quick_check") if line != "ok")


def differences(one: Connection, other: Connection, table: str) -> Iterator[str]:
    """Yield a line if the two stores hold different rows in `table`."""
    names = [row[1] for row in one.execute(f'PRAGMA table_info("{table}")') if row[1] != "row"]
    query = f'SELECT {", ".join(names)} FROM "{table}" ORDER BY {", ".join(names)}'
    missing = extra = 0
    left, right = one.execute(query), other.execute(query)
    a, b = left.fetchone(), right.fetchone()
    while a is not None or b is not None:
        if a == b:
            a, b = left.fetchone(), right.fetchone()
        elif b is None or (a is not None and _order(a) < _order(b)):
            extra += 1
            a = left.fetchone()
        else:
            missing += 1
            b = right.fetchone()
    if missing or extra:
        yield f"{table}: {extra} rows are not what the journal says, {missing} rows it says are not there"


def integrity(connection: Connection) -> Iterator[str]:
    """Yield what SQLite finds wrong with the file itself."""
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"file: {line}"
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield f"{row[0]}: a row refers to nothing"


REFOLDED_BYTES = 50_000_000
"""A file up to this size is folded anew to see why a program fell over: seconds."""
NAMED = 12
"""So many damaged pages are named one by one."""


def page_codes(connection: Connection) -> Sentence | None:
    """Say which pages of an encrypted file do not fit their codes (HMAC); None: all do, or it is plain.

    The key is the right one, or the first page would not have opened: what does not fit was changed on the
    disk. The file is read past SQLite's locks, and a page may be written in that moment: so it is read twice
    before anything is said.
    """
    if getattr(connection, "key", None) is None:
        return None
    bad = _misfits(connection)
    bad = bad and bad & _misfits(connection)
    if not bad:
        return None
    named = ", ".join(map(str, sorted(bad)[:NAMED])) + (" …" if len(bad) > NAMED else "")
    return say(
        N_(
            "{n} page of the encrypted file was changed or damaged on the disk (page {pages}); the key is "
            "right. What stood there cannot be read: restore a backup."
        ),
        N_(
            "{n} pages of the encrypted file were changed or damaged on the disk (pages {pages}); the key is "
            "right. What stood there cannot be read: restore a backup."
        ),
        n=len(bad),
        pages=named,
    )


def _misfits(connection: Connection) -> set[int]:
    lines = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    numbers = (re.search(r"page (\d+)", line) for line in lines)
    return {int(found[1]) if found else 0 for found in numbers}


def damage(connection: Connection) -> str | None:
    """Return the first sign that the file itself is why a program fell over; None if there is none.

    What has changed in the tables alone is seen by folding the journal anew, in a file that is not too large
    for somebody to wait.
    """
    try:
        first = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if first != "ok":
            return str(first)
        found = next(chains.faults(connection), None) or next(guards_of(connection), None)
        if found is None and _size(connection) <= REFOLDED_BYTES:
            found = next(refold(connection), None)
        return found
    except DatabaseError as error:  # bytes that are no text have no name of their own
        return getattr(error, "sqlite_errorname", None) or "SQLITE_CORRUPT"
    except Exception as error:  # what cannot even be looked at is damaged
        return type(error).__name__


def _size(connection: Connection) -> int:
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages) * int(size)


def _order(row: tuple[object, ...]) -> tuple[tuple[int, object], ...]:
    return tuple(
        (0, 0)
        if value is None
        else (1, value)
        if isinstance(value, int | float)
        else (2, str(value).encode())
        for value in row
    )


def _copy_journal(connection: Connection, copy: Connection) -> None:
    for table, order in (("event", "origin, seq"), ("payload", "1"), ("batch", "1"), ("batch_part", "1")):
        rows = connection.execute(f"SELECT * FROM {table} ORDER BY {order}")
        width = len(rows.description)
        copy.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)
