"""A page with a form: what it is about, the fields, the line of refusals; a subclass does the deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult

from store.errors import StoreError, Unread
from store.wording import Sentence
from tui import text
from tui.screens.filing_form import refusal_lines
from tui.screens.with_form import FormScreen
from tui.widgets.form import Form, Row
from tui.widgets.lines import Line, LineWidget

Result = TypeVar("Result")


class FormPage(FormScreen[Result], Generic[Result]):
    """A form that ends with one deed; what is refused is said below it, and nothing typed is lost."""

    DEFAULT_CSS = """
    FormPage #what { height: 4; margin: 1 1 1 1; width: 1fr; }
    FormPage Form { margin: 0 1; width: 1fr; }
    FormPage #said { margin: 1 1 0 1; height: 3; width: 1fr; }
    FormPage Footer { dock: bottom; }
    """
    AUTO_FOCUS: ClassVar[str | None] = None

    def __init__(self) -> None:
        """Begin with nothing under way."""
        super().__init__()
        self._busy = False

    first: ClassVar[str]
    """The field to begin with."""

    def rows(self) -> Sequence[Row]:
        """Return the fields."""
        raise NotImplementedError

    @property
    def deed(self) -> str:
        """What the last line of the form does."""
        raise NotImplementedError

    def about(self) -> str:
        """Say what the form is about, in at most three lines."""
        raise NotImplementedError

    async def keep(self, values: Mapping[str, str]) -> None:
        """Do it and leave.

        Raises:
            StoreError: it is refused; the field is marked.
        """
        raise NotImplementedError

    def content(self) -> ComposeResult:
        """Yield what it is about, the form, and the line of refusals."""
        yield LineWidget(id="what")
        yield Form(self.rows(), self.deed)
        yield LineWidget(id="said")

    def on_mount(self) -> None:
        """Go to the first field."""
        first = self.form.editor(self.first)
        if first is not None:
            first.target.focus()

    def frame(self) -> None:
        """Draw what surrounds the form."""
        super().frame()
        cells = self.size.width - 2
        lines: list[Line] = [text.rule(cells, [(text.clean(self.title_line), "bright strong")])]
        lines += [[(part, "dim")] for part in text.wrap(self.about(), cells, 3)]
        self.query_one("#what", LineWidget).show(lines)

    def tell(self, what: StoreError | Sentence | str) -> None:
        """Say below the form what is wrong."""
        cells = self.size.width - 2
        if isinstance(what, StoreError):
            self.query_one("#said", LineWidget).show(refusal_lines(what, cells))
            return
        parts = text.wrap(text.words(what), cells - 2, 3)
        self.query_one("#said", LineWidget).show(
            [[("  " if n else "! ", "warn"), (part, "warn")] for n, part in enumerate(parts)]
        )

    @on(Form.Done)
    def _done(self) -> None:
        if not self._busy:
            self._busy = True
            self._keep()

    @work(exit_on_error=False, group="keep")
    async def _keep(self) -> None:
        try:
            await self.keep(self.form.values)
        except Unread as done:  # a second try would make a second one
            self.say(done, wrong=True)
            self.dismiss(None)
        except StoreError as refused:
            self.tell(refused)
            self.form.mark(*([refused.field] if refused.field else []))
        finally:
            self._busy = False

    def action_back(self) -> None:
        """Go back; nothing is kept."""
        self.dismiss(None)
