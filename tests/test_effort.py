"""What a form costs: keys and seconds from opening to filing, and drafts that were given up."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from fake_desk import FakeDesk
from textual.events import Paste
from textual.pilot import Pilot
from work_help import burst, keys, opened, seen, settle

from store.store import Store
from tui.app import CounterpaneApp
from tui.desk import Desk
from tui.screens.filing import FilingScreen
from tui.screens.unknown import UnknownScreen
from tui.tally import IDLE, Tally

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SERIAL = "MJ0351-YNG9-Z0XA"


class Clock:
    """Seconds that pass when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def typed(tally: Tally, letters: str, apart: float, at: float = 0.0) -> None:
    """Press letters one after another; a line break is Enter."""
    for n, letter in enumerate(letters):
        enter = letter == "\n"
        tally.key(at + n * apart, "enter" if enter else letter, printable=not enter)


@pytest.mark.parametrize(
    ("letters", "apart", "counted"),
    [
        ("abc", 0.1, 3),
        ("abcdefgh\n", 0.1, 9),
        ("ab\n", 0.005, 3),
        ("MJ0351-YNG9\n", 0.005, 1),
        ("abcd", 0.005, 1),
        ("\n\n\n", 0.005, 3),
    ],
)
def test_a_burst_counts_as_one_key(letters: str, apart: float, counted: int) -> None:
    tally = Tally(Clock())
    typed(tally, letters, apart)
    assert tally.sums() == {"keys": 1 + counted, "seconds": 0}


def test_keys_after_a_burst_count_again() -> None:
    tally = Tally(Clock())
    typed(tally, "MJ0351\n", 0.005)
    typed(tally, "ab", 0.1, at=2.0)
    tally.paste()
    assert tally.sums()["keys"] == 1 + 1 + 2 + 1


def test_a_pause_counts_for_five_minutes_at_the_most() -> None:
    clock = Clock()
    tally = Tally(clock)
    for pause in (20.0, IDLE + 3000.0, 10.4):
        clock.now += pause
        tally.key(clock.now, "down", printable=False)
    assert tally.sums() == {"keys": 4, "seconds": 330}
    clock.now -= 50
    assert tally.sums()["seconds"] == 330


def test_a_draft_takes_its_cost_along() -> None:
    clock = Clock()
    tally = Tally(clock)
    tally.add({"keys": 7, "seconds": 40, "fault": "E-01"})
    clock.now += 5
    tally.key(clock.now, "enter", printable=False)
    assert tally.sums() == {"keys": 9, "seconds": 45}
    tally.add({"keys": "7"})
    tally.begin()
    assert tally.sums() == {"keys": 1, "seconds": 0}


async def test_a_claim_filed_in_six_keys_tells_six() -> None:
    desk = FakeDesk()
    async with opened(desk) as pilot:
        await burst(pilot, "MJ0351-YNH0-7PPA")
        await keys(pilot, "c", "down", "enter", "enter", "enter", "enter")
    (taken,) = desk.book.taken
    assert taken["keys"] == 6 and isinstance(taken["seconds"], int)


async def test_seconds_run_from_opening_to_filing() -> None:
    desk, clock, screen = FakeDesk(), Clock(), FilingScreen("u3")
    screen.tally = Tally(clock)
    clock.now += 500
    async with opened(desk, screen) as pilot:
        clock.now += 9
        await pilot.app.on_event(Paste("E-01"))
        await settle(pilot)
        clock.now += IDLE + 1
        await keys(pilot, "enter", "enter", "enter", "enter")
    assert desk.book.taken == [{"keys": 6, "seconds": 309}]


