"""The only place where data becomes styled text.

Data is never markup: a widget gets `Content` from `plain`, or spans, which are (text, role) pairs that
line widgets draw letter for letter. A role is a word such as "dim" or "good"; the themes give it a colour,
and the sign beside it says the same without colour.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from rich.cells import cell_len, chop_cells

from store.wording import Sentence

if TYPE_CHECKING:
    from textual.content import Content

Span = tuple[str, str]
"""A piece of text and its role: "", dim, bright, accent, good, warn, bad, rule."""

CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What no terminal should get from data: ESC and other controls, bidi overrides, invisible letters.

The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
"""

_JOINER = "\u200d"
"""At the edge of a text it would join what stands beside it and change the width of both."""
_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT = {"ru": ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")}
"""Months of three letters, where the usual short forms differ in length and a day outgrows its column."""
_PATTERNS = {"zh": "y-MM-dd", "ja": "y/MM/dd", "ko": "y. M. d."}
"""How a day is written in at most twelve cells, where day, month, year is not the order."""
_language = "en"
_currency = "EUR"


def speak(language: str) -> None:
    """Write dates and numbers the way `language` does from now on; a tag such as en, ru or zh_Hans."""
    global _language  # noqa: PLW0603 - one process speaks one language
    _language = _known(language.replace("-", "_"))
    day.cache_clear()
    month.cache_clear()
    number.cache_clear()
    weekdays.cache_clear()


def _known(language: str) -> str:
    """Return `language`, or its part before the land, if it is known; else English: the tag C, say."""
    if language.startswith("en"):
        return "en"
    from babel.localedata import exists

    return next(filter(exists, (language, language.split("_", maxsplit=1)[0])), "en")


def clean(value: object, limit: int = 2000) -> str:
    """Return at most `limit` letters of `value` on one line, without what a terminal would obey."""
    text = str(value)[:limit]
    if text.isascii() and text.isprintable():
        return text
    return CONTROL.sub("", _BREAKS.sub(" ", text)).strip(_JOINER)


def plain(value: object) -> Content:
    """Return `value` as literal text for a widget."""
    from textual.content import Content

    return Content(clean(value, 20_000))


def words(value: Sentence | str) -> str:
    """Return a sentence of the store in the reader's language, with the reader's dates."""
    return clean(value.read(day) if isinstance(value, Sentence) else value)


@lru_cache(4096)
def day(value: date) -> str:
    """Write a day in the reader's short form: 14 Mar 2027."""
    if _language.startswith("en"):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    tongue = _language.split("_", maxsplit=1)[0]
    if tongue in _SHORT:
        return f"{value.day} {_SHORT[tongue][value.month - 1]} {value.year}"
    from babel.dates import format_date

    pattern = _PATTERNS.get(tongue, "d MMM y")
    return str(format_date(value, pattern, locale=_language))


def long_day(value: date) -> str:
    """Write a day in full, to be read aloud: 14 March 2027."""
    from store.paper import tongue

    return tongue.long_day(value, _language)


def moment(value: str) -> str:
    """Write a date kept as text, known to the day or to the month only: 14 Mar 2027, 03/2027."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        year, _dash, month = value.partition("-")
        return f"{month}/{year}" if month.isdigit() and year.isdigit() else clean(value, 20)


@lru_cache(64)
def month(value: date) -> str:
    """Write the name of a month in short: Mar."""
    if _language.startswith("en"):
        return _MONTHS[value.month - 1]
    from babel.dates import format_date

    return str(format_date(value, "LLL", locale=_language)).rstrip(".")


def year_month(value: date) -> str:
    """Write a month of a year: Nov 2026, or 2026-11 where the year comes first."""
    pattern = _PATTERNS.get(_language.split("_", maxsplit=1)[0], "")
    if not pattern:
        return f"{month(value)} {value.year}"
    return f"{value.year}{'.' if '.' in pattern else pattern[1]}{value.month:02d}"


@lru_cache(1)
def weekdays() -> tuple[str, ...]:
    """Return the short names of the days of the week, Monday first."""
    from babel import Locale

    names = Locale.parse(_language).days["stand-alone"]["abbreviated"]
    return tuple(names[day] for day in range(7))


def territory(code: str) -> str:
    """Return the name of a country by its code of two letters."""
    from babel import Locale

    return str(Locale.parse(_language).territories.get(code, code))


@lru_cache(256)
def number(value: int) -> str:
    """Write a whole number with the reader's thousands: 10,482."""
    if _language.startswith("en"):
        return f"{value:,}"
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=_language))


