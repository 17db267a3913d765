"""What a desk that comes out of a backup takes over from the one that stood there.

Whoever restores stays an admin, so that the journal can name them. Whoever had been let go stays let go, and
whoever had been given another role keeps it, unless it is a higher one, in the same transaction that makes
the restored desk. Opening seals the ways in to the roles that people have, and erases again whoever had been
erased; that of those who left goes under a new key.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.record import Record
from store.rules.roles import raises
from store.services import vault
from store.services.vault import Unlocked
from store.store import Store
from store.tables import connection as connections
from store.tables import copying, registers, secrets, slots

if TYPE_CHECKING:
    from store.services.context import Context
    from store.services.warrant import Warrant


class Kept(Record):
    """Whom a restored desk does not give back what they had lost; names."""

    revoked: tuple[str, ...] = ()
    """They work there in the backup, and had been let go at the desk before."""
    roles: tuple[str, ...] = ()
    """They have another role in the backup, and that of the desk before is no higher."""


def people(context: Context, warrant: Warrant, sealed: frozenset[str]) -> Kept:
    """Write down who works at a restored desk as the desk before had it.

    Args:
        context: of the restored desk, in its transaction.
        warrant: who restores, and what the desk before said.
        sealed: ids of the people whose way into an encrypted backup lies beside it.
    """
    known = {each.id: each for each in registers.people(context.connection)}
    ours = warrant.person
    found = known.get(ours.id)
    if found is None or not found.active or found.role != ours.role:
        fields = {"name": ours.name, "role": ours.role, "active": 1}
        context.assign("person", ours.id, fields, {"name": ours.name, "role": ours.role})
        if warrant.secret is not None:
            secrets.keep(context.connection, ours.id, "passphrase", warrant.secret)
    gone = dict(warrant.gone)
    if warrant.staying is not None:
        gone = dict.fromkeys(sorted(sealed - warrant.staying))
    left = []
    for id_, heir in gone.items():
        person = known.get(id_)
        if person is None or not person.active or id_ == ours.id:
            continue
        revoked: dict[str, object] = {"active": 0}
        if heir in known:
            revoked["heir"] = heir
        context.assign("person", id_, revoked, {"name": person.name, "role": person.role})
        secrets.drop(context.connection, id_)
        left.append(person.name)
    moved = []
    for id_, role in warrant.roles:
        person = known.get(id_)
        if person is None or not person.active or id_ in gone or id_ == ours.id:
            continue
        if role == person.role or raises(role, over=person.role):
            continue
        context.assign("person", id_, {"role": role}, {"name": person.name, "role": person.role})
        moved.append(person.name)
    return Kept(tuple(left), tuple(moved))


def give_slots(file: Path, new: Path, before: Path | None) -> None:
    """Put the slots of a backup beside what is made of it; those of the desk where it has none of its own."""
    for place in (file, before):
        if place is not None and connections.encrypted(file) and slots.file_of(place).exists():
            shutil.copyfile(slots.file_of(place), slots.file_of(new))
            slots.file_of(new).chmod(0o600)
            copying.sync(slots.file_of(new))
            return


def ways_in(path: Path, key: bytes | None) -> frozenset[str]:
    """Return the ids of those whose slots lie beside a store."""
    return vault.people(path, key) if key is not None else frozenset()


def settle(path: Path, clock: Callable[[], datetime], warrant: Warrant, key: bytes | None) -> None:
    """Open the restored desk, which erases whom the one before had erased; shut out who has left.

    Opening has sealed the ways in to the roles that people have now.
    """
    people_in = ways_in(path, key)
    with Store.open(path, clock=clock, key=Unlocked(warrant.person.id, key)) as store:
        staying = {each.id for each in store.people.list() if each.active}
        shut = sorted(people_in - staying)
        if shut:
            with store.context.deciding():
                store.context.record("desk.rekey", "desk:encryption", {"without": shut[0]})
    if shut and key is not None:
        vault.rekey(path, key, staying)
