"""Keeps one open store: the file under it, its anchor, and whether it may be written.

The keeper is attached to a connection when the store is opened and is asked at each transaction
(`connection.writing`). It refuses to write when the file was replaced or moved under the program, since
SQLite would go on "successfully" into a file that nobody will ever open again; and when the journal in the
file is not the one that was written here last, until an admin has taken note.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError, Unusable
from store.tables import ends, failing
from store.tables.anchor import PATIENCE, Anchor
from store.tables.hold import Hold
from store.tables.mark import Heads, Mark, merged, short
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.handle import Moved

STORE_ID = "store"
"""In the table ``local``: which store this is; none until it has an anchor."""


class Keeper:
    """Watches over the file behind one connection."""

    def __init__(self, path: Path, connection: Connection, origin: str, hold: Hold | None = None) -> None:
        """Watch over the store at `path`, which writes as `origin` and is held open by `hold`."""
        self.path = path
        self.anchor = Anchor(path)
        self.hold = hold
        self.origin = origin
        self.breaks: tuple[Sentence, ...] = ()
        """What shows that the journal is not the one that was written here last."""
        self.missing: Sentence | None = None
        """What is to be said once of an anchor that was not there, or could not be read."""
        self.refusal: StoreError | None = None
        """Why nothing may be written; None: it may."""
        self._connection = connection
        self._log = path.with_name(path.name + "-wal")
        self._file, self._log_file = _identity(path), None if not self._log.exists() else _identity(self._log)

    def attach(self, entropy: Callable[[int], bytes] = os.urandom) -> None:
        """Compare the anchor with the journal; make one for a store that has none.

        Raises:
            OSError: the anchor cannot be read or made.
        """
        known = self._store_id()
        # First the anchor, then the store: what is committed in between only puts the store ahead.
        mark = self.anchor.read()
        if mark is None or known is None:
            self._make(known, entropy)
            return
        self._compare(mark, known)
        if self.breaks:
            return
        if self.anchor.spoilt:
            self.missing = _missing(self.path)
            self._mend()
            return
        heads = {at: head for at, head in self._heads().items() if head[0] > mark.heads.get(at, (0, ""))[0]}
        if heads:
            self._bring_up(heads)

    def _mend(self) -> None:
        """Write an anchor with a spoilt slot anew, unless somebody is writing now: the next opening does."""
        if not self.anchor.take_turn(0):
            return
        try:
            with self.anchor.making() as (file, mark):
                if mark is not None and self.anchor.spoilt:
                    known = merged(self._heads(), mark.heads)
                    self.anchor.put(file, Mark(mark.store, mark.count + 1, known), self.origin)
        finally:
            self.anchor.give_turn()

    def _bring_up(self, heads: Heads) -> None:
        """Raise the anchor to the journal, unless somebody is writing now: they raise it anyway."""
        if self.anchor.take_turn(0):
            try:
                self.anchor.raise_to(heads, self.origin)
            finally:
                self.anchor.give_turn()

    def look(self) -> None:
        """Compare the anchor with the journal, and write nothing."""
        mark, known = self.anchor.read(), self._store_id()
        if mark is not None and known is not None:
            self._compare(mark, known)
        if known is not None and (mark is None or self.anchor.spoilt):
            self.missing = _missing(self.path)

    def start_again(self) -> None:
        """Make an anchor of the journal as it is now: an admin has taken note of the break.

        Raises:
            OSError: it cannot be written.
        """
        with self.anchor.making() as (file, mark):
            # The id may be among what was lost; the anchor still knows it.
            known = self._store_id() or (mark.store if mark else os.urandom(16).hex())
            count = mark.count if mark else 0
            self.anchor.put(file, Mark(known, count + 1, self._heads()), self.origin)
            self._be(known)
        self.breaks, self.refusal = (), None

    def _make(self, known: str | None, entropy: Callable[[int], bytes]) -> None:
        with self.anchor.making() as (file, mark):
            known = known or self._store_id()
            if mark is not None and known is not None:  # another program was quicker
                self._compare(mark, known)
                return
            if mark is not None:  # the anchor was made, and then the power went
                self._compare(mark, mark.store)
                if not self.breaks:
                    self._be(mark.store)
                return
            if known is not None:
                self.missing = _missing(self.path)
            id_ = known or entropy(16).hex()
            self.anchor.put(file, Mark(id_, 1, self._heads()), self.origin)
            if known is None:
                self._be(id_)

    def _be(self, id_: str) -> None:
        with _transaction(self._connection):
            self._connection.execute(
                "INSERT OR IGNORE INTO local (key, value) VALUES (?, ?)", (STORE_ID, id_)
            )

    def _store_id(self) -> str | None:
        row = self._connection.execute("SELECT value FROM local WHERE key = ?", (STORE_ID,)).fetchone()
        return row[0] if row else None

    def _compare(self, mark: Mark, known: str) -> None:
        found = list(ends.faults(self._connection, mark.heads))
        if mark.store != known:
            found.insert(0, say(N_("The file is another desk than the one that was written here last.")))
        self.break_off(found)

    def break_off(self, found: Sequence[Sentence]) -> None:
        """Let nothing be written, for what was `found`; nothing found changes nothing."""
        if found:
            self.breaks = tuple(found)
            self.refusal = self.broken(found[0])

    def broken(self, what: Sentence) -> Unusable:
        """Say why nothing may be written over a break; `what` it is."""
        template = N_(
            "The journal is not the one that was written here last: {what} Nothing is written "
            "until an admin has taken note: counterpane check --acknowledge."
        )
        details = {"breaks": [str(each) for each in self.breaks]}
        return Unusable("JOURNAL_BREAK", say(template, what=what), details=details)

    def _heads(self) -> Heads:
        """Return the heads of the journal, our own first."""
        names = dict.fromkeys((self.origin, *ends.origins(self._connection)))
        found = ((origin, ends.head(self._connection, origin)) for origin in names)
        return {origin: head for origin, head in found if head is not None}

    def before_writing(self) -> None:
        """Refuse to write what must not be written; else wait for our turn.

        Raises:
            Unusable: STORE_BUSY, or why nothing may be written.
        """
        if self.refusal is not None:
            raise self.refusal
        try:
            ours = self.anchor.take_turn(PATIENCE)
        except OSError as error:
            raise failing.unanchored(self.anchor.path, error) from error
        if not ours:
            raise failing.busy()

    def before_commit(self) -> None:
        """Refuse to commit into a file that is no longer the desk's."""
        if _identity(self.path) != self._file:
            raise Unusable(
                "FILE_REPLACED",
                say(
                    N_(
                        "{path} was moved or replaced while the desk was open; this was not saved. Close "
                        "the desk at every terminal and open it again."
                    ),
                    path=str(self.path),
                ),
            )

    def after_commit(self, moved: Moved) -> None:
        """Raise the anchor to what was committed.

        Raises:
            Unusable: it cannot be written, or the log of the store is gone; what was committed is not
            certain.
        """
        log = _identity(self._log)
        if self._log_file is None:
            self._log_file = log
        elif log != self._log_file:
            raise Unusable(
                "FILE_REPLACED",
                say(
                    N_(
                        "{path} was taken away while the desk was open; this is not saved for certain. "
                        "Close the desk at every terminal and open it again."
                    ),
                    path=str(self._log),
                ),
            )
        if not moved:
            return
        heads = {origin: (seq, short(digest)) for origin, (seq, digest) in moved.items()}
        try:
            if not self.anchor.raise_to(heads, self.origin):
                self._make(self._store_id(), os.urandom)
        except OSError as error:
            raise failing.uncertain(error) from error

    def after_writing(self) -> None:
        """Let the next one write."""
        self.anchor.give_turn()

    def close(self) -> None:
        """Let go of the file."""
        self.anchor.close()
        if self.hold is not None:
            self.hold.close()


def _missing(path: Path) -> Sentence:
    return say(
        N_(
            "The anchor of {path} is missing or damaged, so nobody can say whether this is the newest "
            "state of the desk; a new one is made. If the file was copied, copy {path}-anchor with it."
        ),
        path=str(path),
    )


def _identity(path: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        found = os.stat(path)
        return found.st_dev, found.st_ino
    return None


@contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    """Hold the write lock for what needs no anchor."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
