"""Policies, what if, doubtful data and the answer for the customer: on the real demo desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import copyfile

import pytest
from textual.pilot import Pilot
from work_help import HOSTILE, harmless, keys, seen, settle

from store.records import Card, Cover, Layer, Need, Unit
from store.store import Store
from store.wording import say
from tui.app import CounterpaneApp
from tui.desk import Desk
from tui.screens.counter import CounterScreen
from tui.screens.quality import QualityScreen
from tui.screens.whatif import WhatIfScreen
from tui.widgets.aloud import spoken
from tui.widgets.claim import differs
from tui.widgets.entry import Entry
from tui.widgets.unit_day import read_unit_day
from tui.widgets.whatif import moves, reading

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
TODAY = NOW.date()
SERIAL = "MJ0351-YNG9-Z0XA"
SIZES = [(80, 24), (120, 40)]


@asynccontextmanager
async def at(file: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    """Run the app on the desk in `file`."""
    desk = Desk(partial(Store.open, file, clock=lambda: NOW))
    try:
        app = CounterpaneApp(desk)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        desk.close()


@pytest.fixture
def file(demo_file: Path, tmp_path: Path) -> Path:
    """Return the file of a demo desk of its own."""
    return Path(copyfile(demo_file, tmp_path / "desk.db"))


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return the file of a desk on which every text that people write is hostile."""
    path = tmp_path / "hostile.db"
    with Store.open(path, clock=lambda: NOW, create=True) as store:
        store.settings.rename("Desk")
        body = {
            "id": "M",
            "title": HOSTILE,
            "kind": "maker",
            "note": f"example — {HOSTILE}",
            "source": [HOSTILE],
        }
        lines = [{"duration": "24m"}, {"scope": "Ann [/] [@click=app.exit]", "duration": "5y"}]
        store.policies.add(
            {**body, "version": 3, "jurisdiction": "EU", "start": ["invoiced"], "lines": lines}
        )
        product = store.products.add(HOSTILE, policies=("M",), brand=HOSTILE)
        owner = store.units.add_customer(HOSTILE)
        store.units.add("S1", product.id, customer=owner.id)
        store.units.add("S2", product.id, customer=owner.id, invoiced="2025-11-30")
    return path


async def open_unit(pilot: Pilot[int], serial: str) -> None:
    """Open a unit on the Counter."""
    assert isinstance(pilot.app, CounterpaneApp)
    await pilot.app.scanned(serial)
    await settle(pilot)


async def what_if(pilot: Pilot[int], serial: str = SERIAL) -> WhatIfScreen:
    """Open what if for a unit."""
    await open_unit(pilot, serial)
    await keys(pilot, "i")
    screen = pilot.app.screen
    assert isinstance(screen, WhatIfScreen)
    return screen


async def put(pilot: Pilot[int], field: str, value: str) -> None:
    """Type into a field of what if, at once."""
    pilot.app.screen.query_one(f"#field-{field} Entry", Entry).value = value
    await settle(pilot)


def fits(pilot: Pilot[int], size: tuple[int, int]) -> bool:
    """Say whether the screen is filled exactly, with its keys on the last line."""
    lines = seen(pilot).split("\n")
    return len(lines) == size[1] and "F1 help" in lines[-1] and "esc back" in lines[-1]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_policies_are_listed_and_one_is_read_in_plain_words(file: Path, size: tuple[int, int]) -> None:
    with Store.open(file, clock=lambda: NOW) as store:
        use = store.policies.used_by("EU-2Y")
        count, product = f"{use.units:,}", use.products[0].name
    async with at(file, size) as pilot:
        await keys(pilot, "f8", "p")
        assert fits(pilot, size)
        shown = seen(pilot)
        assert "EU-2Y" in shown and "Legal guarantee 2 y" in shown and count in shown
        assert "Crema 3, Crema 5, Crema Office" in shown
        await keys(pilot, "down", "down", "enter")
        assert fits(pilot, size)
        shown = seen(pilot)
        assert "Parts and labour for 2 years from the day of delivery" in shown
        assert "The first repair adds 12 months, once." in shown
        assert "21 Nov 2028" in shown and "┿━" in shown
        assert f"Used by {count} units" in shown and product in shown
        await keys(pilot, "escape", "escape")
        assert "This desk" in seen(pilot)


async def test_the_last_policy_is_reached_and_stays_in_sight(file: Path) -> None:
    async with at(file) as pilot:
        await keys(pilot, "f8", "p", "pagedown", "pagedown")
        assert "› ZE-COMP-5" in seen(pilot)
        await keys(pilot, "pageup", "pageup")
        assert "› BE-24" in seen(pilot)


