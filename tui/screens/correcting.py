"""An answer that was taken down wrongly is put right: the right score, and the reason for the change."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError, Unread
from store.records import ClaimView
from store.rules.nps import classify
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.drafting import DraftScreen
from tui.screens.filing_form import refusal_lines, refused_fields
from tui.text import Span
from tui.widgets import words
from tui.widgets.claim import CORRECT, facts, title
from tui.widgets.editors import TextEditor
from tui.widgets.footer import Footer
from tui.widgets.form import Form, Row
from tui.widgets.lines import LineWidget


class CorrectingScreen(DraftScreen[str]):
    """Asks for the right score and the reason; its result is what was done."""

    DEFAULT_CSS = """
    CorrectingScreen #facts, CorrectingScreen #what { margin: 0 1; width: 1fr; }
    CorrectingScreen #said, CorrectingScreen Form { margin: 0 1; width: 1fr; }
    CorrectingScreen #facts { height: 5; }
    CorrectingScreen #what { height: 2; margin: 1 1; }
    CorrectingScreen #said { margin: 1 1 0 1; height: 2; }
    CorrectingScreen Footer { dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("correcting")]
    AUTO_FOCUS = None
    spot = "correcting"

    def __init__(self, view: ClaimView) -> None:
        """Ask about the answer to the claim of `view`."""
        super().__init__()
        self._view = view
        self.about = f"act:{view.claim.id}:{CORRECT}"
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the claim, what was taken down, the form and the line of refusals."""
        yield LineWidget(id="title")
        yield LineWidget(id="facts")
        yield LineWidget(id="what")
        rows = (
            Row(_("New score"), TextEditor("score", "", _("0 to 10"))),
            Row(_("Reason"), TextEditor("reason", "", _("why; it is kept"))),
        )
        yield Form(rows, words.action(CORRECT).capitalize())
        yield LineWidget(id="said")
        yield Footer()

    def on_mount(self) -> None:
        """Begin with the score, or with what the draft leaves open."""
        self.form.start()
        self._load()

    @work(exit_on_error=False, group="load")
    async def _load(self) -> None:
        """Bring back what was typed here and not done."""
        if await self.restore():
            self.form.start()

    def frame(self) -> None:
        """Draw everything around the form."""
        cells = self.size.width
        self.query_one("#title", LineWidget).show([title(self._view, cells)])
        self.query_one("#facts", LineWidget).show(facts(self._view, cells - 2))
        name: list[Span] = [(words.action(CORRECT), "bright strong")]
        self.query_one("#what", LineWidget).show([text.rule(cells - 2, name), self._written()])
        self.query_one("#said", LineWidget).show(self._said)
        self.keys()

    def _written(self) -> list[Span]:
        """Say what was taken down, and what the customer said first where that was corrected before."""
        rating = self._view.rating
        if rating is None:
            return []
        said: list[Span] = [("  ", ""), (_("taken down") + " ", "dim"), (f"{rating.score}", "bright strong")]
        said.append((f" · {text.day(rating.day)}", "dim"))
        if rating.given is not None:
            said.append((" · " + _("at first {score}").format(score=rating.given), "dim"))
        return said

    @on(Form.Changed)
    def _changed(self) -> None:
        self.tell([])

    @on(Form.Done)
    def _do(self) -> None:
        if not self._busy:
            self._busy = True
            self._correct()

    @work(exit_on_error=False)
    async def _correct(self) -> None:
        """Put it right; a refusal keeps the form and marks the field."""
        given = self.form.values
        number = self._view.claim.number or self._view.claim.id
        try:
            score = classify(given.get("score", ""))
            await self.desk.correct_answer(number, score, given.get("reason", ""))
        except Unread as done:
            await self.leave_unread(done, CORRECT)
            return
        except StoreError as refused:
            self.form.mark(*refused_fields(refused))
            self.tell(refusal_lines(refused, self.size.width - 2))
            return
        finally:
            self._busy = False
        await self.drop()
        self.dismiss(CORRECT)
