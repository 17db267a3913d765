"""The registry: one declaration, five outputs, no surprises."""

from __future__ import annotations

import pytest
from fake_desk import FakeDesk
from screen import screen_text
from work_help import settle

from tui.app import CounterpaneApp
from tui.commands import (
    COMMANDS,
    FOOTER_KEYS,
    PLACES,
    TAKEN,
    as_markdown,
    bindings,
    commands_in,
    footer,
    keys_of,
)
from tui.screens.calendar import CalendarScreen
from tui.screens.counter import CounterScreen
from tui.screens.policies import PoliciesScreen
from tui.text import span_width
from tui.widgets.footer import footer_spans

OWN_PLACES = [place for place in PLACES if place != "everywhere"]


@pytest.mark.parametrize("place", OWN_PLACES)
def test_no_key_means_two_things_in_one_place(place: str) -> None:
    keys = [key for command in commands_in(place) for key in command.keys]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{command.places[0]}-{command.id}")
def test_every_command_has_a_key_that_arrives(command: object) -> None:
    assert isinstance(command, type(COMMANDS[0]))
    assert set(command.keys) - TAKEN, "only on keys that terminals take"
    assert command.help.endswith((".", "…")) and not command.title.endswith(".")
    assert set(command.places) <= set(PLACES)


@pytest.mark.parametrize("place", OWN_PLACES)
@pytest.mark.parametrize("role", ["viewer", "agent", "technician", "supervisor", "manager", "admin"])
def test_the_footer_fits_80_columns(place: str, role: str) -> None:
    own, common = footer(place, role)
    assert len(own) + len(common) <= FOOTER_KEYS
    spans = footer_spans(own, common, 80)
    assert span_width(spans) == 80
    assert all(title in "".join(text for text, _role in spans) for _key, title in own + common)


def test_every_command_has_its_row_in_the_table() -> None:
    table = as_markdown()
    assert all(f"| {command.title} | {command.help} |" in table for command in COMMANDS)


@pytest.mark.parametrize("place", ["counter", "unit"])
async def test_palette_and_keys_lead_to_every_command_of_the_counter(place: str) -> None:
    app = CounterpaneApp(FakeDesk(role="admin"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        assert isinstance(screen, CounterScreen)
        if place == "unit":
            screen.scan("MJ0351-YNG9-Z0XA")
            await pilot.pause()
        offered = [*app.get_system_commands(screen)]
        here = [each.help for each in offered if " · " not in each.title]
        assert here == [command.help for command in commands_in(place)]
        for command in keys_of(place).values():
            assert callable(getattr(screen, f"action_{command.id}"))


async def test_the_palette_finds_what_is_done_in_another_place_and_does_it_there() -> None:
    app = CounterpaneApp(FakeDesk(role="admin"))
    async with app.run_test(size=(80, 24)) as pilot:
        offered = {each.title: each.callback for each in app.get_system_commands(app.screen)}
        elsewhere = {title for title in offered if " · " in title}
        assert {"Desk · days off", "Desk · policies", "Score · loyalty", "Score · report"} <= elsewhere
        app.call_later(offered["Desk · policies"])
        await settle(pilot)
        assert app.current_mode == "desk" and isinstance(app.screen, PoliciesScreen)
        app.call_later(offered["Desk · days off"])
        await settle(pilot)
        assert isinstance(app.screen, CalendarScreen)


async def test_every_common_command_has_an_action() -> None:
    app = CounterpaneApp(FakeDesk())
    for binding in bindings("everywhere"):
        name = binding.action.removeprefix("app.").partition("(")[0]
        assert callable(getattr(app, f"action_{name}"))


async def test_help_lists_the_commands_of_the_place_first() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        text = screen_text(app)
        assert text.index("Counter, searching") < text.index("Everywhere")
        await pilot.press("q")
        assert isinstance(app.screen, CounterScreen)


async def test_a_viewer_is_neither_offered_nor_allowed_to_file() -> None:
    app = CounterpaneApp(FakeDesk(role="viewer"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        assert isinstance(screen, CounterScreen)
        screen.scan("MJ0351-YNG9-Z0XA")
        await pilot.press("c")
        await pilot.pause(0.05)
        assert app.screen is screen and "file claim" not in screen_text(app)
        assert "File claim" not in {command.title for command in app.get_system_commands(screen)}


def test_no_command_takes_enter_before_the_text_it_ends() -> None:
    assert not [command.id for command in COMMANDS if command.first and "enter" in command.keys]
