"""The Counter: typing, scanning, opening, and data that means harm."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from fake_book import Book, sample
from fake_desk import FakeDesk
from screen import burst, screen_lines, screen_text
from textual.events import Key, Paste
from textual.pilot import Pilot

from store.records import ClaimLine, Found, Step
from store.wording import say
from tui.app import CounterpaneApp
from tui.screens.base import DeskScreen
from tui.screens.counter import CounterScreen
from tui.text import CONTROL, width
from tui.widgets.entry import Entry

SMALL, LARGE = (80, 24), (120, 40)
FIRST = "MJ0351-YNG9-Z0XA"


def counter(app: CounterpaneApp) -> CounterScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, CounterScreen)
    return screen


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until covers are filled in and held keys have passed."""
    await pilot.pause(0.08)
    while isinstance(pilot.app, CounterpaneApp) and pilot.app.ahead.busy:
        await pilot.pause(0.01)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_typing_shows_hits_with_their_cover(size: tuple[int, int]) -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=size) as pilot:
        counter(app).finder.set_text("mj03")
        await settled(pilot)
        lines = screen_lines(app)
        assert "4 of 36 units" in lines[1]
        assert "李伟 Li Wei" in lines[3] and "● 14 Mar 2027" in lines[3]
        assert "? no purchase date" in lines[5]
        assert all(width(line) == size[0] for line in lines)


async def test_opening_shows_whose_it_is_what_is_covered_and_why() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"yng9-z1qk", "enter")
        await settled(pilot)
        text = screen_text(app)
        assert "Ірина Коваль" in text and "○ ENDED 2 Jan 2026 · 323 days ago" in text
        assert "Why   invoice 2 Jan 2024 + 24 months" in text
        assert "K2-000104  ● in service" in text
        assert counter(app).spot == "unit" and "c file claim" in screen_lines(app)[-1]


async def test_regions_stay_where_they_are_whatever_the_unit_has() -> None:
    places = []
    for serial in (FIRST, "MJ0351-YNGA-003T", "MJ0351-YNH0-7PPA"):
        app = CounterpaneApp(FakeDesk())
        async with app.run_test(size=SMALL) as pilot:
            counter(app).scan(serial)
            await settled(pilot)
            lines = screen_lines(app)
            places.append(
                [next(y for y, line in enumerate(lines) if word in line) for word in ("── Claims", "── Next")]
            )
    assert places[0] == places[1] == places[2]


async def test_wide_screen_puts_claims_and_next_at_the_right() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=LARGE) as pilot:
        counter(app).scan(FIRST)
        await settled(pilot)
        lines = screen_lines(app)
        assert "李伟" in lines[2] and "── Claims" in lines[2]
        assert any(line.find("── Next") > 60 for line in lines)


@pytest.mark.parametrize("end", ["enter", "ctrl+j"])
async def test_a_scan_opens_the_unit_and_the_next_scan_replaces_it(end: str) -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        burst(app, FIRST, end)
        await settled(pilot)
        assert counter(app).finder.open_unit == "u0"
        burst(app, "MJ0351-YNG9-Z1QK", end)
        await settled(pilot)
        assert counter(app).finder.open_unit == "u1" and counter(app).finder.text == "MJ0351-YNG9-Z1QK"


async def test_a_scan_replaces_what_was_typed() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"zx")
        await asyncio.sleep(0.05)
        burst(app, FIRST)
        await settled(pilot)
        assert counter(app).finder.open_unit == "u0"


async def test_a_scan_goes_to_the_search_from_a_form_and_never_submits_it() -> None:
    desk = FakeDesk()
    app = CounterpaneApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        app.open_page("first_run")
        await settled(pilot)
        entry = app.screen.query_one(Entry)
        assert app.focused is entry
        burst(app, FIRST)
        await settled(pilot)
        assert desk.name == "Kyiv-2"
        assert counter(app).finder.open_unit == "u0" and app.screen is counter(app)


async def test_a_scan_keeps_what_is_half_done() -> None:
    kept: list[str] = []

    class Form(DeskScreen[None]):
        async def put_aside(self) -> None:
            kept.append("draft")

    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        await app.push_screen(Form())
        burst(app, FIRST)
        await settled(pilot)
        assert kept == ["draft"] and counter(app).finder.open_unit == "u0"


async def test_fast_typing_reaches_a_form_in_order() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        app.open_page("first_run")
        await settled(pilot)
        for letter in "Kharkiv":
            app.post_message(Key(letter, letter))
            await asyncio.sleep(0.003)
        await settled(pilot)
        assert app.screen.query_one(Entry).value == "Kharkiv"


