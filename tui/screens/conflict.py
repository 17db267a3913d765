"""What the desks made of one claim, side by side; a supervisor says here which version holds."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError
from store.records import ClaimView, Possible
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.screens.filing_form import refusal_lines
from tui.widgets import versus, words
from tui.widgets.footer import Footer
from tui.widgets.lines import Line, LineWidget


class ConflictScreen(DeskScreen[str]):
    """Two versions at a time; its result is "decide" once one of them holds."""

    DEFAULT_CSS = """
    ConflictScreen #head, ConflictScreen #rows, ConflictScreen #said { margin: 0 1; width: 1fr; }
    ConflictScreen #head { height: 3; }
    ConflictScreen #rows { height: 1fr; }
    ConflictScreen #said { height: 2; }
    ConflictScreen Footer { dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("conflict")]
    AUTO_FOCUS = None
    spot = "conflict"

    def __init__(self, view: ClaimView, possible: Possible | None) -> None:
        """Compare the versions of the claim; `possible` says whether one may be chosen now."""
        super().__init__()
        self._view = view
        self._possible = possible
        self._at = 0
        self._top = 0
        self._sure = False
        self._said: list[Line] = []

    def compose(self) -> ComposeResult:
        """Lay out the names of the versions, the comparison and the line of refusals."""
        yield LineWidget(id="title")
        yield LineWidget(id="head")
        yield LineWidget(id="rows")
        yield LineWidget(id="said")
        yield Footer()

    def on_mount(self) -> None:
        """Say who may choose, if it is not whoever is here."""
        if self._possible is not None and self._possible.refusal is not None:
            self._tell(text.words(self._possible.refusal), "warn")

    def frame(self) -> None:
        """Draw the comparison for the size of the screen."""
        versions, cells = self._view.claim.versions, self.size.width - 2
        number = text.clean(self._view.claim.number or _("draft"))
        said = _("the desks decided differently; all versions are kept, one shall hold")
        title = [
            (" ", ""),
            (number, "accent strong"),
            ("  ", ""),
            *words.state("conflict"),
            ("  ", ""),
            (said, "dim"),
        ]
        count = _("{n} versions").format(n=len(versions))
        self.query_one("#title", LineWidget).show(
            [text.line(self.size.width, title, [(f" {count} ", "bright")])]
        )
        self.query_one("#head", LineWidget).show(
            [*versus.head(versions, self._at, cells), text.rule(cells, [])]
        )
        rows, widget = versus.rows(versions, self._at, cells), self.query_one("#rows", LineWidget)
        room = max(widget.size.height, 1)
        self._top = min(self._top, max(len(rows) - room, 0))
        sight = rows[self._top : self._top + room]
        if self._top + room < len(rows):
            more = _("{n} more lines, ↓").format(n=len(rows) - self._top - room + 1)
            sight[-1] = [("  " + more, "dim")]
        widget.show(sight)
        self.query_one("#said", LineWidget).show(self._said)
        self.keys()

    def _tell(self, said: str, role: str) -> None:
        sign = "! " if role in ("bad", "warn") else "  "
        parts = text.wrap(said, self.app.size.width - 6, 2)
        self._said = [[(sign if n == 0 else "  ", role), (part, role)] for n, part in enumerate(parts)]

    def _go(self, at: int, top: int) -> None:
        moved = at != self._at
        self._at, self._top = at, max(top, 0)
        if moved:
            self._sure, self._said = False, []
        self.redraw()

    def action_version_before(self) -> None:
        """Choose the version to the left."""
        self._go(max(self._at - 1, 0), self._top)

    def action_version_next(self) -> None:
        """Choose the version to the right."""
        self._go(min(self._at + 1, max(len(self._view.claim.versions) - 1, 0)), self._top)

    def action_line_up(self) -> None:
        """Scroll up."""
        self._go(self._at, self._top - 1)

    def action_line_down(self) -> None:
        """Scroll down."""
        self._go(self._at, self._top + 1)

    def action_hold(self) -> None:
        """Let the chosen version hold, when asked twice."""
        if self._possible is not None and self._possible.refusal is not None:
            self._tell(text.words(self._possible.refusal), "bad")
        elif not self._sure:
            self._sure = True
            version = self._view.claim.versions[self._at]
            state = "".join(part for part, _role in words.state(version.state))
            said = _("⏎ once more: version {n}, {state}, holds; the other stays in the history.")
            self._tell(said.format(n=self._at + 1, state=state), "warn")
        else:
            self._decide()
        self.redraw()

    @work(exclusive=True, exit_on_error=False)
    async def _decide(self) -> None:
        claim = self._view.claim
        try:
            version = claim.versions[self._at].name
            await self.desk.act(claim.number or claim.id, "decide", {"version": version})
        except StoreError as refused:
            self._sure = False
            self._said = list(refusal_lines(refused, self.size.width - 2))
            self.redraw()
            return
        self.dismiss("decide")
