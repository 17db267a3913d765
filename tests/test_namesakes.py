"""Two customers of one name: what tells them apart stands wherever one of them is chosen or shown."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from work_help import keys, opened, seen, settle

from store.founding import Founder
from store.records import Customer
from store.store import Store
from tui.desk import Desk
from tui.screens.about import AboutScreen, WhomScreen
from tui.screens.erasing import ErasingScreen
from tui.screens.registering import RegisterScreen
from tui.screens.unknown import UnknownScreen
from tui.widgets.customers import told_apart

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
LIST = """serial,product,customer,phone,address
SN-1,KX-200,Li Wei,+86 138 0013 8000,Chengdu
SN-2,KX-200,Li Wei,+86 138 0013 8000,Chengdu
SN-3,KX-200,Li Wei,+86 139 7777 4321,Kunming
"""
FIRST, SECOND = "…8000 · Chengdu · 2 units", "…4321 · Kunming · 1 unit"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    file = tmp_path / "desk.db"
    with Store.open(file, clock=lambda: NOW, create=True, founder=Founder("K2", "Olena")) as store:
        store.settings.set(timezone="UTC", name="Kyiv-2")
        (tmp_path / "units.csv").write_text(LIST, encoding="utf-8")
        store.bring_in(tmp_path / "units.csv", {"as": "units"}, lambda done, total: None)
    return Desk(partial(Store.open, file, clock=lambda: NOW))


def owner(desk: Desk, serial: str) -> str:
    return next(hit.unit_id for hit in desk.find(serial, 5).hits if hit.serial == serial)


async def ask_for(pilot: Pilot[int], name: str) -> None:
    """Type a name into the customer's field."""
    entry = pilot.app.screen.query_one("#field-customer Input", Input)
    entry.focus()
    entry.value = name
    await settle(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_chosen_one_is_told_from_the_other(desk: Desk, size: tuple[int, int]) -> None:
    try:
        async with opened(desk, WhomScreen(), size) as pilot:
            await ask_for(pilot, "li")
            assert f"Li Wei  {FIRST}" in seen(pilot) and f"Li Wei  {SECOND}" in seen(pilot)
            await keys(pilot, "enter")
            chosen, other = (FIRST, SECOND) if FIRST in seen(pilot) else (SECOND, FIRST)
            assert chosen in seen(pilot) and other not in seen(pilot)
            pilot.app.screen.query_one("#done").focus()
            await keys(pilot, "enter")
    finally:
        desk.close()


@pytest.mark.parametrize(("serial", "apart"), [("SN-1", FIRST), ("SN-3", SECOND)])
async def test_about_and_erasing_say_which(desk: Desk, serial: str, apart: str) -> None:
    customer = desk.card(owner(desk, serial)).customer
    assert customer is not None
    try:
        async with opened(desk, AboutScreen(customer.id)) as pilot:
            assert f"── Li Wei  {apart} ─" in seen(pilot)
            await keys(pilot, "e")
            assert isinstance(pilot.app.screen, ErasingScreen)
            lines = seen(pilot).splitlines()
            at = next(n for n, line in enumerate(lines) if "── Li Wei" in line)
            assert lines[at + 1].strip() == apart
            assert "There is no undo." in seen(pilot)
    finally:
        desk.close()


@pytest.mark.parametrize("form", [UnknownScreen, RegisterScreen])
async def test_forms_that_ask_for_a_customer_show_it_too(
    desk: Desk, form: type[UnknownScreen] | type[RegisterScreen]
) -> None:
    try:
        async with opened(desk, form()) as pilot:
            await ask_for(pilot, "li")
            await keys(pilot, "enter")
            assert FIRST in seen(pilot) or SECOND in seen(pilot)
    finally:
        desk.close()


def test_what_is_masked_stays_masked() -> None:
    masked = Customer("c1", "L. W.", ("…34",), address="…", masked=True)
    assert told_apart(masked, 3) == "…34 · … · 3 units"
    assert told_apart(Customer("c1", "Li [/]"), 0) == "0 units"
    assert told_apart(Customer("c1", "Li", ("110",), address="[red]X"), 1) == "…110 · [red]X · 1 unit"