async def test_the_screen_before_the_customer_is_not_left_by_a_scan() -> None:
    class Kiosk(DeskScreen[None]):
        takes_scans = False

    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        await app.push_screen(Kiosk())
        burst(app, FIRST)
        await settled(pilot)
        assert isinstance(app.screen, Kiosk) and counter(app).finder.open_unit is None


async def test_letters_of_a_scan_run_no_command_of_the_card() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        counter(app).scan(FIRST)
        await settled(pilot)
        burst(app, "crhw-no-such-unit")
        await settled(pilot)
        assert app.screen is counter(app) and counter(app).finder.open_unit is None
        assert "Nothing fits" in screen_text(app)


async def test_keys_typed_before_the_first_painting_are_kept() -> None:
    app = CounterpaneApp(FakeDesk())
    assert app._early is not None
    app._early += [*(Key(letter, letter) for letter in FIRST), Key("ctrl+j", "\n")]
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        assert counter(app).finder.open_unit == "u0"


def doubled() -> Book:
    book = sample()
    book.units["twin"] = replace(book.units["u0"], id="twin", product="TV-55 television", customer_id="c5")
    book.covers["twin"] = book.covers["u3"]
    return book


async def test_two_units_with_one_serial_are_a_choice_never_the_first() -> None:
    app = CounterpaneApp(FakeDesk(doubled()))
    async with app.run_test(size=SMALL) as pilot:
        burst(app, FIRST)
        await settled(pilot)
        assert counter(app).finder.open_unit is None and "which one is it?" in screen_text(app)
        await pilot.press("enter")
        assert counter(app).finder.open_unit is None
        await pilot.press("down", "down", "enter")
        assert counter(app).finder.open_unit == "twin"


async def test_a_scan_of_a_part_of_a_serial_opens_nothing() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        burst(app, "MJ0351-YNG9-Z0")
        await settled(pilot)
        assert counter(app).finder.open_unit is None and "1 of 36 units" in screen_text(app)


async def test_a_claim_number_opens_its_unit() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        burst(app, "K2-000104")
        await settled(pilot)
        assert counter(app).finder.open_unit == "u1"


async def test_look_alikes_are_suggestions_that_must_be_chosen() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        burst(app, "MJO351-YNG9-ZOXA")
        await settled(pilot)
        assert counter(app).finder.open_unit is None and "Looks alike (not the same)" in screen_text(app)
        await pilot.press("enter")
        assert counter(app).finder.open_unit is None
        await pilot.press("down", "enter", "enter")
        assert counter(app).finder.open_unit == "u0"


async def test_late_covers_never_overwrite_an_opened_record() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        counter(app).finder.set_text("zx")
        late = counter(app).finder._generation
        counter(app).scan(FIRST)
        counter(app).finder._fill(late)
        await settled(pilot)
        assert "COVERED until" in screen_text(app) and counter(app).finder.open_unit == "u0"


async def test_paste_takes_the_first_line_that_is_not_empty() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        app.post_message(Paste(f"\n  \n  {FIRST}  \nsecond line"))
        await settled(pilot)
        assert counter(app).finder.text == FIRST
        assert counter(app).finder.open_unit is None


async def test_editing_the_entry() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL) as pilot:
        finder = counter(app).finder
        finder.set_text("mj0351-yng9")
        await pilot.press("ctrl+w")
        assert finder.text == "mj0351-"
        await pilot.press("home", "delete", "right", "backspace", "end", "left", "x")
        assert finder.text == "0351x-"
        await pilot.press("ctrl+u")
        assert finder.text == "-"
        await pilot.press("escape")
        assert finder.text == "" and "Scan a serial" in screen_text(app)


async def test_an_empty_desk_says_what_to_do() -> None:
    app = CounterpaneApp(FakeDesk(Book()))
    async with app.run_test(size=SMALL):
        assert "import your list" in screen_text(app)


async def test_a_new_desk_asks_its_name() -> None:
    desk = FakeDesk(name="")
    app = CounterpaneApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        assert "What is this desk called?" in screen_text(app)
        await pilot.press(*"Lviv-1")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert desk.name == "Lviv-1" and "Lviv-1 · Olena" in screen_lines(app)[0]


