"""That the desk is the one that was left here: seen on opening, looked over at the start, in full when asked.

On opening: the ground, the anchor against the journal, the guards. Over a break nothing is written until an
admin has taken note. That is an event of a *new* origin: what the old one wrote last is lost here, but other
desks may have it, and nobody may write the same sequence twice. What a look finds wrong in the chains is a
break too, of the same origin: the journal remembers it and that it was noted (see `store.tables.blemishes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused, Unusable
from store.rules.roles import EDIT
from store.services import entrance
from store.services.looking import ANCHOR, Looks, Progress, as_said
from store.services.permits import free, needs
from store.tables import (
    blemishes,
    failing,
    ground,
    guards,
    keeper,
    manifest,
    notices,
    registers,
    secrets,
    witnesses,
)
from store.tables import connection as connections
from store.tables.handle import handle
from store.tables.hold import Hold
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.services.backups import Backups
    from store.services.context import Context
    from store.services.mending import Mended

NETWORK = "network_drive"
"""In the table ``local``: the kind of network drive that an admin has let the desk be on."""


class Safety(Looks):
    """What is known of the safety of an open desk."""

    @free
    def keep(self, held: Hold | None, *, network: bool) -> None:
        """Watch over the desk from now on.

        Raises:
            Unusable: the anchor cannot be read or made; the desk is on a network drive, and no admin says so.
        """
        context = self._context
        held = held or entrance.held(self._path, fresh=True)
        watch = keeper.Keeper(self._path, context.connection, context.journal.origin, held)
        handle(context.connection).watch = watch
        try:
            watch.attach(context.entropy)
        except OSError as error:
            raise failing.unanchored(watch.anchor.path, error) from error
        self._keeper = watch
        if not watch.breaks:
            watch.break_off(self._behind_backups())
        if not watch.breaks:
            self._watch_guards(watch)
        self.heed()
        if context.setting("throw_away"):
            watch.missing = None
        if watch.missing is not None and watch.refusal is None:
            with context.deciding():
                context.record("desk.anchor_missing", ANCHOR, {"notice": "journal break"})
        if network:
            self._let_network()

    @free
    def look_only(self) -> None:
        """Compare the anchor with what is looked at; nothing is written."""
        self.read_only = True
        watch = keeper.Keeper(self._path, self._context.connection, self._context.journal.origin)
        watch.look()
        if not watch.breaks and not manifest.is_backup(self._path):
            watch.break_off(self._behind_backups())
        standing = blemishes.standing(self._context.connection)
        self._seen = (*watch.breaks, *map(as_said, standing))

    def _behind_backups(self) -> list[Sentence]:
        from store.services.backups import folder_of

        context = self._context
        folder = folder_of(context, self._path)
        return list(witnesses.faults(context.connection, self._path, folder, context.journal.origin))

    def _watch_guards(self, watch: keeper.Keeper) -> None:
        """Refuse to write into a journal whose guards were taken away or changed."""
        if guards.shape(self._context.connection) == self._context.local(connections.SHAPE):
            return
        watch.breaks = (say(N_("the guards of the journal were changed or taken away.")),)
        watch.refusal = Unusable(
            "GUARDS_CHANGED",
            say(
                N_(
                    "The guards of the journal were changed or taken away. Nothing is written until an "
                    "admin has taken note: counterpane check --acknowledge."
                )
            ),
        )

    def _let_network(self) -> None:
        kind = ground.network(self._path)
        context = self._context
        if kind is None or context.local(NETWORK) == kind:
            return
        context.require(EDIT, "settings")
        with context.deciding():
            context.record("desk.network_drive", "desk:ground", {"kind": kind, "notice": "override"})
            context.keep_local(NETWORK, kind)

    @property
    @free
    def refusal(self) -> Sentence | str | None:
        """Why nothing is written, and what an admin can do about it; None: it is."""
        return self._keeper.refusal.sentence if self._keeper and self._keeper.refusal else None

    @free
    def notices(self) -> tuple[Sentence, ...]:
        """Return what a person should be told of once, on opening."""
        found = [*self.breaks]
        if self.read_only and manifest.is_backup(self._path):
            found.insert(0, manifest.told(self._path))
        if self._keeper and self._keeper.missing is not None:
            found.append(self._keeper.missing)
        else:
            found.extend(self.unanchored())
        return tuple(found)

    @property
    @free
    def unproven(self) -> Sentence | None:
        """What to know where several people work and none has to prove who they are; None: nothing."""
        connection = self._context.connection
        several = sum(person.active for person in registers.people(connection)) > 1
        if not several or self._key is not None or secrets.with_secret(connection, "passphrase"):
            return None
        template = N_(
            "Nobody here has a passphrase: whoever opens the file may work as anybody. "
            "counterpane people passphrase NAME gives one."
        )
        return say(template)

    @free
    def hints(self) -> tuple[Sentence, ...]:
        """Return what is not wrong, but could be better: who else can read or replace the file."""
        found = list(ground.loose(self._path))
        if self.unproven is not None:
            found.append(self.unproven)
        if self.mendable:
            template = N_(
                "An admin can have the tables made anew from the journal: counterpane check --mend."
            )
            found.append(say(template))
        return tuple(found)

    @needs(EDIT, "settings")
    def acknowledge(self) -> tuple[Sentence, ...]:
        """Take note of a break, mend the guards, and let the desk be written again; return what was noted.

        Raises:
            Refused: there is nothing to take note of, or whoever works here is no admin.
        """
        watch, context = self._keeper, self._context
        missed = notices.waiting_about(context.connection, ANCHOR)
        if watch is None or not (watch.breaks or missed):
            raise Refused("NO_BREAK", say(N_("There is nothing to take note of: the journal is whole.")))
        if missed and not watch.breaks:
            return self._note_anchor(missed)
        noted, standing = watch.breaks, blemishes.standing(context.connection)
        others = [str(each) for each in noted if str(each) not in standing]
        _mend(self._path, self._key)
        watch.refusal = None
        with context.deciding():
            before = context.journal.origin
            if others:
                body = {"breaks": others, "origin": before, "notice": "journal break"}
                context.become(new_origin(context), "desk.journal_break", blemishes.SUBJECT, body)
            if standing:
                context.record(blemishes.NOTED, blemishes.SUBJECT, {"faults": standing})
            if missed:
                context.record(notices.ACK, "notice:noted", {"ids": list(missed)})
        watch.origin = context.journal.origin
        try:
            watch.start_again()
        except OSError as error:
            raise failing.uncertain(error) from error
        return noted

    def _note_anchor(self, missed: Mapping[str, object]) -> tuple[Sentence, ...]:
        """Take note that the anchor was missing: the journal itself is whole, as far as anybody can say."""
        told = self.unanchored()
        with self._context.deciding():
            self._context.record(notices.ACK, "notice:noted", {"ids": list(missed)})
        return told

    @needs(EDIT, "settings")
    def mend(self, backups: Backups, progress: Progress = lambda part, done, total: None) -> Mended:
        """Make the tables anew from the journal, after a verified backup.

        Raises:
            Refused: NOTHING_TO_MEND, or whoever works here is no admin.
            Unusable: the journal does not verify, or nothing may be written; nothing was changed.
        """
        from store.services import mending

        if self._keeper is None:  # it is only looked at, and refuses by itself
            with self._context.deciding():
                pass
        assert self._keeper is not None
        total = self._context.journal.count()
        told = partial(_tables, progress, total)
        return mending.mend(self._context, self._path, self._key, self._keeper, backups, told)


def new_origin(context: Context) -> str:
    """Return a name for a new incarnation of this desk."""
    return f"{(context.local('prefix') or 'xx').lower()}-{context.entropy(3).hex()}"


def _tables(progress: Progress, total: int, done: int) -> None:
    progress("tables", done, total)


def _mend(path: Path, key: bytes | None) -> None:
    """Put triggers back that were taken away or changed."""
    from store.tables import migrations
    from store.tables.blank import scratch

    connection, model = connections.maintenance(path, key), scratch()
    try:
        with connections.writing(connection):
            guards.mend(connection, model)
            migrations.keep_shape(connection)
    finally:
        connection.close()
        model.close()
