"""The trend in cells: its scale, its shape without colour, and the honest gaps."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from store.records import Month, Score
from tui.text import span_width
from tui.widgets.trend import Scale, draw, fit


def month(number: int, nps: int | None, half: float = 20, n: int = 40, display: str = "") -> Month:
    first = date(2025 + number // 12, number % 12 + 1, 1)
    if nps is None:
        return Month(first, Score(0, 0, 0, None, None, None, "n/a", None))
    low, high = max(nps - half, -100), min(nps + half, 100)
    band = "improvement" if n >= 5 else None
    score = Score(n, 0, 0, Fraction(nps), low, high, display or f"{nps:+d}", band)
    return Month(first, score)


def rows(months: list[Month], width: int = 78, height: int = 9) -> list[str]:
    drawn = draw(months, width, height, lambda day: f"{day:%b}")
    return ["".join(part for part, _role in line) for line in drawn]


def test_a_rise_goes_from_the_lower_left_to_the_upper_right() -> None:
    drawn = rows([month(n, n * 8 - 44) for n in range(12)])
    places = [next(y for y, line in enumerate(drawn) if line[8 + 5 * n] in "▀▄") for n in range(12)]
    assert places == sorted(places, reverse=True) and places[0] > places[-1]
    assert drawn[-3].split() == [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ]


def test_the_range_surrounds_the_score() -> None:
    drawn = rows([month(0, 0, half=60)], height=12)
    column = [line[8] for line in drawn[:-3]]
    at = next(y for y, letter in enumerate(column) if letter in "▀▄")
    assert column[at - 1] == "░" and column[at + 1] == "░"


def test_a_month_without_answers_is_a_gap_and_few_answers_are_counted_only() -> None:
    drawn = rows([month(0, 20), month(1, None), month(2, 50, n=3)])
    assert all(line[17:25].strip(" ┈") == line[26:34].strip(" ┈") == "" for line in drawn[:-3])
    assert drawn[-2].split() == ["+20", "·", "·"]
    assert drawn[-1].split() == ["40", "3"]


def test_a_score_with_a_decimal_keeps_it() -> None:
    assert "+49.6" in rows([month(0, 49, display="+49.6"), month(1, 49, display="-49.6")])[-2]


def test_nothing_at_all_draws_an_empty_scale() -> None:
    drawn = rows([])
    assert len(drawn) == 9 and not any(letter in "▀▄░" for line in drawn for letter in line)


@pytest.mark.parametrize(
    ("score", "place"), [(39, (0, False)), (50, (0, True)), (-41, (4, False)), (0, (2, True))]
)
def test_a_score_has_its_half_row(score: float, place: tuple[int, bool]) -> None:
    assert Scale(-40, 20, 5).place(score) == place


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    some.lists(
        some.one_of(some.none(), some.tuples(some.integers(-100, 100), some.floats(0, 150))), max_size=14
    ),
    some.integers(20, 140),
    some.integers(4, 20),
)
def test_every_line_fits_whatever_the_scores(
    points: list[tuple[int, float] | None], width: int, height: int
) -> None:
    months = [month(n, *(point or (None,))) for n, point in enumerate(points)]
    drawn = draw(months, width, height, lambda day: "七月七月七月")
    assert len(drawn) == height
    assert all(span_width(list(line)) <= width for line in drawn)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(some.lists(some.floats(-100, 100), min_size=1, max_size=20), some.integers(2, 20))
def test_the_scale_has_a_place_for_every_value(values: list[float], count: int) -> None:
    scale = fit(values, count)
    low = scale.lowest - scale.unit / 2
    assert low <= min(values) and max(values) <= low + scale.unit * count
