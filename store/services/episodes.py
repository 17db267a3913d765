"""When what is out of the ordinary today began: the days before are judged as today was, one after another.

An episode begins after 28 quiet days (`store.rules.alerts.episode`). Nothing of it is kept, so that every
desk with the same claims and answers tells the same day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from store.rules import alerts as rules
from store.rules.nps import Counts
from store.tables import score_parts, trends
from store.tables.score_parts import Sums

if TYPE_CHECKING:
    from sqlite3 import Connection

LOOK_BACK = 200
"""Days over which the beginning of an episode is looked for."""
LEVELS = (rules.ALERT, rules.WATCH)
DAY = timedelta(days=1)
_SPANS = ((0, rules.CLAIM_DAYS - 1), (rules.CLAIM_DAYS, rules.CLAIM_DAYS + rules.BASELINE_DAYS - 1))
"""Window and baseline, as days before the last one."""


def counted_back(claims: Iterable[tuple[str, str]], today: date) -> Iterator[tuple[int, int]]:
    """Yield how many serials were claimed in window and baseline: of today, of yesterday, and so on.

    Each claim is looked at four times in all, however many days are asked for.

    Args:
        claims: day (ISO 8601) and serial of each.
        today: the last day.
    """
    filed: dict[str, list[str]] = {}
    for day, unit in claims:
        filed.setdefault(day, []).append(unit)

    def of(day: date) -> list[str]:
        return filed.get(day.isoformat(), [])

    now, before = (
        Counter(unit for back in range(near, far + 1) for unit in of(today - back * DAY))
        for near, far in _SPANS
    )
    while True:
        yield len(now), len(before)
        for (near, far), counts in zip(_SPANS, (now, before), strict=True):
            counts.subtract(of(today - near * DAY))
            for unit in of(today - near * DAY):
                if not counts[unit]:
                    del counts[unit]
            counts.update(of(today - (far + 1) * DAY))
        today -= DAY


def fall(connection: Connection, product: str, today: date) -> date:
    """Return when the score of a product was flagged first in this episode."""
    span_days = LOOK_BACK + rules.RECENT_DAYS + rules.REFERENCE_DAYS
    first = today - timedelta(days=span_days)
    found = score_parts.days(connection, "product", product, str(first), str(today))
    daily = (found.get(str(first + n * DAY), Sums()).tally for n in range(span_days + 1))
    heap = [*accumulate(daily, added, initial=(0, 0, 0))]

    def between(since: date, until: date) -> Counts:
        return less(heap[(until - first).days + 1], heap[(since - first).days])

    def flagged(day: date) -> bool:
        recent, reference = rules.fall_windows(day)
        return rules.fall(between(*recent), between(*reference)).level in LEVELS

    return rules.episode(today, flagged, LOOK_BACK)


def spike(connection: Connection, pair: trends.Pair, first_unit: date | None, today: date) -> date:
    """Return when the claims of a pair were flagged first in this episode."""
    start = today - timedelta(days=LOOK_BACK + rules.CLAIM_DAYS + rules.BASELINE_DAYS)
    own = counted_back(trends.claimed(connection, pair.product, pair.code, start, today), today)
    filed = trends.claims_by_day(connection, start, today)
    sums = [*accumulate((filed.get(start + n * DAY, 0) for n in range((today - start).days + 1)), initial=0)]

    def tickets(since: date, until: date) -> int:
        return sums[(until - start).days + 1] - sums[(since - start).days]

    def judged(day: date, x: int, y: int) -> rules.Spike:
        window, baseline = rules.spike_windows(day)
        young = (window[0] - first_unit).days if first_unit else rules.BASELINE_DAYS
        others = (max(0, tickets(*window) - x), max(0, tickets(*baseline) - y))
        return rules.spike(x, y, *others, baseline_days=max(1, min(young, rules.BASELINE_DAYS)))

    return _began(today, own, judged)


def total(connection: Connection, category: str | None, first_claim: date, today: date) -> date:
    """Return when the claims of a category, or of the desk (None), were flagged first in this episode."""
    start = today - timedelta(days=LOOK_BACK + rules.CLAIM_DAYS + rules.BASELINE_DAYS)
    filed = counted_back(trends.filed(connection, category, start, today), today)

    def judged(day: date, x: int, y: int) -> rules.Spike | None:
        days = min((rules.spike_windows(day)[0][0] - first_claim).days, rules.BASELINE_DAYS)
        return rules.calendar(x, y, baseline_days=days) if days >= rules.CLAIM_DAYS else None

    return _began(today, filed, judged)


def new_model(connection: Connection, pair: trends.Pair, first_unit: date, today: date) -> date:
    """Return when the claims of a model without a past were flagged first; never before its first unit."""
    start = today - timedelta(days=LOOK_BACK + rules.CLAIM_DAYS)
    own = counted_back(trends.claimed(connection, pair.product, pair.code, start, today), today)
    others = counted_back(
        trends.claimed_beside(connection, pair.product, pair.category, pair.code, start, today), today
    )
    counts = ((x, fleet) for (x, _y), (fleet, _before) in zip(own, others, strict=False))
    starts = trends.started(connection, pair.product, pair.category, today)

    def judged(day: date, x: int, fleet: int) -> rules.Spike | None:
        own_days, fleet_days = trends.in_use(starts, rules.spike_windows(day)[0])
        return rules.new_model(x, own_days, fleet, fleet_days) if day >= first_unit else None

    return _began(today, counts, judged)


def _began(
    today: date,
    counts: Iterator[tuple[int, int]],
    judged: Callable[[date, int, int], rules.Spike | None],
) -> date:
    """Judge the days back from `today` by their counts, which come in that order."""
    next(counts)

    def flagged(day: date) -> bool:
        found = judged(day, *next(counts))
        return found is not None and found.level in LEVELS

    return rules.episode(today, flagged, LOOK_BACK)


def added(one: Counts, other: Counts) -> Counts:
    """Add two counts."""
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])


def less(one: Counts, other: Counts) -> Counts:
    """Take one count from the other."""
    return (one[0] - other[0], one[1] - other[1], one[2] - other[2])
