"""All that is kept about one customer: by kind, with counts, to be handed out or erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from store.errors import StoreError
from store.records.privacy import Erased, Holding, Section
from store.wording import N_, _, ngettext
from tui import text
from tui.commands import bindings
from tui.screens.form_page import FormPage
from tui.screens.page import Lines, PageScreen
from tui.text import Span
from tui.widgets import words
from tui.widgets.customers import KnownCustomerEditor, told_apart
from tui.widgets.form import Row
from tui.widgets.lines import Line, LineWidget

TITLES: Mapping[str, str] = {
    "details": N_("Name and ways to reach them"),
    "units": N_("Units"),
    "unit_history": N_("What happened to the units"),
    "claims": N_("Claims"),
    "loans": N_("Loaners"),
    "ratings": N_("Answers"),
    "invitations": N_("Times they were asked to rate"),
    "tasks": N_("Tasks"),
    "attachments": N_("Attached files"),
    "drafts": N_("Drafts"),
    "imports": N_("Rows of imported lists"),
    "journal": N_("Events in the journal"),
}
"""By `Section.what`."""
LABELS: Mapping[str, str] = {
    "name": N_("name"),
    "phones": N_("phones"),
    "email": N_("mail"),
    "address": N_("address"),
    "notes": N_("notes"),
    "language": N_("language"),
    "since": N_("customer since"),
}
"""By the name of a customer's field."""
EVENTS: Mapping[str, str] = {
    "customer.set": N_("customer written down"),
    "customer.erase": N_("customer erased"),
    "customer.erase_late": N_("customer erased again"),
    "unit.set": N_("unit written down or corrected"),
    "unit.history": N_("what became of a unit"),
    "task.set": N_("task"),
    "rating.invite": N_("asked for a rating"),
    "rating.record": N_("the customer answered"),
    "rating.decline": N_("the customer prefers not to answer"),
    "rating.correct": N_("an answer was corrected"),
    "audit.paper": N_("paper printed"),
}
"""Events that are no steps of a claim, by their kind."""
COUNTED = frozenset({"unit_history", "invitations", "drafts", "imports"})
"""Kinds of which only the count says anything to a person."""


