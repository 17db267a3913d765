"""Telling a barcode scanner from a person at the keyboard.

A scanner types a code in one burst and ends it with Enter. While the search has not the focus, the letters
of a possible burst are held back; if no Enter ends the burst, they go on to where they were typed to, in
order, about 30 ms late, which nobody sees. A person's keys are 60 ms apart and more, so each of them is a
burst of one. Where text is typed, a burst with a space in it is no code but words that a slow line delivered
at once; elsewhere letters are commands, and any burst is a code.
"""

from __future__ import annotations

from textual.events import Key
from textual.message import Message

GAP = 0.025
"""Longest pause inside a burst, in seconds."""
LEAST = 4
"""Fewest letters of a code."""
ENTER = frozenset({"enter", "ctrl+j"})
"""A terminal that is still in cooked mode turns the scanner's Enter into ctrl+j."""


class Due(Message):
    """The time a held-back key may wait is over; `count` keys had been seen when it began."""

    def __init__(self, count: int) -> None:
        """Remember how many keys had been seen."""
        super().__init__()
        self.count = count


class Scanner:
    """Holds back the keys that may be part of a scan."""

    def __init__(self) -> None:
        """Begin with nothing held."""
        self.held: list[Key] = []
        self.count = 0
        """Number of keys seen: tells whether something came after a timer was set."""

    def add(self, event: Key, *, in_text: bool = False) -> tuple[list[Key], str | None]:
        """Take a key; return the keys to pass on now, and the code if it ends a scan."""
        self.count += 1
        quick = bool(self.held) and event.time - self.held[-1].time <= GAP
        if event.is_printable and event.character:
            passed = [] if quick or not self.held else self.release()
            self.held.append(event)
            return passed, None
        code = "".join(key.character or "" for key in self.held)
        if (
            event.key in ENTER
            and quick
            and len(code) >= LEAST
            and not (in_text and any(map(str.isspace, code)))
        ):
            self.release()
            return [], code
        return [*self.release(), event], None

    def release(self) -> list[Key]:
        """Return what is held and hold nothing."""
        held, self.held = self.held, []
        return held
