"""How the dates of a column are written, decided over the whole file and never guessed in silence.

A column is written in one way: year first (ISO and its kin), with the month's name, or as three numbers
whose order — day, month, year — only evidence can tell: 25/12/21 is proof, 03/04/2026 is none. Without
proof, or with proof of both, the file is refused until somebody says which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from store.wording import N_, Sentence, say

ORDERS = ("dmy", "mdy", "ymd")

_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?"
_TIME = rf"(?:[T ] ?{_CLOCK} ?(?:[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d\d?)\2(\d\d?){_TIME}", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_HAN = re.compile(r"(\d{4})\s?年\s?(\d\d?)\s?月\s?(\d\d?)\s?日", re.ASCII)
_MONTH_ONLY = re.compile(r"(\d{4})[-/.](\d\d?)", re.ASCII)
_THREE = re.compile(rf"(\d\d?)([-/.])(\d\d?)\2(\d{{4}}|\d\d){_TIME}", re.ASCII)
_NAMED = re.compile(rf"(\d\d?)[ -]([A-Za-z]{{3,9}})\.?,?[ -](\d{{4}}|\d\d){_TIME}", re.ASCII)
_NAMED_FIRST = re.compile(rf"([A-Za-z]{{3,9}})\.? (\d\d?)(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}", re.ASCII)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_NAMES = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_NAMES |= {name: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}

EPOCHS = {date(1970, 1, 1), date(1900, 1, 1), date(1899, 12, 30), date(1904, 1, 1)}
"""Days on which nothing was bought: what programs write for a date they do not have."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the dates of one column are written."""

    family: str
    """year, named, three or none (no dates seen)."""
    order: str | None = None
    """dmy, mdy or ymd for three numbers."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that make sense for one field."""

    first: date
    last: date
    pivot: int
    """The latest year that two digits may stand for."""
    months: bool = False
    """YYYY-MM is enough."""


@dataclass(slots=True)
class Evidence:
    """What the dates seen in one column say about its style."""

    families: Counter[str]
    proves: dict[str, str]
    """Order → a date that only reads this way."""
    open: str | None = None
    """A date that reads in more than one way."""
    both: int = 0
    """How many rows have a date that reads in more than one way."""
    short: str | None = None
    """A date with a year of two digits."""


def span(field: str, today: date) -> Span:
    """Return the days that make sense for `field`, seen from `today`."""
    if field == "warranty_end":
        return Span(date(1990, 1, 1), today + timedelta(days=36525), today.year + 50)
    first = date(1950, 1, 1) if field == "built" else date(1990, 1, 1)
    return Span(first, today + timedelta(days=1), today.year + 1, months=field in UNIT_MONTHS)


UNIT_MONTHS = frozenset({"built", "shipped", "delivered", "invoiced", "activated", "installed"})
"""Fields for which a month is enough."""


def gather(seen: Evidence, values: Iterable[str], bounds: Span) -> None:
    """Add what the next cells of a column say about its style."""
    for value, count in Counter(values).items():
        text = value.strip()
        found = family(text)
        if found:
            seen.families[found] += count
        if found == "three":
            _weigh(text, count, bounds, seen)


def family(text: str) -> str | None:
    """Return how a date is written: year, three or named; None if it is no date."""
    if (
        _YEAR_FIRST.fullmatch(text)
        or _MONTH_ONLY.fullmatch(text)
        or _COMPACT.fullmatch(text)
        or _HAN.fullmatch(text)
    ):
        return "year"
    if _THREE.fullmatch(text):
        return "three"
    return "named" if _NAMED.fullmatch(text) or _NAMED_FIRST.fullmatch(text) else None


def _weigh(text: str, count: int, bounds: Span, seen: Evidence) -> None:
    found = _THREE.fullmatch(text)
    if found is not None and len(found[4]) == 2:
        seen.short = seen.short or text
    # only the calendar is proof: a day in the future may be a slip of the pen
    days = {order: day for order in _candidates(text) if (day := _calendar(text, order, bounds))}
    if len(set(days.values())) > 1:
        seen.both += count
        seen.open = seen.open or text
    elif len(days) == 1:
        seen.proves.setdefault(next(iter(days)), text)


def _candidates(text: str) -> tuple[str, ...]:
    """Return the orders that come into question; with slashes the year is first only if somebody says so."""
    return ("dmy", "mdy") if "/" in text else ORDERS


def decide(seen: Evidence, given: str | None) -> Style | None:
    """Return the style of a column; None if its dates read in several ways and nothing tells which."""
    if not seen.families:
        return Style("none", given)
    family = max(("year", "three", "named"), key=lambda name: seen.families[name])
    if family != "three":
        return Style(family, given)
    if given:
        return Style(family, given)
    if len(seen.proves) == 1:
        return Style(family, next(iter(seen.proves)))
    if not seen.proves and not seen.both:
        return Style(family, "dmy")  # only such as 05/05/2025, the same either way
    return None


