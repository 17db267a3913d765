"""The score with all that surrounds it: for the Score place, and for the report of the whole company."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from store.errors import Refused
from store.records import Beside, Overview, Pareto
from store.services import splits
from store.wording import N_, say

if TYPE_CHECKING:
    from store.store import Store

REPORTED = ("product", "fault", "resolution", "channel", "partner", "days")
"""Splits of a report; none of them names a person."""
TEAM = "agent"
"""The split that does; only asked for, and only for those who see the team."""
FAULT_DAYS = 364
"""Faults of a report are those of so many days and one, where its window has no first day."""


def beside(store: Store, since: date | None, until: date | None, by: str, *, reopened: bool = True) -> Beside:
    """Return what must be known to judge the score of a window, as far as the person may see it.

    Without `reopened` claims that were reopened are left out, but for the alerts: their rules count them.
    """
    sees = splits.reach(store.agent).splits
    ratings = store.ratings
    return Beside(
        alerts=store.insight.alerts.list(),
        invitations=ratings.invitations(since, until, reopened=reopened),
        benchmarks=store.insight.benchmarks.list(),
        mixed=ratings.mixed(since, until, by, reopened=reopened) if sees else None,
        change=ratings.compare(since, until, by, reopened=reopened) if sees and since and until else None,
    )


def overview(
    store: Store, since: date | None, until: date | None, *, team: bool = False, trend: int = 12
) -> Overview:
    """Return everything that stands in the report of a window (None: no bound).

    Args:
        store: the open desk.
        since: first day.
        until: last day.
        team: also who works how well.
        trend: months of the trend.

    Raises:
        Refused: the window ends before it begins, or `team` is not for this person to see.
    """
    reach = splits.reach(store.agent)
    if since and until and since > until:
        sentence = say(
            N_("The period begins on {since}, after its end on {until}."), since=since, until=until
        )
        raise Refused("BAD_PERIOD", sentence, field="since")
    if team and not reach.team:
        template = N_("{role} does not see how others work; ask a supervisor for a report with the team.")
        raise Refused("NOT_ALLOWED", say(template, role=store.agent.role), field="team")
    ratings, names = store.ratings, (*REPORTED, TEAM) if team else REPORTED
    parts = tuple((by, ratings.score(since, until, by)) for by in names) if reach.splits else ()
    return Overview(
        desk=str(store.settings.name),
        today=store.today(),
        since=since,
        until=until,
        currency=str(store.settings.get("currency")),
        score=ratings.score(since, until),
        months=ratings.trend(trend),
        beside=beside(store, since, until, REPORTED[0]),
        splits=parts,
        loyalty=store.insight.loyalty.table(since, until or store.today(), limit=0).rows
        if reach.splits
        else (),
        effort=store.insight.effort.trend(trend),
        pareto=_pareto(store, since, until) if reach.splits else None,
        team=team,
    )


def _pareto(store: Store, since: date | None, until: date | None) -> Pareto:
    last = until or store.today()
    return store.insight.pareto(None, since or last - timedelta(days=FAULT_DAYS), last)
