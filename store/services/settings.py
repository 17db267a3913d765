"""What the desk has chosen, and who works at it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from store.clean import clean
from store.errors import NotFound, Refused
from store.records import Person
from store.services.context import DEFAULTS
from store.tables import registers
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

ROLES = ("viewer", "agent", "technician", "supervisor", "manager", "admin")


class Settings:
    """The desk's choices."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @property
    def name(self) -> str:
        """The desk's name; empty before the first run."""
        return str(self._context.setting("name"))

    @property
    def throw_away(self) -> bool:
        """True for a demo, whose file goes when it is closed."""
        return bool(self._context.setting("throw_away"))

    def get(self, name: str) -> object:
        """Return a setting (see `DEFAULTS` for their names)."""
        return self._context.setting(name)

    def set(self, **values: object) -> None:
        """Change settings.

        Raises:
            Refused: there is no such setting.
        """
        with self._context.deciding():
            for name, value in values.items():
                if name not in DEFAULTS:
                    raise Refused(
                        "NO_SUCH_SETTING",
                        say(
                            N_("There is no setting {name}; there are {known}."),
                            name=name,
                            known=", ".join(DEFAULTS),
                        ),
                        field=name,
                    )
                self._context.assign("setting", name, {"value": json.dumps(value)}, {})

    def rename(self, name: str) -> None:
        """Give the desk its name."""
        name = clean(name, limit=40).strip()
        if not name:
            raise Refused("NO_NAME", say(N_("A desk needs a name, such as Kyiv-2.")), field="name")
        self.set(name=name)


class People:
    """Who works at the desk."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    def list(self) -> tuple[Person, ...]:
        """Return everyone, by name."""
        return registers.people(self._context.connection)

    def add(self, name: str, role: str) -> Person:
        """Take someone on.

        Raises:
            Refused: the name is empty or the role unknown.
        """
        name = clean(name, limit=60).strip()
        if not name:
            raise Refused("NO_NAME", say(N_("A person needs a name.")), field="name")
        if role not in ROLES:
            raise Refused(
                "NO_SUCH_ROLE",
                say(N_("There is no role {role}; there are {known}."), role=role, known=", ".join(ROLES)),
                field="role",
            )
        person = Person(self._context.random_id(), name, role)
        with self._context.deciding():
            fields = {"name": name, "role": role, "active": 1}
            self._context.assign("person", person.id, fields, {"name": name, "role": role})
        return person

    def revoke(self, name: str) -> Person:
        """Take someone's account away; what they did stays.

        Raises:
            NotFound: nobody is called so.
            Refused: they are the last admin.
        """
        with self._context.deciding():
            person = self.find(name)
            admins = [each for each in self.list() if each.role == "admin" and each.active]
            if admins == [person]:
                sentence = say(N_("{name} is the only admin here; make another one first."), name=person.name)
                raise Refused("LAST_ADMIN", sentence, field="name")
            key = {"name": person.name, "role": person.role}
            self._context.assign("person", person.id, {"active": 0}, key)
        return self.find(person.id)

    def find(self, text: str) -> Person:
        """Return the person with this id or name.

        Raises:
            NotFound: nobody is called so.
        """
        wanted = text.casefold()
        for person in self.list():
            if wanted in (person.id, person.name.casefold()):
                return person
        raise NotFound("NO_SUCH_PERSON", say(N_("Nobody here is called {name}."), name=text), field="name")
