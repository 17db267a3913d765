"""Founding a desk: who it is in the journal, its first admin, and who works there until somebody says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from store.errors import Unusable
from store.record import Record
from store.records import Person
from store.services.context import Context
from store.tables import connection as connections
from store.wording import N_, say

if TYPE_CHECKING:
    from sqlite3 import Connection

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""For prefixes: no letter that is taken for a digit."""


class Founder(Record):
    """Who a new desk is, where the file is not to be left to choose."""

    prefix: str
    """Of its claim numbers: two of `LETTERS`."""
    admin: str
    """Name of the first admin."""


def local(connection: Connection, key: str) -> str | None:
    """Return something only this file knows."""
    row = connection.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def last_agent(connection: Connection) -> Person:
    """Return who worked here last; else the first admin."""
    row = connection.execute(
        "SELECT id, name, role, coalesce(active, 1) FROM person"
        " ORDER BY id = (SELECT value FROM local WHERE key = 'agent') DESC, role <> 'admin', hlc LIMIT 1"
    ).fetchone()
    if row is None:
        raise Unusable("NOBODY", say(N_("There is nobody at this desk, not even an admin.")))
    return Person(row[0], row[1], row[2], bool(row[3]))


def found(
    connection: Connection,
    clock: Callable[[], datetime],
    entropy: Callable[[int], bytes],
    founder: Founder | None,
) -> None:
    """Make a new desk: who it is in the journal, and its first admin."""
    from store.ids import random_id

    with connections.writing(connection):
        if local(connection, "origin") is not None:
            return
        founder = founder or _anybody(entropy)
        origin = f"{founder.prefix.lower()}-{entropy(3).hex()}"
        id_ = random_id(entropy)
        rows = (("origin", origin), ("prefix", founder.prefix), ("agent", id_))
        connection.executemany("INSERT INTO local (key, value) VALUES (?, ?)", rows)
        context = Context(connection, clock, origin, Person(id_, "", "admin"), entropy)
        fields = {"name": founder.admin, "role": "admin", "active": 1}
        context.assign("person", id_, fields, {"name": founder.admin, "role": "admin"})


TO_SEAL = "to_seal"
"""In the table ``local``: set where a restore has left the ways in to be sealed to the roles people have."""
TO_ERASE = "to_erase"
"""In the table ``local``: ids of the customers whom a restore has left to be erased again."""


def _anybody(entropy: Callable[[int], bytes]) -> Founder:
    import re

    name = re.sub(r"[^\w.-]", "", os.environ.get("USER") or os.environ.get("USERNAME") or "") or "admin"
    number = int.from_bytes(entropy(8), "big")
    return Founder("".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in (0, 1)), name)
