"""The editors of a form's rows that are chosen: one of few in sight, one of many in a list that filters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.events import Click, Key, Resize
from textual.widget import Widget
from textual.widgets import Input

from store.wording import N_, Sentence, _, ngettext, say
from tui import text
from tui.text import Span
from tui.widgets.editors import Editor
from tui.widgets.entry import Entry
from tui.widgets.lines import Line, LineWidget


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its value, what it is called, and what stands beside it."""

    value: str
    title: str
    code: str = ""
    note: str = ""


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

    def offer(self, options: Sequence[Option]) -> None:
        """Offer other options; what is chosen stays chosen where it is among them."""
        self._options = tuple(options)
        if all(option.value != self._value for option in options):
            self._became(options[0].value)
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
        spans: list[Span] = []
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
    PickEditor Entry, PickEditor Entry:focus { width: 20; }
    PickEditor LineWidget { padding-left: 2; height: 100%; }
    """

    def __init__(
        self, name: str, options: Sequence[Option], value: str = "", *, rows: int = 5, free: bool = False
    ) -> None:
        """Offer `options` in `rows` lines; none is chosen unless `value` names it.

        With `free`, what fits none of them may be taken as it was typed: ↓ chooses that, never ⏎ alone.
        """
        super().__init__(name, value)
        self._free = free
        self._options = tuple(options)
        self._rows = rows
        self._cursor = -1
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Lay out the entry and the list beside it."""
        yield Entry(self._title(self._value))
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

    @property
    def lack(self) -> Sentence:
        """How one of them is chosen."""
        return say(N_("Choose a line with ↓ and take it with ⏎; typing makes the list shorter."))

    def enter(self) -> bool:
        """Take the line under the cursor, or the only one that fits."""
        fits = self._fitting()
        if 0 <= self._cursor < len(fits):
            self._take(fits[self._cursor])
        elif self._value:
            return True
        elif len(fits) == 1 and self._typed.strip() and self._offered(fits[0]):
            self._take(fits[0])
        elif not self._options and not fits and self._typed.strip():
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
        wanted = folded(self._typed).strip()
        fits = [
            option
            for option in self._options
            if all(word in folded(f"{option.title} {option.code}") for word in wanted.split())
        ]
        typed = text.clean(self._typed)
        if fits or not (self._free and self._options and typed):
            # What begins as typed comes before what only has it somewhere inside: Germany before Algeria.
            return sorted(fits, key=lambda option: not folded(option.title).startswith(wanted))
        return [Option(typed, _("“{text}”, in these words").format(text=typed))]

    def _offered(self, option: Option) -> bool:
        """Say whether an option is one of the list, and not what was typed itself."""
        return option in self._options

    def _empty(self) -> str:
        """Say why there is nothing to choose from."""
        return _("nothing fits what is typed") if self._options else _("no list here: type it in words")

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._title(self._value) and self._value:
            return
        self._typed, self._cursor = event.value, -1
        if event.value.strip() and any(map(self._offered, self._fitting())):
            self._cursor = 0
        self._became("")
        self._draw()

    def _draw(self) -> None:
        cells = max(self.query_one(LineWidget).size.width - 2, 0)
        fits = self._fitting()
        if not fits:
            self.query_one(LineWidget).show([[(text.cut(self._empty(), cells), "dim")]])
            return
        top = min(max(self._cursor - self._rows + 1, 0), max(len(fits) - self._rows, 0))
        page = fits[top : top + self._rows]
        lines: list[Line] = [
            self._line(option, top + n == self._cursor, cells) for n, option in enumerate(page)
        ]
        more = len(fits) - top - len(page)
        if more > 0:
            note = ngettext("{n} more", "{n} more", more + 1).format(n=text.number(more + 1))
            lines[-1] = [("  ", ""), (note, "dim")] if top + len(page) - 1 != self._cursor else lines[-1]
        self.query_one(LineWidget).show(lines)

    def _line(self, option: Option, under: bool, cells: int) -> Line:
        chosen = option.value == self._value and bool(self._value)
        state = " chosen" if under else ""
        sign = "› " if under else "✓ " if chosen else "  "
        role = ("bright" if under or chosen else "") + state
        beside: list[Span] = []
        if option.code or option.note:
            beside = [
                (text.right(option.code, 9), f"dim{state}"),
                (text.right(option.note, 7), f"dim{state}"),
            ]
        room = cells - 19 if beside else cells - 2
        title = (text.cut(option.title, max(room, 8)), role)
        return text.line(cells, [(sign, f"accent{state}"), title], beside)


def folded(text_: str) -> str:
    """Return text as it is searched: without case and without marks on letters."""
    plain = unicodedata.normalize("NFKD", text_.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
