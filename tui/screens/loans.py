"""The loaners that customers have: where is our loaner?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from store.records import Loan
from store.wording import _, ngettext
from tui import text
from tui.commands import bindings
from tui.screens.listing import ListScreen
from tui.text import Span
from tui.widgets import words
from tui.widgets.lines import Line

SERIAL, CUSTOMER, NUMBER, DAY = 24, 24, 12, 13


class LoansScreen(ListScreen[Loan]):
    """Those given first lead."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("loans")]
    spot = "loans"

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Loaners that are out")

    async def bring(self, known: Sequence[Loan]) -> Sequence[Loan]:
        """Bring the next page."""
        return await self.desk.loans(len(known), self.page)

    def heading(self, cells: int) -> list[Line]:
        """Name the columns."""
        names = ((_("loaner"), SERIAL), (_("customer"), CUSTOMER), (_("claim"), NUMBER), (_("given"), DAY))
        return [[("  ", ""), *[(text.left(name, room), "dim") for name, room in names]]]

    def row(self, item: Loan, cells: int) -> tuple[list[Span], list[Span]]:
        """Show loaner, customer, claim and since when."""
        given = text.day(item.given) if item.given else "–"
        first: list[Span] = [(text.left(text.middle(item.serial, SERIAL - 2), SERIAL), "bright")]
        first += [(text.left(item.customer or "–", CUSTOMER - 2), ""), ("  ", "")]
        first += [(text.left(item.claim, NUMBER), ""), (text.left(given, DAY), "dim")]
        return first, []

    def detail(self, item: Loan, cells: int) -> list[Line]:
        """Say how long it is out, in whose place, and the state of the claim."""
        days = (self.desk.today() - item.given).days if item.given else 0
        out = ngettext("out for {n} day", "out for {n} days", days).format(n=text.number(days))
        sign, word = words.state(item.state)
        title: list[Span] = [(text.middle(item.serial, 30), "bright strong"), ("  ", ""), (out, "")]
        ended = item.state in ("closed", "cancelled", "rejected")
        whose = " · ".join(text.clean(part, 60) for part in (item.customer, item.phone) if part)
        place = _("in the place of {serial}").format(serial=text.middle(item.unit or "–", 30))
        return [
            text.rule(cells, title),
            text.line(cells, [("  ", ""), (whose, "")]),
            text.line(cells, [("  ", ""), (place, ""), ("  ", ""), sign, word]),
            text.line(
                cells,
                [("! ", "bad"), (_("the claim has ended: call the customer"), "bad")]
                if ended
                else [("  ", ""), (text.clean(item.condition or "", 200), "dim")],
            ),
        ]

    def nothing(self) -> str:
        """Say how a loaner is given."""
        return _("No loaner is out. Open a claim and choose “give a loaner”.")

    def action_open_claim(self) -> None:
        """Open the claim of the chosen loaner."""
        if self.chosen is not None:
            self.house.open_page("claim", self.chosen.claim)
