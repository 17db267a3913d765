"""Keys that come faster than what they set off is done: none is lost, none is confused."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from fake_desk import FakeDesk
from screen import at_once
from textual.events import Paste
from work_help import opened, seen, settle

from store.records import Fault
from tui import ahead
from tui.screens.encrypting import EncryptingScreen
from tui.screens.filing import FilingScreen
from tui.screens.first_run import FirstRunScreen
from tui.screens.importing import ImportingScreen
from tui.screens.lock import Secret
from tui.widgets.entry import Entry

SERIAL = "MJ0351-YNG9-Z0XA"


class SlowDesk(FakeDesk):
    """A desk on a busy machine: what a form needs comes late."""

    late = 0.2

    async def faults(self, unit_id: str | None) -> tuple[Fault, ...]:
        await asyncio.sleep(self.late)
        return await super().faults(unit_id)


def deliver(app: Any, *names: str) -> None:
    """Let all these keys arrive in one go, as a slow line delivers them."""
    for key in at_once(*names):
        app.post_message(key)


async def test_a_claim_is_filed_by_keys_that_came_while_the_form_was_loading() -> None:
    desk = SlowDesk()
    async with opened(desk) as pilot:
        deliver(pilot.app, *SERIAL, "enter")
        await settle(pilot)
        before = len(desk.book.claims)
        deliver(pilot.app, "c", "2", "enter", "enter", "enter", "enter")
        await settle(pilot)
        await settle(pilot)
        assert len(desk.book.claims) == before + 1
        assert pilot.app.screen_stack[1:] == []


async def test_a_command_does_not_overtake_the_text_before_it() -> None:
    desk = FakeDesk()
    async with opened(desk, FirstRunScreen()) as pilot:
        deliver(pilot.app, *"Front desk", "ctrl+o")
        await settle(pilot)
        assert desk.name == "Front desk"
        assert isinstance(pilot.app.screen, ImportingScreen)


async def test_a_name_typed_at_once_and_its_enter_name_the_desk() -> None:
    desk = FakeDesk(name="")
    async with opened(desk, FirstRunScreen()) as pilot:
        deliver(pilot.app, *"Kyiv-2", "enter")
        await settle(pilot)
        assert desk.name == "Kyiv-2"


async def test_a_key_waits_only_so_long_for_what_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "LONGEST", 0.05)
    monkeypatch.setattr(SlowDesk, "late", 60.0)
    async with opened(SlowDesk()) as pilot:
        deliver(pilot.app, *SERIAL, "enter")
        await settle(pilot)
        began = time.monotonic()
        deliver(pilot.app, "c", *["down", "up"] * 20, "escape")
        for _ in range(200):
            await pilot.pause(0.02)
            if not pilot.app.screen_stack[1:]:
                break
        assert pilot.app.screen_stack[1:] == []
        assert time.monotonic() - began < 60 * ahead.LONGEST


async def test_a_scan_with_spaces_where_letters_are_commands_is_a_scan() -> None:
    async with opened(FakeDesk()) as pilot:
        deliver(pilot.app, *SERIAL, "enter")
        await settle(pilot)
        deliver(pilot.app, *"MJ 0351 YNGA r", "enter")
        await settle(pilot)
        assert "Nothing fits" in seen(pilot) and "0351 YNGA" in seen(pilot)


async def test_a_paste_does_not_overtake_the_letters_before_it() -> None:
    async with opened(FakeDesk(), FirstRunScreen()) as pilot:
        deliver(pilot.app, *"ab")
        pilot.app.post_message(Paste("XY"))
        await settle(pilot)
        assert pilot.app.screen.query_one(Entry).value == "abXY"


async def test_keys_that_wait_when_the_desk_is_locked_are_dropped() -> None:
    async with opened(FakeDesk()) as pilot:
        app: Any = pilot.app
        app.ahead.busy = True
        deliver(app, "f3")
        await pilot.pause()
        app.forget_keys()
        app.ahead.busy = False
        await app.ahead.go_on()
        await settle(pilot)
        assert app.current_mode == "counter"


async def test_letters_after_enter_go_to_the_next_field() -> None:
    async with opened(FakeDesk(), EncryptingScreen()) as pilot:
        deliver(pilot.app, *"one and only", "enter", *"two")
        await settle(pilot)
        assert [entry.value for entry in pilot.app.screen.query(Secret)] == ["one and only", "two"]


async def test_words_in_one_go_are_no_scan_and_stay_in_their_field() -> None:
    async with opened(FakeDesk()) as pilot:
        deliver(pilot.app, *SERIAL, "enter")
        await settle(pilot)
        deliver(pilot.app, "c")
        await settle(pilot)
        deliver(pilot.app, *"it hums at night", "enter")
        await settle(pilot)
        assert "it hums at night" in seen(pilot) and isinstance(pilot.app.screen, FilingScreen)
