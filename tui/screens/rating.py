"""The screen turned to the customer: one question, and no way to the desk but the agent's.

It reads every key itself and has no widget that could take the focus: nothing of the framework (bindings,
palette, selection, screenshots) can be reached from here, and a scan is recognised and dropped, be it at
once (`tui.scanner`) or slow (`tui.customer_keys`). Every step is confirmed with ⏎, so that 1 and 10 cannot
be confused. The way out is ctrl+g and then the agent's PIN, or the word *desk* where the agent has none:
nobody presses both by chance, nothing here gives the word away, and what is typed of it shows as dots.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key, Paste

from store.errors import StoreError
from store.rules.passphrases import FEWEST_DIGITS, MOST_DIGITS
from store.wording import _
from tui.commands import bindings
from tui.customer_keys import KNOWN, PAUSE, SLOW, Run, are_words, ends
from tui.scanner import ENTER, GAP, Scanner
from tui.screens.base import DeskScreen
from tui.widgets.customer import REASONS, Showing, draw, group
from tui.widgets.lines import LineWidget

LONGEST = 1000
"""Letters of a comment."""
BURST = 3
"""So many keys at once are no fingers."""


class RatingScreen(DeskScreen[bool]):
    """Asks the customer of one claim; its result says whether an answer was taken down."""

    CSS_PATH = "rating.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("rating")]
    ALLOW_SELECT = False
    AUTO_FOCUS = None
    spot = "rating"
    takes_scans = False

    def __init__(self, number: str) -> None:
        """Ask about the claim with this `number`."""
        super().__init__()
        self._number = number
        self._showing = Showing()
        self._typed = ""
        self._scanner = Scanner()
        self._last_letter = 0.0
        self._run = Run(self._showing)
        self._kept = False
        self._refusal: StoreError | None = None

    def compose(self) -> ComposeResult:
        """Lay out the one widget."""
        yield LineWidget(id="customer")

    def on_mount(self) -> None:
        """Take what the desk said off the screen, and ask the desk whom to ask."""
        self.house.clear_notifications()
        self._load()

    def frame(self) -> None:
        """Draw for the size of the screen."""
        self.query_one(LineWidget).show(draw(self._showing, self.size.width, self.size.height))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nothing be done from here but leaving the agent's way."""
        return action == "way_out"

    def _show(self, **changes: Any) -> None:
        self._showing = replace(self._showing, **changes)
        self.redraw()

    @work(exit_on_error=False)
    async def _load(self) -> None:
        """Greet the customer of the claim in their language."""
        try:
            view = await self.desk.claim(self._number)
        except StoreError as refused:
            self._refusal = refused
            self._show(stage="out")
            return
        customer = view.card.customer if view.card else None
        name = customer.name if customer else ""
        self._show(
            stage="ask", name=name, language=(customer and customer.language) or self._showing.language
        )

    async def on_paste(self, event: Paste) -> None:
        """Take nothing from a clipboard."""
        event.stop()

    async def on_key(self, event: Key) -> None:
        """Read every key here; hold back what may be a scan."""
        event.stop()
        event.prevent_default()
        passed, code = self._scanner.add(event)
        self._take_all(passed)
        if code is not None:
            self._drop_run(event)
        if self._scanner.held:
            self.set_timer(GAP + 0.005, partial(self._release, self._scanner.count))

    def _release(self, count: int) -> None:
        if count == self._scanner.count:
            self._take_all(self._scanner.release())

    def _take_all(self, keys: list[Key]) -> None:
        """Take keys, but no burst: neither its letters nor the ⏎ that ends it.

        What an input method such as Pinyin brings at once goes into a comment: it has letters beyond ASCII
        and no figures. A scan has figures, even where the keyboard is laid out for another script.
        """
        keys = [key for key in keys if not key.key.startswith(("alt+", "meta+"))]
        letters = [key for key in keys if key.is_printable]
        if len(letters) >= BURST and not (self._showing.stage == "comment" and are_words(letters)):
            self._last_letter = letters[-1].time
            self._follow(letters)
            return
        for key in keys:
            if key.key in ENTER and key.time - self._last_letter <= GAP:
                self._is_void(key)
                continue
            if key.is_printable:
                self._last_letter = key.time
            self._take(key)

    def _take(self, key: Key) -> None:
        if self._showing.word is not None:
            self._spell(key)
            return
        stage = {"ask": self._asked, "why": self._reasoned, "comment": self._commented}
        if not self._is_void(key) and self._showing.stage in stage:
            stage[self._showing.stage](key)

    def _is_void(self, key: Key) -> bool:
        """Follow the run that `key` belongs to or ends, and say whether the key means nothing."""
        if not ends(key):
            self._follow([key])
            return self._run.void
        run, self._run = self._run, Run(self._showing)
        if key.key not in ENTER or not run.goes_on(key):
            return False
        if self._showing.stage == "comment" and run.is_code():
            self._show(comment=run.before.comment)
            return True
        return run.void

    def _follow(self, letters: list[Key]) -> None:
        """Add `letters` to the run; one that is void leaves nothing chosen."""
        stage = self._showing.stage
        for key in letters:
            if not self._run.goes_on(key):
                self._run = Run(self._showing, SLOW if stage == "comment" else PAUSE)
            self._run.add(key, KNOWN.get(stage, ""))
        if self._run.void:
            self._take_back()

    def _drop_run(self, end: Key) -> None:
        """Take back what a scan began with, before its keys came quickly enough to be known for one."""
        if self._showing.stage in KNOWN and self._run.goes_on(end):
            self._take_back()
        self._run = Run(self._showing)

    def _take_back(self) -> None:
        before = self._run.before
        self._typed = ""
        self._show(score=before.score, declined=before.declined, reason=before.reason)

    def _asked(self, key: Key) -> None:
        """Choose 0-10; ⏎ confirms."""
        score = self._showing.score
        letter = key.character or ""
        if key.key in ENTER:
            if self._showing.declined:
                self._record()
            elif score is not None:
                self._show(stage="why")
        elif key.key in ("left", "right"):
            step = 1 if key.key == "right" else -1
            self._choose(5 if score is None else min(max(score + step, 0), 10))
        elif letter in "0123456789" and letter:
            self._typed = "10" if (self._typed, letter) == ("1", "0") else letter
            self._choose(int(self._typed), self._typed)
        elif letter.casefold() == "x":
            self._typed = ""
            self._show(score=None, declined=True)

    def _choose(self, score: int, typed: str = "") -> None:
        self._typed = typed
        self._show(score=score, declined=False)

    def _reasoned(self, key: Key) -> None:
        """Choose a reason by its number; ⏎ goes on, also without."""
        reasons = REASONS[group(self._showing.score or 0)]
        letter = key.character or ""
        if key.key in ENTER:
            self._show(stage="comment")
        elif key.key in ("up", "down"):
            now = -1 if self._showing.reason is None else self._showing.reason
            self._show(reason=min(max(now + (1 if key.key == "down" else -1), 0), len(reasons) - 1))
        elif letter in "123456" and letter:
            self._show(reason=int(letter) - 1)

    def _commented(self, key: Key) -> None:
        """Take down what the customer types; ⏎ ends it."""
        typed = self._showing.comment
        if key.key in ENTER:
            self._record()
        elif key.key == "backspace":
            self._show(comment=typed[:-1])
        elif key.is_printable and key.character and len(typed) < LONGEST:
            self._show(comment=typed + key.character)

    def _record(self) -> None:
        """Take down the answer, or that the customer prefers to give none, and say thank you."""
        if self._kept:
            return
        self._kept = True
        self._show(stage="thanks", word=self._showing.word)
        self._do_record()

    @work(exit_on_error=False, group="record")
    async def _do_record(self) -> None:
        shown = self._showing
        reasons = REASONS[group(shown.score or 0)]
        reason = None if shown.reason is None or shown.score is None else reasons[shown.reason][0]
        try:
            await self.desk.rate(
                self._number, shown.score, comment=shown.comment.strip() or None, reason=reason
            )
        except StoreError as refused:
            self._refusal = refused

    def action_way_out(self) -> None:
        """Let the agent spell the way out; once more takes the line away."""
        self._scanner.release()
        self._show(word=None if self._showing.word is not None else "", pin=self._has_pin)

    @property
    def _has_pin(self) -> bool:
        """Whether the agent proves by a PIN who comes back; else by a word that no customer reads."""
        return any(person.id == self.desk.agent.id for person in self.desk.with_pin())

    def _dial(self, key: Key) -> None:
        """Take a figure of the agent's PIN; ⏎ tries it, anything else takes the line away."""
        pin = self._showing.word or ""
        if key.key in ENTER and len(pin) >= FEWEST_DIGITS:
            self._prove(pin)
        elif key.character and key.character in "0123456789" and len(pin) < MOST_DIGITS:
            self._show(word=pin + key.character)
            return
        self._show(word=None)

    @work(exclusive=True, exit_on_error=False, group="prove")
    async def _prove(self, pin: str) -> None:
        """Go back if it is the agent's PIN; where only a passphrase will do, lock the desk to ask for it."""
        try:
            await self.desk.switch(self.desk.agent.name, pin)
        except StoreError as refused:
            if refused.code in ("DESK_LOCKED", "NEEDS_PASSPHRASE"):
                await self._confirmed()
                self.house.call_later(self.house.lock)
            return
        self._leave()

    def _spell(self, key: Key) -> None:
        """Take a letter of the way out; a wrong one closes it."""
        if self._showing.pin:
            self._dial(key)
            return
        word = (self._showing.word or "") + (key.character or " ").casefold()
        words = {"desk", _("desk").casefold()}
        if word in words:
            self.house.skip_enter()
            self._leave()
        else:
            spelt = any(known.startswith(word) for known in words)
            self._show(word=word if spelt else None)
            if not spelt and not ends(key):
                self._run = Run(self._showing)
                self._run.add(key)
                self._run.void = True

    async def _confirmed(self) -> None:
        """Take a score down that the customer has confirmed, and wait until it is."""
        if self._showing.stage in ("why", "comment"):
            self._record()
        for worker in [worker for worker in self.workers if worker.group == "record"]:
            await worker.wait()

    @work(exit_on_error=False)
    async def _leave(self) -> None:
        """Go back to the desk."""
        await self._confirmed()
        house, refusal = self.house, self._refusal
        self.dismiss(self._kept and refusal is None and self._showing.score is not None)
        if refusal is not None:
            house.call_later(house.say_to_agent, refusal)
