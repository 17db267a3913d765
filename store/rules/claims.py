"""Claims: may it happen, and what is written if it does.

`decide` answers whether an action may happen now. It refuses with one sentence, or returns the body of
the event to be written; `fold` makes the claim out of its events and never refuses; `clocks` tells how
its two clocks stand on a day; `effects` what its unit's history gets.

A body is plain JSON: ``with`` (what was given, the only thing two desks are compared by), ``today`` (the
day at the site), ``role``, and whatever else was true at that moment. A field that the action does not know
is refused: what is kept unread would be shown nowhere, and would outlive the customer. Under ``more`` stands
what desks kept of such fields before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from store.errors import Refused
from store.records import Claim, Possible
from store.rules.cards import no_card
from store.rules.claim_checks import CHECKS as DECIDING
from store.rules.claim_derive import DERIVE as DECIDED
from store.rules.claim_effects import Effects, effects
from store.rules.claim_fold import told
from store.rules.claim_merge import fold
from store.rules.claim_spread import spread
from store.rules.claim_table import (
    ACTIONS,
    CONFLICT,
    NAMES,
    NEW,
    NO_WAY_BACK,
    SAME,
    STATES,
    Action,
    plays,
    row_for,
    rows,
)
from store.rules.claim_values import Bad, Missing, void_reason
from store.rules.claim_world import Actor, ClaimEvent, OpenClaim, Terms, World
from store.rules.clocks import clocks
from store.rules.work_checks import WORK_CHECKS, WORK_DERIVE
from store.rules.work_fields import FIELDS
from store.wording import N_, Sentence, say

__all__ = [
    "ACTIONS",
    "STATES",
    "Action",
    "Actor",
    "ClaimEvent",
    "Effects",
    "OpenClaim",
    "Terms",
    "World",
    "clocks",
    "decide",
    "effects",
    "fold",
    "possible",
    "told",
]

CHECKS = {**DECIDING, **WORK_CHECKS}
DERIVE = {**DECIDED, **WORK_DERIVE}

NUMBERS = frozenset(
    ("unit", "customer", "repeat_of", "read_serial", "new_serial", "loaner", "order_no", "owner", "version")
)
"""Fields that hold a number by their nature, or the id of what the book has; in all others nobody may write
the number of a payment card."""

IGNORED = frozenset({"at"})
"""Given with some actions and known from the event itself."""


def decide(
    claim: Claim | None, action: str, actor: Actor, given: Mapping[str, object], world: World
) -> dict[str, object]:
    """Return the body of the event that records the action.

    Args:
        claim: the claim as it is; None for `create`.
        action: a name out of `ACTIONS`.
        actor: who acts.
        given: the fields given with the action.
        world: the facts of this moment.

    Raises:
        Refused: the first that fits of REVOKED, NOT_ALLOWED, WRONG_STATE, MISSING_FIELD (`details` name
            all under ``missing``), BAD_VALUE and the business checks; nothing has changed.
    """
    current = claim or _nothing(world)
    row = _row(current, action, actor, world)
    values = _read(row, current, spread(action, given), world)
    if check := CHECKS.get(action):
        check(current, actor, values, world)
    body: dict[str, object] = {"with": values, "today": world.today.isoformat(), "role": actor.role}
    derive = DERIVE.get(action)
    return body | (derive(current, values, world) if derive else {})


def possible(claim: Claim | None, actor: Actor, world: World) -> tuple[Possible, ...]:
    """Return every action a person can take, each with the sentence that refuses it, if any.

    Values are not asked for yet: what is refused here is refused whatever is typed.
    """
    current = claim or _nothing(world)
    return tuple(_possible(name, current, actor, world) for name in NAMES if name != "merge")


def _possible(name: str, claim: Claim, actor: Actor, world: World) -> Possible:
    row = row_for(name, claim.state) or rows(name)[0]
    needs = _needed(row, claim, {})
    to = claim.state if row.to == SAME else row.to
    try:
        _row(claim, name, actor, world)
        if check := CHECKS.get(name):
            check(claim, actor, {}, world)
    except Refused as refusal:
        return Possible(name, to, needs, _sentence(refusal))
    return Possible(name, to, needs)


def _sentence(refusal: Refused) -> Sentence:
    found = refusal.sentence
    return found if isinstance(found, Sentence) else say(N_("{text}"), text=found)


def _nothing(world: World) -> Claim:
    return Claim(id="", state=NEW, unit_id=world.unit_id, customer_id=world.customer_id)


def _row(claim: Claim, action: str, actor: Actor, world: World) -> Action:
    if not rows(action):
        template = N_("there is no action {action}; there are {names}.")
        raise Refused("UNKNOWN_ACTION", say(template, action=action, names=", ".join(NAMES)))
    if not actor.active:
        template = N_(
            "the account of {name} is revoked, so {action} is refused; a supervisor sees its open work."
        )
        raise Refused("REVOKED", say(template, name=actor.name, action=action))
    row = row_for(action, claim.state)
    _role(claim, action, actor, world, (row,) if row else rows(action))
    if row is None:
        raise Refused("WRONG_STATE", _wrong_state(claim, action), details={"state": claim.state})
    return row


def _role(claim: Claim, action: str, actor: Actor, world: World, found: tuple[Action, ...]) -> None:
    roles = tuple(dict.fromkeys(role for row in found for role in row.roles))
    if not plays(actor.role, roles):
        template = N_("{role} may not {action}; ask {roles}.")
        sentence = say(template, role=actor.role, action=action, roles=", ".join(roles))
        raise Refused("NOT_ALLOWED", sentence, details={"role": actor.role, "roles": list(roles)})
    if (
        action == "edit_unit"
        and actor.role == "agent"
        and (world.other_claims or claim.state not in {NEW, "draft"})
    ):
        template = N_("agent may not {action} once the unit has a claim; ask supervisor, manager.")
        raise Refused("NOT_ALLOWED", say(template, action=action), details={"role": actor.role})
    if world.own_claim and any(row.decision for row in found):
        template = N_(
            "{role} {name} may not {action} a claim of their own or their family's; ask a colleague."
        )
        sentence = say(template, role=actor.role, name=actor.name, action=action)
        raise Refused("NOT_ALLOWED", sentence, details={"own": True})


def _wrong_state(claim: Claim, action: str) -> Sentence:
    if claim.state == CONFLICT:
        template = N_(
            "{action} is not possible in state conflict: first a supervisor has to decide between {versions}."
        )
        names = ", ".join(version.name for version in claim.versions)
        return say(template, action=action, versions=names)
    if action == "cancel" and claim.state in NO_WAY_BACK:
        template = N_(
            "{action} is not possible in state {state}: finish it as no_fault or irreparable instead."
        )
        return say(template, action=action, state=claim.state)
    sources = dict.fromkeys(state for row in rows(action) for state in row.sources)
    template = N_("{action} is not possible in state {state}; it needs state {sources}.")
    return say(template, action=action, state=claim.state, sources=", ".join(sources))


def _needed(row: Action, claim: Claim, values: Mapping[str, object]) -> tuple[str, ...]:
    names = list(row.required)
    for name, options, more in row.when:
        known = values.get(name) or (claim.channel or "mail-in" if name == "channel" else None)
        if known in options:
            names += more
    return tuple(names)


def _read(row: Action, claim: Claim, given: Mapping[str, object], world: World) -> dict[str, object]:
    """Read what the action knows; name all that is missing before anything that is wrong."""
    values: dict[str, object] = {}
    missing: list[str] = []
    wrong: list[tuple[str, Sentence]] = []

    def take(names: tuple[str, ...], required: bool) -> None:
        for name in names:
            try:
                values[name] = _value(row, name, given.get(name), world)
            except Missing as missed:
                if required or missed.inner:
                    missing.extend([f"{name}{inner}" for inner in missed.inner] or [name])
            except Bad as bad:
                wrong.append((name, bad.expected))

    take(row.required, required=True)
    conditional = tuple(name for name in _needed(row, claim, values) if name not in row.required)
    take(conditional, required=True)
    take(tuple(name for name in row.optional if name not in conditional), required=False)
    if missing:
        field = missing[0].split(".")[0].split("[")[0]
        raise Refused("MISSING_FIELD", _missing(row.name, missing), field=field, details={"missing": missing})
    _known(row, given)
    if wrong:
        raise _bad(wrong, claim, given)
    return values


def takes(row: Action) -> tuple[str, ...]:
    """Return the names of all fields that an action may be given."""
    more = (name for _, _, names in row.when for name in names)
    return tuple(dict.fromkeys((*row.required, *more, *row.optional)))


def _known(row: Action, given: Mapping[str, object]) -> None:
    """Make sure that nothing is given that the action would leave unread."""
    known = takes(row)
    strange = [name for name in given if name not in known and name not in IGNORED]
    if strange and row.name != "merge":
        template = N_("{action} does not know {field}; it takes {names}.")
        sentence = say(template, action=row.name, field=strange[0][:40], names=", ".join(known))
        raise Refused("BAD_VALUE", sentence, field=strange[0][:40], details={"fields": strange})


def _value(row: Action, name: str, raw: object, world: World) -> object:
    field = FIELDS[name]
    if raw is None:
        raise Missing
    value = (void_reason if (row.name, name) == ("reject", "reason") else field.read)(raw)
    if value == [] and not field.may_be_empty:
        raise Missing
    if name not in NUMBERS:
        _no_card(value, name)
    if field.past and isinstance(value, str) and date.fromisoformat(value) > world.today:
        raise Bad(say(N_("a day not after today, {today}"), today=world.today))
    return value


def _no_card(value: object, field: str) -> None:
    """Look for numbers of payment cards in what is written, wherever it stands in a value."""
    if isinstance(value, str):
        no_card(value, field)
    elif isinstance(value, list):
        if all(isinstance(each, str) for each in value):
            no_card("\n".join(value), field)
        for each in value:
            _no_card(each, field)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name not in ("serial", "sha256", "stored"):
                _no_card(each, field)


def _missing(action: str, names: list[str]) -> Sentence:
    listed: Sentence | None = None
    for name in names:
        inner = name.partition("[")[0].partition(".")[0]
        one = say(N_("{name} ({hint})"), name=name, hint=say(FIELDS[inner].hint))
        listed = one if listed is None else say(N_("{some}, {more}"), some=listed, more=one)
    return say(N_("{action} needs {fields}."), action=action, fields=listed)


def _bad(wrong: list[tuple[str, Sentence]], claim: Claim, given: Mapping[str, object]) -> Refused:
    name, expected = wrong[0]
    template = N_("{name} ({hint}) cannot be {value}; it must be {expected}.")
    value = str(given.get(name))[:80]
    sentence = say(template, name=name, hint=say(FIELDS[name].hint), value=value, expected=expected)
    return Refused("BAD_VALUE", sentence, field=name, details={"fields": [each for each, _ in wrong]})
