"""The editors of a form's rows: text, a day, an amount, one of few, one of many.

Each holds one value as text and says when it changed. What is read from it (a day, an amount) is written
beside it at once, so that nobody files something other than what was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click, Focus, Key, Resize
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from store.wording import _
from tui import text
from tui.text import Span
from tui.widgets.days import away, read_day
from tui.widgets.lines import LineWidget

Line = list[Span]


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its value, what it is called, and what stands beside it."""

    value: str
    title: str
    code: str = ""
    note: str = ""


class Editor(Horizontal):
    """One row of a form: holds a value, takes the focus, says when it changed."""

    DEFAULT_CSS = """
    Editor { height: 1; width: 1fr; background: $ground; }
    Editor Input, Editor Input:focus {
        background: $ground; color: $role-bright; background-tint: transparent; width: 1fr;
    }
    Editor Input:focus { background: $raised; }
    Editor LineWidget { width: 1fr; }
    """

    @dataclass
    class Changed(Message):
        """The value became another one."""

        editor: Editor

    def __init__(self, name: str, value: str = "", *, id: str | None = None) -> None:  # noqa: A002
        """Hold `value` for the field `name`."""
        super().__init__(id=id or f"field-{name.replace('_', '-')}")
        self.field = name
        self._value = value

    @property
    def value(self) -> str:
        """The value as the store takes it; empty where nothing was given."""
        return self._value

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

    def _became(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.post_message(self.Changed(self))


class Entry(Input):
    """A plain entry of one line, without border and without a blinking cursor."""

    def __init__(self, value: str = "", placeholder: str = "", limit: int = 0) -> None:
        """Start with `value`; an empty entry shows `placeholder`."""
        super().__init__(value, placeholder, compact=True, max_length=limit, select_on_focus=False)
        self.cursor_blink = False


class TextEditor(Editor):
    """A line of free text."""

    def __init__(self, name: str, value: str = "", placeholder: str = "") -> None:
        """Start with `value`; an empty line shows `placeholder`."""
        super().__init__(name, value)
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """Lay out the entry."""
        yield Entry(self._value, self._placeholder, 2000)

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


class SaidEditor(TextEditor):
    """A short entry with what was read from it beside it."""

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

    def __init__(self, name: str, today: date, value: str = "") -> None:
        """Start with `value`, a day as data writes it, or with today."""
        super().__init__(name, "", _("today, {day}").format(day=text.day(today)))
        self._today = today
        self._value = self._read("")
        if value and value != self._value:
            self._start = value
        else:
            self._start = ""

    def compose(self) -> ComposeResult:
        """Lay out the entry, with the first day unless it is today."""
        yield Entry(self._start, self._placeholder, 20)
        yield LineWidget()

    def put(self, value: str) -> None:
        """Put a day, as data writes it, into the entry."""
        self.query_one(Input).value = "" if value == self._today.isoformat() else value

    def enter(self) -> bool:
        """Refuse to go on from what is no day."""
        return bool(self._value)

    def _read(self, typed: str) -> str:
        day = read_day(typed, self._today)
        return day.isoformat() if day else ""

    def _said(self, typed: str) -> Line:
        if not typed.strip():
            return [(_("or -1 for yesterday, 19, 19.11"), "dim")] if self.has_focus_within else []
        day = read_day(typed, self._today)
        if day is None:
            return [(_("! not a day"), "bad")]
        return [("= ", "dim"), (text.day(day), "bright"), (f", {away(day, self._today)}", "dim")]

    def on_descendant_focus(self) -> None:
        """Show how a day may be typed while the entry is open."""
        self._say(self.query_one(Input).value)

    def on_descendant_blur(self) -> None:
        """Take the hint away."""
        self.call_after_refresh(lambda: self._say(self.query_one(Input).value))


class AmountEditor(SaidEditor):
    """An amount of money, kept in minor units; shown as it was read."""

    DEFAULT_CSS = "AmountEditor Entry, AmountEditor Entry:focus { width: 14; }"

    def __init__(self, name: str, value: str = "", said: Callable[[], Line] | None = None) -> None:
        """Start with `value`, in minor units; `said` words what follows from it."""
        super().__init__(name, value, "0.00")
        self._more = said

    def compose(self) -> ComposeResult:
        """Lay out the entry with the first amount."""
        yield Entry(major(self._value), self._placeholder, 14)
        yield LineWidget()

    def say(self) -> None:
        """Word again what follows from the amounts."""
        self._say(self.query_one(Input).value)

    def enter(self) -> bool:
        """Refuse to go on from what is no amount."""
        return not self.query_one(Input).value.strip() or bool(self._value)

    def _read(self, typed: str) -> str:
        return minor(typed)

    def _said(self, typed: str) -> Line:
        if typed.strip() and not minor(typed):
            return [(_("! not an amount"), "bad")]
        return self._more() if self._more else []


def minor(typed: str) -> str:
    """Return an amount typed in major units as whole minor units; empty if it is none."""
    plain = typed.strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    whole, _dot, part = plain.partition(".")
    if not (whole or part) or not (whole + part).isdecimal() or not plain.isascii() or len(part) > 2:
        return ""
    return str(int(whole or "0") * 100 + int((part + "00")[:2]))


def major(amount: str | int) -> str:
    """Return whole minor units in major units, with two places; empty stays empty."""
    return f"{int(amount) // 100}.{int(amount) % 100:02d}" if amount != "" else ""


class ChoiceLine(LineWidget, can_focus=True):
    """Draws the few options of a `ChoiceEditor` and takes its focus."""


class ChoiceEditor(Editor):
    """One of few: all of them in sight, ←→ or the first letter to choose."""

    def __init__(self, name: str, options: Sequence[Option], value: str = "") -> None:
        """Offer `options`; the first is chosen unless `value` names another."""
        chosen = value if any(option.value == value for option in options) else options[0].value
        super().__init__(name, chosen)
        self._options = tuple(options)

    def compose(self) -> ComposeResult:
        """Lay out the options on one line."""
        yield ChoiceLine()

    @property
    def target(self) -> Widget:
        """The line that takes the focus."""
        return self.query_one(ChoiceLine)

    def put(self, value: str) -> None:
        """Choose the option of that value, if there is one."""
        if any(option.value == value for option in self._options):
            self._value = value
            self._draw()

    def on_mount(self) -> None:
        """Draw the options."""
        self._draw()

    def on_descendant_focus(self) -> None:
        """Show that the keys go here."""
        self._draw()

    def on_descendant_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        spans: Line = []
        focused = self.has_focus_within
        for option in self._options:
            if option.value == self._value:
                role = "bright chosen" if focused else "bright"
                spans.append((f"● {text.cut(option.title, 30)}", role))
            else:
                spans.append((f"○ {text.cut(option.title, 30)}", "dim"))
            spans.append(("   ", ""))
        self.query_one(ChoiceLine).show([spans])

    async def on_key(self, event: Key) -> None:
        """Choose with ←→, space or the first letter."""
        at = [option.value for option in self._options].index(self._value)
        step = {"left": -1, "right": 1, "space": 1}.get(event.key)
        if step is not None:
            self._choose((at + step) % len(self._options))
        elif event.is_printable and event.character:
            starts = event.character.casefold()
            order = [*range(at + 1, len(self._options)), *range(at + 1)]
            found = [n for n in order if self._options[n].title.casefold().startswith(starts)]
            if not found:
                return
            self._choose(found[0])
        else:
            return
        event.stop()

    def _choose(self, at: int) -> None:
        self._became(self._options[at].value)
        self._draw()

    def on_click(self, event: Click) -> None:
        """Choose what was clicked."""
        cells = 0
        for n, option in enumerate(self._options):
            cells += text.width(text.cut(option.title, 30)) + 5
            if event.x < cells:
                self._choose(n)
                return


class PickEditor(Editor):
    """One of many: typing filters, ↑↓ choose, ⏎ takes the chosen one."""

    DEFAULT_CSS = """
    PickEditor Entry, PickEditor Entry:focus { width: 22; }
    PickEditor LineWidget { padding-left: 2; height: 100%; }
    """

    def __init__(self, name: str, options: Sequence[Option], value: str = "", *, rows: int = 5) -> None:
        """Offer `options` in `rows` lines; none is chosen unless `value` names it."""
        super().__init__(name, value)
        self._options = tuple(options)
        self._rows = rows
        self._cursor = -1
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Lay out the entry and the list beside it."""
        yield Entry(self._title(self._value), "", 200)
        yield LineWidget()

    @property
    def rows(self) -> int:
        """Lines the list takes."""
        return self._rows

    def on_mount(self) -> None:
        """Draw the list."""
        self.styles.height = self._rows
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Draw the list again in its new width."""
        self._draw()

    def offer(self, options: Sequence[Option]) -> None:
        """Offer other options and keep what is typed and chosen."""
        self._options = tuple(options)
        if self._value:
            self.query_one(Input).value = self._title(self._value)
        self._draw()

    def put(self, value: str) -> None:
        """Choose a value."""
        self._value, self._typed, self._cursor = value, "", -1
        self.query_one(Input).value = self._title(value)
        self._draw()

    def move(self, steps: int) -> bool:
        """Move in the list; ↑ above its first line leaves it."""
        fits = self._fitting()
        to = self._cursor + steps
        if to < 0 and steps < 0:
            return False
        self._cursor = min(max(to, 0), len(fits) - 1)
        self._draw()
        return True

    def enter(self) -> bool:
        """Take the line under the cursor, or the only one that fits."""
        fits = self._fitting()
        if 0 <= self._cursor < len(fits):
            self._take(fits[self._cursor])
        elif self._value:
            return True
        elif len(fits) == 1 and self._typed.strip():
            self._take(fits[0])
        elif not self._options and self._typed.strip():
            self._became(self._typed.strip())
        return bool(self._value)

    def _take(self, option: Option) -> None:
        self._cursor, self._typed = -1, ""
        with self.prevent(Input.Changed):
            self.query_one(Input).value = self._title(option.value)
        self._became(option.value)
        self._draw()

    def _title(self, value: str) -> str:
        return next((text.clean(option.title) for option in self._options if option.value == value), value)

    def _fitting(self) -> list[Option]:
        wanted = self._typed.casefold().split()
        return [
            option
            for option in self._options
            if all(word in f"{option.title} {option.code}".casefold() for word in wanted)
        ]

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._title(self._value) and self._value:
            return
        self._typed, self._cursor = event.value, 0 if event.value.strip() else -1
        self._became("")
        self._draw()

    def _draw(self) -> None:
        cells = max(self.query_one(LineWidget).size.width - 2, 0)
        fits = self._fitting()
        if not fits:
            empty = _("nothing fits what is typed") if self._options else _("no list here: type it in words")
            self.query_one(LineWidget).show([[(text.cut(empty, cells), "dim")]])
            return
        top = min(max(self._cursor - self._rows + 1, 0), max(len(fits) - self._rows, 0))
        page = fits[top : top + self._rows]
        lines = [self._line(option, top + n == self._cursor, cells) for n, option in enumerate(page)]
        more = len(fits) - top - len(page)
        if more > 0:
            note = _("{n} more").format(n=text.number(more + 1))
            lines[-1] = [("  ", ""), (note, "dim")] if top + len(page) - 1 != self._cursor else lines[-1]
        self.query_one(LineWidget).show(lines)

    def _line(self, option: Option, under: bool, cells: int) -> Line:
        chosen = option.value == self._value and bool(self._value)
        state = " chosen" if under else ""
        sign = "› " if under else "✓ " if chosen else "  "
        role = ("bright" if under or chosen else "") + state
        return text.line(
            cells,
            [(sign, f"accent{state}"), (text.cut(option.title, max(cells - 22, 8)), role)],
            [(text.right(option.code, 8), f"dim{state}"), (text.right(option.note, 8), f"dim{state}")],
        )
