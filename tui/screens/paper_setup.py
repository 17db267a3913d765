"""How papers leave this machine: their head, width, print command and folder."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.screens.filing_form import refusal_lines
from tui.widgets.choices import ChoiceEditor, Option
from tui.widgets.editors import TextEditor
from tui.widgets.form import Form, Row
from tui.widgets.lines import Line, LineWidget

NAMES = ("paper_head", "print_command", "paper_width", "paper_folder", "paper_at_once")
"""The settings in the order of the form."""


class PaperSetupScreen(DeskScreen[None]):
    """A form of five fields, kept together; the one that is refused is marked."""

    CSS_PATH = "paper_setup.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("paper_setup")]
    AUTO_FOCUS = None
    spot = "paper_setup"

    def content(self) -> ComposeResult:
        """Yield what it is about, the form, and the line of refusals."""
        yield LineWidget(id="what")
        yield Form(self._rows(), _("Keep it"))
        yield LineWidget(id="said")

    def _rows(self) -> list[Row]:
        known = self.desk.paper_setup()
        head = known["paper_head"]
        lines = " | ".join(map(str, head)) if isinstance(head, list) else ""
        widths = [Option(columns, _("{n} columns").format(n=columns)) for columns in ("80", "42")]
        switch = [Option("no", _("no")), Option("yes", _("yes"))]
        at_once = "yes" if known["paper_at_once"] else "no"
        editors = (
            (_("Address"), TextEditor("paper_head", lines, _("street, town | phone"))),
            (_("Print with"), TextEditor("print_command", _said(known["print_command"]), "lp")),
            (_("Width"), ChoiceEditor("paper_width", widths, str(known["paper_width"]))),
            (_("Folder"), TextEditor("paper_folder", _said(known["paper_folder"]), _("beside the desk"))),
            (_("At once"), ChoiceEditor("paper_at_once", switch, at_once)),
        )
        return [Row(label, editor, passed=True) for label, editor in editors]

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Paper and printer")

    def on_mount(self) -> None:
        """Go to the first field."""
        if first := self.query_one(Form).editor(NAMES[0]):
            first.target.focus()

    def frame(self) -> None:
        """Draw what surrounds the form."""
        super().frame()
        cells = self.size.width - 2
        told = _(
            "The address stands on every paper below the desk's name, its lines parted by |. The command "
            "gets the text on its standard input. At once: a paper is shown as soon as it is due."
        )
        lines: list[Line] = [text.rule(cells, [(_("Paper and printer"), "bright strong")])]
        self.query_one("#what", LineWidget).show(
            [*lines, *[[(part, "dim")] for part in text.wrap(told, cells, 3)]]
        )

    @on(Form.Done)
    @work(exclusive=True, exit_on_error=False)
    async def _keep(self) -> None:
        form = self.query_one(Form)
        try:
            await self.desk.set_paper_up({name: form.values.get(name, "") for name in NAMES})
        except StoreError as refused:
            form.mark(*([refused.field] if refused.field else []))
            self.query_one("#said", LineWidget).show(refusal_lines(refused, self.size.width - 2))
            return
        self.say(_("Kept."))
        self.dismiss(None)

    def action_next_field(self) -> None:
        """Go on to the next field, or keep it all."""
        self.query_one(Form).next()

    def action_field_up(self) -> None:
        """Go up."""
        self.query_one(Form).move(-1)

    def action_field_down(self) -> None:
        """Go down."""
        self.query_one(Form).move(1)

    def action_back(self) -> None:
        """Go back; nothing is changed."""
        self.dismiss(None)


def _said(value: object) -> str:
    return "" if value is None else str(value)
