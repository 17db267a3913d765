"""Calendar arithmetic, held against dateutil and against its own definition."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.calendar import (
    Duration,
    day_at,
    is_timezone,
    last_included,
    last_of_month,
    next_working,
    plus,
    shift,
)

steady = settings(derandomize=True, max_examples=80, deadline=None, database=None)
days = st.dates(date(1900, 1, 1), date(2400, 12, 31))


@steady
@given(day=days, count=st.integers(0, 600), unit=st.sampled_from("dwmy"))
def test_plus_is_the_corresponding_date(day: date, count: int, unit: str) -> None:
    step = {
        "d": relativedelta(days=count),
        "w": relativedelta(weeks=count),
        "m": relativedelta(months=count),
        "y": relativedelta(years=count),
    }[unit]
    assert plus(day, Duration(count, unit)) == day + step


@steady
@given(day=days, count=st.integers(1, 600))
def test_months_are_counted_from_the_anchor(day: date, count: int) -> None:
    end = plus(day, Duration(count, "m"))
    assert end.day == min(day.day, monthrange(end.year, end.month)[1])
    assert 12 * end.year + end.month == 12 * day.year + day.month + count


@steady
@given(day=days, count=st.integers(1, 600), unit=st.sampled_from("dwmy"))
def test_the_last_day_of_an_inclusive_term(day: date, count: int, unit: str) -> None:
    corresponding, last = plus(day, Duration(count, unit)), last_included(day, Duration(count, unit))
    has_no_such_day = unit in "my" and corresponding.day != day.day
    assert last == corresponding - timedelta(days=0 if has_no_such_day else 1)


@steady
@given(day=days)
def test_a_year_is_twelve_months(day: date) -> None:
    assert plus(day, Duration(3, "y")) == plus(day, Duration(36, "m"))
    assert last_of_month(day.year, day.month) == monthrange(day.year, day.month)[1]


@steady
@given(day=days, working=st.frozensets(st.integers(0, 6), min_size=1), free=st.frozensets(st.integers(0, 9)))
def test_the_next_working_day(day: date, working: frozenset[int], free: frozenset[int]) -> None:
    holidays = frozenset(day + timedelta(days=number) for number in free)
    found = next_working(day, working, holidays)
    assert found >= day and found.weekday() in working and found not in holidays
    for skipped in range((found - day).days):
        between = day + timedelta(days=skipped)
        assert between.weekday() not in working or between in holidays


def test_arithmetic_stops_at_the_ends_of_time() -> None:
    assert plus(date(2026, 1, 31), Duration(999999, "y")) == date.max
    assert plus(date(2026, 1, 31), Duration(999999, "w")) == date.max
    assert last_included(date(9999, 12, 31), Duration(1, "m")) == date.max
    assert shift(date.min, -1) == date.min
    assert next_working(date.max, {0}, frozenset()) == date.max


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        ("2026-06-30T16:30:00", "Asia/Shanghai", "2026-07-01"),
        ("2026-06-30T15:59:59", "Asia/Shanghai", "2026-06-30"),
        ("2026-11-02T04:30:00", "America/New_York", "2026-11-01"),
        ("2026-06-30T23:59:59", "UTC", "2026-06-30"),
    ],
)
def test_the_day_at_the_site(instant: str, zone: str, day: str) -> None:
    assert day_at(datetime.fromisoformat(instant).replace(tzinfo=UTC), zone).isoformat() == day


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "Europe", "", "/UTC", "a\0b"])
def test_unknown_time_zones(name: str) -> None:
    assert not is_timezone(name)


def test_known_time_zones() -> None:
    assert is_timezone("UTC")
    assert is_timezone("Europe/Berlin")
