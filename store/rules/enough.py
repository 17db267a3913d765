"""How many answers would be enough for a range of so many points."""

from __future__ import annotations

from store.rules.nps import MANY, TYPICAL_VARIANCE, adjusted, answers_needed

POINTS = (10, 5)
"""Half widths of a range, in points, for which the answers needed are told."""


def needed(promoters: int, passives: int, detractors: int) -> tuple[tuple[int, int], ...]:
    """Return for each of `POINTS` how many answers give a range of about ± so many points.

    The spread is the one seen so far, as in the range; the typical one while the answers are few.
    """
    n = promoters + passives + detractors
    seen = adjusted(promoters, passives, detractors)[1] * (n + 3) if n >= MANY else TYPICAL_VARIANCE
    return tuple((points, answers_needed(points, seen)) for points in POINTS)
