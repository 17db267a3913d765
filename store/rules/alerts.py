"""When to raise an eyebrow: a product's score fell, or a fault is claimed unusually often.

Two levels: *watch* sorts a list, only *alert* interrupts. The thresholds are set for few false flags: a
score with nothing wrong is watched 0.16 to 0.21 times and alerted 0.01 to 0.05 times a product-year.
Tail probabilities are sums of exact whole numbers, divided once at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import comb

from store.record import Record
from store.rules.compare import difference
from store.rules.nps import Counts, adjusted, exact

NONE, WATCH, ALERT, TOO_FEW, MIXED = "none", "watch", "alert", "not enough answers", "the mix changed"
"""Levels. `TOO_FEW` and `MIXED` say why there is none."""

RECENT_DAYS, REFERENCE_DAYS = 90, 365
RECENT_LEAST, REFERENCE_LEAST = 8, 20
FALL_WATCH, FALL_ALERT = (-2.326, 10), (-3.0, 15)
"""Highest z and least drop in points."""
QUIET_DAYS = 28

CLAIM_DAYS, BASELINE_DAYS = 28, 364
SHARE_LEAST = 20
"""Other claims in the baseline from which the share of a fault means something."""
SPIKE_LEAST, SPIKE_RATIO = 3, 2
SPIKE_WATCH, SPIKE_ALERT = 0.005, 0.001
EXACT_DIGITS = 2000
"""Beyond as many claims a sum of whole numbers is slow, and logarithms are exact enough."""


class Fall(Record):
    """A score against its own past."""

    level: str
    recent: Counts
    reference: Counts
    drop: Fraction | None = None
    """Reference minus recent, points, exact."""
    z: float | None = None
    p: float | None = None
    """Probability that chance alone lets it fall as far."""


class Spike(Record):
    """The claims of a pair (model and fault) against the year before."""

    level: str
    method: str
    """share: against all other claims; calendar: against the days."""
    x: int
    """Claims of the pair in the window."""
    y: int
    """Claims of the pair in the baseline."""
    others: int
    """Other claims in the window."""
    others_before: int
    expected: Fraction
    p: float

    @property
    def ratio(self) -> Fraction | None:
        """Claims by expected claims; None where none were expected."""
        return self.x / self.expected if self.expected else None


def fall(recent: Counts, reference: Counts, *mixes: Mapping[str, tuple[Counts, Counts]]) -> Fall:
    """Judge whether a score fell.

    Args:
        recent: promoters, passives, detractors of the last 90 days.
        reference: those of the 365 days before.
        mixes: the same answers split by fault, by work type, by region: recent and reference counts of
            each part. Where the fall goes away at equal mix, the mix changed and nothing fell.
    """
    if sum(recent) < RECENT_LEAST or sum(reference) < REFERENCE_LEAST:
        return Fall(TOO_FEW, recent, reference)
    found = difference(recent, reference)
    if found is None:
        return Fall(TOO_FEW, recent, reference)
    level = _fall_level(found.z, -found.points)
    if level != NONE and any(_only_mix(mix) for mix in mixes):
        level = MIXED
    return Fall(level, recent, reference, -found.points, found.z, found.p_lower)


def _fall_level(z: float, drop: Fraction) -> str:
    for level, (least_z, least_drop) in ((ALERT, FALL_ALERT), (WATCH, FALL_WATCH)):
        if z <= least_z and drop >= least_drop:
            return level
    return NONE


def _only_mix(mix: Mapping[str, tuple[Counts, Counts]]) -> bool:
    """Tell whether the fall is not even a watch when each part weighs what it weighed in the reference.

    Only parts that answered in both windows can be compared; if they hold none, the mix explains nothing.
    """
    shared = {name: both for name, both in mix.items() if sum(both[0]) and sum(both[1])}
    total = sum(sum(before) for _, before in shared.values())
    if not total:
        return False
    drop, gap, spread = Fraction(0), Fraction(0), Fraction(0)
    for now, before in shared.values():
        weight = Fraction(sum(before), total)
        (mean1, spread1), (mean2, spread2) = adjusted(*now), adjusted(*before)
        drop += weight * ((exact(*before) or 0) - (exact(*now) or 0))
        gap += weight * (mean1 - mean2)
        spread += weight * weight * (spread1 + spread2)
    return _fall_level(float(gap) / float(spread) ** 0.5, drop) == NONE


def spike(x: int, y: int, others: int, others_before: int, *, baseline_days: int = BASELINE_DAYS) -> Spike:
    """Judge whether the claims of a pair are unusually many; distinct serials count, not tickets.

    Args:
        x: claims of the pair in the last 28 days.
        y: claims of the pair in the baseline before.
        others: all other claims of the desk in the window.
        others_before: all other claims of the desk in the baseline.
        baseline_days: 364, or days since the first unit of a young product.
    """
    if others_before >= SHARE_LEAST:
        expected = Fraction(y * others, others_before)
        return _spike("share", (x, y, others, others_before), expected, fisher(x, y, others, others_before))
    return calendar(x, y, others, others_before, baseline_days=baseline_days)


def calendar(
    x: int, y: int, others: int = 0, others_before: int = 0, *, baseline_days: int = BASELINE_DAYS
) -> Spike:
    """Judge by the days alone: for thin desks, and for the totals of a desk or a category."""
    days = max(1, baseline_days)
    p = binomial(x, x + y, CLAIM_DAYS, CLAIM_DAYS + days)
    return _spike("calendar", (x, y, others, others_before), Fraction(y * CLAIM_DAYS, days), p)


def new_model(x: int, unit_days: int, fleet_claims: int, fleet_unit_days: int) -> Spike:
    """Judge a model without history against the fleet, by the days its units were in use.

    Args:
        x: claims of the model in the window.
        unit_days: days of use of all its units in the window.
        fleet_claims: claims of all other models with this fault.
        fleet_unit_days: days of use of their units, in the same time.
    """
    if not fleet_unit_days or not unit_days:
        return _spike("fleet", (x, fleet_claims, 0, 0), Fraction(0), 1.0)
    expected = Fraction(fleet_claims * unit_days, fleet_unit_days)
    p = binomial(x, x + fleet_claims, unit_days, unit_days + fleet_unit_days)
    return _spike("fleet", (x, fleet_claims, 0, 0), expected, p)


def _spike(method: str, claims: tuple[int, int, int, int], expected: Fraction, p: float) -> Spike:
    x = claims[0]
    level = NONE
    if x >= SPIKE_LEAST and x >= SPIKE_RATIO * expected:
        level = ALERT if p < SPIKE_ALERT else WATCH if p < SPIKE_WATCH else NONE
    return Spike(level, method, *claims, expected, p)


def fisher(x: int, y: int, others: int, others_before: int) -> float:
    """Return Fisher's one-sided exact probability of `x` or more of the pair's claims in the window."""
    pair, window, total = x + y, x + others, x + y + others + others_before
    most = min(pair, window)
    if total <= EXACT_DIGITS:
        ways = sum(comb(pair, k) * comb(total - pair, window - k) for k in range(x, most + 1))
        return float(Fraction(ways, comb(total, window)))
    whole = _log_comb(total, window)
    logs = [_log_comb(pair, k) + _log_comb(total - pair, window - k) - whole for k in range(x, most + 1)]
    return _sum(logs)


def binomial(x: int, n: int, days: int, all_days: int) -> float:
    """Return the probability of `x` or more of `n` claims in `days` out of `all_days`."""
    if x <= 0:
        return 1.0
    rest = all_days - days
    if n <= EXACT_DIGITS // 4:
        ways = sum(comb(n, k) * days**k * rest ** (n - k) for k in range(x, n + 1))
        return float(Fraction(ways, all_days**n))
    from math import log

    inside, outside = log(days / all_days), log(rest / all_days)
    return _sum([_log_comb(n, k) + k * inside + (n - k) * outside for k in range(x, n + 1)])


def _log_comb(n: int, k: int) -> float:
    from math import lgamma

    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _sum(logs: list[float]) -> float:
    from math import exp, fsum

    top = max(logs)
    return min(1.0, exp(top) * fsum(exp(each - top) for each in logs))


def fall_windows(today: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """Return the recent window (90 days, today included) and the reference window (365 days before)."""
    return _windows(today, RECENT_DAYS, REFERENCE_DAYS)


def spike_windows(today: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """Return the window (28 days, today included) and the baseline (364 days before)."""
    return _windows(today, CLAIM_DAYS, BASELINE_DAYS)


def _windows(today: date, recent: int, before: int) -> tuple[tuple[date, date], tuple[date, date]]:
    since = today - timedelta(days=recent - 1)
    return (since, today), (since - timedelta(days=before), since - timedelta(days=1))


def is_new_episode(today: date, last_flagged: date | None) -> bool:
    """Tell whether a flag begins a new episode: the last one was followed by 28 quiet days."""
    return last_flagged is None or (today - last_flagged).days > QUIET_DAYS


def episode(today: date, flagged: Callable[[date], bool], most_days: int) -> date:
    """Return the first day of the episode that is flagged today: before it were 28 quiet days.

    Args:
        today: a day that is flagged.
        flagged: whether a day before is.
        most_days: look back no farther; an older episode begins there.
    """
    start = today
    for back in range(1, most_days + 1):
        day = today - timedelta(days=back)
        if is_new_episode(start, day):
            break
        if flagged(day):
            start = day
    return start
