"""Working days, chosen on one line: ←→ go to a day, space takes it or leaves it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Click, Key
from textual.widget import Widget

from tui import text
from tui.text import Span
from tui.widgets.choices import ChoiceLine
from tui.widgets.editors import Editor

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As data names them, in their order."""
GAP = 3
"""Cells between two days."""


class WeekEditor(Editor):
    """Any of the seven days of the week; the value names those taken, as data does."""

    def __init__(self, name: str, value: str = "") -> None:
        """Start with the days named in `value`, parted by commas; all of them if it names none."""
        taken = [day for day in DAYS if day in value.split(",")] or list(DAYS)
        super().__init__(name, ",".join(taken))
        self._at = 0

    def compose(self) -> ComposeResult:
        """Lay out the days on one line."""
        yield ChoiceLine()

    @property
    def target(self) -> Widget:
        """The line that takes the focus."""
        return self.query_one(ChoiceLine)

    def put(self, value: str) -> None:
        """Take the days named in a value."""
        super().put(",".join(day for day in DAYS if day in value.split(",")) or self.value)
        self._draw()

    def on_mount(self) -> None:
        """Draw the days."""
        self._draw()

    def on_descendant_focus(self) -> None:
        """Show where the keys go."""
        self._draw()

    def on_descendant_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        taken, spans = self.value.split(","), list[Span]()
        for at, (day, name) in enumerate(zip(DAYS, text.weekdays(), strict=True)):
            role = "bright" if day in taken else "dim"
            here = " chosen" if at == self._at and self.has_focus_within else ""
            spans += [(f"{'●' if day in taken else '○'} {name}", role + here), (" " * GAP, "")]
        self.query_one(ChoiceLine).show([spans])

    def on_key(self, event: Key) -> None:
        """Go to a day with ←→; take or leave it with space."""
        if event.key in ("left", "right"):
            self._at = (self._at + (1 if event.key == "right" else -1)) % len(DAYS)
        elif event.key == "space":
            self._turn(self._at)
        else:
            return
        event.stop()
        self._draw()

    def on_click(self, event: Click) -> None:
        """Take or leave the day that was clicked."""
        cells = 0
        for at, name in enumerate(text.weekdays()):
            cells += text.width(name) + 2 + GAP
            if event.x < cells:
                self._at = at
                self._turn(at)
                self._draw()
                return

    def _turn(self, at: int) -> None:
        """Take or leave a day; the last one stays."""
        taken = set(self.value.split(",")) ^ {DAYS[at]}
        if taken:
            self._became(",".join(day for day in DAYS if day in taken))
