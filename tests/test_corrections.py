"""Corrections of an answer: what the history tells of them, and the form that makes one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from conftest import now
from fake_desk import FakeDesk
from textual.pilot import Pilot
from work_help import HOSTILE, harmless, keys, opened, seen, settle

from store import wording
from store.records import Person
from store.store import Store
from tui.app import CounterpaneApp
from tui.commands import commands_in
from tui.desk import Desk
from tui.happened import told
from tui.screens.claim import ClaimScreen
from tui.screens.correcting import CorrectingScreen
from tui.screens.tasks import TasksScreen

CLOSED, OPEN = "K2-000117", "K2-000131"
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


def rated(store: Store) -> str:
    """Return the number of a closed claim with a counted answer of 9."""
    lines = store.claims.queue("closed", limit=200).lines
    number = next(line.number for line in lines if line.score == 9)
    assert number
    return number


def sit(store: Store, role: str) -> Person:
    """Let somebody of `role` who had nothing to do with any answer sit at the desk."""
    store.context.agent = store.people.add(f"New {role}", role)
    return store.context.agent


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English again afterwards, whatever the test speaks."""
    yield
    wording.use(Path(wording.__file__).parent.parent / "tui" / "locale", "en")


def test_the_history_tells_what_it_was_what_it_is_and_why(demo: Store, english: None) -> None:
    number = rated(demo)
    sit(demo, "manager")
    demo.ratings.correct(number, 0, "typed [wrong]")
    entry = next(each for each in demo.workshop.history(number).entries if each.kind == "rating.correct")
    found = told(entry)
    assert (found.what, found.details) == ("an answer was corrected", "9 → 0 · typed [wrong]")
    assert found.who == "New manager (manager)" and found.role == "bright"
    for language in ("ru", "zh"):
        wording.use(Path(wording.__file__).parent.parent / "tui" / "locale", language)
        again = told(entry)
        assert again.details == found.details and again.what not in (found.what, "correct")
    assert (entry.body["was"], entry.body["score"], entry.body["reason"]) == (9, 0, "typed [wrong]")


@SIZES
async def test_an_answer_is_corrected_on_a_form_that_keeps_what_is_refused(size: tuple[int, int]) -> None:
    desk = FakeDesk(role="supervisor")
    async with opened(desk, ClaimScreen(CLOSED), size) as pilot:
        assert "rated 9" in seen(pilot)
        await keys(pilot, "c")
        assert isinstance(pilot.app.screen, CorrectingScreen)
        shown = seen(pilot)
        assert "correct the answer" in shown and "taken down 9 · 13 Oct 2026" in shown
        await keys(pilot, "1", "1", "enter", "x", "enter", "enter")
        assert isinstance(pilot.app.screen, CorrectingScreen)
        assert "! New score" in seen(pilot) and "this is 11" in seen(pilot)
        assert pilot.app.screen.form.values == {"score": "11", "reason": "x"}
        pilot.app.screen.form.put({"score": "9"})
        await keys(pilot, "down", "down", "enter")
        assert "The answer is 9 already." in seen(pilot) and "! New score" in seen(pilot)
        pilot.app.screen.form.put({"score": "0"})
        await keys(pilot, "down", "down", "enter")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert "rated 0" in seen(pilot) and "✓ Answer corrected" in seen(pilot)
        assert desk.book.drafts == {}


async def test_a_reason_of_blanks_is_refused_in_its_field() -> None:
    desk = FakeDesk(role="manager")
    async with opened(desk, ClaimScreen(CLOSED)) as pilot:
        await keys(pilot, "c")
        assert isinstance(pilot.app.screen, CorrectingScreen)
        pilot.app.screen.form.put({"score": "0"})
        await keys(pilot, "down", "down", "enter")
        assert "A correction needs its reason." in seen(pilot) and "! Reason" in seen(pilot)
        assert desk.book.ratings[0].score == 9


