"""The photos and documents of a claim: what they are, who brought them, and where the copies lie."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError
from store.records import ClaimView, Kept
from store.wording import N_, _
from tui import text
from tui.commands import bindings, command_for
from tui.screens.base import DeskScreen
from tui.text import Span
from tui.widgets.attaching import size_words
from tui.widgets.claim import moment, title
from tui.widgets.footer import Footer
from tui.widgets.lines import Line, LineWidget

STATES = {
    "missing": (N_("the copy is missing"), "bad"),
    "altered": (N_("the copy was altered"), "bad"),
    "elsewhere": (N_("at another desk"), "dim"),
}
KINDS = {
    "photo": N_("photo"),
    "document": N_("document"),
    "recording": N_("recording"),
    "file": N_("other file"),
}


class AttachedScreen(DeskScreen[None]):
    """The files of one claim."""

    CSS_PATH = "attached.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("attached")]
    AUTO_FOCUS = None
    spot = "attached"

    def __init__(self, view: ClaimView) -> None:
        """Show the files of the claim of `view`."""
        super().__init__()
        self._view = view
        self._files: tuple[Kept, ...] = ()
        self._at = 0
        self._loaded = False

    def compose(self) -> ComposeResult:
        """Lay out the list and the path of the chosen one."""
        yield LineWidget(id="title")
        yield LineWidget(id="files")
        yield LineWidget(id="path")
        yield Footer()

    def on_screen_resume(self) -> None:
        """Ask again: something was attached meanwhile."""
        super().on_screen_resume()
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        number = self._view.claim.number or self._view.claim.id
        try:
            self._files = await self.desk.attachments(number)
        except StoreError as refused:
            self.say(refused)
            return
        self._loaded = True
        self._at = min(self._at, max(len(self._files) - 1, 0))
        self.redraw()

    def frame(self) -> None:
        """Draw the list for the size of the screen."""
        self.query_one("#title", LineWidget).show([title(self._view, self.size.width)])
        widget = self.query_one("#files", LineWidget)
        cells, room = self.size.width - 2, max(widget.size.height - 1, 1)
        top = min(max(self._at - room + 1, 0), max(len(self._files) - room, 0))
        lines: list[Line] = [text.rule(cells, [(_("Attached"), "bright")])]
        for n, kept in enumerate(self._files[top : top + room], top):
            lines.append(_line(kept, n == self._at, cells))
        if self._loaded and not self._files:
            lines += [
                [],
                [("  ", ""), (_("Nothing is attached yet: a attaches a photo or a document."), "dim")],
            ]
        widget.show(lines)
        self.query_one("#path", LineWidget).show(self._path(cells))
        self.keys()

    def _path(self, cells: int) -> list[Line]:
        """Return where the chosen copy lies, in as many lines as it takes."""
        if not self._files:
            return []
        kept = self._files[self._at]
        said = text.clean(kept.path)
        if kept.sealed and kept.state == "here":
            said = _("Sealed: it lies encrypted on the disk, and no other program can open it there.")
            saving = command_for(self.spot, "save_copy")
            if saving is not None and saving.may(self.desk.agent.role):
                said += " " + _("s saves a copy that others can open.")
        parts = text.wrap(said, cells, 3)
        return [[(part, "dim")] for part in parts]

    def action_file_up(self) -> None:
        """Choose the file above."""
        self._choose(-1)

    def action_file_down(self) -> None:
        """Choose the file below."""
        self._choose(1)

    def _choose(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), max(len(self._files) - 1, 0))
        self.redraw()

    def action_save_copy(self) -> None:
        """Save a copy of the chosen file outside the desk."""
        if not self._files:
            self.say(_("Nothing is attached yet."))
            return
        kept = self._files[self._at]
        if kept.state != "here":
            self.say(_(STATES[kept.state][0]).capitalize() + ".", wrong=True)
            return
        number = self._view.claim.number or self._view.claim.id
        self.house.open_page("saving_copy", number, kept.attachment)

    def action_attach(self) -> None:
        """Attach another file."""
        offer = next((each for each in self._view.possible if each.action == "attach"), None)
        if offer is None or offer.refusal is not None:
            self.say(offer.refusal if offer and offer.refusal else _("Nothing can be attached here."))
        else:
            self.house.open_page("acting", self._view, offer)


def _line(kept: Kept, here: bool, cells: int) -> Line:
    under, file = " chosen" if here else "", kept.attachment
    first: list[Span] = [("› " if here else "  ", f"accent{under}")]
    first.append((text.cut(file.name, max(cells - 50, 16)), f"bright{under}"))
    kind = _(KINDS.get(file.kind, file.kind))
    first.append((f"  {kind}, {size_words(file.size)}", f"dim{under}"))
    last: list[Span] = []
    if kept.state in STATES:
        word, role = STATES[kept.state]
        sign = "! " if role == "bad" else ""
        last.append((f"  {sign}{_(word)}", f"{role}{under}"))
    elif file.at is not None:
        last.append((f"  {text.cut(file.who, 12)} {moment(file.at)}", f"dim{under}"))
    return [(part, role or under.strip()) for part, role in text.line(cells, first, last)]
