"""The score month by month, drawn in character cells: a half-block for the score, shade for its range.

A row stands for a round number of points and its label for the middle of the row, so a score lies in the
upper or the lower half of a row. A month is a step and not a point on a curve: nothing is known between two
months. The shape reads without colour; colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from rich.cells import cell_len

from store.records import Month
from tui.text import Span

AXIS = 7
"""Cells of the scale on the left, its line included."""

NARROWEST, WIDEST = 4, 9
"""Cells of a month, at least and at most; in four stand a score such as +100 and any name cut to fit."""

UNITS = (5, 10, 20, 25, 40, 50)
"""Points one row may stand for; the smallest that shows everything is taken."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What the rows stand for: the middle of the lowest one, and the points of each."""

    lowest: int
    unit: int
    rows: int

    def middle(self, row: int) -> int:
        """Return the score in the middle of `row`, counted from the top."""
        return self.lowest + (self.rows - 1 - row) * self.unit

    def place(self, score: float) -> tuple[int, bool]:
        """Return the row of a score and whether it lies in the upper half of it."""
        steps = (score - self.lowest) / self.unit + 0.5
        level = min(max(int(steps * 2), 0), 2 * self.rows - 1)
        return self.rows - 1 - level // 2, bool(level % 2)


def fit(values: Sequence[float], rows: int) -> Scale:
    """Return the finest scale of `rows` rows on which all values (-100 to 100) have a place."""
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    for unit in UNITS:
        lowest = unit * round(low / unit)
        if lowest + (rows - 0.5) * unit >= high:
            room = rows - 1 - (round(high / unit) - lowest // unit)
            return Scale(max(lowest - unit * (room // 2), -100 - unit // 2), unit, rows)
    return Scale(-100, -(-200 // max(rows - 1, 1)), rows)


def draw(months: Sequence[Month], width: int, height: int, name: Callable[[date], str]) -> list[list[Span]]:
    """Draw `months`, oldest first, as lines of spans.

    Args:
        months: one point each; a month without answers leaves its place empty.
        width: cells to use at most; the oldest months for which it has no room are left out (`room`).
        height: lines to use in all, at least 4: the last three name the month, its score and its answers.
        name: a short name of a month.

    Returns:
        `height` lines of spans, each at most `width` cells wide.
    """
    rows = max(height - 3, 1)
    step = max(min((width - AXIS) // max(len(months), 1), WIDEST), NARROWEST)
    shown = months[-room(width) :]
    ends = [
        end
        for month in shown
        for end in (month.score.low, month.score.high, _nps(month))
        if end is not None and month.score.band is not None
    ]
    scale = fit(ends, rows)
    lines = [_row(shown, scale, row, step) for row in range(rows)]
    said = [_said(month, name, step) for month in shown]
    lines += [
        _labels([(labels[n], role) for labels in said], step)
        for n, role in enumerate(("dim", "bright", "dim"))
    ]
    return lines


def room(width: int) -> int:
    """Return how many months find room in `width` cells, at least one."""
    return max((width - AXIS) // NARROWEST, 1)


def _said(month: Month, name: Callable[[date], str], step: int) -> tuple[str, str, str]:
    """Return what stands below a month in `step` cells: its name, its score and its answers."""
    return _name(name(month.first), step), _value(month, step), _count(month.score.n, step)


def _name(name: str, step: int) -> str:
    """Cut a name of letters to leave a gap before it; 10月 needs none, its last sign parts it."""
    room = step if name and cell_len(name[-1]) > 1 else step - 1
    while cell_len(name) > room:
        name = name[:-1]
    return name


def _count(n: int, step: int) -> str:
    """Write a number of answers in full or, where it would touch its neighbour, in thousands or millions."""
    ways = (f"{n:,}", f"{n / 1000:.1f}k", f"{n // 1000}k", f"{n // 10**6}M")
    return next((said for said in ways if len(said) < step), ways[-1]) if n else ""


def _nps(month: Month) -> float | None:
    return None if month.score.nps is None else float(month.score.nps)


def _value(month: Month, step: int) -> str:
    """Write the score; one that is too long without its decimal, on the same side of the edge of a band."""
    score = month.score
    if not score.n:
        return "·"
    if len(score.shown) <= step or score.nps is None:
        return score.shown
    return f"{floor(score.nps):+d}"


def _row(months: Sequence[Month], scale: Scale, row: int, step: int) -> list[Span]:
    middle = scale.middle(row)
    label = f"{middle:+d}" if middle else "0"
    visible = label if -100 <= middle <= 100 else ""
    spans: list[Span] = [(f"{visible:>5} ┤", "dim")]
    for month in months:
        spans.extend(_cell(month, scale, row, step))
    return spans


def _cell(month: Month, scale: Scale, row: int, step: int) -> list[Span]:
    """Draw one month in one row: its score, its range, the zero line or nothing."""
    bar = step - 1
    blank: Span = ("┈" if scale.middle(row) == 0 else " ") * step, "rule"
    score = month.score
    value = _nps(month)
    if value is None or score.band is None or score.low is None or score.high is None:
        return [blank]
    gap: Span = (blank[0][:1], "rule")
    at, upper = scale.place(value)
    if at == row:
        return [gap, (("▀" if upper else "▄") * bar, "accent")]
    if scale.place(score.high)[0] <= row <= scale.place(score.low)[0]:
        return [gap, ("░" * bar, "dim")]
    return [blank]


def _labels(labels: Sequence[Span], step: int) -> list[Span]:
    """Write one short label below each month, cut to its room and set to the right."""
    spans: list[Span] = [(" " * AXIS, "")]
    for label, role in labels:
        kept = label
        while cell_len(kept) > step:
            kept = kept[:-1]
        spans.append((" " * (step - cell_len(kept)) + kept, role))
    return spans
