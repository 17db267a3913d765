"""Erasing a customer: what goes, what stays and why, then their name typed, and a reason that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from store.errors import Refused, StoreError
from store.records.privacy import Erased, Forecast
from store.rules.naming import confirms
from store.wording import N_, _, ngettext, say
from tui import text
from tui.commands import bindings
from tui.screens.about import LABELS
from tui.screens.form_page import FormPage
from tui.text import Span
from tui.widgets.customers import told_apart
from tui.widgets.editors import TextEditor
from tui.widgets.form import Row
from tui.widgets.lines import Line, LineWidget

HEAD = 14
"""Lines above the form."""


class ErasingScreen(FormPage[Erased]):
    """Asks for the name and a reason; its result is what was taken away."""

    DEFAULT_CSS = """
    ErasingScreen #what { height: 14; margin: 0 1 1 1; }
    ErasingScreen #said { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("erasing")]
    spot = "erasing"
    first = "typed"

    def __init__(self, customer: str) -> None:
        """Ask about the customer with this id."""
        super().__init__()
        self._customer = customer
        self._seen: Forecast | None = None

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Erase a customer")

    @property
    def deed(self) -> str:
        """What the last line does."""
        return _("Erase for good")

    def rows(self) -> Sequence[Row]:
        """Return the fields: what makes sure, and why."""
        return [
            Row(_("Their name"), TextEditor("typed", "", _("type it, or the id, as they stand above"))),
            Row(_("Reason"), TextEditor("reason", "", _("why; it is kept, so it must not name them"))),
        ]

    def on_mount(self) -> None:
        """Ask what would go."""
        super().on_mount()
        self._load()

    @work(exit_on_error=False, group="load")
    async def _load(self) -> None:
        try:
            self._seen = await self.desk.foresee(self._customer)
        except StoreError as refused:
            self.give_up(refused)
            return
        self.redraw()

    def frame(self) -> None:
        """Draw what goes and what stays above the form."""
        super().frame()
        self.query_one("#what", LineWidget).show(self._lines(self.size.width - 2)[:HEAD])

    def about(self) -> str:
        """Say nothing more: the lines above the form say it."""
        return ""

    def _lines(self, cells: int) -> list[Line]:
        seen = self._seen
        if seen is None:
            return [text.rule(cells, [(_("Erase a customer"), "bright strong")])]
        who: list[Span] = [
            (text.clean(seen.name, 40), "bright strong"),
            (f" · {text.clean(seen.customer)}", "dim"),
        ]
        lines: list[Line] = [text.rule(cells, who)]
        if (known := self.desk.customer(seen.customer)) is not None:
            lines.append([("  ", ""), (told_apart(*known), "")])
        lines += _told(_("Goes"), goes(seen), "bad", cells, 4)
        lines += _told(_("Stays"), stays(seen), "", cells, 5)
        if seen.open_claims:
            said = ngettext(
                "Claim {numbers} is still open: nobody could be told when it is ready.",
                "{n} claims are still open ({numbers}): nobody could be told when they are ready.",
                len(seen.open_claims),
            )
            numbers = ", ".join(map(text.clean, seen.open_claims[:3]))
            lines += _told("!", said.format(n=len(seen.open_claims), numbers=numbers), "warn", cells, 2)
        return [*lines, *_told("!", _("There is no undo. Nobody can bring it back."), "bad", cells, 1)]

    async def keep(self, values: Mapping[str, str]) -> None:
        """Erase, if the name was typed and a reason given."""
        seen = self._seen
        if seen is None:
            return
        if not confirms(values.get("typed", ""), seen.name, seen.customer):
            template = N_("Type the name {name} to erase them; nothing was erased.")
            raise Refused("NOT_CONFIRMED", say(template, name=seen.name), field="typed")
        if not values.get("reason"):
            template = N_("Say why; it is kept in the journal, so it must not name them.")
            raise Refused("NO_REASON", say(template), field="reason")
        self.dismiss(await self.desk.erase_customer(seen.customer, values["reason"]))


def goes(seen: Forecast) -> str:
    """Say what would be taken away."""
    parts = [", ".join(_(LABELS.get(name, text.clean(name))) for name in seen.fields)] if seen.fields else []
    parts.append(
        ngettext(
            "what was written in {n} event (notes, names, comments)",
            "what was written in {n} events (notes, names, comments)",
            seen.bodies,
        ).format(n=text.number(seen.bodies))
    )
    if seen.files:
        said = ngettext("{n} attached file", "{n} attached files", seen.files)
        parts.append(said.format(n=text.number(seen.files)))
    if seen.drafts:
        parts.append(ngettext("{n} draft", "{n} drafts", seen.drafts).format(n=text.number(seen.drafts)))
    if seen.parts:
        said = ngettext("their rows in {n} part of imports", "their rows in {n} parts of imports", seen.parts)
        parts.append(said.format(n=text.number(seen.parts)))
    return "; ".join(parts) + "."


def stays(seen: Forecast) -> str:
    """Say what remains, and why."""
    units = ngettext("{n} unit", "{n} units", seen.units).format(n=text.number(seen.units))
    claims = ngettext("{n} claim", "{n} claims", seen.claims).format(n=text.number(seen.claims))
    answers = ngettext("{n} answer", "{n} answers", seen.ratings).format(n=text.number(seen.ratings))
    events = ngettext("{n} event", "{n} events", seen.events).format(n=text.number(seen.events))
    return _(
        "{units}, {claims}, {answers}, as codes, days and sums that name nobody: cover, accounts and the law"
        " on warranty need them, and the score counts them. The seals of {events} stay, so that the journal"
        " can still be verified; from a seal nobody can read what was there."
    ).format(units=units, claims=claims, answers=answers, events=events)


def _told(label: str, said: str, role: str, cells: int, most: int) -> list[Line]:
    parts = text.wrap(said, cells - 8, most)
    return [[(text.left("" if n else label, 8), "dim"), (part, role)] for n, part in enumerate(parts)]
