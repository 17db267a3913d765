"""The trend in cells: its scale, its shape without colour, and the honest gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from store.records import Month, Score
from tui import text
from tui.text import span_width
from tui.widgets.score_page import Shown, _trend
from tui.widgets.trend import Scale, draw, fit, room


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


CELLS = {(80, 24): 78, (120, 40): 57}
"""Cells the trend has on the Score place, by the size of the terminal."""


@pytest.mark.parametrize("size", CELLS)
@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_twelve_months_are_twelve_on_every_screen_in_every_language(
    language: str, size: tuple[int, int]
) -> None:
    text.speak(language)
    try:
        names = [text.month(date(2025, n, 1)) for n in range(1, 13)]
        months = [month(n, 100 - n) for n in range(12)]
        drawn = draw(months, CELLS[size], 9, text.month)
    finally:
        text.speak("en")
    lines = ["".join(part for part, _role in line) for line in drawn]
    assert room(CELLS[size]) >= 12
    assert lines[-2].count("+") == 12 and lines[-1].split() == ["40"] * 12
    at = 0
    for name in names:
        at = lines[-3].index(name[:3], at) + 1
    assert all(span_width(list(line)) <= CELLS[size] for line in drawn)


def test_no_number_below_a_month_is_cut_to_another_one() -> None:
    crowd = [month(n, 20, n=[1_234, 80_000, 999, 12_345_678][n % 4]) for n in range(12)]
    assert rows(crowd, width=57)[-1].split() == ["1k", "80k", "999", "12M"] * 3
    assert rows(crowd, width=78)[-1].split() == ["1.2k", "80k", "999", "12M"] * 3
    close = [month(n, 0, display=("+49.6", "-0.4")[n % 2]) for n in range(12)]
    close = [
        replace(each, score=replace(each.score, nps=Fraction((496, -4)[n % 2], 10)))
        for n, each in enumerate(close)
    ]
    assert rows(close, width=57)[-2].replace("-0.4", " -0.4").split() == ["+49", "-0.4"] * 6
    assert rows(close, width=78)[-2].replace("+", " +").split() == ["+49.6", "-0.4"] * 6


@pytest.mark.parametrize("width", [20, 30, 40, 54, 55, 78])
def test_the_title_promises_as_many_months_as_are_shown(width: int) -> None:
    shown = _trend(Shown("product", months=tuple(month(n, 20) for n in range(12))), width, 9)
    title, scores = ("".join(part for part, _role in line) for line in (shown[0], shown[-2]))
    count = scores.count("+20")
    assert ("Twelve months" if count == 12 else f"{count} month") in title and count == min(room(width), 12)
