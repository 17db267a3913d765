"""Calendar arithmetic: terms, corresponding dates, working days, the day at a site.

A term of months ends on the *corresponding date*: the same day number, or the last day of a month
that has no such day (dateutil's `relativedelta`). It is always counted from its anchor; 31 January +
2 months is 31 March, which two steps of one month would miss. Days beyond the year 9999 stop at its last
day, so that arithmetic never fails.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from store.record import Record

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Names of the days of the week, Monday first."""

EVERY_DAY = frozenset(range(7))
"""All weekdays as numbers, Monday 0."""


class Duration(Record):
    """A whole number of days, weeks, months or years."""

    count: int
    unit: str
    """d, w, m or y."""

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def days(self) -> int | None:
        """Return the length in days; None when it is counted in months."""
        if self.unit == "d":
            return self.count
        return 7 * self.count if self.unit == "w" else None

    @property
    def months(self) -> int:
        """Return the length in months of a duration of months or years."""
        return 12 * self.count if self.unit == "y" else self.count


def last_of_month(year: int, month: int) -> int:
    """Return the number of the last day of a month."""
    return monthrange(year, month)[1]


def shift(day: date, days: int) -> date:
    """Return the day so many days later (or earlier), within the years 1 to 9999."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def plus(day: date, duration: Duration) -> date:
    """Return the corresponding date after `duration`."""
    days = duration.days
    if days is not None:
        return shift(day, days)
    return _months_later(day, duration.months)[0]


def last_included(day: date, duration: Duration) -> date:
    """Return the last day of a term whose first day is `day` itself (convention INCL).

    UKSI 2018/1082: the day before the corresponding date; in a month that has no such day, the
    month's last day, not one less.
    """
    days = duration.days
    if days is not None:
        return shift(day, days - 1)
    end, clamped = _months_later(day, duration.months)
    return end if clamped else shift(end, -1)


@lru_cache(maxsize=4096)
def _months_later(day: date, months: int) -> tuple[date, bool]:
    """Return the corresponding date and whether it had to be the month's last day."""
    try:
        end = day + relativedelta(months=months)
    except (ValueError, OverflowError):
        return date.max, True
    return end, end.day < day.day


def is_working(day: date, working: Collection[int], holidays: Collection[date]) -> bool:
    """Tell whether the site works on `day`: a working weekday (Monday 0) and no holiday."""
    return day.weekday() in working and day not in holidays


def next_working(day: date, working: Collection[int], holidays: Collection[date]) -> date:
    """Return `day` if the site works on it, else the next day on which it does."""
    while not is_working(day, working, holidays) and day < date.max:
        day += timedelta(days=1)
    return day


def day_at(instant: datetime, timezone: str) -> date:
    """Return the calendar day of an instant at a site.

    Raises:
        ValueError: the time zone is not an IANA name this machine knows.
    """
    return instant.astimezone(UTC if timezone == "UTC" else _zone(timezone)).date()


def is_timezone(name: str) -> bool:
    """Tell whether this machine knows the IANA time zone `name`."""
    if name == "UTC":
        return True
    try:
        _zone(name)
    except ValueError:
        return False
    return True


def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(name) from error
