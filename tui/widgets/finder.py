"""The search: one widget draws the entry and the live results, and asks on every key.

The question takes a tenth of a millisecond and is asked in the event loop, so that entry and results are
painted in the same frame. The cover of the visible hits is computed after that, a few milliseconds at a
time, kept in a cache and drawn when it is there; a change of the text makes what is on its way worthless
(`_generation`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic, perf_counter

from textual import events
from textual.geometry import Offset
from textual.timer import Timer

from store.records import Cover, Found, Hit
from store.wording import _, ngettext
from tui.commands import keys_of
from tui.scanner import ENTER, GAP, LEAST
from tui.text import Span, clean, line, number, rule, width
from tui.widgets.lines import Line, LineWidget
from tui.widgets.pasting import Told, first_line
from tui.widgets.results import advice, exact, results, sure
from tui.widgets.typed import LONGEST, Typed

SLICE = 0.004
"""Seconds of work on covers between two looks at the keyboard."""
_TOP = 2
"""Lines above the first result: the entry and the rule."""


class Finder(LineWidget, can_focus=True):
    """Entry and results; tells by its callbacks what was chosen."""

    @property
    def text(self) -> str:
        """What is typed."""
        return self.typed.text

    @property
    def reads_scans(self) -> bool:
        """True while searching: it tells a scan from typing by itself, no key is held back on the way."""
        return self.open_unit is None

    def __init__(
        self,
        *,
        look: Callable[[str, int], Found],
        judge: Callable[[str], Cover],
        count: Callable[[], int],
        opened: Callable[[str], bool],
        reopened: Callable[[], None],
        command: Callable[[str], None],
        card: Callable[[int, int], list[Line]],
    ) -> None:
        """Take what it asks and tells.

        Args:
            look: finds units by a text, at most so many.
            judge: computes the cover of a unit today.
            count: how many units there are.
            opened: called with the unit that was chosen; says whether it could be opened.
            reopened: called when a new search begins while a unit is open.
            command: called with the id of a command of this place whose key was pressed.
            card: the lines of the open unit, for so many cells and lines.
        """
        super().__init__(id="finder")
        self._look, self._judge, self._count = look, judge, count
        self._tell_opened, self._tell_reopened, self._tell_command = opened, reopened, command
        self._card = card
        self._search_keys, self._unit_keys = keys_of("counter"), keys_of("unit")
        self._covers: dict[str, Cover] = {}
        self._generation = 0
        self._burst_from, self._last_key = 0, 0.0
        self._pause: Timer | None = None
        self.typed = Typed()
        self.found = Found("")
        self.chosen = -1
        """Index of the chosen line among hits and suggestions; -1: none."""
        self.open_unit: str | None = None
        self.notice: list[Span] = []
        """What interrupts: it stands in the rule below the entry."""
        self._opened_at = 0.0

    # What the screen calls

    def scan(self, code: str) -> None:
        """Look up a scanned code: it replaces what was typed; only what fits exactly is opened."""
        self.set_text(clean(code, LONGEST).strip())
        hit = sure(self.found, self.text)
        if hit:
            self._open(hit)

    def reveal(self, hit: Hit) -> None:
        """Open a unit that was found elsewhere."""
        self.set_text(clean(hit.serial, LONGEST))
        self._open(hit)

    def set_text(self, text: str) -> None:
        """Search for `text`."""
        self.typed.set(text)
        self._burst_from = len(text)
        self.search()

    def search(self) -> None:
        """Ask for what is in the entry and draw the answer."""
        self._generation += 1
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        if self.open_unit is not None:
            self.open_unit = None
            self._tell_reopened()
        self.found = self._look(self.text, self._most()) if self.text.strip() else Found(self.text)
        self.chosen = 0 if self.found.hits and len(exact(self.found, self.text)) < 2 else -1
        self.draw()
        if any(hit.unit_id not in self._covers for hit in self.found.hits):
            self.set_timer(0.001, partial(self._fill, self._generation))

    def _most(self) -> int:
        """Return how many hits to ask for: a dozen at 24 lines; nobody reads more."""
        return max(4, min(self.size.height - _TOP - 1, 12 + max(0, self.size.height - 22) // 2))

    def forget(self) -> None:
        """Forget the covers: something was filed, imported or rated."""
        self._covers.clear()

    def draw(self) -> None:
        """Draw the entry, and below it the card or the results."""
        cells = self.size.width
        lines: list[Line] = [self._entry(cells)]
        if self.open_unit is not None:
            self.show(lines + self._card(cells, self.size.height - 1))
            return
        lines.append([(" ", ""), *rule(cells - 2, self.notice)])
        if self.text.strip():
            room, twice = self.size.height - _TOP, len(exact(self.found, self.text)) > 1
            lines += results(self.found, self.chosen, self._covers, cells, room=room, ambiguous=twice)
        else:
            lines += [[("", "")], *advice(cells, self._count())]
        self.show(lines)

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        quick = event.time - self._last_key <= GAP
        self._last_key = event.time
        typed = bool(event.character and event.is_printable)
        if self.open_unit is not None and not (typed and (quick or event.time < self._opened_at)):
            taken = self._unit_key(event.key)
        else:
            taken = self._search_key(event.key, event.character if typed else None, quick=quick)
        if taken:
            event.stop()
            event.prevent_default()

    def _unit_key(self, key: str) -> bool:
        command = self._unit_keys.get(key)
        if command:
            self._tell_command(command.id)
        return command is not None

    def _search_key(self, key: str, letter: str | None, *, quick: bool) -> bool:
        """Take a key of the search; a letter that came before the unit was open begins the next search."""
        if letter and (letter != "?" or self.text):
            if not quick:
                self._burst_from = self.typed.cursor
            self._insert(letter, quick=quick)
            return True
        burst = self.text[self._burst_from : self.typed.cursor]
        if key in ENTER and quick and len(burst) >= LEAST:
            self.scan(burst)
            return True
        if self._pause is not None:
            self.search()
        before = self.text
        if self.typed.edit(key):
            if before == self.text:
                self.draw()
            else:
                self.search()
        elif key in self._search_keys:
            self._tell_command(self._search_keys[key].id)
        else:
            return False
        return True

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        room = LONGEST - len(self.text) if self.open_unit is None else LONGEST
        found, told = first_line(event.text, room)
        if told is not None:
            self.post_message(Told(told))
        if found:
            self._last_key = 0.0
            self._insert(found)

    def _insert(self, letters: str, *, quick: bool = False) -> None:
        """Insert `letters` at the cursor; in a burst, ask and draw only once it pauses or ends."""
        if self.open_unit is not None:
            self.typed.set("")
            self._burst_from = 0
        if not self.typed.insert(letters):
            return
        if not quick or self.open_unit is not None:
            self.search()
            return
        self._generation += 1
        if self._pause is None:
            self._pause = self.set_timer(GAP, self.search)
        else:
            self._pause.reset()

    # Choosing

    def move_choice(self, by: int) -> None:
        """Choose the line `by` lines further down."""
        last = len(self.found.hits) + len(self.found.suggestions) - 1
        if last >= 0:
            self.chosen = max(0, min(last, self.chosen + by))
            self.draw()

    def page(self) -> int:
        """Return how many lines a page of results has."""
        return self._most()

    def choose(self) -> None:
        """Open the chosen unit, or look up the chosen suggestion; without a choice ask for one."""
        hits = self.found.hits
        hit = sure(self.found, self.text)
        if hit and self.chosen <= 0:
            self._open(hit)
        elif 0 <= self.chosen < len(hits):
            self._open(hits[self.chosen])
        elif 0 <= self.chosen - len(hits) < len(self.found.suggestions):
            self.set_text(self.found.suggestions[self.chosen - len(hits)])

    def clear(self) -> None:
        """Empty the entry."""
        self.set_text("")

    def _open(self, hit: Hit) -> None:
        self._generation += 1
        before, self.open_unit = self.open_unit, hit.unit_id
        self._opened_at = monotonic()
        if not self._tell_opened(hit.unit_id):
            self.open_unit = before
            return
        self.typed.set(hit.serial)
        self._burst_from = 0
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
        searching = self.open_unit is None
        role = "bright" if searching else "bright strong"
        cursor = searching and self.has_focus
        spans, at = self.typed.spans(max(8, cells - 4 - width(tail[0][0])), role, cursor=cursor)
        if cursor:
            self.app.cursor_position = Offset(self.region.x + 2 + at, self.region.y)
        return line(cells, [(" ▌", "accent"), *spans], tail)

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
