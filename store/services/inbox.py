"""What an admin has to take note of: each sensitive act once, until somebody has."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from store.errors import NotFound
from store.records import Notice
from store.rules.roles import VIEW
from store.services.permits import free, sees
from store.tables import notices
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

READERS = "users"
"""Manager and admin see accounts, and so this."""


class Inbox:
    """The notices of sensitive acts."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @free
    def waiting(self) -> int:
        """Count those nobody has taken note of; for whoever may not read them there are none."""
        if self._context.grant(VIEW, READERS) is None:
            return 0
        return notices.waiting(self._context.connection)

    @sees(READERS)
    def list(self, *, noted: bool = False, limit: int = 200, after: int = 0) -> tuple[Notice, ...]:
        """Return notices, newest first; with `noted`, also those that are done with."""
        return notices.listed(self._context.connection, noted=noted, limit=limit, after=after)

    @sees(READERS)
    def note(self, ids: builtins.list[str] | None = None) -> int:
        """Take note of some notices (None: of all); return how many there were.

        Raises:
            NotFound: one of them is not waiting.
        """
        with self._context.deciding():
            open_ = notices.ids_waiting(self._context.connection)
            for id_ in ids or ():
                if id_ not in open_:
                    template = N_("No notice {id} is waiting.")
                    raise NotFound("NO_SUCH_NOTICE", say(template, id=id_[:60]), field="id")
            chosen = open_ if ids is None else ids
            if chosen:
                self._context.record(notices.ACK, "notice:noted", {"ids": chosen})
        return len(chosen)
