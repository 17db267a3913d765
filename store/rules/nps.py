"""The Net Promoter Score, exact, with the range in which it may lie.

Counts are whole numbers and the score is a fraction all the way: four promoters, one passive and one
detractor are exactly 50, where floating point makes 49.999… and the wrong band. Only the ends of a range
are floating point, since they hold a square root.

The range is the adjusted Wald interval AW(3, T) of Rocks (The American Statistician, 2016) and Lewis and
Sauro: three answers are added, spread as ¾, 1½, ¾. The plain Wald interval is never shown: with 5 to 20
answers it covers as little as 40 % where 95 % is promised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor, sqrt
from unicodedata import normalize

from store.errors import Refused
from store.record import Record
from store.records import Score
from store.wording import N_, Sentence, say

Counts = tuple[int, int, int]
"""Promoters, passives, detractors."""

Z = 1.959963984540054
"""Quantile of the normal distribution for 95 %."""
TYPICAL_VARIANCE = Fraction(16124, 23409)
"""About 0.69: of one answer (promoter 1, passive 0, detractor −1), from 99, 20 and 34 real ones."""
WINDOW_DAYS = 90
FEW, MANY = 5, 30
"""Below `FEW` answers there are counts only; below `MANY` the score says that they are few."""


class Band(Record):
    """A range of scores that has a name: from `least` up to the next band's."""

    name: str
    least: int
    title: str
    """For people; a template for `store.wording`."""


BANDS: tuple[Band, ...] = (
    Band("critical", -100, N_("critical")),
    Band("improvement", 0, N_("improvement")),
    Band("quality", 50, N_("quality")),
    Band("excellence", 75, N_("excellence")),
)
"""The usual bands; a desk may set its own, lowest first."""


def classify(raw: object) -> int:
    """Read one answer: a whole number of 0-10, plain, labelled or as spreadsheets write it.

    Raises:
        Refused: BAD_SCORE, with what would be accepted; nothing is guessed.
    """
    if isinstance(raw, int) and not isinstance(raw, bool):
        value = raw
    elif isinstance(raw, float) and raw.is_integer():
        value = int(raw)
    else:
        value = _written(raw)
    if not 0 <= value <= 10:
        raise _not_a_score(raw)
    return value


def _written(raw: object) -> int:
    # Full-width digits are digits of an input method; ⑨ and ² are not, although NFKC would make them so.
    text = str(raw).strip() if isinstance(raw, str) else ""
    plain = "".join(normalize("NFKC", sign) if "\uff01" <= sign <= "\uff5e" else sign for sign in text)
    found = re.fullmatch(r"0*(\d{1,2})(?:\.0+)?(?:\s+[-–—:]\s+\D.*)?", plain, re.ASCII | re.DOTALL)
    if not found:
        raise _not_a_score(raw)
    return int(found[1])


def _not_a_score(raw: object) -> Refused:
    template = N_("a score is a whole number from 0 to 10; this is {value}.")
    value = "—" if raw is None else str(raw)[:40]
    return Refused("BAD_SCORE", say(template, value=value), field="score")


def group(score: int) -> str:
    """Return promoter (9, 10), passive (7, 8) or detractor (0-6)."""
    return "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"


def count(scores: Iterable[int]) -> tuple[int, int, int]:
    """Return how many promoters, passives and detractors there are."""
    found = {"promoter": 0, "passive": 0, "detractor": 0}
    for score in scores:
        found[group(score)] += 1
    return (found["promoter"], found["passive"], found["detractor"])


def exact(promoters: int, passives: int, detractors: int) -> Fraction | None:
    """Return 100 (P - D) / n, or None without answers: no score is not a score of 0."""
    n = promoters + passives + detractors
    return Fraction(100 * (promoters - detractors), n) if n else None


def variance(promoters: int, passives: int, detractors: int) -> Fraction | None:
    """Return the variance of one answer, from the counts as they are."""
    n = promoters + passives + detractors
    if not n:
        return None
    return Fraction(promoters + detractors, n) - Fraction(promoters - detractors, n) ** 2


def adjusted(promoters: int, passives: int, detractors: int) -> tuple[Fraction, Fraction]:
    """Return the adjusted mean (-1 … 1) and the variance of that mean."""
    n = promoters + passives + detractors + 3
    mean = Fraction(promoters - detractors, n)
    spread = (promoters + detractors + Fraction(3, 2)) / n - mean * mean
    return mean, spread / n


def interval(promoters: int, passives: int, detractors: int) -> tuple[float, float] | None:
    """Return the 95 % range of the score, within -100 … 100; None without answers."""
    if promoters + passives + detractors == 0:
        return None
    mean, spread = adjusted(promoters, passives, detractors)
    half = Z * sqrt(spread)
    return max(-100.0, 100 * (float(mean) - half)), min(100.0, 100 * (float(mean) + half))


def band(nps: Fraction | None, bands: tuple[Band, ...] = BANDS) -> str | None:
    """Return the band of the unrounded score."""
    if nps is None:
        return None
    return next((each.name for each in reversed(bands) if nps >= each.least), bands[0].name)


def crosses(low: float, high: float, bands: tuple[Band, ...] = BANDS) -> bool:
    """Tell whether the range reaches over the edge of a band, so that the band is not sure."""
    return any(low < each.least <= high for each in bands[1:])


