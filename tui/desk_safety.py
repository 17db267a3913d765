"""What the desk does for its own safety while it is open: looks itself over, and backs itself up.

What takes long has a thread and a connection of its own, so that neither a look-up nor a save ever waits for
it. It ends when the desk is closed or locked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from store.errors import Unusable
from store.records import Standing
from tui.keeper import Keeper

if TYPE_CHECKING:
    from store.services.door import Door
    from store.store import Store

Answer = TypeVar("Answer")


class SafeDesk(Keeper):
    """A desk that keeps itself safe."""

    def __init__(self, open_store: Callable[..., Store], door: Door | None = None) -> None:
        """Open as a `Keeper` does."""
        super().__init__(open_store, door)
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")
        self._leaving = False

    async def _run(self, work: Callable[[Store], Answer]) -> Answer:
        return await self._apart(lambda: told(work, self._writer))

    async def _look(self, work: Callable[[Store], Answer]) -> Answer:
        return await super()._look(lambda store: told(work, store))

    async def _beside(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._aside, work)

    def close(self) -> None:
        """Close the connections, and give up what is done beside the work."""
        self._leaving = True
        self._aside.shutdown(cancel_futures=True)
        super().close()

    def standing(self) -> Standing:
        """Return how it stands with the safety of the desk: read-only, notices, backups."""
        store = self._reader
        last, refusal = store.backups.last(), store.safety.refusal
        return Standing(
            read_only=store.safety.read_only,
            refused=refusal is not None,
            notices=store.safety.notices() if refusal is None else (refusal,),
            folder=str(last.folder),
            days=last.days,
            backed_up=last.at and store.context.local_time(last.at),
            problem=last.problem,
        )

    async def look_over(self) -> tuple[str, ...]:
        """Return what a quick look at anchor, guards and latest events finds wrong, in words."""
        from store.services.entrance import pages

        found = await self._run(lambda store: store.safety.glance())
        self._reader.safety.heed()
        if found or not self._reader.safety.unclean:
            return found
        path, key = self._reader.path, self._reader.key
        broken = await self._beside(lambda: pages(path, key))
        if not broken:
            await self._run(lambda store: store.safety.looked_over())
        return broken

    async def back_up(self) -> str | None:
        """Make today's backup, if it is not there yet; return why that failed, in words.

        What was erased and could not be wiped then is wiped first, so that no copy has it.
        """
        await self._wipe_the_rest()
        await self._run(lambda store: store.backups.clear())
        order = await self._run(lambda store: store.backups.due())
        if order is None:
            return None
        from store.services import backups

        outcome = await self._beside(lambda: backups.make(order, lambda: self._leaving or self.locked))
        if outcome is None or self.locked:
            return None
        await self._run(lambda store: store.backups.note(outcome))
        return self.standing().problem

    async def _wipe_the_rest(self) -> None:
        from store.tables.erasures import TO_WIPE

        if self._reader.context.local(TO_WIPE):
            await self._alone(lambda store: store.privacy.settled())


def told(work: Callable[[Store], Answer], store: Store) -> Answer:
    """Run `work`, and say what an error of the engine means to a person.

    Raises:
        Unread: it is saved, and what came of it cannot be read.
        Unusable: the store is busy, the disk is full or fails, or the file is damaged.
    """
    from store.tables import connection as connections
    from store.tables import failing

    connection = store.context.connection
    connections.note_saved(connection, saved=False)
    try:
        return work(store)
    except (Unusable, failing.DatabaseError) as error:
        meant: Exception | None = failing.after_saving(connection, error)
        if meant is None and isinstance(error, failing.DatabaseError):
            meant = failing.worded(error)
        if meant is None:
            raise
        raise meant from error
