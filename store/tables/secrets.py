"""What this file knows of people's secrets: hashes, and wrong tries. Never in the journal, never sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.rules.lockout import Tries

if TYPE_CHECKING:
    from sqlite3 import Connection

DESK = ""
"""Whose tries those of the whole desk are."""


def hash_of(connection: Connection, person: str, kind: str) -> str | None:
    """Return the hash of a person's ``passphrase`` or ``pin``; None if there is none."""
    column = {"passphrase": "passphrase", "pin": "pin"}[kind]
    row = connection.execute(f"SELECT {column} FROM secret WHERE person = ?", (person,)).fetchone()
    return row[0] if row else None


def keep(connection: Connection, person: str, kind: str, hashed: str | None) -> None:
    """Keep the hash of a ``passphrase`` or a ``pin``; None takes it away."""
    column = {"passphrase": "passphrase", "pin": "pin"}[kind]
    connection.execute(
        f"INSERT INTO secret (person, {column}) VALUES (?, ?)"
        f" ON CONFLICT (person) DO UPDATE SET {column} = excluded.{column}",
        (person, hashed),
    )


def drop(connection: Connection, person: str) -> None:
    """Forget everything about a person's secrets."""
    connection.execute("DELETE FROM secret WHERE person = ?", (person,))
    connection.execute("DELETE FROM attempt WHERE who = ?", (person,))


def forget_passphrases(connection: Connection) -> None:
    """Keep no hash of a passphrase: from now on slots know them."""
    connection.execute("UPDATE secret SET passphrase = NULL")


def with_secret(connection: Connection, kind: str) -> frozenset[str]:
    """Return the ids of the people who work here and have a ``passphrase`` or a ``pin``."""
    column = {"passphrase": "passphrase", "pin": "pin"}[kind]
    rows = connection.execute(
        f"SELECT s.person FROM secret s JOIN person p ON p.id = s.person"
        f" WHERE s.{column} IS NOT NULL AND coalesce(p.active, 1) = 1"
    )
    return frozenset(row[0] for row in rows)


def tries(connection: Connection, who: str) -> Tries:
    """Return the wrong PINs of a person, or of the `DESK`, since the last right passphrase."""
    row = connection.execute("SELECT wrong, boot FROM attempt WHERE who = ?", (who,)).fetchone()
    return Tries(row[0], row[1]) if row else Tries()


def keep_tries(connection: Connection, who: str, found: Tries) -> None:
    """Keep wrong tries; none at all takes them away."""
    if found.wrong:
        query = "INSERT OR REPLACE INTO attempt (who, wrong, boot) VALUES (?, ?, ?)"
        connection.execute(query, (who, found.wrong, found.last))
    else:
        connection.execute("DELETE FROM attempt WHERE who = ?", (who,))
