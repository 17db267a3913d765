"""The agent enters what the customer said, where turning the screen makes no sense: on the telephone, say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from store.errors import Refused
from store.wording import N_, _, say
from tui.commands import bindings
from tui.screens.form_page import FormPage
from tui.widgets.choices import Option, PickEditor
from tui.widgets.customer import REASONS, WHY, group
from tui.widgets.editors import TextEditor
from tui.widgets.form import Form, Row

DECLINED = ("x", "х")
"""What stands for *prefers not to answer*; the second is the Cyrillic letter on the same key cap."""


class ReasonEditor(PickEditor):
    """Reasons by their numbers; which there are follows from the score."""

    def _empty(self) -> str:
        return super()._empty() if self._options else _("comes with the score")


class EnteringScreen(FormPage[bool]):
    """Score, reason and comment of one claim; its result says whether a score was taken down."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("entering")]
    spot = "entering"
    first = "score"

    def __init__(self, number: str) -> None:
        """Enter the answer for the claim with this `number`."""
        super().__init__()
        self._number = number

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Answer for {number}").format(number=self._number)

    @property
    def deed(self) -> str:
        """What the last line does."""
        return _("Take it down")

    def about(self) -> str:
        """Give the question as it is to be asked, word by word."""
        said = _("How likely are you to recommend us to a friend?")
        told = _("Ask in these words, and enter what is said: 0 to 10, or x if they prefer not to answer.")
        return f"“{said}” {told}"

    def rows(self) -> Sequence[Row]:
        """Return the fields; reasons come with the score."""
        return [
            Row(_("Score"), TextEditor("score", "", "0–10, x"), passed=True),
            Row(_("Reason"), ReasonEditor("reason", (), rows=6), passed=True),
            Row(_("In words"), TextEditor("comment"), passed=True),
        ]

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        """Offer the reasons of the group that the score belongs to."""
        if event.field != "score":
            return
        editor, score = self.form.editor("reason"), _read(self.form.values.get("score", ""))
        if not isinstance(editor, PickEditor):
            return
        reasons = REASONS[group(score)] if score is not None else ()
        editor.put("")
        editor.offer([Option(code, f"{n} {_(words)}", str(n)) for n, (code, words) in enumerate(reasons, 1)])
        self.tell(_(WHY[group(score)]) if score is not None else "")

    async def keep(self, values: Mapping[str, str]) -> None:
        """Take the answer down, or that there is none."""
        given = values.get("score", "").strip()
        declined = given.casefold() in DECLINED
        score = None if declined else _read(given)
        if score is None and not declined:
            sentence = say(N_("A score is a whole number from 0 to 10; x where the customer gives none."))
            raise Refused("BAD_SCORE", sentence, field="score")
        comment, reason = values.get("comment"), values.get("reason")
        await self.desk.rate(
            self._number, score, comment=None if declined else comment, reason=None if declined else reason
        )
        self.say(_("Prefers not to answer: taken down.") if declined else _("Taken down. Say thank you."))
        self.dismiss(not declined)


def _read(given: str) -> int | None:
    """Return a score that was typed; None where it is none."""
    given = given.strip()
    return (
        int(given) if given.isascii() and given.isdigit() and len(given) <= 2 and int(given) <= 10 else None
    )
