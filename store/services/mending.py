"""Making the tables anew from the journal: an admin's act, after a verified backup, told to all admins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused, Unusable
from store.record import Record
from store.services.context import Context
from store.tables import chains, check, mending
from store.tables import connection as connections
from store.tables.handle import handle
from store.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.services.backups import Backups
    from store.tables.keeper import Keeper
    from store.tables.manifest import Copy

MOST = 20
"""So many differences are kept in the journal."""


class Mended(Record):
    """What came of making the tables anew."""

    differences: tuple[str, ...]
    """What the tables said and the journal did not, table by table."""
    backup: Copy
    """The desk as it was before."""


def mend(
    context: Context,
    path: Path,
    key: bytes | None,
    watch: Keeper,
    backups: Backups,
    progress: Callable[[int], object] = int,
) -> Mended:
    """Write the tables of the desk at `path` as its journal says.

    Raises:
        Refused: NOTHING_TO_MEND.
        Unusable: JOURNAL_DAMAGED, or why nothing may be written; nothing was changed.
    """
    if watch.refusal is not None:
        raise watch.refusal
    found = _differences(context, progress)
    if not found:
        sentence = say(N_("There is nothing to mend: the tables say what the journal says."))
        raise Refused("NOTHING_TO_MEND", sentence)
    backup = backups.make()
    connection = connections.maintenance(path, key)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        handle(connection).watch = watch
        beside = Context(connection, context.clock, context.journal.origin, context.agent, context.entropy)
        with beside.deciding():
            body = {"notice": "tables", "differences": list(found[:MOST]), "backup": backup.file.name}
            beside.record("desk.mend", "desk:tables", body)
            mending.mend(connection, progress)
    finally:
        handle(connection).watch = None
        connection.close()
    context.refresh()
    return Mended(found, backup)


def _differences(context: Context, progress: Callable[[int], object]) -> tuple[str, ...]:
    with connections.reading(context.connection):
        broken = next(chains.faults(context.connection), None)
        if broken is not None:
            template = N_(
                "The journal itself does not verify ({what}), so nothing can be made of it. Restore a backup."
            )
            raise Unusable("JOURNAL_DAMAGED", say(template, what=broken))
        return tuple(check.refold(context.connection, progress))
