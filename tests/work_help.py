"""What the tests of the work screens share: an app on a fake desk, keys in a burst, hostile names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from fake_book import Book, sample
from screen import at_once
from textual.pilot import Pilot
from textual.screen import Screen

from tui.app import CounterpaneApp
from tui.desk import Desk

HOSTILE = "Ann [/] [@click=app.exit]Lee[/] [bold \x1b]52;c;eA==\x07\u202e"
"""A name that ends an app, is a link, and talks to the terminal, where text is taken for more than text."""


@asynccontextmanager
async def opened(
    desk: Desk, screen: Screen[Any] | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[int]]:
    """Run the app on `desk`, with toasts and tooltips, and lay `screen` on top."""
    app = CounterpaneApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        if screen is not None:
            await app.push_screen(screen)
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[int]) -> None:
    """Wait until nothing is under way."""
    await pilot.pause()
    for _ in range(100):
        watching = [getattr(pilot.app, "_scanner", None), getattr(pilot.app.screen, "_scanner", None)]
        busy = isinstance(pilot.app, CounterpaneApp) and pilot.app.ahead.busy
        if not busy and not any(scanner and scanner.held for scanner in watching):
            break
        await pilot.pause(0.01)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def keys(pilot: Pilot[int], *pressed: str) -> None:
    """Press keys one after another, the way a person does."""
    await pilot.press(*pressed)
    await pilot.pause(0.04)
    await settle(pilot)


async def burst(pilot: Pilot[int], code: str) -> None:
    """Send a code and Enter at once, the way a scanner does."""
    for key in at_once(*code, "enter"):
        await pilot.app.on_event(key)
    await pilot.pause(0.06)
    await settle(pilot)


def seen(pilot: Pilot[int]) -> str:
    """Return the text that is on the screen."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)


def hostile_book() -> Book:
    """Return a book in which every text that people type is hostile."""
    book = sample()
    for number, customer in list(book.customers.items()):
        book.customers[number] = replace(customer, name=HOSTILE, address=HOSTILE)
    for number, unit in list(book.units.items()):
        book.units[number] = replace(unit, serial=f"{HOSTILE}{number}", product=HOSTILE, brand=HOSTILE)
    for number, line in list(book.claims.items()):
        serial = book.units[book.claim_units[number]].serial
        book.claims[number] = replace(
            line, customer=HOSTILE, fault_title=HOSTILE, product=HOSTILE, serial=serial, owner=HOSTILE
        )
    return book


def harmless(shown: str) -> bool:
    """Say whether hostile text was shown letter by letter, without what a terminal would obey."""
    return "Ann [/]" in shown and not any(letter in shown for letter in "\x1b\x07\u202e")
