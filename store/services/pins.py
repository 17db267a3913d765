"""A PIN at an open desk: who sits there now. It opens nothing that is locked, and wrong ones are counted.

A wrong try is written down before anything is answered, so that ending the program takes none back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import Refused
from store.records import Person
from store.rules import lockout
from store.tables import secrets
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context


def switch(context: Context, person: Person, pin: str, boot: float) -> Person:
    """Return the person if the PIN is theirs; see `store.services.people.People.switch`."""
    from store.tables import keys

    connection = context.connection
    with context.deciding():
        own, desk = secrets.tries(connection, person.id), secrets.tries(connection, secrets.DESK)
        if lockout.desk_locks(desk):
            raise locked()
        kept = secrets.hash_of(connection, person.id, "pin") if person.active else None
        if kept is None or lockout.pin_is_worthless(own):
            template = N_("{name} signs in with the passphrase: lock the desk, and open it again.")
            raise Refused("NEEDS_PASSPHRASE", say(template, name=person.name), field="name")
        left = max(lockout.wait(own, boot), lockout.wait(desk, boot))
        if left > 0:
            raise waiting(left)
    if keys.fits(kept, pin):
        with context.deciding():
            secrets.keep_tries(connection, person.id, lockout.Tries())
        return person
    with context.deciding():
        own = secrets.tries(connection, person.id).more(boot)
        desk = secrets.tries(connection, secrets.DESK).more(boot)
        secrets.keep_tries(connection, person.id, own)
        secrets.keep_tries(connection, secrets.DESK, desk)
        body = {"person": person.id, "secret": "pin", "wrong": own.wrong}
        context.record("signin.failed", f"signin:{person.id}", body)
        if lockout.desk_locks(desk):
            context.record("signin.locked", "signin:desk", {"wrong": desk.wrong})
    if lockout.desk_locks(desk):
        raise locked()
    left_tries = lockout.WRONG_PINS - own.wrong
    if left_tries <= 0:
        template = N_("Wrong PIN. {name} now needs the passphrase.")
        raise Refused("NEEDS_PASSPHRASE", say(template, name=person.name), field="pin")
    raise Refused(
        "WRONG_PIN",
        say(
            N_("Wrong PIN. {n} more try, then the passphrase is needed."),
            N_("Wrong PIN. {n} more tries, then the passphrase is needed."),
            n=left_tries,
        ),
        field="pin",
    )


def locked() -> Refused:
    """Say that the desk has locked itself."""
    template = N_("Too many wrong PINs: the desk is locked until a supervisor gives the passphrase.")
    return Refused("DESK_LOCKED", say(template))


def waiting(seconds: float) -> Refused:
    """Say how long to wait before the next try."""
    import math

    whole = math.ceil(seconds)
    sentence = say(
        N_("Wait {n} second before the next try."), N_("Wait {n} seconds before the next try."), n=whole
    )
    return Refused("WAIT", sentence, details={"seconds": whole})
