"""Looking an open desk over: on opening, at the start, in full; and what is remembered of what was found.

What a look finds wrong in the chains of the journal is a break from then on: it is written down once, with a
notice, and nothing else is written until an admin has taken note (see `store.tables.blemishes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError, Unusable
from store.services.permits import free
from store.tables import blemishes, chains, check, copying, guards, keeper, notices
from store.tables import connection as connections
from store.tables.journal import instant
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.services.attachments import Attachments
    from store.services.context import Context

ANCHOR = "desk:anchor"
"""The subject of an anchor that was missing."""
Progress = Callable[[str, int, int], object]
"""Told what is being looked at, how much is done and how much there is."""


class Looks:
    """What looks have found at an open desk."""

    def __init__(self, context: Context, path: Path, key: bytes | None = None) -> None:
        """Look after the store at `path`, open in `context` with `key`."""
        self._context = context
        self._path = path
        self._key = key
        self._keeper: keeper.Keeper | None = None
        self._seen: tuple[Sentence, ...] = ()
        self._found: list[str] = []
        self.read_only = False
        """True if the desk is open to look at only."""
        self.mendable = False
        """True if the last deep look found tables that `mend` can make anew."""
        self.known: tuple[str, ...] = ()
        """What the last look found wrong in the chains that an admin has taken note of before."""

    @property
    @free
    def breaks(self) -> tuple[Sentence, ...]:
        """What shows that the journal is not the one that was written here last; empty if it is."""
        return self._keeper.breaks if self._keeper else self._seen

    @free
    def unanchored(self) -> tuple[Sentence, ...]:
        """Say when the anchor was missing, until somebody takes note of it here or in the inbox."""
        times = notices.waiting_about(self._context.connection, ANCHOR).values()
        template = N_(
            "on {at} UTC the anchor of this desk was missing or damaged, so nobody can say whether it is the "
            "newest state; an admin takes note: counterpane check --acknowledge."
        )
        return tuple(say(template, at=f"{instant(hlc):%Y-%m-%d %H:%M}") for hlc in times)

    @free
    def heed(self) -> None:
        """Let nothing be written while there is a fault of the chains that nobody has taken note of."""
        watch = self._keeper
        standing = blemishes.standing(self._context.connection) if watch else []
        if watch is None or not standing:
            return
        said = {str(each) for each in watch.breaks}
        watch.breaks = (*watch.breaks, *(as_said(each) for each in standing if each not in said))
        watch.refusal = watch.refusal or watch.broken(say(N_("{what}."), what=standing[0]))

    @free
    def check(self, attachments: Attachments, *, deep: bool, progress: Progress) -> list[str]:
        """Return what a look finds wrong; a deep one looks at the attached files too.

        What is new of it in the chains is a break from then on, and there is a notice of it.
        """
        found: list[str] = []
        self._found = []
        try:
            with connections.reading(self._context.connection):
                found.extend(self.look_deep(progress) if deep else self.look_over())
                found.extend(attachments.faults() if deep else ())
        except Unusable as error:
            if error.code != "STORE_DAMAGED":
                raise
            found.append(str(error))
        self._remember()
        return found

    @free
    def glance(self) -> tuple[str, ...]:
        """Return what a quick look finds wrong, without the pages; as `check`, it is remembered."""
        self._found = []
        found = tuple(self.look_over(pages=False))
        self._remember()
        return found

    def _remember(self) -> None:
        """Write down what was found wrong in the chains, once; over another break nothing is written."""
        watch, context = self._keeper, self._context
        fresh = blemishes.new(context.connection, self._found) if self._found and watch else []
        if watch is None or not fresh:
            return
        standing = blemishes.standing(context.connection)
        if any(str(each) not in standing for each in watch.breaks):
            return
        before, watch.refusal = watch.refusal, None
        try:
            with suppress(StoreError), context.deciding():
                fresh = blemishes.new(context.connection, fresh)  # another program may have been quicker
                if fresh:
                    body = {"faults": fresh, "notice": "journal break"}
                    context.record(blemishes.FOUND, blemishes.SUBJECT, body)
        finally:
            watch.refusal = before
        self.heed()

    def _chains(self, newest: int | None = None, breathe: Callable[[], object] = int) -> list[str]:
        """Return what is wrong with the chains and is neither said as a break nor known."""
        connection = self._context.connection
        every = list(chains.faults(connection, newest, breathe))
        unnoted = list(blemishes.unnoted(connection, every))
        fresh = set(unnoted)
        self.known = tuple(line for line in every if line not in fresh)
        self._found = unnoted
        said = {str(each) for each in self.breaks}
        return [line for line in unnoted if line not in said]

    @free
    def look_over(self, *, pages: bool = True) -> Iterator[str]:
        """Yield what a quick look finds wrong, in words: the anchor, the guards, the latest events.

        After a program has ended without closing the desk, SQLite looks at the `pages` of the file too.
        """
        connection = self._context.connection
        yield from map(str, (*self.breaks, *self.unanchored()))
        if not self.breaks and guards.shape(connection) != self._context.local(connections.SHAPE):
            yield str(say(N_("the guards of the journal were changed or taken away.")))
        yield from self._chains(copying.TAIL)
        if pages and self.unclean:
            broken = list(check.quick(connection))
            yield from broken
            if not broken and not self._found:
                self.looked_over()

    @free
    def look_deep(self, progress: Progress) -> Iterator[str]:
        """Yield all that is wrong: the file, the guards, every chain; then the journal is folded anew."""
        connection, journal = self._context.connection, self._context.journal
        yield from map(str, (*self.breaks, *self.unanchored()))
        progress("file", 0, 1)
        misfits = check.page_codes(connection)
        if misfits is not None:
            yield str(misfits)
        yield from check.guards_of(connection)
        yield from check.integrity(connection)
        total = journal.count()
        done = 0

        def breathe() -> None:
            nonlocal done
            done += 256
            progress("journal", done, total)

        yield from self._chains(breathe=breathe)
        if not self._found and not self.known:
            differing = list(check.refold(connection, lambda n: progress("tables", n, total)))
            self.mendable = bool(differing) and not self.breaks
            yield from differing
            self.looked_over()

    @property
    @free
    def unclean(self) -> bool:
        """True if a program has ended without closing the desk, and nobody has looked it over since."""
        return self._keeper is not None and self._keeper.hold is not None and self._keeper.hold.unclean

    @free
    def looked_over(self) -> None:
        """Note that the file was looked at and found good."""
        if self._keeper is not None and self._keeper.hold is not None:
            self._keeper.hold.looked_over()


def as_said(fault: str) -> Sentence:
    """Return a fault as a break that stands."""
    return say(N_("{what}"), what=fault)
