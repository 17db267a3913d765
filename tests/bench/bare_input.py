"""The barest program that echoes keys with the same framework: the floor of every figure of the screen."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input


class Bare(App[None]):
    """One compact entry whose cursor does not blink."""

    def compose(self) -> ComposeResult:
        """Yield the entry."""
        entry = Input(placeholder="ready", compact=True)
        entry.cursor_blink = False
        yield entry


if __name__ == "__main__":
    Bare().run()
