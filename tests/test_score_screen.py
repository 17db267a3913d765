"""The score in its place: never more certain than it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from fake_book import TODAY, make_score
from fake_desk import FakeDesk
from work_help import HOSTILE, harmless, keys, opened, seen

from store.records import Score
from store.rules.enough import needed
from store.rules.nps import FEW, answers_needed, interval
from tui.screens.score import ScoreScreen, window
from tui.widgets.score import head, part

SEED = Score(99, 20, 34, Fraction(6500, 153), 28.9, 53.8, "+42", "improvement", invited=412,
             needed=needed(99, 20, 34))  # fmt: skip


def lines(score: Score, cells: int = 78) -> str:
    return "\n".join("".join(text for text, _role in line) for line in head(score, cells))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_everything_is_in_sight(size: tuple[int, int]) -> None:
    async with opened(FakeDesk(), ScoreScreen(), size) as pilot:
        shown = seen(pilot)
        for said in (
            "last 90 days",
            "24 Aug 2026 – 21 Nov 2026",
            "+29 … +55",
            "improvement",
            "99 promoters · 20 passives · 34 detractors",
            "153 answers of 412 asked (37 %)",
            "Twelve months",
            "By product",
            "KX-200 refrigerator",
            "38 answers",
            "2 answers: 1 promoter, 1 detractor",
            "nobody answered — silent",
        ):
            assert said in shown
        assert "░" in shown and "▀" in shown


async def test_windows_and_splits_ask_the_store() -> None:
    asked: list[tuple[date | None, date | None, str | None]] = []

    class Noted(FakeDesk):
        async def score(
            self, since: date | None, until: date | None, by: str | None = None, *, reopened: bool = True
        ) -> Score:
            asked.append((since, until, by))
            return await super().score(since, until, by)

    async with opened(Noted(), ScoreScreen()) as pilot:
        await keys(pilot, "right")
        assert "this month" in seen(pilot)
        await keys(pilot, "right", "s")
        shown = seen(pilot)
        assert "all time" in shown and "By fault" in shown
        assert asked[-3:] == [
            (date(2026, 11, 1), TODAY, "product"),
            (None, None, "product"),
            (None, None, "fault"),
        ] or asked[-1] == (None, None, "fault")
        await keys(pilot, "right")
        assert "last 90 days" in seen(pilot)


def test_the_default_window_is_ninety_days_with_today() -> None:
    shown = window(0, TODAY)
    assert shown.since is not None and (TODAY - shown.since).days == 89 and shown.until == TODAY


def test_no_answers_are_no_score() -> None:
    said = lines(Score(0, 0, 0, None, None, None, "n/a", None, invited=31))
    assert "n/a" in said and "no answers" in said and "0 answers of 31 asked (0 %)" in said


@pytest.mark.parametrize("n", [1, 4])
def test_up_to_four_answers_are_counted_only(n: int) -> None:
    said = lines(Score(n, 0, 0, Fraction(100), 20, 100, "+100", None))
    assert "too few for a score" in said and "…" not in said and f"{n} answer" in said


@pytest.mark.parametrize(("n", "few"), [(5, True), (29, True), (30, False)])
def test_few_answers_are_marked(n: int, few: bool) -> None:
    score = Score(n, 0, 0, Fraction(100), 20, 100, "+100", "excellence")
    assert ("few answers" in lines(score)) == few
    row = "".join(text for text, _role in part(replace(score, key="X"), 78))
    assert ("few" in row) == few


def test_answers_needed_follow_the_variance() -> None:
    assert dict(needed(0, 0, 0))[10] == dict(needed(10, 5, 4))[10] == 262
    assert [answers_needed(points) for points in (10, 15, 20)] == [262, 115, 64]
    assert dict(needed(400, 0, 0))[10] < FEW


@pytest.mark.parametrize("more", [30, 99, 400, 2000])
def test_so_many_answers_of_the_same_kind_give_that_range(more: int) -> None:
    groups = (6 * more, more, 3 * more)
    for points, wanted in needed(*groups):
        share = Fraction(wanted + 3, sum(groups) + 3)
        low, high = interval(*(int(group * share) for group in groups)) or (0, 0)
        assert (high - low) / 2 == pytest.approx(points, abs=0.35)


def test_page_record_and_report_tell_the_same_number() -> None:
    (points, wanted), *_rest = SEED.needed
    assert points == 10 and f"±10 needs {wanted}" in lines(SEED)


@pytest.mark.parametrize("cells", [40, 78, 118])
def test_a_silent_part_says_so(cells: int) -> None:
    row = "".join(text for text, _role in part(make_score(0, 0, 0, key="AC-9", invited=31), cells))
    assert "n/a" in row and "AC-9" in row
    if cells > 40:
        assert "no answers from 31 asked — silent" in row


async def test_an_empty_window_says_what_to_do() -> None:
    class Empty(FakeDesk):
        async def score(
            self, since: date | None, until: date | None, by: str | None = None, *, reopened: bool = True
        ) -> Score:
            return make_score(0, 0, 0, invited=0)

    async with opened(Empty(), ScoreScreen()) as pilot:
        assert "They come when claims are closed and rated." in seen(pilot)


async def test_hostile_text_is_only_text() -> None:
    class Hostile(FakeDesk):
        async def score(
            self, since: date | None, until: date | None, by: str | None = None, *, reopened: bool = True
        ) -> Score:
            return replace(self.score_now, by=(make_score(9, 9, 9, key=HOSTILE),), silent=(HOSTILE,))

    async with opened(Hostile(), ScoreScreen(), (120, 40)) as pilot:
        assert harmless(seen(pilot))
