"""One claim: what it is about, its clocks, its history in words, and what can be done to it now."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError
from store.paper.after import AFTER
from store.records import ClaimView, Cover, Possible
from store.wording import _
from tui import text
from tui.commands import bindings, command_for
from tui.screens.base import DeskScreen
from tui.text import Span
from tui.widgets import claim as drawn
from tui.widgets import words
from tui.widgets.footer import Footer
from tui.widgets.lines import Line, LineWidget

HANDING_BACK = ("close", "return_unit")
"""Actions that give the unit back to the customer."""


class ClaimScreen(DeskScreen[None]):
    """A claim, by its number; `start` names an action to begin with, or "first" for the first possible."""

    CSS_PATH = "claim.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("claim")]
    AUTO_FOCUS = None
    spot = "claim"

    def __init__(self, number: str, start: str = "") -> None:
        """Show the claim with this number."""
        super().__init__()
        self._number = number
        self._start = start
        self._view: ClaimView | None = None
        self._now: Cover | None = None
        self._offers: list[Possible] = []
        self._at = 0
        self._top = 0
        self._said: list[Line] = []

    def compose(self) -> ComposeResult:
        """Lay out facts, actions and history."""
        yield LineWidget(id="title")
        yield LineWidget(id="facts")
        yield LineWidget(id="said")
        yield LineWidget(id="actions")
        yield LineWidget(id="history")
        yield Footer()

    def on_screen_resume(self) -> None:
        """Ask again: something was done meanwhile."""
        super().on_screen_resume()
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        """Bring the claim, then begin what was asked for."""
        try:
            self._view = await self.desk.claim(self._number)
            self._now = await self.desk.cover_now(self._view.claim)
        except StoreError as refused:
            self.give_up(refused)
            return
        self._offers = drawn.offers(self._view)
        self._at = min(self._at, max(len(self._offers) - 1, 0))
        self.redraw()
        start, self._start = self._start, ""
        if start == drawn.CORRECT:
            self.action_correct_answer()
        elif start:
            self._begin(start)

    def _begin(self, start: str) -> None:
        """Begin the action that was asked for, or say why it cannot be done."""
        names = HANDING_BACK if start == "close" else (start,)
        fits = [offer for offer in self._offers if start == "first" or offer.action in names]
        fits.sort(key=lambda offer: offer.refusal is not None)
        if fits:
            self._at = self._offers.index(fits[0])
            self.redraw()
            self.action_act()
        else:
            assert self._view is not None
            state = "".join(part for part, _role in words.state(self._view.claim.state)[1:])
            said = _("{action}: not now, the claim is “{state}”.")
            self.tell(said.format(action=words.action(start).capitalize(), state=state), "warn")

    def tell(self, said: str, role: str) -> None:
        """Show one line below everything."""
        parts = text.wrap(said, self.size.width - 4, 2)
        sign = "! " if role == "bad" else "  "
        self._said = [[(sign if n == 0 else "  ", role), (part, role)] for n, part in enumerate(parts)]
        self.redraw()

    def frame(self) -> None:
        """Draw everything for the size of the screen."""
        view = self._view
        if view is None:
            self.keys()
            return
        self.query_one("#title", LineWidget).show([drawn.title(view, self.size.width)])
        self.query_one("#facts", LineWidget).show(drawn.facts(view, self.size.width - 2))
        actions = self.query_one("#actions", LineWidget)
        actions.show(
            drawn.actions(self._offers, view.claim.state, self._at, actions.size.width, actions.size.height)
        )
        history = self.query_one("#history", LineWidget)
        history.show(drawn.history(view.claim, self._top, history.size.width, history.size.height))
        self.query_one("#said", LineWidget).show(self._told(view, self.size.width - 2))
        self.keys()

    def _told(self, view: ClaimView, cells: int) -> list[Line]:
        """Return two lines: what is said in passing, and that the cover would be another one by now."""
        if self._now is None or len(self._said) > 1:
            return self._said
        return [*(self._said or [[]]), drawn.differs(view.claim, self._now, cells)]

    def _acted(self, action: str | None) -> None:
        """Say what was done; after handing over, the rating is the first offer."""
        if action is None:
            return
        self._at = 0
        done: list[Span] = [("✓ ", "good"), (words.done(action).capitalize(), "good")]
        if action in AFTER:
            done += [(" · ", "dim"), ("p ", "accent"), (_("paper"), "")]
        if action in HANDING_BACK:
            done.append((" · " + _("⏎ turns the screen to the customer for a rating"), ""))
        self._said = [done]
        if action in AFTER and self.desk.paper_at_once:
            self.action_paper()

    def action_paper(self) -> None:
        """Show the claim on paper: the receipt, the slip or the letter."""
        self.house.open_page("paper", self._number)

    def action_act(self) -> None:
        """Do the chosen action."""
        if not self._offers or self._view is None:
            return
        offer = self._offers[self._at]
        if offer is drawn.RATE:
            self.action_rate()
        elif offer.action == "decide" and self._view.claim.versions:
            self.action_versions()
        elif offer.refusal is not None:
            self.tell(drawn.reason(offer, self._view.claim.state), "bad")
        else:
            self._said = []
            self.house.open_page("acting", self._view, offer, then=self._acted)

    def action_hand_back(self) -> None:
        """Hand the unit back."""
        if self._view is not None:
            self._begin("close")

    def action_rate(self) -> None:
        """Turn the screen to the customer."""
        self._ask("rating")

    def action_enter_answer(self) -> None:
        """Enter what the customer said, without turning the screen."""
        self._ask("entering")

    def _ask(self, page: str) -> None:
        """Open a page for the answer, if the claim waits for one."""
        view = self._view
        if view is None:
            return
        if view.claim.state != "closed":
            self.tell(_("The customer is asked once the claim is closed."), "warn")
        elif view.rating is not None:
            self.tell(_("The customer has answered: {score}.").format(score=view.rating.score), "warn")
        else:
            self._said = []
            self.house.open_page(page, self._number)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let everybody press the key of a correction, to be told who may make one."""
        return action == drawn.CORRECT or super().check_action(action, parameters)

    def action_correct_answer(self) -> None:
        """Put the answer right, or say who may, or that there is none."""
        view = self._view
        command = command_for(self.spot, drawn.CORRECT)
        if view is None:
            return
        if command is not None and not command.may(self.desk.agent.role):
            self.tell(_("An answer is corrected by a supervisor, a manager or an admin."), "warn")
        elif view.rating is None:
            self.tell(_("There is no answer to correct."), "warn")
        else:
            self._said = []
            self.house.open_page("correcting", view, then=self._acted)

    def action_versions(self) -> None:
        """Show what each desk made of the claim, side by side."""
        if self._view is None:
            return
        if not self._view.claim.versions:
            self.tell(_("The desks agree about this claim: there is one version."), "warn")
            return
        self._said = []
        decide = next((each for each in self._view.possible if each.action == "decide"), None)
        self.house.open_page("conflict", self._view, decide, then=self._acted)

    def action_about_customer(self) -> None:
        """Show all that is kept about the customer."""
        customer = self._view.customer if self._view else None
        if customer is None and self._view is not None and self._view.card is not None:
            customer = self._view.card.customer
        if customer is None:
            self.tell(_("No customer is known for this claim."), "warn")
        else:
            self.house.open_page("about", customer.id)

    def action_history(self) -> None:
        """Show all that happened, also what was refused."""
        self.house.open_page("history", self._number)

    def action_files(self) -> None:
        """Show the photos and documents of the claim."""
        if self._view is not None:
            self.house.open_page("attached", self._view)

    def action_choose_up(self) -> None:
        """Choose the action above."""
        self._choose(-1)

    def action_choose_down(self) -> None:
        """Choose the action below."""
        self._choose(1)

    def _choose(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), max(len(self._offers) - 1, 0))
        self._said = []
        if self._offers and self._view is not None:
            said = drawn.reason(self._offers[self._at], self._view.claim.state)
            if said:
                self.tell(said, "warn")
        self.redraw()

    def action_history_up(self) -> None:
        """Show later entries of the history."""
        self._top = max(self._top - 3, 0)
        self.redraw()

    def action_history_down(self) -> None:
        """Show earlier entries of the history."""
        last = len(self._view.claim.history) - 1 if self._view else 0
        self._top = min(self._top + 3, max(last, 0))
        self.redraw()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)
