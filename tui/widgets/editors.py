"""The editors of a form's rows that are typed: text, a day, an amount.

Each holds one value as text and says when it changed. What is read from it (a day, an amount) is written
beside it at once, so that nobody files something other than what was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from store.wording import N_, Sentence, _, say
from tui import text
from tui.widgets.days import away, read_day
from tui.widgets.entry import Entry
from tui.widgets.lines import Line, LineWidget


class Editor(Horizontal):
    """One row of a form: holds a value, takes the focus, says when it changed."""

    DEFAULT_CSS = """
    Editor { height: 1; width: 1fr; background: $ground; }
    Editor Entry, Editor Entry:focus {
        padding: 0; width: 1fr; color: $role-bright; background-tint: transparent;
    }
    Editor LineWidget { width: 1fr; }
    """

    @dataclass
    class Changed(Message):
        """The value became another one."""

        editor: Editor

    def __init__(self, name: str, value: str = "") -> None:
        """Hold `value` for the field `name`."""
        super().__init__(id=f"field-{name.replace('_', '-')}")
        self.field = name
        self._value = self._first = value

    @property
    def value(self) -> str:
        """The value as the store takes it; empty where nothing was given."""
        return self._value

    @property
    def lack(self) -> Sentence:
        """What would be accepted, for whoever tries to go on without it."""
        return say(N_("This field must be given."))

    @property
    def rows(self) -> int:
        """Lines the editor takes."""
        return 1

    @property
    def target(self) -> Widget:
        """The widget that takes the focus."""
        return self.query_one(Input)

    def put(self, value: str) -> None:
        """Put a value into the editor."""
        self._value = value

    def move(self, steps: int) -> bool:
        """Use ↑ or ↓ inside the editor; False: go to the next row."""
        return False

    def enter(self) -> bool:
        """Take ⏎; False: something is still to be given here."""
        return True

    def clear(self) -> None:
        """Go back to how the editor began."""
        self.put(self._first)

    def _became(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.post_message(self.Changed(self))


class TextEditor(Editor):
    """A line of free text."""

    chosen_whole: ClassVar[bool] = False
    """Entering the line chooses all of it: a day or a sum is typed anew, a sentence goes on."""

    def __init__(self, name: str, value: str = "", placeholder: str = "") -> None:
        """Start with `value`; an empty line shows `placeholder`."""
        super().__init__(name, value)
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """Lay out the entry."""
        yield self._entry(self._value)

    def _entry(self, value: str) -> Entry:
        entry = Entry(value, placeholder=self._placeholder)
        entry.select_on_focus = self.chosen_whole
        return entry

    def put(self, value: str) -> None:
        """Put text into the entry."""
        self._value = value
        self.query_one(Input).value = value

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._became(self._read(event.value))

    def _read(self, typed: str) -> str:
        return typed.strip()


class ScanEntry(Entry):
    """An entry that a scan goes to."""

    reads_scans = True


class SerialEditor(TextEditor):
    """A serial: a scan lands here, while the cursor is here."""

    def _entry(self, value: str) -> Entry:
        return ScanEntry(value, placeholder=self._placeholder)


class SaidEditor(TextEditor):
    """A short entry with what was read from it beside it."""

    chosen_whole: ClassVar[bool] = True

    DEFAULT_CSS = """
    SaidEditor Entry, SaidEditor Entry:focus { width: 26; }
    SaidEditor LineWidget { padding-left: 2; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the entry and what was read."""
        yield from super().compose()
        yield LineWidget()

    def on_mount(self) -> None:
        """Say what the first value means."""
        self._say(self.query_one(Input).value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say(event.value)
        self._became(self._read(event.value))

    def _say(self, typed: str) -> None:
        self.query_one(LineWidget).show([self._said(typed)])

    def _said(self, typed: str) -> Line:
        return []


class DayEditor(SaidEditor):
    """A day: today when left empty, -2, 19, 19.11 or a whole date."""

    def __init__(
        self, name: str, today: date, value: str = "", *, past: bool = False, optional: bool = False
    ) -> None:
        """Start with `value`, a day as data writes it, or with today.

        With `past` it cannot lie ahead; with `optional` an empty entry is no day instead of today.
        """
        empty = _("not known") if optional else _("today, {day}").format(day=text.day(today))
        super().__init__(name, "", empty)
        self._today, self._past, self._optional = today, past, optional
        self._value = self._read("")
        if value and value != self._value:
            self._start = value
        else:
            self._start = ""

    def compose(self) -> ComposeResult:
        """Lay out the entry, with the first day unless it is today."""
        yield self._entry(self._start)
        yield LineWidget()

    def clear(self) -> None:
        """Go back to the first day."""
        self.query_one(Input).value = self._start

    def put(self, value: str) -> None:
        """Put a day, as data writes it, into the entry."""
        today = value == self._today.isoformat() and not self._optional
        self.query_one(Input).value = "" if today else value

    def enter(self) -> bool:
        """Refuse to go on from what is no day."""
        return bool(self._value) or (self._optional and not self.query_one(Input).value.strip())

    def _read(self, typed: str) -> str:
        if self._optional and not typed.strip():
            return ""
        day = read_day(typed, self._today)
        ahead = self._past and day is not None and day > self._today
        return day.isoformat() if day and not ahead else ""

    def _said(self, typed: str) -> Line:
        if not typed.strip():
            return [(_("or -1 for yesterday, 19, 19.11"), "dim")] if self.has_focus_within else []
        day = read_day(typed, self._today)
        if day is None:
            return [(_("! not a day"), "bad")]
        if self._past and day > self._today:
            return [(_("! ahead of us: today or before"), "bad")]
        return [("= ", "dim"), (text.day(day), "bright"), (f", {away(day, self._today)}", "dim")]

    def on_descendant_focus(self) -> None:
        """Show how a day may be typed while the entry is open."""
        self._say(self.query_one(Input).value)

    def on_descendant_blur(self) -> None:
        """Take the hint away."""
        self.call_after_refresh(lambda: self._say(self.query_one(Input).value))


class MaybeDayEditor(DayEditor):
    """A day that need not be known: empty when left empty."""

    def __init__(self, name: str, today: date) -> None:
        """Start empty."""
        super().__init__(name, today)
        self._placeholder = _("not known yet")
        self._value = ""

    def put(self, value: str) -> None:
        """Put a day, as data writes it, into the entry."""
        self.query_one(Input).value = value

    def enter(self) -> bool:
        """Refuse to go on from what is no day."""
        return bool(self._value) or not self.query_one(Input).value.strip()

    def _read(self, typed: str) -> str:
        return super()._read(typed) if typed.strip() else ""
