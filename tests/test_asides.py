"""Copies of a desk that lie about: they go in time, erasing names them, and nobody comes back with one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.founding import Founder
from store.services import asides, backups, restoring
from store.services.privacy import listed
from store.store import Store
from store.tables.manifest import Copy
from tui.__main__ import main
from tui.desk import Desk

NAME = "Zebedee Lee"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def desk(path: Path, clock: Clock) -> tuple[str, Path]:
    """Make a desk with a customer; return their id, and a backup of it elsewhere."""
    with Store.open(path, clock=clock, create=True, founder=Founder("K2", "Olena")) as store:
        store.settings.set(timezone="UTC")
        who = store.units.add_customer(NAME).id
        return who, store.backups.make(path.parent / "usb" / "copy.db").file


def daily(store: Store) -> Copy:
    order = store.backups.due()
    assert order is not None
    made = backups.make(order)
    assert isinstance(made, Copy)
    return made


def told_of(folder: Path) -> list[str]:
    return sorted(
        each.name for each in folder.rglob("*") if each.is_file() and NAME.encode() in each.read_bytes()
    )


def test_what_a_restore_put_aside_goes_with_the_backups(path: Path, clock: Clock) -> None:
    who, copy = desk(path, clock)
    aside = restoring.restore(copy, path, clock).aside
    assert aside is not None
    (path.parent / (aside.name + ".files")).mkdir()
    (path.parent / (aside.name + ".files") / "a").write_bytes(NAME.encode())
    mine = path.with_name("desk.mine.db")
    mine.write_bytes(b"mine")
    with Store.open(path, clock=clock) as store:
        store.privacy.erase(who)
        clock.now += timedelta(days=asides.LONGEST - 1)
        store.backups.note(daily(store))
        assert aside.exists()
        clock.now += timedelta(days=1)
        store.backups.make()
    assert [each.name for each in path.parent.glob("desk.replaced*")] == []
    assert mine.exists()
    copy.unlink()
    assert told_of(path.parent) == []


async def test_a_desk_that_makes_no_backups_clears_up_too(path: Path, clock: Clock) -> None:
    _, copy = desk(path, clock)
    aside = restoring.restore(copy, path, clock).aside
    assert aside is not None
    with Store.open(path, clock=clock) as store:
        store.backups.choose(days=0)
    clock.now += timedelta(days=asides.LONGEST)
    open_desk = Desk(lambda: Store.open(path, clock=clock))
    try:
        assert await open_desk.back_up() is None
    finally:
        open_desk.close()
    assert not aside.exists()


def test_erasing_names_the_copies_and_until_when_they_are_there(
    path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    who, copy = desk(path, clock)
    aside = restoring.restore(copy, path, clock).aside
    with Store.open(path, clock=clock) as store:
        of_today = daily(store)
        by_hand = store.backups.make()
    assert main(["--db", str(path), "--json", "erase", who, "--yes"]) == 0
    assert json.loads(capsys.readouterr().out)["copies"] == [
        {"file": str(of_today.file), "until": "2026-12-05"},
        {"file": str(aside), "until": "2026-12-26"},
        {"file": str(by_hand.file), "until": None},
    ]
    with Store.open(path, clock=clock) as store:
        other = store.units.add_customer("Grace").id
    assert main(["--db", str(path), "erase", other, "--yes"]) == 0
    said = capsys.readouterr().out
    assert (
        "2 copies" in said and "2026-12-26" in said and str(by_hand.file) in said and "rotation" not in said
    )


def test_nobody_comes_back_where_the_list_is_gone_but_the_journal_knows(path: Path, clock: Clock) -> None:
    who, copy = desk(path, clock)
    with Store.open(path, clock=clock) as store:
        store.privacy.erase(who)
    assert listed(path) == (who,)
    path.with_name("desk.db.erased").unlink()
    restoring.restore(copy, path, clock)
    assert not any(NAME.encode() in file.read_bytes() for file in path.parent.glob("desk.db*"))
    assert listed(path) == (who,)
    with Store.open(path, clock=clock) as store:
        assert store.check() == []
