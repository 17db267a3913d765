"""What each action writes into a claim.

What another desk has decided has happened, so nothing is refused here: every value is read with care, and
what cannot be read is left out; the event itself stays in the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from store.records import Claim
from store.rules.claim_table import PAYERS, UNKNOWN
from store.rules.claim_world import ClaimEvent

Body = Mapping[str, object]
Changes = dict[str, Any]


def as_day(value: object) -> date | None:
    """Read a day of a body."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_text(value: object) -> str | None:
    """Read a text of a body."""
    return value if isinstance(value, str) and value else None


def as_whole(value: object) -> int | None:
    """Read a whole number of a body."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def as_texts(value: object) -> tuple[str, ...]:
    """Read a list of texts of a body."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()


def as_map(value: object) -> Body:
    """Read an object of a body."""
    # Most are of the plain kind, which is faster to recognise.
    return value if isinstance(value, (dict, Mapping)) else {}


def as_maps(value: object) -> tuple[Body, ...]:
    """Read a list of objects of a body."""
    return (
        tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list | tuple) else ()
    )


def given(event: ClaimEvent) -> Body:
    """Return what was given with the action."""
    return as_map(event.body.get("with"))


def day_of(event: ClaimEvent) -> date:
    """Return the day at the site on which it was decided."""
    return as_day(event.body.get("today")) or event.at.date()


def totals(maker: int = 0, customer: int = 0, goodwill: int = 0) -> dict[str, int]:
    """Return who pays how much in all, in minor units."""
    shares = {"maker": maker, "customer": customer, "goodwill": goodwill}
    return {**shares, "total": sum(shares.values())}


def _create(claim: Claim, event: ClaimEvent) -> Changes:
    body, values = event.body, given(event)
    return {
        "unit_id": as_text(body.get("unit_id")),
        "customer_id": as_text(body.get("customer_id")),
        "serial": as_text(body.get("serial")) or as_text(values.get("read_serial")),
        "product": as_text(values.get("described")),
        "note": as_text(values.get("note")),
        "owner": event.agent,
        "owned_since": event.key,
        "flags": claim.flags if as_text(body.get("unit_id")) else claim.flags | {UNKNOWN},
    }


def _file(claim: Claim, event: ClaimEvent) -> Changes:
    values, body, today = given(event), event.body, day_of(event)
    texts = ("fault", "channel", "different_fault", "repeat_of", "component")
    return {name: as_text(values.get(name)) for name in texts} | {
        "number": as_text(body.get("number")),
        "note": as_text(values.get("note")) or claim.note,
        "serial": as_text(body.get("serial")) or claim.serial,
        "failure_date": as_day(values.get("failure_date")),
        "condition": as_text(values.get("condition")),
        "accessories": as_texts(values.get("accessories")),
        "filed_on": today,
        "requested_on": today,
        "snapshot": as_map(body.get("snapshot")),
        "service_due": as_day(body.get("service_due")),
        "statutory_due": as_day(body.get("statutory_due")),
        "statutory_from": today,
        "exchange_after_days": as_whole(body.get("exchange_after_days")),
        "flags": claim.flags | frozenset(as_texts(body.get("flags"))),
        "owner": event.agent,
        "owned_since": event.key,
    }


def _request_info(claim: Claim, event: ClaimEvent) -> Changes:
    return {"question": as_text(given(event).get("question")), "answer": None}


def _answer(claim: Claim, event: ClaimEvent) -> Changes:
    return {"answer": as_text(given(event).get("answer"))}


def _decided(claim: Claim, event: ClaimEvent, state: str) -> Changes:
    return {"decisions": (*claim.decisions, state), "decided_by": (event.role, event.agent)}


def _granted(claim: Claim, event: ClaimEvent, amount: int) -> tuple[Body, ...]:
    """Add a goodwill to those granted before; who signed stays with it."""
    grant = {
        "amount": amount,
        "day": day_of(event).isoformat(),
        "who": event.agent,
        "role": event.role,
        "reason": as_text(given(event).get("reason")),
    }
    return (*claim.grants, grant) if amount else claim.grants


def _approve(claim: Claim, event: ClaimEvent) -> Changes:
    paid = as_map(given(event).get("payer"))
    payer = {name: as_whole(paid.get(name)) or 0 for name in PAYERS}
    return _decided(claim, event, "approved") | {
        "estimate": as_whole(given(event).get("estimate")),
        "payer": payer,
        "totals": totals(**payer),
        "goodwill": claim.goodwill + payer["goodwill"],
        "grants": _granted(claim, event, payer["goodwill"]),
        "flags": claim.flags | {"GOODWILL"} if payer["goodwill"] else claim.flags,
    }


def _approve_partial(claim: Claim, event: ClaimEvent) -> Changes:
    lines = as_maps(given(event).get("lines"))
    maker, customer = (sum(as_whole(line.get(name)) or 0 for line in lines) for name in ("maker", "customer"))
    return _decided(claim, event, "approved") | {"lines": lines, "totals": totals(maker, customer)}


def _approve_goodwill(claim: Claim, event: ClaimEvent) -> Changes:
    amount = as_whole(given(event).get("amount")) or 0
    return _decided(claim, event, "approved") | {
        "goodwill": claim.goodwill + amount,
        "grants": _granted(claim, event, amount),
        "reason": as_text(given(event).get("reason")),
        "totals": totals(goodwill=amount),
        "flags": claim.flags | {"GOODWILL"},
    }


