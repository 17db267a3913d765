"""What the journal tells of a claim: its own events, and those of its unit and its rating since it began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from store.tables.journal import events_where, of_subject

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.journal import Event

Place = tuple[int, str, int]
"""Clock value, origin and sequence of an event."""


def page(connection: Connection, subjects: Sequence[str], after: Place | None, limit: int) -> list[Event]:
    """Return events of some subjects, the newest first; those of the unit only since the claim began.

    Args:
        connection: the store.
        subjects: the claim first, then what else belongs to it.
        after: where the page before ended.
        limit: events at the most.
    """
    marks = ", ".join("?" for _ in subjects)
    where = (
        f"WHERE e.subject IN ({marks})"
        " AND e.hlc >= (SELECT coalesce(min(hlc), 0) FROM event WHERE subject = ?)"
        # What a unit's history remembers of a claim repeats the claim's own events.
        " AND e.kind <> 'unit.history'"
    )
    values: list[object] = [*subjects, subjects[0]]
    if after is not None:
        where += " AND (e.hlc, e.origin, e.seq) < (?, ?, ?)"
        values += after
    order = " ORDER BY e.hlc DESC, e.origin DESC, e.seq DESC LIMIT ?"
    return events_where(connection, where + order, (*values, limit))


def key(event: Event) -> str:
    """Return where a page that ends with `event` ended."""
    return f"{event.hlc}|{event.origin}|{event.seq}"


def before(connection: Connection, event: Event) -> Mapping[str, object]:
    """Return the fields of a register as far as its events before `event` tell them."""
    known: dict[str, object] = {}
    for earlier in of_subject(connection, event.subject):
        if (earlier.hlc, earlier.origin, earlier.seq) >= (event.hlc, event.origin, event.seq):
            break
        fields = earlier.body.get("fields")
        if earlier.kind == event.kind and isinstance(fields, Mapping):
            known |= fields
    return known
