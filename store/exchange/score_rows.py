"""Scores as plain rows, for export: each window, whole and by every split the person may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.rules import nps
from store.services import splits

if TYPE_CHECKING:
    from store.records import Score
    from store.services.context import Context

COLUMNS = (
    "window", "since", "until", "by", "key", "n", "promoters", "passives", "detractors", "nps", "display",
    "low", "high", "band", "invited", "answered", "response_rate", "closed",
)  # fmt: skip


def rows(context: Context) -> Iterator[tuple[object, ...]]:
    """Yield the score of the last 90 days, this month and all time, each with all of its parts."""
    today = context.today()
    windows = (("90 days", *nps.window(today)), ("month", nps.month(today)[0], today), ("all", None, None))
    seen = splits.reach(context.agent)
    for name, since, until in windows:
        yield _row(name, "", splits.whole(context, since, until), "")
        if seen.splits:
            for by in splits.SPLITS:
                for part in splits.split(context, since, until, by).by:
                    yield _row(name, by, part, part.key or "")


def _row(window: str, by: str, of: Score, key: str) -> tuple[object, ...]:
    rate = of.response_rate
    share = None if rate is None else nps.decimal(rate, 4)
    return (
        window, str(of.since or ""), str(of.until or ""), by, key, of.n,
        of.promoters, of.passives, of.detractors, nps.decimal(of.nps), of.display,
        nps.decimal(of.low), nps.decimal(of.high), of.band, of.invited, of.answered, share, of.closed,
    )  # fmt: skip
