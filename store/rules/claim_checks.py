"""The business checks: what is refused although the role, the state and the fields are right.

A check looks only at values that are given, so that it also tells beforehand, without any values,
which actions are out of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from store.errors import Refused
from store.records import Claim
from store.rules.calendar import Duration, plus
from store.rules.claim_table import HEADS, LINKED, PAYERS, SUPERVISOR, VOID_REASONS, plays
from store.rules.claim_world import Actor, World
from store.rules.serials import serial_key
from store.wording import N_, Sentence, say

Values = Mapping[str, object]
PAID_BY_OTHERS = frozenset({"PLAN", "CONTRACT"})


def _plus(start: date, duration: str) -> date:
    """Add a duration such as 30d, 2w, 3m or 1y, counted from `start` by the corresponding date."""
    return plus(start, Duration(int(duration[:-1]), duration[-1].lower()))


def status(claim: Claim) -> str:
    """Return the frozen coverage status."""
    return str((claim.snapshot or {}).get("status") or "UNKNOWN")


def _amount(values: Values, name: str) -> int | None:
    found = values.get(name)
    return found if isinstance(found, int) else None


def _refuse(code: str, sentence: Sentence, field: str | None = None, **details: object) -> Refused:
    return Refused(code, sentence, field=field, details=details)


def _file(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    fault = str(values.get("fault") or "").casefold()
    same = [other for other in world.open_claims if fault and str(other.fault or "").casefold() == fault]
    if same and not values.get("different_fault"):
        sentence = say(
            N_(
                "claim {number} of this unit with fault {fault} is still open; "
                "add to it, or give different_fault with the reason why this is another fault."
            ),
            number=", ".join(other.number for other in same),
            fault=values.get("fault"),
        )
        raise _refuse("DUPLICATE", sentence, "fault", numbers=[other.number for other in same])


def _approve(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    if (found := status(claim)) not in {"COVERED", "RECALL"}:
        template = N_(
            "the coverage at filing is {status}, so nobody can approve it as covered; "
            "a supervisor may give goodwill (approve_goodwill)."
        )
        raise _refuse("NOT_COVERED", say(template, status=found), status=found)
    estimate, limit = _amount(values, "estimate"), world.limits.get(actor.role)
    if estimate is not None and limit is not None and estimate > limit:
        template = N_(
            "the estimate of {estimate} is over the limit of {limit} for this role ({role}); "
            "ask a supervisor to approve it."
        )
        sentence = say(template, estimate=estimate, limit=limit, role=actor.role)
        raise _refuse("OVER_LIMIT", sentence, "estimate", limit=limit)
    payer = values.get("payer")
    if estimate is not None and isinstance(payer, Mapping):
        total = sum(int(payer[name]) for name in PAYERS)
        if total != estimate:
            template = N_(
                "maker, customer and goodwill pay {sum} together; it must be the estimate, {estimate}."
            )
            sentence = say(template, sum=total, estimate=estimate)
            raise _refuse("SPLIT_MISMATCH", sentence, "payer", sum=total, estimate=estimate)
        if given := int(payer["goodwill"]):
            _gift(given, "payer", claim, actor, world)


def _approve_partial(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    lines = values.get("lines")
    for place, line in enumerate(lines if isinstance(lines, list) else (), start=1):
        paid = line["maker"] + line["customer"]
        if paid != line["cost"]:
            template = N_(
                "line {place} ({kind}): maker and customer pay {sum} together; it must be the cost, {cost}."
            )
            sentence = say(template, place=place, kind=line["kind"], sum=paid, cost=line["cost"])
            raise _refuse("SPLIT_MISMATCH", sentence, "lines", line=place, sum=paid, cost=line["cost"])


def _approve_goodwill(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    flags = (claim.snapshot or {}).get("flags")
    others = PAID_BY_OTHERS.intersection(flags if isinstance(flags, list | tuple | frozenset | set) else ())
    if status(claim) == "COVERED" or others:
        sentence = say(N_("a plan or warranty pays for this repair; use it first (approve)."))
        raise _refuse("USE_PLAN", sentence, use=(claim.snapshot or {}).get("use"))
    if world.customer_is_staff:
        raise _staff()
    if values.get("would_be_covered") is False:
        sentence = say(
            N_("goodwill is for what would be covered but for the date; this would not be: reject it.")
        )
        raise _refuse("NOT_ELIGIBLE", sentence, "would_be_covered")
    amount = _amount(values, "amount")
    if amount is not None:
        _gift(amount, "amount", claim, actor, world)


def _staff() -> Refused:
    sentence = say(
        N_("the customer is staff, and staff get no goodwill; reject it, or let the customer pay.")
    )
    return _refuse("NOT_ELIGIBLE", sentence)


def _gift(amount: int, field: str, claim: Claim, actor: Actor, world: World) -> None:
    """Judge a goodwill, by whichever decision it is given: who may give any, to whom, and how much."""
    if not plays(actor.role, HEADS):
        template = N_("{role} may propose goodwill, not give it; leave it at 0, or ask {roles} to approve.")
        sentence = say(template, role=actor.role, roles=", ".join(HEADS))
        raise _refuse("NOT_ALLOWED", sentence, field, role=actor.role, roles=list(HEADS))
    if world.customer_is_staff:
        raise _staff()
    if actor.role == SUPERVISOR:
        _caps(amount, field, claim.goodwill + world.goodwill_spent, world)


def _caps(amount: int, field: str, spent: int, world: World) -> None:
    per_repair, per_unit = world.goodwill_caps.get("per_repair"), world.goodwill_caps.get("per_unit")
    total = spent + amount
    facts: dict[str, object] = {"amount": amount, "spent": spent, "sum": total}
    if per_repair is not None and amount > per_repair:
        template = N_(
            "{amount} is over the cap of {cap} a repair (with {spent} given before, {sum} for this unit); "
            "give less, or ask a manager."
        )
        cap = per_repair
    elif per_unit is not None and total > per_unit:
        template = N_(
            "{amount} and the {spent} given before make {sum} for this unit, over its cap of {cap}; "
            "give less, or ask a manager."
        )
        cap = per_unit
    else:
        return
    raise _refuse("GOODWILL_OVER_CAP", say(template, cap=cap, **facts), field, cap=cap, **facts)


def _reject(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    reason = values.get("reason")
    if reason in VOID_REASONS and not values.get("evidence"):
        sentence = say(
            N_("{reason} voids the cover and must be proved; give evidence (a photo, a report)."),
            reason=reason,
        )
        raise _refuse("EVIDENCE_REQUIRED", sentence, "evidence")


def _finish(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    new = values.get("new_serial")
    if not isinstance(new, str) or values.get("resolution") != "replaced":
        return
    key, old = serial_key(new), claim.serial or world.serial
    if old and key == serial_key(old):
        template = N_("{serial} is the serial of the unit that is replaced; scan the new unit.")
    elif world.live_serial(key):
        template = N_("{serial} belongs to a live unit in the book; scan the new unit again.")
    else:
        return
    raise _refuse("SERIAL_IN_USE", say(template, serial=new), "new_serial")


def _reopen(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    if claim.state != "closed":
        return
    fault = values.get("fault")
    if fault and claim.fault and str(fault).casefold() != claim.fault.casefold():
        template = N_("fault is {fault}, the claim's is {own}; another fault is a new claim.")
        raise _refuse("BAD_VALUE", say(template, fault=fault, own=claim.fault), "fault", accepted=claim.fault)
    guarantee, given = world.terms.repair_guarantee, claim.handed_over
    if actor.role == "agent" and guarantee and given:
        last = _plus(given, guarantee)
        if world.today > last:
            template = N_(
                "the guarantee on this repair ended on {last}; file a new claim with repeat_of {number}, "
                "or ask a supervisor."
            )
            sentence = say(template, last=last, number=claim.number or claim.id)
            raise _refuse("REPAIR_GUARANTEE_OVER", sentence, last=last, repeat_of=claim.number or claim.id)


def _link_unit(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    if claim.unit_id and (LINKED not in claim.flags or claim.state == "closed"):
        template = N_(
            "link_unit is not possible: the claim has unit {serial}; for another, file a new claim."
        )
        raise _refuse("HAS_UNIT", say(template, serial=claim.serial or claim.unit_id), "unit")
    if values:
        _file(claim, actor, {**values, "fault": claim.fault}, world)


def _attach(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    file = values.get("file")
    sha256 = file.get("sha256") if isinstance(file, Mapping) else None
    known = next((each for each in claim.attachments if each.sha256 == sha256), None)
    if known is not None:
        template = N_("attach is not needed: this file is there already, as {name}.")
        raise _refuse("ATTACHED_ALREADY", say(template, name=known.name), "file", name=known.name)


CHECKS: Mapping[str, Callable[[Claim, Actor, Values, World], None]] = {
    "file": _file,
    "approve": _approve,
    "approve_partial": _approve_partial,
    "approve_goodwill": _approve_goodwill,
    "reject": _reject,
    "finish": _finish,
    "reopen": _reopen,
    "link_unit": _link_unit,
    "attach": _attach,
}
"""The business check of each action that has one; it raises `Refused`."""
