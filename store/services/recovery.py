"""The way back: two admins together open a desk whose passphrases or machine are lost."""

from __future__ import annotations

import os
from pathlib import Path

from store.errors import Refused, StoreError
from store.record import but
from store.records import Person
from store.services import sealing, vault
from store.services.vault import Unlocked
from store.tables import device, keys, slots
from store.tables.slot_data import Recovery
from store.wording import N_, say


def recover(store: Path, one: tuple[str, str], other: tuple[str, str]) -> Unlocked:
    """Return the data key, by the passphrases of the two people who sealed the way back.

    Args:
        store: the encrypted store.
        one: name and passphrase of a person, who is to work on.
        other: those of the other.

    Raises:
        Refused: NO_RECOVERY, WRONG_PASSPHRASE.
    """
    trouble: StoreError | None = None
    for _path, kept in slots.candidates(store):
        if kept is None or kept.slots.recovery is None:
            template = N_("No way back was sealed for this desk by two admins.")
            trouble = vault.worse(trouble, Refused("NO_RECOVERY", say(template)))
            continue
        try:
            ours = kept.slots
            given = {sealing.share_label(ours, name): passphrase for name, passphrase in (one, other)}
            key = sealing.open_recovery(ours, given)
            if not kept.unchanged(key):
                raise sealing.edited()
            vault.try_key(store, key)
            first = sealing.share_label(ours, one[0])
            return Unlocked(next(each.person for each in sealing.shares(ours) if each.label == first), key)
        except StoreError as error:
            trouble = vault.worse(trouble, error)
    raise trouble or vault.missing(store)


def seal_recovery(store: Path, key: bytes, one: tuple[Person, str], other: tuple[Person, str]) -> None:
    """Seal the way back: the passphrases of two people, together, open the store on any machine.

    Args:
        store: the encrypted store.
        key: its data key.
        one: a person and their passphrase.
        other: another one and theirs.
    """
    with slots.alone(store):
        way = vault.current(store, key)
        ours = way.kept.slots
        halves = os.urandom(keys.KEY), os.urandom(keys.KEY)
        first, second = (
            sealing.new_share(ours, person, passphrase, half)
            for (person, passphrase), half in zip((one, other), halves, strict=True)
        )
        private, public = keys.pair()
        whole = bytes(a ^ b for a, b in zip(*halves, strict=True))
        sealed = keys.seal(whole, private, ours.bound_private("recovery", sealing.NO_COST))
        empty = Recovery((first, second), public, sealed, "")
        vault.write(store, but(ours, recovery=sealing.seal_way_back(empty, ours, key)), key, way.secret)


def recovery_people(store: Path, key: bytes) -> tuple[str, ...]:
    """Return the ids of the two who have sealed the way back; nobody, if there is none."""
    found = vault.current(store, key).kept.slots.recovery
    return tuple(share.person for share in found.shares) if found else ()


def adopt(store: Path, key: bytes, person: Person, passphrase: str) -> None:
    """Make this machine one that opens the store: after a recovery, with the device secret of here."""
    ours = device.made()
    with slots.alone(store):
        kept = next((each for _, each in slots.candidates(store) if each and each.unchanged(key)), None)
        if kept is None:
            raise sealing.edited()
        # Slots of others are bound to the device secret that is gone: they get a passphrase anew.
        fresh = but(kept.slots, device=ours.id, slots=(), recovery=None)
        slot = sealing.new_slot(fresh, person, passphrase, key, ours.secret)
        vault.write(store, but(fresh, slots=(slot,)), key, ours.secret)
