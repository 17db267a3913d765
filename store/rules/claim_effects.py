"""What a step of a claim means for its unit: history for the coverage engine, the unit's own fate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from store.record import Record, but
from store.records import Claim
from store.rules.claim_world import ClaimEvent
from store.rules.claim_writes import as_day, as_map, as_text, as_texts, as_whole, day_of, given


class Effects(Record):
    """What one step adds outside its claim."""

    history: tuple[Mapping[str, object], ...] = ()
    """Events of the unit, in the form of a coverage case."""
    units: Mapping[str, Mapping[str, object]] = {}
    """By serial, the fields of a unit that change."""
    finished_repair: bool = False
    """It counts towards the right to exchange; no_fault does not."""
    goodwill: int = 0
    """Minor units that count against the unit's total for ever."""
    notify: tuple[str, ...] = ()
    """Roles that are told at once."""
    invitation: Mapping[str, object] | None = None


def effects(claim: Claim, event: ClaimEvent) -> Effects:
    """Return what `event` adds outside `claim`, which is the claim with the event folded in."""
    finder = EFFECTS.get(event.action)
    found = finder(claim, event) if finder else Effects()
    return but(found, notify=as_texts(event.body.get("notify")), invitation=_invitation(event))


def _goodwill(claim: Claim, event: ClaimEvent) -> Effects:
    return Effects(goodwill=as_whole(given(event).get("amount")) or 0)


def _approve(claim: Claim, event: ClaimEvent) -> Effects:
    return Effects(goodwill=as_whole(as_map(given(event).get("payer")).get("goodwill")) or 0)


def _reading(claim: Claim, event: ClaimEvent) -> Effects:
    values = given(event)
    record = {"kind": "reading", "date": day_of(event).isoformat()}
    return Effects(({**record, "measure": values.get("measure"), "value": values.get("value")},))


def _invitation(event: ClaimEvent) -> Mapping[str, object] | None:
    return as_map(event.body.get("invitation")) or None


def _edited(claim: Claim, event: ClaimEvent) -> Effects:
    change = as_map(given(event).get("change"))
    return Effects(units={claim.serial: change} if claim.serial and change else {})


def _closed(claim: Claim, event: ClaimEvent) -> Effects:
    handed = as_day(given(event).get("handed_over")) or day_of(event)
    old = claim.serial or as_text(event.body.get("serial")) or ""
    if claim.resolution == "replaced" and claim.new_serial:
        new = claim.new_serial
        record = {"kind": "replacement", "date": handed.isoformat(), "old": old, "new": new}
        units: dict[str, Mapping[str, object]] = {
            old: {"status": "retired", "replaced_by": new},
            new: {"status": "live", "replaces": old},
        }
        return Effects((record,), units)
    if claim.resolution == "refunded":
        record = {"kind": "refund", "date": handed.isoformat()}
        return Effects((record,), {old: {"status": "refunded"}})
    start = min(claim.requested_on or claim.filed_on or handed, handed)
    repair: dict[str, object] = {"kind": "repair", "from": start.isoformat(), "to": handed.isoformat()}
    # What is new names the component: the cover of a new part is asked for by it.
    optional = {"component": claim.new_part or claim.component, "fault": claim.fault}
    repair |= {name: value for name, value in optional.items() if value}
    if claim.new_part:
        repair["new_part"] = True
    remedied = _remedied(claim, handed)
    return Effects((repair, *remedied), finished_repair=claim.resolution != "no_fault")


def _remedied(claim: Claim, handed: date) -> tuple[Mapping[str, object], ...]:
    """Return the recall that a repair has remedied; no_fault and irreparable leave it open."""
    shot = claim.snapshot or {}
    policy = shot.get("use")
    if shot.get("status") != "RECALL" or not isinstance(policy, str) or claim.resolution != "repaired":
        return ()
    return ({"kind": "recall_done", "date": handed.isoformat(), "policy": policy},)


EFFECTS: Mapping[str, Callable[[Claim, ClaimEvent], Effects]] = {
    "approve": _approve,
    "approve_goodwill": _goodwill,
    "reading": _reading,
    "edit_unit": _edited,
    "close": _closed,
}
