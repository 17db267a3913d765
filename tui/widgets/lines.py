"""A widget that draws lines of spans and sends only the lines that changed.

A place is a handful of these instead of dozens of small widgets: starting costs less, a key costs one
comparison a line, and over a slow line only what is new travels. The roles take their colours straight from
the theme: as component classes they would be matched against the style sheet at every change of focus.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from store.wording import _
from tui.text import Span, number, span_width

Line = Sequence[Span]

_STATES = {"strong": "bold", "cursor": "reverse", "chosen": "on {raised}"}
"""What a word after the role does; every other word is a role, with a colour in the theme."""


def more_below(rest: int) -> list[Span]:
    """Return what the rule above a list says when `rest` of its lines do not fit: nothing where all do."""
    return [("  " + _("{n} more below").format(n=number(rest)), "dim")] if rest > 0 else []


class LineWidget(Widget):
    """Draws `lines`, each a sequence of (text, role); a role may be followed by states: "good strong"."""

    DEFAULT_CSS = "LineWidget { height: 1; color: $role-text; background: $ground; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """Begin with no lines."""
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = []
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}

    def show(self, lines: list[Line]) -> None:
        """Draw `lines` and send those that differ from what is on the screen."""
        old, self._lines = self._lines, lines
        changed = [y for y, (was, now) in enumerate(zip_longest(old, lines)) if was != now]
        for y in changed:
            self._strips.pop(y, None)
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def notify_style_update(self) -> None:
        """Forget the styles when the theme changes."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def _style(self, role: str) -> Style:
        style = self._styles.get(role)
        if style is None:
            colours = self.app.theme_variables
            parts = [
                Style.parse(_STATES[word].format_map(colours) if word in _STATES else colours[f"role-{word}"])
                for word in role.split()
            ]
            style = self._styles[role] = Style.combine([self.rich_style, *parts])
        return style

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        width = self.size.width
        strip = self._strips.get(y)
        if strip is not None and strip.cell_length == width:
            return strip
        pieces: list[Span] = []
        for text, role in self._lines[y] if y < len(self._lines) else ():
            _join(pieces, text, role)
        room = width - span_width(pieces)
        if room > 0:
            _join(pieces, " " * room, "")
        strip = Strip([Segment(text, self._style(role)) for text, role in pieces])
        strip = self._strips[y] = strip.adjust_cell_length(width, self._style(""))
        return strip


def _join(pieces: list[Span], text: str, role: str) -> None:
    """Add a span; blanks take the style of their neighbour on the same ground, which saves bytes."""
    if not text:
        return
    if pieces:
        before, role_before = pieces[-1]
        same_ground = ("chosen" in role) == ("chosen" in role_before) and "cursor" not in role + role_before
        if role == role_before or (same_ground and text.isspace()):
            pieces[-1] = (before + text, role_before)
            return
        if same_ground and before.isspace():
            pieces[-1] = (before + text, role)
            return
    pieces.append((text, role))
