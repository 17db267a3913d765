"""The score: one honest number, how wide its range is, how it went, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import Refused, StoreError
from store.report.words import SPLITS
from store.wording import N_, _
from tui import text
from tui.commands import bindings
from tui.score_commands import HEADING
from tui.screens.base import DeskScreen
from tui.text import Span
from tui.widgets.footer import Footer
from tui.widgets.lines import Line, LineWidget
from tui.widgets.score_page import Shown, page, room

WINDOWS = (N_("last 90 days"), N_("this month"), N_("all time"))


@dataclass(frozen=True, slots=True)
class Window:
    """A period of the score."""

    title: str
    since: date | None
    until: date | None


def window(number: int, today: date) -> Window:
    """Return the window of that number; both its days are included."""
    starts = (today - timedelta(days=89), today.replace(day=1), None)
    return Window(WINDOWS[number], starts[number], today if starts[number] else None)


class ScoreScreen(DeskScreen[None]):
    """The place of the score."""

    CSS_PATH = "score.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("score")]
    AUTO_FOCUS = None
    spot = "score"

    def __init__(self) -> None:
        """Start with the last 90 days, split by product."""
        super().__init__()
        self._window = 0
        self._reopened = True
        self._shown = Shown("product")

    def compose(self) -> ComposeResult:
        """Lay out the title and one widget for everything below it."""
        yield LineWidget(id="title")
        yield LineWidget(id="body")
        yield Footer()

    def on_screen_resume(self) -> None:
        """Ask again: the score may have changed meanwhile."""
        super().on_screen_resume()
        self._load()

    def saved_meanwhile(self) -> None:
        """Ask again: this place is all about what everybody's answers come to."""
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        """Ask for number and trend, show them, and ask for what stands beside them."""
        shown, by, role = window(self._window, self.desk.today()), self._shown.by, self.desk.agent.role
        try:
            self._shown = replace(self._shown, role=role, team=role in HEADING, refused="")
            await self._ask(shown, by)
            months = await self.desk.trend(12, reopened=self._reopened)
            self._shown = replace(self._shown, months=months)
            self.redraw()
            found = await self.desk.beside(shown.since, shown.until, self._part_by, reopened=self._reopened)
            self._shown = replace(self._shown, beside=found)
        except StoreError as refused:
            self.say(refused)
        self.redraw()

    @property
    def _part_by(self) -> str:
        """The split whose mix is told; of parts that are not shown, that of products."""
        return "product" if self._shown.refused else self._shown.by

    async def _ask(self, shown: Window, by: str) -> None:
        """Ask for the score; who may not see its parts gets it without."""
        again = self._reopened
        try:
            score = await self.desk.score(shown.since, shown.until, by, reopened=again)
        except Refused as refused:
            score = await self.desk.score(shown.since, shown.until, reopened=again)
            self._shown = replace(self._shown, refused=text.words(refused.sentence))
        self._shown = replace(self._shown, score=score)

    def frame(self) -> None:
        """Draw everything for the size of the screen."""
        shown = window(self._window, self.desk.today())
        body = self.query_one("#body", LineWidget)
        self.query_one("#title", LineWidget).show([self._title(shown)])
        body.show(page(self._shown, self.size.width - 2, max(self.size.height - 2, 10)))
        self.keys()

    def _title(self, shown: Window) -> Line:
        days = ""
        if shown.since is not None and shown.until is not None:
            days = f"{text.day(shown.since)} – {text.day(shown.until)}"
        said = _("all products") if self._reopened else _("without reopened claims")
        first: list[Span] = [
            (" ", ""),
            (_("Score"), "accent strong"),
            ("   ", ""),
            (_(shown.title), "bright"),
        ]
        first.append((f" · {said}", "dim" if self._reopened else "warn"))
        return text.line(self.size.width, first, [(days, "dim"), (" ", "")])

    def action_window_next(self) -> None:
        """Show the next window."""
        self._go(1)

    def action_window_before(self) -> None:
        """Show the window before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        self._window = (self._window + step) % len(WINDOWS)
        self._again()

    def _again(self) -> None:
        self._shown = replace(self._shown, top=0)
        self._load()

    def action_split(self) -> None:
        """Split by the next thing."""
        self._split(1)

    def action_split_before(self) -> None:
        """Split by the thing before."""
        self._split(-1)

    def _split(self, step: int) -> None:
        names = list(SPLITS)
        self._shown = replace(self._shown, by=names[(names.index(self._shown.by) + step) % len(names)])
        self._again()

    def action_reopened(self) -> None:
        """Leave out answers to claims that were reopened, or take them in again."""
        self._reopened = not self._reopened
        self._again()

    def action_line_up(self) -> None:
        """Scroll the parts up."""
        self._scroll(-1)

    def action_line_down(self) -> None:
        """Scroll the parts down."""
        self._scroll(1)

    def _scroll(self, step: int) -> None:
        parts = len(self._shown.score.by) if self._shown.score else 0
        last = max(parts - room(self.size.width - 2, self.size.height - 2), 0)
        self._shown = replace(self._shown, top=min(max(self._shown.top + step, 0), last))
        self.redraw()

    def action_warnings(self) -> None:
        """Read what is out of the ordinary."""
        self.house.open_page("warnings")

    def action_loyalty(self) -> None:
        """Show years as a customer beside the score."""
        shown = window(self._window, self.desk.today())
        self.house.open_page("loyalty", shown.since, shown.until or self.desk.today(), self._reopened)

    def action_effort(self) -> None:
        """Show what claims cost in trouble."""
        self.house.open_page("effort", self._reopened)

    def action_pareto(self) -> None:
        """Show the faults."""
        self.house.open_page("pareto", None, self._reopened)

    def action_benchmarks(self) -> None:
        """Show the scores of others."""
        self.house.open_page("benchmarks")

    def action_report(self) -> None:
        """Write the report, first of this window."""
        self.house.open_page("reporting", self._window)
