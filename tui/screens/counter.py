"""The Counter: the search and, below it, the card of the unit that was opened."""

from __future__ import annotations

from textual.app import ComposeResult

from store.errors import StoreError
from store.records import Cover
from store.wording import _
from tui.screens.base import DeskScreen
from tui.verdicts import OVER
from tui.widgets.card import CardView
from tui.widgets.finder import Finder


class CounterScreen(DeskScreen[None]):
    """Scan to verdict on one screen."""

    CSS_PATH = "counter.tcss"
    AUTO_FOCUS = "#finder"
    spot = "counter"

    def content(self) -> ComposeResult:
        """Yield the search and the card."""
        self.finder = Finder(
            look=self.desk.find,
            judge=self._judge,
            count=self.desk.count_units,
            opened=self.open_unit,
            reopened=self._search_again,
            command=self._run_command,
        )
        self.card = CardView()
        yield self.finder
        yield self.card

    async def on_mount(self) -> None:
        """Ask for the desk's name first if it has none; then let keys in."""
        self.call_after_refresh(self._let_keys_in)

    async def _let_keys_in(self) -> None:
        if not self.desk.name:
            self.house.open_page("first_run")
        await self.house.ready_for_keys()

    def on_screen_resume(self) -> None:
        """Show what has changed meanwhile: a claim was filed, a rating taken."""
        super().on_screen_resume()
        self.call_after_refresh(self._look_again)

    def _look_again(self) -> None:
        self.finder.forget()
        if self.finder.open_unit is not None:
            self._show(self.finder.open_unit)
        else:
            self.finder.search()

    def _judge(self, unit_id: str) -> Cover:
        return self.desk.card(unit_id).cover

    def scan(self, code: str) -> None:
        """Look up a scanned code."""
        self._search_again()
        self.finder.scan(code)

    def open_unit(self, unit_id: str) -> None:
        """Show the card of a unit."""
        if self._show(unit_id):
            self.spot = "unit"
            self.add_class("-opened")
            self.card.focus()
            self.keys()

    def _show(self, unit_id: str) -> bool:
        try:
            self.card.open(self.desk.card(unit_id), self.desk.today())
        except StoreError as error:
            self.say(error)
            return False
        return True

    def _search_again(self) -> None:
        """Leave the card for the search."""
        self.finder.open_unit = None
        self.spot = "counter"
        self.remove_class("-opened")
        self.finder.focus()
        self.keys()

    def _run_command(self, name: str) -> None:
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

    def action_search(self) -> None:
        """Go back to an empty search."""
        self._search_again()
        self.finder.clear()

    def action_claim_up(self) -> None:
        """Choose the claim above."""
        self.card.move_choice(-1)

    def action_claim_down(self) -> None:
        """Choose the claim below."""
        self.card.move_choice(1)

    def action_open_claim(self) -> None:
        """Open the chosen claim."""
        if self.card.claim:
            self.house.open_page("claim", self.card.claim.number)

    def action_file_claim(self) -> None:
        """File a claim for this unit."""
        if self.card.card:
            self.house.open_page("filing", self.card.card.unit.id)

    def action_rate(self) -> None:
        """Take down a rating: for the chosen claim if it waits for one, else for the newest that does."""
        claims = self.card.card.claims if self.card.card else ()
        waiting = [claim for claim in claims if claim.state == "closed" and claim.score is None]
        chosen = self.card.claim
        claim = chosen if chosen in waiting else next(iter(waiting), None)
        if claim:
            self.house.open_page("rating", claim.number)
        else:
            self.say(_("No closed claim of this unit waits for a rating."))

    def action_hand_back(self) -> None:
        """Open the claim that is ready to hand back."""
        claims = self.card.card.claims if self.card.card else ()
        ready = [claim for claim in claims if claim.state == "ready"]
        if ready:
            self.house.open_page("claim", ready[0].number)
        elif any(claim.state not in OVER for claim in claims):
            self.say(_("No claim of this unit is ready yet."))
        else:
            self.say(_("Nothing of this unit is with us."))

    def action_why(self) -> None:
        """Show every step of the answer."""
        if self.card.card:
            self.house.open_page("why", self.card.card)

    def action_others(self) -> None:
        """List all units of this customer."""
        customer = self.card.card.customer if self.card.card else None
        if customer is None:
            self.say(_("No customer is known for this unit."))
            return
        self._search_again()
        self.finder.set_text(customer.phones[0] if customer.phones else customer.name)
