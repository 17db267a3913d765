"""What if: other facts at the top, both answers below them, moving at each change.

Nothing is written: esc leaves without a trace. Only dates can be saved, with a key of their own and a reason;
what the other fields say is never kept.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from store.errors import StoreError
from store.records import UNIT_DATES, Card, Cover
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.filing_form import refusal_lines
from tui.screens.with_form import FormScreen
from tui.widgets import whatif as drawn
from tui.widgets import words
from tui.widgets.choices import ChoiceEditor, Option
from tui.widgets.editors import TextEditor
from tui.widgets.entry import Entry
from tui.widgets.footer import Footer
from tui.widgets.form import Form, Row
from tui.widgets.lines import Line, LineWidget
from tui.widgets.unit_day import UnitDayEditor

WHOLE = "whole"
"""The scope of what covers the whole unit."""


class WhatIfScreen(FormScreen[None]):
    """The same question about one unit with other facts."""

    CSS_PATH = "whatif.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("whatif")]
    AUTO_FOCUS = None
    spot = "whatif"

    def __init__(self, card: Card) -> None:
        """Ask about the unit of `card`."""
        super().__init__()
        self._unit = card.unit
        self._card = card
        self._answers: tuple[Cover, Cover] | None = None
        self._said: list[Line] = []
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out form, answers, and the line that takes the reason."""
        yield LineWidget(id="title")
        yield Form(self._rows(), _("Save the dates, with a reason"))
        yield LineWidget(id="answers")
        yield Entry(id="reason", placeholder=_("Why are the dates corrected? ⏎ saves, esc does not."))
        yield Footer()

    def _rows(self) -> list[Row]:
        today, unit = self.desk.today(), self._unit
        same = Option("", _("as it is"))
        buyers = [Option("consumer", _("a consumer")), Option("business", _("a business"))]
        proven = [same, Option("yes", _("yes")), Option("no", _("no"))]
        editors = [
            *(UnitDayEditor(name, today, text.clean(unit.dates.get(name, ""))) for name in UNIT_DATES),
            ChoiceEditor("buyer", buyers, unit.buyer),
            ChoiceEditor("jurisdiction", [same]),
            TextEditor("reading", "", _("such as 900 km, read today")),
            ChoiceEditor("evidence", proven),
        ]
        parts = sorted({layer.scope for layer in self._card.cover.layers} - {WHOLE})
        if parts:
            named = [Option(part, text.clean(words.value(part), 20)) for part in parts]
            editors.append(ChoiceEditor("component", [Option("", _("whole unit")), *named]))
        return [Row(_(drawn.LABELS[editor.field]), editor, passed=True) for editor in editors]

    def on_mount(self) -> None:
        """Begin at the date that is known and counts most often, and ask."""
        first = next((name for name in ("invoiced", *UNIT_DATES) if name in self._unit.dates), "invoiced")
        editor = self.form.editor(first)
        if editor is not None:
            editor.target.focus()
        self._offer()
        self._ask()

    @work(exit_on_error=False, group="offer")
    async def _offer(self) -> None:
        """Offer the jurisdictions there are examples of."""
        names = await self.desk.jurisdictions()
        editor = self.form.editor("jurisdiction")
        if isinstance(editor, ChoiceEditor):
            editor.offer([Option("", _("as it is")), *(Option(name, name) for name in names)])

    def frame(self) -> None:
        """Draw everything for the size of the screen."""
        self.query_one("#title", LineWidget).show([drawn.title(self._card, self.size.width)])
        if self._answers is not None:
            widget = self.query_one("#answers", LineWidget)
            cells, height = widget.size.width, widget.size.height
            said = self._said or drawn.moved(*self._answers, cells)
            widget.show(drawn.answers(said, *self._answers, self.desk.today(), cells, height))
        self.keys()

    def _tell(self, said: list[Line]) -> None:
        """Show up to two lines in the place of what moved."""
        self._said = said
        self.redraw()

    def _warn(self, said: str) -> None:
        self._tell([[("! ", "warn"), (said, "warn")]])

    def _wrong(self) -> list[str]:
        """Return the dates that are none."""
        return [editor.field for editor in self.form.query(UnitDayEditor) if editor.wrong]

    def _dates(self) -> dict[str, object]:
        """Return the dates that are not as they were."""
        typed, known = self.form.values, self._unit.dates
        return {
            name: typed.get(name)
            for name in UNIT_DATES
            if typed.get(name, "") != text.clean(known.get(name, ""))
        }

    def _changes(self) -> dict[str, object]:
        typed, changes = self.form.values, self._dates()
        if typed["buyer"] != self._unit.buyer:
            changes["buyer"] = typed["buyer"]
        if typed.get("jurisdiction"):
            changes["jurisdiction"] = typed["jurisdiction"]
        if typed.get("reading"):
            changes["reading"] = drawn.reading(typed["reading"])
        if typed.get("evidence"):
            changes["evidence"] = typed["evidence"] == "yes"
        return changes

    @on(Form.Changed)
    def _changed(self) -> None:
        if not self._wrong():
            self._ask()

    @work(exclusive=True, exit_on_error=False, group="ask")
    async def _ask(self) -> None:
        """Ask for both answers; a change that cannot be leaves the last ones, and says why."""
        try:
            part = self.form.values.get("component")
            self._answers = await self.desk.what_if(self._unit.id, self._changes(), part)
            self._tell([])
        except StoreError as refused:
            self._tell(refusal_lines(refused, self.size.width - 2))

    @on(Form.Done)
    def action_save_dates(self) -> None:
        """Ask for the reason, then save the dates."""
        if not self.check_action("save_dates", ()):
            self._warn(_("Correcting dates is for the agent or a supervisor."))
        elif self._wrong():
            self.form.mark(*self._wrong())
        elif not self._dates():
            self._warn(_("No date is another one; only dates can be saved."))
        else:
            self.add_class("-saving")
            self.query_one("#reason", Entry).focus()

    @on(Input.Submitted, "#reason")
    def _reasoned(self, event: Input.Submitted) -> None:
        if not self._busy:
            self._busy = True
            self._save(event.value)

    @work(exit_on_error=False, group="save")
    async def _save(self, reason: str) -> None:
        try:
            await self.desk.edit_unit(self._unit.id, self._dates(), reason)
        except StoreError as refused:
            self._tell(refusal_lines(refused, self.size.width - 2))
            if refused.field in UNIT_DATES:
                self._stop_saving(str(refused.field))
            return
        finally:
            self._busy = False
        self.say(_("The dates are saved."))
        self.dismiss(None)

    def _stop_saving(self, field: str = "invoiced") -> None:
        self.remove_class("-saving")
        editor = self.form.editor(field)
        if editor is not None:
            editor.target.focus()

    def action_back(self) -> None:
        """Leave the reason, or leave altogether; nothing is kept."""
        if self.has_class("-saving"):
            self._stop_saving()
        else:
            self.dismiss(None)
