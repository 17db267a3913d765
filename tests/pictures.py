"""Draws the pictures in ``screenshots/``: the baseline of the screenshot test and the pictures of the README.

Run as a program (``make screenshots``) it draws them all anew. Names in them are those of the demo.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual.pilot import Pilot
from work_help import settle as settled

from store import demo, wording
from store.store import Store
from tui.app import CounterpaneApp
from tui.desk import Desk
from tui.screens.counter import CounterScreen

FOLDER = Path(__file__).parents[1] / "screenshots"
CATALOGUES = Path(__file__).parents[1] / "tui" / "locale"
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SIZES = ((80, 24), (120, 40))
THEMES = ("dark", "light")
SHOWN = "MJ0351-YNG9-Z0XA"
Drive = Callable[[Pilot[int]], Awaitable[None]]


async def settle(pilot: Pilot[int]) -> None:
    """Wait until nothing is under way, however slow the machine."""
    await settled(pilot)
    await pilot.pause(0.05)
    await settled(pilot)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, then wait."""
    await pilot.press(*keys)
    await settle(pilot)


async def search(pilot: Pilot[int]) -> None:
    """Type the beginning of a serial."""
    await press(pilot, *"mj03")


async def counter(pilot: Pilot[int]) -> None:
    """Open a unit."""
    await press(pilot, *SHOWN.lower(), "enter")


async def why(pilot: Pilot[int]) -> None:
    """Ask why."""
    await counter(pilot)
    await press(pilot, "w")


async def aloud(pilot: Pilot[int]) -> None:
    """Read the answer out to the customer."""
    await why(pilot)
    await press(pilot, "p")


async def whatif(pilot: Pilot[int]) -> None:
    """Ask what an older invoice would change."""
    await why(pilot)
    await press(pilot, "i", *["backspace"] * 10, *"2024-11-20")


async def policy(pilot: Pilot[int]) -> None:
    """Read a policy in plain words."""
    desk: Any = pilot.app
    desk.open_page("policies")
    await settle(pilot)
    await press(pilot, "enter")


async def doubtful(pilot: Pilot[int]) -> None:
    """Look at what is doubtful in the data."""
    desk: Any = pilot.app
    desk.open_page("quality")
    await settle(pilot)


async def filing(pilot: Pilot[int]) -> None:
    """Begin to file a claim."""
    await counter(pilot)
    await press(pilot, "c")


async def claims(pilot: Pilot[int]) -> None:
    """Go to the claims."""
    await press(pilot, "f3")


async def claim(pilot: Pilot[int]) -> None:
    """Open the claim that is ready."""
    await counter(pilot)
    await press(pilot, "enter")


async def decision(pilot: Pilot[int]) -> None:
    """Approve a claim: who pays is proposed."""
    desk: Any = pilot.app
    filed = await desk.desk.queue("open", state="filed")
    view = await desk.desk.claim(filed.lines[0].number)
    desk.open_page("acting", view, next(each for each in view.possible if each.action == "approve"))
    await settle(pilot)


async def paper(pilot: Pilot[int]) -> None:
    """Put a repair that is over on paper."""
    await counter(pilot)
    await press(pilot, "down", "p")


async def rating(pilot: Pilot[int]) -> None:
    """Turn the screen to the customer."""
    desk: Any = pilot.app
    closed = await desk.desk.queue("closed", limit=50)
    number = next(
        line.number
        for line in closed.lines
        if line.score is None and line.customer and len(line.customer) < 4 and not line.customer.isascii()
    )
    desk.open_page("rating", number)
    await settle(pilot)
    await press(pilot, "9")


async def score(pilot: Pilot[int]) -> None:
    """Go to the score."""
    await press(pilot, "f7")


PICTURES: dict[str, Drive] = {
    "search": search,
    "counter": counter,
    "why": why,
    "aloud": aloud,
    "whatif": whatif,
    "policy": policy,
    "quality": doubtful,
    "filing": filing,
    "claims": claims,
    "claim": claim,
    "decision": decision,
    "paper": paper,
    "rating": rating,
    "score": score,
}


def name_of(picture: str, size: tuple[int, int], theme: str) -> str:
    """Name the file of a picture."""
    return f"{picture}-{size[0]}x{size[1]}-{theme}.svg"


async def draw(store: Path, picture: str, size: tuple[int, int]) -> dict[str, str]:
    """Return a picture as SVG in each theme; the way to it is gone once."""
    drawn = {}
    wording.use(CATALOGUES, "en")
    desk = Desk(partial(Store.open, store, clock=lambda: NOW))
    try:
        app = CounterpaneApp(desk)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            await settle(pilot)
            assert isinstance(app.screen, CounterScreen)
            await (
                app.screen.look_for_alerts().wait()
            )  # as it comes a moment later, whether it has come or not
            await PICTURES[picture](pilot)
            for theme in THEMES:
                if theme not in app.theme:
                    app.action_theme()
                    await settle(pilot)
                svg = app.export_screenshot(title="Counterpane", simplify=True)
                drawn[theme] = re.sub(r"terminal-\d+-", "terminal-", svg).rstrip() + "\n"
    finally:
        desk.close()
    return drawn


def main() -> None:
    """Draw every picture."""
    wanted = sys.argv[1:] or list(PICTURES)
    with TemporaryDirectory() as folder:
        store = Path(folder) / "demo.db"
        demo.make(store, clock=lambda: NOW).close()
        FOLDER.mkdir(exist_ok=True)
        for picture in wanted:
            for size in SIZES:
                for theme, svg in asyncio.run(draw(store, picture, size)).items():
                    (FOLDER / name_of(picture, size, theme)).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
