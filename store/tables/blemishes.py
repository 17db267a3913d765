"""What was found wrong in the chains of the journal, as the journal itself remembers it.

A finding is an event, and so is that an admin took note of it: both outlive the program, neither can be taken
back without breaking the chain anew, and the notice that is folded from the first is there exactly once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

SUBJECT = "desk:journal"
FOUND, NOTED = "desk.journal_fault", "desk.journal_noted"
MOST = 5_000
"""Lines that one event remembers."""


def remembered(connection: Connection, kind: str) -> dict[str, None]:
    """Return what events of `kind` say, in their order."""
    rows = connection.execute(
        "SELECT p.body FROM event e JOIN payload p ON p.origin = e.origin AND p.seq = e.seq"
        " WHERE e.subject = ? AND e.kind = ? ORDER BY e.hlc",
        (SUBJECT, kind),
    )
    return dict.fromkeys(line for row in rows for line in _lines(row[0]))


def standing(connection: Connection) -> list[str]:
    """Return what was found and nobody has taken note of."""
    noted = remembered(connection, NOTED)
    return [line for line in remembered(connection, FOUND) if line not in noted]


def new(connection: Connection, found: Iterable[str]) -> list[str]:
    """Return what of `found` the journal does not remember yet."""
    before = remembered(connection, FOUND) | remembered(connection, NOTED)
    return [line for line in dict.fromkeys(found) if line not in before][:MOST]


def unnoted(connection: Connection, found: Iterable[str]) -> Iterator[str]:
    """Yield what of `found` no admin has taken note of; nothing is asked where nothing was found."""
    noted: dict[str, None] | None = None
    for line in found:
        if noted is None:
            noted = remembered(connection, NOTED)
        if line not in noted:
            yield line


def _lines(body: str | None) -> list[str]:
    try:
        found = json.loads(body or "{}").get("faults", ())
    except (ValueError, AttributeError):
        return []
    return [str(line) for line in found] if isinstance(found, list) else []
