"""Encryption at rest: ways into an encrypted store, made, opened, taken away.

What can be told apart is told apart. The slot file is no slot file, or was edited (the code that only this
machine makes does not fit): SLOTS_DAMAGED, SLOTS_EDITED. It was made on another machine, or the device
secret is gone: DEVICE_SECRET_MISSING. A slot asks for a derivation too weak to be ours: KDF_WEAK. The name or
the passphrase is wrong: WRONG_PASSPHRASE, which of the two is not said. The data key is right and the
database does not open with it: STORE_DAMAGED.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from store.errors import StoreError, Unusable
from store.record import Record, but
from store.records import Person
from store.services import resealing, sealing
from store.tables import ciphertext, device, keys, slots
from store.tables import connection as connections
from store.tables.slot_data import Slot, Slots
from store.tables.slots import Kept
from store.wording import N_, say


class Unlocked(Record):
    """The proof that somebody has given their secret; it holds the key, and is never shown."""

    person: str
    """Id."""
    key: bytes | None = None
    """The data key; None where the store is not encrypted."""

    def __repr__(self) -> str:
        return f"Unlocked({self.person!r})"


class _Way(Record):
    """A slot file that is as it should be, and the secret of this machine."""

    path: Path
    kept: Kept
    secret: bytes


def unlock(store: Path, name: str | None, passphrase: str, *, whole: bool = True) -> Unlocked:
    """Open the store with somebody's passphrase; whichever slot file fits is kept.

    Args:
        store: the encrypted store.
        name: who; None: the only one who has a way in.
        passphrase: theirs.
        whole: the store itself must open with what the slot holds; if not, only the slot must.

    Raises:
        Refused: WRONG_PASSPHRASE; WHO, where no name is given and there are several.
        Unusable: see the codes of this module.
    """
    derived: dict[tuple[bytes, keys.Cost], bytes] = {}
    trouble: StoreError | None = None
    for path, kept in slots.candidates(store):
        try:
            way = _checked(path, kept)
            slot = _slot_of(way, name)
            found = _open_slot(way, slot, passphrase, derived)
            if not whole:
                return Unlocked(slot.person, found)
            try_key(store, found)
        except StoreError as error:
            # A file that is left over from a change that was cut short says nothing about the others.
            trouble = worse(trouble, error)
            continue
        with slots.alone(store, wait=False) as free:
            if free:
                slots.settle(store, path)
        return Unlocked(slot.person, found)
    raise trouble or missing(store)


def begin(store: Path, person: Person, passphrase: str, key: bytes) -> None:
    """Write the first slots of a store that is about to be encrypted under `key`."""
    ours = device.made()
    fresh = Slots(os.urandom(16).hex(), 1, ours.id, ())
    slot = sealing.new_slot(fresh, person, passphrase, key, ours.secret)
    write(store, but(fresh, slots=(slot,)), key, ours.secret)


def give(store: Path, key: bytes, person: Person, passphrase: str) -> None:
    """Let a person in by a passphrase: a first one, or another in place of theirs."""
    with slots.alone(store):
        way = current(store, key)
        rest = tuple(slot for slot in way.kept.slots.slots if slot.person != person.id)
        slot = sealing.new_slot(way.kept.slots, person, passphrase, key, way.secret)
        # What they had put into the way back was under the passphrase of before.
        found = way.kept.slots.recovery
        stale = found is not None and any(share.person == person.id for share in found.shares)
        after = but(way.kept.slots, slots=(*rest, slot), recovery=None if stale else found)
        write(store, after, key, way.secret)


def refit(store: Path, key: bytes, person: Person) -> None:
    """Seal a person's slot to the role and the name that they have now."""
    with slots.alone(store):
        way = current(store, key)
        ours = way.kept.slots
        changed = tuple(
            sealing.seal_slot(but(slot, role=person.role, label=_label(way, person)), ours, key)
            if slot.person == person.id
            else slot
            for slot in ours.slots
        )
        write(store, but(ours, slots=changed), key, way.secret)


def rekey(store: Path, key: bytes, staying: Collection[str]) -> bytes:
    """Encrypt the store anew for those who stay (ids), and return the new data key.

    The new slots are on the disk before the first page is written under the new key, and the old ones are
    kept until it opens: stopped at any moment, one of the two opens.

    Raises:
        Unusable: the store is in use by others; nothing has changed.
    """
    with slots.alone(store):
        way = current(store, key)
        old = way.kept.slots
        fresh = os.urandom(keys.KEY)
        after = but(old, epoch=old.epoch + 1, slots=(), recovery=None)
        kept = tuple(sealing.seal_slot(slot, after, fresh) for slot in old.slots if slot.person in staying)
        found = old.recovery
        if found is not None and all(share.person in staying for share in found.shares):
            found = sealing.seal_way_back(found, after, fresh)
        else:
            found = None
        resealing.prepare(store, key, fresh)
        slots.write(store, but(after, slots=kept, recovery=found), fresh, way.secret)
        _rewrite(store, key, fresh)
        slots.put_in_place(store)
        try_key(store, fresh)
        slots.settle(store, slots.file_of(store))
    resealing.finish(store, key, fresh)
    return fresh


def _rewrite(store: Path, key: bytes, fresh: bytes) -> None:
    connection = connections.maintenance(store, key)
    try:
        connections.give_key(connection, fresh, "rekey")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except connections.DatabaseError as error:
        new = slots.file_of(store).with_name(slots.file_of(store).name + slots.NEW)
        new.unlink(missing_ok=True)
        template = N_(
            "The key of the desk cannot be changed now ({reason}); close it at the other terminals."
        )
        raise Unusable("STORE_BUSY", say(template, reason=str(error))) from error
    finally:
        connection.close()