def rounded(value: Fraction) -> int:
    """Round half away from zero."""
    whole = floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def display(nps: Fraction | None, bands: tuple[Band, ...] = BANDS) -> str:
    """Write a score as the screen shows it: +42, -6, 0, n/a.

    Where the whole number would fall into another band than the score, one decimal, rounded down,
    shows on which side it is: +49.6, -0.4.
    """
    if nps is None:
        return "n/a"
    whole = rounded(nps)
    if band(Fraction(whole), bands) == band(nps, bands):
        return f"{whole:+d}" if whole else "0"
    tenths = floor(nps * 10)
    sign = "-" if tenths < 0 else "+"
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"


def decimal(value: Fraction | float | None, places: int = 6) -> str | None:
    """Write a score or an end of its range as a decimal string, rounded half away from zero."""
    if value is None:
        return None
    scaled = rounded(Fraction(value) * 10**places)
    sign, digits = "-" if scaled < 0 else "", f"{abs(scaled):0{places + 1}d}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def summarise(
    promoters: int,
    passives: int,
    detractors: int,
    *,
    since: date | None = None,
    until: date | None = None,
    invited: int | None = None,
    answered: int | None = None,
    key: str | None = None,
    by: tuple[Score, ...] = (),
    silent: tuple[str, ...] | None = None,
    bands: tuple[Band, ...] = BANDS,
) -> Score:
    """Return the score of these answers with everything needed to judge it.

    Args:
        promoters: answers of 9 and 10.
        passives: answers of 7 and 8.
        detractors: answers of 0-6.
        since: first day of the window.
        until: last day of the window.
        invited: how many were asked.
        answered: how many of the answers are by somebody who was asked; None: all.
        key: what part of a split this is.
        by: the parts of a split.
        silent: parts without an answer; None: those of `by` that were asked and did not answer.
        bands: the desk's bands.
    """
    nps = exact(promoters, passives, detractors)
    n = promoters + passives + detractors
    ends = interval(promoters, passives, detractors)
    enough = ends is not None and n >= FEW
    return Score(
        promoters=promoters,
        passives=passives,
        detractors=detractors,
        nps=nps,
        low=ends[0] if ends else None,
        high=ends[1] if ends else None,
        display=display(nps, bands),
        band=band(nps, bands) if enough else None,
        crosses=ends is not None and enough and crosses(*ends, bands),
        since=since,
        until=until,
        invited=invited,
        answered=answered,
        key=key,
        by=by,
        silent=_silent(by) if silent is None else silent,
    )


def _silent(parts: tuple[Score, ...]) -> tuple[str, ...]:
    return tuple(part.key or "" for part in parts if part.n == 0 and part.invited)


def caption(score: Score) -> Sentence:
    """Say what the score is worth: counts only, few answers, or the score with its range."""
    if score.n == 0:
        return say(N_("n/a: no answers yet"))
    if score.n < FEW:
        return _counts(score)
    range_ = say(N_("{low} to {high}"), low=signed(score.low), high=signed(score.high))
    template, many = (
        (N_("{display} from {n} answer ({range})"), N_("{display} from {n} answers ({range})"))
        if score.n >= MANY
        else (
            N_("{display} from {n} answer ({range}): few answers"),
            N_("{display} from {n} answers ({range}): few answers"),
        )
    )
    return say(template, many, display=score.display, n=score.n, range=range_)


def signed(value: Fraction | float | None) -> str:
    """Write points as a whole number with its sign: +42, -6, 0; what is not known is a dash."""
    whole = rounded(Fraction(value or 0))
    return "–" if value is None else f"{whole:+d}" if whole else "0"


def _counts(score: Score) -> Sentence:
    groups = (
        (score.promoters, N_("{n} promoter"), N_("{n} promoters")),
        (score.passives, N_("{n} passive"), N_("{n} passives")),
        (score.detractors, N_("{n} detractor"), N_("{n} detractors")),
    )
    listed: Sentence | None = None
    for n, one, many in groups:
        if n:
            each = say(one, many, n=n)
            listed = each if listed is None else say(N_("{some}, {more}"), some=listed, more=each)
    return say(N_("{n} answer: {groups}"), N_("{n} answers: {groups}"), n=score.n, groups=listed)


def edge(score: Score, bands: tuple[Band, ...] = BANDS) -> Sentence | None:
    """Say that the band is not sure, where the range crosses an edge."""
    if not score.crosses or score.low is None or score.high is None:
        return None
    held = [each for each in bands if band(Fraction(score.low), bands) == each.name]
    reached = [each for each in bands if band(Fraction(score.high), bands) == each.name]
    template = N_("the range reaches from {low} to {high}: more answers would tell")
    return say(template, low=say(held[0].title), high=say(reached[0].title))


def response_rate(answered: int, invited: int | None) -> Fraction | None:
    """Return answers by invitations (0 … 1, or more where answers came unasked); None if nobody was asked."""
    return Fraction(answered, invited) if invited else None


def window(until: date, days: int = WINDOW_DAYS) -> tuple[date, date]:
    """Return the first and the last day of the running window, both included."""
    return until - timedelta(days=days - 1), until


def month(day: date) -> tuple[date, date]:
    """Return the first and the last day of the calendar month of `day`."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def answers_needed(points: int, spread: Fraction = TYPICAL_VARIANCE) -> int:
    """Return how many answers give a range of ± `points` score points."""
    return max(0, ceil(round(float(spread) * (100 * Z / points) ** 2 - 3, 9)))
