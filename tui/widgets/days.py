"""Reading a day the way people type it, and saying how far away it is.

What was read is always shown in words beside the field, so a guess about the order of day and month is
seen before it is filed.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from store.wording import _, ngettext

BACK = re.compile(r"[-−](\d{1,4})")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
PARTS = re.compile(r"(\d{1,2})(?:[-/. ](\d{1,2})(?:[-/. ](\d{2}|\d{4}))?)?[.]?")


def read_day(text: str, today: date) -> date | None:
    """Return the day that `text` names, or None if it names none.

    Empty is today; ``-3`` is three days ago; ``19`` the latest 19th, ``19.11`` the latest 19 November;
    ``19.11.2026``, ``11/19/2026`` where only that order makes a date, and ``2026-11-19`` are themselves.
    """
    typed = text.strip()
    if not typed or typed.casefold() == _("today").casefold():
        return today
    if typed.casefold() == _("yesterday").casefold():
        return today - timedelta(days=1)
    if back := BACK.fullmatch(typed):
        return today - timedelta(days=int(back[1]))
    if whole := ISO.fullmatch(typed):
        return _day(int(whole[1]), int(whole[2]), int(whole[3]))
    if parts := PARTS.fullmatch(typed):
        return _of_parts(parts, today)
    return None


def _of_parts(parts: re.Match[str], today: date) -> date | None:
    """Return the day of the month, of day and month, or of day, month and year."""
    first = int(parts[1])
    if parts[2] is None:
        return _latest([_day(*_month(today, back), first) for back in range(12)], today)
    second = int(parts[2])
    day, month = (second, first) if second > 12 >= first else (first, second)
    if parts[3] is None:
        return _latest([_day(today.year - back, month, day) for back in range(9)], today)
    year = int(parts[3])
    return _day(year + 2000 if year < 100 else year, month, day)


def _latest(days: list[date | None], today: date) -> date | None:
    """Return the first that is a day and not in the future."""
    return next((day for day in days if day and day <= today), None)


def _month(today: date, back: int) -> tuple[int, int]:
    months = today.year * 12 + today.month - 1 - back
    return months // 12, months % 12 + 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def away(day: date, today: date) -> str:
    """Say how far `day` is from today: today, yesterday, tomorrow, 3 days ago, in 3 days."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == -1:
        return _("yesterday")
    if days == 1:
        return _("tomorrow")
    if days < 0:
        return ngettext("{n} day ago", "{n} days ago", -days).format(n=f"{-days:,}")
    return ngettext("in {n} day", "in {n} days", days).format(n=f"{days:,}")
