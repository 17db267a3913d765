"""Which counters make up a window of days: whole months in the middle, days at its edges.

A counter is kept for each day and each calendar month, named ``d2026-11-21`` and ``m2026-11``. So ninety
days are some thirty counters, and ten years hardly more than their months.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from store.record import Record

FIRST_MONTH, LAST_MONTH = "m", "m~"
"""Before and behind every month, in the order of text."""
ONE_DAY = timedelta(days=1)


class Span(Record):
    """The counters of a window."""

    edges: tuple[str, ...]
    """Days."""
    first: str | None = None
    """The first whole month; None: there is none."""
    last: str = ""


def month_name(day: date) -> str:
    """Return the name of the counter of a day's month."""
    return f"m{day:%Y-%m}" if day.year >= 1000 else f"m{day.isoformat()[:7]}"


def span(since: date | None, until: date | None) -> Span:
    """Return the counters of a window, both days included; None: no bound on that side."""
    since = None if since is None or since.year <= 1 else since
    until = None if until is None or until >= date(9999, 12, 1) else until
    start = None if since is None else since if since.day == 1 else _next_month(since)
    end = None if until is None else until if (until + ONE_DAY).day == 1 else until.replace(day=1) - ONE_DAY
    if start is not None and end is not None and start > end:
        assert since is not None and until is not None
        return Span(tuple(_days(since, until)))
    before = _days(since, start - ONE_DAY) if since is not None and start is not None else ()
    after = _days(end + ONE_DAY, until) if end is not None and until is not None else ()
    first = FIRST_MONTH if start is None else month_name(start)
    return Span((*before, *after), first, LAST_MONTH if end is None else month_name(end))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _days(since: date, until: date) -> Iterator[str]:
    day = since
    while day <= until:
        yield f"d{day.isoformat()}"
        day += ONE_DAY


def months_back(today: date, count: int) -> tuple[date, ...]:
    """Return the first days of so many calendar months, oldest first, that of `today` last."""
    found = [today.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - ONE_DAY).replace(day=1))
    return tuple(reversed(found))
