"""The inbox: sensitive acts that an admin has to take note of, each once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from store.errors import StoreError
from store.records import Notice
from store.wording import _, ngettext
from tui import notices, text
from tui.commands import bindings
from tui.plain import joined
from tui.screens.listing import ListScreen
from tui.text import Span
from tui.widgets.lines import Line


class InboxScreen(ListScreen[Notice]):
    """Notices, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("inbox")]
    spot = "inbox"

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Notices")

    async def bring(self, known: Sequence[Notice]) -> Sequence[Notice]:
        """Ask for the next notices."""
        return await self.desk.notices(self.page, len(known))

    def heading(self, cells: int) -> list[Line]:
        """Name the columns."""
        first: list[Span] = [("  ", ""), (text.left(_("when"), 14), "dim"), (text.left(_("who"), 14), "dim")]
        return [[], text.line(cells, [*first, (_("what was done"), "dim")], [])]

    def row(self, item: Notice, cells: int) -> tuple[list[Span], list[Span]]:
        """Show when, who and what."""
        told = text.cut(text.words(notices.sentence(item)), max(cells - 30, 10))
        when, who = text.day(item.at.date()), text.clean(item.who, 12)
        return [(text.left(when, 14), "dim"), (text.left(who, 14), "bright"), (told, "")], []

    def detail(self, item: Notice, cells: int) -> list[Line]:
        """Say the whole of it."""
        told = text.wrap(text.words(notices.sentence(item)), cells, 2)
        subject = "" if item.what == "people" else item.subject  # the sentence has the name
        about = text.clean(joined(f"{item.at:%Y-%m-%d %H:%M} UTC", subject, item.id), cells)
        return [text.rule(cells, []), *[[(part, "bright")] for part in told], [(about, "dim")]]

    def nothing(self) -> str:
        """Say that all is noted."""
        return _("Nothing waits: exports, erasures, goodwill and other sensitive acts appear here.")

    def action_note(self) -> None:
        """Take note of the chosen one."""
        if self.chosen is not None:
            self._note([self.chosen.id])

    def action_note_all(self) -> None:
        """Take note of all of them."""
        self._note(None)

    @work(exclusive=True, group="note", exit_on_error=False)
    async def _note(self, ids: list[str] | None) -> None:
        try:
            count = await self.desk.note(ids)
        except StoreError as error:
            self.say(error)
            return
        self.say(ngettext("{n} notice noted.", "{n} notices noted.", count).format(n=count))
        self._load()
