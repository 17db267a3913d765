"""What surrounds the work: loaners that are out, the ledger of goodwill, a claim's whole history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from store.errors import Refused
from store.record import but
from store.records import Chapter, Entry, Grant, Ledger, Loan
from store.services import veil
from store.services.claim_world import claim_id
from store.services.permits import sees
from store.tables import chronicle, claim_fold, registers, workshop
from store.tables import connection as connections
from store.wording import N_, say

if TYPE_CHECKING:
    from store.records import Act
    from store.services.context import Context
    from store.tables.journal import Event

PERIODS = ("month", "quarter", "year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
PAGE = 50


class Workshop:
    """Loaners, goodwill and history."""

    def __init__(self, context: Context) -> None:
        """Read through `context`."""
        self._context = context

    @sees("claim")
    def loans(self, skip: int = 0, limit: int = PAGE) -> tuple[Loan, ...]:
        """Return the loaners that are out past the first `skip`, those given first leading."""
        return veil.loans(self._context, workshop.loans(self._context.connection, skip, limit))

    @sees("goodwill")
    def ledger(
        self,
        since: date | None = None,
        until: date | None = None,
        after: str | None = None,
        limit: int = PAGE,
    ) -> Ledger:
        """Return the goodwill of a period, both days included, with what is left of the budget.

        Args:
            since: its first day; None: that of the running period of the setting goodwill_period.
            until: its last day; None: the last of the period that began on `since`.
            after: `Ledger.after` of the page before.
            limit: grants at the most.

        Raises:
            Refused: the person at the desk may not see it, or the days are the wrong way round.
        """
        first, last, whole = self._period(since, until)
        key = after.split("|") if after else None
        connection = self._context.connection
        with connections.reading(connection):
            where = (key[0], key[1], int(key[2])) if key else None
            rows = workshop.grants(connection, str(first), str(last), where, limit)
            spent = workshop.spent(connection, str(first), str(last))
        budget = self._context.setting("goodwill_budget")
        more = "|".join(map(str, rows[-1][0])) if rows and len(rows) == limit else None
        return Ledger(
            first,
            last,
            tuple(grant for _, grant in rows),
            spent,
            budget if whole and isinstance(budget, int) else None,
            more,
        )

    def _period(self, since: date | None, until: date | None) -> tuple[date, date, bool]:
        """Return the first and the last day, and whether they are one period of the budget."""
        setting = str(self._context.setting("goodwill_period"))
        months = MONTHS.get(setting, 1)
        first = since or period_of(self._context.today(), months)[0]
        last = until or _months_on(first, months) - timedelta(days=1)
        if last < first:
            template = N_("the period ends on {last}, before it begins on {first}; give a later end.")
            raise Refused("BAD_VALUE", say(template, first=first, last=last), field="until")
        return first, last, (first, last) == period_of(first, months)

    @sees("claim")
    def history(self, number: str, after: str | None = None, limit: int = PAGE) -> Chapter:
        """Return a page of all that happened to a claim, the newest first, as the journal has it.

        Refused attempts, notes, costs, loaners, print-outs, the corrections of its unit and the answer of the
        customer are all there.

        Raises:
            NotFound: there is no such claim.
        """
        context = self._context
        id_ = claim_id(context.connection, number)
        claim = claim_fold.of(context.connection, id_)
        assert claim is not None
        subjects = [f"claim:{id_}"]
        subjects += [f"unit:{claim.unit_id}"] if claim.unit_id else []
        subjects += [f"rating:{claim.number}", f"audit:claim:{claim.number}"] if claim.number else []
        subjects.append(f"audit:claim:{id_}")
        key = after.split("|") if after else None
        place = (int(key[0]), key[1], int(key[2])) if key else None
        events = chronicle.page(context.connection, subjects, place, limit)
        acts = {(act.at, act.action, act.who): act for act in claim.history}
        names = {person.id: person for person in registers.people(context.connection)}
        roles_of = {id_: person.role for id_, person in names.items()}
        more = chronicle.key(events[-1]) if events and len(events) == limit else None
        return Chapter(
            tuple(
                _entry(
                    but(event, body=veil.body(context, event.body, id_)),
                    context.local_time(event.at),
                    acts.get((event.at, event.kind.partition(".")[2], event.agent)),
                    names[event.agent].name if event.agent in names else event.agent,
                    str(event.body.get("role") or roles_of.get(event.agent, "")),
                    veil.facts(context, chronicle.before(context.connection, event), id_)
                    if event.kind == "unit.set"
                    else {},
                )
                for event in events
            ),
            more,
        )


def period_of(day: date, months: int) -> tuple[date, date]:
    """Return the first and the last day of the period of so many months that a day lies in."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, _months_on(first, months) - timedelta(days=1)


def _months_on(day: date, months: int) -> date:
    """Return the day so many months later; past the end of a month, its last day."""
    from store.rules.calendar import Duration, plus

    return plus(day, Duration(months, "m"))


def _entry(
    event: Event, at: datetime, act: Act | None, who: str, role: str, known: Mapping[str, object]
) -> Entry:
    fields = event.body.get("fields")
    changes = (
        tuple(
            (name, known.get(name), value)
            for name, value in fields.items()
            if name not in ("listed", "product")
        )
        if event.kind == "unit.set" and isinstance(fields, Mapping)
        else ()
    )
    moved = act is not None and act.before != act.after
    return Entry(
        at,
        who,
        role,
        event.kind,
        event.kind.partition(".")[2],
        event.body,
        act.before if act and moved else None,
        act.after if act and moved else None,
        changes,
    )


__all__ = ["PERIODS", "Grant", "Workshop", "period_of"]