async def test_an_example_is_marked_until_it_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with Store.open(path, clock=lambda: NOW, create=True) as store:
        store.settings.rename("Desk")
        lines = [{"duration": "24m"}]
        store.policies.add({"id": "A", "kind": "maker", "lines": lines, "note": "example — have it checked"})
    async with at(path) as pilot:
        await keys(pilot, "f8", "p")
        assert "! An example: have it checked" in seen(pilot)
        assert "No product comes with it" in seen(pilot)
        await keys(pilot, "enter")
        assert "! An example: have it checked" in seen(pilot)


async def test_an_empty_desk_says_where_policies_come_from(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with Store.open(path, clock=lambda: NOW, create=True) as store:
        store.settings.rename("Desk")
    async with at(path) as pilot:
        await keys(pilot, "f8", "p", "enter")
        assert "No policies yet" in seen(pilot)
        await keys(pilot, "escape", "q", "enter")
        assert "Nothing is in doubt" in seen(pilot)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_what_if_moves_both_answers_and_leaves_no_trace(file: Path, size: tuple[int, int]) -> None:
    async with at(file, size) as pilot:
        screen = await what_if(pilot)
        events = screen.desk._reader.context.journal.count()
        assert fits(pilot, size) and "Nothing changes." in seen(pilot)
        await put(pilot, "invoiced", "2.4.2025")
        shown = " ".join(seen(pilot).split())
        assert "start moves from 14 Mar 2025 to 2 Apr 2025, +19 days" in shown
        assert "to 2 Apr 2027, +19 days" in shown
        assert "COVERED until 14 Mar 2027" in shown and "COVERED until 2 Apr 2027" in shown
        assert fits(pilot, size)
        await keys(pilot, "escape")
        assert isinstance(pilot.app.screen, CounterScreen)
        assert screen.desk._reader.context.journal.count() == events
        assert "COVERED until 14 Mar 2027" in seen(pilot)


async def test_a_jurisdiction_brings_its_law(file: Path) -> None:
    async with at(file) as pilot:
        await what_if(pilot)
        await keys(pilot, "down", "down", "down", "down", "e")
        shown = seen(pilot)
        assert "● EU" in shown and "end moves from 14 Mar 2027 to 14 Mar 2028, +366 days" in shown


async def test_what_is_no_day_is_said_and_changes_nothing(file: Path) -> None:
    async with at(file) as pilot:
        await what_if(pilot)
        await put(pilot, "invoiced", "soon")
        assert "! not a day" in seen(pilot) and "Nothing changes." in seen(pilot)
        await keys(pilot, "ctrl+t")
        assert not pilot.app.screen.has_class("-saving")
        await put(pilot, "invoiced", "2999-01-01")
        assert "cannot be" in seen(pilot)
        await put(pilot, "invoiced", "2025-03-14")
        await put(pilot, "reading", "much")
        assert "A reading has a measure and a value" in seen(pilot)
        await keys(pilot, "ctrl+t")
        assert "only dates can be saved" in seen(pilot)


async def test_dates_are_saved_with_a_reason_and_never_without(file: Path) -> None:
    async with at(file) as pilot:
        screen = await what_if(pilot)
        await put(pilot, "invoiced", "2025-04-02")
        await keys(pilot, "ctrl+t", "enter")
        assert "a reason is needed" in seen(pilot) and pilot.app.screen is screen
        await keys(pilot, "escape")
        assert pilot.app.screen is screen and not screen.has_class("-saving")
        await keys(pilot, "ctrl+t")
        screen.query_one("#reason", Entry).value = "invoice found"
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, CounterScreen)
        assert "COVERED until 2 Apr 2027" in seen(pilot)
    with Store.open(file, clock=lambda: NOW) as store:
        (hit,) = store.units.find(SERIAL).hits
        assert store.units.get(hit.unit_id).dates["invoiced"] == "2025-04-02"


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_doubtful_data_leads_to_the_unit_and_shrinks_when_mended(
    file: Path, size: tuple[int, int]
) -> None:
    with Store.open(file, clock=lambda: NOW) as store:
        findings = store.quality.findings()
        place = next(
            n
            for n, found in enumerate(findings)
            if found.kind == "unknown_start"
            and found.units > 1
            and store.units.cover(found.unit_ids[0]).status == "UNKNOWN"
        )
        finding = findings[place]
        units = [hit.serial for hit in store.quality.units(finding)]
    async with at(file, size) as pilot:
        await keys(pilot, "f8", "q")
        assert fits(pilot, size)
        assert f" {findings[0].customers} " in seen(pilot) and "exact date of" in seen(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, QualityScreen)
        screen._choose(place)
        await keys(pilot, "enter")
        assert fits(pilot, size)
        assert all(serial in seen(pilot) for serial in units)
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, CounterScreen)
        assert units[0] in seen(pilot) and "UNKNOWN" in seen(pilot)
        await keys(pilot, "i")
        await put(pilot, finding.field, "2026-01-15")
        assert "unknown becomes" in seen(pilot)
        await keys(pilot, "ctrl+t")
        pilot.app.screen.query_one("#reason", Entry).value = "asked"
        await keys(pilot, "enter", "f8")
        assert units[0] not in seen(pilot) and units[1] in seen(pilot)


