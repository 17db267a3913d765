"""The Desk place: what this desk is called, who works here, what it knows, where lists come in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from store.errors import StoreError
from store.records import DaysOff
from store.wording import _, ngettext
from tui.commands import bindings
from tui.plain import joined, unknown_holidays
from tui.screens.base import DeskScreen
from tui.screens.calendar import place
from tui.screens.first_run import NAME
from tui.text import clean, cut, day, left, number, rule, weekdays, wrap
from tui.widgets.entry import Entry
from tui.widgets.footer import left_out
from tui.widgets.lines import Line, LineWidget
from tui.widgets.week import DAYS
from tui.widgets.words import value

if TYPE_CHECKING:
    from tui.desk import Desk

LATE = 2
"""Days after which the last backup is too old."""


class DeskLines(LineWidget, can_focus=True):
    """The facts of the desk; its commands are those of the place "desk"."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("desk")]


class DeskPlaceScreen(DeskScreen[None]):
    """Facts, and the way to importing."""

    CSS_PATH = "desk_place.tcss"
    AUTO_FOCUS = "DeskLines"
    spot = "desk"

    def content(self) -> ComposeResult:
        """Yield the facts and, hidden until it is wanted, the entry for a new name."""
        yield DeskLines(id="desk-facts")
        yield Entry(id="new-name")

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Desk")

    def frame(self) -> None:
        """Draw the facts."""
        super().frame()
        self._draw()

    @work(exclusive=True)
    async def _draw(self) -> None:
        cells, height = self.size.width - 2, self.size.height - 2
        policies, calendar = await self.desk.policies(), await self.desk.calendar()
        keys = left_out(self.spot, self.desk.agent.role, cells)
        backups: list[Line] = [
            [(part, style)] for said, style in _backups(self.desk) for part in wrap(said, cells, 3)
        ]
        parts = [
            _part(_("This desk"), self._facts(len(policies), calendar, cells), cells, "bright strong"),
            _part(_("More keys"), keys, cells),
            _part(_("Backups"), backups, cells),
            _part(_("About"), [[(part, "dim")] for part in wrap(_about(), cells, 4)], cells),
        ]
        named: list[Line] = [
            [(left(policy.id, 12), "dim"), (clean(policy.title, cells), "")] for policy in policies
        ]
        room = height - sum(map(len, parts)) - len(parts) - 1
        if named and room > 2:
            parts.insert(3, _part(_("Policies"), named[: room - 1], cells, more=len(named) - room + 1))
        self.query_one(DeskLines).show([[(" ", ""), *spans] for spans in stacked(parts, height)])

    def _facts(self, policies: int, calendar: DaysOff, cells: int) -> list[Line]:
        """Return what the desk is called, who works here, what it knows, and what is to be seen to."""
        units, agent = self.desk.count_units(), self.desk.agent
        none = _("none yet: every answer is NO COVER until some are imported")
        facts: list[tuple[str, str, str]] = [
            (_("Name"), self.desk.name, ""),
            (_("At work"), f"{agent.name}, {value(agent.role)}", ""),
            (_("Today"), day(self.desk.today()), ""),
            (_("Units"), ngettext("{n} unit", "{n} units", units).format(n=number(units)), ""),
            (_("Policies"), number(policies) if policies else none, "" if policies else "warn"),
            (_("Days off"), days_off(calendar, self.desk.today()), ""),
        ]
        if self.desk.throw_away:
            facts.append(("", _("A demo: everything in it is thrown away at the end."), "warn"))
        elif not self.desk.encrypted:
            told = _("no: whoever gets the file reads it; an admin's e encrypts it")
            facts.append((_("Encrypted"), told, "warn"))
        waiting = self.desk.inbox_waiting()
        if waiting:
            told = ngettext(
                "{n} sensitive act to take note of: key m",
                "{n} sensitive acts to take note of: key m",
                waiting,
            )
            facts.append((_("Notices"), told.format(n=number(waiting)), "warn"))
        return [
            [(left(label, 12), "dim"), (cut(clean(said, cells), cells - 12), role)]
            for label, said, role in facts
        ]

    def action_import_list(self) -> None:
        """Go to the import."""
        self.house.open_page("importing")

    def action_policies(self) -> None:
        """Go to the policies."""
        self.house.open_page("policies")

    def action_days_off(self) -> None:
        """Go to the days off."""
        self.house.open_page("calendar")

    def action_quality(self) -> None:
        """Go to what is doubtful in the data."""
        self.house.open_page("quality")

    def action_set_paper_up(self) -> None:
        """Go to how papers are printed."""
        self.house.open_page("paper_setup")

    def action_loans(self) -> None:
        """List the loaners that are out."""
        self.house.open_page("loans")

    def action_ledger(self) -> None:
        """Show the ledger of goodwill."""
        self.house.open_page("ledger")

    def action_about_customer(self) -> None:
        """Ask which customer, and show all that is kept about them."""
        self.house.open_page("whom", then=self._about)

    def _about(self, customer: str | None) -> None:
        if customer is not None:
            self.house.open_page("about", customer)

    def action_retention(self) -> None:
        """Go to how long things are kept."""
        self.house.open_page("retention")

    def action_inbox(self) -> None:
        """Go to what an admin has to take note of."""
        self.house.open_page("inbox")

    def action_encrypt_desk(self) -> None:
        """Go to encrypting."""
        if self.desk.encrypted:
            self.say(_("This desk is encrypted already."))
        else:
            self.house.open_page("encrypting")

    def action_rename(self) -> None:
        """Ask for another name."""
        entry = self.query_one(Entry)
        entry.value = self.desk.name
        self.add_class("-naming")
        entry.focus()

    @on(Input.Submitted, "#new-name")
    async def rename(self, event: Input.Submitted) -> None:
        """Keep the new name."""
        name = event.value.strip()
        if not name or len(name) > NAME:
            self.say(_("A name of one to {n} letters, please.").format(n=NAME), wrong=True)
            return
        try:
            await self.desk.name_desk(name)
        except StoreError as error:
            self.say(error)
            return
        self.remove_class("-naming")
        self.query_one(DeskLines).focus()
        self.redraw()