def readings(text: str, bounds: Span) -> list[tuple[str, date]]:
    """Return each order in which the date can be read, with the day it would then be."""
    found = [(order, _calendar(text.strip(), order, bounds)) for order in _candidates(text)]
    return [(order, day) for order, day in found if day]


def read(text: str, style: Style, bounds: Span) -> str | Sentence:
    """Return the date as ``YYYY-MM-DD`` (or ``YYYY-MM``), or the sentence that says what is wrong with it."""
    if style.family == "three" and style.order and _THREE.fullmatch(text):
        day = _calendar(text, style.order, bounds)
        if day:
            return _wrong(day, bounds, text) or day.isoformat()
        order = say(ORDER_NAMES[style.order])
        return say(N_("{value} is no date when read as {order}."), value=text[:40], order=order)
    if style.family != "three" and (found := _YEAR_FIRST.fullmatch(text)):
        return _day(int(found[1]), int(found[3]), int(found[4]), bounds, text)
    if bounds.months and style.family in {"year", "none"} and (found := _MONTH_ONLY.fullmatch(text)):
        return _month(int(found[1]), int(found[2]), bounds, text)
    return _other(text, style, bounds)


def _other(text: str, style: Style, bounds: Span) -> str | Sentence:
    if style.family in {"year", "none"} and (found := _COMPACT.fullmatch(text) or _HAN.fullmatch(text)):
        return _day(int(found[1]), int(found[2]), int(found[3]), bounds, text)
    if style.family in {"named", "none"}:
        if found := _NAMED.fullmatch(text):
            return _named(found[1], found[2], found[3], bounds, text)
        if found := _NAMED_FIRST.fullmatch(text):
            return _named(found[2], found[1], found[3], bounds, text)
    if style.family != "none" and family(text):
        return say(
            N_("{value} is written otherwise than the rest of the column; write it alike."), value=text[:40]
        )
    if re.fullmatch(r"[1-9]\d{4}(\.\d+)?", text, re.ASCII):
        meant = date(1899, 12, 30) + timedelta(days=int(text[:5]))
        return say(
            N_(
                "{value} is a spreadsheet's day number, perhaps {day}. Format "
                "the column as dates and export it again."
            ),
            value=text,
            day=meant,
        )
    return say(N_("{value} is no date. Write it as YYYY-MM-DD."), value=text[:40])


def _named(day: str, month: str, year: str, bounds: Span, text: str) -> str | Sentence:
    number = _NAMES.get(month.lower())
    if number is None:
        return say(N_("{value} is no date. Write it as YYYY-MM-DD."), value=text[:40])
    whole = _full_year(int(year), bounds) if len(year) == 2 else int(year)
    return _day(whole, number, int(day), bounds, text)


def _calendar(text: str, order: str, bounds: Span) -> date | None:
    """Read three numbers in `order`; None if that is no day of the calendar."""
    found = _THREE.fullmatch(text)
    if found is None or (order == "ymd" and len(found[4]) == 4):
        return None
    parts = dict(zip(order, (found[1], found[3], found[4]), strict=True))
    year = int(parts["y"])
    if len(parts["y"]) <= 2:
        year = _full_year(year, bounds)
    try:
        return date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None


def _full_year(year: int, bounds: Span) -> int:
    """Give a year of two digits its century: the latest that the field allows."""
    return bounds.pivot - (bounds.pivot - year) % 100


def _day(year: int, month: int, day: int, bounds: Span, text: str) -> str | Sentence:
    try:
        found = date(year, month, day)
    except ValueError:
        return say(N_("{value} is no day of the calendar."), value=text[:40])
    return _wrong(found, bounds, text) or found.isoformat()


def _month(year: int, month: int, bounds: Span, text: str) -> str | Sentence:
    if not 1 <= month <= 12:
        return say(N_("{value} is no month of the calendar."), value=text[:40])
    if not (bounds.first.year, bounds.first.month) <= (year, month) <= (bounds.last.year, bounds.last.month):
        return _outside(bounds, text)
    return f"{year:04d}-{month:02d}"


def _wrong(day: date, bounds: Span, text: str) -> Sentence | None:
    if day in EPOCHS:
        return say(
            N_("{value} is what programs write when they have no date. Leave it empty."), value=text[:40]
        )
    return None if bounds.first <= day <= bounds.last else _outside(bounds, text)


def _outside(bounds: Span, text: str) -> Sentence:
    return say(
        N_("{value} cannot be: a day from {first} to {last} is expected."),
        value=text[:40],
        first=bounds.first,
        last=bounds.last,
    )


ORDER_NAMES = {
    "dmy": N_("day, month, year"),
    "mdy": N_("month, day, year"),
    "ymd": N_("year, month, day"),
}
"""How an order is called."""
