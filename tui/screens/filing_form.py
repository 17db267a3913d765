"""The form of a claim: what every one of them asks, whether its unit is in the book or not.

What is typed is kept as a draft, so that neither esc, nor a scan, a lock or a crash loses it. What the store
refuses leaves the form as it is, with the cursor in the field that is named and the sentence below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key, Paste

from store.errors import StoreError, Unread
from store.records import Claim, Draft, Fault
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.drafting import DraftScreen
from tui.tally import Tally
from tui.widgets import words
from tui.widgets.attaching import AttachEditor
from tui.widgets.choices import ChoiceEditor, Option, PickEditor
from tui.widgets.editors import DayEditor, TextEditor
from tui.widgets.footer import Footer
from tui.widgets.form import Form, Row
from tui.widgets.lines import Line, LineWidget

CHANNELS = ("in-store", "mail-in", "on-site")
TALL = 34
"""From so many lines on there is room for longer lists."""
GIVEN = frozenset({"fault", "component", "condition", "accessories", "note", "attach", "different_fault"})
"""Fields the form does not know by itself: with none of them there is no draft."""


class FilingForm(DraftScreen[str]):
    """What every form of a claim has, whether its unit is in the book or not; its result is the number."""

    CSS_PATH = "filing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filing")]
    AUTO_FOCUS = None
    spot = "filing"

    def __init__(self) -> None:
        """Begin with an empty form."""
        super().__init__()
        self._busy = False
        self.tally = Tally()
        """Keys and seconds that this form has cost."""

    def compose(self) -> ComposeResult:
        """Lay out unit, form and what to know before filing."""
        self.set_class(self.app.size.height >= TALL, "-tall")
        yield LineWidget(id="who")
        yield LineWidget(id="rule")
        yield Form(self.rows(), _("File the claim"))
        yield LineWidget(id="said")
        yield LineWidget(id="known")
        yield Footer()

    def rows(self) -> list[Row]:
        """Return the rows of the form."""
        return self.common_rows([Option("", _("whole unit"))], 9 if self.app.size.height >= TALL else 4)

    def common_rows(self, parts: list[Option], tall: int) -> list[Row]:
        """Return the rows of any claim; `parts` are its components, the list of faults has `tall` lines."""
        channels = [Option(channel, words.value(channel)) for channel in CHANNELS]
        return [
            Row(words.field("fault"), PickEditor("fault", (), rows=tall, free=True)),
            Row(words.field("failure_date"), DayEditor("failure_date", self.desk.today(), past=True)),
            Row(words.field("channel"), ChoiceEditor("channel", channels)),
            Row(words.field("component"), ChoiceEditor("component", parts), passed=True),
            Row(words.field("condition"), TextEditor("condition", "", _("how the unit looks")), passed=True),
            Row(
                words.field("accessories"),
                TextEditor("accessories", "", _("what came with it, parted by commas")),
                passed=True,
            ),
            Row(words.field("note"), TextEditor("note", "", _("what the customer says")), passed=True),
            Row(words.field("attach"), AttachEditor("attach"), passed=True),
        ]

    def on_mount(self) -> None:
        """Ask for what is not known, and bring the rest."""
        self.depend()
        self.form.start()
        self.tally.begin()
        self._load()

    def pressed(self, event: Key | Paste) -> None:
        """Count a key or a paste."""
        if isinstance(event, Key):
            self.tally.key(event.time, event.key, printable=event.is_printable)
        else:
            self.tally.paste()

    @work(exit_on_error=False, group="load")
    async def _load(self) -> None:
        await self.load()
        if await self.restore():
            self.depend()
            self.form.start()
        self.call_after_refresh(self.redraw)

    async def load(self) -> None:
        """Bring the faults, those seen most first."""
        await self.offer_faults(None)

    async def offer_faults(self, unit_id: str | None) -> None:
        """Offer the faults of the unit's category."""
        faults = sorted(await self.desk.faults(unit_id), key=lambda fault: -fault.seen)
        fault = self.form.editor("fault")
        if isinstance(fault, PickEditor):
            fault.offer([_option(fault) for fault in faults])

    def depend(self) -> None:
        """Ask for the condition only where the unit is at the desk."""
        away = self.form.values.get("channel") == "on-site"
        self.form.hide("condition", away)
        self.form.hide("accessories", away)

    def to_keep(self) -> Mapping[str, object]:
        """Return what was typed and what it took, if anything was that the form does not know by itself."""
        values = self.form.values
        return {**values, **self.tally.sums()} if self.given() & values.keys() else {}

    def came_back(self, draft: Draft) -> None:
        """Take along what the draft has cost before."""
        self.tally.add(draft.values)

    async def throw_away(self) -> None:
        """Forget the draft and tell that it was given up; the form begins anew."""
        if self.to_keep():
            self.note_change()
            await self.keep_now()
        self._unkept = None
        await self.desk.discard_draft(self.about)
        self.tally.begin()

    def given(self) -> frozenset[str]:
        """Return the fields that make a draft."""
        return GIVEN

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        self.tell([])
        self.depend()
        self.redraw()

    def frame(self) -> None:
        """Draw everything for the size of the screen."""
        cells = self.size.width
        self.query_one("#who", LineWidget).show([self.who(cells)])
        self.query_one("#rule", LineWidget).show([self.whose(cells - 2)])
        known = self.query_one("#known", LineWidget)
        known.show(self.known_lines(cells - 2, known.size.height))
        self.query_one("#said", LineWidget).show(self._said)
        self.keys()

    def who(self, cells: int) -> Line:
        """Return the first line: the unit and its cover."""
        return []

    def whose(self, cells: int) -> Line:
        """Return the second line: whose unit it is."""
        return []

    def known_lines(self, cells: int, room: int) -> list[Line]:
        """Return what to know before filing."""
        return []

    @on(Form.Done)
    def _done(self) -> None:
        if not self._busy:
            self._busy = True
            self._do_file()

    @work(exit_on_error=False, group="file")
    async def _do_file(self) -> None:
        """File; a refusal keeps the form and marks the field."""
        try:
            claim = await self.send(self.to_send())
        except Unread as done:
            await self.leave_unread(done)
            return
        except StoreError as refused:
            self._refused(refused)
            return
        finally:
            self._busy = False
        await self.drop()
        self.say(self._filed_words(claim))
        self.dismiss(claim.number)

    def to_send(self) -> dict[str, object]:
        """Return what is filed."""
        values: dict[str, object] = dict(self.form.values)
        if "accessories" in values:
            values["accessories"] = listed(str(values["accessories"]))
        return {**values, **self.tally.sums()}

    async def send(self, values: dict[str, object]) -> Claim:
        """File the claim."""
        raise NotImplementedError

    def _filed_words(self, claim: Claim) -> str:
        due = text.day(claim.service_due) if claim.service_due else "–"
        return _("{number} is filed, due {day}. p shows the receipt.").format(number=claim.number, day=due)

    def _refused(self, refused: StoreError) -> None:
        named = ["different_fault"] if refused.code == "DUPLICATE" else refused_fields(refused)
        self.form.mark(*named)
        self.tell(refusal_lines(refused, self.size.width - 2))

    def action_same_one(self) -> None:
        """Open the claim that is already open; only a known unit has one."""

    def action_reopen(self) -> None:
        """Open the claim this one repeats; only a known unit has one."""


def listed(typed: str) -> list[str]:
    """Return the things in a text parted by commas."""
    return [part.strip() for part in re.split(r"[,，、;]", typed) if part.strip()]


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
