"""The queues: which claims each view holds, a page at a time, with how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.records import Queue
from store.services.lines import lines
from store.tables import connection as connections
from store.tables import queues

if TYPE_CHECKING:
    from store.services.context import Context

VIEWS = ("open", "mine", "parts", "ready", "late", "conflict", "closed", "all")
_STATES = {"parts": ("awaiting_parts",), "ready": ("ready",), "conflict": ("conflict",)}


def queue(
    context: Context, view: str, after: str | None, limit: int, state: str | None, owner: str | None
) -> Queue:
    """Return a page of the claims in `view`, the most urgent first; `state` and `owner` narrow it further."""
    connection, today = context.connection, context.today().isoformat()
    states = (state,) if state else _STATES.get(view, ())
    if state and view in _STATES and state not in _STATES[view]:
        return Queue((), queues.counts(connection, context.agent.id, today))
    asked = queues.Asked(
        states,
        "ended" if view == "closed" else "all" if view == "all" else "open",
        before=today if view == "late" else None,
        owner=context.agent.id if view == "mine" else owner,
        newest_first=view == "closed",
    )
    with connections.reading(connection):
        rows = queues.page(connection, asked, after, limit)
        counts = queues.counts(connection, context.agent.id, today)
    more = f"{rows[-1][1]}|{rows[-1][0]}" if rows and len(rows) == limit else None
    named = {"parts": counts.get("awaiting_parts", 0)}
    return Queue(lines(context, rows), {**counts, **named}, more)
