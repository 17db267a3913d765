"""The last line: at most five keys, all of them visible at 80 columns."""

from __future__ import annotations

from tui.text import Span, cut, span_width
from tui.widgets.lines import LineWidget


def footer_spans(keys: list[tuple[str, str]], cells: int) -> list[Span]:
    """Return `keys` (key and title) at the left and the last two, help and palette, at the right."""
    spans = [[(f" {key} ", "accent strong"), (title, "dim")] for key, title in keys]
    left = [span for pair in spans[:-2] for span in (*pair, ("  ", ""))]
    right = [span for pair in spans[-2:] for span in (*pair, (" ", ""))]
    room = cells - span_width(left) - span_width(right)
    if room < 0:
        return [(cut("".join(text for text, _role in left + right), cells), "dim")]
    return [*left, (" " * room, ""), *right]


class Footer(LineWidget):
    """Our own last line."""

    def tell(self, keys: list[tuple[str, str]]) -> None:
        """Show `keys`, each with what it does."""
        self.show([footer_spans(keys, self.size.width)])
