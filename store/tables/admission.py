"""Which files are let in: stores of Counterpane, of a version that this program knows."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from store.errors import Unusable
from store.wording import N_, say

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

APPLICATION = 0x43505445
"""``PRAGMA application_id`` of a Counterpane store: CPTE."""
STEPS = (
    "the_first_desk",
    "costs_and_queues",
    "drafts_and_unknown_units",
    "the_honest_score",
    "people_and_notices",
    "guards_of_the_journal",
    "erasure",
    "answers_that_were_asked_for",
)
"""The migrations that this program knows, by name."""
SCHEMA = len(STEPS)
"""``PRAGMA user_version`` of the newest schema."""


def newest_allowed(connection: Connection) -> int:
    """Return the schema's version of a file.

    Raises:
        Unusable: it is no store, or one of a newer program.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if version and application != APPLICATION:
        raise Unusable("NOT_A_STORE", say(N_("This file is a database, but not one of Counterpane's.")))
    if version > SCHEMA:
        raise Unusable(
            "STORE_TOO_NEW",
            say(
                N_("A newer Counterpane wrote this desk (store {have}, not {know}). Update the program."),
                have=version,
                know=SCHEMA,
            ),
        )
    if version:
        _no_strange_steps(connection)
    return version


def _no_strange_steps(connection: Connection) -> None:
    """Refuse a store that another line of programs has changed."""
    applied = {row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations")}
    strange = sorted(applied.difference(STEPS))
    if strange:
        raise Unusable(
            "STORE_TOO_NEW",
            say(
                N_(
                    "Another Counterpane changed this desk in a way this one does not know ({steps}). "
                    "Update it."
                ),
                steps=", ".join(strange)[:200],
            ),
        )


def find(path: Path, *, create: bool) -> None:
    """Make sure that a desk is at `path`; with `create`, else an empty file that one can be made in.

    Raises:
        Unusable: NO_STORE, STORE_GONE or STORE_EMPTY.
    """
    if create:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    elif not is_there(path):
        template = N_("There is no desk at {path} yet. Start counterpane to set one up.")
        raise Unusable("NO_STORE", say(template, path=str(path)))
    if path.exists():
        not_emptied(path)
        if not path.stat().st_size:
            path.chmod(0o600)
        return
    _no_orphans(path)
    # Before there is anything in it: the log gets the mode that the file has then.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _no_orphans(path: Path) -> None:
    """Refuse to make a new desk where another one has left its log or its anchor: its file is missing."""
    left = _left_beside(path)
    if left:
        raise Unusable(
            "STORE_GONE",
            say(
                N_(
                    "The desk {path} is gone, but {file} is still there. Put the file back, or restore a "
                    "backup with counterpane restore; for a new desk choose another name."
                ),
                path=str(path),
                file=path.name + left[0],
            ),
        )


def is_there(path: Path) -> bool:
    """Tell whether a desk is at `path`, or was; an empty file with nothing beside it is none, not yet."""
    left = _left_beside(path)  # before the size: whoever makes a desk fills the file first
    return path.exists() and bool(left or path.stat().st_size)


def not_emptied(path: Path) -> None:
    """Refuse a desk of whose file no byte is left."""
    if path.stat().st_size or not is_there(path):
        return
    template = N_(
        "The file {path} is empty: nothing of a desk is in it. Restore a backup with counterpane restore; "
        "for a new desk move what is there away, and start counterpane."
    )
    raise Unusable("STORE_EMPTY", say(template, path=str(path)))


def _left_beside(path: Path) -> list[str]:
    return [name for name in ("-wal", "-anchor") if path.with_name(path.name + name).exists()]


def unusable(path: Path, error: Exception) -> Unusable:
    """Say why a file cannot be opened."""
    reason = str(error)
    if "not a database" in reason:
        from store.tables import ciphertext

        missing = ciphertext.without_keys(path)
        if missing is not None:
            return missing
        sentence = say(
            N_("{path} is not a Counterpane store, or it is damaged or encrypted."), path=str(path)
        )
    else:
        sentence = say(N_("{path} cannot be opened: {reason}."), path=str(path), reason=reason)
    return Unusable("CANNOT_OPEN", sentence)
