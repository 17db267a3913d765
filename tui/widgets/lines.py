"""A widget that draws lines of spans and sends only the lines that changed.

A place is a handful of these instead of dozens of small widgets: starting costs less, a key costs one
comparison a line, and over a slow line only what is new travels.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.text import Span

Line = Sequence[Span]

_ROLES = ("dim", "bright", "accent", "good", "warn", "bad", "rule")
_STATES = ("strong", "chosen", "cursor")


class LineWidget(Widget):
    """Draws `lines`, each a sequence of (text, role); a role may be followed by states: "good strong"."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{name}" for name in (*_ROLES, *_STATES)}
    DEFAULT_CSS = """
    LineWidget {
        height: 1;
        color: $role-text;
        background: $ground;
        .line--dim { color: $role-dim; }
        .line--bright { color: $role-bright; }
        .line--accent { color: $role-accent; }
        .line--good { color: $role-good; }
        .line--warn { color: $role-warn; }
        .line--bad { color: $role-bad; }
        .line--rule { color: $role-rule; }
        .line--strong { text-style: bold; }
        .line--chosen { background: $raised; }
        .line--cursor { text-style: reverse; }
    }
    """

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
            parts = [self.get_component_rich_style(f"line--{name}", partial=True) for name in role.split()]
            style = self._styles[role] = Style.combine([self.rich_style, *parts])
        return style

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        width = self.size.width
        strip = self._strips.get(y)
        if strip is not None and strip.cell_length == width:
            return strip
        spans = self._lines[y] if y < len(self._lines) else ()
        segments = [Segment(text, self._style(role)) for text, role in spans if text]
        strip = self._strips[y] = Strip(segments).adjust_cell_length(width, self.rich_style)
        return strip
