"""Desks on which nothing is wrong, and on which something is: how often do the alerts speak up?"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from store.rules import alerts
from store.rules.nps import Counts

FIRST = date(2020, 1, 1)
STEP = 7
"""Days from one look to the next."""
SHARES = (0.6, 0.22, 0.18)
BEFORE = alerts.RECENT_DAYS + alerts.REFERENCE_DAYS


def product(rng: Random, years: int, a_year: float, *, falls_after: int | None = None) -> list[Counts]:
    """Return daily answers of one product; after some days its score may really fall."""
    days = []
    for day in range(BEFORE + 365 * years):
        shares = SHARES if falls_after is None or day < falls_after else (0.25, 0.25, 0.5)
        n = sum(rng.random() < a_year / 365 / 4 for _ in range(4))
        found = Counter(rng.choices((0, 1, 2), shares, k=n))
        days.append((found[0], found[1], found[2]))
    return days


def episodes(daily: list[Counts]) -> Counter[str]:
    """Count the episodes in which a fall was at least watched, and those that rose to an alert."""
    heap = [*accumulate(daily, lambda a, b: (a[0] + b[0], a[1] + b[1], a[2] + b[2]), initial=(0, 0, 0))]

    def between(since: date, until: date) -> Counts:
        one, two = heap[(until - FIRST).days + 1], heap[(since - FIRST).days]
        return (one[0] - two[0], one[1] - two[1], one[2] - two[2])

    found: Counter[str] = Counter()
    last: dict[str, date] = {}
    for back in range(BEFORE, len(daily), STEP):
        day = FIRST + timedelta(days=back - 1)
        recent, reference = alerts.fall_windows(day)
        level = alerts.fall(between(*recent), between(*reference)).level
        if level not in (alerts.WATCH, alerts.ALERT):
            continue
        for name in (alerts.WATCH, *([alerts.ALERT] if level == alerts.ALERT else [])):
            found[name] += alerts.is_new_episode(day, last.get(name))
            last[name] = day
    return found


def false_flags(seed: int, products: int, years: int, a_year: float) -> tuple[float, float]:
    """Return false watches and alerts per product-year, where nothing is wrong."""
    rng, total = Random(seed), Counter[str]()
    for _ in range(products):
        total += episodes(product(rng, years, a_year))
    return total[alerts.WATCH] / products / years, total[alerts.ALERT] / products / years


def found_falls(seed: int, products: int, a_year: float) -> float:
    """Return the share of real falls that are alerted within a year."""
    rng = Random(seed)
    return (
        sum(
            episodes(product(rng, 1, a_year, falls_after=BEFORE + 60))[alerts.ALERT] > 0
            for _ in range(products)
        )
        / products
    )
