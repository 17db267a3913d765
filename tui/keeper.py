"""The desk's two connections and its door: opened, locked, opened again by whoever gives their passphrase.

While the desk is locked there is no connection and no key; the screens that would ask are gone too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from store.records import Notice, Person
from store.rules.idle import LIMITS
from tui.looker import Looker, locked

if TYPE_CHECKING:
    from store.services.door import Door
    from store.services.plain_copies import Replaced
    from store.services.vault import Unlocked
    from store.store import Store

Answer = TypeVar("Answer")


class Keeper:
    """Who may be at the desk, and the connections while somebody is."""

    locked = False
    """Nobody has opened the desk yet, or it was locked."""
    guarded = False
    """Somebody has a passphrase, so that a lock can be opened again."""
    encrypted = False
    """The file is encrypted."""
    away = False
    """The file is being written anew, and nothing can be read for a moment."""
    last_name = ""
    """Name of whoever was at the desk when it was locked."""

    def __init__(self, open_store: Callable[..., Store], door: Door | None = None) -> None:
        """Open the reader here and the writer on its own thread, both with `open_store`.

        Args:
            open_store: opens the store; where the desk opens with a passphrase, given the proof as ``key``.
            door: asks for the passphrase; None: the desk is open to whoever starts it.
        """
        self._open = open_store
        self._door = door
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._looker = Looker()
        self._once_more: Callable[[], Store] = open_store
        """Opens the store once more, for whoever has opened it."""
        self.guarded = self.locked = door is not None and door.closed
        self.encrypted = door is not None and door.encrypted
        if not self.locked:
            self._reader = open_store()
            self._writer = self._thread.submit(open_store).result()

    @property
    def opens_for_one(self) -> bool:
        """Whether the desk opens without a name, since only one person can."""
        return self._door is not None and self._door.for_one

    async def _run(self, work: Callable[[Store], Answer]) -> Answer:
        return await self._apart(lambda: work(self._writer))

    async def _apart(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _look(self, work: Callable[[Store], Answer]) -> Answer:
        """Look something up that may take long: on a connection that neither keys nor saves wait for.

        Raises:
            Unusable: LOCKED; also where the desk is locked while it is looked up.
        """
        if self.locked:
            raise locked()
        return await self._looker.ask(self._another, self.agent, work)

    def _another(self) -> Store:
        """Open the store once more; what opens it holds the key, so nobody else is to hold on to that."""
        return self._once_more()

    async def _alone(self, work: Callable[[Store], Answer]) -> Answer:
        """Do what has to have the file for itself: nothing is looked up meanwhile."""
        async with self._looker.resting():
            return await self._run(work)

    def close(self) -> None:
        """Close the connections."""
        self._looker.close()
        if not self.locked:
            self._thread.submit(self._writer.close).result()
            self._reader.close()
        self._thread.shutdown()

    @property
    def agent(self) -> Person:
        """Who works at this desk now."""
        return self._reader.agent

    @property
    def lock_limits(self) -> Mapping[str, int]:
        """Seconds after which the desk locks; see `store.rules.idle`."""
        chosen = cast("Mapping[str, int]", self._reader.settings.get("lock_after"))
        return {**LIMITS, **chosen}

    async def lock(self) -> None:
        """Close the connections and drop the key."""
        if self.locked:
            return
        self.locked = True
        self._looker.stop()
        await self._apart(self._writer.close)
        self._reader.close()
        # Nothing refers to the key any more; Python wipes no memory, so nothing better can be promised.
        del self._reader, self._writer, self._once_more
        await self._looker.put_down()

    async def unlock(self, name: str | None, passphrase: str) -> Person:
        """Open the desk for whoever has this name and passphrase.

        Raises:
            StoreError: see `store.services.door.Door.enter`.
        """
        door = self._door
        assert door is not None
        found = await self._apart(lambda: door.enter(name, passphrase))
        await self._reopen(found)
        return self.agent

    async def _reopen(self, found: Unlocked) -> None:
        self._once_more = partial(self._open, key=found)
        self._reader = self._open(key=found)
        self._writer = await self._apart(lambda: self._open(key=found))
        self._looker.rise()
        self.locked = False

    async def switch(self, name: str, pin: str) -> Person:
        """Let somebody sit down at the open desk with their PIN.

        Raises:
            StoreError: see `store.services.people.People.switch`.
        """
        from tui.guard import boot

        person = await self._run(lambda store: store.people.switch(name, pin, boot()))
        self._reader.context.agent = person
        return person

    def with_pin(self) -> list[Person]:
        """Return those who can sit down with a PIN."""
        return self._reader.people.with_pin()

    async def encrypt(self, passphrase: str) -> Replaced:
        """Encrypt the desk under a passphrase of whoever works there; say what became of plain copies.

        Raises:
            StoreError: it is too simple, they may not, or somebody else is at the desk.
        """
        from store.services import locksmith, plain_copies

        async with self._looker.resting():
            self.away = True
            self._reader.close()
            try:
                found: Unlocked | None = await self._apart(
                    lambda: locksmith.encrypt(self._writer, passphrase)
                )
            except BaseException:
                self._reader = self._open()
                await self._apart(self._writer.close)
                self._writer = await self._apart(self._open)
                raise
            else:
                assert found is not None
                await self._reopen(found)
            finally:
                self.away = False
        self.guarded = self.encrypted = True
        return await self._run(plain_copies.replace)

    def inbox_waiting(self) -> int:
        """Count the notices that wait for this person; where one person is all, none is pressed on them."""
        return 0 if self._reader.people.alone() else self._reader.inbox.waiting()

    async def notices(self, limit: int = 50, after: int = 0) -> tuple[Notice, ...]:
        """Return a page of the notices that nobody has taken note of, newest first."""
        return await self._run(lambda store: store.inbox.list(limit=limit, after=after))

    async def note(self, ids: list[str] | None = None) -> int:
        """Take note of notices (None: of all); return how many there were."""
        return await self._run(lambda store: store.inbox.note(ids))
