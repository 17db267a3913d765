"""File a claim on a unit that is not in the book: the serial cannot be read, or nobody has listed it.

The claim is marked; a supervisor links it to its unit once that is known. The answer frozen into it stays
*unknown*: it says what was known when it was filed.
"""

from __future__ import annotations

from secrets import token_hex

from store.records import Claim
from store.wording import _
from tui import text
from tui.screens.filing_form import GIVEN, TALL, FilingForm
from tui.text import Span
from tui.widgets import words
from tui.widgets.choices import Option, PickEditor
from tui.widgets.customers import CustomerEditor
from tui.widgets.editors import TextEditor
from tui.widgets.form import Row
from tui.widgets.lines import Line


class UnknownScreen(FilingForm):
    """The form of a walk-in; `typed` was looked for in vain, `about` is the key of a draft to go on with."""

    def __init__(self, typed: str = "", about: str = "") -> None:
        """Begin with what was typed as the piece of the serial that can be read."""
        super().__init__()
        self._typed = typed.strip()
        self.about = about or f"unknown:{self._typed.casefold()[:80]}"

    def rows(self) -> list[Row]:
        """Return the rows: who brings what, and then those of any claim."""
        tall = self.app.size.height >= TALL
        customer = CustomerEditor("customer", self.desk.customers, self.desk.customer, rows=6 if tall else 3)
        serial = TextEditor("read_serial", self._typed, _("what can be read of it"))
        whole = [Option("", _("whole unit"))]
        common = [row for row in self.common_rows(whole, 8 if tall else 3) if row.editor.field != "component"]
        return [
            Row(words.field("customer"), customer),
            Row(words.field("phone"), TextEditor("phone", "", _("of the new customer")), passed=True),
            Row(
                words.field("described"),
                PickEditor("described", (), rows=3 if tall else 1, free=True),
                passed=True,
            ),
            Row(words.field("read_serial"), serial, passed=True),
            *common,
        ]

    async def load(self) -> None:
        """Bring all faults, and the products the thing may be one of."""
        await self.offer_faults(None)
        editor = self.form.editor("described")
        if isinstance(editor, PickEditor):
            products = await self.desk.products()
            editor.offer([Option(each.name, each.name, each.brand or "") for each in products])

    def depend(self) -> None:
        """Ask for a phone only where the customer is new."""
        super().depend()
        customer = self.form.editor("customer")
        self.form.hide("phone", not (isinstance(customer, CustomerEditor) and customer.is_new))

    def given(self) -> frozenset[str]:
        """Return the fields that make a draft."""
        return GIVEN | {"customer", "phone", "described"}

    def who(self, cells: int) -> Line:
        """Return what is filed."""
        title: list[Span] = [(" ", ""), (_("File a claim"), "accent strong"), ("   ", "")]
        answer: list[Span] = [("? ", "warn"), (_("UNKNOWN"), "warn strong"), (" ", "")]
        return text.line(cells, [*title, (_("unit not in the book"), "bright")], answer)

    def whose(self, cells: int) -> Line:
        """Return a rule."""
        return text.rule(cells, [(_("Who brings what"), "bright strong")])

    def known_lines(self, cells: int, room: int) -> list[Line]:
        """Say what becomes of the claim."""
        said = _("A supervisor links it to its unit later; the answer frozen into it stays “unknown”.")
        lines = [[("  " + part, "dim")] for part in text.wrap(said, cells - 2, 2)]
        return [text.rule(cells, [(_("Before you file"), "bright")]), *lines]

    async def send(self, values: dict[str, object]) -> Claim:
        """File the claim."""
        return await self.desk.file_unknown(values)

    async def action_anew(self) -> None:
        """Begin another one; a draft that was kept stays on the list of tasks."""
        await self.keep_now()
        house = self.house
        self.dismiss(None)
        house.open_page("unknown", "", f"unknown:{token_hex(6)}")
