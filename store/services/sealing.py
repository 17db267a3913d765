"""Making and opening single slots, and the sentences that say why one does not open."""

from __future__ import annotations

import os

from store.errors import Refused, Unusable
from store.record import but
from store.records import Person
from store.tables import keys, slots
from store.tables.slot_data import Recovery, Share, Slot, Slots
from store.wording import N_, say

NO_COST = keys.Cost(0, 0, 0)
"""Where no passphrase is asked for."""


def open_recovery(ours: Slots, given: dict[str, str]) -> bytes:
    """Return the data key, by the passphrases of two people under their labels.

    Raises:
        Refused: WRONG_PASSPHRASE.
        Unusable: KDF_WEAK.
    """
    found = ours.recovery
    assert found is not None
    if any(share.cost.below(keys.FLOOR) for share in found.shares):
        raise weak()
    try:
        halves = [
            keys.unseal(
                keys.derive(given[share.label], b"", share.salt, share.cost),
                share.sealed,
                ours.bound_private(f"share {share.person}", share.cost),
            )
            for share in found.shares
        ]
        whole = bytes(a ^ b for a, b in zip(*halves, strict=True))
        private = keys.unseal(whole, found.private, ours.bound_private("recovery", NO_COST))
        return keys.unseal_from(private, found.key, ours.bound("recovery", "", NO_COST))
    except (keys.WrongError, KeyError):
        raise wrong() from None


def new_slot(ours: Slots, person: Person, passphrase: str, key: bytes, secret: bytes) -> Slot:
    """Make a way in for somebody."""
    cost, salt = keys.COST, os.urandom(keys.SALT)
    private, public = keys.pair()
    opened_by = keys.derive(passphrase, secret, salt, cost)
    sealed = keys.seal(opened_by, private, ours.bound_private(person.id, cost))
    label = slots.label(secret, ours.store, person.name)
    return seal_slot(Slot(person.id, label, person.role, cost, salt, public, sealed, ""), ours, key)


def seal_slot(slot: Slot, ours: Slots, key: bytes) -> Slot:
    """Seal the data key to a slot."""
    return but(slot, key=keys.seal_to(slot.public, key, ours.bound(slot.person, slot.role, slot.cost)))


def seal_way_back(found: Recovery, ours: Slots, key: bytes) -> Recovery:
    """Seal the data key to the way back."""
    return but(found, key=keys.seal_to(found.public, key, ours.bound("recovery", "", NO_COST)))


def shares(ours: Slots) -> tuple[Share, ...]:
    """Return what the admins have put into the way back; nothing if there is none."""
    return ours.recovery.shares if ours.recovery else ()


def share_label(ours: Slots, name: str) -> str:
    """Return what a name becomes in the way back, on any machine."""
    return slots.label(b"recovery", ours.store, name)


def new_share(ours: Slots, person: Person, passphrase: str, half: bytes) -> Share:
    """Seal one half of the way back under a passphrase."""
    cost, salt = keys.COST, os.urandom(keys.SALT)
    opened_by = keys.derive(passphrase, b"", salt, cost)
    sealed = keys.seal(opened_by, half, ours.bound_private(f"share {person.id}", cost))
    return Share(person.id, share_label(ours, person.name), cost, salt, sealed)


def strong(slot: Slot) -> Slot:
    """Return the slot, if it is as dear to guess at as it must be.

    Raises:
        Unusable: KDF_WEAK.
    """
    if slot.cost.below(keys.FLOOR):
        raise weak()
    return slot


def weak() -> Unusable:
    """Say that a slot was made too cheap to guess at."""
    return Unusable("KDF_WEAK", say(N_("A slot was made weaker than Counterpane makes any; it is refused.")))


def wrong() -> Refused:
    """Say that name or passphrase is wrong, and not which."""
    sentence = say(N_("Nobody here has this name and this passphrase."))
    return Refused("WRONG_PASSPHRASE", sentence, field="passphrase")


def edited() -> Unusable:
    """Say that the slot file is not as we wrote it."""
    template = N_("The slot file was edited by somebody who may not; put it back from a backup.")
    return Unusable("SLOTS_EDITED", say(template))


def who() -> Refused:
    """Say that a name is needed."""
    return Refused("WHO", say(N_("Say who you are: several people work here (--agent NAME).")), field="agent")
