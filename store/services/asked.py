"""What came of asking customers, as far as the person at the desk sees the score."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.rules.spans import span
from store.services import splits
from store.tables import score_parts

if TYPE_CHECKING:
    from store.services.context import Context

FIRST, LAST = "0001-01-01", "9999-12-31"
"""Days that stand for no bound."""


def came(context: Context, since: date | None, until: date | None, *, reopened: bool) -> dict[str, int]:
    """Count by what came of asking in a period: ASKED, DECLINED, or why nobody was asked.

    Whoever sees only their own work gets only that; `reopened`: False leaves out claims that were reopened.
    """
    connection, person = context.connection, context.agent
    if splits.reach(person).own:
        first, last = (str(since) if since else FIRST), (str(until) if until else LAST)
        counts = score_parts.asked_by(connection, person.id, first, last)
    else:
        found = score_parts.read(connection, score_parts.INVITATION, span(since, until))
        counts = {each: sums.asked + sums.kept for each, sums in found.items()}
    told: dict[str, int] = {}
    for (reason, again), n in counts.items():
        if reopened or not again:
            told[reason] = told.get(reason, 0) + n
    return told
