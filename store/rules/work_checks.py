"""The checks of what is remarked about work, and what belongs into its events."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from store.errors import Refused
from store.records import Claim
from store.rules import costs
from store.rules.claim_table import HEADS, PAYERS, plays, rows
from store.rules.claim_work import OVER_ESTIMATE, lent, waiting
from store.rules.claim_world import Actor, World
from store.rules.serials import serial_key
from store.wording import N_, Sentence, say

Values = Mapping[str, object]
Facts = dict[str, object]


def _refuse(code: str, sentence: Sentence, field: str | None = None, **details: object) -> Refused:
    return Refused(code, sentence, field=field, details=details)


def _assign(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    wanted = values.get("owner")
    if not isinstance(wanted, str):
        return
    person = world.person(wanted)
    if person is None:
        raise _refuse(
            "BAD_VALUE",
            say(N_("nobody here is called {name}; assign needs a colleague."), name=wanted),
            "owner",
        )
    if not person.active:
        template = N_("the account of {name} is revoked; assign it to somebody who works here.")
        raise _refuse("BAD_VALUE", say(template, name=person.name), "owner")
    if person.name != actor.name and not plays(actor.role, HEADS):
        template = N_("{role} may take a claim, not assign it to {name}; ask {roles}.")
        sentence = say(template, role=actor.role, name=person.name, roles=", ".join(HEADS))
        raise _refuse("NOT_ALLOWED", sentence, "owner", roles=list(HEADS))


def _add_cost(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    if "kind" in values:
        _cost(claim, values, world, {}, "add_cost")


def _change_cost(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    old = _line(claim, values, "change_cost")
    if old is not None:
        _cost(claim, values, world, old, "change_cost")


def _remove_cost(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    _line(claim, values, "remove_cost")


def _line(claim: Claim, values: Values, action: str) -> Mapping[str, object] | None:
    """Return the cost that is meant; None if none is named yet."""
    if not claim.costs:
        raise _refuse(
            "NO_COST",
            say(N_("no cost was written down yet, so {action} has no line."), action=action),
            "line",
        )
    place = values.get("line")
    if not isinstance(place, int):
        return None
    if place > len(claim.costs):
        template = N_("there is no cost {place}; {action} needs one of 1 to {last}.")
        sentence = say(template, place=place, action=action, last=len(claim.costs))
        raise _refuse("BAD_VALUE", sentence, "line", accepted=len(claim.costs))
    return claim.costs[place - 1]


def _cost(
    claim: Claim, values: Values, world: World, old: Mapping[str, object], action: str
) -> dict[str, object]:
    """Return the whole line as it shall be."""
    line: dict[str, object] = {name: values[name] for name in ("kind", "what", "minutes") if name in values}
    line = {**{name: old[name] for name in ("kind", "what", "minutes") if name in old}, **line}
    cost = _price(line, values, world, old)
    if cost is None:
        template = N_("{action} needs cost, or for labour minutes.")
        raise _refuse("MISSING_FIELD", say(template, action=action), "cost", missing=["cost"])
    typed, id_ = values.get("split"), old.get("id")
    named = typed if isinstance(typed, Mapping) else None
    if named is None and old and old.get("cost") == cost and old.get("kind") == line["kind"]:
        named = {name: old[name] for name in PAYERS}
    shares = costs.split(claim, str(line["kind"]), cost, named, str(id_) if id_ else None)
    _sums(claim, cost, shares, str(id_) if id_ else None)
    return {**line, "cost": cost, **shares}


def _price(line: Mapping[str, object], values: Values, world: World, old: Mapping[str, object]) -> int | None:
    given, minutes = values.get("cost"), values.get("minutes")
    if isinstance(given, int):
        return given
    if isinstance(minutes, int) and line["kind"] == "labour":
        return costs.labour(minutes, world.labour_rate)
    known = old.get("cost")
    return known if isinstance(known, int) else None


def _sums(claim: Claim, cost: int, shares: Mapping[str, int], old: str | None) -> None:
    total = sum(shares.values())
    if total != cost or min(shares.values()) < 0:
        template = N_("maker, customer and goodwill pay {sum} together; it must be the cost, {cost}.")
        named = sum(share for share in shares.values() if share > 0)
        raise _refuse("SPLIT_MISMATCH", say(template, sum=named, cost=cost), "split", sum=named, cost=cost)
    spent = sum(int(str(line["goodwill"])) for line in claim.costs if line["id"] != old) + shares["goodwill"]
    if shares["goodwill"] and spent > claim.goodwill:
        template = N_(
            "goodwill would pay {sum}, and {granted} was granted; maker or customer must pay the rest."
        )
        sentence = say(template, sum=spent, granted=claim.goodwill)
        raise _refuse("GOODWILL_NOT_GRANTED", sentence, "split", sum=spent, granted=claim.goodwill)


def _raise_estimate(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    estimate, limit, allowed = values.get("estimate"), world.limits.get(actor.role), claim.allowed or 0
    if not isinstance(estimate, int):
        return
    if estimate <= allowed:
        template = N_("{estimate} is not more than the {allowed} approved already; give a higher estimate.")
        raise _refuse(
            "BAD_VALUE", say(template, estimate=estimate, allowed=allowed), "estimate", allowed=allowed
        )
    if limit is not None and estimate > limit:
        template = N_(
            "the estimate of {estimate} is over the limit of {limit} for this role ({role}); "
            "ask a supervisor to approve it."
        )
        sentence = say(template, estimate=estimate, limit=limit, role=actor.role)
        raise _refuse("OVER_LIMIT", sentence, "estimate", limit=limit)


def approvers(claim: Claim, limits: Mapping[str, int]) -> tuple[str, ...]:
    """Return the roles that may approve what the claim has cost; none where that is approved."""
    if OVER_ESTIMATE not in claim.flags:
        return ()
    total = claim.totals.get("total", 0)
    roles = rows("raise_estimate")[0].roles
    return tuple(role for role in roles if total <= limits.get(role, total))


def _part_came(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    parts = waiting(claim)
    if not parts:
        raise _refuse(
            "NO_PART", say(N_("no part is waited for; part_came needs one that was ordered.")), "place"
        )
    place = values.get("place")
    if isinstance(place, int) and place > len(parts):
        template = N_("there is no part {place} that is waited for; part_came needs one of 1 to {last}.")
        raise _refuse("BAD_VALUE", say(template, place=place, last=len(parts)), "place", accepted=len(parts))


def _lend(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    serial = values.get("loaner")
    if not isinstance(serial, str):
        return
    key, own = serial_key(serial), claim.serial or world.serial
    if not key:
        raise _refuse(
            "BAD_VALUE", say(N_("{serial} is no serial; scan the loaner."), serial=serial), "loaner"
        )
    if own and key == serial_key(own):
        template = N_("{serial} is the customer's own unit; scan the loaner.")
        raise _refuse("SERIAL_IN_USE", say(template, serial=serial), "loaner")
    where = claim.number or claim.id if _held(claim, key) else world.loaned(key)
    if where:
        template = N_("the loaner {serial} is still out with claim {number}; take it back there first.")
        raise _refuse("LOANER_OUT", say(template, serial=serial, number=where), "loaner", number=where)


def _held(claim: Claim, key: str) -> bool:
    return any(serial_key(loan["loaner"]) == key for loan in lent(claim))


def _loan_back(claim: Claim, actor: Actor, values: Values, world: World) -> None:
    out = lent(claim)
    if not out:
        raise _refuse("NO_LOANER", say(N_("no loaner is out with this claim; lend gives one out.")), "loaner")
    serial, back = values.get("loaner"), values.get("back_on")
    names = ", ".join(loan["loaner"] for loan in out)
    if isinstance(serial, str) and not _held(claim, serial_key(serial)):
        template = N_("{serial} is not out with this claim; {names} is.")
        raise _refuse("BAD_VALUE", say(template, serial=serial, names=names), "loaner", accepted=names)
    if serial is None and back is not None and len(out) > 1:
        template = N_("loan_back needs loaner: {names} are out with this claim.")
        raise _refuse("MISSING_FIELD", say(template, names=names), "loaner", missing=["loaner"])
    loan = _which(claim, values)
    if isinstance(back, str) and back < loan["given"]:
        template = N_("{back} is before {given}, the day it was given; loan_back needs a later back_on.")
        raise _refuse("BAD_VALUE", say(template, back=back, given=loan["given"]), "back_on")


def _which(claim: Claim, values: Values) -> Mapping[str, str]:
    out, serial = lent(claim), values.get("loaner")
    key = serial_key(serial) if isinstance(serial, str) else None
    return next((loan for loan in out if key is None or serial_key(loan["loaner"]) == key), out[0])


def _derive_owner(claim: Claim, values: Values, world: World) -> Facts:
    wanted = values.get("owner")
    person = world.person(wanted) if isinstance(wanted, str) else None
    return {"owner": person.id} if person else {}


def _derive_cost(claim: Claim, values: Values, world: World) -> Facts:
    old = _line(claim, values, "change_cost") if "line" in values else None
    action = "change_cost" if old else "add_cost"
    return {"cost": _cost(claim, values, world, old or {}, action), **({"id": old["id"]} if old else {})}


def _derive_removed(claim: Claim, values: Values, world: World) -> Facts:
    old = _line(claim, values, "remove_cost") or {}
    return {
        "id": old.get("id"),
        "cost": {name: old[name] for name in ("kind", "what", "cost") if name in old},
    }


def _derive_part(claim: Claim, values: Values, world: World) -> Facts:
    part = waiting(claim)[int(str(values["place"])) - 1]
    return {"id": part.get("id"), "part": part.get("part")}


def _derive_came(claim: Claim, values: Values, world: World) -> Facts:
    return {"came": [part["id"] for part in waiting(claim) if "id" in part]}


def _derive_back(claim: Claim, values: Values, world: World) -> Facts:
    loan = _which(claim, values)
    return {"id": loan["id"], "loaner": loan["loaner"]}


WORK_CHECKS: Mapping[str, Callable[[Claim, Actor, Values, World], None]] = {
    "assign": _assign,
    "add_cost": _add_cost,
    "change_cost": _change_cost,
    "remove_cost": _remove_cost,
    "raise_estimate": _raise_estimate,
    "part_came": _part_came,
    "lend": _lend,
    "loan_back": _loan_back,
}
WORK_DERIVE: Mapping[str, Callable[[Claim, Values, World], Facts]] = {
    "assign": _derive_owner,
    "add_cost": _derive_cost,
    "change_cost": _derive_cost,
    "remove_cost": _derive_removed,
    "part_came": _derive_part,
    "parts_in": _derive_came,
    "loan_back": _derive_back,
}
"""What the bodies of these actions hold besides what was given."""
