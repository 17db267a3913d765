"""What is true at the moment of deciding and therefore belongs into the event: numbers, due days, snapshots.

Folding later needs no fact from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from store.errors import Refused
from store.records import Claim
from store.rules.claim_table import UNKNOWN_UNIT, VOID_REASONS
from store.rules.claim_world import World
from store.wording import N_, say

Values = Mapping[str, object]
Facts = dict[str, object]


def _due(start: date, days: int | None) -> str | None:
    return None if days is None else (start + timedelta(days=days)).isoformat()


def _create(claim: Claim, values: Values, world: World) -> Facts:
    known = values["unit"] != UNKNOWN_UNIT
    return {
        "unit_id": (world.unit_id or values["unit"]) if known else None,
        "customer_id": values.get("customer") or world.customer_id,
        "serial": world.serial if known else None,
    }


def _file(claim: Claim, values: Values, world: World) -> Facts:
    terms = world.terms
    enough = terms.exchange_after_repairs
    exchange = enough is not None and world.finished_repairs >= enough
    return {
        "number": world.next_number,
        "snapshot": dict(world.coverage),
        "service_due": _due(world.today, terms.service_days),
        "statutory_due": _due(world.today, terms.statutory_days),
        "exchange_after_days": terms.exchange_after_days,
        "serial": world.serial,
        "flags": ["EXCHANGE_RIGHT"] if exchange else [],
    }


def _tell(what: str) -> Facts:
    """Tell the admin of a sensitive act; `what` is the name its notice has in the inbox."""
    return {"notify": ["admin"], "notice": what}


def _approve(claim: Claim, values: Values, world: World) -> Facts:
    payer = values.get("payer")
    return _tell("goodwill") if isinstance(payer, Mapping) and payer.get("goodwill") else {}


def _approve_goodwill(claim: Claim, values: Values, world: World) -> Facts:
    return _tell("goodwill")


def _reject(claim: Claim, values: Values, world: World) -> Facts:
    return _tell("void") if values["reason"] in VOID_REASONS else {}


def _edit_unit(claim: Claim, values: Values, world: World) -> Facts:
    return {**_tell("unit corrected"), "unit_id": claim.unit_id or world.unit_id}


def _reopen(claim: Claim, values: Values, world: World) -> Facts:
    """Start the law's clock anew; the repair that did not last counts towards the right to exchange."""
    enough = world.terms.exchange_after_repairs
    lasted = claim.state == "closed" and claim.resolution != "no_fault"
    repairs = world.finished_repairs + claim.repeat + 1 if lasted else 0
    # What was taken over from another system does not always say why it was rejected.
    lifted = claim.state == "rejected" and (claim.reason is None or claim.reason in VOID_REASONS)
    return {
        **(_tell("void lifted") if lifted else {}),
        "statutory_due": _due(world.today, world.terms.statutory_days),
        "flags": ["EXCHANGE_RIGHT"] if enough is not None and repairs >= enough else [],
    }


def _finish(claim: Claim, values: Values, world: World) -> Facts:
    return {"serial": claim.serial or world.serial}


def _hand_over(claim: Claim, values: Values, world: World) -> Facts:
    return {"serial": claim.serial or world.serial, "invitation": _invitation(claim, world)}


def _invitation(claim: Claim, world: World) -> Facts:
    """Invite, or say why not; a suppressed invitation keeps its reason and is counted."""
    every = timedelta(days=world.terms.invite_every_days)
    if claim.customer_id is None and world.customer_id is None:
        return {"invited": False, "reason": "NO_CUSTOMER"}
    if not world.may_contact:
        return {"invited": False, "reason": "NO_CONTACT"}
    if world.last_invited is not None and world.today - world.last_invited < every:
        return {"invited": False, "reason": "ASKED_RECENTLY", "asked": world.last_invited.isoformat()}
    return {"invited": True}


def _decide(claim: Claim, values: Values, world: World) -> Facts:
    """Name the chosen end and all the ends that were known."""
    wanted = str(values["version"]).casefold()
    for naming in ("name", "state", "origin"):
        found = [each for each in claim.versions if getattr(each, naming).casefold() == wanted]
        if len(found) == 1:
            tips = [list(each.tip) for each in claim.versions if each.tip]
            return {"chosen": list(found[0].tip) if found[0].tip else None, "settles": tips}
    names = [version.name for version in claim.versions]
    template = N_("there is no version {version}; decide needs one of {names}.")
    sentence = say(template, version=values["version"], names=", ".join(names))
    raise Refused("BAD_VALUE", sentence, field="version", details={"accepted": names})


def _link_unit(claim: Claim, values: Values, world: World) -> Facts:
    customer = claim.customer_id or world.customer_id
    return {**_tell("unit linked"), "unit_id": world.unit_id, "serial": world.serial, "customer_id": customer}


DERIVE: Mapping[str, Callable[[Claim, Values, World], Facts]] = {
    "create": _create,
    "file": _file,
    "approve": _approve,
    "approve_goodwill": _approve_goodwill,
    "reject": _reject,
    "edit_unit": _edit_unit,
    "link_unit": _link_unit,
    "reopen": _reopen,
    "finish": _finish,
    "close": _hand_over,
    "return_unit": _hand_over,
    "decide": _decide,
}
"""What the body of each action holds besides what was given."""
