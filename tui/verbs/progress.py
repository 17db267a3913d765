"""How far something is, on standard error, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from time import monotonic

from tui.plain import clean

WIDTH = 30
"""Cells of the bar."""
EVERY = 0.1
"""Seconds between two drawings."""


class Bar:
    """A progress bar; it draws nothing where nobody looks."""

    def __init__(self, name: str) -> None:
        """Draw with `name` in front."""
        self._name = clean(name)[:40]
        self._next = 0.0 if sys.stderr.isatty() else float("inf")
        self._drawn = False

    def show(self, done: int, total: int) -> None:
        """Draw how far it is: bytes done, bytes in all."""
        if monotonic() < self._next:
            return
        self._next, self._drawn = monotonic() + EVERY, True
        share = min(1.0, done / total) if total else 1.0
        bar = "━" * int(share * WIDTH)
        sys.stderr.write(f"\r\x1b[2K{self._name} {bar:─<{WIDTH}} {share:4.0%}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


class Parts:
    """A bar for each part of something long, one after the other."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Draw each part with its name in front."""
        self._names = names
        self._part = ""
        self._bar: Bar | None = None

    def show(self, part: str, done: int, total: int) -> None:
        """Draw how far a part is."""
        if part != self._part or self._bar is None:
            self.clear()
            self._part, self._bar = part, Bar(self._names.get(part, part))
        self._bar.show(done, total)

    def clear(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.clear()
