"""A form of one line a field: labels at the left, editors beside them, what it does on the last line.

⏎ goes to the next field that must be given and passes over the others; only the last line files. A scan
therefore never files a form, even where its Enter gets through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from tui import text
from tui.text import Span
from tui.widgets.editors import Editor
from tui.widgets.lines import Line, LineWidget
from tui.widgets.pasting import Told

LABELS = 15
"""Cells of the column of labels, its sign included."""


class DoneLine(LineWidget, can_focus=True):
    """The last line: what ⏎ does there."""

    def __init__(self, title: str) -> None:
        """Show `title`, our wording."""
        super().__init__(id="done")
        self._title = title

    def on_mount(self) -> None:
        """Draw the line."""
        self.draw()

    def on_focus(self) -> None:
        """Stand out while ⏎ would file."""
        self.draw()

    def on_blur(self) -> None:
        """Stand back."""
        self.draw()

    def draw(self) -> None:
        """Draw the line for where the focus is."""
        role = "accent strong cursor" if self.has_focus else "dim"
        self.show([[(" " * LABELS, ""), (f" ⏎ {self._title} ", role)]])


@dataclass(frozen=True, slots=True)
class Row:
    """A field of a form: its label, its editor, and whether ⏎ passes over it."""

    label: str
    editor: Editor
    passed: bool = False


class Form(Vertical):
    """Rows of fields and the line that does it."""

    DEFAULT_CSS = """
    Form { height: auto; background: $ground; }
    Form #rows { height: auto; }
    Form #labels { width: 15; }
    Form #editors { height: auto; width: 1fr; }
    """

    @dataclass
    class Changed(Message):
        """The value of a field became another one."""

        field: str

    class Done(Message):
        """⏎ was pressed on the last line."""

    def __init__(self, rows: Sequence[Row], title: str) -> None:
        """Build the form of `rows`; `title` says what its last line does."""
        super().__init__(id="form")
        self._rows = tuple(rows)
        self._labels = LineWidget(id="labels")
        self._last = DoneLine(title)
        self._marked: frozenset[str] = frozenset()
        self._hidden: set[str] = set()

    def compose(self) -> ComposeResult:
        """Lay out labels, editors and the last line."""
        with Horizontal(id="rows"):
            yield self._labels
            with Vertical(id="editors"):
                for row in self._rows:
                    yield row.editor
        yield LineWidget(id="gap")
        yield self._last

    def on_mount(self) -> None:
        """Draw the labels."""
        self._labels.styles.height = sum(row.editor.rows for row in self._rows)
        self.label()

    @property
    def values(self) -> dict[str, str]:
        """What was given, by the names of the fields; fields left empty are left out."""
        return {
            row.editor.field: row.editor.value
            for row in self._rows
            if row.editor.value and row.editor.field not in self._hidden
        }

    def editor(self, field: str) -> Editor | None:
        """Return the editor of `field`."""
        return next((row.editor for row in self._rows if row.editor.field == field), None)

    def put(self, values: Mapping[str, object]) -> None:
        """Put values into the fields they are for; others are let be."""
        for row in self._rows:
            if row.editor.field in values:
                row.editor.put(text.clean(values[row.editor.field]))

    def clear(self) -> None:
        """Let every field begin again."""
        for row in self._rows:
            row.editor.clear()
        self.mark()

    def hide(self, field: str, hidden: bool) -> None:
        """Leave the line of a field empty, or show it; its place stays."""
        editor = self.editor(field)
        if editor is None or (field in self._hidden) == hidden:
            return
        self._hidden.symmetric_difference_update({field})
        editor.visible = not hidden
        self.label()

    def mark(self, *fields: str) -> None:
        """Mark the fields at fault and go to the first of them; none: take the marks away."""
        self._marked = frozenset(fields)
        self.label()
        for row in self._rows:
            if row.editor.field in self._marked:
                self.hide(row.editor.field, False)
                row.editor.target.focus()
                return

    def label(self) -> None:
        """Draw the labels: the one in use stands out, one at fault carries a sign."""
        here = self._here()
        lines: list[Line] = []
        for n, row in enumerate(self._rows):
            lines.append(self._label(row, n == here))
            lines.extend([] for _line in range(row.editor.rows - 1))
        self._labels.show(lines)

    def _label(self, row: Row, here: bool) -> list[Span]:
        if row.editor.field in self._hidden:
            return []
        marked = row.editor.field in self._marked
        sign = ("! ", "bad") if marked else ("› ", "accent") if here else ("  ", "")
        role = "bad" if marked else "bright" if here else "dim"
        return [sign, (text.left(row.label, LABELS - 3), role)]

    def _here(self) -> int:
        """Return the row that has the focus; past the last one: the last line has it."""
        for n, row in enumerate(self._rows):
            if row.editor.has_focus_within:
                return n
        return len(self._rows)

    def on_descendant_focus(self) -> None:
        """Draw the labels for the field now in use."""
        self.label()

    def start(self) -> None:
        """Go to the first field that must be given and is empty, or to the last line."""
        for row in self._rows:
            if not row.passed and not row.editor.value:
                row.editor.target.focus()
                return
        self._last.focus()

    def move(self, steps: int) -> None:
        """Go up or down: inside the field where it has lines of its own, then from field to field."""
        here = self._here()
        if here < len(self._rows) and self._rows[here].editor.move(steps):
            return
        self._go(here, steps)

    def _go(self, here: int, steps: int) -> None:
        to = here + steps
        while 0 <= to < len(self._rows) and self._rows[to].editor.field in self._hidden:
            to += steps
        if to >= len(self._rows):
            self._last.focus()
        elif to >= 0:
            self._rows[to].editor.target.focus()

    def next(self) -> None:
        """Take ⏎: go on to the next field that must be given, or file on the last line."""
        here = self._here()
        if here >= len(self._rows):
            self.post_message(self.Done())
            return
        row = self._rows[here]
        if not row.editor.enter() and not row.passed:
            self.mark(row.editor.field)
            self.post_message(Told(row.editor.lack))
            return
        to = here + 1
        while to < len(self._rows) and (self._passes(to, row) or self._rows[to].editor.field in self._hidden):
            to += 1
        self._go(to, 0)

    def _passes(self, to: int, come_from: Row) -> bool:
        """Say whether ⏎ passes over a row: one that may stay empty, unless we come from such a one."""
        return self._rows[to].passed and not come_from.passed

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.next()

    @on(Editor.Changed)
    def _changed(self, event: Editor.Changed) -> None:
        event.stop()
        self._marked -= {event.editor.field}
        self.label()
        self.post_message(self.Changed(event.editor.field))
