"""The slot file beside an encrypted store: who may open it, as JSON, without a name in it.

It is written anew as a whole: ``.keys.new``, flushed to the disk, then put in place; the one before stays as
``.keys.old`` until the store was opened with the new one. Whichever moment the machine stops in, one of the
three opens the store. Two codes guard the whole: one that only this machine can make tells an edited file
before anybody has typed a passphrase; one made with the data key tells it to whoever opens the store.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from store.record import Record
from store.rules.passphrases import normal
from store.tables import keys
from store.tables.keys import Cost

VERSION = 1
NEW, OLD = ".new", ".old"


class DamagedError(Exception):
    """The slot file is none, or something in it is not as it must be."""


class Slot(Record):
    """One person's way in."""

    person: str
    """Id."""
    label: str
    """What a name becomes on this machine: the file tells nobody's name."""
    role: str
    cost: Cost
    salt: bytes
    public: bytes
    private: str
    """The private half, sealed under the passphrase and the device secret."""
    key: str
    """The data key, sealed to the public half."""


class Share(Record):
    """What one of two admins puts in to recover the desk; no device secret is needed."""

    person: str
    label: str
    """What the name becomes on any machine: the device secret may be what was lost."""
    cost: Cost
    salt: bytes
    sealed: str


class Recovery(Record):
    """The sealed way in for the day when a passphrase or a machine is lost: two admins together."""

    shares: tuple[Share, Share]
    public: bytes
    private: str
    key: str


class Slots(Record):
    """All ways into one store."""

    store: str
    """A random id: a slot of another store does not fit."""
    epoch: int
    """How many data keys the store has had."""
    device: str
    """The name of the device secret."""
    slots: tuple[Slot, ...]
    recovery: Recovery | None = None

    def bound(self, person: str, role: str, cost: Cost) -> bytes:
        """Return what a sealed data key is bound to."""
        return _canonical([self.store, person, role, self.epoch, keys.cost_data(cost)])

    def bound_private(self, person: str, cost: Cost) -> bytes:
        """Return what a sealed private half is bound to: nothing that others may change later."""
        return _canonical([self.store, person, "private", keys.cost_data(cost)])


class Kept(Record):
    """A slot file as read, with its two codes."""

    slots: Slots
    by_key: str
    by_device: str

    def unchanged(self, key: bytes) -> bool:
        """Tell whether whoever wrote the file held the data key `key`."""
        return keys.same(self.by_key, keys.mac(key, "slots", _canonical(_data(self.slots))))

    def of_this_machine(self, secret: bytes) -> bool:
        """Tell whether the file is as a holder of the device secret wrote it."""
        return keys.same(self.by_device, keys.mac(secret, "slots", _canonical(_data(self.slots))))


def file_of(store: Path) -> Path:
    """Return where the slots of a store lie."""
    return store.with_name(f"{store.name}.keys")


def label(secret: bytes, store: str, name: str) -> str:
    """Return what a person's name becomes in the slot file of this machine."""
    return keys.mac(secret, "label", _canonical([store, normal(name).casefold().strip()]))[:32]


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
        return Kept(_slots(data["slots"]), str(data["by_key"]), str(data["by_device"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError(type(error).__name__) from error


def write(store: Path, slots: Slots, key: bytes, secret: bytes) -> None:
    """Write ``.keys.new`` and have the disk keep it; `put_in_place` makes it the one."""
    path = file_of(store)
    body = _canonical(_data(slots))
    data = {
        "counterpane": VERSION,
        "slots": _data(slots),
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


def _canonical(data: object) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def _data(slots: Slots) -> dict[str, object]:
    found = slots.recovery
    return {
        "store": slots.store,
        "epoch": slots.epoch,
        "device": slots.device,
        "people": [_slot_data(slot) for slot in slots.slots],
        "recovery": None
        if found is None
        else {
            "shares": [
                {
                    **_secret_data(share),
                    "person": share.person,
                    "label": share.label,
                    "sealed": share.sealed,
                }
                for share in found.shares
            ],
            "public": keys.written(found.public),
            "private": found.private,
            "key": found.key,
        },
    }


def _slot_data(slot: Slot) -> dict[str, object]:
    return {
        **_secret_data(slot),
        "person": slot.person,
        "label": slot.label,
        "role": slot.role,
        "public": keys.written(slot.public),
        "private": slot.private,
        "key": slot.key,
    }


def _secret_data(one: Slot | Share) -> dict[str, object]:
    return {"kdf": keys.cost_data(one.cost), "salt": keys.written(one.salt)}


def _slots(data: Mapping[str, Any]) -> Slots:
    found = data["recovery"]
    return Slots(
        store=_text(data["store"]),
        epoch=int(data["epoch"]),
        device=_text(data["device"]),
        slots=tuple(_slot(each) for each in data["people"]),
        recovery=None if found is None else _recovery(found),
    )


def _slot(data: Mapping[str, Any]) -> Slot:
    return Slot(
        person=_text(data["person"]),
        label=_text(data["label"]),
        role=_text(data["role"]),
        cost=keys.cost_of(data["kdf"]),
        salt=keys.read(data["salt"]),
        public=_key(data["public"]),
        private=_sealed(data["private"]),
        key=_text(data["key"]),
    )


def _recovery(data: Mapping[str, Any]) -> Recovery:
    one, other = (
        Share(
            _text(each["person"]),
            _text(each["label"]),
            keys.cost_of(each["kdf"]),
            keys.read(each["salt"]),
            _sealed(each["sealed"]),
        )
        for each in data["shares"]
    )
    return Recovery((one, other), _key(data["public"]), _sealed(data["private"]), _text(data["key"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _key(value: str) -> bytes:
    found = keys.read(value)
    if len(found) != keys.KEY:
        raise ValueError("no key")
    return found


def _sealed(value: object) -> str:
    text = _text(value)
    if len(keys.read(text)) != keys.NONCE + keys.KEY + 16:
        raise ValueError("no sealed key")
    return text
