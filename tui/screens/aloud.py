"""The answer for the customer on a page of its own, large and without anything of the desk's language."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from store.records import Card
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.page import PageScreen
from tui.widgets.aloud import spoken
from tui.widgets.lines import Line

BROAD = 64
"""Cells of a line that the eye does not lose."""


class AloudScreen(PageScreen):
    """One answer, to be read to the customer."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("aloud")]
    spot = "aloud"

    def __init__(self, card: Card) -> None:
        """Say the cover of `card` in plain words."""
        super().__init__()
        self._card = card

    def action_statement(self) -> None:
        """Show the same on paper."""
        self.house.open_page("paper", "", None, self._card.unit.id)

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("In plain words")

    def lines(self, cells: int) -> list[Line]:
        """Return the paragraphs, a blank line between them, in the middle of the page."""
        broad = min(BROAD, cells - 4)
        indent = " " * ((cells - broad) // 2)
        lines: list[Line] = [[], []]
        for n, paragraph in enumerate(spoken(self._card, self.desk.today())):
            role = "" if n else "bright strong"
            lines += [[(indent, ""), (part, role)] for part in text.wrap(paragraph, broad, 6)]
            lines.append([])
        return lines
