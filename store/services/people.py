"""Who works at the desk: taken on, given another role, given secrets, and let go.

Whoever leaves leaves nothing lying: their open claims and tasks go to somebody named, in the same act. The
claims themselves are not touched for it: the account names its heir, and a claim that it holds is the heir's.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import TYPE_CHECKING

from store.clean import clean
from store.errors import NotFound, Refused
from store.record import Record
from store.records import ClaimLine, Person, Task
from store.rules import lockout, passphrases
from store.rules.cards import no_card
from store.rules.roles import EDIT, PEOPLE
from store.services.lines import lines
from store.services.permits import free, judged, needs, sees
from store.tables import queues, registers, secrets, tasks
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

ROLES = PEOPLE
OWN_LIMIT = 200
"""Claims and tasks of one person that are looked at."""


class Work(Record):
    """What somebody has not finished."""

    claims: tuple[ClaimLine, ...]
    tasks: tuple[Task, ...]

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.claims or self.tasks)


class People:
    """Who works at the desk."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @free
    def list(self) -> tuple[Person, ...]:
        """Return everyone, by name: who works here is known to all who do."""
        return registers.people(self._context.connection)

    @needs(EDIT, "users")
    def add(self, name: str, role: str) -> Person:
        """Take someone on.

        Raises:
            Refused: the name is empty or taken, or the role unknown.
        """
        name = no_card(clean(name, limit=60).strip(), "name")
        if not name:
            raise Refused("NO_NAME", say(N_("A person needs a name.")), field="name")
        _known(role)
        person = Person(self._context.random_id(), name, role)
        with self._context.deciding():
            if any(each.active and each.name.casefold() == name.casefold() for each in self.list()):
                template = N_("Somebody called {name} works here already; add what tells the two apart.")
                raise Refused("NAME_TAKEN", say(template, name=name), field="name")
            fields = {"name": name, "role": role, "active": 1}
            self._context.assign("person", person.id, fields, {"name": name, "role": role})
        return person

    @needs(EDIT, "users")
    def change_role(self, name: str, role: str) -> Person:
        """Give somebody another role.

        Raises:
            NotFound: nobody is called so.
            Refused: the role is unknown, or they are the last admin.
        """
        _known(role)
        with self._context.deciding():
            person = self.find(name)
            if role != "admin":
                self._not_last(person)
            if role != person.role:
                self._context.assign("person", person.id, {"role": role}, _key(person))
                self._context.refresh()
        return self.find(person.id)

    @sees("users")
    def work(self, name: str) -> Work:
        """Return what somebody has not finished: the claims they hold and their tasks."""
        person, connection = self.find(name), self._context.connection
        rows = queues.page(connection, queues.Asked((), owner=person.id), None, OWN_LIMIT)
        return Work(lines(self._context, rows), tuple(tasks.of_owner(connection, person.id, OWN_LIMIT)))

    @needs(EDIT, "users")
    def revoke(self, name: str, heir: str | None = None) -> Person:
        """Take someone's account away and give their open work to `heir`; what they did stays.

        Raises:
            NotFound: nobody is called so.
            Refused: they are the last admin, or the heir does not work here.
        """
        with self._context.deciding():
            person = self.find(name)
            self._not_last(person)
            fields: dict[str, object] = {"active": 0}
            if heir is not None:
                fields["heir"] = self._hand_over(person, self.find(heir)).id
            self._context.assign("person", person.id, fields, _key(person))
            secrets.drop(self._context.connection, person.id)
            self._context.refresh()
        return self.find(person.id)

    def _hand_over(self, person: Person, heir: Person) -> Person:
        if not heir.active or heir.id == person.id:
            template = N_("{name} cannot take over the work; name somebody else who works here.")
            raise Refused("NO_HEIR", say(template, name=heir.name), field="to")
        for task in tasks.of_owner(self._context.connection, person.id, -1):
            self._context.assign("task", task.id, {"owner": heir.id}, {"title": task.title})
        return heir

    def _not_last(self, person: Person) -> None:
        admins = [each for each in self.list() if each.role == "admin" and each.active]
        if [each.id for each in admins] == [person.id]:
            sentence = say(N_("{name} is the only admin here; make another one first."), name=person.name)
            raise Refused("LAST_ADMIN", sentence, field="name")

    @free
    def find(self, text: str) -> Person:
        """Return the person with this id or name; of several with one name, who still works here.

        Raises:
            NotFound: nobody is called so.
        """
        return named(self.list(), text)

    @free
    def alone(self) -> bool:
        """Tell whether only one person works here."""
        return sum(person.active for person in self.list()) == 1

    @judged
    def set_pin(self, name: str, pin: str | None) -> None:
        """Give somebody a PIN, or take it away: their own, or anybody's for an admin.

        Raises:
            Refused: it is somebody else's, or the PIN is too simple.
        """
        person = self._own_or_admin(name)
        wrong = passphrases.check_pin(pin) if pin is not None else None
        if wrong is not None:
            raise Refused("BAD_PIN", wrong, field="pin")
        from store.tables import keys

        hashed = keys.hashed(pin, keys.PIN_COST) if pin is not None else None
        self._keep(person, "pin", hashed)

    @judged
    def set_passphrase(self, name: str, passphrase: str) -> Person:
        """Give somebody a passphrase, at a desk that is not encrypted; see `check_passphrase`.

        Raises:
            Refused: it is somebody else's, or the passphrase is too simple.
        """
        person = self.check_passphrase(name, passphrase)
        from store.tables import keys

        self._keep(person, "passphrase", keys.hashed(passphrase, keys.COST))
        return person

    @judged
    def check_passphrase(self, name: str, passphrase: str) -> Person:
        """Return who is meant, if they may have this passphrase and we may give it.

        Raises:
            Refused: it is somebody else's, or the passphrase is too simple.
        """
        person = self._own_or_admin(name)
        desk = str(self._context.setting("name"))
        wrong = passphrases.check_passphrase(passphrase, (person.name, desk, "counterpane"))
        if wrong is not None:
            raise Refused("BAD_PASSPHRASE", wrong, field="passphrase")
        return person

    def _own_or_admin(self, name: str) -> Person:
        person = self.find(name)
        if not person.active:
            template = N_("the account of {name} is revoked; ask an admin.")
            raise Refused("REVOKED", say(template, name=person.name))
        if person.id != self._context.who().id:
            self._context.require(EDIT, "users")
        return person

    def _keep(self, person: Person, kind: str, hashed: str | None) -> None:
        with self._context.deciding():
            secrets.keep(self._context.connection, person.id, kind, hashed)
            secrets.keep_tries(self._context.connection, person.id, lockout.Tries())
            what = {"secret": kind, "given": hashed is not None}
            self._context.record("audit.secret", f"audit:person:{person.id}", what)

    @free
    def with_pin(self) -> builtins.list[Person]:
        """Return those who can sit down with a PIN, by name."""
        known = secrets.with_secret(self._context.connection, "pin")
        return [person for person in self.list() if person.id in known]

    @judged
    def switch(self, name: str, pin: str, boot: float) -> Person:
        """Let somebody sit down at the open desk with their PIN.

        Args:
            name: who.
            pin: as typed.
            boot: seconds since the machine started.

        Raises:
            Refused: WAIT, WRONG_PIN, NEEDS_PASSPHRASE, or DESK_LOCKED after ten wrong ones.
        """
        from store.services.pins import switch

        person = switch(self._context, self.find(name), pin, boot)
        self._context.agent = person
        return person


def named(people: Iterable[Person], text: str) -> Person:
    """Return the one of `people` with this id or name; of several with one name, who still works here.

    Raises:
        NotFound: nobody is called so.
    """
    wanted = text.casefold()
    found = [each for each in people if wanted in (each.id, each.name.casefold())]
    if found:
        return max(found, key=lambda person: person.active)
    raise NotFound("NO_SUCH_PERSON", say(N_("Nobody here is called {name}."), name=text), field="name")


def _known(role: str) -> None:
    if role not in ROLES:
        template = N_("There is no role {role}; there are {known}.")
        raise Refused("NO_SUCH_ROLE", say(template, role=role, known=", ".join(ROLES)), field="role")


def _key(person: Person) -> dict[str, object]:
    return {"name": person.name, "role": person.role}
