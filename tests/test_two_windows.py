"""One desk in two windows: what the other one saves is seen here."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from shutil import copyfile

from conftest import now
from textual.pilot import Pilot
from work_help import seen, settle

from store.store import Store
from tui.app import CounterpaneApp
from tui.desk import Desk

SECONDS = 20


async def shows(pilot: Pilot[int], words: str) -> bool:
    """Wait until the screen shows `words`; False: it does not."""
    for _tick in range(10 * SECONDS):
        if words in seen(pilot):
            return True
        await asyncio.sleep(0.1)
    return False


async def test_the_score_follows_what_another_window_saves(demo_file: Path, tmp_path: Path) -> None:
    file = Path(copyfile(demo_file, tmp_path / "desk.db"))
    opening = partial(Store.open, file, clock=now)
    with opening() as other:
        answers = other.ratings.running().n
        waiting = iter([each.claim for each in other.ratings.unasked(None, None) if each.claim])
        app = CounterpaneApp(Desk(opening))
        async with app.run_test(size=(120, 40)) as pilot:
            for place in ("counter", "claims", "score"):
                await app.action_go(place)
                await settle(pilot)
                assert await shows(pilot, f"{answers} answers")
                other.ratings.record(next(waiting), 10)
                answers += 1
                assert other.ratings.running().n == answers
                assert await shows(pilot, f"{answers} answers"), place
        app.desk.close()


async def test_a_customer_erased_in_one_window_goes_from_the_other(demo_file: Path, tmp_path: Path) -> None:
    file = Path(copyfile(demo_file, tmp_path / "desk.db"))
    opening = partial(Store.open, file, clock=now)
    with opening() as other:
        app = CounterpaneApp(Desk(opening))
        async with app.run_test(size=(80, 24)) as pilot:
            await app.scanned("MJ0351-YNG9-Z0XA")
            assert await shows(pilot, "Li Wei")
            (unit,) = other.units.exact("MJ0351-YNG9-Z0XA")
            customer = other.units.card(unit).customer
            assert customer is not None
            other.privacy.erase(customer.id)
            for _tick in range(10 * SECONDS):
                if "Li Wei" not in seen(pilot):
                    break
                await asyncio.sleep(0.1)
            assert "Li Wei" not in seen(pilot) and "MJ0351-YNG9-Z0XA" in seen(pilot)
        app.desk.close()
