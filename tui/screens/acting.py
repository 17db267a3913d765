"""A small form for one action on a claim: only the fields it needs, filled in where that is honest."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError, Unread
from store.records import ClaimView, Possible
from store.rules.claim_work import lent
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens import fields, work_fields
from tui.screens.drafting import DraftScreen
from tui.screens.filing_form import refusal_lines, refused_fields
from tui.text import Span
from tui.widgets import words
from tui.widgets.amounts import AmountEditor
from tui.widgets.claim import facts, title
from tui.widgets.footer import Footer
from tui.widgets.form import Form
from tui.widgets.lines import LineWidget

HANDING_BACK = frozenset({"close", "return_unit"})
FOLLOWED = frozenset({"estimate", "payer_customer", "payer_goodwill", "kind", "minutes", "cost"})
"""Fields on which what is said beside an amount depends."""


class ActingScreen(DraftScreen[str]):
    """Asks for what an action needs and does it; its result is the action that was done."""

    CSS_PATH = "acting.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("acting")]
    AUTO_FOCUS = None
    spot = "acting"

    def __init__(self, view: ClaimView, possible: Possible) -> None:
        """Ask for what `possible` needs on the claim of `view`."""
        super().__init__()
        self._view = view
        self._possible = possible
        self.about = f"act:{view.claim.id}:{possible.action}"
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the claim, the form and the line of refusals."""
        yield LineWidget(id="title")
        yield LineWidget(id="facts")
        yield LineWidget(id="what")
        rows = fields.rows(self._view, self._possible, self.desk.today(), self._rest)
        yield Form(rows, words.action(self._possible.action).capitalize())
        yield LineWidget(id="said")
        yield Footer()

    def on_mount(self) -> None:
        """Hide what depends on other fields and go to the first empty one; say what is still out."""
        self._depend()
        if self._possible.action in HANDING_BACK and (out := lent(self._view.claim)):
            said = _("The loaner {serial} is still out: take it back, or it leaves with nobody asking.")
            names = ", ".join(loan["loaner"] for loan in out)
            parts = text.wrap(said.format(serial=names), self.app.size.width - 6, 2)
            self.tell([[("! " if n == 0 else "  ", "warn"), (part, "warn")] for n, part in enumerate(parts)])
        self.form.start()
        self._load()

    @work(exit_on_error=False, group="load")
    async def _load(self) -> None:
        """Bring back what was typed here and not done."""
        if await self.restore():
            self._depend()
            self.form.start()

    def _rest(self) -> list[Span]:
        if not self.is_mounted or not self.form.is_mounted:
            return []
        if self._possible.action in ("add_cost", "change_cost"):
            return work_fields.proposal(self._view, self.form.values)
        return fields.rest_words(self.form.values)

    def _depend(self) -> None:
        """Ask for the new serial only where the unit was replaced."""
        if self.form.editor("new_serial") is not None:
            self.form.hide("new_serial", self.form.values.get("resolution") != "replaced")

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        self._depend()
        if event.field in FOLLOWED:
            for editor in self.form.query(AmountEditor):
                editor.say()
        if self._possible.action not in HANDING_BACK:
            self.tell([])

    def frame(self) -> None:
        """Draw everything around the form."""
        cells = self.size.width
        self.query_one("#title", LineWidget).show([title(self._view, cells)])
        self.query_one("#facts", LineWidget).show(facts(self._view, cells - 2))
        name = words.action(self._possible.action)
        to: list[Span] = [("  → ", "dim"), *words.state(self._possible.to)]
        self.query_one("#what", LineWidget).show([text.rule(cells - 2, [(name, "bright strong"), *to])])
        self.query_one("#said", LineWidget).show(self._said)
        self.keys()

    @on(Form.Done)
    def _do(self) -> None:
        if not self._busy:
            self._busy = True
            self._act()

    @work(exit_on_error=False)
    async def _act(self) -> None:
        """Do it; a refusal keeps the form and marks the fields."""
        number = self._view.claim.number or self._view.claim.id
        given = fields.values(self._possible.action, self._possible.needs, self.form.values)
        try:
            await self.desk.act(number, self._possible.action, given)
        except Unread as done:
            await self.leave_unread(done, self._possible.action)
            return
        except StoreError as refused:
            self.form.mark(*[part for name in refused_fields(refused) for part in fields.parts(name)])
            self.tell(refusal_lines(refused, self.size.width - 2))
            return
        finally:
            self._busy = False
        await self.drop()
        self.dismiss(self._possible.action)
