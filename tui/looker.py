"""A third connection, for what may take long to look up: neither a key nor a save ever waits for it.

It is opened when it is asked something for the first time, on a thread of its own, and closed with the others
when the desk is locked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from store.records import Person
    from store.store import Store

Answer = TypeVar("Answer")


class Looker:
    """Looks things up beside the work."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look")
        self._store: Store | None = None

    async def ask(
        self, opener: Callable[[], Store], agent: Person, work: Callable[[Store], Answer]
    ) -> Answer:
        """Return what `work` finds for `agent` in the store, which `opener` opens if it is not open yet."""

        def look() -> Answer:
            if self._store is None:
                self._store = opener()
            self._store.context.agent = agent
            return work(self._store)

        return await asyncio.get_running_loop().run_in_executor(self._thread, look)

    def _put_down(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            store.close()

    async def put_down(self) -> None:
        """Close the connection; the next question opens it again."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._put_down)

    def close(self) -> None:
        """Close the connection for good; nobody waits any more for what is being looked up."""
        store = self._store
        if store is not None:
            store.context.connection.interrupt()
        self._thread.shutdown(cancel_futures=True)
        self._put_down()
