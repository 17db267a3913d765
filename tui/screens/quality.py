"""Doubtful data: what is in doubt, whom it touches, and the way to the unit where it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from store.records import Finding, Hit
from store.wording import N_, _, ngettext, say
from tui import text
from tui.commands import bindings
from tui.screens.listing import ListScreen
from tui.text import Span
from tui.widgets.lines import Line

MENDING = {
    "unknown_start": N_("Nobody can say from when these units are covered. Ask for the paper with the date."),
    "missing_proof": N_("Another date stands in. With the exact one the cover may end later or earlier."),
    "future_date": N_("A day that has not come yet: most likely a slip of the pen. Ask, and correct it."),
    "end_before_start": N_(
        "Start and end contradict each other. Look at the paper, and correct one of them."
    ),
    "usage_backwards": N_("A later reading is lower than an earlier one. Read the meter again."),
    "ambiguous_serial": N_(
        "Several products have this serial. The Counter asks each time which one is meant."
    ),
}
"""What each kind of finding means, and what helps."""
SHORT = {
    "unknown_start": N_("no start; {date} unknown"),
    "missing_proof": N_("exact {date} missing"),
    "future_date": N_("{date} in the future"),
    "end_before_start": N_("ends before it begins"),
    "usage_backwards": N_("usage goes backwards"),
    "ambiguous_serial": N_("one serial, several units"),
}
"""Each kind of finding in a line of the list; the whole sentence stands below it."""


class QualityScreen(ListScreen[Finding]):
    """Findings, those that touch most customers first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("quality")]
    spot = "quality"

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Doubtful data")

    async def bring(self, known: Sequence[Finding]) -> Sequence[Finding]:
        """Ask for the next findings."""
        return await self.desk.findings(self.page, len(known))

    def heading(self, cells: int) -> list[Line]:
        """Name the columns."""
        last: list[Span] = [(text.right(_("customers"), 12), "dim"), (text.right(_("units"), 10), "dim")]
        first: list[Span] = [("  ", ""), (text.left(_("product"), self._wide(cells - 2)), "dim")]
        return [[], text.line(cells, [*first, (_("what is in doubt"), "dim")], last)]

    def row(self, item: Finding, cells: int) -> tuple[list[Span], list[Span]]:
        """Show what it is and how many it touches."""
        told, wide = item.sentence.values, self._wide(cells)
        name = text.cut(str(told.get("product") or told.get("serial") or item.key), wide - 2)
        doubt = (
            text.words(say(SHORT[item.kind], date=told.get("date", ""))) if item.kind in SHORT else item.kind
        )
        last: list[Span] = [(text.right(text.number(item.customers), 12), "bright")]
        last.append((text.right(text.number(item.units), 10), "dim"))
        return [(text.left(name, wide), "bright"), (doubt, "")], last

    @staticmethod
    def _wide(cells: int) -> int:
        """Return how many cells the column of products has."""
        return max(cells // 4, 16)

    def detail(self, item: Finding, cells: int) -> list[Line]:
        """Say what it means and what helps."""
        whole = text.wrap(text.words(item.sentence), cells, 2)
        meaning = _(MENDING[item.kind]) if item.kind in MENDING else ""
        helps: list[Line] = [[(part, "dim")] for part in text.wrap(meaning, cells, 2)]
        return [text.rule(cells, []), *[[(part, "bright")] for part in whole[: 3 - len(helps)]], *helps]

    def nothing(self) -> str:
        """Say that all is well."""
        return _("Nothing is in doubt: every unit has the dates that its cover needs.")

    def action_open_finding(self) -> None:
        """List the units of the chosen finding."""
        if self.chosen is not None:
            self.house.open_page("doubtful", self.chosen)


class DoubtfulScreen(ListScreen[Hit]):
    """The units of one finding."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("doubtful")]
    spot = "doubtful"

    def __init__(self, finding: Finding) -> None:
        """List the units of `finding`."""
        super().__init__()
        self._finding = finding

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Doubtful data")

    async def bring(self, known: Sequence[Hit]) -> Sequence[Hit]:
        """Ask for the next units."""
        return await self.desk.doubtful(self._finding, known[-1].unit_id if known else "", self.page)

    def heading(self, cells: int) -> list[Line]:
        """Say what these units lack."""
        return [text.rule(cells, [(text.words(self._finding.sentence), "bright")])]

    def row(self, item: Hit, cells: int) -> tuple[list[Span], list[Span]]:
        """Show serial, customer and product."""
        third = cells // 3
        spans: list[Span] = [(text.left(text.middle(item.serial, third - 2), third), "bright")]
        spans.append((text.left(text.cut(item.customer or _("no customer known"), third - 2), third), ""))
        return [*spans, (text.left(item.product, cells - 2 * third), "dim")], []

    def detail(self, item: Hit, cells: int) -> list[Line]:
        """Say how it is mended."""
        known = text.number(len(self._items)) + ("" if self._whole else "+")
        count = ngettext("{n} unit", "{n} units", len(self._items)).format(n=known)
        way = _("⏎ opens it on the Counter; i there shows what other dates would change, and saves them.")
        return [text.rule(cells, [(count, "dim")]), *[[(part, "dim")] for part in text.wrap(way, cells, 2)]]

    def nothing(self) -> str:
        """Say that all is mended."""
        return _("All mended: no unit is left of this.")

    async def action_open_unit(self) -> None:
        """Open the chosen unit on the Counter."""
        if self.chosen is not None:
            await self.house.show_unit(self.chosen)
