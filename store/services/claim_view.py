"""A claim as the person at the desk sees it: people by their names, with what they may do to it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.record import but
from store.records import Claim, ClaimView, Possible
from store.rules import work_checks
from store.rules.claim_table import HEADS, NAMES, plays
from store.rules.claims import possible
from store.rules.clocks import clocks
from store.services import claim_world, veil
from store.services.catalogue import Faults
from store.tables import customers, registers

if TYPE_CHECKING:
    from store.rules.claim_world import World
    from store.services.context import Context
    from store.services.units import Units


def view(context: Context, units: Units, claim: Claim) -> ClaimView:
    """Return a claim with its clocks, its card and what can be done to it now."""
    claim = named(context, claim)
    world = claim_world.gather(context, claim, claim.unit_id, claim.customer_id, claim.snapshot or {})
    titles = Faults(context).titles()
    return ClaimView(
        claim=claim,
        card=units.card(claim.unit_id) if claim.unit_id else None,
        clocks=clocks(claim, context.today(), claim_world.terms(context)),
        possible=_possible(context, claim, world),
        fault_title=titles.get(claim.fault or "", claim.fault),
        rating=veil.answer(context, claim),
        labour_rate=world.labour_rate,
        colleagues=_colleagues(context),
        approvers=work_checks.approvers(claim, world.limits),
        customer=veil.customer(context, customers.get(context.connection, claim.customer_id)),
    )


def named(context: Context, claim: Claim) -> Claim:
    """Return a claim with people by name and times as at the site, with what may be seen of its customer."""
    names = {person.id: person.name for person in registers.people(context.connection)}
    owner = registers.heirs(context.connection).get(claim.owner or "", claim.owner)
    claim = veil.claim(context, claim)

    def by_name(acts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(but(act, who=names.get(act.who, act.who), at=context.local_time(act.at)) for act in acts)

    return but(
        claim,
        history=by_name(claim.history),
        notes=by_name(claim.notes),
        attempts=by_name(claim.attempts),
        attachments=by_name(claim.attachments),
        owner=names.get(owner or "", owner),
        versions=tuple(but(each, claim=named(context, each.claim)) for each in claim.versions),
    )


def _possible(context: Context, claim: Claim, world: World) -> tuple[Possible, ...]:
    by_role: dict[str, dict[str, Possible]] = {}
    found = []
    for action in NAMES:
        actor = claim_world.acting(context.agent, action)
        if actor.role not in by_role:
            by_role[actor.role] = {each.action: each for each in possible(claim, actor, world)}
        if action in by_role[actor.role]:
            found.append(by_role[actor.role][action])
    return tuple(found)


def _colleagues(context: Context) -> tuple[str, ...]:
    """Return who may be assigned a claim by the person at the desk, who comes first."""
    own = context.agent
    if not plays(own.role, HEADS):
        return (own.name,)
    known = registers.people(context.connection)
    others = sorted(each.name for each in known if each.active and each.role != "viewer")
    return tuple(dict.fromkeys((own.name, *others)))
