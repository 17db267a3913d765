"""Verified copies of a store: a copy that was not opened and looked into is no backup.

The copy is made by ``VACUUM INTO`` from a connection of its own, under a name nobody takes for a backup; it
is synchronised, opened, its journal verified event by event, its rows counted, and compared with the anchor.
Only then does it get its name, which must be free, and a manifest beside it: what it holds, and a digest of
its bytes. A copy has no log of its own and needs nothing but itself.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused, StoreError, Unusable
from store.exchange import attached_copies
from store.exchange.attached_copies import folder_of
from store.record import but
from store.tables import admission, blemishes, chains, ends, failing, manifest, slots, sound, swap
from store.tables import connection as connections
from store.tables.anchor import Anchor, sync_folder
from store.tables.manifest import MANIFEST, Copy
from store.tables.mark import Heads
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from sqlite3 import Connection

PART = ".part"
COUNTED = ("event", "batch", "unit", "customer", "product", "policy", "claim", "rating", "task", "person")
TAIL = 1000
"""Events of each origin that a quick look verifies."""
CHUNK = 1 << 20
Breathe = Callable[[], object]


def make(
    source: Path,
    target: Path,
    now: datetime,
    *,
    key: bytes | None = None,
    deep: bool = True,
    breathe: Breathe = int,
) -> Copy:
    """Copy the store at `source` to `target`, verify the copy and write its manifest.

    Args:
        source: the store; others may work at it.
        target: a name that is free.
        now: what the manifest says, UTC.
        key: of an encrypted store; the copy is encrypted under it too, and its slots lie beside it.
        deep: verify every event and every page, not only the latest.
        breathe: called now and then, so that a thread in the background lets others work.

    Raises:
        Refused: FILE_EXISTS.
        Unusable: the disk is full, or the copy is not good; nothing is left of it.
    """
    start = time.perf_counter()
    target = Path(os.path.abspath(target))
    part = target.with_name(target.name + PART)
    with _worded(target), _reserved(target, part):
        mark = Anchor(source).read()
        _write(source, part, key, breathe)
        facts = verified(part, mark.heads if mark else {}, key=key, deep=deep, breathe=breathe)
        digest = digest_of(part, breathe)
        size = part.stat().st_size
        made_at = now.isoformat(timespec="seconds")
        copy = Copy(
            target, digest, size, made_at, manifest.program(), *facts, *_attached(source, part, target, key)
        )
        try:
            _slots(source, target, key)
            _publish(part, target)
        except BaseException:
            attached_copies.drop(target)
            slots.file_of(target).unlink(missing_ok=True)
            raise
        manifest.write(copy)
    return but(copy, seconds=round(time.perf_counter() - start, 3))


def before_upgrade(connection: Connection) -> Path | None:
    """Copy a store that is about to get a newer schema; return the copy's name."""
    name = connections.file_of(connection)
    if not name or name.endswith(swap.RESTORING):  # what is being restored is a copy itself
        return None
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    path, now = Path(name), datetime.now(UTC)
    target = path.with_name(f"{path.stem}.before-upgrade-{version}-{now:%Y%m%dT%H%M%S%f}Z{path.suffix}")
    key = getattr(connection, "key", None)
    return make(path, target, now, key=key, deep=False).file


def verified(
    path: Path,
    anchored: Heads,
    *,
    key: bytes | None = None,
    deep: bool = True,
    breathe: Breathe = int,
) -> tuple[int, Heads, Mapping[str, int]]:
    """Open a copy, look it over and return its schema, heads and counts.

    Raises:
        Unusable: it is no store, damaged, its journal does not verify, or it is behind `anchored`.
    """
    connection = connections.open_file(path, "ro", key=key, immutable=True)
    try:
        with sound.resting(connection, breathe):
            return _looked_into(connection, anchored, deep=deep, breathe=breathe)
    except connections.DatabaseError as error:
        template = N_("{file} is damaged, encrypted with another key, or no desk of Counterpane.")
        raise Unusable("COPY_DAMAGED", say(template, file=path.name)) from error
    finally:
        connection.close()


