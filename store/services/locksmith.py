"""What an admin has done to the door: encrypted, given to somebody, taken away, opened without a key.

Each of these is an act of its own in the journal, and told to the admins; the slots are changed with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import NotFound, Refused
from store.founding import TO_SEAL
from store.record import but
from store.records import Person
from store.rules.roles import EDIT, PEOPLE
from store.services import recovery, resealing, vault
from store.services.convert import convert
from store.services.vault import Unlocked
from store.tables import keys, secrets, slots
from store.wording import N_, say

if TYPE_CHECKING:
    from store.store import Store

Clock = Callable[[], datetime]


def encrypt(store: Store, passphrase: str) -> Unlocked:
    """Encrypt the desk under the passphrase of the admin who works there; the store is closed by it.

    Raises:
        Refused: NOT_ALLOWED, the passphrase is too simple, or the desk is encrypted already.
        Unusable: somebody else is at the desk; nothing has changed.
    """
    store.context.require(EDIT, "encryption")
    person = store.agent
    if store.key is not None:
        raise Refused("ENCRYPTED", say(N_("This desk is encrypted already.")))
    kept = secrets.hash_of(store.context.connection, person.id, "passphrase")
    if kept is None or not keys.fits(kept, passphrase):
        store.people.check_passphrase(person.id, passphrase)
    with store.context.deciding():
        store.context.record("desk.encrypt", "desk:encryption", {})
        secrets.forget_passphrases(store.context.connection)
    store.close()
    key = os.urandom(keys.KEY)
    vault.begin(store.path, person, passphrase, key)
    resealing.prepare(store.path, None, key)
    convert(store.path, None, key)
    resealing.finish(store.path, None, key)
    return Unlocked(person.id, key)


def decrypt(store: Store) -> None:
    """Write the desk in plain text, by explicit choice of an admin; the store is closed by it.

    Raises:
        Refused: NOT_ALLOWED, or the desk is not encrypted.
        Unusable: somebody else is at the desk; nothing has changed.
    """
    store.context.require(EDIT, "encryption")
    key = store.key
    if key is None:
        raise Refused("NOT_ENCRYPTED", say(N_("This desk is not encrypted.")))
    with store.context.deciding():
        store.context.record("desk.decrypt", "desk:encryption", {})
    store.close()
    resealing.prepare(store.path, key, None)
    convert(store.path, key, None)
    resealing.finish(store.path, key, None)
    slots.forget(store.path)


def give_passphrase(store: Store, name: str, passphrase: str) -> None:
    """Give somebody a passphrase: their own, or anybody's for an admin.

    Raises:
        Refused: it is somebody else's, or the passphrase is too simple.
    """
    if store.key is None:
        store.people.set_passphrase(name, passphrase)
        return
    person = store.people.check_passphrase(name, passphrase)
    vault.give(store.path, store.key, person, passphrase)
    with store.context.deciding():
        what = {"secret": "passphrase", "given": True}
        store.context.record("audit.secret", f"audit:person:{person.id}", what)


def change_role(store: Store, name: str, role: str) -> Person:
    """Give somebody another role, and seal their slot to it.

    Raises:
        NotFound: nobody is called so.
        Refused: NOT_ALLOWED, the role is unknown, or they are the last admin.
    """
    person = store.people.change_role(name, role)
    if store.key is not None:
        vault.refit(store.path, store.key, person)
    return person


def reseal(store: Store) -> None:
    """Seal the ways in of a restored desk to the roles that people have; whoever has left has the least."""
    if store.key is None:
        return
    known = {each.id: each for each in store.people.list()}
    for id_, sealed in vault.roles(store.path, store.key).items():
        person = known.get(id_, Person(id_, id_, PEOPLE[0]))
        role = person.role if person.active else PEOPLE[0]
        if sealed != role:
            vault.refit(store.path, store.key, but(person, role=role))
    with store.context.deciding():
        store.context.keep_local(TO_SEAL, "")


def revoke(store: Store, name: str, heir: str | None) -> Unlocked | None:
    """Let somebody go; where the desk is encrypted, under a new key. The store is closed if so.

    May be done again for somebody who has left already: a change of the key that was cut short is finished.

    Returns:
        The proof with the new key; None: nothing was encrypted anew.

    Raises:
        NotFound: nobody is called so.
        Refused: NOT_ALLOWED, or they are the last admin.
    """
    person = store.people.revoke(name, heir)
    if store.key is None or person.id not in vault.people(store.path, store.key):
        return None
    with store.context.deciding():
        store.context.record("desk.rekey", "desk:encryption", {"without": person.id})
    staying = [each.id for each in store.people.list() if each.active]
    key, agent = store.key, store.agent
    store.close()
    return Unlocked(agent.id, vault.rekey(store.path, key, staying))


def recover(
    path: Path, one: tuple[str, str], other: tuple[str, str], passphrase: str, clock: Clock
) -> Unlocked:
    """Open a desk whose passphrases or device secret are lost, with two admins; the first gets a new way in.

    Args:
        path: the store.
        one: name and passphrase, as they were when the way back was sealed.
        other: those of the other admin.
        passphrase: what the first is to have from now on, on this machine.
        clock: tells the instant, UTC.

    Raises:
        Refused: NO_RECOVERY, WRONG_PASSPHRASE, or the new passphrase is too simple.
    """
    from store.store import Store

    found = recovery.recover(path, one, other)
    assert found.key is not None
    with Store.open(path, clock=clock, key=found) as store:
        person = store.people.check_passphrase(found.person, passphrase)
        recovery.adopt(path, found.key, person, passphrase)
        with store.context.deciding():
            store.context.record("desk.rekey", "desk:recovery", {"by": person.id})
    return found


def seal_recovery(store: Store, other: str, own_passphrase: str, other_passphrase: str) -> None:
    """Seal the way back with the admin who works here and another one.

    Raises:
        Refused: NOT_ALLOWED, the other is no admin, or one of the passphrases is wrong.
    """
    store.context.require(EDIT, "encryption")
    if store.key is None:
        raise Refused("NOT_ENCRYPTED", say(N_("This desk is not encrypted.")))
    two = store.people.find(other)
    if two.id == store.agent.id or not two.active or two.role != "admin":
        template = N_("{name} is not another admin; the way back takes two.")
        raise Refused("NOT_TWO_ADMINS", say(template, name=two.name), field="with")
    for person, passphrase in ((store.agent, own_passphrase), (two, other_passphrase)):
        if vault.unlock(store.path, person.name, passphrase).person != person.id:
            raise NotFound("NO_SUCH_PERSON", say(N_("Nobody here is called {name}."), name=person.name))
    recovery.seal_recovery(store.path, store.key, (store.agent, own_passphrase), (two, other_passphrase))
    with store.context.deciding():
        store.context.record("desk.rekey", "desk:recovery", {"by": store.agent.id, "with": two.id})
