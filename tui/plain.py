"""Text for standard output: calm lines, aligned by cells, without anything a terminal would obey.

Days are written as data writes them, 2027-03-14. Nothing here is markup and nothing is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from store.clean import clean as cleaned
from store.paper.cells import width
from store.wording import _, language

if TYPE_CHECKING:
    from store.records import DaysOff

LONGEST = 1_000_000
"""Characters; far above anything the store keeps."""


def clean(value: object) -> str:
    """Return `value` on one line, without control characters; None is nothing."""
    if value is None:
        return ""
    text = str(value)
    return text if text.isascii() and text.isprintable() else cleaned(text[:LONGEST], limit=LONGEST)


def table(rows: Iterable[Sequence[object]], *, right: Sequence[int] = (), indent: str = "") -> list[str]:
    """Align `rows` in columns two blanks apart.

    Args:
        rows: values, which are cleaned; None is an empty cell.
        right: places of the columns that end, not begin, in line: numbers.
        indent: what every line begins with.
    """
    cells = [[clean(value) for value in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        padded = [
            " " * (most - width(text)) + text if place in right else text + " " * (most - width(text))
            for place, (text, most) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(f"{indent}{'  '.join(padded)}".rstrip())
    return lines


def money(amount: int, currency: str) -> str:
    """Write an amount of minor units in its currency (three letters), the way the language does."""
    from store.paper.tongue import Tongue

    return clean(Tongue(language(), currency).money(amount))


def unknown_holidays(found: DaysOff, year: int) -> str:
    """Say that the holidays of a year are not known, though a country is chosen; nothing, if they are."""
    if found.country is None or any(day.year == year for day in found.holidays):
        return ""
    from store.services.calendar import territories

    country = territories().get(found.country)
    said = _("no holidays of {country} are known for {year}; only closed days and working days count")
    return clean(said.format(country=country or found.country, year=year))


def joined(*parts: object) -> str:
    """Join what is there with middle dots."""
    return " · ".join(text for text in map(clean, parts) if text)


def titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Put a title above `lines`, if there are any."""
    lines = list(lines)
    if lines:
        yield title
        yield from lines


def span(first: date | None, last: date | None, forever: str) -> str:
    """Write from when to when: 2025-03-14 … 2027-03-14."""
    return f"{first or '…'} … {last or forever}"
