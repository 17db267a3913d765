"""A page to read: lines that scroll, and a key to go back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.widgets.lines import Line, LineWidget


class Lines(LineWidget):
    """Lines as tall as they are many."""

    DEFAULT_CSS = "Lines { height: auto; }"

    def get_content_height(self, *_sizes: object) -> int:
        """Return how many lines there are."""
        return max(1, len(self._lines))


class PageScreen(DeskScreen[None]):
    """A page to read: `lines` says what."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]
    spot = "page"

    def content(self) -> ComposeResult:
        """Yield the lines in a part that scrolls with the arrow keys."""
        with VerticalScroll(can_focus=True):
            yield Lines()

    def lines(self, cells: int) -> list[Line]:
        """Return what to read, for lines of `cells` cells."""
        raise NotImplementedError

    def frame(self) -> None:
        """Draw the lines with the first and the last line of the screen."""
        super().frame()
        page = self.query_one(Lines)
        page.show(self.lines(page.size.width))
        page.refresh(layout=True)