def people(store: Path, key: bytes) -> frozenset[str]:
    """Return the ids of those who have a way in."""
    return frozenset(slot.person for slot in current(store, key).kept.slots.slots)


def roles(store: Path, key: bytes) -> dict[str, str]:
    """Return the roles that the slots of a store are sealed to, by the ids of those who have a way in."""
    return {slot.person: slot.role for slot in current(store, key).kept.slots.slots}


def write(store: Path, after: Slots, key: bytes, secret: bytes) -> None:
    """Write the slots, and make them the ones."""
    slots.write(store, after, key, secret)
    slots.put_in_place(store)
    slots.settle(store, slots.file_of(store))


def current(store: Path, key: bytes) -> _Way:
    """Return the slot file that belongs to `key`."""
    trouble: StoreError | None = None
    for path, kept in slots.candidates(store):
        try:
            way = _checked(path, kept)
            if way.kept.unchanged(key):
                return way
            trouble = worse(trouble, sealing.edited())
        except StoreError as error:
            trouble = worse(trouble, error)
    raise trouble or missing(store)


def _checked(path: Path, kept: Kept | None) -> _Way:
    if kept is None:
        template = N_("{path} is damaged: it is no slot file. Put it back from a backup.")
        raise Unusable("SLOTS_DAMAGED", say(template, path=str(path)))
    ours = device.known(kept.slots.device)
    if ours is None:
        template = N_(
            "The device secret of this desk is not on this machine. Bring it back, or let two admins"
            " recover the desk: counterpane recover."
        )
        raise Unusable("DEVICE_SECRET_MISSING", say(template))
    if not kept.of_this_machine(ours.secret):
        raise sealing.edited()
    return _Way(path, kept, ours.secret)


def _slot_of(way: _Way, name: str | None) -> Slot:
    ours = way.kept.slots
    if name is None:
        if len(ours.slots) != 1:
            raise sealing.who()
        return sealing.strong(ours.slots[0])
    wanted = slots.label(way.secret, ours.store, name)
    for slot in ours.slots:
        if keys.same(slot.label, wanted):
            return sealing.strong(slot)
    # As much work as for a name that is known, so that the time tells nothing.
    keys.derive(name, way.secret, bytes(keys.SALT), keys.COST)
    raise sealing.wrong()


def _open_slot(
    way: _Way, slot: Slot, passphrase: str, derived: dict[tuple[bytes, keys.Cost], bytes]
) -> bytes:
    ours = way.kept.slots
    at = (slot.salt, slot.cost)
    if at not in derived:
        derived[at] = keys.derive(passphrase, way.secret, slot.salt, slot.cost)
    try:
        private = keys.unseal(derived[at], slot.private, ours.bound_private(slot.person, slot.cost))
    except keys.WrongError:
        raise sealing.wrong() from None
    try:
        key = keys.unseal_from(private, slot.key, ours.bound(slot.person, slot.role, slot.cost))
    except keys.WrongError:
        raise sealing.edited() from None
    if not way.kept.unchanged(key):
        raise sealing.edited()
    return key


def _label(way: _Way, person: Person) -> str:
    return slots.label(way.secret, way.kept.slots.store, person.name)


def try_key(store: Path, key: bytes) -> None:
    """Open the store with a key and close it.

    Raises:
        Unusable: STORE_DAMAGED; the key is right and the file does not open.
    """
    try:
        connections.connect(store, key=key).close()
    except Unusable as error:
        if error.code != "CANNOT_OPEN":
            raise
        template = N_(
            "The passphrase is right, and {path} does not open with its key: the file is damaged, or {keys} "
            "is an older file of keys; then put the newest one beside it."
        )
        sentence = say(template, path=str(store), keys=slots.file_of(store).name)
        raise Unusable("STORE_DAMAGED", sentence) from error


_RANK = (
    "NO_RECOVERY", "WHO", "SLOTS_DAMAGED", "DEVICE_SECRET_MISSING", "SLOTS_EDITED", "KDF_WEAK",
    "WRONG_PASSPHRASE", "STORE_DAMAGED",
)  # fmt: skip
"""What went furthest says most of what is wrong."""


def worse(one: StoreError | None, other: StoreError) -> StoreError:
    """Return the error that says most of what is wrong."""
    if one is None:
        return other
    ranks = [_RANK.index(each.code) if each.code in _RANK else len(_RANK) for each in (one, other)]
    return one if ranks[0] >= ranks[1] else other


def missing(store: Path) -> Unusable:
    """Say that there is no slot file."""
    found = ciphertext.without_keys(store)
    if found is not None:
        return found
    template = N_("{path} is encrypted, or damaged, and the slot file {slots} is not beside it.")
    sentence = say(template, path=str(store), slots=slots.file_of(store).name)
    return Unusable("SLOTS_MISSING", sentence)


def refuse_locked(store: Path) -> None:
    """Say that an encrypted store was opened without a key; nothing, if the file only looks like one.

    Raises:
        Unusable: LOCKED.
    """
    if any(True for _ in slots.candidates(store)):
        template = N_("The desk at {path} is encrypted; it opens with a passphrase.")
        raise Unusable("LOCKED", say(template, path=str(store)))
