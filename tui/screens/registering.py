"""Register a unit at the counter: the serial is there already, as it was scanned."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError, Unread
from store.records import Hit
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.drafting import DraftScreen
from tui.screens.filing_form import TALL, refusal_lines, refused_fields
from tui.widgets import words
from tui.widgets.choices import Option, PickEditor
from tui.widgets.customers import CustomerEditor
from tui.widgets.editors import DayEditor, SerialEditor, TextEditor
from tui.widgets.footer import Footer
from tui.widgets.form import Form, Row
from tui.widgets.lines import LineWidget


class RegisterScreen(DraftScreen[Hit]):
    """The form of a new unit; its result is the unit, to be opened on the Counter."""

    CSS_PATH = "registering.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("registering")]
    AUTO_FOCUS = None
    spot = "registering"

    def __init__(self, typed: str = "", about: str = "") -> None:
        """Begin with the serial that was typed or scanned."""
        super().__init__()
        self._typed = typed.strip()
        self.about = about or f"register:{self._typed.casefold()[:80]}"
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        yield LineWidget(id="who")
        yield LineWidget(id="rule")
        yield Form(self._rows(), _("Register the unit"))
        yield LineWidget(id="said")
        yield Footer()

    def _rows(self) -> list[Row]:
        rows = 8 if self.app.size.height >= TALL else 4
        customer = CustomerEditor(
            "customer", self.desk.customers, self.desk.customer, rows=rows, optional=True
        )
        bought = DayEditor("invoiced", self.desk.today(), past=True, optional=True)
        return [
            Row(words.field("serial"), SerialEditor("serial", self._typed, _("scan or type the serial"))),
            Row(words.field("product"), PickEditor("product", (), rows=rows, free=True)),
            Row(words.field("customer"), customer),
            Row(words.field("phone"), TextEditor("phone", "", _("of the new customer"))),
            Row(words.field("invoiced"), bought),
        ]

    def on_mount(self) -> None:
        """Ask for what is not known, and bring the products."""
        self._depend()
        self.form.start()
        self._load()

    def _depend(self) -> None:
        """Ask for a phone only where the customer is new."""
        customer = self.form.editor("customer")
        self.form.hide("phone", not (isinstance(customer, CustomerEditor) and customer.is_new))

    @work(exit_on_error=False, group="load")
    async def _load(self) -> None:
        products = await self.desk.products()
        editor = self.form.editor("product")
        if isinstance(editor, PickEditor):
            editor.offer([Option(each.name, each.name, each.brand or "") for each in products])
        if await self.restore():
            self._depend()
            self.form.start()
        self.call_after_refresh(self.redraw)

    def to_keep(self) -> dict[str, str]:
        """Return what was typed, if anything was beside the serial."""
        values = self.form.values
        return values if values.keys() - {"serial"} else {}

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        self.tell([])
        self._depend()

    def frame(self) -> None:
        """Draw everything around the form."""
        title = (_("Register a unit"), "accent strong")
        self.query_one("#who", LineWidget).show([text.line(self.size.width, [(" ", ""), title])])
        self.query_one("#rule", LineWidget).show([text.rule(self.size.width - 2, [])])
        self.query_one("#said", LineWidget).show(self._said)
        self.keys()

    @on(Form.Done)
    def _done(self) -> None:
        if not self._busy:
            self._busy = True
            self._register()

    @work(exit_on_error=False, group="register")
    async def _register(self) -> None:
        values: dict[str, object] = dict(self.form.values)
        try:
            hit = await self.desk.register(str(values.pop("serial", "")), values)
        except Unread as done:
            await self.leave_unread(done)
            return
        except StoreError as refused:
            self.form.mark(*refused_fields(refused))
            self.tell(refusal_lines(refused, self.size.width - 2))
            return
        finally:
            self._busy = False
        await self.drop()
        self.say(_("{serial} is in the book. c files a claim for it.").format(serial=text.clean(hit.serial)))
        self.dismiss(hit)