async def test_what_is_typed_stays_a_draft() -> None:
    desk = FakeDesk(role="supervisor")
    async with opened(desk, ClaimScreen(CLOSED)) as pilot:
        await keys(pilot, "c", "3", "escape")
        assert isinstance(pilot.app.screen, ClaimScreen)
        await keys(pilot, "c")
        assert "is here again" in seen(pilot)
        assert isinstance(pilot.app.screen, CorrectingScreen)
        assert pilot.app.screen.form.values == {"score": "3"}
        await keys(pilot, "ctrl+n")
        assert pilot.app.screen.form.values == {} and desk.book.drafts == {}


@pytest.mark.parametrize("role", ["viewer", "agent", "technician"])
async def test_whoever_may_not_is_told_who_may(role: str) -> None:
    async with opened(FakeDesk(role=role), ClaimScreen(CLOSED)) as pilot:
        await keys(pilot, "c")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert "corrected by a supervisor, a manager or an admin" in seen(pilot)
        assert "correct_answer" not in [command.id for command in commands_in("claim", role)]


async def test_without_an_answer_there_is_nothing_to_correct() -> None:
    async with opened(FakeDesk(role="admin"), ClaimScreen(OPEN)) as pilot:
        await keys(pilot, "c")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert "There is no answer to correct." in seen(pilot)


@pytest.mark.parametrize("role", ["supervisor", "manager", "admin"])
async def test_the_palette_and_the_help_lead_to_it(role: str) -> None:
    async with opened(FakeDesk(role=role), ClaimScreen(CLOSED)) as pilot:
        offered = {each.title: each.callback for each in pilot.app.get_system_commands(pilot.app.screen)}
        pilot.app.call_later(offered["Correct an answer"])
        await settle(pilot)
        assert isinstance(pilot.app.screen, CorrectingScreen)


@asynccontextmanager
async def sitting(path: Path, person: Person) -> AsyncIterator[Pilot[int]]:
    """Run the app on the real desk in `path`."""
    desk = Desk(partial(Store.open, path, clock=now, agent=person.id))
    try:
        app = CounterpaneApp(desk)
        async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        desk.close()


async def test_the_real_desk_is_corrected_and_every_page_knows(demo: Store) -> None:
    number, before = rated(demo), demo.ratings.running()
    path, person = demo.path, sit(demo, "supervisor")
    async with sitting(path, person) as pilot:
        await pilot.app.push_screen(ClaimScreen(number))
        await settle(pilot)
        await keys(pilot, "c", "0", "enter")
        assert isinstance(pilot.app.screen, CorrectingScreen)
        pilot.app.screen.form.put({"reason": HOSTILE})
        await keys(pilot, "end", "x", "escape")
        await pilot.app.push_screen(TasksScreen())
        await settle(pilot)
        assert "correct the answer" in seen(pilot)
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, CorrectingScreen) and "\x1b" not in seen(pilot)
        await keys(pilot, "down", "down", "enter")
        assert isinstance(pilot.app.screen, ClaimScreen) and "rated 0" in seen(pilot)
        await keys(pilot, "v")
        assert "an answer was corrected" in seen(pilot) and "9 → 0" in seen(pilot)
        assert harmless(seen(pilot))
    assert demo.ratings.answer(number).score == 0 and demo.ratings.answer(number).given == 9
    assert demo.ratings.running() != before
    assert demo.filing.drafts() == () and demo.check() == []


async def test_nobody_corrects_an_answer_to_their_own_work(demo: Store) -> None:
    number = rated(demo)
    who = next(p for p in demo.people.list() if p.id == demo.ratings.answer(number).agent)
    demo.people.change_role(who.name, "supervisor")
    async with sitting(demo.path, who) as pilot:
        await pilot.app.push_screen(ClaimScreen(number))
        await settle(pilot)
        await keys(pilot, "c")
        assert isinstance(pilot.app.screen, CorrectingScreen)
        pilot.app.screen.form.put({"score": "10", "reason": "mine"})
        await keys(pilot, "down", "down", "enter")
        assert "may not do this" in seen(pilot) and isinstance(pilot.app.screen, CorrectingScreen)
        assert pilot.app.screen.form.values == {"score": "10", "reason": "mine"}
