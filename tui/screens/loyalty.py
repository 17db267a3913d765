"""Loyalty beside the score: years as a customer by answers, and the long-standing ones who are unhappy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from store.errors import StoreError
from store.records import Loyalty, LoyaltyRow, Unhappy
from store.report.words import part
from store.wording import _, ngettext
from tui import text
from tui.commands import bindings
from tui.screens.listing import ListScreen
from tui.text import Span
from tui.widgets.lines import Line
from tui.widgets.score import counted, number

YEARS, COUNT = 20, 11
MOST = 200
"""Customers to call at the most; nobody calls more in a day."""


class LoyaltyScreen(ListScreen[Unhappy]):
    """A table of years by answers, and below it whom to call."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("loyalty")]
    spot = "loyalty"

    def __init__(self, since: date | None, until: date, reopened: bool = True) -> None:
        """Look at answers of these days, both included (None: since ever), also about `reopened` claims."""
        super().__init__()
        self._reopened = reopened
        self._days = (since, until)
        self._found: Loyalty | None = None

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Loyalty and the score")

    async def bring(self, known: Sequence[Unhappy]) -> Sequence[Unhappy]:
        """Bring the table with those to call."""
        if known:
            return ()
        self._found = await self.desk.loyalty(*self._days, MOST, reopened=self._reopened)
        return self._found.unhappy

    def heading(self, cells: int) -> list[Line]:
        """Show years as a customer by answers, and the title of the list."""
        rows = self._found.rows if self._found else ()
        titles = (_("promoters"), _("passives"), _("detractors"))
        head: list[Span] = [("  ", ""), (text.left(_("years with us"), YEARS), "dim")]
        head += [(text.right(title, COUNT), "dim") for title in titles]
        head += [(text.right("NPS", 7), "dim"), (text.right(_("range"), 14), "dim")]
        title: list[Span] = [(_("Answers by years"), "bright"), *counted(self._reopened)]
        title += [("  x ", "accent"), (_("changes it"), "dim")]
        lines: list[Line] = [text.rule(cells, title), head, *[self._table_row(row, cells) for row in rows]]
        lines += [[("  ", ""), (_("No answers yet."), "dim")]] if self._found and not rows else []
        said = _("Long with us and unhappy")
        if self._found is not None and self._found.more:
            said += " " + _("(the first {n})").format(n=MOST)
        of_all: Span = ("" if self._reopened else "  " + _("of all claims"), "dim")
        return [*lines, text.rule(cells, [(said, "bright"), of_all])]

    def _table_row(self, row: LoyaltyRow, cells: int) -> Line:
        score = row.score
        counts = (score.promoters, score.passives, score.detractors)
        spans: list[Span] = [("  ", ""), (text.left(part("tenure", row.years), YEARS), "bright")]
        spans += [(text.right(text.number(count), COUNT), "") for count in counts]
        if not score.stands:
            return text.line(cells, [*spans, ("  ", ""), (_("too few for a score"), "dim")])
        span = f"{number(score.low)} … {number(score.high)}"
        spans += [(text.right(score.shown, 7), "bright strong"), (text.right(span, 14), "")]
        room = min(cells - text.span_width(spans) - 3, 40)
        if room >= 10:
            good, bad = (room * count // score.n for count in (score.promoters, score.detractors))
            spans += [("   ", ""), ("█" * good, "good"), ("▒" * (room - good - bad), "dim")]
            spans.append(("▚" * bad, "bad"))
        return spans

    def row(self, item: Unhappy, cells: int) -> tuple[list[Span], list[Span]]:
        """Show score, customer, years, product and whether somebody has promised to call."""
        years = ngettext("{n} year", "{n} years", item.years).format(n=item.years)
        product = text.cut(text.clean(item.product or ""), 20)
        spans: list[Span] = [(text.right(str(item.score), 2), "bad strong"), ("  ", "")]
        spans.append((text.left(item.customer, max(cells - 58, 18)), "bright"))
        spans += [(text.left(years, 10), ""), (text.left(product, 22), "dim")]
        if item.task is not None:
            state: Span = ("✓ " + _("task"), "good")
        elif not item.may_contact:
            state = ("! " + _("no contact"), "warn")
        else:
            state = ("", "")
        return spans, [state, ("  ", ""), (text.right(text.day(item.day), 12), "dim")]

    def detail(self, item: Unhappy, cells: int) -> list[Line]:
        """Say what was said, and what to do."""
        said = item.comment or item.reason or ""
        title: list[Span] = [(item.claim, "bright strong")]
        if said:
            title += [("  ", ""), (f"“{text.clean(said)}”", "")]
        todo = text.wrap(text.words(item.todo), cells - 4, 3)
        return [text.rule(cells, title), *[[("  ", ""), (line, "dim")] for line in todo]]

    def nothing(self) -> str:
        """Say that nobody is unhappy."""
        return _("Nobody who has long been with us is unhappy.")

    def action_reopened(self) -> None:
        """Leave out claims that were reopened, or take them in again."""
        self._reopened = not self._reopened
        self._load()

    async def action_open_unit(self) -> None:
        """Open the unit of the chosen customer's claim on the Counter."""
        if self.chosen is not None:
            await self.house.scanned(self.chosen.claim)

    def action_open_claim(self) -> None:
        """Open the claim of the chosen answer."""
        if self.chosen is not None:
            self.house.open_page("claim", self.chosen.claim)

    @work(exclusive=True, exit_on_error=False, group="call")
    async def action_make_task(self) -> None:
        """Promise to call the chosen customer by tomorrow."""
        item = self.chosen
        if item is None:
            return
        if item.task is not None or not item.may_contact:
            self.say(item.todo)
            return
        try:
            task = await self.desk.call_unhappy(item.claim)
        except StoreError as refused:
            self.say(refused)
            return
        due = text.day(task.due) if task.due else "–"
        self.say(_("Promised: {title} ({day}).").format(title=text.clean(task.title), day=due))
        self._load()