class WhomScreen(FormPage[str]):
    """Asks which customer; its result is their id."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("whom")]
    spot = "whom"
    first = "customer"

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Which customer")

    @property
    def deed(self) -> str:
        """What the last line does."""
        return _("Show all that is kept")

    def about(self) -> str:
        """Say what is asked for."""
        return _("Type a name or a phone number, choose with ↓ and take with ⏎. Looking writes nothing.")

    def rows(self) -> Sequence[Row]:
        """Return the one field."""
        rows = max(4, min(10, self.app.size.height - 14))
        editor = KnownCustomerEditor("customer", self.desk.customers, self.desk.customer, rows=rows)
        return [Row(words.field("customer"), editor)]

    async def keep(self, values: Mapping[str, str]) -> None:
        """Leave with their id."""
        customer = values.get("customer")
        if not customer:
            self.tell(_("Choose a customer first."))
            return
        self.dismiss(customer)


class AboutScreen(PageScreen):
    """All about one customer, by their id."""

    DEFAULT_CSS = "AboutScreen #told { height: auto; max-height: 4; margin: 0 1; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("about")]
    spot = "about"

    def __init__(self, customer: str) -> None:
        """Show what is kept about the customer with this id."""
        super().__init__()
        self._customer = customer
        self._held: Holding | None = None
        self._told: list[Span] = []

    def content(self) -> ComposeResult:
        """Yield the lines, and below them what was done."""
        with VerticalScroll(can_focus=True):
            yield Lines()
        yield LineWidget(id="told")

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("All about one customer")

    def on_screen_resume(self) -> None:
        """Ask again: something may have been erased meanwhile."""
        super().on_screen_resume()
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        try:
            self._held = await self.desk.held(self._customer)
        except StoreError as refused:
            self.give_up(refused)
            return
        self.redraw()

    def frame(self) -> None:
        """Draw what is kept, and what was done."""
        super().frame()
        cells = self.size.width - 2
        parts = [(part, role) for said, role in self._told for part in text.wrap(said, cells, 2)]
        told = self.query_one("#told", LineWidget)
        told.styles.height = len(parts)
        told.show([[each] for each in parts])

    def lines(self, cells: int) -> list[Line]:
        """Return the sections that hold something, and the names of those that do not."""
        held = self._held
        if held is None:
            return []
        inner = cells - 2
        title: list[Span] = [(text.clean(held.name, 60), "bright strong")]
        if (known := self.desk.customer(self._customer)) is not None and not held.erased:
            title.append((f"  {told_apart(*known)}", "dim"))
        if held.erased:
            title.append((" " + _("✕ erased: nothing personal is left"), "warn"))
        lines: list[Line] = [text.rule(inner, title)]
        for section in held.sections:
            if section.count:
                lines += _section(section, inner)
        empty = [_(TITLES[each.what]).lower() for each in held.sections if not each.count]
        if empty:
            said = _("Nothing of: {kinds}.").format(kinds=", ".join(empty))
            lines += [[], *[[(part, "dim")] for part in text.wrap(said, inner, 3)]]
        return [[(" ", ""), *spans] for spans in lines]

    def action_hand_out(self) -> None:
        """Write all of it to a file."""
        if self._held is not None:
            self.house.open_page("handing_out", self._customer, self._held.name, then=self._handed_out)

    def _handed_out(self, path: Path | None) -> None:
        if path is not None:
            said = _("✓ All of it is in {path}. The desk no longer protects it.")
            self._told = [(said.format(path=text.clean(path)), "good")]

    def action_erase_customer(self) -> None:
        """See what would go, and erase."""
        if self._held is None:
            return
        if self._held.erased:
            self.say(_("This customer was erased before."))
        else:
            self.house.open_page("erasing", self._customer, then=self._erased)

    def _erased(self, done: Erased | None) -> None:
        if done is not None:
            self._told = erased_words(done)


def erased_words(done: Erased) -> list[Span]:
    """Say what was taken away, and what of it is still to be seen to."""
    counts = [
        ngettext("{n} event was shortened", "{n} events were shortened", done.bodies).format(n=done.bodies)
    ]
    if done.files:
        counts.append(ngettext("{n} file removed", "{n} files removed", done.files).format(n=done.files))
    if done.drafts:
        counts.append(ngettext("{n} draft removed", "{n} drafts removed", done.drafts).format(n=done.drafts))
    told: list[Span] = [("✓ " + _("Erased") + ": " + ", ".join(counts) + ".", "good")]
    if not done.wiped:
        said = _(
            "! Another terminal holds the desk: what was erased is still in free pages of its file. Close it"
            " there, then: counterpane retention --yes."
        )
        told.append((said, "bad"))
    elif done.customers:
        said = _(
            "Copies made before still tell of them: the desk's own go within 35 days; those made by hand, and"
            " exports, are yours to delete."
        )
        told.append((said, "dim"))
    return told


def _section(section: Section, cells: int) -> list[Line]:
    title: list[Span] = [(_(TITLES[section.what]), "bright"), (f" {text.number(section.count)}", "dim")]
    if section.note == "sealed":
        title.append((" · " + _("sealed"), "good"))
    elif section.note == "shortened":
        said = ngettext("{n} shortened", "{n} shortened", section.n).format(n=text.number(section.n))
        title.append((" · " + said, "dim"))
    lines: list[Line] = [text.rule(cells, title)]
    if section.what in COUNTED:
        return lines
    for row in section.lines:
        lines.append(text.line(cells, _row(section.what, row)))
    more = section.count - len(section.lines)
    if more > 0 and section.what != "journal":
        lines.append([(_("and {n} more, all of them in the file").format(n=text.number(more)), "dim")])
    return lines


def _row(what: str, row: tuple[str, ...]) -> list[Span]:
    if what == "details":
        return [(text.left(_(LABELS.get(row[0], row[0])), 16), "dim"), (text.clean(row[1]), "")]
    if what == "journal":
        return [(text.left(_event(row[0]), 30), "dim"), (row[1], "")]
    first, *rest = row
    if what == "tasks":
        day = text.moment(rest[0]) if rest and rest[0] else ""
        return [(text.left(day or _("any day"), 16), "dim"), (text.clean(first, 120), "")]
    if what == "claims":
        day = text.moment(rest[1]) if rest[1] else ""
        return [(text.left(first, 30), "bright"), (" ", ""), *words.state(rest[0]), (f"  {day}", "dim")]
    said = " · ".join(words.value(text.clean(part, 120)) for part in rest if part)
    return [(text.left(text.clean(first), 30), "bright"), (" ", ""), (text.clean(said), "")]


def _event(kind: str) -> str:
    table, _dot, action = kind.partition(".")
    return words.done(action) if table == "claim" else _(EVENTS.get(kind, text.clean(kind)))
