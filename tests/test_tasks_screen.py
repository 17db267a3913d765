"""The list of tasks."""

from __future__ import annotations

from dataclasses import replace

from fake_desk import FakeDesk
from work_help import HOSTILE, harmless, keys, opened, seen

from tui.screens.claim import ClaimScreen
from tui.screens.tasks import TasksScreen


async def test_the_late_ones_stand_first_and_lead_to_their_claim() -> None:
    async with opened(FakeDesk(), TasksScreen()) as pilot:
        shown = seen(pilot)
        assert shown.index("Order a T-CON board") < shown.index("Call back") < shown.index("Extended plan")
        late = next(line for line in shown.splitlines() if "T-CON" in line)
        assert late.startswith(" ! ") and "3 days late" in late
        await keys(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, ClaimScreen) and "K2-000117" in seen(pilot)


async def test_a_task_without_a_claim_leads_to_its_unit() -> None:
    async with opened(FakeDesk(), TasksScreen()) as pilot:
        await keys(pilot, "down", "down", "enter")
        assert "COVERED until 14 Mar 2027" in seen(pilot)


async def test_nothing_to_do_says_so() -> None:
    desk = FakeDesk()
    desk.book.tasks.clear()
    async with opened(desk) as pilot:
        await keys(pilot, "f4", "enter", "down")
        assert "Nothing to do." in seen(pilot)


async def test_hostile_text_is_only_text() -> None:
    desk = FakeDesk()
    desk.book.tasks = [replace(task, title=HOSTILE, claim=HOSTILE) for task in desk.book.tasks]
    async with opened(desk, TasksScreen()) as pilot:
        assert harmless(seen(pilot))
        await keys(pilot, "enter")
        assert harmless(seen(pilot))


async def test_groups_with_nothing_in_them_are_left_out() -> None:
    desk = FakeDesk()
    desk.book.tasks = []
    async with opened(desk) as pilot:
        await keys(pilot, "f4")
        shown = seen(pilot)
        assert "Nothing to do." in shown and "Open tasks" in shown
        assert "Drafts" not in shown and "without a unit" not in shown
        desk.book.drafts["u3"] = {"fault": "E-01"}
        await keys(pilot, "f2", "f4")
        assert "Drafts, not sent off" in seen(pilot) and "claim, not filed" in seen(pilot)
