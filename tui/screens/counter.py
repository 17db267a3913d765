"""The Counter: the search and, below it, the card of the unit that was opened."""

from __future__ import annotations

from textual.app import ComposeResult

from tui.screens.base import DeskScreen
from tui.widgets.lines import LineWidget


class CounterScreen(DeskScreen[None]):
    """Scan to verdict on one screen."""

    spot = "counter"

    def content(self) -> ComposeResult:
        """Yield the search and the card."""
        yield LineWidget(id="finder")

    async def on_mount(self) -> None:
        """Let keys in: the search stands."""
        await self.house.ready_for_keys()

    def scan(self, code: str) -> None:
        """Look up a scanned code."""
        self.query_one("#finder", LineWidget).show([[(code, "bright")]])
