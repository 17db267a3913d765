"""The way into a store: may it be opened here, with which key, and who else has it open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError, Unusable
from store.tables import check, failing, ground, manifest, swap, view
from store.tables import connection as connections
from store.tables.hold import Hold
from store.wording import N_, say

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.services.vault import Unlocked
    from store.store import Store


def admit(path: Path, *, network: bool = False) -> None:
    """Make sure that the store at `path` may be opened to write, and finish what a crash has left.

    Raises:
        Unusable: NETWORK_DRIVE; STORE_OPEN, where a restore is under way; IS_BACKUP.
    """
    if manifest.is_backup(path):
        raise Unusable("IS_BACKUP", manifest.told(path))
    if not network:
        ground.refuse_network(path)
    swap.finish(path)


def hold(path: Path, *, network: bool) -> Hold | None:
    """Hold the store at `path`, if it may be opened to write; None: there is none yet.

    Raises:
        Unusable: as `admit`, or READ_ONLY where nothing can be written beside it.
    """
    admit(path, network=network)
    if not path.exists():
        return None
    return held(path)


def key_for(path: Path, proof: Unlocked | None) -> bytes | None:
    """Return the key that the store at `path` opens with; None: it is plain.

    Raises:
        Unusable: LOCKED; it is encrypted, and nobody has given a passphrase.
    """
    if proof is not None:
        return proof.key
    if connections.encrypted(path):
        from store.services import vault

        vault.refuse_locked(path)
    return None


def opened(path: Path, *, create: bool, key: bytes | None, network: bool) -> tuple[Connection, Hold | None]:
    """Open the store at `path` to write, and hold it; a fresh one is held when it is founded.

    Raises:
        Unusable: it cannot be opened, or must not be.
    """
    ours = hold(path, network=network)
    try:
        return connections.connect(path, create=create, key=key), ours
    except BaseException:
        if ours is not None:
            ours.close()
        raise


@contextmanager
def or_closed(connection: Connection, ours: Hold | None = None) -> Iterator[None]:
    """Close what was opened if what follows fails, and say what an error of the engine means.

    What the program trips over while it opens stands in the file: if that is damaged, it says so.
    """
    try:
        yield
    except BaseException as error:
        try:
            told = _meaning(connection, error)
        finally:
            connection.close()
            if ours is not None:
                ours.close()
        if told is None:
            raise
        raise told from error


def _meaning(connection: Connection, error: BaseException) -> StoreError | None:
    told = failing.worded(error) if isinstance(error, connections.DatabaseError) else None
    if (
        told is not None
        or not isinstance(error, Exception)
        or isinstance(
            error,
            StoreError | OSError | UnicodeEncodeError,  # what was typed, not what was read
        )
    ):
        return told
    reason = check.damage(connection)
    return failing.damaged(reason) if reason is not None else None


def held(path: Path, *, fresh: bool = False) -> Hold:
    """Hold the store at `path` together with others.

    Raises:
        Unusable: READ_ONLY; nothing can be written beside it.
    """
    try:
        return Hold(path, fresh=fresh)
    except OSError as error:
        template = N_(
            "Nothing can be written in {folder} ({reason}), so the desk can only be looked at: counterpane "
            "--read-only."
        )
        reason = error.strerror or type(error).__name__
        raise Unusable("READ_ONLY", say(template, folder=str(path.parent), reason=reason)) from error


def look(path: Path, key: bytes | None) -> Connection:
    """Open the store at `path` to look at only."""
    return view.connect(Path(os.path.abspath(path)), key)


def pages(path: Path, key: bytes | None) -> tuple[str, ...]:
    """Return what SQLite finds wrong with the file at a quick look, from a connection of its own."""
    connection = connections.maintenance(path, key)
    try:
        return tuple(check.quick(connection))
    finally:
        connection.close()


def sit_down(store: Store, agent: str | None, key: Unlocked | None) -> None:
    """Let whoever has opened the desk work there; where nobody has a passphrase, whoever is named."""
    if key is not None:
        store.context.agent = store.people.find(key.person)
        return
    if store.context.connection.execute(
        "SELECT 1 FROM secret WHERE passphrase IS NOT NULL LIMIT 1"
    ).fetchone():
        from store.services.door import protected

        if protected(store.context.connection):
            raise Unusable("LOCKED", say(N_("This desk opens with a passphrase.")))
    if agent is not None:
        store.context.agent = store.people.find(agent)
