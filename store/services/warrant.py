"""Who may put a backup in the place of a desk: an admin, and which door says who that is.

If a desk stands at the path and can be read, its own door decides. If it cannot, its slots do: they prove who
somebody is, and their role, without the database. If it has none, or nothing stands there, the door of the
backup decides. Whoever was let go at the desk that stands there, and whoever was erased from it, is kept in
mind; a backup that is older brings neither back.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused, StoreError, Unusable
from store.founding import last_agent
from store.record import Record
from store.records import Person
from store.rules import roles
from store.services import vault
from store.services.door import protected
from store.tables import ciphertext, erasures, registers, secrets, slots, view
from store.tables import connection as connections
from store.wording import N_, say

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.services.vault import Unlocked

DAMAGED = frozenset(
    {"CANNOT_OPEN", "STORE_DAMAGED", "SLOTS_MISSING", "NOT_A_STORE", "NO_STORE", "STORE_EMPTY", "NOBODY"}
)
"""What an error of opening is called if nothing can be read in the file; any other is no reason to go on."""


class Warrant(Record):
    """An admin who may restore, and what the desk that stands there says of others."""

    person: Person
    secret: str | None = None
    """Hash of their passphrase at a desk that is not encrypted."""
    gone: tuple[tuple[str, str | None], ...] = ()
    """Ids of the people whose accounts were revoked, each with that of who took over their work."""
    staying: frozenset[str] | None = None
    """Ids of those who have a way in, where nothing else can be read; None: the people could be."""
    roles: tuple[tuple[str, str], ...] = ()
    """Ids of the people who work there, each with their role."""
    erased: tuple[str, ...] = ()
    """Ids of the customers who were erased."""


def locked(path: Path) -> bool:
    """Tell whether the store or backup at `path` takes a passphrase; what cannot be read takes none."""
    there = path.exists() and path.stat().st_size > 0
    if slotted(path) and (not there or connections.encrypted(path)):
        return True
    connection = _read(path, None) if there else None
    if connection is None:
        return False
    try:
        return protected(connection)
    except connections.DatabaseError:
        return False
    finally:
        connection.close()


def stands(path: Path) -> bool:
    """Tell whether a plain desk stands at `path` that can be read."""
    return opens(path, None) if path.exists() and path.stat().st_size else False


def slotted(path: Path) -> bool:
    """Tell whether ways into an encrypted store lie beside `path`."""
    return any(True for _ in slots.candidates(path))


def opens(file: Path, key: bytes | None) -> bool:
    """Tell whether a store or a backup opens with a key; None: without."""
    connection = _read(file, key)
    if connection is None:
        return False
    connection.close()
    return True


def refuse_plain(file: Path, path: Path, *, plain: bool) -> None:
    """Refuse to put a plain backup in the place of an encrypted desk, unless that is asked for.

    Raises:
        Refused: WOULD_BE_PLAIN.
    """
    if plain or connections.encrypted(file) or not was_encrypted(path):
        return
    template = N_(
        "The desk at {path} is encrypted, and {file} is not: restored, all of it could be read by whoever "
        "gets the file. Take an encrypted backup, or have an admin say --plain."
    )
    raise Refused("WOULD_BE_PLAIN", say(template, path=str(path), file=str(file)), field="file")


def was_encrypted(path: Path) -> bool:
    """Tell whether the desk at `path` is encrypted, or was before it was damaged or taken away."""
    there = path.exists() and path.stat().st_size > 0
    if there and not connections.encrypted(path):
        return False
    return slotted(path) or (there and ciphertext.looks_like(path))


def warrant(path: Path, file: Path, key: bytes | None, proof: Unlocked | None, agent: str | None) -> Warrant:
    """Return who restores, if they may.

    Args:
        path: of the desk.
        file: the backup, which has been verified.
        key: of the backup; None: it is plain.
        proof: what the door that decides has given; None: it has asked for nothing.
        agent: name or id of who acts, where no passphrase is needed; None: who worked there last.

    Raises:
        Refused: NOT_ALLOWED or REVOKED.
        NotFound: nobody is called `agent`.
        Unusable: LOCKED; a passphrase is needed.
    """
    standing = _standing(path, proof)
    if standing is not None:
        # Slots that lie beside a plain desk are not its own, and prove nothing there.
        given = proof if proof is None or proof.key is None or connections.encrypted(path) else None
        found = _of(standing, given, agent)
        if found is not None:
            return found
    if slotted(path):
        return _of_slots(path, file, key, proof)
    found = _of(_copy(file, key), proof, agent)
    if found is None:
        raise Unusable("NOBODY", say(N_("There is nobody at this desk, not even an admin.")))
    return Warrant(found.person)


def _standing(path: Path, proof: Unlocked | None) -> Connection | None:
    """Open the desk that stands at `path` to read it; None: there is none, or it is damaged."""
    if not path.exists():
        return None
    sealed = connections.encrypted(path)
    if sealed and slotted(path) and proof is None:
        template = N_("The desk at {path} is encrypted; it opens with a passphrase.")
        raise Unusable("LOCKED", say(template, path=str(path)))
    return _read(path, proof.key if proof and sealed else None)


def _copy(file: Path, key: bytes | None) -> Connection:
    return view.connect(file, key)


def _read(path: Path, key: bytes | None) -> Connection | None:
    try:
        return view.connect(path, key)
    except StoreError as error:
        if error.code not in DAMAGED:
            raise
        return None
    except (OSError, connections.DatabaseError):
        return None


def _of(connection: Connection, proof: Unlocked | None, agent: str | None) -> Warrant | None:
    """Return what a store that can be read says; None: it is damaged after all."""
    try:
        people = registers.people(connection)
        if not people:
            return None
        if proof is None and protected(connection):
            raise Unusable("LOCKED", say(N_("This desk opens with a passphrase.")))
        person = _admin(_named(connection, people, proof, agent))
        heirs = registers.heirs(connection)
        gone = tuple((each.id, heirs.get(each.id)) for each in people if not each.active)
        secret = secrets.hash_of(connection, person.id, "passphrase")
        working = tuple((each.id, each.role) for each in people if each.active)
        return Warrant(person, secret, gone, None, working, tuple(erasures.everybody(connection)))
    except connections.DatabaseError:
        return None
    finally:
        connection.close()


def _named(
    connection: Connection, people: Iterable[Person], proof: Unlocked | None, agent: str | None
) -> Person:
    if proof is None and agent is None:
        return last_agent(connection)
    from store.services.people import named

    return named(people, proof.person if proof is not None else agent or "")


def _of_slots(path: Path, file: Path, key: bytes | None, proof: Unlocked | None) -> Warrant:
    """Return what the slots of a desk that cannot be read prove; the backup may know the name."""
    if proof is None or proof.key is None:
        template = N_("The desk at {path} is encrypted; it opens with a passphrase.")
        raise Unusable("LOCKED", say(template, path=str(path)))
    known = vault.roles(path, proof.key)
    connection = _copy(file, key)
    try:
        names = {each.id: each.name for each in registers.people(connection)}
    finally:
        connection.close()
    person = Person(proof.person, names.get(proof.person, proof.person), known.get(proof.person, "viewer"))
    return Warrant(_admin(person), None, (), frozenset(known), tuple(known.items()))


def _admin(person: Person) -> Person:
    if not person.active:
        template = N_("the account of {name} is revoked; ask an admin.")
        raise Refused("REVOKED", say(template, name=person.name))
    if not roles.may(person.role, roles.EDIT, "settings"):
        template = N_("A backup is restored by an admin, and {name} is {role}; an admin says --agent NAME.")
        raise Refused("NOT_ALLOWED", say(template, name=person.name, role=person.role), field="agent")
    return person
