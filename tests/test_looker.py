"""What is looked up beside the work keeps nobody waiting: no lock, no erasing, no quitting."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from safe_help import refused
from vault_help import OLENA, at, cheap, encrypted, now, plain

from store.services.vault import Unlocked
from store.store import Store
from store.tables import wiping
from tui.desk import Desk

LONG = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 400000000) SELECT sum(x) FROM n"
)
SOON = 2.0
"""Seconds; what is asked for here takes many times as long if nobody stops it."""


class Look:
    """A look that takes long, in one statement or in very many."""

    def __init__(self, *, many: bool) -> None:
        self.begun = threading.Event()
        self.times = 0
        self._many = many

    def __call__(self, store: Store) -> str:
        self.times += 1
        if self.times > 1:
            return store.settings.name
        self.begun.set()
        if self._many:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                store.context.connection.execute("SELECT count(*) FROM event").fetchone()
        else:
            store.context.connection.execute(LONG).fetchone()
        return "to its end"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cheap(monkeypatch, tmp_path / "config")
    return tmp_path / "desk.db"


def open_store(path: Path, key: Unlocked | None = None) -> Store:
    return Store.open(path, clock=now, key=key)


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    plain(path)
    desk = Desk(partial(open_store, path))
    yield desk
    desk.close()


async def looking(desk: Desk, look: Look) -> asyncio.Future[str]:
    """Begin to look, and come back in the midst of it."""
    found = asyncio.ensure_future(desk._look(look))
    await asyncio.to_thread(look.begun.wait, 10)
    return found


@pytest.mark.parametrize("many", [False, True], ids=["one statement", "many statements"])
async def test_a_lock_waits_for_no_look_and_no_look_outlives_it(path: Path, many: bool) -> None:
    encrypted(path)
    desk = Desk(partial(open_store, path), at(path))
    try:
        await desk.unlock("Olena", OLENA)
        found = await looking(desk, Look(many=many))
        begun = time.monotonic()
        locking = asyncio.ensure_future(desk.lock())
        await asyncio.sleep(0)
        assert desk.locked
        with refused("LOCKED"):
            await desk.alert_line()
        await locking
        assert time.monotonic() - begun < SOON
        with refused("LOCKED"):
            await found
        with refused("LOCKED"):
            await desk._looker.ask(partial(open_store, path), now, lambda store: store)  # type: ignore[arg-type]
        assert desk._looker._store is None
        await desk.unlock("Olena", OLENA)
        assert await desk._look(lambda store: store.settings.name) == "Kyiv-2"
    finally:
        desk.close()


async def test_a_store_that_is_being_opened_for_a_look_is_closed_by_a_lock(path: Path) -> None:
    encrypted(path)
    desk, half, free = Desk(partial(open_store, path), at(path)), threading.Event(), threading.Event()
    made: list[Store] = []
    try:
        await desk.unlock("Olena", OLENA)
        whole = desk._once_more

        def slow() -> Store:
            half.set()
            free.wait(10)
            made.append(whole())
            return made[0]

        desk._once_more = slow
        found = asyncio.ensure_future(desk._look(lambda store: store.settings.name))
        await asyncio.to_thread(half.wait, 10)
        locking = asyncio.ensure_future(desk.lock())
        while hasattr(desk, "_writer"):
            await asyncio.sleep(0.001)
        free.set()
        await locking
        with refused("LOCKED"):
            await found
        assert desk._looker._store is None
        with pytest.raises(Exception, match="closed"):
            made[0].context.connection.execute("SELECT 1")
    finally:
        free.set()
        desk.close()


@pytest.mark.parametrize("many", [False, True], ids=["one statement", "many statements"])
async def test_leaving_waits_for_no_look(path: Path, many: bool) -> None:
    plain(path)
    desk = Desk(partial(open_store, path))
    found = await looking(desk, Look(many=many))
    begun = time.monotonic()
    desk.close()
    assert time.monotonic() - begun < SOON
    with refused("LOCKED"):
        await found


async def test_erasing_waits_for_no_look_which_then_begins_anew(desk: Desk) -> None:
    ann = await desk._run(lambda store: store.units.add_customer("Zebedee Lee"))
    look = Look(many=False)
    found = await looking(desk, look)
    begun = time.monotonic()
    assert (await desk.erase_customer(ann.id, "letter")).wiped
    assert time.monotonic() - begun < SOON
    assert (await found, look.times) == ("Kyiv-2", 2)
    assert (await desk.retain(())).wiped


async def test_a_snapshot_of_a_look_does_not_keep_the_file_from_being_wiped(desk: Desk) -> None:
    from store.tables import connection as connections

    begun = threading.Event()

    def look(store: Store) -> None:
        if begun.is_set():
            return
        with connections.reading(store.context.connection):
            store.context.connection.execute("SELECT count(*) FROM event").fetchone()
            begun.set()
            store.context.connection.execute(LONG).fetchone()

    ann = await desk._run(lambda store: store.units.add_customer("Zebedee Lee"))
    found = asyncio.ensure_future(desk._look(look))
    await asyncio.to_thread(begun.wait, 10)
    assert (await desk.erase_customer(ann.id, "letter")).wiped
    await found


async def test_what_could_not_be_wiped_is_wiped_before_the_next_backup(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await desk._run(lambda store: store.units.add_customer("Zebedee Lee"))
    with monkeypatch.context() as patch:
        patch.setattr(wiping, "wipe", lambda *_: False)
        assert not (await desk.erase_customer(ann.id, "letter")).wiped
    assert await desk._run(lambda store: store.check())
    await desk.back_up()
    assert await desk._run(lambda store: store.check()) == []


async def test_a_report_is_written_by_who_writes(desk: Desk, tmp_path: Path) -> None:
    made = await desk.write_report(None, None, spoken="en", out=tmp_path / "report.html")
    assert desk._looker._store is None and made.stat().st_size > 1000
