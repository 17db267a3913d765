"""File a claim: prefilled, six keys after the scan for a covered unit with a known fault.

What is typed is kept as a draft at each change, so that neither esc, nor a scan, nor a crash loses it. What
the store refuses leaves the form as it is, with the field marked and the sentence below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError
from store.records import Card, Claim, ClaimLine, Clocks, Fault
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.text import Span
from tui.verdicts import OVER
from tui.widgets import filing as drawn
from tui.widgets import words
from tui.widgets.choices import ChoiceEditor, Option, PickEditor
from tui.widgets.editors import DayEditor, TextEditor
from tui.widgets.footer import Footer
from tui.widgets.form import Form, Row
from tui.widgets.lines import Line, LineWidget

CHANNELS = ("in-store", "mail-in", "on-site")
SHOWN = 2
"""How many open claims of the unit are named before filing; with more, the last line counts the others."""


class FilingScreen(DeskScreen[str]):
    """The form of a claim for one unit; its result is the number of the filed claim."""

    CSS_PATH = "filing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filing")]
    AUTO_FOCUS = None
    spot = "filing"

    def __init__(self, unit_id: str) -> None:
        """Open the form for the unit with the id `unit_id`."""
        super().__init__()
        self._unit_id = unit_id
        self._card: Card | None = None
        self._busy = False
        self._filed = False
        self._said: list[Line] = []
        self._promise: Clocks | None = None

    def compose(self) -> ComposeResult:
        """Lay out unit, form and what to know before filing."""
        self._card = card = self.desk.card(self._unit_id)
        yield LineWidget(id="who")
        yield LineWidget(id="rule")
        yield Form(self._rows(card), _("File the claim"))
        yield LineWidget(id="said")
        yield LineWidget(id="known")
        yield Footer()

    def _rows(self, card: Card) -> list[Row]:
        components = sorted({layer.scope for layer in card.cover.layers} - {"whole"})
        parts = [Option("", _("whole unit")), *(Option(name, words.value(name)) for name in components)]
        channels = [Option(channel, words.value(channel)) for channel in CHANNELS]
        tall = 9 if self.app.size.height >= 34 else 5
        return [
            Row(words.field("fault"), PickEditor("fault", (), rows=tall)),
            Row(words.field("failure_date"), DayEditor("failure_date", self.desk.today())),
            Row(words.field("channel"), ChoiceEditor("channel", channels)),
            Row(words.field("component"), ChoiceEditor("component", parts), passed=True),
            Row(words.field("condition"), TextEditor("condition", "", _("how the unit looks")), passed=True),
            Row(words.field("note"), TextEditor("note", "", _("what the customer says")), passed=True),
            Row(
                words.field("different_fault"),
                TextEditor("different_fault", "", _("why this is another fault")),
                passed=True,
            ),
        ]

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    def on_mount(self) -> None:
        """Fill in what is known and ask for the rest."""
        self.form.hide("different_fault", True)
        self.form.start()
        self._load()

    @work(exit_on_error=False, group="load")
    async def _load(self) -> None:
        """Bring the faults seen at this product and the draft kept for this unit."""
        faults = sorted(await self.desk.faults(self._unit_id), key=lambda fault: -fault.seen)
        fault = self.form.editor("fault")
        if isinstance(fault, PickEditor):
            fault.offer([_option(fault) for fault in faults])
        self._promise = await self.desk.promise()
        draft = await self.desk.draft(self._unit_id)
        if draft:
            with self.prevent(Form.Changed):
                self.form.put(draft)
            self.tell([[("  ", ""), (_("Your draft is here again."), "accent")]])
            self.form.start()
        self.call_after_refresh(self._draw)

    def frame(self) -> None:
        """Draw everything for the size of the screen."""
        self._draw()
        self.keys()

    def _draw(self) -> None:
        card = self._card
        if card is None:
            return
        cells = self.size.width
        self.query_one("#who", LineWidget).show(
            [text.line(cells, drawn.unit(card), [*drawn.verdict_spans(card.cover), (" ", "")])]
        )
        self.query_one("#rule", LineWidget).show([text.rule(cells - 2, drawn.whose(card))])
        self.query_one("#known", LineWidget).show(self._known(card, cells - 2))
        self.query_one("#said", LineWidget).show(self._said)

    def _known(self, card: Card, cells: int) -> list[Line]:
        """Say what to know before filing: claims already open, cover, days promised."""
        lines: list[Line] = [text.rule(cells, [(_("Before you file"), "bright")])]
        found = self._open(card)
        lines += [self._open_line(line, cells) for line in found[:SHOWN]]
        lines.append(drawn.cover_line(card.cover))
        return [*lines, drawn.due_line(self._promise)] if self._promise else lines

    def _open(self, card: Card) -> list[ClaimLine]:
        """Return the open claims of the unit, one with the same fault first."""
        fault = self.form.values.get("fault")
        found = [line for line in card.claims if line.state not in OVER]
        return sorted(found, key=lambda line: line.fault != fault)

    def _open_line(self, line: ClaimLine, cells: int) -> Line:
        same = line.fault is not None and line.fault == self.form.values.get("fault")
        fault = text.clean(line.fault_title or line.fault or "–")
        first: list[Span] = [("! ", "bad" if same else "warn"), (line.number, "bright"), ("  ", "")]
        said = _("is open for the same fault") if same else _("is open on this unit")
        first += [(said, "bad" if same else ""), (f": {fault}  ", ""), *words.state(line.state)]
        key: list[Span] = [("^d ", "accent strong"), (_("same one?"), "dim")]
        return text.line(cells, first, key if line is self._open_first() else [])

    def _open_first(self) -> ClaimLine | None:
        found = self._open(self._card) if self._card else []
        return found[0] if found else None

    def tell(self, said: list[Line]) -> None:
        """Show up to two lines below the form: a refusal, or that the draft is back."""
        self._said = said
        self.query_one("#said", LineWidget).show(said)

    @on(Form.Changed)
    def _keep(self, event: Form.Changed) -> None:
        """Keep the draft at each change, and look again whether the fault is already claimed."""
        if self._filed:
            return
        self.tell([])
        first = self._open_first()
        same = first is not None and first.fault == self.form.values.get("fault")
        self.form.hide("different_fault", not same)
        self._draw()
        self._keep_draft(self.form.values)

    @work(exit_on_error=False, exclusive=True, group="draft")
    async def _keep_draft(self, values: Mapping[str, object]) -> None:
        await self.desk.keep_draft(self._unit_id, values)

    @on(Form.Done)
    def _file(self) -> None:
        if not self._busy:
            self._busy = True
            self._do_file()

    @work(exit_on_error=False, group="file")
    async def _do_file(self) -> None:
        """File; a refusal keeps the form and marks the field."""
        try:
            claim = await self.desk.file(self._unit_id, self.form.values)
        except StoreError as refused:
            self._refused(refused)
            return
        finally:
            self._busy = False
        self._filed = True
        self.workers.cancel_group(self, "draft")
        await self.desk.keep_draft(self._unit_id, {})
        self.say(self._filed_words(claim))
        self.dismiss(claim.number)

    def _filed_words(self, claim: Claim) -> str:
        due = text.day(claim.service_due) if claim.service_due else "–"
        return _("{number} is filed, due {day}. p shows the receipt.").format(number=claim.number, day=due)

    def _refused(self, refused: StoreError) -> None:
        named = ["different_fault"] if refused.code == "DUPLICATE" else refused_fields(refused)
        self.form.mark(*named)
        self.tell(refusal_lines(refused, self.size.width - 2))

    async def put_aside(self) -> None:
        """Keep the draft before a scan leads away."""
        if not self._filed and self._card is not None:
            await self.desk.keep_draft(self._unit_id, self.form.values if self._touched() else {})

    def _touched(self) -> bool:
        """Say whether something was given that the form did not know by itself."""
        return bool({"fault", "component", "condition", "note", "different_fault"} & self.form.values.keys())

    def action_next_field(self) -> None:
        """Go on to the next field, or file."""
        self.form.next()

    def action_field_up(self) -> None:
        """Go up."""
        self.form.move(-1)

    def action_field_down(self) -> None:
        """Go down."""
        self.form.move(1)

    def action_back(self) -> None:
        """Go back to the unit; the draft is kept."""
        self.dismiss(None)

    def action_same_one(self) -> None:
        """Open the claim that is already open."""
        first = self._open_first()
        if first is not None:
            self.house.open_page("claim", first.number)


def refusal_lines(refused: StoreError, cells: int) -> list[Line]:
    """Return the sentence of a refusal in two lines at most."""
    said = text.wrap(text.words(refused.sentence), cells - 2, 2)
    return [[("  " if n else "! ", "bad"), (part, "bad")] for n, part in enumerate(said)]


def _option(fault: Fault) -> Option:
    seen = f"×{text.number(fault.seen)}" if fault.seen else ""
    return Option(fault.code, fault.title, fault.code, seen)


def refused_fields(refused: StoreError) -> list[str]:
    """Return the names of all fields a refusal is about."""
    named = refused.details.get("missing") or refused.details.get("fields") or ()
    names = [str(name) for name in named] if isinstance(named, list | tuple) else []
    names = names or ([refused.field] if refused.field else [])
    return list(dict.fromkeys(re.split(r"[.\[]", name)[0] for name in names))
