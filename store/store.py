"""The store: one file, one small service object per subject.

`Store.open` finds or makes the desk in the file: an origin for its journal, a prefix for its claim
numbers, one admin. Eight programs may do so at once; the first to take the write lock makes it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from store import founding
from store.errors import Refused, StoreError
from store.founding import Founder
from store.records import Person
from store.services import entrance
from store.services.context import Context
from store.subjects import Subjects
from store.tables import connection as connections

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from sqlite3 import Connection

    from store.records import Report
    from store.services.looking import Progress
    from store.services.vault import Unlocked
    from store.tables.journal import Event, Link


def now() -> datetime:
    """Return the instant, UTC."""
    return datetime.now(UTC)


class Store(Subjects):
    """An open desk."""

    def __init__(
        self, connection: Connection, context: Context, path: Path, key: bytes | None = None
    ) -> None:
        """Use `Store.open`."""
        self._connection = connection
        self.context = context
        self.path = path
        self.key = key
        """The key of the file; None: it is not encrypted."""

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], datetime] = now,
        create: bool = False,
        agent: str | None = None,
        entropy: Callable[[int], bytes] = os.urandom,
        founder: Founder | None = None,
        key: Unlocked | None = None,
        network_drive: bool = False,
    ) -> Store:
        """Open the desk in the file at `path`.

        Args:
            path: the store.
            clock: tells the instant, in UTC.
            create: make the file, and a desk with one admin in it, if it is not there.
            agent: name or id of the person who works; None: the one who worked here last.
            entropy: gives so many random bytes; ids and salts are made of them.
            founder: who a new desk is; None: a random prefix and the name of the computer's user.
            key: what `store.services.door.Door.enter` gave, where the desk opens only with a passphrase;
                whoever gave it is at the desk.
            network_drive: an admin wants the desk on a network drive.

        Raises:
            Unusable: the file cannot be opened, or is newer than this program; LOCKED: it needs a passphrase.
            NotFound: nobody here is called `agent`.
        """
        known = entrance.key_for(path, key)
        connection, held = entrance.opened(path, create=create, key=known, network=network_drive)
        with entrance.or_closed(connection, held):
            if founding.local(connection, "origin") is None:
                founding.found(connection, clock, entropy, founder)
            store = cls._on(connection, path, clock, entropy, known)
            entrance.sit_down(store, agent, key)
            store.safety.keep(held, network=network_drive)
            if store.context.local(founding.TO_SEAL):
                from store.services import locksmith

                with suppress(StoreError, OSError):  # what cannot be written now is when it is opened next
                    locksmith.reseal(store)
            if store.context.local(founding.TO_ERASE):
                with suppress(Refused):  # nothing is written over a break; it is done once that is noted
                    store.privacy.catch_up()
        return store

    @classmethod
    def look(
        cls,
        path: Path,
        *,
        clock: Callable[[], datetime] = now,
        agent: str | None = None,
        key: Unlocked | None = None,
    ) -> Store:
        """Open the desk in the file at `path` to look at only; it may be damaged, or on a read-only disk.

        Raises:
            Unusable: there is no such file, or nothing in it can be read; LOCKED: it needs a passphrase.
        """
        known = entrance.key_for(path, key)
        connection = entrance.look(path, known)
        with entrance.or_closed(connection):
            store = cls._on(connection, path, clock, os.urandom, known)
            entrance.sit_down(store, agent, key)
            store.safety.look_only()
        return store

    @classmethod
    def _on(
        cls,
        connection: Connection,
        path: Path,
        clock: Callable[[], datetime],
        entropy: Callable[[int], bytes],
        key: bytes | None,
    ) -> Store:
        origin = founding.local(connection, "origin") or ""
        context = Context(connection, clock, origin, founding.last_agent(connection), entropy)
        return cls(connection, context, path, key)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def agent(self) -> Person:
        """Who works here now."""
        return self.context.agent

    def today(self) -> date:
        """Return the local day at the site."""
        return self.context.today()

    def bring_in(
        self, path: Path, options: Mapping[str, object], progress: Callable[[int, int], None]
    ) -> Report:
        """Import a file; see `store.exchange.importer`."""
        from store.exchange.importer import bring_in
        from store.rules.roles import EXPORT

        self.context.require(EXPORT, "import")
        return bring_in(self, path, options, progress)

    def check(self, *, deep: bool = True, progress: Progress = lambda part, done, total: None) -> list[str]:
        """Return what is wrong, in words; nothing when all is well.

        `deep` looks at everything: pages, events, rows, attached files. Otherwise the anchor, the guards and
        the latest events are looked at, which takes no time to speak of.
        """
        return self.safety.check(self.attachments, deep=deep, progress=progress)

    def damage(self) -> str | None:
        """Return the first sign that the file is damaged; for when something failed that never should."""
        from store.tables import check

        return check.damage(self._connection)

    def receive(self, links: Iterable[Link]) -> int:
        """Take events of other desks, in any order and with repetitions; return how many were new.

        An event that comes before its turn waits until the ones before it are there.

        Raises:
            ValueError: an event does not verify; nothing of the call is taken.
        """
        from store.tables import fold, parked

        taken, batches = 0, False
        with connections.writing(self._connection):
            for link in links:
                parked.put(self._connection, link)
            for link in parked.ready(self._connection, self.context.journal):
                fold.apply(self._connection, link.event)
                taken += 1
                batches = batches or link.event.kind.startswith("batch.")
            if taken and self._connection.execute("SELECT 1 FROM erased LIMIT 1").fetchone():
                self.privacy.settle(imports=batches)
        if taken:
            self.privacy.settled()
        return taken

    def history(self, limit: int = 50) -> list[Event]:
        """Return the latest events of the journal, newest first."""
        self.context.require("view", "audit")
        return self.context.journal.newest(limit)
