"""What a form costs its agent: keys pressed and seconds, from its opening to the Enter that files.

The key that opened the form is its first. What a scanner or an input method sends at once counts as one key,
and so does a paste. A pause counts for five minutes at the most: whoever looks at nothing for longer has
somebody else before them. A draft takes its keys and seconds along; the time between two sittings counts for
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic

from tui.scanner import ENTER, GAP, LEAST

IDLE = 300.0
"""Seconds of a pause beyond which nothing more is counted."""
KEYS, SECONDS = "keys", "seconds"
"""What a draft and a filing call the two."""


class Tally:
    """Counts the keys and the seconds of one form."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin now, with the key that opened the form; `clock` tells seconds."""
        self._clock = clock
        self.begin()

    def begin(self) -> None:
        """Begin anew."""
        self._keys, self._run, self._pressed = 1, 0, float("-inf")
        self._seconds, self._seen = 0.0, self._clock()

    def key(self, at: float, name: str, *, printable: bool) -> None:
        """Count a key called `name` that was pressed at `at` (seconds of the keyboard's own clock)."""
        self._look()
        quick = at - self._pressed <= GAP
        self._pressed = at
        if quick and self._run >= LEAST and (printable or name in ENTER):
            return
        self._run = (self._run + 1 if quick else 1) if printable else 0
        self._keys += 1
        if self._run == LEAST:
            self._keys -= LEAST - 1

    def paste(self) -> None:
        """Count what came from a clipboard."""
        self._look()
        self._run = 0
        self._keys += 1

    def _look(self) -> None:
        now = self._clock()
        self._seconds += min(max(now - self._seen, 0.0), IDLE)
        self._seen = now

    def add(self, values: Mapping[str, object]) -> None:
        """Take along what a draft has cost before."""
        before = {name: value for name in (KEYS, SECONDS) if isinstance(value := values.get(name), int)}
        self._keys += before.get(KEYS, 0)
        self._seconds += before.get(SECONDS, 0)

    def sums(self) -> dict[str, int]:
        """Return keys and whole seconds until now."""
        self._look()
        return {KEYS: self._keys, SECONDS: round(self._seconds)}
