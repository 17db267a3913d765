"""The one-line entry of our forms: the framework's, without blinking and without a frame."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from tui.widgets.pasting import Told, one_line


class Entry(Input):
    """An `Input` that sends nothing while idle."""

    DEFAULT_CSS = """
    Entry, Entry:focus {
        border: none;
        height: 1;
        padding: 0;
        background: $ground;
        color: $role-text;
    }
    Entry:focus { background: $raised; color: $role-bright; }
    """

    def __init__(
        self,
        value: str | None = None,
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - the framework's name
        classes: str | None = None,
    ) -> None:
        """Begin with `value`; `placeholder` is our wording, never data."""
        super().__init__(value, placeholder=placeholder, id=id, classes=classes, compact=True)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        """Take all lines of what is pasted, or none."""
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def action_paste(self) -> None:
        """Paste what was copied here; it may have several lines too."""
        self._take(self.app.clipboard)

    def action_copy(self) -> None:
        """Copy what is marked, but no secret: the terminal would hand it to other programs."""
        if not self.password:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut what is marked, but no secret."""
        if not self.password:
            super().action_cut()

    def _take(self, pasted: str) -> None:
        line, told = one_line(pasted)
        if line:
            self.replace(line, *self.selection)
        if told is not None:
            self.post_message(Told(told))