async def test_more_units_than_a_page_are_brought_as_the_choice_moves(file: Path) -> None:
    with Store.open(file, clock=lambda: NOW) as store:
        finding = max(store.quality.findings(), key=lambda found: found.units)
        assert finding.units > 50
        last = store.quality.units(finding, limit=200)[-1].serial
    async with at(file) as pilot:
        assert isinstance(pilot.app, CounterpaneApp)
        pilot.app.open_page("doubtful", finding)
        await settle(pilot)
        assert "50+ units" in seen(pilot)
        await keys(pilot, *["pagedown"] * 4)
        await keys(pilot, "pagedown")
        assert f"› {last}" in seen(pilot) and f"{finding.units} units" in seen(pilot)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_customer_hears_no_rule_and_no_id(file: Path, size: tuple[int, int]) -> None:
    async with at(file, size) as pilot:
        await open_unit(pilot, SERIAL)
        await keys(pilot, "w", "p")
        shown = seen(pilot)
        assert fits(pilot, size)
        assert "Your KX-200 is covered until 14 March 2027" in shown
        assert "Parts and work cost you nothing." in shown and "compressor" in shown
        assert "HA-" not in shown and SERIAL not in shown
        await keys(pilot, "escape", "i")
        assert isinstance(pilot.app.screen, WhatIfScreen)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_hostile_text_stays_text(hostile: Path, size: tuple[int, int]) -> None:
    async with at(hostile, size) as pilot:
        await keys(pilot, "f8", "p")
        assert harmless(seen(pilot))
        await keys(pilot, "enter")
        assert harmless(seen(pilot))
        await keys(pilot, "escape", "escape", "q")
        assert harmless(seen(pilot))
        await keys(pilot, "enter")
        assert harmless(seen(pilot))
        await what_if(pilot, "S2")
        assert harmless(seen(pilot))
        await keys(pilot, "escape", "w", "p")
        assert harmless(seen(pilot))
        assert all(len(line.rstrip()) <= size[0] for line in seen(pilot).split("\n"))


async def test_a_claim_shows_both_answers_once_they_differ(file: Path) -> None:
    with Store.open(file, clock=lambda: NOW) as store:
        number = next(
            line.number
            for line in store.claims.queue("open", limit=50).lines
            if store.claims.cover_now_differs(store.claims.get(line.number)) is None
            and (store.claims.get(line.number).snapshot or {}).get("status") == "COVERED"
        )
        unit = store.claims.get(number).unit_id
        assert unit is not None
    async with at(file) as pilot:
        assert isinstance(pilot.app, CounterpaneApp)
        pilot.app.open_page("claim", number)
        await settle(pilot)
        assert "by now " not in seen(pilot)
        await pilot.app.desk.edit_unit(
            unit, dict.fromkeys(("invoiced", "delivered", "activated", "installed", "shipped")), "wrong paper"
        )
        await keys(pilot, "escape")
        pilot.app.open_page("claim", number)
        await settle(pilot)
        (told,) = [line for line in seen(pilot).split("\n") if "by now " in line]
        assert "at filing ● COVERED until" in told


def test_both_answers_with_one_verdict_say_what_sets_them_apart(demo: Store) -> None:
    claim = demo.claims.get(demo.claims.queue("open", limit=1).lines[0].number)
    shot = {"status": "COVERED", "end": "2027-03-14", "parts_pct": 100, "labour_pct": 100, "use": "A"}
    now = Cover("COVERED", end=date(2027, 3, 14), parts_pct=100, labour_pct=100, use="B", days_left=3)
    told = "".join(part for part, _role in differs(replace(claim, snapshot=shot), now, 78))
    assert "14 Mar 2027, A   by now" in told and "14 Mar 2027, B" in told


