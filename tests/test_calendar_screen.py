"""Choosing the days off on the screen, at both sizes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from work_help import keys, seen, settle

from store.store import Store
from tui.app import CounterpaneApp
from tui.desk import Desk
from tui.screens.calendar import CalendarScreen
from tui.screens.whatif import WhatIfScreen
from tui.widgets.editors import Editor
from tui.widgets.entry import Entry
from tui.widgets.form import Form

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    with Store.open(path, clock=lambda: NOW, create=True) as store:
        store.settings.rename("Desk")
        store.calendar.change(working=["mon", "tue", "wed", "thu", "fri"], closed=["2026-12-24"])
        lines = [{"duration": "24m"}, {"scope": "[/] pump", "duration": "5y", "labour": 0}]
        store.policies.add({"id": "M", "kind": "maker", "roll": True, "lines": lines})
        product = store.products.add("KX-200", policies=("M",))
        store.units.add("S1", product.id, invoiced="2025-01-06")
    return path


@asynccontextmanager
async def at(file: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    desk = Desk(partial(Store.open, file, clock=lambda: NOW))
    try:
        async with CounterpaneApp(desk).run_test(size=size, notifications=True) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        desk.close()


def editor(form: Form, field: str) -> Editor:
    found = form.editor(field)
    assert found is not None
    return found


async def calendar(pilot: Pilot[int]) -> CalendarScreen:
    await keys(pilot, "f8", "d")
    screen = pilot.app.screen
    assert isinstance(screen, CalendarScreen)
    return screen


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_country_is_chosen_by_its_name(file: Path, size: tuple[int, int]) -> None:
    async with at(file, size) as pilot:
        await keys(pilot, "f8")
        assert "no public holidays · works Mon Tue Wed Thu Fri · next 24 Dec 2026" in seen(pilot)
        screen = await calendar(pilot)
        assert "24 Dec 2026" in seen(pilot) and "● Fri   ○ Sat   ○ Sun" in seen(pilot)
        screen.query_one("#field-country Entry", Entry).value = "ger"
        await settle(pilot)
        await keys(pilot, "enter")
        assert screen.form.values["country"] == "DE"
        screen.query_one("#field-subdivision Entry", Entry).value = "bay"
        await settle(pilot)
        editor(screen.form, "subdivision").enter()
        assert screen.form.values["subdivision"] == "BY"
        await keys(pilot, "ctrl+t")
        assert "The days off are kept." in seen(pilot)
        assert "Germany, BY · works Mon Tue Wed Thu Fri" in seen(pilot)
        lines = seen(pilot).split("\n")
        assert len(lines) == size[1] and "F1 help" in lines[-1]
    with Store.open(file, clock=lambda: NOW) as store:
        found = store.calendar.now()
        assert (found.country, found.subdivision, found.closed) == ("DE", "BY", (date(2026, 12, 24),))
        (unit,) = store.units.exact("S1")
        assert store.units.cover(unit).end == date(2027, 1, 7)


async def test_what_cannot_be_is_said_at_its_field_and_kept(file: Path) -> None:
    async with at(file) as pilot:
        screen = await calendar(pilot)
        screen.query_one("#field-closed Entry", Entry).value = "2026-02-30"
        await settle(pilot)
        await keys(pilot, "ctrl+t")
        assert pilot.app.screen is screen
        assert "2026-02-30" in seen(pilot) and "is no day that there is" in " ".join(seen(pilot).split())
        assert "! Also closed" in seen(pilot)
        screen.query_one("#field-country Entry", Entry).value = "Atlantis"
        await settle(pilot)
        await keys(pilot, "ctrl+t")
        assert pilot.app.screen is screen and "! Country" in seen(pilot)
        await keys(pilot, "escape")
    with Store.open(file, clock=lambda: NOW) as store:
        assert store.calendar.now().closed == (date(2026, 12, 24),)


async def test_days_of_the_week_are_turned_and_the_last_one_stays(file: Path) -> None:
    async with at(file) as pilot:
        screen = await calendar(pilot)
        editor(screen.form, "working").target.focus()
        await keys(pilot, "space", "right", "space", "left", "left", "space")
        assert screen.form.values["working"] == "wed,thu,fri,sun"
        await keys(pilot, "space", "left", "left", "space", "left", "space", "left", "space")
        assert screen.form.values["working"] == "wed"


async def test_only_an_admin_is_offered_the_days_off(file: Path) -> None:
    with Store.open(file, clock=lambda: NOW) as store:
        person = store.people.add("Ana", "supervisor")
    desk = Desk(partial(Store.open, file, clock=lambda: NOW, agent=person.id))
    try:
        async with CounterpaneApp(desk).run_test(size=(80, 24), notifications=True) as pilot:
            await settle(pilot)
            await keys(pilot, "f8", "d")
            assert not isinstance(pilot.app.screen, CalendarScreen)
    finally:
        desk.close()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_what_if_asks_for_one_part(file: Path, size: tuple[int, int]) -> None:
    async with at(file, size) as pilot:
        assert isinstance(pilot.app, CounterpaneApp)
        await pilot.app.scanned("S1")
        await settle(pilot)
        await keys(pilot, "i")
        screen = pilot.app.screen
        assert isinstance(screen, WhatIfScreen)
        assert "● whole unit   ○ [/] pump" in seen(pilot) and "COVERED until 6 Jan 2027" in seen(pilot)
        editor(screen.form, "component").target.focus()
        await keys(pilot, "right")
        shown = seen(pilot)
        assert shown.count("COVERED until 7 Jan 2030") == 2  # the 6th is a Sunday
        screen.query_one("#field-invoiced Entry", Entry).value = "2026-01-06"
        await settle(pilot)
        assert "to 6 Jan 2031" in seen(pilot)
        lines = seen(pilot).split("\n")
        assert len(lines) == size[1] and "F1 help" in lines[-1]
