"""How long things are kept: months for each kind, what would go today, and erasing what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from store.errors import Refused, StoreError
from store.records.privacy import Due, Erased
from store.rules.erasing import days_of, months_of
from store.wording import N_, _, ngettext, say
from tui import text
from tui.commands import bindings
from tui.screens.about import erased_words
from tui.screens.form_page import FormPage
from tui.screens.listing import ListScreen
from tui.text import Span
from tui.widgets.editors import SaidEditor, TextEditor
from tui.widgets.form import Row
from tui.widgets.lines import Line, LineWidget

KINDS: Mapping[str, str] = {
    "texts": N_("Texts"),
    "files": N_("Files"),
    "refused": N_("Refused"),
}
"""What is kept for a time of its own."""
MEANT: Mapping[str, str] = {
    "texts": N_("what was written on a claim, counted from its end"),
    "files": N_("photos and documents of a claim, counted from its end"),
    "refused": N_("what was typed and refused, counted from that day"),
}


class SpanEditor(SaidEditor):
    """So many months; `90d` for days, empty for ever. What it comes to stands beside it."""

    def __init__(self, name: str, days: int | None) -> None:
        """Start with so many days; None: never."""
        super().__init__(name, months_of(days), _("never"))

    def _said(self, typed: str) -> Line:
        try:
            days = days_of(typed, self.field)
        except StoreError:
            return [(_("! months, or days such as 90d"), "bad")]
        if days is None:
            return [(_("never erased by age"), "dim")]
        said = ngettext("after {n} day", "after {n} days", days).format(n=text.number(days))
        return [("= ", "dim"), (said, "bright")]


class RetentionScreen(FormPage[None]):
    """Three spans of time; keeping them erases nothing."""

    DEFAULT_CSS = "RetentionScreen #what { height: 7; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("retention")]
    spot = "retention"
    first = "texts"

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("How long things are kept")

    @property
    def deed(self) -> str:
        """What the last line does."""
        return _("Keep these, and show what is due")

    def about(self) -> str:
        """Say what the spans do, and what they do not."""
        kinds = "; ".join(f"{_(KINDS[name])}: {_(meant)}" for name, meant in MEANT.items())
        return kinds + ". " + _("In months. Nothing is erased by itself: what is due is shown first.")

    def frame(self) -> None:
        """Draw the kinds above the form."""
        super().frame()
        cells = self.size.width - 2
        lines: list[Line] = [text.rule(cells, [(self.title_line, "bright strong")])]
        for name, meant in MEANT.items():
            lines.append(text.line(cells, [(text.left(_(KINDS[name]), 16), "bright"), (_(meant), "dim")]))
        said = _("In months. Nothing is erased by itself: what is due is shown first.")
        lines += [[(part, "dim")] for part in text.wrap(said, cells, 2)]
        self.query_one("#what", LineWidget).show(lines)

    def rows(self) -> Sequence[Row]:
        """Return a field for each kind."""
        kept = self.desk.kept_days()
        return [Row(_(title), SpanEditor(name, kept[name]), passed=True) for name, title in KINDS.items()]

    def _typed(self, values: Mapping[str, str]) -> dict[str, int | None]:
        return {name: days_of(values.get(name, ""), name) for name in KINDS}

    async def keep(self, values: Mapping[str, str]) -> None:
        """Keep the spans, then show what is due."""
        await self.desk.keep_days(self._typed(values))
        self.say(_("Kept. Nothing was erased by that."))
        self.house.open_page("due")

    def action_see_due(self) -> None:
        """Show what would be due with what is typed."""
        try:
            days = self._typed(self.form.values)
        except StoreError as refused:
            self.tell(refused)
            self.form.mark(*([refused.field] if refused.field else []))
            return
        self.house.open_page("due", None if days == self.desk.kept_days() else days)


class DueScreen(ListScreen[Due]):
    """What has been kept long enough; with `days`, what would be if they were chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("due")]
    spot = "due"

    def __init__(self, days: Mapping[str, int | None] | None = None) -> None:
        """List what is due by the settings, or by `days`."""
        super().__init__()
        self._days = days
        self._all: tuple[Due, ...] = ()
        self._told: list[Span] = []

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("What was kept long enough")

    async def bring(self, known: Sequence[Due]) -> Sequence[Due]:
        """Ask once for all that is due, and give out a page of it."""
        if not known:
            self._all = await self.desk.due(self._days)
        return self._all[len(known) : len(known) + self.page]

    def heading(self, cells: int) -> list[Line]:
        """Say how much it is, and name the columns."""
        n = len(self._all)
        said = ngettext("{n} thing is due today", "{n} things are due today", n).format(n=text.number(n))
        if self._days is not None:
            said = ngettext("{n} thing would be due", "{n} things would be due", n).format(n=text.number(n))
        columns: list[Span] = [("  ", ""), (text.left(_("what"), 16), "dim"), (text.left(_("of"), 30), "dim")]
        return [
            text.rule(cells, [(said, "bright strong")]),
            text.line(cells, [*columns, (_("since"), "dim")]),
        ]

    def row(self, item: Due, cells: int) -> tuple[list[Span], list[Span]]:
        """Show the kind, the claim and the day."""
        what = _(KINDS.get(item.what, item.what))
        number = text.left(text.clean(item.number), 30)
        return [(text.left(what, 16), ""), (number, "bright"), (text.moment(item.since), "dim")], []

    def detail(self, item: Due, cells: int) -> list[Line]:
        """Say what goes and what was done."""
        meant = text.clean(_(MEANT.get(item.what, "")), cells)
        return [text.rule(cells, []), *(self._done(cells) or [[(meant, "dim")]])][:4]

    def _done(self, cells: int) -> list[Line]:
        return [[(part, role)] for said, role in self._told for part in text.wrap(said, cells, 2)]

    def frame(self) -> None:
        """Draw the list; where nothing is left, what was done stands below it."""
        super().frame()
        if self.chosen is None and self._told:
            self.query_one("#detail", LineWidget).show(self._done(self.size.width - 2)[:4])

    def nothing(self) -> str:
        """Say that nothing is due."""
        return _("Nothing has been kept longer than the desk means to.")

    def action_erase_due(self) -> None:
        """Ask for the number, and erase."""
        if self._days is not None:
            self.say(_("Keep these months first: go back, then ⏎ on the last line."), wrong=True)
        elif self._all:
            self.house.open_page("retiring", self._all, then=self._retired)

    def _retired(self, done: Erased | None) -> None:
        if done is not None:
            self._told, self._items = erased_words(done), []
            self._load()


