"""The last line: at most five keys, all of them visible at 80 columns."""

from __future__ import annotations

from tui.text import Span, line
from tui.widgets.lines import LineWidget

Keys = list[tuple[str, str]]
"""Keys, each with what it does."""


def footer_spans(own: Keys, common: Keys, cells: int) -> list[Span]:
    """Return the keys of the place at the left and those of every place at the right."""
    left = [span for key, title in own for span in ((f" {key} ", "accent strong"), (f"{title}  ", "dim"))]
    right = [span for key, title in common for span in ((f" {key} ", "accent strong"), (f"{title} ", "dim"))]
    return line(cells, left, right)


class Footer(LineWidget):
    """Our own last line."""

    def tell(self, own: Keys, common: Keys) -> None:
        """Show the keys of the place, `own`, and those of every place, `common`."""
        self.show([footer_spans(own, common, self.size.width)])
