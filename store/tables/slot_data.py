"""What a slot file holds, as records and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from store.record import Record
from store.tables import keys
from store.tables.keys import Cost


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
        return canonical([self.store, person, role, self.epoch, keys.cost_data(cost)])

    def bound_private(self, person: str, cost: Cost) -> bytes:
        """Return what a sealed private half is bound to: nothing that others may change later."""
        return canonical([self.store, person, "private", keys.cost_data(cost)])


def canonical(data: object) -> bytes:
    """Write data the one way that codes are made of."""
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def data_of(slots: Slots) -> dict[str, object]:
    """Write slots as plain data."""
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


def slots_from(data: Mapping[str, Any]) -> Slots:
    """Read slots from plain data.

    Raises:
        KeyError, TypeError, ValueError: something is not as it must be.
    """
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
