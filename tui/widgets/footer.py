"""The last line: at most five keys, all of them visible at 80 columns."""

from __future__ import annotations

from store.wording import _
from tui.commands import commands_in, footer, shown
from tui.text import Span, left, line, width
from tui.widgets.lines import Line, LineWidget

Keys = list[tuple[str, str]]
"""Keys, each with what it does."""


def footer_spans(own: Keys, common: Keys, cells: int) -> list[Span]:
    """Return the keys of the place at the left and those of every place at the right."""
    left = [span for key, title in own for span in ((f" {key} ", "accent strong"), (f"{title}  ", "dim"))]
    right = [span for key, title in common for span in ((f" {key} ", "accent strong"), (f"{title} ", "dim"))]
    return line(cells, left, right)


def left_out(place: str, role: str, cells: int) -> list[Line]:
    """Return the keys of `place` that its last line has no room for, in columns, row by row."""
    own, common = footer(place, role)
    keys = [
        (shown(command.keys[0]), _(command.title))
        for command in commands_in(place, role)
        if place in command.places
    ]
    rest = [pair for pair in keys if pair not in own + common]
    if not rest:
        return []
    wide = max(width(key) + width(title) for key, title in rest) + 4
    across = max(1, min(cells // wide, len(rest)))
    drawn = [
        [(f"{key} ", "accent strong"), (left(title, cells // across - width(key) - 1), "dim")]
        for key, title in rest
    ]
    return [
        [span for spans in drawn[at : at + across] for span in spans] for at in range(0, len(drawn), across)
    ]


class Footer(LineWidget):
    """Our own last line."""

    def tell(self, own: Keys, common: Keys) -> None:
        """Show the keys of the place, `own`, and those of every place, `common`."""
        self.show([footer_spans(own, common, self.size.width)])
