"""The claims in work: what is late stands first, and both clocks are in sight."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from store.errors import StoreError
from store.records import ClaimLine, Queue
from store.rules.claim_table import ENDED, STATES
from store.wording import N_, _
from tui import text
from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.widgets import queue_head
from tui.widgets.entry import Entry
from tui.widgets.footer import Footer
from tui.widgets.header import score_spans
from tui.widgets.lines import LineWidget
from tui.widgets.queue import QueueList, heading
from tui.widgets.queue_detail import detail
from tui.widgets.queue_head import VIEWS

EMPTY = {
    "open": N_("No open claims. Scan a unit on the Counter (F2) and press c to file one."),
    "mine": N_("No open claim is yours."),
    "parts": N_("No claim waits for a part."),
    "ready": N_("Nothing is ready to be handed back."),
    "late": N_("Nothing is late."),
    "conflict": N_("No claim was decided differently by two desks."),
    "closed": N_("No claim was closed yet."),
}
OPEN = tuple(state for state in STATES if state not in ENDED)
PAGE = 50
"""Claims asked for at once."""
SEARCHED = 1000
"""Claims looked through by `/`; a number or a serial is found faster on the Counter."""


class ClaimsScreen(DeskScreen[None]):
    """The place of the claims."""

    CSS_PATH = "claims.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("claims")]
    AUTO_FOCUS = "QueueList"
    spot = "claims"

    def __init__(self) -> None:
        """Start with all open claims; a technician, with their own."""
        super().__init__()
        self._view = ""
        self._state: str | None = None
        self._owner: tuple[str, str] | None = None
        self._claims: list[ClaimLine] = []
        self._counts: dict[str, int] = {}
        self._after: str | None = None
        self._finding = ""
        self._asked = 0

    def compose(self) -> ComposeResult:
        """Lay out counts, groups, list and the chosen claim."""
        yield LineWidget(id="top")
        yield LineWidget(id="views")
        yield LineWidget(id="rule")
        yield Entry(placeholder=_("words to find: number, serial, customer, fault"), id="find")
        yield LineWidget(id="heading")
        yield QueueList()
        yield LineWidget(id="detail")
        yield Footer()

    @property
    def queue(self) -> QueueList:
        """The list."""
        return self.query_one(QueueList)

    @property
    def _working(self) -> bool:
        """Say whether the list is for whoever does the work: what is next stands in the customer's place."""
        return self._view == "mine" or self.desk.agent.role == "technician"

    def on_screen_resume(self) -> None:
        """Ask again: claims may have moved on meanwhile."""
        self._view = self._view or ("mine" if self.desk.agent.role == "technician" else "open")
        super().on_screen_resume()
        self._load()

    @work(exclusive=True, exit_on_error=False, group="queue")
    async def _load(self) -> None:
        """Bring the first page of the group, or all of it where something is looked for."""
        self._asked += 1
        limit = SEARCHED if self._finding else max(PAGE, min(len(self._claims), SEARCHED))
        try:
            page = await self._page(None, limit)
        except StoreError as refused:
            self.say(refused)
            return
        self._claims, self._after, self._counts = list(page.lines), page.after, dict(page.counts)
        self._show()

    async def _page(self, after: str | None, limit: int) -> Queue:
        narrowed = {"state": self._state, "owner": self._owner[0] if self._owner else None}
        wanted = {name: value for name, value in narrowed.items() if value}
        return await self.desk.queue(self._view, after, limit, **wanted)

    @on(QueueList.More)
    def _more(self) -> None:
        if self._after is not None and not self._finding:
            self._load_more(self._after, self._asked)

    @work(exclusive=True, exit_on_error=False, group="more")
    async def _load_more(self, after: str, asked: int) -> None:
        """Bring the next page, unless another group was chosen meanwhile."""
        page = await self._page(after, PAGE)
        if asked == self._asked and after == self._after:
            self._claims += page.lines
            self._after = page.after
            self._show()

    def _show(self) -> None:
        shown = [claim for claim in self._claims if self._fits(claim)]
        narrow = self._finding or self._state or self._owner
        empty = _("No claim fits. esc shows them all.") if narrow else _(EMPTY[self._view])
        self.queue.put(shown, empty, self._working)
        self.redraw()

    def _fits(self, claim: ClaimLine) -> bool:
        parts = (claim.number, claim.serial, claim.product, claim.customer, claim.fault, claim.fault_title)
        whole = " ".join(part for part in parts if part).casefold()
        return all(word in whole for word in self._finding.casefold().split())

    def frame(self) -> None:
        """Draw everything around the list."""
        cells = self.size.width - 2
        names, score = (self.desk.name, self.desk.agent.name), score_spans(self.desk.running())
        self.query_one("#top", LineWidget).show(
            [queue_head.top(self.loud(), names, score, self._counts, self.size.width)]
        )
        self.query_one("#views", LineWidget).show([queue_head.views(self._view, self._counts, cells)])
        self.query_one("#rule", LineWidget).show(
            [text.rule(cells, queue_head.narrowed(self._state, self._owner))]
        )
        self.query_one("#heading", LineWidget).show([heading(cells, self._working)])
        self._detail()
        self.keys()

    @on(QueueList.Chosen)
    def _detail(self) -> None:
        """Draw the lines about the chosen claim."""
        cells = self.size.width - 2
        self.query_one("#detail", LineWidget).show(detail(self.queue.claim, cells, self.desk.today()))

    def action_claim_up(self) -> None:
        """Choose the claim above."""
        self.queue.move(-1)

    def action_claim_down(self) -> None:
        """Choose the claim below."""
        self.queue.move(1)

    def action_page_up(self) -> None:
        """Choose a claim a page above."""
        self.queue.page(-1)

    def action_page_down(self) -> None:
        """Choose a claim a page below."""
        self.queue.page(1)

    def action_first_claim(self) -> None:
        """Choose the most urgent claim."""
        self.queue.first()

    def action_view_next(self) -> None:
        """Show the next group."""
        self._go(1)

    def action_view_before(self) -> None:
        """Show the group before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        names = list(VIEWS)
        self._view = names[(names.index(self._view) + step) % len(names)]
        self.redraw()
        self._again()

    def _open(self, start: str = "") -> None:
        if self.queue.claim is not None:
            self.house.open_page("claim", self.queue.claim.number, start)

    @on(QueueList.Opened)
    def action_open_claim(self) -> None:
        """Open the chosen claim."""
        self._open()

    def action_act(self) -> None:
        """Do the first thing that can be done."""
        self._open("first")

    def action_hand_back(self) -> None:
        """Hand the unit back."""
        self._open("close")

    def action_note(self) -> None:
        """Add a note."""
        self._open("note")

    def action_take(self) -> None:
        """Take the chosen claim, or assign it."""
        self._open("assign")

    def action_next_state(self) -> None:
        """Show only the claims in the next state that any open claim is in, at last all again."""
        states = [state for state in OPEN if self._counts.get(state)]
        at = states.index(self._state) + 1 if self._state in states else 0
        self._state = states[at] if at < len(states) else None
        self._again()

    @work(exclusive=True, exit_on_error=False, group="owners")
    async def action_next_owner(self) -> None:
        """Show only the claims of the next person who has any, at last of all again."""
        people = [(id_, name) for id_, name, _n in await self.desk.owners()]
        at = people.index(self._owner) + 1 if self._owner in people else 0
        self._owner = people[at] if at < len(people) else None
        self._again()

    def _again(self) -> None:
        self._claims, self._after = [], None
        self.queue.first()
        self._load()

    def action_loans(self) -> None:
        """List the loaners that are out."""
        self.house.open_page("loans")

    def action_ledger(self) -> None:
        """Show the ledger of goodwill."""
        self.house.open_page("ledger")

    def action_history(self) -> None:
        """Show all that happened to the chosen claim."""
        if self.queue.claim is not None:
            self.house.open_page("history", self.queue.claim.number)

    def action_find_claim(self) -> None:
        """Ask for the words to find."""
        self.add_class("-finding")
        self.query_one("#find", Entry).focus()

    def action_stop_finding(self) -> None:
        """Show the whole group again."""
        self.remove_class("-finding")
        narrowed, self._state, self._owner = self._state or self._owner, None, None
        if narrowed:
            self._again()
        self.query_one("#find", Entry).value = ""
        self.queue.focus()

    @on(Input.Changed, "#find")
    def _find(self, event: Input.Changed) -> None:
        self._finding = event.value.strip()
        self._load()

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.queue.focus()
