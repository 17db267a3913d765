"""Papers on the screen: read, changed, printed, offered when they are due, and a hand-back in few keys."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from fake_desk import FakeDesk
from paper_help import LOCALE, Clock, customer, filed, founded, unit
from textual.pilot import Pilot
from work_help import burst, harmless, hostile_book, keys, opened, seen, settle

from store import wording
from store.store import Store
from tui.app import CounterpaneApp
from tui.desk import Desk
from tui.screens.claim import ClaimScreen
from tui.screens.paper import PaperScreen
from tui.screens.paper_setup import PaperSetupScreen

CLOSED, OPEN = "K2-000117", "K2-000131"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_paper_is_read_as_it_will_be_printed(size: tuple[int, int]) -> None:
    async with opened(FakeDesk(), PaperScreen(CLOSED), size) as pilot:
        shown = seen(pilot)
        assert "hand-back slip" in shown and "80 columns" in shown and "=" * 80 in shown
        assert "1 High Street" in shown and "Hand-back slip" in shown
        await keys(pilot, "w")
        assert "42 columns" in seen(pilot) and f" {'=' * 42} " in seen(pilot)
        await keys(pilot, "pagedown", "pagedown", "pagedown")
        assert "Printed 21 November 2026 by Olena." in seen(pilot)
        await keys(pilot, "o")
        assert "Receipt for your claim" in seen(pilot)
        await keys(pilot, "escape")
        assert not isinstance(pilot.app.screen, PaperScreen)


async def test_printing_and_saving_are_said_and_shown() -> None:
    desk = FakeDesk()
    async with opened(desk, PaperScreen(CLOSED)) as pilot:
        await keys(pilot, "p")
        assert "Handed to the printer." in seen(pilot) and "✓ printed 21 Nov 2026" in seen(pilot)
        await keys(pilot, "w", "s", "h")
        assert "/desk/paper/slip.html" in seen(pilot)
    assert desk.out == [
        ("printed", "slip", "en", "80"),
        ("saved", "slip", "en", "42"),
        ("saved", "slip", "en", "html"),
    ]


async def test_a_broken_printer_leaves_the_paper_where_it_is() -> None:
    desk = FakeDesk()
    desk.broken_printer = True
    async with opened(desk, PaperScreen(CLOSED)) as pilot:
        await keys(pilot, "p")
        assert "The printer is out of paper." in seen(pilot)
        assert isinstance(pilot.app.screen, PaperScreen)
        desk.broken_printer = False
        await keys(pilot, "p")
        assert desk.out == [("printed", "slip", "en", "80")]


async def test_the_language_goes_round() -> None:
    wording.use(LOCALE, "en")
    async with opened(FakeDesk(), PaperScreen(CLOSED)) as pilot:
        for name in ("русский", "中文", "English"):
            await keys(pilot, "l")
            assert f"l {name}" in seen(pilot)


async def test_a_paper_that_is_not_there_yet_says_why() -> None:
    async with opened(FakeDesk(), PaperScreen(OPEN, "slip")) as pilot:
        assert not isinstance(pilot.app.screen, PaperScreen)
        assert "There is no hand-back slip yet" in seen(pilot)


async def test_hostile_text_is_only_text() -> None:
    desk = FakeDesk(hostile_book())
    async with opened(desk, PaperScreen(CLOSED), (120, 40)) as pilot:
        assert harmless(seen(pilot))


async def test_the_answer_read_aloud_goes_on_paper() -> None:
    desk = FakeDesk()
    async with opened(desk) as pilot:
        await burst(pilot, "MJ0351-YNG9-Z0XA")
        await keys(pilot, "w", "p", "p")
        assert "Cover of your unit" in seen(pilot)
        await keys(pilot, "p")
        assert desk.out == [("printed", "statement", "en", "80")]


async def test_the_chosen_claim_of_a_unit_goes_on_paper() -> None:
    async with opened(FakeDesk()) as pilot:
        await burst(pilot, "MJ0351-YNG9-Z0XA")
        await keys(pilot, "p")
        assert "Receipt for your claim" in seen(pilot) and OPEN in seen(pilot)


async def test_the_receipt_is_one_key_after_filing() -> None:
    desk = FakeDesk()
    async with opened(desk) as pilot:
        await burst(pilot, "MJ0351-YNG9-Z1QK")
        await keys(pilot, "c", "down", "enter", "enter", "enter", "enter")
        number = desk.book.acts[-1][0]
        assert "p shows the receipt" in seen(pilot)
        await keys(pilot, "p")
        assert "Receipt for your claim" in seen(pilot) and number in seen(pilot)


@pytest.mark.parametrize("at_once", [False, True])
async def test_the_slip_is_offered_after_the_hand_back(at_once: bool) -> None:
    desk = FakeDesk()
    desk.at_once = at_once
    async with opened(desk, ClaimScreen(OPEN)) as pilot:
        await keys(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, PaperScreen if at_once else ClaimScreen)
        if not at_once:
            assert "· p paper · ⏎ turns the screen" in seen(pilot)
            await keys(pilot, "p")
        assert "Hand-back slip" in seen(pilot)


async def test_setting_the_printer_up() -> None:
    desk = FakeDesk(role="admin")
    async with opened(desk) as pilot:
        await keys(pilot, "f8", "t")
        assert isinstance(pilot.app.screen, PaperSetupScreen)
        assert "1 High Street | Leeds" in seen(pilot)
        await keys(pilot, "down", *"bad", "down", "right", "down", "down", "right", "down", "enter")
        assert "! This cannot be a command." in seen(pilot)
        await keys(pilot, "backspace", "backspace", "backspace", *"lp", *["down"] * 4, "enter")
        assert not isinstance(pilot.app.screen, PaperSetupScreen)
    chosen = desk.paper_setup()
    assert (chosen["print_command"], chosen["paper_width"], chosen["paper_at_once"]) == ("lp", "42", "yes")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "sheet.txt"


@pytest.fixture
def real(tmp_path: Path, sheet: Path) -> Iterator[Desk]:
    """Open a real desk with a claim that is ready and a printer that prints into a file."""
    clock = Clock()
    path = tmp_path / "desk.db"
    clock.day(11, 2)
    with founded(path, clock) as store:
        number = filed(store, unit(store, customer(store, "ru")))
        payer = {"maker": 8000, "customer": 0, "goodwill": 0}
        store.claims.act(number, "approve", {"estimate": 8000, "payer": payer})
        start = {"received": "2026-11-02", "condition": "fine", "accessories": []}
        store.claims.act(number, "start", start)
        store.claims.act(number, "finish", {"diagnosis": "fuse", "resolution": "repaired"})
        code = f"import sys; open({str(sheet)!r}, 'wb').write(sys.stdin.buffer.read())"
        store.papers.setup.set(print_command=shlex.join([sys.executable, "-c", code]))
    desk = Desk(partial(Store.open, path, clock=Clock()))
    yield desk
    desk.close()


class Fingers:
    """Counts the keys that are really pressed."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self.pilot = pilot
        self.pressed = 0

    async def __call__(self, *pressed: str) -> None:
        self.pressed += len(pressed)
        await keys(self.pilot, *pressed)


@pytest.mark.parametrize("way", ["claim", "queue"])
async def test_a_hand_back_with_its_slip_takes_at_most_eight_keys(real: Desk, sheet: Path, way: str) -> None:
    wording.use(LOCALE, "en")
    app = CounterpaneApp(real)
    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        press = Fingers(pilot)
        if way == "claim":
            await burst(pilot, "MJ0351YNG9Z0XA")
            await keys(pilot, "enter")
            assert isinstance(app.screen, ClaimScreen)
            await press("enter", "enter", "p", "p")
        else:
            await keys(pilot, "f3")
            await press("h", "enter", "p", "p")
        assert press.pressed <= 8
        assert "Handed to the printer." in seen(pilot)
    text = sheet.read_text("utf-8")
    assert "21 ноября 2026" in text and "2 ноября 2026" in text and "Ирина Коваль" in text


async def test_an_agent_is_not_offered_to_set_the_printer_up() -> None:
    async with opened(FakeDesk()) as pilot:
        await keys(pilot, "f8", "t")
        assert not isinstance(pilot.app.screen, PaperSetupScreen)
