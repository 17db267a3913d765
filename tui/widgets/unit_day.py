"""The editor of a unit's date: a day, a month where no more is known, or nothing at all."""

from __future__ import annotations

import re
from datetime import date

from store.wording import _
from tui import text
from tui.widgets.days import away, read_day
from tui.widgets.editors import SaidEditor
from tui.widgets.lines import Line

_MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(\d{1,2})[/.](\d{4}))", re.ASCII)


def read_unit_day(typed: str, today: date) -> str | None:
    """Return what was typed the way data writes it, empty for nothing; None if it is no day and no month."""
    typed = typed.strip()
    if not typed:
        return ""
    if month := _MONTH.fullmatch(typed):
        year, number = int(month[1] or month[4]), int(month[2] or month[3])
        return f"{year}-{number:02d}" if 1 <= number <= 12 else None
    found = read_day(typed, today)
    return found.isoformat() if found else None


class UnitDayEditor(SaidEditor):
    """A date of a unit as it is known; left empty, it is unknown."""

    DEFAULT_CSS = "UnitDayEditor Entry, UnitDayEditor Entry:focus { width: 14; }"

    def __init__(self, name: str, today: date, value: str = "") -> None:
        """Start with `value`, a day or month as data writes it."""
        super().__init__(name, value, "–")
        self._today = today
        self._known = value

    @property
    def wrong(self) -> bool:
        """True while what is typed is neither a day nor a month."""
        return self._value == "?"

    def _read(self, typed: str) -> str:
        found = read_unit_day(typed, self._today)
        return "?" if found is None else found

    def _said(self, typed: str) -> Line:
        found = read_unit_day(typed, self._today)
        if found is None:
            return [(_("! not a day"), "bad")]
        role = "dim" if found == self._known else "accent"
        if not found:
            return [(_("taken away"), role)] if self._known else []
        if len(found) == len("2027-03"):
            return [("= ", "dim"), (text.moment(found), role), (", " + _("the month only"), "dim")]
        day = date.fromisoformat(found)
        return [("= ", "dim"), (text.day(day), role), (f", {away(day, self._today)}", "dim")]