def _part(title: str, lines: list[Line], cells: int, role: str = "bright", more: int = 0) -> list[Line]:
    """Return `lines` below a rule with their title, which says how many `more` there are; none for none."""
    said = "  " + ngettext("{n} more", "{n} more", more).format(n=number(more)) if more > 0 else ""
    return [rule(cells, [(title, role), (said, "dim")]), *lines] if lines else []


def stacked(parts: list[list[Line]], height: int) -> list[Line]:
    """Return `parts` below each other in `height` lines, a blank line before each where there is room."""
    lines: list[Line] = []
    blanks = height - sum(map(len, parts))
    for n, part in enumerate(parts):
        if blanks >= len(parts) - n and part:
            lines.append([])
            blanks -= 1
        lines += part
    return lines[:height]


def days_off(now: DaysOff, today: date) -> str:
    """Say in one line when the desk does not work, and the key that changes it."""
    working = " ".join(name for day, name in zip(DAYS, weekdays(), strict=True) if day in now.working)
    coming = min((each for each in (*now.closed, *now.holidays) if each >= today), default=None)
    holidays = place(now)
    if unknown_holidays(now, today.year):
        holidays = _("! {place}: no holidays known for {year}").format(place=holidays, year=today.year)
    works = _("works every day") if len(now.working) == len(DAYS) else _("works {days}")
    said = joined(holidays, works.format(days=working))
    if coming is not None:
        said += " · " + _("next {day}").format(day=day(coming))
    return said


def _backups(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield how it stands with the backups, and how loudly to say it."""
    standing = desk.standing()
    if desk.throw_away:
        yield _("A demo is not backed up."), "dim"
        return
    if standing.problem is not None:
        yield _("The last try failed: {problem}").format(problem=clean(standing.problem)), "warn"
    if standing.backed_up is None:
        yield _("There is no backup yet."), "warn" if standing.days else "dim"
    else:
        made = standing.backed_up.date()
        age = (desk.today() - made).days
        words = ngettext(
            "The last one is of {day}, {n} day old.", "The last one is of {day}, {n} days old.", age
        )
        if age <= 0:
            words = _("The last one is of today.")
        yield (
            words.format(day=day(made), n=age),
            "warn" if age > LATE else "",
        )
    if standing.days:
        text = ngettext(
            "The desk makes one every day in {folder} and keeps it for {n} day.",
            "The desk makes one every day in {folder} and keeps it for {n} days.",
            standing.days,
        )
        yield text.format(folder=clean(standing.folder), n=standing.days), "dim"
    else:
        yield _("The desk makes none by itself: counterpane backup --keep 14 changes that."), "warn"


def _about() -> str:
    return _(
        "Counterpane, a service counter in a terminal pane. Net Promoter, NPS and Net Promoter Score are "
        "registered trademarks of Bain & Company, Satmetrix Systems and Fred Reichheld."
    )
