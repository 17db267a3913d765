"""A locked desk on the screen: blank, without key or connection, and opened again by a passphrase."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from vault_help import ANA, OLENA, at, cheap, encrypted, now, open_desk, plain
from work_help import burst, keys, seen, settle

from store.rules.idle import Moment
from store.services.locksmith import give_passphrase
from store.services.vault import Unlocked
from store.store import Store
from tui.app import CounterpaneApp, LockedApp
from tui.desk import Desk
from tui.guard import Watch, keep_memory_private
from tui.screens.encrypting import EncryptingScreen
from tui.widgets.entry import Entry


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cheap(monkeypatch, tmp_path / "config")


class Clocks:
    """Both clocks, set by hand."""

    def __init__(self) -> None:
        self.boot, self.wall = 5000.0, 9000.0

    def __call__(self) -> Moment:
        return Moment(self.boot, self.wall)


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Pilot[int]]:
    """Run the app on the real desk at `path`, behind its door."""

    def open_store(key: Unlocked | None = None) -> Store:
        return Store.open(path, clock=now, key=key)

    desk = Desk(open_store, at(path))
    app = (LockedApp if desk.locked else CounterpaneApp)(desk)
    try:
        async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        desk.close()


async def sign_in(pilot: Pilot[int], name: str, secret: str) -> None:
    """Type a name and a secret."""
    pilot.app.screen.query_one("#door-name", Entry).value = name
    pilot.app.screen.query_one("#door-secret", Entry).value = secret
    pilot.app.screen.query_one("#door-secret", Entry).focus()
    await keys(pilot, "enter")
    await settle(pilot)


async def gone(pilot: Pilot[int], kind: type[Screen[Any]]) -> None:
    """Wait until a screen of this kind has done its work and left."""
    while isinstance(pilot.app.screen, kind):
        await pilot.pause(0.02)
    await settle(pilot)


def app_of(pilot: Pilot[int]) -> CounterpaneApp:
    app = pilot.app
    assert isinstance(app, CounterpaneApp)
    return app


def stock(path: Path, proof: Unlocked) -> None:
    with open_desk(path, proof) as store:
        product = store.products.add("KX-200", "Haier", "refrigerator")
        grace = store.units.add_customer("Grace Hopper", phones=("+1 555 0100",))
        store.units.add("MJ0351-YNG9-Z0XA", product.id, customer=grace.id, invoiced="2026-03-14")


async def test_an_encrypted_desk_opens_with_a_passphrase_and_locks_on_a_key(path: Path) -> None:
    stock(path, encrypted(path))
    async with opened(path) as pilot:
        app = app_of(pilot)
        assert "opens with a passphrase" in seen(pilot) and "NPS" not in seen(pilot)
        await sign_in(pilot, "Olena", ANA)
        assert "Nobody here has this name" in seen(pilot) and app.desk.locked
        assert app.screen.query_one("#door-secret", Entry).value == ""
        at(path)
        await sign_in(pilot, "Olena", OLENA)
        await burst(pilot, "MJ0351YNG9Z0XA")
        assert "Grace Hopper" in seen(pilot)
        app.copy_to_clipboard("+1 555 0100")
        await keys(pilot, "c", "ctrl+l")
        await settle(pilot)
        assert app.desk.locked and app.clipboard == ""
        assert "locked" in seen(pilot) and "Grace" not in seen(pilot) and "Kyiv-2" not in seen(pilot)
        assert [len(stack) for stack in app._screen_stacks.values()] == [1]
        with pytest.raises(AttributeError):
            app.desk.find("MJ0351")
        await sign_in(pilot, "Olena", OLENA)
        assert not app.desk.locked and "Kyiv-2" in seen(pilot)


async def test_a_lid_closed_for_a_night_is_time_that_passed(path: Path) -> None:
    stock(path, encrypted(path))
    clocks = Clocks()
    async with opened(path) as pilot:
        app = app_of(pilot)
        await sign_in(pilot, "Olena", OLENA)
        app.sitting = Watch(clocks)
        await burst(pilot, "MJ0351YNG9Z0XA")
        clocks.boot += 299
        await keys(pilot, "down")
        assert not app.desk.locked, "the limit has not passed"
        clocks.boot += 301
        await keys(pilot, "c")
        await settle(pilot)
        assert app.desk.locked, "a key that comes too late is not obeyed"
        assert "Grace" not in seen(pilot)
        await sign_in(pilot, "Olena", OLENA)
        app.sitting = Watch(clocks)
        clocks.wall += 301
        await app.look_at_clocks()
        await settle(pilot)
        assert app.desk.locked, "the wall clock alone is enough, and no key is needed"


async def test_what_was_typed_survives_a_lock(path: Path) -> None:
    stock(path, encrypted(path))
    async with opened(path) as pilot:
        await sign_in(pilot, "Olena", OLENA)
        await burst(pilot, "MJ0351YNG9Z0XA")
        await keys(pilot, "c", "down", "enter")
        await keys(pilot, "ctrl+l")
        await settle(pilot)
        assert app_of(pilot).desk.locked
        await sign_in(pilot, "Olena", OLENA)
        draft = await app_of(pilot).desk.draft(app_of(pilot).desk.find("MJ0351").hits[0].unit_id)
        assert draft


async def test_a_desk_where_nobody_has_a_passphrase_does_not_lock(path: Path) -> None:
    plain(path)
    clocks = Clocks()
    async with opened(path) as pilot:
        app = app_of(pilot)
        app.sitting = Watch(clocks)
        clocks.boot += 1_000_000
        await app.look_at_clocks()
        await keys(pilot, "ctrl+l")
        assert not app.desk.locked and "Nobody here has a passphrase" in seen(pilot)
        await keys(pilot, "f8")
        assert "! not encrypted" in seen(pilot)


async def test_a_plain_desk_with_passphrases_is_closed_too_and_a_pin_changes_who_works(path: Path) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        store.people.add("Ana", "agent")
        store.people.set_pin("Ana", "739150")
        give_passphrase(store, "Olena", OLENA)
    async with opened(path) as pilot:
        app = app_of(pilot)
        assert app.desk.locked and not app.desk.encrypted
        await sign_in(pilot, "", OLENA)
        assert app.desk.agent.name == "Olena"
        await keys(pilot, "ctrl+y")
        assert "With a PIN: Ana" in seen(pilot)
        await sign_in(pilot, "Ana", "000001")
        assert "Wrong PIN. 4 more" in seen(pilot)
        await keys(pilot, "escape", "ctrl+y")
        await sign_in(pilot, "Ana", "739150")
        assert "Wait 1 second" in seen(pilot) or app.desk.agent.name == "Ana"


async def test_the_inbox_is_read_and_noted(path: Path) -> None:
    stock(path, encrypted(path))
    async with opened(path) as pilot:
        await sign_in(pilot, "Olena", OLENA)
        waiting = app_of(pilot).desk.inbox_waiting()
        assert f"! {waiting} notices" in seen(pilot)
        await keys(pilot, "f8", "m")
        await settle(pilot)
        assert "Ana was taken on, as agent" in seen(pilot)
        await keys(pilot, "enter")
        await settle(pilot)
        assert app_of(pilot).desk.inbox_waiting() == waiting - 1
        await keys(pilot, "a")
        await settle(pilot)
        assert app_of(pilot).desk.inbox_waiting() == 0 and "Nothing waits" in seen(pilot)


async def test_a_desk_is_encrypted_from_its_own_place(path: Path) -> None:
    plain(path)
    async with opened(path) as pilot:
        await keys(pilot, "f8", "e")
        await sign_in(pilot, OLENA, ANA)
        assert "not the same" in seen(pilot)
        await sign_in(pilot, "short", "short")
        assert "12 characters" in seen(pilot)
        await sign_in(pilot, OLENA, OLENA)
        await gone(pilot, EncryptingScreen)
        assert app_of(pilot).desk.encrypted and app_of(pilot).desk.guarded
        assert app_of(pilot).desk.name == "Kyiv-2"
        await keys(pilot, "ctrl+l")
        assert app_of(pilot).desk.locked


def test_memory_is_not_dumped() -> None:
    import subprocess
    import sys

    code = (
        "from tui.guard import keep_memory_private as keep; keep()\n"
        "import ctypes, resource\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "(0, 0) 0"
    assert callable(keep_memory_private)


async def test_a_desk_is_encrypted_by_the_keyboard_alone(path: Path) -> None:
    plain(path)
    async with opened(path) as pilot:
        app = app_of(pilot)
        assert not app.desk.encrypted
        app.open_page("encrypting")
        await settle(pilot)
        await keys(pilot, *"short", "enter", *"short", "enter")
        assert "12" in seen(pilot) and app.screen.query_one("#door-name", Entry).has_focus
        await keys(pilot, *"quite long enough", "enter", *"quite long enougg", "enter")
        assert "not the same" in seen(pilot) and app.screen.query_one("#door-name", Entry).has_focus
        await keys(pilot, *"quite long enough", "enter", *"quite long enough", "enter")
        await gone(pilot, EncryptingScreen)
        assert app.desk.encrypted
