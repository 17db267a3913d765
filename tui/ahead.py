"""Typing ahead: keys that come faster than what they set off is done wait their turn, and none is lost.

A key is handed on, and then what it set off is followed: the widget it went to has dealt with it, the screen
it opened stands and has its focus, and what that screen loads is there. Only then comes the next key. A
hand at the keyboard never waits, since all of that takes less than the time between two keys; a slow line
that delivers ten keys at once, or a busy machine, loses none and confuses none. What takes longer than
`LONGEST` is not waited for again: the next key may be the one that leaves it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary, WeakSet

from textual.app import ScreenStackError
from textual.worker import Worker

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump
    from textual.widget import Widget

LONGEST = 2.0
"""Most seconds a key waits for what the one before set off."""
LOOK_EVERY = 0.002
"""Seconds between two looks whether a screen has loaded."""
BEHIND = frozenset({"alerts", "draft", "import", "more", "out", "parts", "ask"})
"""Groups of workers behind the agent's back, or too long to wait for."""


class After(Enum):
    """What is to be waited for after a step."""

    NOTHING = 0
    TEXT = 1
    """A letter was typed into a text: what is no part of typing has to wait for it."""
    ALL = 2


class Step(NamedTuple):
    """One key to be handed on, or what was pasted."""

    run: Callable[[], Awaitable[After]]
    typing: bool = False
    """A letter or Enter: it comes to a text behind the letters before it, in any case."""


class Ahead:
    """Hands on one step after another, each when the one before has done its work."""

    def __init__(self, app: App[Any]) -> None:
        """Serve `app`."""
        self._app = app
        self._steps: deque[Step] = deque()
        self._after = After.NOTHING
        self._asked: WeakKeyDictionary[MessagePump, asyncio.Event] = WeakKeyDictionary()
        self._hanging: WeakSet[Worker[Any]] = WeakSet()
        """Workers that were waited for in vain: once is enough."""
        self.busy = False
        """Whether what a key set off is still under way."""

    async def take(self, step: Step) -> None:
        """Do `step` now, or as soon as everything before it is done."""
        self._steps.append(step)
        await self.go_on()

    def put_first(self, steps: Iterable[Step]) -> None:
        """Do these before all that waits: a step turned out to be several."""
        self._steps.extendleft(reversed([*steps]))

    def forget(self) -> None:
        """Drop what waits: it was meant for a desk that is locked now."""
        self._steps.clear()

    async def go_on(self) -> None:
        """Do what waits, if nothing is under way."""
        if self.busy:
            return
        self.busy = True
        try:
            while self._steps and not self._must_wait():
                await self._do_next()
        finally:
            if self._steps or self._after is After.ALL:
                self._following = asyncio.create_task(self._follow())
            else:
                self.busy = False

    async def _follow(self) -> None:
        """Let everything be done in its turn."""
        try:
            while self._steps or self._after is After.ALL:
                if self._must_wait():
                    try:
                        async with asyncio.timeout(LONGEST):
                            await self._settled()
                    except TimeoutError:
                        self._hanging.update(self._loading())
                    self._after = After.NOTHING
                if self._steps:
                    await self._do_next()
        except ScreenStackError:
            self.forget()  # the app is ending
        except Exception as error:
            self._app._handle_exception(error)
        finally:
            self.busy = False

    def _must_wait(self) -> bool:
        typing = bool(self._steps) and self._steps[0].typing
        return self._after is After.ALL or (self._after is After.TEXT and not typing)

    async def _do_next(self) -> None:
        after = await self._steps.popleft().run()
        if after is not After.NOTHING:
            self._after = after

    async def _settled(self) -> None:
        """Wait until what has the focus has dealt with its keys, on a screen that stands."""
        while True:
            screen, target = self._app.screen, self._target()
            # Twice: what dealing with a key put to a widget comes after what was put to it before.
            for pump in [*target.ancestors_with_self] * 2:
                if pump is not self._app:
                    await self._dealt(pump)
            if self._loading() - {*self._hanging}:
                await asyncio.sleep(LOOK_EVERY)
            elif screen is self._app.screen and target is self._target():
                return

    def _target(self) -> Widget:
        return self._app.focused or self._app.screen

    def _loading(self) -> set[Worker[Any]]:
        screen = self._app.screen
        return {
            each
            for each in self._app.workers
            if each.node is screen and not each.is_finished and each.group not in BEHIND
        }

    async def _dealt(self, pump: MessagePump) -> None:
        """Wait until `pump` has dealt with all that was put to it so far; but once only, if it hangs."""
        before = self._asked.get(pump)
        if before is not None and not before.is_set():
            return
        done = asyncio.Event()
        if pump.call_later(done.set):
            self._asked[pump] = done
            await done.wait()
