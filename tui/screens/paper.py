"""A paper as it will be printed: read it, choose width and language, print it, save it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from store.errors import StoreError
from store.paper import plain_text
from store.wording import N_, _, languages
from tui import text
from tui.commands import bindings
from tui.screens.page import PageScreen
from tui.text import Span
from tui.widgets.claim import moment
from tui.widgets.lines import Line, LineWidget

if TYPE_CHECKING:
    from store.paper.document import Document, HandedOut

NAMES = {
    "receipt": N_("receipt"),
    "slip": N_("hand-back slip"),
    "letter": N_("rejection letter"),
    "statement": N_("cover statement"),
}
LEFT = {"printed": N_("printed {at}, {who}"), "saved": N_("saved {at}, {who}")}
"""How a paper left the desk, when and by whom."""
TONGUES = {"en": "English", "ru": "русский", "zh": "中文"}


class PaperScreen(PageScreen):
    """One paper of a claim, or the cover statement of a unit."""

    CSS_PATH = "paper.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("paper")]
    spot = "paper"

    def __init__(self, number: str = "", kind: str | None = None, unit_id: str = "") -> None:
        """Show a paper of the claim `number`, the one it calls for unless `kind` says which, or of a unit."""
        super().__init__()
        self._number = number
        self._kind = kind
        self._unit_id = unit_id
        self._language: str | None = None
        self._width = plain_text.WIDTHS[-1]
        self._kinds: tuple[str, ...] = ()
        self._paper: Document | None = None
        self._handed: HandedOut | None = None
        self._busy = False

    def content(self) -> ComposeResult:
        """Yield a line about the paper, and the paper."""
        yield LineWidget(id="about")
        yield from super().content()

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Paper")

    def on_mount(self) -> None:
        """Lay the paper out as this machine prints it."""
        self._width = int(str(self.desk.paper_setup()["paper_width"]))
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        """Bring the paper; where there is none, say why and leave, or stay with the one that is shown."""
        try:
            if self._unit_id:
                found = await self.desk.statement(self._unit_id, self._language)
            else:
                self._kinds = await self.desk.paper_kinds(self._number)
                found = await self.desk.paper(self._number, self._kind, self._language)
            await self._know(found)
        except StoreError as refused:
            if self._paper is None:
                self.give_up(refused)
            else:
                self.say(refused)

    async def _know(self, paper: Document) -> None:
        """Show a paper, and when it left the desk last."""
        handed = await self.desk.handed_out(paper)
        self._handed = next((each for each in handed if each.kind == paper.kind), None)
        self._paper = paper
        self.redraw()

    def lines(self, cells: int) -> list[Line]:
        """Return the paper, in the middle of the screen."""
        if self._paper is None:
            return []
        indent = " " * max((cells - self._width) // 2, 0)
        laid = plain_text.text(self._paper, self._width).splitlines()
        return [[(indent, ""), (text.clean(each), "")] for each in laid]

    def frame(self) -> None:
        """Draw the paper and what is known of it."""
        super().frame()
        if self._paper is not None:
            cells = self.size.width - 2
            about = text.line(cells, list(self._choices(self._paper)), self._left())
            self.query_one("#about", LineWidget).show([[(" ", ""), *about]])

    def _choices(self, paper: Document) -> Iterator[Span]:
        """Say which paper it is, and what the keys would change."""
        yield from ((_(NAMES[paper.kind]), "bright strong"), ("   ", ""))
        yield from (("l ", "accent"), (TONGUES.get(paper.language, paper.language), ""), ("   ", ""))
        yield from (("w ", "accent"), (_("{n} columns").format(n=self._width), ""))
        if len(self._kinds) > 1:
            yield from (("   ", ""), ("o ", "accent"), (_(NAMES[self._next_kind(paper)]), ""))

    def _left(self) -> list[Span]:
        if self._handed is None:
            return []
        said = _(LEFT[self._handed.how]).format(
            at=moment(self._handed.at), who=text.clean(self._handed.who, 20)
        )
        return [("  ", ""), (f"✓ {said}", "good")]

    def _next_kind(self, paper: Document) -> str:
        at = self._kinds.index(paper.kind) if paper.kind in self._kinds else -1
        return self._kinds[(at + 1) % len(self._kinds)]

    def action_print_paper(self) -> None:
        """Hand the paper to the printer."""
        if self._paper is not None and not self._busy:
            self._busy = True
            self._print(self._paper, str(self._width))

    @work(exit_on_error=False, group="out")
    async def _print(self, paper: Document, form: str) -> None:
        """Print; what fails is said, and the paper is still there."""
        try:
            await self.desk.print_paper(paper, form)
            self.say(_("Handed to the printer."))
            await self._know(paper)
        except StoreError as refused:
            self.say(refused)
        finally:
            self._busy = False

    def action_save_text(self) -> None:
        """Save the paper as text."""
        self._save(str(self._width))

    def action_save_page(self) -> None:
        """Save the paper as a page with a QR code."""
        self._save("html")

    def _save(self, form: str) -> None:
        if self._paper is not None and not self._busy:
            self._busy = True
            self._do_save(self._paper, form)

    @work(exit_on_error=False, group="out")
    async def _do_save(self, paper: Document, form: str) -> None:
        try:
            path = await self.desk.save_paper(paper, form)
            told = _("Saved in {path}.").format(path=path)
            if self.desk.encrypted:  # of the desk's own files, the one in plain text
                told = _("Saved in {path}, not encrypted: delete it once it is handed out.").format(path=path)
            self.say(told)
            await self._know(paper)
        except StoreError as refused:
            self.say(refused)
        finally:
            self._busy = False

    def action_width(self) -> None:
        """Lay the paper out for the other width."""
        widths = plain_text.WIDTHS
        self._width = widths[(widths.index(self._width) + 1) % len(widths)]
        self.redraw()

    def action_language(self) -> None:
        """Say the paper in the next language."""
        if self._paper is not None:
            known = languages()
            at = known.index(self._paper.language) if self._paper.language in known else -1
            self._language = known[(at + 1) % len(known)]
            self._load()

    def action_other_paper(self) -> None:
        """Show the next paper of the claim."""
        if self._paper is not None and len(self._kinds) > 1:
            self._kind = self._next_kind(self._paper)
            self.query_one(VerticalScroll).scroll_home(animate=False)
            self._load()
