"""The door of a desk: does it need a secret, is the one given right, and what is done about wrong ones.

A desk at which nobody has a passphrase is open, as it always was. One at which somebody has is closed to
everybody without, whether its file is encrypted or not; the difference is what a thief of the file can read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused, Unusable
from store.records import Person
from store.rules import lockout
from store.rules.passphrases import normal
from store.services import pins, resealing, sealing, vault
from store.services.vault import Unlocked
from store.tables import admission, keys, registers, secrets, slots, wrong_tries
from store.tables import connection as connections
from store.wording import N_, say

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.store import Store

Clock = Callable[[], datetime]


def boot_seconds() -> float:
    """Return how many seconds the machine has been on, sleep included where the system tells."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


class Door:
    """The door of the desk in one file."""

    def __init__(self, path: Path, clock: Clock, boot: Callable[[], float] = boot_seconds) -> None:
        """Stand before the desk at `path`.

        Args:
            path: the store.
            clock: tells the instant, UTC.
            boot: tells the seconds since the machine started.
        """
        self.path = path
        self._clock = clock
        self._boot = boot

    @property
    def encrypted(self) -> bool:
        """Whether the file is encrypted."""
        return connections.encrypted(self.path)

    @property
    def closed(self) -> bool:
        """Whether the desk opens only with a passphrase."""
        if not admission.is_there(self.path):
            return False
        if self.encrypted:
            return True
        connection = connections.connect(self.path)
        try:
            return protected(connection)
        finally:
            connection.close()

    @property
    def for_one(self) -> bool:
        """Whether only one person can open it, so that the name may stay empty."""
        if self.encrypted:
            first = next(iter(slots.candidates(self.path)), None)
            return bool(first and first[1] and len({slot.person for slot in first[1].slots.slots}) == 1)
        connection = connections.connect(self.path)
        try:
            return len(secrets.with_secret(connection, "passphrase")) == 1
        finally:
            connection.close()

    def enter(self, name: str | None, passphrase: str) -> Unlocked:
        """Open the door with somebody's name and passphrase; without a name, if only one person can.

        Raises:
            Refused: WHO, WAIT, WRONG_PASSPHRASE, REVOKED, DESK_LOCKED.
            Unusable: the slots or the file are not as they must be; see `store.services.vault`.
        """
        return self._counted(lambda: self._come_in(name, passphrase))

    def prove(self, name: str | None, passphrase: str) -> Unlocked:
        """Say who somebody is, as `enter` does; at an encrypted desk that is damaged their slot proves it.

        Raises:
            StoreError: as `enter`, but for what is wrong with the file.
        """
        return self._counted(lambda: self._prove(name, passphrase))

    def _prove(self, name: str | None, passphrase: str) -> Unlocked:
        there = self.path.exists() and self.path.stat().st_size > 0
        if there and not self.encrypted:  # slots that lie beside a plain desk are not its own
            return self._come_in(name, passphrase)
        found = vault.unlock(self.path, name, passphrase, whole=False)
        if not there:
            return found
        try:
            return self._come_in(name, passphrase)
        except Unusable as error:
            if error.code not in {"STORE_DAMAGED", "CANNOT_OPEN", "NO_STORE", "STORE_EMPTY", "NOT_A_STORE"}:
                raise
        return found

    def _counted(self, come: Callable[[], Unlocked]) -> Unlocked:
        """Look at one try, unless too many went before it; count it if it is wrong."""
        before = wrong_tries.read(self.path)
        if before is not None and (left := lockout.wait(before.tries, self._boot())) > 0:
            raise pins.waiting(left)
        try:
            return come()
        except Refused as refusal:
            if refusal.code == "WRONG_PASSPHRASE":
                wrong_tries.add(self.path, self._boot(), self._clock().isoformat(timespec="seconds"))
            raise

    def _come_in(self, name: str | None, passphrase: str) -> Unlocked:
        found = self._enter(name, passphrase)
        self._entered(found)
        return found

    def _enter(self, name: str | None, passphrase: str) -> Unlocked:
        if self.encrypted:
            return vault.unlock(self.path, name, passphrase)
        connection = connections.connect(self.path)
        try:
            person = _named(connection, name)
            kept = secrets.hash_of(connection, person.id, "passphrase") if person else None
        finally:
            connection.close()
        if kept is None:
            # As much work as for a name that is known, so that the time tells nothing.
            keys.derive(passphrase, b"", bytes(keys.SALT), keys.COST)
        if person is None or kept is None or not keys.fits(kept, passphrase):
            sentence = say(N_("Nobody here has this name and this passphrase."))
            raise Refused("WRONG_PASSPHRASE", sentence, field="passphrase")
        return Unlocked(person.id)

    def _entered(self, found: Unlocked) -> None:
        """Look whether they still work here, and tell the admin of wrong tries; then count anew.

        Over a break nothing is written, so the count stays: the next who opens the desk tells of it.
        """
        from store.store import Store

        with Store.open(self.path, clock=self._clock, key=found) as store:
            person, connection = store.agent, store.context.connection
            if not person.active:
                template = N_("the account of {name} is revoked; ask an admin.")
                raise Refused("REVOKED", say(template, name=person.name))
            if lockout.desk_locks(secrets.tries(connection, secrets.DESK)) and (
                person.role not in lockout.REOPENS
            ):
                raise pins.locked()
            if store.safety.refusal is not None:
                return
            with store.context.deciding():
                secrets.keep_tries(connection, person.id, lockout.Tries())
                secrets.keep_tries(connection, secrets.DESK, lockout.Tries())
                store.context.keep_local("agent", person.id)
                self._report(store)
            if found.key is not None:
                resealing.finish_cut_short(self.path, connection, found.key)
        wrong_tries.forget(self.path)

    def _report(self, store: Store) -> None:
        wrong = wrong_tries.read(self.path)
        if wrong is None:
            return
        subject = f"signin:{wrong.id}"
        known = store.context.connection.execute("SELECT 1 FROM event WHERE subject = ? LIMIT 1", (subject,))
        if known.fetchone() is None or wrong.id == "spoiled":
            body = {
                "secret": "passphrase",
                "wrong": wrong.tries.wrong,
                "first": wrong.first,
                "last": wrong.last,
            }
            store.context.record("signin.failed", subject, body)


def protected(connection: Connection) -> bool:
    """Tell whether anybody who works at a plain desk has a passphrase."""
    return bool(secrets.with_secret(connection, "passphrase"))


def _named(connection: Connection, name: str | None) -> Person | None:
    if name is None:
        known = secrets.with_secret(connection, "passphrase")
        if len(known) != 1:
            raise sealing.who()
        return next(each for each in registers.people(connection) if each.id in known)
    wanted = normal(name).casefold().strip()
    found = [each for each in registers.people(connection) if each.name.casefold() == wanted]
    return max(found, key=lambda person: person.active, default=None)
