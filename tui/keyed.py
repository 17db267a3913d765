"""The way of a key, from the terminal to what it is for.

What is typed before the first screen stands is kept and typed again once it does; a scan goes to the search
whatever has the focus (`tui.scanner`); each key waits until the one before has done its work (`tui.ahead`),
and a page that is left at once comes whole first; the rest is the framework's.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.widgets import Input

from tui.ahead import After, Ahead, Step
from tui.scanner import ENTER, GAP, Due, Scanner
from tui.screens.base import DeskScreen

SKIP_WITHIN = 1.5
"""Seconds in which an Enter is taken for the end of the word before it."""


class KeyedApp(App[int], inherit_bindings=False):
    """An app that looks at keys before anybody else does."""

    def __init__(self, *, ansi_color: bool | None) -> None:
        """Keep every key until `ready_for_keys`."""
        super().__init__(ansi_color=ansi_color)
        self._early: list[events.Key | events.Paste] | None = []
        self._scanner = Scanner()
        self._skip_until = 0.0
        self.ahead = Ahead(self)

    async def locks_now(self, event: events.Event) -> bool:
        """Say whether a key came too late to be obeyed."""
        return False

    async def scanned(self, code: str) -> None:
        """Take a scanned code to where it is looked up."""
        raise NotImplementedError

    async def ready_for_keys(self) -> None:
        """Type what was typed before the first screen stood; called by that screen, once."""
        early, self._early = self._early or [], None
        for event in early:
            await self.on_event(event)

    async def _replace_screen(self, screen: Screen[Any]) -> Screen[Any]:
        """Let a page that is left at once come whole before it goes: its parts count on each other."""
        await screen._mounted_event.wait()
        return await super()._replace_screen(screen)

    def skip_enter(self) -> None:
        """Pass over an Enter that follows at once: a habit after a word, not meant for what comes then."""
        self._skip_until = monotonic() + SKIP_WITHIN

    def forget_keys(self) -> None:
        """Drop every key that waits for its turn."""
        self._scanner.release()
        self.ahead.forget()

    async def on_event(self, event: events.Event) -> None:
        """Look at keys before anybody else does; one that comes while the last screen goes is nobody's."""
        if isinstance(event, events.InputEvent) and not self._screen_stack:
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if await self.locks_now(event) or self._skips(event):
                return
            if self._early is not None:
                self._early.append(event)
                return
            await self.ahead.take(Step(partial(self._obey, event), is_typing(event)))
            return
        await super().on_event(event)

    def _skips(self, event: events.Key | events.Paste) -> bool:
        until, self._skip_until = self._skip_until, 0.0
        return isinstance(event, events.Key) and event.key in ENTER and monotonic() < until

    async def _obey(self, event: events.Key | events.Paste) -> After:
        if isinstance(screen := self.screen, DeskScreen):
            screen.pressed(event)
        if isinstance(event, events.Key) and self._may_be_scan():
            return await self._watch_for_scan(event)
        if self._scanner.held:
            self._let_through([*self._scanner.release(), event])
            return After.NOTHING
        return await self._pass_on(event)

    async def _pass_on(self, event: events.Key | events.Paste) -> After:
        target = self.focused
        text = isinstance(target, Input) or getattr(target, "reads_scans", False)
        await super().on_event(event)
        return After.TEXT if text and isinstance(event, events.Key) and event.is_printable else After.ALL

    def _may_be_scan(self) -> bool:
        """Say whether keys are to be watched: not in the search itself, nor before the customer."""
        screen = self.screen
        if isinstance(screen, DeskScreen) and not screen.takes_scans:
            return False
        return bool(self._scanner.held) or not getattr(self.focused, "reads_scans", False)

    async def _watch_for_scan(self, event: events.Key) -> After:
        passed, code = self._scanner.add(event, in_text=isinstance(self.focused, Input))
        self._let_through(passed)
        if code is not None:
            await self.scanned(code)
            return After.ALL
        if self._scanner.held:
            self._look_again()
        return After.NOTHING

    def _let_through(self, keys: Iterable[events.Key | events.Paste]) -> None:
        self.ahead.put_first(Step(partial(self._pass_on, key), is_typing(key)) for key in keys)

    def _look_again(self) -> None:
        self.set_timer(GAP + 0.005, partial(self.post_message, Due(self._scanner.count)))

    async def on_due(self, message: Due) -> None:
        """Pass held keys on when nothing followed them."""
        if message.count != self._scanner.count:
            return
        if self.ahead.busy:
            self._look_again()
            return
        self._let_through(self._scanner.release())
        await self.ahead.go_on()


def is_typing(event: events.Key | events.Paste) -> bool:
    """Say whether a key is part of typing: a letter, or the Enter behind it; no command takes that first."""
    return isinstance(event, events.Key) and (event.is_printable or event.key in ENTER)