def _reject(claim: Claim, event: ClaimEvent) -> Changes:
    values, snapshot = given(event), claim.snapshot or {}
    evidence = as_texts(values.get("evidence"))
    letter = {
        "number": claim.number,
        "day": day_of(event).isoformat(),
        "by": event.agent,
        "reason": as_text(values.get("reason")),
        "text": as_text(values.get("text")),
        "evidence": list(evidence),
        "rule": {"status": snapshot.get("status"), "steps": snapshot.get("steps")},
    }
    changes = {"reason": letter["reason"], "evidence": evidence, "letter": letter}
    return _decided(claim, event, "rejected") | changes


def _start(claim: Claim, event: ClaimEvent) -> Changes:
    values = given(event)
    return {
        "visit": as_text(values.get("visit")),
        "received": as_day(values.get("received")),
        "condition": as_text(values.get("condition")),
        "accessories": as_texts(values.get("accessories")),
        "started_on": day_of(event),
        "owner": event.agent,
        "owned_since": event.key,
    }


def part_of(event: ClaimEvent) -> dict[str, str]:
    """Return a part that is waited for, as the event ordered it."""
    values, names = given(event), ("part", "ordered", "order_no", "expected")
    part = {name: text for name in names if (text := as_text(values.get(name)))}
    return {**part, "waited_from": day_of(event).isoformat(), "id": identity(event)}


def identity(event: ClaimEvent) -> str:
    """Return what names a part, a cost or a loaner on every desk: the event that brought it."""
    return f"{event.origin}:{event.seq}"


def _wait_parts(claim: Claim, event: ClaimEvent) -> Changes:
    return {"parts": (*claim.parts, part_of(event))}


def _parts_in(claim: Claim, event: ClaimEvent) -> Changes:
    came = {"arrived": as_text(given(event).get("arrived")) or "", "waited_to": day_of(event).isoformat()}
    return {"parts": tuple(part if part.get("arrived") else {**part, **came} for part in claim.parts)}


def _finish(claim: Claim, event: ClaimEvent) -> Changes:
    values = given(event)
    return {
        "diagnosis": as_text(values.get("diagnosis")),
        "resolution": as_text(values.get("resolution")),
        "new_serial": as_text(values.get("new_serial")),
        "new_part": as_text(values.get("new_part")),
        "serial": claim.serial or as_text(event.body.get("serial")),
        "service_stopped": claim.service_stopped or day_of(event),
        "finished_on": day_of(event),
    }


def _hand_over(claim: Claim, event: ClaimEvent) -> Changes:
    handed = as_day(given(event).get("handed_over")) or day_of(event)
    request = claim.requested_on or claim.filed_on
    slip = {
        "number": claim.number,
        "request": request.isoformat() if request else None,
        "hand_in": claim.received.isoformat() if claim.received else None,
        "visit": claim.visit,
        "repair": claim.started_on.isoformat() if claim.started_on else None,
        "fixed": claim.finished_on.isoformat() if claim.finished_on else None,
        "parts": [dict(part) for part in claim.parts],
        "hand_back": handed.isoformat(),
        "resolution": claim.resolution,
        "diagnosis": claim.diagnosis,
        "receiver": as_text(given(event).get("receiver")),
    }
    return {
        "handed_over": handed,
        "receiver": slip["receiver"],
        "serial": claim.serial or as_text(event.body.get("serial")),
        "slip": slip,
        "invitation": as_map(event.body.get("invitation")) or {"invited": False, "reason": "NOT_ASKED"},
    }


def _reopen(claim: Claim, event: ClaimEvent) -> Changes:
    today = day_of(event)
    changes: Changes = {
        "repeat": claim.repeat + 1,
        "statutory_from": today,
        "statutory_due": as_day(event.body.get("statutory_due")),
        "flags": claim.flags | frozenset(as_texts(event.body.get("flags"))),
    }
    if claim.state == "rejected":
        return changes | {"evidence": as_texts(given(event).get("evidence"))}
    # The customer had the unit since the hand-over: only from today is it away again.
    fresh = (
        "finished_on",
        "handed_over",
        "receiver",
        "diagnosis",
        "resolution",
        "new_serial",
        "new_part",
        "slip",
        "invitation",
    )
    return changes | dict.fromkeys(fresh) | {"requested_on": today}


def _cancel(claim: Claim, event: ClaimEvent) -> Changes:
    return {"reason": as_text(given(event).get("reason"))}


WRITES: Mapping[str, Callable[[Claim, ClaimEvent], Changes]] = {
    "create": _create,
    "file": _file,
    "request_info": _request_info,
    "answer": _answer,
    "approve": _approve,
    "approve_partial": _approve_partial,
    "approve_goodwill": _approve_goodwill,
    "reject": _reject,
    "start": _start,
    "wait_parts": _wait_parts,
    "parts_in": _parts_in,
    "finish": _finish,
    "close": _hand_over,
    "return_unit": _hand_over,
    "reopen": _reopen,
    "cancel": _cancel,
}
"""The fields each step changes, besides the state."""
