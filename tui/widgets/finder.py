"""The search: one widget draws the entry and the live results, and asks on every key.

The question takes a tenth of a millisecond and is asked in the event loop, so that entry and results are
painted in the same frame. The cover of the visible hits is computed after that, a few milliseconds at a
time, kept in a cache and drawn when it is there; a change of the text makes what is on its way worthless
(`_generation`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter

from textual import events
from textual.geometry import Offset

from store.records import Cover, Found, Hit
from store.wording import _, ngettext
from tui.commands import keys_of
from tui.scanner import ENTER, GAP, LEAST
from tui.text import Span, clean, cut, line, number, part_of_serial, rule, same_serial, width
from tui.widgets.lines import Line, LineWidget
from tui.widgets.results import advice, results

LONGEST = 200
"""Longest text of a search, in letters."""
SLICE = 0.004
"""Seconds of work on covers between two looks at the keyboard."""
_TOP = 2
"""Lines above the first result: the entry and the rule."""


class Finder(LineWidget, can_focus=True):
    """Entry and results; tells by its callbacks what was chosen."""

    reads_scans = True
    """It tells a scan from typing by itself: no key is held back on the way here."""

    def __init__(
        self,
        *,
        look: Callable[[str, int], Found],
        judge: Callable[[str], Cover],
        count: Callable[[], int],
        opened: Callable[[str], None],
        reopened: Callable[[], None],
        command: Callable[[str], None],
    ) -> None:
        """Take what it asks and tells.

        Args:
            look: finds units by a text, at most so many.
            judge: computes the cover of a unit today.
            count: how many units there are.
            opened: called with the unit that was chosen.
            reopened: called when a new search begins while a unit is open.
            command: called with the id of a command of the place "counter" whose key was pressed.
        """
        super().__init__(id="finder")
        self._look, self._judge, self._count = look, judge, count
        self._tell_opened, self._tell_reopened, self._tell_command = opened, reopened, command
        self._commands = keys_of("counter")
        self._covers: dict[str, Cover] = {}
        self._generation = 0
        self._burst_from, self._last_key = 0, 0.0
        self._forced = False
        self.text, self.cursor = "", 0
        self.found = Found("")
        self.chosen = -1
        """Index of the chosen line among hits and suggestions; -1: none."""
        self.open_unit: str | None = None

    # What the screen calls

    def scan(self, code: str) -> None:
        """Look up a scanned code: it replaces what was typed; only what fits exactly is opened."""
        self.set_text(clean(code, LONGEST).strip())
        sure = self._sure()
        if sure:
            self._open(sure)

    def set_text(self, text: str) -> None:
        """Search for `text`."""
        self.text, self.cursor = text, len(text)
        self._burst_from = self.cursor
        self.search()

    def search(self) -> None:
        """Ask for what is in the entry and draw the answer."""
        self._generation += 1
        if self.open_unit is not None:
            self.open_unit = None
            self._tell_reopened()
        limit = max(4, self.size.height - _TOP - 1)
        self.found = self._look(self.text, limit) if self.text.strip() else Found(self.text)
        self.chosen = 0 if self.found.hits and len(self._exact()) < 2 else -1
        self.draw()
        if any(hit.unit_id not in self._covers for hit in self.found.hits):
            self.set_timer(0.001, partial(self._fill, self._generation))

    def forget(self) -> None:
        """Forget the covers: something was filed, imported or rated."""
        self._covers.clear()

    def draw(self) -> None:
        """Draw the entry and, unless a unit is open, the results."""
        cells = self.size.width
        lines: list[Line] = [self._entry(cells)]
        if self.open_unit is None:
            lines.append([(" ", ""), *rule(cells - 2, [])])
            if self.text.strip():
                room = self.size.height - _TOP
                lines += results(
                    self.found, self.chosen, self._covers, cells, room=room, ambiguous=len(self._exact()) > 1
                )
            else:
                lines += [[("", "")], *advice(cells, self._count())]
        self.show(lines)

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        key, letter = event.key, event.character
        quick = event.time - self._last_key <= GAP
        self._last_key = event.time
        if letter and event.is_printable and not (letter == "?" and not self.text):
            if not quick:
                self._burst_from = self.cursor
            self._insert(letter)
        elif key in ENTER:
            burst = self.text[self._burst_from : self.cursor]
            if quick and len(burst) >= LEAST:
                self.scan(burst)
            else:
                self.choose()
        elif key in EDITING:
            EDITING[key](self)
        elif key in self._commands:
            self._tell_command(self._commands[key].id)
        else:
            return
        event.stop()
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        first = next((part.strip() for part in event.text.splitlines() if part.strip()), "")
        self._last_key = 0.0
        self._insert(clean(first, LONGEST))

    def _insert(self, letters: str) -> None:
        if self.open_unit is not None:
            self.text, self.cursor, self._burst_from = "", 0, 0
        if len(self.text) + len(letters) > LONGEST:
            return
        self.text = self.text[: self.cursor] + letters + self.text[self.cursor :]
        self.cursor += len(letters)
        self.search()

    def _delete(self, begin: int, end: int) -> None:
        if begin < end:
            self.text, self.cursor = self.text[:begin] + self.text[end:], begin
            self.search()

    def _delete_word(self) -> None:
        begin = len(self.text[: self.cursor].rstrip(" -"))
        while begin and self.text[begin - 1] not in " -":
            begin -= 1
        self._delete(begin, self.cursor)

    def _move(self, to: int) -> None:
        self.cursor = max(0, min(len(self.text), to))
        self.draw()

    # Choosing

    def move_choice(self, by: int) -> None:
        """Choose the line `by` lines further down."""
        last = len(self.found.hits) + len(self.found.suggestions) - 1
        if last >= 0:
            self.chosen = max(0, min(last, self.chosen + by))
            self.draw()

    def page(self) -> int:
        """Return how many lines a page of results has."""
        return max(1, self.size.height - _TOP - 1)

    def choose(self) -> None:
        """Open the chosen unit, or look up the chosen suggestion; without a choice ask for one."""
        hits = self.found.hits
        sure = self._sure()
        if sure and self.chosen <= 0:
            self._open(sure)
        elif 0 <= self.chosen < len(hits):
            self._open(hits[self.chosen])
        elif 0 <= self.chosen - len(hits) < len(self.found.suggestions):
            self.set_text(self.found.suggestions[self.chosen - len(hits)])

    def clear(self) -> None:
        """Empty the entry."""
        self.set_text("")

    def _exact(self) -> list[Hit]:
        return [hit for hit in self.found.hits if same_serial(hit.serial, self.text)]

    def _sure(self) -> Hit | None:
        """Return the one unit with exactly this serial, or the one unit of this claim number or phone."""
        exact = self._exact()
        if len(exact) == 1:
            return exact[0]
        if (
            len(self.found.hits) != 1
            or self.found.more
            or part_of_serial(self.text, self.found.hits[0].serial)
        ):
            return None
        return self.found.hits[0]

    def _open(self, hit: Hit) -> None:
        self._generation += 1
        self.text, self.cursor, self.open_unit = hit.serial, len(hit.serial), hit.unit_id
        self._burst_from = 0
        self._tell_opened(hit.unit_id)
        self.draw()

    # Covers

    def _fill(self, generation: int) -> None:
        until = perf_counter() + SLICE
        for hit in self.found.hits:
            if generation != self._generation:
                return
            if hit.unit_id not in self._covers:
                self._covers[hit.unit_id] = self._judge(hit.unit_id)
                if perf_counter() > until:
                    self.set_timer(0.001, partial(self._fill, generation))
                    break
        self.draw()

    # Drawing

    def _entry(self, cells: int) -> Line:
        tail: list[Span] = [(f"  {self._tally()} ", "dim")]
        room = max(8, cells - 4 - width(tail[0][0]))
        before, after = self.text[: self.cursor], self.text[self.cursor :]
        while width(before) > room:
            before = before[1 + (width(before) - room) // 2 :]
        on, rest = (after[0], after[1:]) if after else (" ", "")
        state = "bright strong" if self.open_unit else "bright"
        spans: list[Span] = [(" ▌", "accent"), (clean(before), state)]
        if self.has_focus:
            self.app.cursor_position = Offset(self.region.x + 2 + width(before), self.region.y)
            spans += [(on if width(on) else " ", "cursor"), (cut(rest, max(0, room - width(before))), state)]
        else:
            spans.append((cut(after, max(0, room - width(before))), state))
        return line(cells, spans, tail)

    def _tally(self) -> str:
        if self.open_unit is not None:
            return _("esc next unit")
        everything = self._count()
        units = ngettext("{n} unit", "{n} units", everything).format(n=number(everything))
        if not self.text.strip():
            return units
        total = number(self.found.total) + ("+" if self.found.more else "")
        return _("{found} of {units}").format(found=total, units=units)

    def on_resize(self) -> None:
        """Draw for the new size; more lines may show more hits."""
        if self.open_unit is None and self.text:
            self.search()
        else:
            self.draw()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.draw()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.draw()


EDITING: dict[str, Callable[[Finder], None]] = {
    "backspace": lambda finder: finder._delete(max(0, finder.cursor - 1), finder.cursor),
    "delete": lambda finder: finder._delete(finder.cursor, min(len(finder.text), finder.cursor + 1)),
    "ctrl+u": lambda finder: finder._delete(0, finder.cursor),
    "ctrl+w": lambda finder: finder._delete_word(),
    "left": lambda finder: finder._move(finder.cursor - 1),
    "right": lambda finder: finder._move(finder.cursor + 1),
    "home": lambda finder: finder._move(0),
    "end": lambda finder: finder._move(len(finder.text)),
}
"""The keys that edit the entry. ctrl+h and the rest of the terminal's own keys arrive as these."""
