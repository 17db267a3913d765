"""The desk's days off: the country whose holidays count, working days, and own closed days."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from store.errors import StoreError
from store.records import DaysOff
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.plain import unknown_holidays
from tui.screens.filing_form import refusal_lines
from tui.screens.with_form import FormScreen
from tui.widgets.choices import Option, PickEditor
from tui.widgets.editors import TextEditor
from tui.widgets.form import Form, Row
from tui.widgets.lines import Line, LineWidget
from tui.widgets.week import WeekEditor

NOWHERE = "none"
"""The value of no country, and of no part of it."""
ROWS = 4
"""Lines of a list of countries or parts."""


class CalendarScreen(FormScreen[None]):
    """A form of four fields and, below it, the next days off."""

    CSS_PATH = "calendar.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("calendar")]
    AUTO_FOCUS = None
    spot = "calendar"

    def __init__(self) -> None:
        """Show what is chosen as soon as it is known."""
        super().__init__()
        self._now: DaysOff | None = None
        self._said: list[Line] = []
        self._busy = False

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Days off")

    def content(self) -> ComposeResult:
        """Yield the form and the lines below it."""
        nowhere = Option(NOWHERE, _("none"))
        rows = [
            Row(_("Country"), PickEditor("country", [nowhere], NOWHERE, rows=ROWS)),
            Row(_("Part of it"), PickEditor("subdivision", [nowhere], NOWHERE, rows=ROWS), passed=True),
            Row(_("Working days"), WeekEditor("working"), passed=True),
            Row(_("Also closed"), TextEditor("closed", "", _("such as 2026-12-24, 2026-12-31")), passed=True),
        ]
        yield Form(rows, _("Keep these days off"))
        yield LineWidget(id="told")

    def on_mount(self) -> None:
        """Ask what is chosen, and which countries there are."""
        self._load()

    @work(exit_on_error=False, group="load")
    async def _load(self) -> None:
        self._now = now = await self.desk.calendar()
        closed = ", ".join(day.isoformat() for day in now.closed)
        values = {"country": now.country or NOWHERE, "working": ",".join(now.working), "closed": closed}
        self.form.put(values)
        self.form.query_one(PickEditor).target.focus()
        self.redraw()
        known = await self.desk.countries()
        options = [Option(code, name, code) for code, name in known]
        self._offer("country", options, now.country)
        self.form.query_one(PickEditor).query_one(Input).select_all()
        await self._offer_parts(now.country, now.subdivision)

    def _offer(self, field: str, options: list[Option], chosen: str | None) -> None:
        editor = self.form.editor(field)
        if isinstance(editor, PickEditor):
            editor.offer([Option(NOWHERE, _("none")), *options])
            editor.put(chosen or NOWHERE)

    async def _offer_parts(self, country: str | None, chosen: str | None) -> None:
        known = await self.desk.subdivisions(country) if country else ()
        self._offer("subdivision", [Option(code, name, code) for code, name in known], chosen)

    def frame(self) -> None:
        """Draw the first and the last line, and what follows from the choice."""
        super().frame()
        widget = self.query_one("#told", LineWidget)
        cells = max(widget.size.width, 20)
        lines = [*self._said, *([[]] if self._said else [])]
        if self._now is not None:
            lines += next_days(self._now, self.desk.today(), cells)
        widget.show(lines[: widget.size.height or None])

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        country = self.form.values.get("country")
        if event.field == "country" and country:
            self._other_parts(country)

    @work(exclusive=True, exit_on_error=False, group="parts")
    async def _other_parts(self, country: str) -> None:
        await self._offer_parts(None if country == NOWHERE else country, None)

    @on(Form.Done)
    def action_keep_days(self) -> None:
        """Keep what is chosen."""
        values = self.form.values
        if not self.check_action("keep_days", ()):
            self._tell([[("! ", "warn"), (_("Settings are for an admin to change."), "warn")]])
        elif not values.get("country"):
            self.form.mark("country")
        elif not self._busy:
            self._busy = True
            self._keep(values)

    @work(exit_on_error=False, group="keep")
    async def _keep(self, values: dict[str, str]) -> None:
        closed = [each for each in re.split(r"[\s,;]+", values.get("closed", "")) if each]
        country, part = values["country"], values.get("subdivision", NOWHERE)
        try:
            self._now = await self.desk.choose_calendar(country, part, values["working"].split(","), closed)
        except StoreError as refused:
            self._tell(refusal_lines(refused, self.size.width - 2))
            if refused.field:
                self.form.mark(refused.field)
            return
        finally:
            self._busy = False
        self.say(_("The days off are kept."))
        self.dismiss(None)

    def _tell(self, said: list[Line]) -> None:
        self._said = said
        self.redraw()


def place(now: DaysOff) -> str:
    """Name the country and the part of it that are chosen."""
    if now.country is None:
        return _("no public holidays")
    name = text.territory(now.country)
    return f"{name}, {now.subdivision}" if now.subdivision else name


def next_days(now: DaysOff, today: date, cells: int) -> list[Line]:
    """Return where the holidays come from, and the next days off."""
    lines: list[Line] = [text.rule(cells, [(_("The next days off"), "bright")])]
    if missing := unknown_holidays(now, today.year):
        told = text.wrap(f"! {missing}", cells, 3)
        lines += [[(part, "warn")] for part in told]
    if now.newer:
        lines.append(
            [("! ", "warn"), (_("A newer list of holidays is installed; keep again to take it."), "warn")]
        )
    days = dict.fromkeys(now.closed, _("closed")) | dict(now.holidays)
    coming = sorted((day, name) for day, name in days.items() if day >= today)
    lines += [
        [(text.left(text.day(day), 14), "dim"), (text.cut(text.clean(name, 100), cells - 14), "")]
        for day, name in coming
    ]
    if not coming:
        lines.append([(_("None is known from today on."), "dim")])
    return lines
