"""The schema, as migrations that are only ever added to.

Three kinds of table: the *journal* (event, payload, batch, batch_part), which is the truth and append-only;
the *folded* tables, each row a pure function of its subject's events, which `check` can make anew; and
*local* ones (local, draft, parked), which belong to this file and are never sent anywhere.

DDL is written by hand: STRICT, CHECK, NOT NULL. A unit is unique per product and serial key because its
id is made from the two (`store.ids`), never by the serial alone. Foreign keys bind folded rows only where
folding order cannot break them: events of two desks arrive in any order, and folding never refuses.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3
from sqlcipher3 import dbapi2

from store.tables import guards
from store.tables.admission import APPLICATION, SCHEMA
from store.tables.connection import SHAPE, writing

# sqlite-utils catches the exception classes of the engine it finds under this name.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from sqlite_utils import Database  # noqa: E402
from sqlite_utils.migrations import Migrations  # noqa: E402

if TYPE_CHECKING:
    from sqlite3 import Connection, Cursor

migrations = Migrations("counterpane")
SCHEMA_1 = Path(__file__).parent / "schema"
"""The tables as the first version has them, as SQL."""


class _Desk(Database):
    """A database whose scripts are read by lines: sqlite-utils asks after each letter if a statement ends."""

    def executescript(self, sql: str) -> Cursor:
        """Run the statements of `sql` in the transaction that is open; each ends where a line does."""
        cursor, statement = self.conn.cursor(), ""
        for line in sql.splitlines(keepends=True):
            statement += line
            if dbapi2.complete_statement(statement):
                cursor.execute(statement)
                statement = ""
        return cursor.execute(statement) if statement.strip() else cursor


@migrations()
def the_first_desk(db: Database) -> None:
    """Create everything of version 1."""
    for part in ("journal", "local", "book", "work"):
        db.executescript((SCHEMA_1 / f"{part}.sql").read_text(encoding="utf-8"))


@migrations()
def costs_and_queues(db: Database) -> None:
    """Add loaners, the ledger of goodwill, and queues that are counted and ordered beforehand."""
    db.executescript((SCHEMA_1 / "costs.sql").read_text(encoding="utf-8"))


@migrations()
def drafts_and_unknown_units(db: Database) -> None:
    """Date the drafts, and find claims that wait for their unit."""
    db.executescript((SCHEMA_1 / "attachments.sql").read_text(encoding="utf-8"))


@migrations()
def the_honest_score(db: Database) -> None:
    """Count answers, invitations and closed claims by every part of the score, day and month."""
    db.executescript((SCHEMA_1 / "score.sql").read_text(encoding="utf-8"))


@migrations()
def people_and_notices(db: Database) -> None:
    """Create what people need: secrets, heirs of open work, the inbox of sensitive acts."""
    from store.tables import notices
    from store.tables.journal import events_of

    db.executescript((SCHEMA_1 / "people.sql").read_text(encoding="utf-8"))
    notices.fold_all(db.conn, events_of(db.conn))


@migrations()
def guards_of_the_journal(db: Database) -> None:
    """Guard the journal against what replaces rows without deleting them."""
    db.executescript((SCHEMA_1 / "guards.sql").read_text(encoding="utf-8"))


@migrations()
def erasure(db: Database) -> None:
    """Let bodies go that an erase event names, and remember what remains of them."""
    db.executescript((SCHEMA_1 / "privacy.sql").read_text(encoding="utf-8"))


@migrations()
def answers_that_were_asked_for(db: Database) -> None:
    """Count answers by people who were not asked apart; find answers by what they are about."""
    db.executescript((SCHEMA_1 / "asked.sql").read_text(encoding="utf-8"))


def apply(connection: Connection) -> None:
    """Bring the file behind `connection` to the newest schema; safe when several programs try at once.

    A store with something in it is copied first, and the copy verified.

    Raises:
        Unusable: no verified copy can be made; nothing was changed.
    """
    db = _Desk(connection, execute_plugins=False)
    with writing(connection):
        if migrations.pending(db):
            if connection.execute("PRAGMA user_version").fetchone()[0]:
                from store.tables import copying

                copying.before_upgrade(connection)
            migrations.apply(db)
            _fold_again(connection)
            keep_shape(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"migration left {len(broken)} dangling references")


def _fold_again(connection: Connection) -> None:
    """Fold the claims whose rows a newer schema words otherwise: those in work, and those with goodwill.

    This comes after all migrations, since folding writes tables as they are now.
    """
    if connection.execute("SELECT 1 FROM claim LIMIT 1").fetchone() is not None:
        from store.tables import claim_fold

        claim_fold.fold_open(connection)


def keep_shape(connection: Connection) -> None:
    """Remember how tables and triggers are defined now; the caller holds the write lock."""
    connection.execute(
        "INSERT OR REPLACE INTO local (key, value) VALUES (?, ?)", (SHAPE, guards.shape(connection))
    )