class RetiringScreen(FormPage[Erased]):
    """Asks for the number of things that go; its result is what was taken away."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("retiring")]
    spot = "retiring"
    first = "typed"

    def __init__(self, seen: Sequence[Due]) -> None:
        """Ask about the things that were seen."""
        super().__init__()
        self._seen = seen
        self._count = len(seen)

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Erase what is due")

    @property
    def deed(self) -> str:
        """What the last line does."""
        return _("Erase for good")

    def about(self) -> str:
        """Say that it cannot be undone."""
        told = ngettext(
            "{n} thing goes for good: texts, files or refused tries, not the claims themselves. There is no"
            " undo. To make sure, type the number {n}.",
            "{n} things go for good: texts, files or refused tries, not the claims themselves. There is no"
            " undo. To make sure, type the number {n}.",
            self._count,
        )
        return told.format(n=self._count)

    def rows(self) -> Sequence[Row]:
        """Return the field that makes sure."""
        return [Row(_("The number"), TextEditor("typed", "", _("how many things go")))]

    async def keep(self, values: Mapping[str, str]) -> None:
        """Erase, if the number was typed and the list is still what was seen."""
        if values.get("typed", "") != str(self._count):
            template = N_("Type the number {n} to erase them; nothing was erased.")
            raise Refused("NOT_CONFIRMED", say(template, n=self._count), field="typed")
        try:
            done = await self.desk.retain(self._seen)
        except Refused as refused:
            if refused.code != "CHANGED":
                raise
            self.say(refused, wrong=True)  # the list below is asked for anew when it is seen again
            self.dismiss(None)
        else:
            self.dismiss(done)