async def test_a_draft_thrown_away_is_given_up_and_a_kept_one_is_not() -> None:
    desk = FakeDesk()
    async with opened(desk, FilingScreen("u3")) as pilot:
        await keys(pilot, "down", "enter", "escape")
        assert desk.book.given_up == [] and desk.book.drafts["u3"]["keys"] == 3
        await pilot.app.push_screen(FilingScreen("u3"))
        await settle(pilot)
        await keys(pilot, "ctrl+n")
        ((about, values),) = desk.book.given_up
        assert (about, values["keys"], values["fault"]) == ("u3", 5, "E-01")
        await keys(pilot, "ctrl+n")
        assert len(desk.book.given_up) == 1
        await keys(pilot, "down", "enter", "enter", "enter", "enter")
    # The key that throws away opens the form anew.
    assert desk.book.taken[-1]["keys"] == 6


async def test_a_draft_forgotten_among_the_tasks_is_given_up() -> None:
    desk = FakeDesk()
    desk.book.drafts["u3"] = {"fault": "E-01", "keys": 4, "seconds": 9}
    async with opened(desk) as pilot:
        await keys(pilot, "f4", "x")
    assert desk.book.given_up == [("u3", {"fault": "E-01", "keys": 4, "seconds": 9})]


@pytest.fixture
def opening(tmp_path: Path) -> partial[Store]:
    opener = partial(Store.open, tmp_path / "desk.db", clock=lambda: NOW, create=True)
    with opener() as store:
        store.settings.set(timezone="UTC")
        store.settings.rename("Kyiv-2")
        store.faults.add("E-01", "no power", "refrigerator")
        given = {
            "product": "KX-200",
            "category": "refrigerator",
            "customer": "new:李伟",
            "phone": "13800138000",
        }
        unit = store.filing.register(SERIAL, {**given, "invoiced": "2026-03-14"})
        store.units.edit(unit.id, {"warranty_months": 24}, "card")
    return opener


async def running(desk: Desk, *steps: str, scan: str = SERIAL) -> str:
    """Scan and press keys on a real desk; return what is on the screen in the end."""
    app = CounterpaneApp(desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        if scan:
            await burst(pilot, scan)
        await keys(pilot, *steps)
        await settle(pilot)
        return seen(pilot)


async def test_the_page_shows_what_the_form_has_told(opening: partial[Store]) -> None:
    desk = Desk(opening)
    try:
        await running(desk, "c", "down", "enter", "escape")
        await running(desk, "c", "ctrl+n", "escape")
        await running(desk, "c", "down", "enter", "enter", "enter", "enter")
        shown = await running(desk, "f7", "e", scan="")
    finally:
        desk.close()
    with opening() as store:
        month = store.insight.effort.trend(1)[0]
        assert month.keys == 6 and (month.filed, month.abandoned) == (1, 1)
        assert month.seconds is not None and month.seconds < 60
        assert store.filing.drafts() == () and store.check() == []
    row = next(line for line in shown.splitlines() if "Nov 2026" in line)
    assert "6.0" in row and "dropped" in shown


async def test_of_a_walk_in_nothing_that_was_typed_is_told(opening: partial[Store]) -> None:
    desk = Desk(opening)
    try:
        app = CounterpaneApp(desk)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await walk_in(pilot)
    finally:
        desk.close()
    with opening() as store:
        rows = store.context.connection.execute("SELECT unit, keys FROM abandoned").fetchall()
        assert [row[0] for row in rows] == ["unknown"] and rows[0][1] > 5


async def walk_in(pilot: Pilot[int]) -> None:
    """Begin a claim of a walk-in, leave it, and forget it among the tasks."""
    await settle(pilot)
    await pilot.app.push_screen(UnknownScreen("Olha Koval"))
    await settle(pilot)
    await keys(pilot, *"Olha", "down", "enter", "escape", "f4", "x")


def test_only_drafts_of_claims_are_given_up(opening: partial[Store]) -> None:
    with opening() as store:
        for about in ("register:x", "act:c:approve"):
            store.filing.keep_draft(about, {"estimate": "80"})
            store.filing.discard(about)
        store.filing.discard("nothing")
        assert store.filing.drafts() == () and store.insight.effort.trend(1)[0].abandoned == 0
