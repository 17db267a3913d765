"""Making the tables anew from the journal, where they say what the journal does not.

The journal is what counts; every folded table follows from it. After a break that an admin took note of, the
tables may keep rows of events that are lost. The journal is folded into an empty store in memory, as `check`
does to compare, and what came out is written in the place of what was there: in the caller's transaction, so
all of it or nothing. Triggers that would count along are taken out meanwhile and put back as they were.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from store.errors import Unusable
from store.tables import check, customers, fold
from store.wording import N_, say

if TYPE_CHECKING:
    from sqlite3 import Connection

ROWS = 1000
"""Rows that are written at a time."""


def mend(connection: Connection, progress: Callable[[int], object] = int) -> None:
    """Write every folded table anew; `connection` has no authorizer and is in a transaction.

    Raises:
        Unusable: JOURNAL_UNREADABLE; what the journal says cannot be folded, and nothing was changed.
    """
    with check.folded(connection, progress) as (copy, trouble):
        if trouble is not None:
            template = N_("The tables cannot be made anew: {what}. Restore a backup.")
            raise Unusable("JOURNAL_UNREADABLE", say(template, what=trouble))
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name NOT IN"
            " ('event', 'payload', 'batch', 'batch_part')"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        for table in fold.FOLDED:
            _replace(connection, copy, table)
        _name_again(connection)
        for _, statement in triggers:
            connection.execute(statement)
        for row in connection.execute("PRAGMA foreign_key_check"):
            template = N_("The tables cannot be made anew: {what}. Restore a backup.")
            raise Unusable("JOURNAL_UNREADABLE", say(template, what=f"{row[0]}: a row refers to nothing"))


def _replace(connection: Connection, copy: Connection, table: str) -> None:
    columns = ", ".join(row[1] for row in copy.execute(f'PRAGMA table_info("{table}")'))
    connection.execute(f'DELETE FROM "{table}"')
    rows = copy.execute(f'SELECT {columns} FROM "{table}"')
    marks = ", ".join("?" * len(rows.description))
    while block := rows.fetchmany(ROWS):
        connection.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', block)


def _name_again(connection: Connection) -> None:
    """Make everybody findable by name under the numbers that their rows have now."""
    connection.execute("INSERT INTO customer_name (customer_name) VALUES ('delete-all')")
    rows = connection.execute("SELECT row, name FROM customer ORDER BY row").fetchall()
    named = ((row, customers.spaced(name)) for row, name in rows)
    connection.executemany("INSERT INTO customer_name (rowid, name) VALUES (?, ?)", named)
