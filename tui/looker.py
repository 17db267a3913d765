"""A third connection, for what may take long to look up: neither a key nor a save ever waits for it.

It is opened when it is asked something for the first time, on a thread of its own, and closed with the others
when the desk is locked. Nobody waits for a look to end either: the engine asks every few thousand steps
whether it shall go on, within a statement and over all that follow. What is stopped for a moment only, since
the file has to be had alone, begins anew afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from store.errors import Unusable
from store.wording import N_, say

if TYPE_CHECKING:
    from store.records import Person
    from store.store import Store

Answer = TypeVar("Answer")
STEPS = 10_000
"""Of the engine, between two questions whether to go on: a fraction of a millisecond."""


class _Resting(Exception):
    """A look was stopped, and may begin anew."""


def locked() -> Unusable:
    """Return why nothing is looked up."""
    return Unusable("LOCKED", say(N_("This desk opens with a passphrase.")))


class Looker:
    """Looks things up beside the work."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look")
        self._store: Store | None = None
        self._down = False
        self._rests = 0
        self._awake = asyncio.Event()
        self._awake.set()

    async def ask(
        self, opener: Callable[[], Store], agent: Person, work: Callable[[Store], Answer]
    ) -> Answer:
        """Return what `work` finds for `agent` in the store, which `opener` opens if it is not open yet.

        Raises:
            Unusable: LOCKED; nothing is looked up any more.
        """

        def look() -> Answer:
            try:
                self._go_on()
                if self._store is None:
                    self._store = opener()
                    self._store.context.connection.set_progress_handler(self._stopped, STEPS)
                    self._go_on()
                self._store.context.agent = agent
                return work(self._store)
            except Exception:
                self._go_on()
                raise

        while True:
            await self._awake.wait()
            if self._down:
                raise locked()
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, look)
            except _Resting:
                continue

    def _stopped(self) -> bool:
        return self._down or self._rests > 0

    def _go_on(self) -> None:
        """Raise what a look ends with that was stopped, whatever the engine says of it."""
        if self._down:
            raise locked() from None
        if self._rests:
            raise _Resting from None

    def _close_store(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            store.close()

    @asynccontextmanager
    async def resting(self) -> AsyncIterator[None]:
        """Hold no connection meanwhile; whatever is asked waits."""
        self._rests += 1
        self._awake.clear()
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._close_store)
            yield
        finally:
            self._rests -= 1
            if not self._rests:
                self._awake.set()

    def stop(self) -> None:
        """Look nothing up any more, from this moment on."""
        self._down = True

    async def put_down(self) -> None:
        """Stop, and close the connection."""
        self.stop()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close_store)

    def rise(self) -> None:
        """Look things up again; the next question opens the store."""
        self._down = False

    def close(self) -> None:
        """Close the connection for good; nobody waits any more for what is being looked up."""
        self.stop()
        self._thread.shutdown(cancel_futures=True)
        self._close_store()
