"""The pages behind the Score place, an alert on the Counter, and the agent who enters an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from fake_book import TODAY, make_score
from fake_desk import FakeDesk
from fake_scores import alert
from work_help import HOSTILE, harmless, keys, opened, seen

from store.errors import Refused
from store.records import Score
from store.wording import N_, say
from tui.screens.benchmarks import BenchmarkScreen, BenchmarksScreen
from tui.screens.claim import ClaimScreen
from tui.screens.counter import CounterScreen
from tui.screens.effort import EffortScreen, bars
from tui.screens.entering import EnteringScreen
from tui.screens.loyalty import LoyaltyScreen
from tui.screens.pareto import ParetoScreen
from tui.screens.reporting import ReportingScreen
from tui.screens.score import ScoreScreen
from tui.screens.warnings import WarningsScreen
from tui.widgets.score_page import Shown, page

CLOSED, OPEN = "K2-000117", "K2-000131"
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


class Hostile(FakeDesk):
    """A desk where everything that has a name has a hostile one."""

    fake_name = HOSTILE

    async def score(
        self, since: date | None, until: date | None, by: str | None = None, *, reopened: bool = True
    ) -> Score:
        return replace(self.score_now, by=(make_score(9, 9, 9, key=HOSTILE),), silent=(HOSTILE,))


class Empty(FakeDesk):
    """A desk where nothing has happened yet."""

    def __init__(self) -> None:
        super().__init__()
        self.fake_alerts, self.fake_benchmarks, self.fake_unhappy, self.fake_faults = (), [], [], False


def waiting() -> FakeDesk:
    """Return a desk where a closed claim waits for its answer."""
    desk = FakeDesk()
    desk.book.ratings.clear()
    desk.book.claims[CLOSED] = replace(desk.book.claims[CLOSED], score=None)
    return desk


PAGES: dict[str, Any] = {
    "score": ScoreScreen,
    "warnings": WarningsScreen,
    "loyalty": lambda: LoyaltyScreen(None, TODAY),
    "effort": EffortScreen,
    "pareto": lambda: ParetoScreen(None),
    "benchmarks": BenchmarksScreen,
}


@SIZES
@pytest.mark.parametrize("name", [name for name in PAGES if name != "effort"])
async def test_hostile_text_is_only_text(name: str, size: tuple[int, int]) -> None:
    async with opened(Hostile(), PAGES[name](), size) as pilot:
        assert harmless(seen(pilot))


@pytest.mark.parametrize("name", [name for name in PAGES if name != "score"])
async def test_what_is_empty_says_what_to_do(name: str) -> None:
    said = {
        "warnings": "Nothing is out of the ordinary.",
        "loyalty": "Nobody who has long been with us is unhappy.",
        "effort": "No claims in twelve months.",
        "pareto": "p shows another period",
        "benchmarks": "a enters one with its source.",
    }
    async with opened(Empty(), PAGES[name]()) as pilot:
        assert said[name] in seen(pilot)


@pytest.mark.parametrize("name", list(PAGES))
async def test_a_narrow_screen_cuts_and_does_not_break(name: str) -> None:
    async with opened(FakeDesk(), PAGES[name](), (50, 20)) as pilot:
        shown = seen(pilot)
        assert shown.strip() and all(len(line) <= 50 for line in shown.splitlines())


@SIZES
async def test_the_place_shows_warnings_mix_and_the_way_to_its_pages(size: tuple[int, int]) -> None:
    async with opened(FakeDesk(role="supervisor"), ScoreScreen(), size) as pilot:
        shown = seen(pilot)
        for said in ("! 1 alert · 1 to watch", "! fell", "at equal response +45  +33 … +57",
                     "By product", "l loyalty", "x reopened"):  # fmt: skip
            assert said in shown
        if size[0] > 100:
            for said in ("Who was asked", "must not be contacted", "Benchmarks", "20 months old", "Warnings"):
                assert said in shown


async def test_splits_go_both_ways_and_reopened_claims_can_be_left_out() -> None:
    asked: list[tuple[str | None, bool]] = []

    class Noted(FakeDesk):
        async def score(
            self, since: date | None, until: date | None, by: str | None = None, *, reopened: bool = True
        ) -> Score:
            asked.append((by, reopened))
            return await super().score(since, until, by)

    async with opened(Noted(), ScoreScreen()) as pilot:
        await keys(pilot, "S")
        assert "By desk" in seen(pilot)
        await keys(pilot, "s", "x")
        assert asked[-1] == ("product", False) and "without reopened claims" in seen(pilot)


async def test_who_may_not_see_parts_gets_the_whole_and_is_told_why() -> None:
    class Closed(FakeDesk):
        async def score(
            self, since: date | None, until: date | None, by: str | None = None, *, reopened: bool = True
        ) -> Score:
            if by is not None:
                raise Refused("NOT_ALLOWED", say(N_("viewer sees the score without its parts.")), field="by")
            return self.score_now

    async with opened(Closed(role="viewer"), ScoreScreen()) as pilot:
        shown = seen(pilot)
        assert "viewer sees the score without its parts." in shown and "+29 … +55" in shown
        assert "l loyalty" not in shown and "e effort" in shown


def test_a_split_of_people_is_ones_own_for_those_who_do_not_see_the_team() -> None:
    score = replace(make_score(9, 9, 9), by=(make_score(9, 9, 9, key="Olena"),))
    text = "\n".join(
        "".join(part for part, _ in row) for row in page(Shown("agent", score, team=False), 78, 22)
    )
    assert "By agent  only your own" in text and "Olena" in text


async def test_a_warning_is_told_in_full_and_leads_to_the_faults() -> None:
    async with opened(FakeDesk(), WarningsScreen()) as pilot:
        shown = seen(pilot)
        assert "1 alert · 1 to watch" in shown and "! alert" in shown and "· watch" in shown
        assert "By luck" in shown and "somebody should look at it today" in shown
        await keys(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, ParetoScreen) and "TV-55" in seen(pilot)


async def test_a_fall_by_the_mix_is_no_alarm() -> None:
    desk = FakeDesk()
    desk.fake_alerts = (alert("mix"),)
    async with opened(desk, WarningsScreen()) as pilot:
        assert "≈ the mix changed" in seen(pilot) and "no product has become worse" in " ".join(
            seen(pilot).split()
        )


@SIZES
async def test_loyalty_lists_whom_to_call_and_makes_tasks(size: tuple[int, int]) -> None:
    async with opened(FakeDesk(), LoyaltyScreen(None, TODAY), size) as pilot:
        shown = seen(pilot)
        for said in (
            "less than a year",
            "6 years and more",
            "too few for a score",
            "K2-000117",
            "! no contact",
        ):
            assert said in shown
        await keys(pilot, "t")
        assert "✓ task" in seen(pilot) and "Promised: Call KX-200" in seen(pilot)
        await keys(pilot, "c")
        assert isinstance(pilot.app.screen, ClaimScreen)
        await keys(pilot, "escape", "enter")
        assert isinstance(pilot.app.screen, CounterScreen) and "KX-200" in seen(pilot)


async def test_who_must_not_be_contacted_gets_no_task() -> None:
    desk = FakeDesk()
    async with opened(desk, LoyaltyScreen(None, TODAY)) as pilot:
        await keys(pilot, "down", "down", "t")
        assert all(each.task is None for each in desk.fake_unhappy)


@SIZES
async def test_effort_stands_beside_the_score(size: tuple[int, int]) -> None:
    async with opened(FakeDesk(), EffortScreen(), size) as pilot:
        shown = seen(pilot)
        for said in (
            "Nov 2026",
            "2.0",
            "7.5",
            "11%",
            "hand-overs",
            "seconds",
        ):
            assert said in shown
        await keys(pilot, "escape")
        assert not isinstance(pilot.app.screen, EffortScreen)


def test_bars_show_the_least_the_most_and_what_is_not_known() -> None:
    assert bars([Fraction(1), None, Fraction(3), Fraction(2)]) == "▁·█▄"
    assert bars([None, None]) == "··" and bars([Fraction(2)] * 2) == "▄▄"


@SIZES
async def test_faults_have_bars_sums_costs_and_build_months(size: tuple[int, int]) -> None:
    async with opened(FakeDesk(), ParetoScreen(None), size) as pilot:
        shown = seen(pilot)
        for said in (
            "all models",
            "noisy",
            "80%",
            "96%",
            "four in five",
            "36 of 40",
            "90%",
            "2,400.00",
            "goodwill",
        ):
            assert said in shown
        await keys(pilot, "right")
        shown = seen(pilot)
        assert "KX-200 refrigerator" in shown
        await keys(pilot, "p", "end")
        assert "90 days" in seen(pilot) and "5 / 20" in seen(pilot)


async def test_a_benchmark_is_entered_and_taken_out_of_use() -> None:
    desk = FakeDesk(role="supervisor")
    async with opened(desk, BenchmarksScreen()) as pilot:
        shown = seen(pilot)
        assert "ours, last 90 days +42" in shown and "+38.5" in shown and "! 20 months old" in shown
        assert "Survey" in shown and "telephone" in shown
        await keys(pilot, "a")
        assert isinstance(pilot.app.screen, BenchmarkScreen)
        pilot.app.screen.form.put({"title": "Ours [/]", "value": "40"})
        await keys(pilot, "down", "down", "down", "down", "down", "enter")
        assert "A benchmark needs source." in seen(pilot) and "! Source" in seen(pilot)
        pilot.app.screen.form.put({"source": "here", "method": "asked"})
        await keys(pilot, "down", "down", "enter")
        assert "Ours [/]" in seen(pilot) and len(desk.fake_benchmarks) == 2
        await keys(pilot, "d")
        assert (
            "KX-200 refrigerator" not in seen(pilot).split("Out of use")[0]
            and desk.fake_benchmarks[0].retired
        )
        await keys(pilot, "o")
        assert "out of use" in seen(pilot)


async def test_an_agent_reads_benchmarks_only() -> None:
    async with opened(FakeDesk(), BenchmarksScreen()) as pilot:
        await keys(pilot, "a", "d")
        assert isinstance(pilot.app.screen, BenchmarksScreen) and "+38.5" in seen(pilot)


async def test_the_report_is_written_for_the_window_that_was_seen() -> None:
    desk = FakeDesk(role="supervisor")
    async with opened(desk, ScoreScreen()) as pilot:
        await keys(pilot, "right", "r")
        assert isinstance(pilot.app.screen, ReportingScreen) and "no names" in seen(pilot)
        await keys(pilot, "enter", "enter", "right", "enter", "enter", "enter")
        assert "report.html." in seen(pilot)
    assert desk.reports == [(date(2026, 11, 1), TODAY, "en", True, None)]


async def test_an_agent_is_not_offered_names_and_may_take_a_year() -> None:
    desk = FakeDesk()
    async with opened(desk, ReportingScreen()) as pilot:
        assert "no names" not in seen(pilot)
        await keys(pilot, "right", "right", "down", "down", "down", "enter")
    assert desk.reports == [(TODAY - timedelta(days=364), TODAY, "en", False, None)]


@pytest.mark.parametrize(
    ("given", "reason", "said"), [("3", "1", "What went wrong?"), ("10", "2", "like most")]
)
async def test_the_agent_enters_an_answer(given: str, reason: str, said: str) -> None:
    desk = waiting()
    async with opened(desk, ClaimScreen(CLOSED)) as pilot:
        await keys(pilot, "e")
        assert isinstance(pilot.app.screen, EnteringScreen)
        assert "How likely are you to recommend us to a friend?" in seen(pilot)
        await keys(pilot, *given)
        assert said in seen(pilot)
        await keys(pilot, "enter", reason, "enter", "o", "k", "enter", "enter")
        assert isinstance(pilot.app.screen, ClaimScreen) and "Say thank you" in seen(pilot)
    found = desk.book.ratings[-1]
    wanted = {"3": "WAIT", "10": "REPAIR"}[given]
    assert (found.score, found.reason, found.comment, found.claim) == (int(given), wanted, "ok", CLOSED)


@pytest.mark.parametrize("given", ["11", "7.5", "-1", "٣", ""])
async def test_what_is_no_score_is_refused_and_kept(given: str) -> None:
    desk = FakeDesk()
    before = len(desk.book.ratings)
    async with opened(desk, EnteringScreen(CLOSED)) as pilot:
        assert isinstance(pilot.app.screen, EnteringScreen)
        pilot.app.screen.form.put({"score": given, "comment": "typed"})
        await keys(pilot, "enter", "enter", "enter", "enter")
        assert "a whole number from 0 to 10" in seen(pilot).replace("\n", " ") and "typed" in seen(pilot)
    assert len(desk.book.ratings) == before


async def test_who_prefers_not_to_answer_gives_no_score() -> None:
    asked: list[int | None] = []

    class Noted(FakeDesk):
        async def rate(self, claim_number: str, score: int | None, **more: Any) -> Any:
            asked.append(score)

    async with opened(Noted(), EnteringScreen(CLOSED)) as pilot:
        await keys(pilot, "x", "enter", "enter", "enter", "enter")
        assert "Prefers not to answer: taken down." in seen(pilot)
    assert asked == [None]


async def test_an_open_claim_is_not_asked_about() -> None:
    async with opened(FakeDesk(), ClaimScreen(OPEN)) as pilot:
        await keys(pilot, "e")
        assert "asked once the claim is closed" in seen(pilot)


async def test_an_alert_is_one_line_on_the_counter_and_moves_nothing() -> None:
    desk = FakeDesk()
    async with opened(desk) as pilot:
        counter = pilot.app.screen
        assert isinstance(counter, CounterScreen)
        before = seen(pilot).splitlines()
        counter.look_for_alerts()
        await keys(pilot)
        after = seen(pilot).splitlines()
        assert "! F7 w  NPS of KX-200 refrigerator fell" in after[2]
        assert [line for n, line in enumerate(after) if n != 2] == [
            line for n, line in enumerate(before) if n != 2
        ]
        counter.scan("MJ0351-YNG9-Z0XA")
        await keys(pilot)
        shown = seen(pilot).splitlines()
        assert "! F7 w  NPS of" in shown[-2] and "Next" in "\n".join(shown)
        desk.fake_alerts = (alert("watch"),)
        counter.look_for_alerts()
        await keys(pilot)
        assert "F7 w" not in seen(pilot)
