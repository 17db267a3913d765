"""All that happened to a claim, from the journal, in words, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from store.records import Entry
from store.wording import _
from tui import happened, text
from tui.commands import bindings
from tui.screens.listing import ListScreen
from tui.text import Span
from tui.widgets.lines import Line


class HistoryScreen(ListScreen[Entry]):
    """Steps, refused tries, notes, costs, loaners, papers, corrections of the unit, the customer's answer."""

    DEFAULT_CSS = "HistoryScreen #detail { height: 6; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history")]
    spot = "history"

    def __init__(self, number: str) -> None:
        """Tell of the claim with this number."""
        super().__init__()
        self._number = number
        self._after: str | None = None

    @property
    def title_line(self) -> str:
        """Say of which claim."""
        return _("History of {number}").format(number=text.clean(self._number, 24))

    async def bring(self, known: Sequence[Entry]) -> Sequence[Entry]:
        """Bring the next page."""
        if known and self._after is None:
            return ()
        chapter = await self.desk.history(self._number, self._after if known else None, self.page)
        self._after = chapter.after
        return chapter.entries

    def heading(self, cells: int) -> list[Line]:
        """Name the columns."""
        who = min(max((cells - 2) // 5, 16), 26)
        spans: list[Span] = [("  ", ""), (text.left(_("when"), 18), "dim"), (text.left(_("who"), who), "dim")]
        return [[*spans, (_("what"), "dim")]]

    def row(self, item: Entry, cells: int) -> tuple[list[Span], list[Span]]:
        """Show when, who, what, and the state it led to."""
        return happened.row(happened.told(item), cells)

    def detail(self, item: Entry, cells: int) -> list[Line]:
        """Tell the chosen entry in full."""
        return list(happened.lines(happened.told(item), cells, 6))

    def nothing(self) -> str:
        """Say that nothing happened."""
        return _("Nothing has happened yet.")
