"""The facts a claim is decided on, gathered from the store inside the deciding transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from store.errors import NotFound
from store.ids import name_key
from store.records import Claim, Person
from store.rules.claim_table import HEADS, STAFF, plays, rows
from store.rules.claim_world import Actor, Colleague, OpenClaim, Terms, World
from store.tables import claims, customers, ratings, registers, units, workshop
from store.wording import N_, say

if TYPE_CHECKING:
    from datetime import date
    from sqlite3 import Connection

    from store.services.context import Context

ANY_ROLE = (*HEADS, *(role for role in STAFF if role not in HEADS))


def acting(person: Person, action: str) -> Actor:
    """Return the person in the role in which they take `action`.

    The admin of a desk may be alone there and stands in for every role; everybody else has one.
    """
    allowed = [role for row in rows(action) for role in row.roles]
    if person.role != "admin" or not allowed or plays("admin", tuple(allowed)):
        return Actor(person.name, person.role, person.active)
    role = next((role for role in ANY_ROLE if role in allowed), person.role)
    return Actor(person.name, role, person.active)


def terms(context: Context) -> Terms:
    """Return what the desk and the law promise."""
    setting = context.settings().__getitem__
    return Terms(
        service_days=cast(int, setting("service_days")),
        statutory_days=cast("int | None", setting("statutory_days")),
        exchange_after_repairs=cast("int | None", setting("exchange_after_repairs")),
        exchange_after_days=cast("int | None", setting("exchange_after_days")),
        repair_guarantee=cast("str | None", setting("repair_guarantee")),
        invite_every_days=cast(int, setting("ask_again_days")),
    )


def gather(
    context: Context,
    claim: Claim | None,
    unit_id: str | None,
    customer_id: str | None,
    coverage: Mapping[str, object],
    action: str = "",
) -> World:
    """Return the world of a claim on a unit.

    Args:
        context: the open store.
        claim: the claim; None for a new one.
        unit_id: its unit.
        customer_id: its customer, where the unit does not say.
        coverage: today's answer as plain data.
        action: what is going to be decided; facts that only others need are left out. Empty: all facts.
    """
    connection, chosen = context.connection, context.settings()
    found = units.get(connection, unit_id) if unit_id else None
    unit = found[0] if found else None
    customer = customers.get(connection, customer_id or (unit.customer_id if unit else None))
    others = claims.about_unit(connection, unit_id) if unit_id else []
    if claim is not None:
        others = [other for other in others if other.id != claim.id]
    return World(
        today=context.today(),
        terms=terms(context),
        next_number=_next_number(context) if action in ("", "file") else "",
        unit_id=unit_id,
        customer_id=customer.id if customer else None,
        serial=unit.serial if unit else None,
        coverage=coverage,
        open_claims=tuple(
            OpenClaim(other.number, other.fault)
            for other in others
            if other.state in claims.OPEN and other.number
        ),
        other_claims=bool(others),
        finished_repairs=finished_repairs(others),
        limits=cast("Mapping[str, int]", chosen["limits"]),
        goodwill_caps=cast("Mapping[str, int]", chosen["goodwill_caps"]),
        goodwill_spent=sum(other.goodwill for other in others),
        customer_is_staff=customer is not None
        and action in ("", "approve", "approve_goodwill")
        and _is_staff(context, customer.name),
        own_claim=customer is not None and name_key(customer.name) == name_key(context.agent.name),
        live_serial=lambda key: _live(context, key),
        person=lambda name: _colleague(context, name),
        loaned=lambda key: workshop.loaned(connection, key),
        labour_rate=cast(int, chosen["labour_rate"]),
        may_contact=customer.may_contact if customer else True,
        last_invited=_last_invited(context, customer.id) if customer and action in _HANDING_OVER else None,
    )


def finished_repairs(others: Iterable[claims.Other]) -> int:
    """Count the claims that count towards an exchange; no_fault does not."""
    return sum(other.state == "closed" and other.resolution in _REPAIRS for other in others)


def _is_staff(context: Context, name: str) -> bool:
    """Tell whether a customer bears the name of somebody who works here."""
    key = name_key(name)
    return any(name_key(person.name) == key for person in registers.people(context.connection))


def _colleague(context: Context, name: str) -> Colleague | None:
    """Find somebody who works here, by id or by name as it is spelled."""
    key = name_key(name)
    found = registers.people(context.connection)
    fits = [each for each in found if each.id == name or name_key(each.name) == key]
    fits.sort(key=lambda each: (each.id != name, not each.active))
    return Colleague(fits[0].id, fits[0].name, fits[0].active) if fits else None


_HANDING_OVER = frozenset({"", "close", "return_unit"})
_REPAIRS = frozenset({"repaired", "irreparable"})


def _next_number(context: Context) -> str:
    prefix = context.local("prefix") or "C"
    return f"{prefix}-{claims.highest(context.connection, prefix) + 1:06d}"


def _live(context: Context, key: str) -> bool:
    found: list[Any] = [units.get(context.connection, id_) for id_ in units.by_key(context.connection, key)]
    return any(each[0].status == "live" for each in found if each)


def _last_invited(context: Context, customer: str) -> date | None:
    return ratings.last_asked(context.connection, customer)


def claim_id(connection: Connection, number: str) -> str:
    """Return the id of the claim with this number.

    Raises:
        NotFound: there is none.
    """
    id_ = claims.id_of(connection, number)
    if id_ is None:
        template = N_("There is no claim {number} at this desk.")
        raise NotFound("NO_SUCH_CLAIM", say(template, number=number[:40]), field="number")
    return id_
