"""The queues: pages by keyset on an index that has their order, and counts that are kept, not counted.

However many claims there are, a page reads as many rows as it shows. `urgent` orders every queue; each set of
claims that can be asked for has an index that begins with what is asked and goes on with that order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.record import Record
from store.tables.claims import ENDED, LINE, Line

if TYPE_CHECKING:
    from sqlite3 import Connection

_OPEN = f"k.state NOT IN {ENDED}"
_ENDED = f"k.state IN {ENDED}"
"""As the indexes have it, letter for letter: only so does SQLite know that they fit."""


class Asked(Record):
    """Which claims, in which order."""

    states: tuple[str, ...] = ()
    """None: those that `which` says."""
    which: str = "open"
    """open, ended or all."""
    before: str | None = None
    """Only those whose nearest deadline lies before this day."""
    owner: str | None = None
    """Only this person's, by id."""
    newest_first: bool = False
    """The other way round, for claims that have ended."""


def page(connection: Connection, asked: Asked, after: str | None = None, limit: int = -1) -> list[Line]:
    """Return a page of claims, nearest deadline first.

    Args:
        connection: the store.
        asked: which claims.
        after: ``urgent|id`` of the last line of the page before.
        limit: lines at the most; -1: all.
    """
    if len(asked.states) > 1:
        return _merged(connection, asked, after, limit)
    where, values = _where(asked)
    if after is not None:
        where.append(f"(k.urgent, k.id) {'<' if asked.newest_first else '>'} (?, ?)")
        values += after.split("|", 1)
    way = "DESC" if asked.newest_first else "ASC"
    condition = f"WHERE {' AND '.join(where)}" if where else ""
    # Left to itself SQLite may read and sort all of several states: what a page costs would grow with them.
    line = LINE.format(index=f"INDEXED BY {_index(asked)}")
    query = f"{line} {condition} ORDER BY k.urgent {way}, k.id {way} LIMIT ?"
    return connection.execute(query, (*values, limit)).fetchall()


def _index(asked: Asked) -> str:
    """Return the index that has what is asked in its order."""
    if asked.states:
        return "claim_state" if asked.owner is None else "claim_owner_state"
    if asked.which == "open":
        return "claim_open" if asked.owner is None else "claim_owner"
    return "claim_ended" if asked.which == "ended" else "claim_urgent"


def _where(asked: Asked) -> tuple[list[str], list[object]]:
    where: list[str] = []
    values: list[object] = []
    if asked.states:
        where.append("k.state = ?")
        values.append(asked.states[0])
    elif asked.which != "all":
        where.append(_OPEN if asked.which == "open" else _ENDED)
    if asked.before is not None:
        where.append("k.urgent < ?")
        values.append(asked.before)
    if asked.owner is not None:
        where.append("k.owner = ?")
        values.append(asked.owner)
    return where, values


def _merged(connection: Connection, asked: Asked, after: str | None, limit: int) -> list[Line]:
    """Return a page of several states, each read in its own order."""
    from store.record import but

    found = [
        row for state in asked.states for row in page(connection, but(asked, states=(state,)), after, limit)
    ]
    found.sort(key=lambda row: (row[1], row[0]), reverse=asked.newest_first)
    return found if limit < 0 else found[:limit]


def counts(connection: Connection, owner: str, today: str) -> dict[str, int]:
    """Count the open claims by state, and those that are late, due today or the owner's."""
    rows = connection.execute(f"SELECT state, owner, n FROM queue_state WHERE state NOT IN {ENDED}")
    found: dict[str, int] = {}
    mine = 0
    for state, whose, n in rows:
        found[state] = found.get(state, 0) + n
        mine += n if whose == owner else 0
    late, due = connection.execute(
        "SELECT coalesce((SELECT sum(n) FROM queue_day WHERE day < ?1), 0),"
        " coalesce((SELECT n FROM queue_day WHERE day = ?1), 0)",
        (today,),
    ).fetchone()
    return {**found, "open": sum(found.values()), "late": late, "today": due, "mine": mine}


def owners(connection: Connection) -> list[tuple[str, str, int]]:
    """Return id and name of everybody who has open claims, and how many."""
    return connection.execute(
        "SELECT q.owner, coalesce(p.name, q.owner), sum(q.n) FROM queue_state q"
        f" LEFT JOIN person p ON p.id = q.owner WHERE q.owner <> '' AND q.state NOT IN {ENDED}"
        " GROUP BY q.owner ORDER BY 2, 1"
    ).fetchall()
