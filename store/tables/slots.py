"""The slot file beside an encrypted store: who may open it, as JSON, without a name in it.

It is written anew as a whole: ``.keys.new``, flushed to the disk, then put in place; the one before stays as
``.keys.old`` until the store was opened with the new one. Whichever moment the machine stops in, one of the
three opens the store. Two codes guard the whole: one that only this machine can make tells an edited file
before anybody has typed a passphrase; one made with the data key tells it to whoever opens the store.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from store.record import Record
from store.rules.passphrases import normal
from store.tables import keys
from store.tables.slot_data import DamagedError, Slots, canonical, data_of, slots_from

VERSION = 1
NEW, OLD = ".new", ".old"


class Kept(Record):
    """A slot file as read, with its two codes."""

    slots: Slots
    by_key: str
    by_device: str

    def unchanged(self, key: bytes) -> bool:
        """Tell whether whoever wrote the file held the data key `key`."""
        return keys.same(self.by_key, keys.mac(key, "slots", canonical(data_of(self.slots))))

    def of_this_machine(self, secret: bytes) -> bool:
        """Tell whether the file is as a holder of the device secret wrote it."""
        return keys.same(self.by_device, keys.mac(secret, "slots", canonical(data_of(self.slots))))


def file_of(store: Path) -> Path:
    """Return where the slots of a store lie."""
    return store.with_name(f"{store.name}.keys")


def label(secret: bytes, store: str, name: str) -> str:
    """Return what a person's name becomes in the slot file of this machine."""
    return keys.mac(secret, "label", canonical([store, normal(name).casefold().strip()]))[:32]


def candidates(store: Path) -> Iterator[tuple[Path, Kept | None]]:
    """Yield the slot files that there are, the newest first, each with what it holds; None: it is damaged."""
    path = file_of(store)
    for each in (path.with_name(path.name + NEW), path, path.with_name(path.name + OLD)):
        if each.exists():
            try:
                yield each, load(each)
            except DamagedError:
                yield each, None


def load(path: Path) -> Kept:
    """Read a slot file.

    Raises:
        DamagedError: it is none.
    """
    try:
        data = json.loads(path.read_bytes())
        if data["counterpane"] != VERSION:
            raise DamagedError("version")
        return Kept(slots_from(data["slots"]), str(data["by_key"]), str(data["by_device"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError(type(error).__name__) from error


def write(store: Path, slots: Slots, key: bytes, secret: bytes) -> None:
    """Write ``.keys.new`` and have the disk keep it; `put_in_place` makes it the one."""
    path = file_of(store)
    body = canonical(data_of(slots))
    data = {
        "counterpane": VERSION,
        "slots": data_of(slots),
        "by_key": keys.mac(key, "slots", body),
        "by_device": keys.mac(secret, "slots", body),
    }
    new = path.with_name(path.name + NEW)
    number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as out:
        out.write(json.dumps(data, indent=1, sort_keys=True) + "\n")
        out.flush()
        os.fsync(out.fileno())
    _keep_names(path.parent)


def put_in_place(store: Path) -> None:
    """Make ``.keys.new`` the slot file; the one before is kept as ``.keys.old``."""
    path = file_of(store)
    new = path.with_name(path.name + NEW)
    if not new.exists():
        return
    if path.exists():
        os.replace(path, path.with_name(path.name + OLD))
    os.replace(new, path)
    _keep_names(path.parent)


def settle(store: Path, opened_with: Path) -> None:
    """Keep the slot file that has opened the store, and only that."""
    path = file_of(store)
    if opened_with != path:
        os.replace(opened_with, path)
    for suffix in (NEW, OLD):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    _keep_names(path.parent)


def forget(store: Path) -> None:
    """Take the slot files away: the store is not encrypted any more."""
    path = file_of(store)
    for each in (path, *(path.with_name(path.name + suffix) for suffix in (NEW, OLD, ".lock"))):
        each.unlink(missing_ok=True)


@contextmanager
def alone(store: Path, *, wait: bool = True) -> Iterator[bool]:
    """Change slots alone; yields False, if not to `wait`, where another program is at it."""
    path = file_of(store).with_name(file_of(store).name + ".lock")
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _lock(number, wait=wait)
    finally:
        os.close(number)


def _lock(number: int, *, wait: bool) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: a lock file is for the programs of one machine, and there it is one desk
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _keep_names(folder: Path) -> None:
    """Have the disk keep which names are in a folder."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
