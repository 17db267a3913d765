"""Filing a claim: six keys, drafts, refusals, duplicates, scans."""

from __future__ import annotations

from datetime import date

import pytest
from fake_book import TODAY
from fake_desk import FakeDesk
from work_help import burst, harmless, hostile_book, keys, opened, seen, settle

from store.records import Fault
from tui.screens.claim import ClaimScreen
from tui.screens.filing import FilingScreen
from tui.widgets.days import away, read_day


async def test_a_covered_claim_is_filed_in_six_keys() -> None:
    desk = FakeDesk()
    async with opened(desk) as pilot:
        await burst(pilot, "MJ0351-YNH0-7PPA")
        pressed = ("c", "down", "enter", "enter", "enter", "enter")
        await keys(pilot, *pressed)
        assert len(pressed) == 6
        number, action, values = desk.book.acts[-1]
        assert (action, values) == (
            "file",
            {"fault": "E-01", "failure_date": TODAY.isoformat(), "channel": "in-store"},
        )
        assert not isinstance(pilot.app.screen, FilingScreen)
        assert f"{number} is filed" in seen(pilot)
        assert desk.book.drafts == {}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_everything_is_in_sight(size: tuple[int, int]) -> None:
    async with opened(FakeDesk(), FilingScreen("u0"), size) as pilot:
        shown = seen(pilot)
        for word in (
            "Fault",
            "Failed on",
            "Brought in",
            "Component",
            "Condition",
            "In words",
            "File the claim",
        ):
            assert word in shown
        assert "K2-000131" in shown and "is open on this unit" in shown
        assert "28 Nov 2026" in shown and "5 Jan 2027" in shown and "parts 100 %" in shown
        assert "MJ0351-YNG9-Z0XA" in shown and "COVERED until 14 Mar 2027" in shown
        assert "esc" in shown and "commands" in shown


async def test_typing_filters_the_faults() -> None:
    desk = FakeDesk()
    async with opened(desk, FilingScreen("u3")) as pilot:
        await keys(pilot, *"noisy", "enter", "enter", "enter", "enter")
        assert desk.book.acts[-1][2]["fault"] == "E-04"


async def test_faults_stand_by_how_often_they_were_seen() -> None:
    class Shuffled(FakeDesk):
        async def faults(self, unit_id: str | None) -> tuple[Fault, ...]:
            return (Fault("A", "rare", seen=1), Fault("B", "common", seen=50), Fault("C", "never"))

    async with opened(Shuffled(), FilingScreen("u3")) as pilot:
        shown = seen(pilot)
        assert shown.index("common") < shown.index("rare") < shown.index("never")


async def test_what_was_typed_comes_back() -> None:
    desk = FakeDesk()
    async with opened(desk, FilingScreen("u3")) as pilot:
        await keys(pilot, "down", "enter", "-", "2", "enter", "right", "down", "down", *"dent", "escape")
        kept = dict(desk.book.drafts["u3"])
        assert kept.pop("keys") == 13 and isinstance(kept.pop("seconds"), int)
        assert kept == {
            "fault": "E-01",
            "failure_date": "2026-11-19",
            "channel": "mail-in",
            "condition": "dent",
        }
        await pilot.app.push_screen(FilingScreen("u3"))
        await settle(pilot)
        shown = seen(pilot)
        assert "is here again." in shown and "begins anew" in shown
        assert "no power" in shown and "dent" in shown and "19 Nov 2026" in shown
        await keys(pilot, "enter")
        assert desk.book.acts[-1][2]["condition"] == "dent"


async def test_a_refusal_keeps_the_form_and_marks_the_field() -> None:
    desk = FakeDesk()
    async with opened(desk, FilingScreen("u1")) as pilot:
        await keys(pilot, "down", "down", "down", "enter", "enter", "enter", "enter")
        shown = seen(pilot)
        assert isinstance(pilot.app.screen, FilingScreen)
        assert "! What differs" in shown and "is open for the same fault" in shown and "noisy" in shown
        assert "say what is different" in shown
        await keys(pilot, *"other", "enter", "enter")
        assert desk.book.acts[-1][2]["different_fault"] == "other"


async def test_enter_without_a_fault_stays_there() -> None:
    desk = FakeDesk()
    async with opened(desk, FilingScreen("u3")) as pilot:
        await keys(pilot, "enter", "enter")
        assert "! Fault" in seen(pilot)
        assert desk.book.acts == []


async def test_the_same_one_opens_the_claim() -> None:
    desk = FakeDesk()
    async with opened(desk, FilingScreen("u0")) as pilot:
        await keys(pilot, "d", "ctrl+d")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert "K2-000131" in seen(pilot)


@pytest.mark.parametrize("steps", [(), ("down", "enter"), ("down", "enter", "enter", "enter")])
async def test_a_scan_never_lands_in_the_form_nor_files_it(steps: tuple[str, ...]) -> None:
    desk = FakeDesk()
    async with opened(desk, FilingScreen("u3")) as pilot:
        await keys(pilot, *steps)
        await burst(pilot, "MJ0351-YNG9-Z1QK")
        assert desk.book.acts == []
        assert not isinstance(pilot.app.screen, FilingScreen)
        assert "Коваль" in seen(pilot)
        assert ("u3" in desk.book.drafts) == bool(steps)
        assert not any("MJ0351" in str(value) for value in desk.book.drafts.get("u3", {}).values())


async def test_hostile_text_is_only_text() -> None:
    desk = FakeDesk(hostile_book())
    async with opened(desk, FilingScreen("u0"), (120, 40)) as pilot:
        assert harmless(seen(pilot))
        await keys(pilot, "down", "enter", "enter", "enter", "enter")
        assert "is filed" in seen(pilot)
        assert pilot.app.is_running


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", TODAY),
        ("-1", date(2026, 11, 20)),
        ("−1", date(2026, 11, 20)),
        ("19", date(2026, 11, 19)),
        ("30", date(2026, 10, 30)),
        ("19.11", date(2026, 11, 19)),
        ("24.12", date(2025, 12, 24)),
        ("11/19/2026", date(2026, 11, 19)),
        ("19/11/26", date(2026, 11, 19)),
        ("2026-11-19", date(2026, 11, 19)),
        ("31.02", None),
        ("2026-13-01", None),
        ("soon", None),
    ],
)
def test_a_day_is_read_the_way_people_type_it(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


def test_a_day_is_said_from_today() -> None:
    assert away(TODAY, TODAY) == "today"
    assert away(date(2026, 11, 20), TODAY) == "yesterday"
    assert away(date(2026, 11, 11), TODAY) == "10 days ago"
    assert away(date(2026, 11, 22), TODAY) == "tomorrow"
