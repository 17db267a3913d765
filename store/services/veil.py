"""Who gets to know a customer: all of them, their own jobs, or nobody; applied where records leave the store.

A viewer sees initials everywhere. A technician knows the customers of their own jobs: of the open claims they
work on, and of those that wait for a technician to start. Everybody else knows everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.record import but
from store.records import Claim, ClaimLine, Customer, Hit
from store.records.work import Loan
from store.rules import masks
from store.rules.roles import VIEW
from store.tables import claims

if TYPE_CHECKING:
    from store.services.context import Context

ALL, JOBS = "all", "own jobs"
WAITING = "approved"
"""In this state any technician may take a claim on, and has to know where to go."""


def reach(context: Context) -> str:
    """Return how far the person at the desk may know customers: `ALL`, `JOBS` or masked."""
    found = context.grant(VIEW, "customer")
    return found.reach if found is not None else "masked"


def customer(context: Context, known: Customer | None) -> Customer | None:
    """Return what the person at the desk may know of a customer."""
    if known is None:
        return None
    far = reach(context)
    if far == ALL or (far == JOBS and claims.is_job(context.connection, context.agent.id, customer=known.id)):
        return known
    return masks.customer(known)


def hits(context: Context, found: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return hits with as much of their customers as the person at the desk may know."""
    far = reach(context)
    if far == ALL:
        return tuple(found)
    return tuple(
        hit if far == JOBS and job(context, hit) else but(hit, customer=masks.name(hit.customer))
        for hit in found
    )


def job(context: Context, hit: Hit) -> bool:
    """Tell whether a unit is here for a job of the person at the desk."""
    return claims.is_job(context.connection, context.agent.id, unit=hit.unit_id)


def lines(context: Context, found: Iterable[ClaimLine]) -> tuple[ClaimLine, ...]:
    """Return lines of claims with as much of their customers as the person at the desk may know."""
    far = reach(context)
    if far == ALL:
        return tuple(found)
    mine = context.agent.name

    def known(line: ClaimLine) -> bool:
        own = line.state == WAITING or line.owner == mine
        return far == JOBS and own and line.state in claims.OPEN

    return tuple(line if known(line) else but(line, customer=masks.name(line.customer)) for line in found)


def loans(context: Context, found: Iterable[Loan]) -> tuple[Loan, ...]:
    """Return loaners with as much of who has them as the person at the desk may know."""
    far = reach(context)
    if far == ALL:
        return tuple(found)

    def known(loan: Loan) -> bool:
        connection, person = context.connection, context.agent.id
        return far == JOBS and claims.is_job(connection, person, claim=claims.id_of(connection, loan.claim))

    return tuple(
        loan
        if known(loan)
        else but(
            loan,
            customer=masks.name(loan.customer),
            phone=None if loan.phone is None else masks.phone(loan.phone),
        )
        for loan in found
    )


def body(context: Context, found: Mapping[str, object], id_: str) -> Mapping[str, object]:
    """Return the body of an event of the claim `id_`, without names that are not to be known."""
    given, far = found.get("with"), reach(context)
    if far == ALL or (far == JOBS and claims.is_job(context.connection, context.agent.id, claim=id_)):
        return found
    return {**found, "with": _without(given)} if isinstance(given, Mapping) else found


def claim(context: Context, found: Claim) -> Claim:
    """Return a claim without the names that its steps have taken down, for whoever may not know them."""
    far = reach(context)
    if far == ALL or (far == JOBS and claims.is_job(context.connection, context.agent.id, claim=found.id)):
        return found
    return but(
        found,
        receiver=masks.name(found.receiver),
        slip=_without(found.slip),
        letter=None,
        versions=tuple(but(each, claim=claim(context, each.claim)) for each in found.versions),
        history=tuple(but(act, values=_without(act.values) or {}) for act in found.history),
        attempts=tuple(but(act, values=_without(act.values) or {}) for act in found.attempts),
    )


def _without(values: Mapping[str, object] | None) -> Mapping[str, object] | None:
    """Mask the names of people among the values of a step."""
    if not values or not NAMED & values.keys():
        return values
    return {
        name: masks.name(str(value)) if name in NAMED and value else value for name, value in values.items()
    }


NAMED = frozenset({"receiver"})
"""Values of a step that name somebody who does not work here."""
