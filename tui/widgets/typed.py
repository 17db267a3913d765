"""What is typed into the search, and the keys that edit it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.text import Span, clean, cut, width

LONGEST = 200
"""Longest text, in letters."""


@dataclass
class Typed:
    """A text and a cursor in it."""

    text: str = ""
    cursor: int = 0

    def set(self, text: str) -> None:
        """Replace everything by `text`."""
        self.text, self.cursor = text, len(text)

    def insert(self, letters: str) -> bool:
        """Insert `letters` at the cursor; say whether there was room for them."""
        if len(self.text) + len(letters) > LONGEST:
            return False
        self.text = self.text[: self.cursor] + letters + self.text[self.cursor :]
        self.cursor += len(letters)
        return True

    def delete(self, begin: int, end: int) -> None:
        """Delete the letters from `begin` to before `end`."""
        begin = max(0, begin)
        self.text, self.cursor = self.text[:begin] + self.text[max(begin, end) :], begin

    def delete_word(self) -> None:
        """Delete the group of letters before the cursor, up to a blank or a dash."""
        begin = len(self.text[: self.cursor].rstrip(" -"))
        while begin and self.text[begin - 1] not in " -":
            begin -= 1
        self.delete(begin, self.cursor)

    def move(self, to: int) -> None:
        """Put the cursor at `to`, or as near as there is text."""
        self.cursor = max(0, min(len(self.text), to))

    def edit(self, key: str) -> bool:
        """Do what `key` does to a text; False if it does nothing to texts."""
        if key not in _KEYS:
            return False
        _KEYS[key](self)
        return True

    def spans(self, room: int, role: str, *, cursor: bool) -> tuple[list[Span], int]:
        """Return the text in at most `room` cells around the cursor, and the cell of the cursor."""
        before, after = clean(self.text[: self.cursor]), clean(self.text[self.cursor :])
        while width(before) >= room:
            before = before[1 + (width(before) - room) // 2 :]
        at = width(before)
        if not cursor:
            return [(before, role), (cut(after, room - at), role)], at
        on = after[:1] if width(after[:1]) else " "
        return [(before, role), (on, "cursor"), (cut(after[1:], max(0, room - at - width(on))), role)], at


_KEYS: dict[str, Callable[[Typed], None]] = {
    "backspace": lambda typed: typed.delete(typed.cursor - 1, typed.cursor),
    "delete": lambda typed: typed.delete(typed.cursor, typed.cursor + 1),
    "ctrl+u": lambda typed: typed.delete(0, typed.cursor),
    "ctrl+w": lambda typed: typed.delete_word(),
    "left": lambda typed: typed.move(typed.cursor - 1),
    "right": lambda typed: typed.move(typed.cursor + 1),
    "home": lambda typed: typed.move(0),
    "end": lambda typed: typed.move(len(typed.text)),
}
"""ctrl+h and the rest of the terminal's own keys arrive as these."""
