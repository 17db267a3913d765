"""Effort: what claims cost customers and the desk in trouble, month by month, beside the score."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from store.errors import StoreError
from store.records import Effort, Month
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.page import PageScreen
from tui.text import Span
from tui.widgets.lines import Line
from tui.widgets.score import counted
from tui.widgets.trend import draw

MONTH, SCORE, COLUMN = 9, 5, 8
WIDE = 108
"""From so many cells on the bars stand beside the table."""
TABLE = 78
TREND = 17
"""Lines of the trend below them, where there is room."""
BARS = "▁▂▃▄▅▆▇█"
Column = tuple[str, str, Callable[[Effort], str]]


class EffortScreen(PageScreen):
    """A table of twelve months, and each measure as a row of bars."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("effort")]
    spot = "effort"

    def __init__(self, reopened: bool = True) -> None:
        """Begin without months; not `reopened`: without closed claims that were reopened."""
        super().__init__()
        self._reopened = reopened
        self._effort: tuple[Effort, ...] | None = None
        self._months: tuple[Month, ...] = ()

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Effort")

    def on_mount(self) -> None:
        """Ask for the months."""
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        try:
            self._months = await self.desk.trend(12, reopened=self._reopened)
            self._effort = await self.desk.effort(reopened=self._reopened)
        except StoreError as refused:
            self.say(refused)
        self.redraw()

    def action_reopened(self) -> None:
        """Leave out claims that were reopened, or take them in again."""
        self._reopened = not self._reopened
        self._load()

    def lines(self, cells: int) -> list[Line]:
        """Return the table, and the bars below it or beside it."""
        if self._effort is None:
            return [[]]
        if not any(each.closed or each.filed for each in self._effort):
            said = _("No claims in twelve months. Filing and closing claims fills this page by itself.")
            return [[], *[[("  ", ""), (part, "dim")] for part in text.wrap(said, cells - 4, 2)]]
        inner = cells - 2
        if inner < WIDE:
            return [[(" ", ""), *each] for each in (*self._table(inner), *self._bars(inner))]
        table, bars = self._table(TABLE), self._bars(inner - TABLE - 3)
        rows = max(len(table), len(bars))
        table, bars = ([*each, *[[]] * (rows - len(each))] for each in (table, bars))
        both = zip(table, bars, strict=True)
        lines: list[Line] = [[*text.line(TABLE, list(one)), ("   ", ""), *other] for one, other in both]
        lines += [[], text.rule(inner, [(_("The score, twelve months"), "bright")])]
        lines += draw(self._months, inner, TREND, text.month)
        return [[(" ", ""), *each] for each in lines]

    def _table(self, cells: int) -> list[Line]:
        columns = _columns()
        head: list[Span] = [(" " * MONTH, ""), (text.right("NPS", SCORE), "dim")]
        head += [(text.right(short, COLUMN), "dim") for short, _name, _value in columns]
        scores = {month.first: month.score for month in self._months}
        title: list[Span] = [(_("Month by month, per claim"), "bright")]
        title += counted(self._reopened, _("filed, keys: all"))
        lines: list[Line] = [text.rule(cells, title), head]
        for each in self._effort or ():
            score = scores.get(each.first)
            shown = score.shown if score is not None and score.n else "·"
            month = text.year_month(each.first)
            spans: list[Span] = [
                (text.left(month, MONTH), "dim"),
                (text.right(shown, SCORE), "bright strong"),
            ]
            spans += [(text.right(value(each), COLUMN), "") for _short, _name, value in columns]
            lines.append(spans)
        return lines

    def _bars(self, cells: int) -> list[Line]:
        """Draw the score and each measure as bars, every one on its own scale, with first and last value."""
        effort = self._effort or ()
        scores = {month.first: month.score for month in self._months}
        points = [scores.get(each.first) for each in effort]
        known = [one.nps if one is not None and one.stands else None for one in points]
        stood = [one.shown for one in points if one is not None and one.stands]
        measures: list[tuple[str, list[Fraction | None], str]] = [
            (_("score"), known, "accent"),
            (_("contacts"), [each.contacts for each in effort], ""),
            (_("hand-overs"), [each.handovers for each in effort], ""),
            (_("days"), [each.days for each in effort], ""),
            (_("reopened, %"), [None if each.repeats is None else 100 * each.repeats for each in effort], ""),
            (_("seconds"), [each.seconds for each in effort], ""),
        ]
        lines: list[Line] = [text.rule(cells, [(_("Beside the score, oldest first"), "bright")])]
        for title, values, role in measures:
            there = [_one(value) for value in values if value is not None]
            there = stood if values is known else there
            ends = f"{there[0]} → {there[-1]}" if there else _("not known")
            spans: list[Span] = [(text.left(title, max(min(19, cells - 26), 8)), "dim"), (" ", "")]
            spans.append((bars(values), role or "bright"))
            lines.append(text.line(cells, spans, [(f" {ends}", "dim")]))
        return lines


def bars(values: list[Fraction | None]) -> str:
    """Draw values as bars from their least to their most; a dot where none is known."""
    there = [value for value in values if value is not None]
    if not there:
        return "·" * len(values)
    low, high = min(there), max(there)
    if high == low:
        return "".join("·" if value is None else BARS[3] for value in values)
    return "".join("·" if value is None else BARS[int((value - low) / (high - low) * 7)] for value in values)


def _columns() -> list[Column]:
    """Return what stands in the table: a short title, a long one, and the value in words."""
    return [
        (_("closed"), _("closed"), lambda each: text.number(each.closed)),
        (_("contact"), _("contacts"), lambda each: _one(each.contacts)),
        (_("hands"), _("hand-overs"), lambda each: _one(each.handovers)),
        (_("days"), _("days to hand-back"), lambda each: _one(each.days)),
        (
            _("again"),
            _("reopened"),
            lambda each: "–" if each.repeats is None else f"{float(each.repeats):.0%}",
        ),
        (_("filed"), _("filed"), lambda each: text.number(each.filed)),
        (_("dropped"), _("drafts given up"), lambda each: text.number(each.abandoned)),
        (_("keys"), _("keys to file"), lambda each: _one(each.keys)),
    ]


def _one(value: Fraction | None) -> str:
    return "–" if value is None else f"{float(value):.1f}"
