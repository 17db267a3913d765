"""Warnings: what is out of the ordinary, the loud ones first, each with its whole text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from store.records import Alert
from store.report.words import LEVELS
from store.wording import N_, _, ngettext
from tui import text
from tui.commands import bindings
from tui.screens.listing import ListScreen
from tui.text import Span
from tui.widgets.lines import Line

ROLES = {"alert": "bad", "watch": "warn", "mix": "dim"}
HELPS = {
    "alert": N_("So rare by luck that somebody should look at it today."),
    "watch": N_("Worth an eye; it may still be luck."),
    "mix": N_("Fewer of those who are content were served or answered: no product has become worse."),
}
"""What each level means."""
LEVEL = 18


class WarningsScreen(ListScreen[Alert]):
    """Alerts, what is to be watched, and falls that are only another mix."""

    DEFAULT_CSS = "WarningsScreen #detail { height: 6; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("warnings")]
    spot = "warnings"

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Warnings")

    async def bring(self, known: Sequence[Alert]) -> Sequence[Alert]:
        """Bring them all at once: there are few, or something is wrong with all."""
        return () if known else await self.desk.alerts()

    def heading(self, cells: int) -> list[Line]:
        """Say how many there are of each level."""
        counts = {level: sum(each.level == level for each in self._items) for level in LEVELS}
        told = [
            ngettext("{n} alert", "{n} alerts", counts["alert"]).format(n=counts["alert"]),
            _("{n} to watch").format(n=counts["watch"]),
            _("{n} by another mix").format(n=counts["mix"]),
        ]
        return [text.rule(cells, [(" · ".join(told), "bright")] if self._loaded else [])]

    def row(self, item: Alert, cells: int) -> tuple[list[Span], list[Span]]:
        """Show level, what it says and since when."""
        sign, level = LEVELS.get(item.level, ("·", item.level))
        role = ROLES.get(item.level, "dim")
        since = _("new today") if item.new else text.day(item.since) if item.since else ""
        spans: list[Span] = [(f"{sign} ", role), (text.left(_(level), LEVEL), role)]
        spans.append((text.words(item.message), "bright"))
        return spans, [("  ", ""), (text.right(since, 12), "dim")]

    def detail(self, item: Alert, cells: int) -> list[Line]:
        """Tell the chosen one in full, and what its level means."""
        since = _("since {day}").format(day=text.day(item.since)) if item.since else ""
        whole: list[Line] = [
            [("  ", ""), (part, "bright")] for part in text.wrap(text.words(item.message), cells - 4, 3)
        ]
        means = _(HELPS[item.level]) if item.level in HELPS else ""
        return [
            text.rule(cells, [(since, "dim")] if since else []),
            *whole,
            *[[("  ", ""), (part, "dim")] for part in text.wrap(means, cells - 4, 2)],
        ]

    def nothing(self) -> str:
        """Say that all is well, and from when on that can be said."""
        return _("Nothing is out of the ordinary. Scores are judged from 8 answers on.")

    def action_faults_of(self) -> None:
        """Show the faults of the product it is about, or of all."""
        if self.chosen is not None:
            self.house.open_page("pareto", self.chosen.product)
