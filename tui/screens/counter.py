"""The Counter: the search and, in the place of its results, the card of the unit that was opened.

One widget draws both, so that opening a unit is neither a new layout nor a change of focus: a scan is one
painting.
"""

from __future__ import annotations

from time import monotonic

from textual import work
from textual.app import ComposeResult

from store.errors import StoreError
from store.records import ClaimLine, Cover, Hit
from store.wording import _
from tui.commands import command_for
from tui.screens.base import DeskScreen
from tui.text import Span, line, pay_in, words
from tui.verdicts import OVER
from tui.widgets.card import OpenUnit
from tui.widgets.finder import Finder
from tui.widgets.lines import Line

LOOK_AFTER, LOOK_EVERY = 1.5, 300.0
"""Seconds after which alerts are asked for, once the hand is off the keys; and from one time to the next."""


class CounterScreen(DeskScreen[None]):
    """Scan to verdict on one screen."""

    CSS_PATH = "counter.tcss"
    AUTO_FOCUS = "#finder"
    spot = "counter"
    unit: OpenUnit | None = None
    """What is open; None while searching."""
    _look_again = 0.0
    """When alerts may be asked for again."""
    _just_filed: tuple[str, str] = ("", "")
    """The unit a claim was filed for just now, and the claim's number."""

    def content(self) -> ComposeResult:
        """Yield the search, which also draws the card."""
        self.finder = Finder(
            look=self.desk.find,
            judge=self._judge,
            count=self.desk.count_units,
            opened=self.open_unit,
            reopened=self._search_again,
            command=self._run_command,
            card=self._card,
        )
        yield self.finder

    def on_mount(self) -> None:
        """Let keys in as soon as the search stands."""
        self.call_after_refresh(self._let_keys_in)

    async def _let_keys_in(self) -> None:
        """Ask for the desk's name first if it has none."""
        if not self.desk.name:
            self.house.open_page("first_run")
        await self.house.ready_for_keys()

    def on_screen_resume(self) -> None:
        """Show what has changed meanwhile: a claim was filed, a rating taken."""
        super().on_screen_resume()
        pay_in(self.desk.currency)
        self._look_out()
        self.finder.forget()
        if self.unit is not None:
            self.open_unit(self.unit.card.unit.id)
        else:
            self.finder.search()

    def saved_meanwhile(self) -> None:
        """Show the open unit as it is now: another window may have filed a claim, or erased its customer."""
        super().saved_meanwhile()
        if self.unit is not None:
            self.open_unit(self.unit.card.unit.id, self.unit.claim)

    def _judge(self, unit_id: str) -> Cover:
        return self.desk.card(unit_id).cover

    def _card(self, cells: int, height: int) -> list[Line]:
        lines = self.unit.lines(cells, height) if self.unit else []
        free = len(lines) == height and not "".join(part for part, _role in lines[-1]).strip()
        if self.finder.notice and free:
            lines[-1] = line(cells, [(" ", ""), *self.finder.notice])
        return lines

    def _look_out(self) -> None:
        """Ask for alerts, but not at every step."""
        now = monotonic()
        if now >= self._look_again:
            self._look_again = now + LOOK_EVERY
            self.set_timer(LOOK_AFTER, self.look_for_alerts)

    @work(exclusive=True, exit_on_error=False, group="alerts")
    async def look_for_alerts(self) -> None:
        """Show the one line of an alert: in the rule below the search, or below the card where it is free."""
        found = await self.desk.alert_line()
        notice: list[Span] = []
        if found is not None:
            notice = [("! ", "bad strong"), ("F7 w  ", "dim"), (words(found), "bright")]
        if notice != self.finder.notice:
            self.finder.notice = notice
            self.finder.draw()

    def scan(self, code: str) -> None:
        """Look up a scanned code."""
        self.finder.scan(code)

    def show(self, hit: Hit) -> None:
        """Open a unit that was found elsewhere."""
        self.finder.reveal(hit)

    def open_unit(self, unit_id: str, chosen: ClaimLine | None = None) -> bool:
        """Show the card of a unit with a claim `chosen`; say why not if there is none."""
        try:
            self.unit = OpenUnit(self.desk.card(unit_id), self.desk.today())
            self.unit.choose(chosen)
        except StoreError as error:
            self.say(error)
            return False
        self._at("unit")
        self.finder.draw()
        return True

    def _search_again(self) -> None:
        self.unit = None
        self._at("counter")

    def _at(self, spot: str) -> None:
        if spot != self.spot:
            self.spot = spot
            self.keys()

    def _run_command(self, name: str) -> None:
        command = command_for(self.spot, name)
        if command and command.may(self.desk.agent.role):
            getattr(self, f"action_{name}")()

    def action_choose_up(self) -> None:
        """Choose the result above."""
        self.finder.move_choice(-1)

    def action_choose_down(self) -> None:
        """Choose the result below."""
        self.finder.move_choice(1)

    def action_page_up(self) -> None:
        """Choose a page further up."""
        self.finder.move_choice(-self.finder.page())

    def action_page_down(self) -> None:
        """Choose a page further down."""
        self.finder.move_choice(self.finder.page())

    def action_open(self) -> None:
        """Open the chosen unit."""
        self.finder.choose()

    def action_clear(self) -> None:
        """Empty the search."""
        self.finder.clear()

    def action_register(self) -> None:
        """Register the unit that was not found, then show it."""
        self.house.open_page("registering", self._missed(), then=self._registered)

    def _registered(self, hit: Hit | None) -> None:
        if hit is not None:
            self.finder.reveal(hit)

    def action_file_unknown(self) -> None:
        """File a claim for a unit that is not in the book."""
        self.house.open_page("unknown", self._missed())

    def _missed(self) -> str:
        """Return what is typed, if it was not found."""
        return "" if self.finder.found.hits else self.finder.text

    def action_search(self) -> None:
        """Go back to an empty search."""
        self.finder.clear()

    def action_claim_up(self) -> None:
        """Choose the claim above."""
        self._move_claim(-1)

    def action_claim_down(self) -> None:
        """Choose the claim below."""
        self._move_claim(1)

    def _move_claim(self, by: int) -> None:
        self._just_filed = ("", "")
        if self.unit:
            self.unit.move_choice(by)
            self.finder.draw()

    def action_open_claim(self) -> None:
        """Open the chosen claim."""
        if self.unit and self.unit.claim:
            self.house.open_page("claim", self.unit.claim.number)

    def action_file_claim(self) -> None:
        """File a claim for this unit."""
        if self.unit:
            self.house.open_page("filing", self.unit.card.unit.id, then=self._filed)

    def _filed(self, number: str | None) -> None:
        """Offer the receipt of what was filed just now: at once where the desk wants it, else by its key."""
        if number and self.unit:
            self._just_filed = (self.unit.card.unit.id, number)
            if self.desk.paper_at_once:
                self.action_paper()

    def action_paper(self) -> None:
        """Show a claim on paper: the one filed just now, else the chosen one."""
        filed_on, filed = self._just_filed
        if self.unit and filed_on == self.unit.card.unit.id:
            self.house.open_page("paper", filed)
        elif self.unit and self.unit.claim:
            self.house.open_page("paper", self.unit.claim.number)
        else:
            self.say(_("There is no claim of this unit to put on paper. c files one."))

    def action_rate(self) -> None:
        """Take down a rating: for the chosen claim if it waits for one, else for the newest that does."""
        self._ask("rating")

    def action_enter_answer(self) -> None:
        """Enter what the customer said, without turning the screen."""
        self._ask("entering")

    def _ask(self, page: str) -> None:
        claims = self.unit.card.claims if self.unit else ()
        waiting = [claim for claim in claims if claim.state == "closed" and claim.score is None]
        chosen = self.unit.claim if self.unit else None
        claim = chosen if chosen in waiting else next(iter(waiting), None)
        if claim:
            self.house.open_page(page, claim.number)
        else:
            self.say(_("No closed claim of this unit waits for a rating."))

    def action_hand_back(self) -> None:
        """Open the claim that is ready to hand back."""
        claims = self.unit.card.claims if self.unit else ()
        ready = [claim for claim in claims if claim.state == "ready"]
        if ready:
            self.house.open_page("claim", ready[0].number)
        elif any(claim.state not in OVER for claim in claims):
            self.say(_("No claim of this unit is ready yet."))
        else:
            self.say(_("Nothing of this unit is with us."))

    def action_why(self) -> None:
        """Show every step of the answer."""
        if self.unit:
            self.house.open_page("why", self.unit.card)

    def action_what_if(self) -> None:
        """See what the answer would be with other facts."""
        if self.unit:
            self.house.open_page("whatif", self.unit.card)

    def action_about_customer(self) -> None:
        """Show all that is kept about this customer."""
        customer = self.unit.card.customer if self.unit else None
        if customer is None:
            self.say(_("No customer is known for this unit."))
        else:
            self.house.open_page("about", customer.id)

    def action_others(self) -> None:
        """List all units of this customer."""
        customer = self.unit.card.customer if self.unit else None
        if customer is None:
            self.say(_("No customer is known for this unit."))
        else:
            self.finder.set_text(customer.phones[0] if customer.phones else customer.name)
