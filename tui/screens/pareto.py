"""Faults: the most frequent first, whether repairs hold, what claims cost and who paid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from store.errors import StoreError
from store.records import Pareto
from store.wording import N_, _
from tui import text
from tui.commands import bindings
from tui.screens.page import PageScreen
from tui.text import Span
from tui.widgets import faults as drawn
from tui.widgets.lines import Line
from tui.widgets.score import counted

PERIODS = ((364, N_("a year")), (89, N_("90 days")), (None, N_("all time")))
"""Days before today, and what that is called."""


class ParetoScreen(PageScreen):
    """One model, or all, over a period."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("pareto")]
    spot = "pareto"

    def __init__(self, product: str | None, reopened: bool = True) -> None:
        """Begin with `product` (None: with all models); not `reopened`: without claims that were reopened."""
        super().__init__()
        self._reopened = reopened
        self._product = product
        self._period = 0
        self._models: list[str | None] = [None]
        self._found: Pareto | None = None

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Faults")

    def on_mount(self) -> None:
        """Ask for the faults."""
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        days, _name = PERIODS[self._period]
        today = self.desk.today()
        since = today - timedelta(days=days) if days is not None else None
        try:
            self._found = await self.desk.pareto(self._product, since, today, reopened=self._reopened)
            if len(self._models) == 1:
                await self._find_models(since, today)
        except StoreError as refused:
            self.say(refused)
        self.redraw()

    async def _find_models(self, since: date | None, today: date) -> None:
        """List the models, those with most claims first."""
        score = await self.desk.score(since, today, "product")
        parts = sorted(score.by, key=lambda part: (-part.closed, part.key or ""))
        self._models = [None, *[part.key for part in parts if part.key]]
        if self._product not in self._models:
            self._models.append(self._product)

    def lines(self, cells: int) -> list[Line]:
        """Return the page."""
        inner, found = cells - 2, self._found
        name = self._product or _("all models")
        period = _(PERIODS[self._period][1])
        title: list[Span] = [(text.clean(name), "bright strong"), (f"  {period}", "dim")]
        title += counted(self._reopened)
        lines: list[Line] = [text.rule(inner, title)]
        if found is None:
            return [[(" ", ""), *each] for each in lines]
        if not found.faults:
            said = _("No claims in this period. p shows another period, ←→ another model.")
            return [[(" ", ""), *each] for each in [*lines, [], [("  ", ""), (said, "dim")]]]
        return [[(" ", ""), *each] for each in [*lines, *drawn.page(found, inner, self._reopened)]]

    def action_model_next(self) -> None:
        """Show the next model."""
        self._go(1)

    def action_model_before(self) -> None:
        """Show the model before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        at = self._models.index(self._product) if self._product in self._models else 0
        self._product = self._models[(at + step) % len(self._models)]
        self._load()

    def action_period(self) -> None:
        """Show another period."""
        self._period = (self._period + 1) % len(PERIODS)
        self._load()

    def action_reopened(self) -> None:
        """Leave out claims that were reopened, or take them in again."""
        self._reopened = not self._reopened
        self._load()