def _looked_into(
    connection: Connection, anchored: Heads, *, deep: bool, breathe: Breathe
) -> tuple[int, Heads, Mapping[str, int]]:
    schema = admission.newest_allowed(connection)
    if not schema:
        raise Unusable("NOT_A_STORE", say(N_("This file is not a desk of Counterpane.")))
    for fault in _faults(connection, anchored, deep=deep, breathe=breathe):
        template = N_("The copy is not good, so it is not kept: {fault}")
        raise Unusable("COPY_DAMAGED", say(template, fault=fault), details={"fault": str(fault)})
    counts = {name: _count(connection, name) for name in COUNTED}
    return schema, ends.all_of(connection), counts


def digest_of(path: Path, breathe: Breathe = int) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
            breathe()
    return digest.hexdigest()


def sync(path: Path) -> None:
    """Let a file be on the disk."""
    number = os.open(path, os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _faults(
    connection: Connection, anchored: Heads, *, deep: bool, breathe: Breathe
) -> Iterator[Sentence | str]:
    yield from sound.faults(connection, deep=deep)
    yield from ends.faults(connection, anchored)
    found = chains.faults(connection, None if deep else TAIL, breathe)
    yield from blemishes.unnoted(connection, found)


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _write(source: Path, part: Path, key: bytes | None, breathe: Breathe = int) -> None:
    connection = connections.maintenance(source, key)
    try:
        with sound.resting(connection, breathe):
            connection.execute("VACUUM INTO ?", (str(part),))
    finally:
        connection.close()
    sync(part)


def must_be_free(target: Path) -> None:
    """Make sure that nothing lies where a copy is to be.

    Raises:
        Refused: FILE_EXISTS.
    """
    beside = (target.with_name(target.name + MANIFEST), folder_of(target), slots.file_of(target))
    if any(path.exists() for path in (target, *beside)):
        raise _taken(target)


@contextmanager
def _reserved(target: Path, part: Path) -> Iterator[None]:
    """Make the empty file that the copy goes into, readable by its owner only; take it away at the end."""
    must_be_free(target)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise _taken(part) from None
    try:
        yield
    finally:
        for name in ("", "-journal"):
            with suppress(OSError):
                part.with_name(part.name + name).unlink(missing_ok=True)


def _attached(source: Path, part: Path, target: Path, key: bytes | None) -> tuple[int, int]:
    """Gather the attached files beside the copy; return how many, and how many are not at this desk."""
    connection = connections.open_file(part, "ro", key=key, immutable=True)
    try:
        return attached_copies.gather(
            connection, [folder_of(source), *attached_copies.siblings(target)], target
        )
    except BaseException:
        attached_copies.drop(target)
        raise
    finally:
        connection.close()


def _slots(source: Path, target: Path, key: bytes | None) -> None:
    """Put the slots that open the copy beside it: they are sealed, and without them nobody opens it."""
    kept = slots.file_of(source)
    if key is None or not kept.exists():
        return
    number = os.open(slots.file_of(target), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(kept.read_bytes())
        file.flush()
        os.fsync(file.fileno())


def _publish(part: Path, target: Path) -> None:
    """Give the copy its name, unless somebody was quicker to take it."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise _taken(target) from None
    except OSError:  # a file system without links, such as that of most USB sticks
        if target.exists():
            raise _taken(target) from None
        os.rename(part, target)
    sync_folder(target.parent)


def _taken(path: Path) -> Refused:
    template = N_("There is a file {file} already; nothing is written over it. Choose another name.")
    return Refused("FILE_EXISTS", say(template, file=str(path)), field="file")


@contextmanager
def _worded(target: Path) -> Iterator[None]:
    try:
        yield
    except StoreError:
        raise
    except connections.DatabaseError as error:
        told = failing.worded(error)
        if told is None:
            raise
        raise told from error
    except OSError as error:
        template = N_("No copy can be made at {file}: {reason}. Choose another folder, or make room.")
        reason = error.strerror or type(error).__name__
        raise Unusable("BACKUP_FAILED", say(template, file=str(target), reason=reason)) from error
