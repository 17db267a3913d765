"""The ledger of goodwill: what was given in a period, for which unit, who signed, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

from textual.binding import BindingType

from store.records import Grant, Ledger
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.listing import ListScreen
from tui.text import Span
from tui.widgets import words
from tui.widgets.lines import Line

DAY, NUMBER, AMOUNT, WHO = 14, 13, 12, 24
LONGEST = 366
"""Days of the longest period, a year."""


class LedgerScreen(ListScreen[Grant]):
    """One period at a time, the newest grant first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("ledger")]
    spot = "ledger"

    def __init__(self) -> None:
        """Begin with the running period."""
        super().__init__()
        self._since: date | None = None
        self._ledger: Ledger | None = None

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Goodwill")

    async def bring(self, known: Sequence[Grant]) -> Sequence[Grant]:
        """Bring the next page of the period."""
        after = self._ledger.after if known and self._ledger else None
        if known and after is None:
            return ()
        self._ledger = await self.desk.ledger(self._since, after, self.page)
        return self._ledger.grants

    def heading(self, cells: int) -> list[Line]:
        """Sum the period up and name the columns."""
        names = ((_("day"), DAY), (_("claim"), NUMBER))
        spans: list[Span] = [("  ", ""), *[(text.left(name, room), "dim") for name, room in names]]
        spans += [
            (text.right(_("amount"), AMOUNT), "dim"),
            ("  ", ""),
            (text.left(_("signed by"), WHO), "dim"),
        ]
        return [text.line(cells, self._sums()), [*spans, (_("reason"), "dim")]]

    def _sums(self) -> list[Span]:
        found = self._ledger
        if found is None:
            return []
        spans: list[Span] = [("  ", ""), (f"{text.day(found.since)} – {text.day(found.until)}", "bright")]
        spans += [("   " + _("given") + " ", "dim"), (words.given("amount", found.spent), "bright strong")]
        if found.budget is None or found.left is None:
            return [*spans, ("   " + _("no budget is set"), "dim")]
        spans += [("   " + _("budget") + " ", "dim"), (words.given("amount", found.budget), "")]
        if found.left < 0:
            return [
                *spans,
                ("   ! " + _("over by") + " ", "bad"),
                (words.given("amount", -found.left), "bad strong"),
            ]
        return [*spans, ("   " + _("left") + " ", "dim"), (words.given("amount", found.left), "good")]

    def row(self, item: Grant, cells: int) -> tuple[list[Span], list[Span]]:
        """Show day, claim, amount, who signed, why."""
        day = text.day(item.day) if item.day else "–"
        first: list[Span] = [(text.left(day, DAY), "dim"), (text.left(item.claim, NUMBER), "bright")]
        first += [(text.right(words.given("amount", item.amount), AMOUNT), "bright"), ("  ", "")]
        return [*first, (text.left(_who(item), WHO), ""), (text.clean(item.reason or ""), "dim")], []

    def detail(self, item: Grant, cells: int) -> list[Line]:
        """Tell the chosen grant in full."""
        unit = text.middle(item.unit, 40) if item.unit else _("unknown unit")
        title: list[Span] = [(item.claim, "bright strong"), ("  ", ""), (unit, "")]
        parts = text.wrap(item.reason or "", cells - 2, 2)
        return [
            text.rule(cells, title),
            [("  ", ""), (_who(item), "")],
            *[[("  ", ""), (part, "dim")] for part in parts],
        ]

    def nothing(self) -> str:
        """Say that nothing was given."""
        return _("No goodwill was given in this period. ← shows the one before.")

    def action_open_claim(self) -> None:
        """Open the claim of the chosen grant."""
        if self.chosen is not None:
            self.house.open_page("claim", self.chosen.claim)

    def action_period_before(self) -> None:
        """Show the period before."""
        if self._ledger is not None:
            length = (self._ledger.until - self._ledger.since).days
            self._go(self._ledger.since - timedelta(days=min(length, LONGEST) // 2 + 1))

    def action_period_next(self) -> None:
        """Show the period after."""
        if self._ledger is not None and self._ledger.until < self.desk.today():
            self._go(self._ledger.until + timedelta(days=1))

    def _go(self, day: date) -> None:
        assert self._ledger is not None
        days = (self._ledger.until - self._ledger.since).days + 1
        months = 1 if days < 32 else 3 if days < 100 else 12
        self._since = date(day.year, (day.month - 1) // months * months + 1, 1)
        self._items, self._at, self._loaded = [], 0, False
        self._load()


def _who(grant: Grant) -> str:
    if not grant.who:
        return _("taken over from a list")
    return f"{text.clean(grant.who, 40)} ({words.value(grant.role)})"
