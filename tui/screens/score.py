"""The score: one honest number, how wide its range is, how it went, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError
from store.records import Month, Score
from store.wording import N_, _
from tui import text
from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.text import Span
from tui.widgets import score as drawn
from tui.widgets.footer import Footer
from tui.widgets.lines import Line, LineWidget
from tui.widgets.trend import draw

SPLITS = {
    "product": N_("By product"),
    "fault": N_("By fault"),
    "resolution": N_("By resolution"),
    "channel": N_("By channel"),
    "partner": N_("By partner"),
    "agent": N_("By agent"),
}
"""What the score can be split by, in the order of the key."""

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
        self._split = "product"
        self._score: Score | None = None
        self._months: tuple[Month, ...] = ()
        self._top = 0

    def compose(self) -> ComposeResult:
        """Lay out number, trend and parts; every region has its lines from the start."""
        yield LineWidget(id="title")
        yield LineWidget(id="rule")
        yield LineWidget(id="head")
        yield LineWidget(id="trend")
        yield LineWidget(id="parts")
        yield Footer()

    def on_screen_resume(self) -> None:
        """Ask again: the score may have changed meanwhile."""
        super().on_screen_resume()
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        """Ask for the window and the trend."""
        shown = window(self._window, self.desk.today())
        try:
            self._score = await self.desk.score(shown.since, shown.until, self._split)
            if not self._months or self._window == 0:
                self._months = await self.desk.trend(12)
        except StoreError as refused:
            self.say(refused)
        self.frame()

    def frame(self) -> None:
        """Draw everything for the size of the screen."""
        cells = self.size.width - 2
        shown = window(self._window, self.desk.today())
        self.query_one("#title", LineWidget).show([self._title(shown)])
        self.query_one("#rule", LineWidget).show([text.rule(cells, [])])
        if self._score is not None:
            self.query_one("#head", LineWidget).show(drawn.head(self._score, cells))
            self.query_one("#trend", LineWidget).show(self._trend(cells))
            self._draw_parts(self._score, cells)
        self.keys()

    def _title(self, shown: Window) -> Line:
        days = ""
        if shown.since is not None and shown.until is not None:
            days = f"{text.day(shown.since)} – {text.day(shown.until)}"
        first: list[Span] = [
            (" ", ""),
            (_("Score"), "accent strong"),
            ("   ", ""),
            (_(shown.title), "bright"),
        ]
        first.append((" · " + _("all products"), "dim"))
        return text.line(self.size.width, first, [(days, "dim"), (" ", "")])

    def _trend(self, cells: int) -> list[Line]:
        height = self.query_one("#trend").size.height
        title: list[Span] = [
            (_("Twelve months"), "bright"),
            ("  ", ""),
            ("▀▀", "accent"),
            (" " + _("score"), "dim"),
        ]
        title += [("  ░░", "dim"), (" " + _("its range, 95 %"), "dim")]
        months = draw(self._months, cells, height - 1, text.month)
        return [text.rule(cells, title), *months]

    def _draw_parts(self, score: Score, cells: int) -> None:
        widget = self.query_one("#parts", LineWidget)
        room = max(widget.size.height - 1, 1)
        lines: list[Line] = [drawn.part(part, cells) for part in score.by]
        known = {part.key for part in score.by if not part.n}
        lines += [drawn.silent(key, cells) for key in score.silent if key not in known]
        self._top = min(self._top, max(len(lines) - room, 0))
        rest = len(lines) - self._top - room
        title: list[Span] = [(_(SPLITS[self._split]), "bright")]
        if rest > 0:
            title.append(("  " + _("{n} more below").format(n=text.number(rest)), "dim"))
        if not lines:
            lines = [
                [
                    ("  ", ""),
                    (_("No answers in this window. They come when claims are closed and rated."), "dim"),
                ]
            ]
        widget.show([text.rule(cells, title), *lines[self._top : self._top + room]])

    def action_window_next(self) -> None:
        """Show the next window."""
        self._go(1)

    def action_window_before(self) -> None:
        """Show the window before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        self._window = (self._window + step) % len(WINDOWS)
        self._top = 0
        self._load()

    def action_split(self) -> None:
        """Split by the next thing."""
        names = list(SPLITS)
        self._split = names[(names.index(self._split) + 1) % len(names)]
        self._top = 0
        self._load()

    def action_line_up(self) -> None:
        """Scroll the parts up."""
        self._top = max(self._top - 1, 0)
        self.frame()

    def action_line_down(self) -> None:
        """Scroll the parts down."""
        self._top += 1
        self.frame()
