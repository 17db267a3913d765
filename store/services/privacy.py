"""Privacy: all about one customer, erased or handed out; what was kept long enough goes.

Erasing is one transaction: the event, what remains of every body it names, the rows that follow. After it the
file is wiped of what was deleted and the attached files go; what of that a kill prevents is done when the
desk is next asked to (`finish`), and `check` says so until then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.clean import clean
from store.errors import NotFound, Refused, Unusable
from store.founding import TO_ERASE
from store.record import but
from store.records.privacy import Due, Erased, Forecast, Holding
from store.rules.cards import no_card
from store.rules.erasing import REQUEST
from store.rules.naming import names_somebody, tells_of
from store.rules.roles import ERASE, EXPORT
from store.services import retention
from store.services.permits import free, needs
from store.tables import connection as connections
from store.tables import customers, erased_rows, erasures, filing, wiping
from store.tables.journal import Event, events_where, of_subject
from store.wording import N_, say

if TYPE_CHECKING:
    from store.exchange.attached import Folder
    from store.records import Customer
    from store.services.context import Context

LIST = ".erased"
"""After the store's name: the ids of who was erased, to be applied again after a restore."""


class Privacy:
    """Erasure, retention, and what is known of one customer."""

    def __init__(self, context: Context, path: Path, key: bytes | None, folder: Folder) -> None:
        """Work on the store at `path` under `key`, whose attached files are in `folder`."""
        self._context = context
        self._path = path
        self._key = key
        self._folder = folder

    @needs(ERASE, "customer")
    def find(self, who: str) -> Customer:
        """Return the customer with an id, or the only one whose name or phone fits.

        Raises:
            NotFound: nobody fits.
            Refused: SEVERAL; more than one fits.
        """
        return self._find(who)

    def _find(self, who: str) -> Customer:
        connection = self._context.connection
        known = customers.get(connection, who.strip())
        if known is not None:
            return known
        found = filing.customers_like(connection, who, 20)
        found = [each for each in found if each.name.casefold() == who.strip().casefold()] or found
        if len(found) > 1:
            template = N_("{who} fits {count} customers; give one of their ids: {ids}.")
            ids = ", ".join(each.id for each in found[:5])
            raise Refused("SEVERAL", say(template, who=who, count=len(found), ids=ids), field="customer")
        if not found:
            raise NotFound("NO_SUCH_CUSTOMER", say(N_("There is no customer {who}."), who=who))
        return found[0]

    @needs(ERASE, "customer")
    def erase(self, who: str, reason: str = REQUEST) -> Erased:
        """Erase a customer: nothing personal of them remains in the file; units, claims and answers do.

        Args:
            who: id, or a name that fits one.
            reason: why; kept in the journal, so it must not name them.

        Raises:
            NotFound: nobody fits.
            Refused: SEVERAL, ERASED_ALREADY, or REASON_NAMES: the reason holds their name, phone or mail.
        """
        reason = no_card(clean(reason, limit=200, field="reason"), "reason")
        with self._context.deciding():
            customer = self._find(who)
            if erasures.is_erased(self._context.connection, customer.id):
                raise _erased_already()
            if reason != REQUEST and names_somebody(reason, self._marks(customer.id)):
                template = N_("The reason is kept; it must not name the customer. Say only why.")
                raise Refused("REASON_NAMES", say(template), field="reason")
            found = self._take(customer.id, "customer.erase", reason)
        return but(found, wiped=self._finish())

    def _take(self, customer: str, kind: str, reason: str, *, imports: bool = True) -> Erased:
        """Write the event and take away what it names; the caller holds the write lock."""
        connection = self._context.connection
        scope = erasures.scope(connection, customer)
        names = self._marks(customer)
        gone = self._gone(scope, names)
        parts = erasures.parts(connection, scope) if imports else []
        if kind != "customer.erase" and not gone and not any(part.changed for part in parts):
            return Erased()
        files = self._files(scope.claims)
        body = {
            "bodies": [[each.event.origin, each.event.seq, each.digest] for each in gone],
            "parts": [[part.batch, part.place, part.digest] for part in parts],
            "reason": reason,
        }
        self._context.record(kind, f"customer:{customer}", body)
        erasures.take_away(connection, gone, parts)
        erased_rows.settle(connection, scope, gone)
        drafts = erased_rows.drop_drafts(connection, scope, names)
        self._later(files)
        changed = sum(part.changed for part in parts)
        return Erased((customer,), len(gone), changed, drafts, len(files))

    def _gone(self, scope: erasures.Scope, names: frozenset[str]) -> list[erasures.Body]:
        told = [*erasures.events(self._context.connection, scope), *self._elsewhere(names)]
        return erasures.bodies(told)

    def _elsewhere(self, names: frozenset[str]) -> list[Event]:
        """Return refused tries that tell of the customer, but of no unit or claim of theirs."""
        tries = events_where(self._context.connection, retention.REFUSALS, ())
        typed = ((each, each.body.get("with")) for each in tries)
        return [each for each, given in typed if isinstance(given, Mapping) and tells_of(given, names)]

    def _marks(self, customer: str) -> frozenset[str]:
        events = of_subject(self._context.connection, f"customer:{customer}")
        facts = [fields for each in events if isinstance(fields := each.body.get("fields"), Mapping)]
        return erased_rows.marks(self._context.connection, customer, facts)

    def _files(self, claims: Iterable[str]) -> list[str]:
        """Return the copies that these claims name and no other does."""
        mine: set[str] = set()
        others: set[str] = set()
        own = frozenset(claims)
        for claim, _, file in filing.attached(self._context.connection):
            (mine if claim in own else others).add(str(file.get("stored")))
        return sorted(mine - others)

    def _later(self, files: Iterable[str]) -> None:
        """Remember, in the same transaction, what is to be wiped after it."""
        kept = json.loads(self._context.local(erasures.TO_WIPE) or "[]")
        self._context.keep_local(erasures.TO_WIPE, json.dumps(sorted({"", *kept, *files})))

    @needs(ERASE, "customer")
    def finish(self) -> bool:
        """Wipe what was erased and could not be wiped then; False if another terminal holds the file."""
        return self._finish()

    def _finish(self) -> bool:
        """Wipe, if there is something to wipe; what fails here fails after the erasing, and is done later."""
        try:
            return self._wiped()
        except (Unusable, connections.OperationalError, OSError):
            return False

    def _wiped(self) -> bool:
        for stored in json.loads(self._context.local(erasures.TO_WIPE) or "[]"):
            if stored:
                self._folder.drop(stored)
        if not self._context.local(erasures.TO_WIPE):
            return True
        gone = erasures.everybody(self._context.connection)
        wiping.keep_list(self._path.with_name(self._path.name + LIST), gone)
        done = wiping.wipe(self._path, self._key)
        if done:
            with self._context.deciding():
                self._context.keep_local(erasures.TO_WIPE, "")
        return done

    @free
    def settled(self) -> None:
        """Wipe the file after `settle`, if it has taken anything away."""
        self._finish()

    @free
    def catch_up(self) -> Erased:
        """Erase again, in a desk that came out of a backup, those whom the one before it had erased.

        Those whom this desk does not know are kept in mind all the same.
        """
        done: list[Erased] = []
        with self._context.deciding():
            for id_ in json.loads(self._context.local(TO_ERASE) or "[]"):
                again = erasures.is_erased(self._context.connection, id_)
                done.append(self._take(id_, "customer.erase_late" if again else "customer.erase", "restore"))
            self._context.keep_local(TO_ERASE, "")
        return Erased.summed(done, wiped=self._finish())

    @free
    def settle(self, *, imports: bool) -> None:
        """Shorten what has come from other desks about customers who were erased; inside `Store.receive`."""
        for id_ in erasures.everybody(self._context.connection):
            self._take(id_, "customer.erase_late", "late", imports=imports)

    @needs(ERASE, "customer")
    def foresee(self, who: str) -> Forecast:
        """Return what would go and what would stay if a customer were erased now; nothing is written.

        Raises:
            NotFound: nobody fits.
            Refused: SEVERAL or ERASED_ALREADY.
        """
        from store.services.holding import forecast

        with connections.reading(self._context.connection) as connection:
            customer = self._find(who)
            if erasures.is_erased(connection, customer.id):
                raise _erased_already()
            scope, names = erasures.scope(connection, customer.id), self._marks(customer.id)
            gone, files = self._gone(scope, names), self._files(scope.claims)
            return forecast(self._context, customer, names, len(gone), len(files))

    @needs(EXPORT, "personal data")
    def look(self, who: str) -> Holding:
        """Return, by kind and with counts, what is kept about a customer; it stays at the desk.

        Raises:
            NotFound: nobody fits.
            Refused: SEVERAL.
        """
        from store.services.holding import holding

        with connections.reading(self._context.connection):
            return holding(self._context, self._find(who), sealed=self._key is not None)

    @needs(EXPORT, "personal data")
    def hand_out(self, who: str, path: Path, *, force: bool = False) -> dict[str, object]:
        """Write all that is known of a customer to a file, as JSON; return it.

        Args:
            who: id, or a name or phone that fits one.
            path: the file to make; it is for its owner's eyes only.
            force: replace a file that is there.

        Raises:
            NotFound: nobody fits.
            Refused: SEVERAL; FILE_EXISTS, BAD_NAME or CANNOT_WRITE.
        """
        from store.services.dossier import write

        return write(path, lambda: self.about(who), force=force)

    @needs(EXPORT, "personal data")
    def about(self, who: str) -> dict[str, object]:
        """Return all that is known of a customer, as plain data; the journal says that it was handed out."""
        customer = self._find(who)
        with self._context.deciding():
            self._context.record("desk.export", f"export:customer:{customer.id}", {"kind": "customer"})
        from store.services.dossier import dossier

        return dossier(self._context, customer.id)

    @needs(ERASE, "customer")
    def due(self, keep: Mapping[str, int | None] | None = None) -> tuple[Due, ...]:
        """Return what has been kept longer than the settings keep_texts, keep_files and keep_refused say.

        Args:
            keep: days to try in place of a setting: texts, files, refused; None: never.
        """
        return retention.due(self._context, keep)

    @needs(ERASE, "customer")
    def retain(self, seen: Iterable[Due] | None = None) -> Erased:
        """Take away what is due, and wipe the file.

        Args:
            seen: what somebody looked at and agreed to; None: whatever is due.

        Raises:
            Refused: CHANGED; something else is due now.
        """
        done = Erased()
        with self._context.deciding():
            gone, claims = retention.bodies(self._context, seen)
            if gone:
                files = self._files(claims)
                retention.take_away(self._context, gone)
                self._later(files)
                done = Erased((), len(gone), 0, 0, len(files))
        return but(done, wiped=self._finish())


def _erased_already() -> Refused:
    return Refused("ERASED_ALREADY", say(N_("This customer was erased before.")), field="customer")


def listed(store: Path) -> tuple[str, ...]:
    """Return the ids that are in the list beside a store; none if there is no list."""
    try:
        return tuple(store.with_name(store.name + LIST).read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return ()
