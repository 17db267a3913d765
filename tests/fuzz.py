"""Random names on every screen, and every crash: ``python -m tests.fuzz``, or ``make fuzz``.

The desk is real; what it answers is full of names of `names`, others for each screen that is opened. Each
screen is opened anew until so many names were put to it, in both sizes it is drawn for. The suite runs one
round.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

from names import Names, hostile
from textual.pilot import Pilot
from textual.worker import WorkerCancelled
from work_help import settle as settled

from store.records import Attachment
from store.store import Store
from store.wording import N_, say
from tui.app import CounterpaneApp
from tui.desk import Desk
from tui.places import MODES, PAGES, load
from tui.screens.lock import DoorScreen
from tui.text import CONTROL

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SIZES = ((80, 24), (120, 40))
Arguments = Callable[[Store], tuple[object, ...]]


def _card(store: Store) -> tuple[object, ...]:
    return (store.units.card(_unit(store)),)


def _unit(store: Store) -> str:
    line = next(line for line in store.claims.queue("closed").lines if store.units.exact(line.serial))
    return store.units.exact(line.serial)[0]


def _number(view: str) -> Arguments:
    return lambda store: (store.claims.queue(view).lines[0].number,)


def _view(store: Store) -> tuple[object, ...]:
    return (store.claims.view(store.claims.queue("open").lines[0].number),)


def _acting(store: Store) -> tuple[object, ...]:
    view = store.claims.view(store.claims.queue("open").lines[0].number)
    return (view, next(each for each in view.possible if each.needs and not each.refusal))


def _policy(store: Store) -> tuple[object, ...]:
    policy = store.policies.list()[0]
    return (policy, store.policies.uses().get(policy.id))


def _finding(store: Store) -> tuple[object, ...]:
    return (store.quality.findings(1)[0],)


def _customer(store: Store) -> str:
    return str(store.units.get(_unit(store)).customer_id)


def _unrated(store: Store) -> tuple[object, ...]:
    lines = store.claims.queue("closed", limit=200).lines
    return (next(line.number for line in lines if line.score is None),)


def _rated(store: Store) -> tuple[object, ...]:
    lines = store.claims.queue("closed", limit=200).lines
    return (store.claims.view(next(line.number for line in lines if line.score is not None)),)


FILE = Attachment("Ann [/] Lee.png", "0" * 64, 12, "photo", "0.png")
OPENED_WITH: dict[str, Arguments] = {
    "help": lambda _store: ("counter",),
    "why": _card,
    "filing": lambda store: (_unit(store),),
    "attached": _view,
    "claim": _number("open"),
    "history": _number("closed"),
    "conflict": lambda store: (*_view(store), None),
    "acting": _acting,
    "rating": _unrated,
    "entering": _unrated,
    "correcting": _rated,
    "loyalty": lambda _store: (None, NOW.date()),
    "pareto": lambda _store: (None,),
    "aloud": _card,
    "whatif": _card,
    "policy": _policy,
    "doubtful": _finding,
    "paper": _number("closed"),
    "about": lambda store: (_customer(store),),
    "handing_out": lambda store: (_customer(store), "Ann [/] Lee"),
    "saving_copy": lambda store: (store.claims.queue("open").lines[0].number, FILE),
    "erasing": lambda store: (_customer(store),),
    "retiring": lambda store: (store.privacy.due({"texts": 30, "files": 30, "refused": 30}),),
}
"""What a screen is opened with; the others need nothing."""
SCREENS = (*MODES, *PAGES)
GIVEN_UP = 90
"""Seconds after which an app that leaves pages must have failed."""
IN_A_TOAST = 40
"""Names that the agent is told at once, on every screen: some show none of their own."""


@asynccontextmanager
async def app_on(file: Path, names: Names | None, size: tuple[int, int]) -> AsyncIterator[Pilot[int]]:
    """Run the app on the desk in `file`, which answers with names, if there are some."""
    desk = Desk(partial(Store.open, file, clock=lambda: NOW))
    desk = hostile(desk, names) if names else desk
    try:
        app = CounterpaneApp(desk)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        desk.close()


async def settle(pilot: Pilot[int]) -> None:
    """Wait until nothing is under way; what a screen asked for twice was given up once."""
    while True:
        try:
            await settled(pilot)
        except WorkerCancelled:
            continue
        return


async def show(pilot: Pilot[int], screen: str, arguments: tuple[object, ...], names: Names) -> list[str]:
    """Open a screen with names on it; return what is wrong with what is painted."""
    app: Any = pilot.app
    names.renew()
    await app.push_screen(load(screen, *map(names.put, arguments)))
    await settle(pilot)
    found = painted(pilot)
    if screen == "counter":
        finder = app.screen.query_one("#finder")
        finder.set_text("a")
        await settle(pilot)
        found += painted(pilot)
        if finder.found.hits:
            finder.reveal(finder.found.hits[0])
            await settle(pilot)
            found += painted(pilot)
    if screen == "importing":
        entry = app.screen.query_one("#path")
        entry.value = names.name("path")
        app.screen.preview()
        await settle(pilot)
        found += painted(pilot)
    told = " ".join(names.name(f"toast {n}") for n in range(IN_A_TOAST))
    if isinstance(app.screen, DoorScreen):
        app.screen.tell(told)
        await pilot.pause()
        found += painted(pilot)
    elif getattr(app.screen, "takes_scans", True):
        app.say_to_agent(say(N_("{name} is no phone number: it has no digits."), name=told))
        await pilot.pause()
        found += painted(pilot)
        app.clear_notifications()
    await app.pop_screen()
    return found


def painted(pilot: Pilot[int]) -> list[str]:
    """Return what on the screen acts on a terminal, is a link, or breaks its lines."""
    found = []
    for line in pilot.app.screen._compositor.render_strips():
        for segment in line:
            if CONTROL.search(segment.text) and not segment.control:
                found.append(f"control in {segment.text!r}")
            style = segment.style
            if style is not None and (style.link or "@click" in style.meta):
                found.append(f"a link on {segment.text!r}")
        if line.cell_length != pilot.app.size.width:
            found.append(f"{line.cell_length} cells in a line: {''.join(each.text for each in line)!r}")
    return found


async def rounds(
    file: Path, screens: tuple[str, ...], wanted: int, seed: int, sizes: tuple[tuple[int, int], ...] = SIZES
) -> dict[str, int]:
    """Put at least so many names to each of the screens, in all sizes together; return how many it were.

    Raises:
        AssertionError: something is wrong with a screen; says which, and with what seed.
    """
    arguments = opened_with(file, screens)
    given = dict.fromkeys(screens, 0)
    for size in sizes:
        names = Names(seed + size[0])
        async with app_on(file, names, size) as pilot:
            for screen in screens:
                before = names.count
                while True:
                    found = await show(pilot, screen, arguments[screen], names)
                    assert not found, (screen, size, seed, found[:5])
                    if names.count - before >= wanted / len(sizes):
                        break
                given[screen] += names.count - before
    return given


async def left_at_once(file: Path, screens: tuple[str, ...], steps: tuple[int, ...]) -> int:
    """Open each screen and leave it after so many steps of the event loop; return how often.

    Whatever a screen does too late, when its parts are gone, ends the app and so this.
    """
    arguments = opened_with(file, screens)

    async def leave(pilot: Pilot[int]) -> int:
        for screen in screens:
            for n in steps:
                coming = pilot.app.push_screen(load(screen, *arguments[screen]))
                if n % 2:
                    await coming
                for _ in range(n):
                    await asyncio.sleep(0)
                await pilot.app.pop_screen()
        await settle(pilot)
        return len(screens) * len(steps)

    async with app_on(file, None, SIZES[0]) as pilot:
        leaving = asyncio.create_task(leave(pilot))
        died: asyncio.Task[bool] = asyncio.create_task(pilot.app._exception_event.wait())
        done, waiting = await asyncio.wait(
            {leaving, died}, timeout=GIVEN_UP, return_when=asyncio.FIRST_COMPLETED
        )
        for task in waiting:
            task.cancel()
        assert leaving in done, pilot.app._exception or "it hangs"
        return leaving.result()


def opened_with(file: Path, screens: tuple[str, ...]) -> dict[str, tuple[object, ...]]:
    """Return what each of the screens is opened with on the desk in `file`."""
    with Store.open(file, clock=lambda: NOW) as store:
        return {screen: OPENED_WITH[screen](store) if screen in OPENED_WITH else () for screen in screens}


def main() -> int:
    """Run all of it; say how many names each screen had."""
    from crashes import CRASHES, fill, run

    from store.demo import make

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--names", type=int, default=10_000, help="names for each screen")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="screens, left, or crash")
    args = parser.parse_args()
    failed = 0
    with TemporaryDirectory() as folder:
        file = Path(folder) / "desk.db"
        make(file, today=NOW.date(), clock=lambda: NOW).close()
        for screen in SCREENS:
            if args.only and screen not in args.only:
                continue
            began = time.perf_counter()
            try:
                given = asyncio.run(rounds(file, (screen,), args.names, args.seed))[screen]
                print(f"{screen:<12} {given:>7,} names  {time.perf_counter() - began:6.1f} s", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"{screen:<12} FAILED {error!s:.2000}", flush=True)
        if not args.only or "left" in args.only:
            left = asyncio.run(left_at_once(file, SCREENS, (0, 1, 4, 9, 16, 33)))
            print(f"{left:,} pages left before they had come", flush=True)
        small = Path(folder) / "small.db"
        with Store.open(small, create=True) as store:
            fill(store)
        for n, crash in enumerate(CRASHES if not args.only or "crash" in args.only else ()):
            home = Path(folder) / f"home{n}"
            home.mkdir()
            wrong = run(crash, home, small)
            failed += bool(wrong)
            print(f"crash in {crash.where:<50} {wrong or 'clean'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