async def test_import_looks_first_and_takes_after_that() -> None:
    desk = FakeDesk(role="supervisor")
    app = CounterpaneApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        app.open_page("importing")
        await settled(pilot)
        await pilot.press("ctrl+t")
        assert not desk.imports
        app.screen.query_one("#path", Entry).value = "'/lists/units [/] 2026.csv'"
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        assert desk.imports[0][1]["dry_run"] is True and "1,187  would be taken" in screen_text(app)
        await pilot.press("ctrl+t")
        await app.workers.wait_for_complete()
        assert desk.imports[1][1]["dry_run"] is False and "Done." in screen_text(app)
        assert str(desk.imports[1][0]) == "/lists/units [/] 2026.csv"


async def test_what_a_file_leaves_open_is_answered_in_the_words_of_the_refusal() -> None:
    desk = FakeDesk(role="supervisor")
    app = CounterpaneApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        app.open_page("importing")
        await settled(pilot)
        app.screen.query_one("#path", Entry).value = "/lists/units.csv"
        more = app.screen.query_one("#with", Entry)
        more.focus()
        more.value = "--date-ordr dmy"
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        assert not desk.imports and "--date-ordr is no option of an import" in screen_text(app)
        more.value = "--date-order dmy --map 'serial=Asset Tag' notes=#4"
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        given = desk.imports[0][1]
        assert given["date_order"] == "dmy" and given["dry_run"] is True
        assert given["map"] == [("serial", "Asset Tag"), ("notes", "#4")]


async def test_ctrl_c_leaves_when_pressed_twice() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await pilot.press("ctrl+c")
        assert app.is_running and "once more to leave" in screen_text(app)
        await pilot.press("ctrl+c")
    assert app.return_value == 0


HOSTILE = (
    "Ann [/] Lee",
    "[@click=app.quit]x[/]",
    "\x1b[31mred\x1b]52;c;aGk=\x07 \x9b2J",
    "\u202egnp.exe\u202c\u2066x\u2069\u200b\ufeff",
    "first\nsecond\r\nthird\ttabbed\u2028fourth",
    "[" * 10_000,
    "😀👩‍👩‍👧🇺🇦李" * 50,
    "\ud800lone",
)


def hostile(text: str) -> Book:
    """Return a desk where every field that holds text holds `text`."""
    book = sample()
    book.customers["c0"] = replace(
        book.customers["c0"], name=text, phones=(text,), email=text, address=text, notes=text
    )
    unit = replace(book.units["u0"], serial=text, product=text, brand=text, category=text, notes=text)
    book.units["u0"] = replace(unit, dates={"invoiced": text})
    cover = book.covers["u0"]
    book.covers["u0"] = replace(
        cover,
        steps=(Step("term", text, say("{text}", text=text)), *cover.steps),
        layers=tuple(replace(layer, title=text) for layer in cover.layers),
    )
    for number, owner in book.claim_units.items():
        if owner == "u0":
            book.claims[number] = _hostile_claim(book.claims[number], text)
    book.tasks = [replace(task, title=text, owner=text) for task in book.tasks]
    return book


def _hostile_claim(claim: ClaimLine, text: str) -> ClaimLine:
    claim = replace(claim, number=text, state=text, fault=text, fault_title=text)
    return replace(claim, resolution=text, customer=text)


class HostileDesk(FakeDesk):
    """Finds every unit, whatever is asked."""

    def find(self, text: str, limit: int = 20) -> Found:
        hits = tuple(self._hit(unit) for unit in self.book.units.values())
        return Found(text, hits[:limit], len(hits), suggestions=(hits[0].serial,))


@pytest.mark.parametrize("text", HOSTILE, ids=[str(number) for number in range(len(HOSTILE))])
async def test_hostile_text_is_only_text(text: str) -> None:
    desk = HostileDesk(hostile(text), name=text, role="admin")
    app = CounterpaneApp(desk)
    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        counter(app).finder.set_text("u")
        app.say_to_agent(text, wrong=True)
        await settled(pilot)
        all_lines_are_clean(app)
        app.clear_notifications()
        await pilot.press("enter")
        assert counter(app).finder.open_unit == "u0"
        all_lines_are_clean(app)
        await pilot.press("w")
        await settled(pilot)
        all_lines_are_clean(app)
        await pilot.press("escape")
        await pilot.resize_terminal(*LARGE)
        await settled(pilot)
        all_lines_are_clean(app)
        if text.startswith(("[", "Ann")):
            assert text[:7] in screen_text(app)
        assert app.is_running and counter(app).finder.open_unit == "u0"


def all_lines_are_clean(app: CounterpaneApp) -> None:
    for line in screen_lines(app):
        assert not CONTROL.search(line)
        assert app._notifications or width(line) == app.size.width
