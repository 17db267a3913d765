"""What a customer types, told from what a slow scanner types: keys without a pause belong together.

A scanner that is set slow sends a key every 40 ms or so, which `tui.scanner` takes for a person. So what the
customer may type decides: an answer is at most two keys that the page knows. A run that is more, or other, is
void as a whole, up to the Enter that ends it or a pause. A comment may be anything; there only an even, quick
run with figures that ends in Enter as quickly is a scan.
"""

from __future__ import annotations

from textual.events import Key

from tui.scanner import ENTER, LEAST
from tui.widgets.customer import Showing

PAUSE = 0.4
"""Longest pause inside a run of an answer, in seconds."""
SLOW = 0.06
"""Longest pause inside a scan by a slow scanner, in seconds: so even, and so quick, no fingers are."""
LONGEST = 2
"""Most keys of an answer: those of 10."""
KNOWN = {"ask": "0123456789xX", "why": "123456"}
"""The printable keys of the pages that ask for a number."""


class Run:
    """Keys that came without a pause, and what was chosen before the first of them."""

    def __init__(self, before: Showing, pause: float = PAUSE) -> None:
        """Begin with nothing typed; `pause` ends the run, in seconds."""
        self.before = before
        self.void = False
        """It is no answer: its keys mean nothing."""
        self._typed = ""
        self._pause = pause
        self._at = 0.0

    def goes_on(self, key: Key) -> bool:
        """Say whether `key` came soon enough to belong to the run."""
        return self._at > 0 and key.time - self._at <= self._pause

    def add(self, key: Key, known: str = "") -> None:
        """Take in a key; what is not `known` makes the run void, where anything is."""
        self._at = key.time
        if key.is_printable:
            self._typed += key.character or ""
        stray = key.key.startswith("ctrl+") or not set(self._typed) <= set(known)
        if known and (stray or len(self._typed) > LONGEST):
            self.void = True

    def is_code(self) -> bool:
        """Say whether an Enter that belongs to the run would make it a scan."""
        return len(self._typed) >= LEAST and any(map(str.isdigit, self._typed))


def ends(key: Key) -> bool:
    """Say whether a key ends every run: a scanner sends no arrows, and nothing after Enter."""
    return key.key in ENTER or key.key in ("left", "right", "up", "down")


def are_words(letters: list[Key]) -> bool:
    """Say whether letters that came at once are what an input method writes, and no scan."""
    typed = "".join(key.character or "" for key in letters)
    return not typed.isascii() and not any(map(str.isdecimal, typed))