def pay_in(currency: str) -> None:
    """Write and read amounts of money in `currency` (three letters) from now on."""
    global _currency  # noqa: PLW0603 - one process keeps one desk
    _currency = currency
    places.cache_clear()


@lru_cache(1)
def places() -> int:
    """Return how many of the last figures of an amount stand behind the point: two for EUR, none for JPY."""
    from store.paper import tongue

    return tongue.places(_currency)


def money(amount: int) -> str:
    """Write an amount of minor units with the currency of the desk."""
    from store.paper import tongue

    return clean(tongue.Tongue(_language, _currency).money(amount))


def same_serial(one: str, other: str) -> bool:
    """Say whether two serials have the same key: NFKC, letter case, blanks and dashes aside."""
    return _key(one) == _key(other)


def part_of_serial(part: str, serial: str) -> bool:
    """Say whether `part` is a piece of `serial`, by their keys."""
    return _key(part) in _key(serial)


def _key(text: str) -> str:
    folded = normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if not letter.isspace() and category(letter) != "Pd")


def width(text: str) -> int:
    """Return how many cells `text` takes."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, cells: int) -> str:
    """Return `text` in at most `cells` cells, its end replaced by … where it is too long."""
    text = clean(text, 4 * max(cells, 0) + 64)
    if width(text) <= cells:
        return text
    if cells <= 1:
        return "…"[:cells]
    return f"{chop_cells(text, cells - 1)[0].rstrip(f' {_JOINER}')}…"


def middle(text: str, cells: int) -> str:
    """Return `text` in at most `cells` cells, its middle replaced by …: both ends of a serial matter."""
    text = clean(text, 20_000)
    if width(text) <= cells:
        return text
    if cells < 5:
        return cut(text, cells)
    head = chop_cells(text[:cells], (cells - 1) // 2)[0].rstrip(_JOINER)
    room = cells - 1 - width(head)
    tail = text[-room:]
    while width(tail) > room:
        tail = tail[1:].lstrip(_JOINER)
    return f"{head}…{tail}"


def left(text: str, cells: int) -> str:
    """Return `text` cut or padded to exactly `cells` cells, at the left."""
    text = cut(text, cells)
    return text + " " * (cells - width(text))


def right(text: str, cells: int) -> str:
    """Return `text` cut or padded to exactly `cells` cells, at the right."""
    text = cut(text, cells)
    return " " * (cells - width(text)) + text


def wrap(text: str, cells: int, lines: int) -> list[str]:
    """Break `text` at blanks into at most `lines` lines of at most `cells` cells; the last is cut."""
    result: list[str] = []
    rest = clean(text, 8 * cells * lines + 64)
    while rest and len(result) < lines - 1 and width(rest) > cells:
        piece = chop_cells(rest, cells)[0]
        at = piece.rfind(" ")
        if at > 0 and not rest[len(piece) : len(piece) + 1].isspace():
            piece = piece[:at]
        result.append(piece.rstrip())
        rest = rest[len(piece) :].lstrip()
    return [*result, cut(rest, cells)] if rest or not result else result


def shortened(text: str, cells: int) -> str:
    """Return `text` in at most `cells` cells; where it is too long, as many whole words as fit, and ….

    Where whole words would leave more than half of the room empty, the next one is cut.
    """
    text = clean(text, 4 * max(cells, 0) + 64)
    if width(text) <= cells or cells < 4:
        return cut(text, cells)
    whole = f"{wrap(text, cells - 1, 2)[0].rstrip(' ·,;:…')}…"
    return cut(whole if 2 * width(whole) > cells else text, cells)


def span_width(spans: list[Span]) -> int:
    """Return how many cells `spans` take."""
    return sum(width(text) for text, _role in spans)


def line(cells: int, first: list[Span], last: list[Span] | None = None) -> list[Span]:
    """Return `first` at the left and `last` at the right of a line of exactly `cells` cells.

    `last` keeps its room; `first` is cut where they would touch.
    """
    last = last or []
    room = max(0, cells - span_width(last))
    spans: list[Span] = []
    for text, role in first:
        fitting = cut(text, room) if width(text) > room else text
        room -= width(fitting)
        spans.append((fitting, role))
    if room:
        spans.append((" " * room, ""))
    return spans + last


def rule(cells: int, title: list[Span]) -> list[Span]:
    """Return a thin rule of `cells` cells with `title` in it."""
    if not title:
        return [("─" * cells, "rule")]
    spans = [("── ", "rule"), *line(min(max(0, cells - 6), span_width(title)), title), (" ", "rule")]
    return [*spans, ("─" * max(0, cells - span_width(spans)), "rule")]
