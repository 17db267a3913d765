"""Pieces of the page: a section, a table, numbers as a language writes them; whatever goes in is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape

from store.paper.tongue import Tongue, locale


class Drawn(str):
    """Marks that were made here, and are therefore no text to escape."""

    __slots__ = ()


def section(title: str, *body: str) -> str:
    """Return a section under its title; `body` are marks."""
    return f"<section><h2>{escape(title)}</h2>{''.join(body)}</section>"


def paragraph(said: str, kind: str = "") -> str:
    """Return a paragraph of text."""
    of = f' class="{kind}"' if kind else ""
    return f'<p dir="auto"{of}>{escape(said)}</p>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], kinds: Sequence[str]) -> str:
    """Return a table; `kinds` are the classes of its columns: n for numbers, plot for pictures.

    A row of three in a wider table is a name, a text across all between, and the last cell.
    """
    classes = [f' class="{kind}"' if kind else "" for kind in kinds]
    top = "".join(
        f'<th scope="col"{kind}>{escape(said)}</th>' for said, kind in zip(head, classes, strict=True)
    )
    body = "".join(f"<tr>{_cells(row, classes)}</tr>" for row in rows)
    thead = f"<thead><tr>{top}</tr></thead>" if any(head) else ""
    of = ' class="scores"' if "plot" in kinds else ""
    return f"<table{of}>{thead}<tbody>{body}</tbody></table>"


def _cells(row: Sequence[str], classes: Sequence[str]) -> str:
    if len(row) == len(classes):
        cells = zip(row, classes, strict=True)
        return "".join(_cell(said, kind, first=not n) for n, (said, kind) in enumerate(cells))
    name, across, last = row
    between = f'<td colspan="{len(classes) - 2}" class="counts">{escape(across)}</td>'
    return f"{_cell(name, classes[0], first=True)}{between}{_cell(last, classes[-1], first=False)}"


def _cell(said: str, kind: str, *, first: bool) -> str:
    inside = said if isinstance(said, Drawn) else escape(said)
    return f'<th scope="row" dir="auto"{kind}>{inside}</th>' if first else f"<td{kind}>{inside}</td>"


def number(value: int | Fraction | float, tongue: Tongue, digits: int = 0) -> str:
    """Write a number with the thousands and the decimal sign of a language."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(round(float(value), digits), format=pattern, locale=locale(tongue.language)))


def percent(value: Fraction | float, tongue: Tongue) -> str:
    """Write a share of 0-1 as whole percents."""
    from babel.numbers import format_percent

    return str(format_percent(float(value), locale=locale(tongue.language)))


def signed(value: float | None) -> str:
    """Write a score or an end of its range as a whole number with its sign; nothing known is a dash."""
    if value is None:
        return "–"
    whole = round(value)
    return f"{whole:+d}" if whole else "0"
