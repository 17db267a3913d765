"""What a step of a claim leaves outside it: history of the unit, a unit in its place, an invitation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.ids import unit_id
from store.rules.serials import serial_key
from store.tables import claim_fold, units
from store.tables.journal import of_subject

if TYPE_CHECKING:
    from store.records import Claim
    from store.services.context import Context
    from store.tables.journal import Event


def carry(context: Context, claim: Claim, event: Event) -> None:
    """Write what `event` means for others than `claim`, into which it is folded already."""
    from store.rules.claims import effects

    step = claim_fold.step(event)
    found = effects(claim, step)
    _history(context, claim, found.history)
    if step.action == "link_unit" and claim.state == "closed":
        _catch_up(context, claim)
    for serial, change in found.units.items():
        if claim.unit_id and "status" not in change:
            key = {"product": _product(context, claim.unit_id), "serial": serial}
            context.assign("unit", claim.unit_id, change, key)
    if found.invitation is not None and claim.number:
        _invite(context, claim, found.invitation)
    if step.action == "approve" and claim.unit_id and (claim.snapshot or {}).get("use"):
        _remember_approval(context, claim.unit_id, claim)


def _history(context: Context, claim: Claim, records: Iterable[Mapping[str, object]]) -> None:
    """Write into the past of the claim's unit what happened to it; a unit nobody knows has none."""
    for record in records if claim.unit_id else ():
        _remember(context, claim.unit_id or "", claim, record)
        if record["kind"] == "replacement":
            _replace(context, claim, record)


def _catch_up(context: Context, claim: Claim) -> None:
    """Write what the hand-over of a claim meant for its unit, which was not known then."""
    from store.rules.claims import effects

    events = of_subject(context.connection, f"claim:{claim.id}")
    for event in [event for event in events if event.kind == "claim.close"][-1:]:
        _history(context, claim, effects(claim, claim_fold.step(event)).history)


def _replace(context: Context, claim: Claim, record: Mapping[str, object]) -> None:
    """Register the new unit in the old one's place: its dates, its plans and its past go on."""
    assert claim.unit_id is not None
    old = units.fields_of(context.connection, claim.unit_id)
    serial = str(record["new"])
    id_ = unit_id(str(old["product"]), serial_key(serial))
    kept = {
        name: value
        for name, value in old.items()
        if value is not None and name not in ("serial", "serial_key", "serial_tail", "replaces", "notes")
    }
    fields = {**kept, "serial": serial, "replaces": record["old"]}
    context.assign("unit", id_, fields, {"product": old["product"], "serial": serial})
    for past in units.history(context.connection, claim.unit_id):
        _remember(context, id_, claim, past)


def _remember(context: Context, unit: str, claim: Claim, record: Mapping[str, object]) -> None:
    context.record("unit.history", f"unit:{unit}", {"event": dict(record), "claim": claim.number})


def _remember_approval(context: Context, unit: str, claim: Claim) -> None:
    day, policy = context.today().isoformat(), (claim.snapshot or {})["use"]
    _remember(context, unit, claim, {"kind": "claim", "date": day, "policy": policy, "outcome": "approved"})


def _invite(context: Context, claim: Claim, invitation: Mapping[str, object]) -> None:
    unit = units.get(context.connection, claim.unit_id) if claim.unit_id else None
    body = {
        "customer": claim.customer_id or (unit[0].customer_id if unit else None),
        "product": unit[0].product_id if unit else None,
        "day": (claim.handed_over or context.today()).isoformat(),
        "suppressed": None if invitation.get("invited") else invitation.get("reason"),
    }
    context.record("rating.invite", f"rating:{claim.number}", body)


def _product(context: Context, unit: str) -> object:
    return units.fields_of(context.connection, unit)["product"]
