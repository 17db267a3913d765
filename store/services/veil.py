"""Who gets to know a customer: all of them, their own jobs, or nobody; applied where records leave the store.

A viewer sees initials everywhere. A technician knows the customers of their own jobs: of the open claims they
work on, and of those that wait for a technician to start. Everybody else knows everybody.

Texts that people typed may name anybody. Where a customer is not to be known a viewer reads no free text at
all: `store.rules.roles` gives them nothing but the masked customer. A technician works on any claim and needs
what was written; of customers who are not theirs, names, phones and addresses of mail are blotted out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.record import but
from store.records import Act, Claim, ClaimLine, Correction, Customer, Hit, Rating, Task, Unit
from store.records.work import Loan
from store.rules import masks, reasons
from store.rules.blots import Hide, blotting
from store.rules.roles import VIEW
from store.tables import claims, customers, units
from store.tables import ratings as rating_rows

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
    connection, person = context.connection, context.agent.id

    def shown(loan: Loan) -> Loan:
        id_ = claims.id_of(connection, loan.claim)
        if far == JOBS and claims.is_job(connection, person, claim=id_):
            return loan
        hide = masks.hidden if far != JOBS else blotting((loan.customer or "", loan.phone or ""))
        return but(
            loan,
            customer=masks.name(loan.customer),
            phone=None if loan.phone is None else masks.phone(loan.phone),
            condition=loan.condition and hide(loan.condition),
        )

    return tuple(map(shown, found))


def texts(
    context: Context, *, claim: str | None = None, unit: str | None = None, customer: str | None = None
) -> Hide | None:
    """Return what becomes of texts typed about a claim (id), a unit or a customer; None: they stay."""
    far = reach(context)
    if far == ALL:
        return None
    if far != JOBS:
        return masks.hidden
    connection = context.connection
    if claims.is_job(connection, context.agent.id, claim=claim, unit=unit, customer=customer):
        return None
    ids = {customer}
    if claim is not None:
        owner, on = claims.whose(connection, claim)
        ids.add(owner)
        unit = unit or on
    if unit is not None and (found := units.get(connection, unit)) is not None:
        ids.add(found[0].customer_id)
    known = [each for id_ in ids if id_ and (each := customers.get(connection, id_))]
    return blotting(
        text for each in known for text in (each.name, each.address or "", each.email or "", *each.phones)
    )


def unit(context: Context, found: Unit) -> Unit:
    """Return a unit, its notes as far as the person at the desk may read them."""
    hide = texts(context, unit=found.id) if found.notes else None
    return found if hide is None or not found.notes else but(found, notes=hide(found.notes))


def rating(context: Context, found: Rating | None, *, claim: str | None = None) -> Rating | None:
    """Return an answer of the customer of a claim (id), its comment as far as it may be read."""
    hide = texts(context, claim=claim) if found is not None and (found.comment or found.reason) else None
    if found is None or hide is None:
        return found
    kept = found.reason in reasons.CODES or found.reason is None
    reason = found.reason if kept else hide(str(found.reason))
    return but(found, comment=found.comment and hide(found.comment), reason=reason)


def answer(context: Context, about: Claim) -> Rating | None:
    """Return what the customer of a claim answered, its comment as far as it may be read."""
    found = rating_rows.of_claim(context.connection, about.number) if about.number else None
    return rating(context, found, claim=about.id)


def ratings(context: Context, found: Iterable[Rating]) -> tuple[Rating, ...]:
    """Return answers, their comments as far as they may be read."""
    connection = context.connection
    shown = (rating(context, each, claim=claims.id_of(connection, each.claim or "")) for each in found)
    return tuple(each for each in shown if each is not None)


def corrections(context: Context, found: Iterable[Correction], claim: str | None) -> tuple[Correction, ...]:
    """Return corrections of the answer to a claim (number), their reasons as far as they may be read."""
    hide = texts(context, claim=claims.id_of(context.connection, claim or ""))
    return tuple(each if hide is None else but(each, reason=hide(each.reason)) for each in found)


def tasks(context: Context, found: Iterable[Task]) -> tuple[Task, ...]:
    """Return tasks, their titles as far as the person at the desk may read them; their own they may."""
    if reach(context) == ALL:
        return tuple(found)

    def shown(task: Task) -> Task:
        id_ = claims.id_of(context.connection, task.claim) if task.claim else None
        hide = texts(context, claim=id_, unit=task.unit_id, customer=task.customer_id)
        return task if hide is None or task.owner == context.agent.name else but(task, title=hide(task.title))

    return tuple(map(shown, found))


TOLD = ("comment", "reason", "text", "note", "notes", "title")
"""Fields of an event's body that are free text."""


def body(context: Context, found: Mapping[str, object], id_: str) -> Mapping[str, object]:
    """Return the body of an event of the claim `id_`, without what is not to be known."""
    hide = texts(context, claim=id_)
    if hide is None:
        return found
    changed = {name: _values(given, hide) for name in ("with", "fields", "event")
               if isinstance(given := found.get(name), Mapping)}  # fmt: skip
    said = {name: masks.typed(found[name], hide) for name in TOLD if name in found}
    return {**found, **said, **changed}


def facts(context: Context, found: Mapping[str, object], id_: str) -> Mapping[str, object]:
    """Return fields of the unit of the claim `id_`, as `body` does."""
    hide = texts(context, claim=id_)
    return found if hide is None else _values(found, hide)


def claim(context: Context, found: Claim) -> Claim:
    """Return a claim without the names and texts of its steps, for whoever may not know them."""
    hide = texts(context, claim=found.id, unit=found.unit_id, customer=found.customer_id)
    if hide is None:
        return found

    def acts(listed: Iterable[Act]) -> tuple[Act, ...]:
        return tuple(but(act, values=_values(act.values, hide)) for act in listed)

    said = {name: masks.typed(getattr(found, name), hide) for name in WRITTEN}
    return but(
        found,
        **said,
        receiver=masks.name(found.receiver),
        slip=None if found.slip is None else _values(found.slip, hide),
        letter=None,
        attachments=tuple(but(each, name=masks.file_name(each.name, hide)) for each in found.attachments),
        versions=tuple(but(each, claim=claim(context, each.claim)) for each in found.versions),
        history=acts(found.history),
        notes=acts(found.notes),
        attempts=acts(found.attempts),
    )


WRITTEN = (
    "note", "question", "answer", "reason", "different_fault", "condition", "accessories", "diagnosis",
    "costs", "grants", "loans", "lines", "invitation",
)  # fmt: skip
"""Fields of a claim that hold what somebody typed."""
NAMED = frozenset({"receiver"})
"""Values of a step that name somebody who does not work here."""


def _values(values: Mapping[str, object], hide: Hide) -> Mapping[str, object]:
    """Mask the names of people among the values of a step, and treat its texts by `hide`."""
    return {
        name: masks.name(str(value)) if name in NAMED and value
        else value if name in masks.FACTS and isinstance(value, str)
        else {**value, "name": masks.file_name(str(value.get("name") or ""), hide)}
        if isinstance(value, Mapping) and "sha256" in value
        else masks.typed(value, hide)
        for name, value in values.items()
    }  # fmt: skip
