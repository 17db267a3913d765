"""Compare scores: how far one is from another, and what it would be if every part had answered alike."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import erfc, sqrt

from store.record import Record
from store.rules.nps import BANDS, Band, Counts, Z, adjusted, display, exact
from store.wording import N_, Sentence, say


class Difference(Record):
    """How far one score is from another, and how likely chance alone makes it so."""

    points: Fraction
    """The first minus the second."""
    z: float
    p_two_sided: float
    low: float
    high: float
    """95 % range of the difference, from the adjusted values, in points."""

    @property
    def p_lower(self) -> float:
        """Probability that chance alone makes it as low as this."""
        return lower_tail(self.z)


def lower_tail(z: float) -> float:
    """Return the probability of the standard normal distribution below `z`."""
    return erfc(-z / sqrt(2)) / 2


def difference(first: Counts, second: Counts) -> Difference | None:
    """Compare two scores; None where one has no answers."""
    one, two = exact(*first), exact(*second)
    if one is None or two is None:
        return None
    mean1, spread1 = adjusted(*first)
    mean2, spread2 = adjusted(*second)
    gap, error = float(mean1 - mean2), sqrt(spread1 + spread2)
    z = gap / error
    ends = (100 * (gap - Z * error), 100 * (gap + Z * error))
    return Difference(one - two, z, erfc(abs(z) / sqrt(2)), *ends)


class Mixed(Record):
    """A score as it would be if every part had answered alike."""

    nps: Fraction | None
    error: float | None
    """Standard error, points."""
    low: float | None
    high: float | None
    silent: tuple[str, ...] = ()
    """Parts with customers and without answers; with any, there is no score."""

    def display(self, bands: tuple[Band, ...] = BANDS) -> Sentence:
        """Write the score, or why there is none."""
        if self.silent:
            return say(N_("n/a — no answers from {parts}"), parts=", ".join(self.silent))
        return say(N_("{score}"), score=display(self.nps, bands))


def mix_adjusted(parts: Mapping[str, tuple[Counts, int]]) -> Mixed:
    """Weigh the score of each part by its customers instead of by its answers.

    Args:
        parts: by name, the counts and the number of customers (closed claims).
    """
    weighed = {name: (counts, size) for name, (counts, size) in parts.items() if size > 0}
    total = sum(size for _, size in weighed.values())
    silent = tuple(name for name, (counts, _) in weighed.items() if sum(counts) == 0)
    if silent or not total:
        return Mixed(None, None, None, None, silent)
    nps, spread = Fraction(0), Fraction(0)
    for counts, size in weighed.values():
        weight = Fraction(size, total)
        nps += weight * (exact(*counts) or 0)
        spread += weight * weight * adjusted(*counts)[1]
    error = 100 * sqrt(spread)
    middle = float(nps)
    return Mixed(nps, error, max(-100.0, middle - Z * error), min(100.0, middle + Z * error))


class Change(Record):
    """How the mix of two periods differs, and the difference of their scores without that."""

    shares: Mapping[str, tuple[Fraction, Fraction]]
    """By part: its share of the closed claims now and before, 0-1."""
    moved: Fraction
    """Share of the claims that is in other parts now, 0-1."""
    at_equal_mix: Fraction | None
    """Now minus before, every part weighing what it weighed before; None where one of them is silent."""


def mix_change(parts: Mapping[str, tuple[Counts, Counts, int, int]]) -> Change:
    """Compare two periods part by part.

    Args:
        parts: by name, the counts now and before, and the closed claims now and before.
    """
    now, before = sum(row[2] for row in parts.values()), sum(row[3] for row in parts.values())
    shares = {
        name: (
            Fraction(row[2], now) if now else Fraction(0),
            Fraction(row[3], before) if before else Fraction(0),
        )
        for name, row in parts.items()
    }
    moved = sum((abs(one - two) for one, two in shares.values()), Fraction(0)) / 2
    weighed = [(parts[name], weight) for name, (_, weight) in shares.items() if weight]
    if not weighed or any(not sum(row[0]) or not sum(row[1]) for row, _ in weighed):
        return Change(shares, moved, None)
    gap = Fraction(0)
    for (counts, old, _, _), weight in weighed:
        gap += weight * ((exact(*counts) or 0) - (exact(*old) or 0))
    return Change(shares, moved, gap)
