"""File a claim for a unit of the book: six keys after the scan for a covered one with a known fault."""

from __future__ import annotations

from store.records import Card, Claim, Clocks, Known
from store.wording import _
from tui import text
from tui.screens.filing_form import TALL, FilingForm
from tui.widgets import filing as drawn
from tui.widgets import words
from tui.widgets.choices import Option
from tui.widgets.editors import TextEditor
from tui.widgets.form import Row
from tui.widgets.lines import Line


class FilingScreen(FilingForm):
    """The form of a claim for one unit of the book."""

    def __init__(self, unit_id: str) -> None:
        """Open the form for the unit with the id `unit_id`."""
        super().__init__()
        self.about = unit_id
        self._card: Card | None = None
        self._known = Known()
        self._asked: str | None = None
        self._promise: Clocks | None = None

    def rows(self) -> list[Row]:
        """Return the rows, with the components that the unit's policies name."""
        self._card = card = self.desk.card(self.about)
        self._known = self.desk.known(self.about, None)
        components = sorted({layer.scope for layer in card.cover.layers} - {"whole"})
        parts = [Option("", _("whole unit")), *(Option(name, words.value(name)) for name in components)]
        differs = TextEditor("different_fault", "", _("why this is another fault"))
        tall = 9 if self.app.size.height >= TALL else 4
        return [*self.common_rows(parts, tall), Row(words.field("different_fault"), differs, passed=True)]

    async def load(self) -> None:
        """Bring the faults seen at this product and the days that would be promised."""
        await self.offer_faults(self.about)
        self._promise = await self.desk.promise()

    def depend(self) -> None:
        """Ask what differs only where the fault is claimed already."""
        super().depend()
        fault = self.form.values.get("fault")
        if fault != self._asked:
            self._known, self._asked = self.desk.known(self.about, fault), fault
        same = (
            any((line.fault or "").casefold() == fault.casefold() for line in self._known.open)
            if fault
            else False
        )
        self.form.hide("different_fault", not same)

    def who(self, cells: int) -> Line:
        """Return the unit and the short answer."""
        card = self._card
        return (
            text.line(cells, drawn.unit(card), [*drawn.verdict_spans(card.cover), (" ", "")]) if card else []
        )

    def whose(self, cells: int) -> Line:
        """Return the customer and the product."""
        return text.rule(cells, drawn.whose(self._card)) if self._card else []

    def known_lines(self, cells: int, room: int) -> list[Line]:
        """Say what to know before filing: claims already open, repeats, cover, days promised."""
        if self._card is None:
            return []
        cover = self._card.cover
        recall = cover.status == "RECALL" or "RECALL" in cover.flags
        due = drawn.due_line(self._promise) if self._promise else []
        head = text.rule(cells, [(_("Before you file"), "bright")])
        fault = self.form.values.get("fault")
        found = drawn.found_lines(self._known, fault, recall, cells, max(room - 3, 0))
        return [head, drawn.cover_line(cover), due, *found]

    def to_send(self) -> dict[str, object]:
        """Return what is filed; a repeat names the claim it repeats."""
        values = super().to_send()
        if self._known.repeats:
            values["repeat_of"] = self._known.repeats[0].number
        return values

    async def send(self, values: dict[str, object]) -> Claim:
        """File the claim on the unit."""
        return await self.desk.file(self.about, values)

    def action_same_one(self) -> None:
        """Open the claim that is already open."""
        if self._known.open:
            self.house.open_page("claim", self._known.open[0].number)

    def action_reopen(self) -> None:
        """Open the closed claim with this fault, to reopen it."""
        if self._known.repeats:
            self.house.open_page("claim", self._known.repeats[0].number, "reopen")
