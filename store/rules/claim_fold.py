"""Fold one step into a claim."""

from __future__ import annotations

from datetime import date, timedelta

from store.record import but, names_of
from store.records import Claim
from store.rules.claim_table import CHOSEN, PAUSING, SAME, STATES, row_for, rows
from store.rules.claim_world import ClaimEvent
from store.rules.claim_writes import (
    WRITES,
    Body,
    Changes,
    as_day,
    as_map,
    as_text,
    as_texts,
    as_whole,
    day_of,
)
from store.wording import N_, Sentence, say

DAYS = frozenset(
    {"failure_date", "filed_on", "requested_on", "service_due", "service_stopped", "statutory_due",
     "statutory_from", "paused_since", "received", "started_on", "finished_on", "handed_over"}
)  # fmt: skip
LISTS = frozenset({"evidence", "accessories", "decisions", "other_numbers"})
WHOLE = frozenset({"estimate", "exchange_after_days"})
COUNTS = frozenset({"goodwill", "repeat"})
OBJECTS = frozenset({"snapshot", "letter", "slip", "invitation"})
SUMS = frozenset({"totals", "payer"})
NOT_IMPORTED = frozenset(
    {"id", "state", "flags", "history", "versions", "notes", "readings", "attempts", "tip", "parts", "lines",
     "decided_by", "costs", "allowed", "grants", "loans", "owned_since", "attachments"}
)  # fmt: skip
IMPORTED = frozenset(names_of(Claim)) - NOT_IMPORTED


def apply(claim: Claim, event: ClaimEvent) -> Claim:
    """Return the claim after a step; a step nobody knows changes nothing."""
    if event.action == "import":
        return but(_imported(claim, as_map(event.body.get("fields"))), tip=event.key)
    row = row_for(event.action, claim.state) or next(iter(rows(event.action)), None)
    if row is None or row.to in {SAME, CHOSEN}:
        return claim
    write = WRITES.get(row.name)
    changes: Changes = {"state": row.to, "tip": event.key}
    changes |= write(claim, event) if write else {}
    return but(claim, **changes | _pauses(claim, row.to, day_of(event)))


def _pauses(claim: Claim, to: str, today: date) -> Changes:
    """Stop the service clock, or let it run on with the days it stood added to its due day."""
    if claim.paused_since is None:
        entering = to in PAUSING and claim.service_stopped is None
        return {"paused_since": today} if entering else {}
    if to in PAUSING:
        return {}
    stood = max(0, (today - claim.paused_since).days)
    due = claim.service_due and claim.service_due + timedelta(days=stood)
    return {"paused_since": None, "service_due": due}


def _imported(claim: Claim, found: Body) -> Claim:
    """Take a claim over as another system had it: fields of `Claim`, as plain data."""
    changes: Changes = {}
    for name in IMPORTED:
        if name not in found:
            continue
        value = found[name]
        if name in DAYS:
            changes[name] = as_day(value)
        elif name in LISTS:
            changes[name] = as_texts(value)
        elif name in WHOLE:
            changes[name] = as_whole(value)
        elif name in COUNTS:
            changes[name] = as_whole(value) or 0
        elif name in OBJECTS:
            changes[name] = as_map(value)
        elif name in SUMS:
            changes[name] = {key: as_whole(each) or 0 for key, each in as_map(value).items()}
        else:
            changes[name] = as_text(value)
    state = found.get("state")
    flags = claim.flags | frozenset(as_texts(found.get("flags")))
    return but(claim, **changes | {"state": state if state in STATES else claim.state, "flags": flags})


def told(claim: Claim) -> Sentence:
    """Say in one sentence what the last step did."""
    if not claim.history:
        return say(N_("nothing has happened yet."))
    act = next((each for each in reversed(claim.history) if each.before != each.after), claim.history[-1])
    number = claim.number or claim.id
    if act.action == "approve_goodwill":
        template = N_("{number}: goodwill of {amount} approved by {role} {who}; the admin is told.")
        return say(template, number=number, amount=claim.goodwill, role=act.role, who=act.who)
    template = N_("{number}: {action} by {role} {who}; now {state}.")
    return say(template, number=number, action=act.action, role=act.role, who=act.who, state=act.after)