COVERED = Cover(
    "COVERED", date(2025, 3, 14), date(2027, 3, 14), 113, 100, 100, use="M",
    layers=(Layer("M", "Maker", "maker", "whole", date(2025, 3, 14), date(2027, 3, 14), 100, 100),),
)  # fmt: skip


def card(cover: Cover) -> Card:
    """Return the card of a unit with this cover."""
    unit = Unit("u", "S-9", "p", "washing machine", dates={"invoiced": "2025-03-14"})
    return Card(unit=unit, customer=None, cover=cover)


@pytest.mark.parametrize(
    ("cover", "told"),
    [
        (COVERED, "It began on 14 March 2025, the day on the invoice."),
        (replace(COVERED, end=TODAY), "today is the last day"),
        (replace(COVERED, end=None), "covered for life"),
        (replace(COVERED, labour_pct=0), "The parts cost you nothing; the work is to be paid."),
        (replace(COVERED, parts_pct=50), "Of the parts 50 percent are paid for you, of the work 100"),
        (replace(COVERED, status="EXPIRED"), "The cover of your washing machine ended on 14 March 2027."),
        (Cover("GAP", next_cover=date(2027, 1, 2)), "Its cover begins on 2 January 2027."),
        (Cover("RETIRED", replaced_by="X-1"), "was replaced; ask us about the new one."),
        (Cover("RETIRED", flags=frozenset({"REFUNDED"})), "was paid back"),
        (Cover("RETIRED"), "is out of use"),
        (Cover("RECALL"), "It is repaired free of charge; no paper is needed."),
        (Cover("VOID"), "does not count any more"),
        (Cover("NOT_TRANSFERABLE"), "for its first owner only"),
        (Cover("LIMIT_REACHED"), "is used up"),
        (Cover("NO_COVER"), "We know of no cover"),
        (Cover("UNKNOWN", needs=(Need("invoiced", say("x")),)), "If you have the invoice, please show it"),
        (Cover("UNKNOWN", needs=(Need("built", say("x")),)), "any paper about it with a date"),
    ],
)  # fmt: skip
def test_every_answer_can_be_read_to_the_customer(cover: Cover, told: str) -> None:
    shown = " ".join(spoken(card(cover), TODAY))
    assert told in shown
    assert not any(word in shown for word in ("{", "X-1", "S-9", "None", "Maker"))


def test_days_in_repair_and_longer_parts_are_told() -> None:
    whole = replace(COVERED.layers[0], suspended=((date(2026, 1, 1), date(2026, 1, 9)),))
    motor = replace(whole, scope="motor", end=date(2035, 3, 14), labour=0)
    lamp = replace(whole, scope="lamp", end=TODAY - timedelta(days=1))
    told = spoken(card(replace(COVERED, layers=(whole, motor, lamp))), TODAY)
    assert told[2] == "It was with us for repair, and 9 days were added for that."
    assert told[3].startswith("One part is covered longer, until 14 March 2035: motor. The parts cost")
    assert len(told) == 4


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (COVERED, []),
        (replace(COVERED, end=date(2027, 3, 13)), ["end moves from 14 Mar 2027 to 13 Mar 2027, −1 day"]),
        (replace(COVERED, end=None), ["the end was 14 Mar 2027"]),
        (replace(COVERED, labour_pct=0), ["parts + labour becomes parts only"]),
        (replace(COVERED, use="B"), ["by B"]),
        (replace(COVERED, status="VOID", parts_pct=0, labour_pct=0), ["covered becomes void"]),
        (Cover("UNKNOWN"), ["covered becomes unknown", "the end was 14 Mar 2027"]),
    ],
)
def test_what_moved_is_said_in_words(after: Cover, told: list[str]) -> None:
    assert moves(COVERED, after) == told


def test_an_end_that_becomes_known_is_said() -> None:
    assert moves(Cover("UNKNOWN"), COVERED) == ["unknown becomes covered", "the end is 14 Mar 2027"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("900 km", {"measure": "km", "value": 900}),
        ("km 900", {"measure": "km", "value": 900}),
        ("12,5h", {"measure": "h", "value": 12.5}),
        ("900", {}),
        ("much", {}),
        (" ", {}),
    ],
)
def test_a_reading_is_read_in_either_order(typed: str, found: dict[str, object]) -> None:
    assert reading(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ""),
        ("14.3.2025", "2025-03-14"),
        ("2025-3", "2025-03"),
        ("3/2025", "2025-03"),
        ("13/2025", None),
        ("-1", "2026-11-20"),
        ("soon", None),
    ],
)
def test_a_date_of_a_unit_is_a_day_a_month_or_nothing(typed: str, found: str | None) -> None:
    assert read_unit_day(typed, TODAY) == found
