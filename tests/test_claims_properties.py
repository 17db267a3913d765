"""Claims under random hands: no way out of the table, no trace of a refusal, no order of arrival."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from store.errors import Refused
from store.records import Claim
from store.rules.claim_table import ACTIONS, CHOSEN, CONFLICT, NAMES, NEW, SAME, STATES, row_for, rows
from store.rules.claims import (
    Actor,
    ClaimEvent,
    Terms,
    World,
    clocks,
    decide,
    effects,
    fold,
    possible,
    takes,
    told,
)

ROLES = ("viewer", "agent", "technician", "supervisor", "manager", "admin", "system")
TODAY = date(2026, 11, 21)
START = datetime(2026, 11, 21, 8, tzinfo=UTC)
WORLD = World(
    TODAY,
    Terms(repair_guarantee="30d", exchange_after_days=10),
    unit_id="U1",
    customer_id="C1",
    serial="S1",
    coverage={"status": "COVERED", "flags": []},
)
VALUES: dict[str, Any] = {
    "unit": "U1", "fault": "F7", "failure_date": "2026-11-20", "channel": "mail-in", "question": "?",
    "answer": "!", "estimate": 80, "payer": {"maker": 80, "customer": 0, "goodwill": 0}, "consent": True,
    "lines": [{"kind": "part", "cost": 3, "maker": 3, "customer": 0}], "amount": 5, "reason": "x",
    "text": "t",
    "would_be_covered": True, "evidence": ["e"], "handed_over": "2026-11-21", "receiver": "R", "visit": "v",
    "received": "2026-11-21", "condition": "good", "accessories": [], "part": "p", "ordered": "o",
    "arrived": "a", "diagnosis": "d", "resolution": "repaired", "change": {"serial": "S9"}, "measure": "h",
    "value": 3, "version": "approved", "kind": "part", "what": "drum", "cost": 30, "minutes": 45, "line": 1,
    "place": 1, "loaner": "L-1", "lent_on": "2026-11-20", "back_on": "2026-11-21", "order_no": "PO-7",
    "expected": "2026-11-30",
    "file": {"name": "a.jpg", "sha256": "00", "kind": "photo", "stored": "00.jpg", "size": 1},
}  # fmt: skip
OUTSIDE = ("history", "attachments", "notes", "readings", "attempts", "tip", "other_numbers", "parts", "slip")
"""What stands beside the steps, and so does not depend on the version that was chosen."""
HYPOTHESIS = settings(derandomize=True, max_examples=60, deadline=None, database=None)

steps = some.lists(
    some.tuples(some.sampled_from(NAMES), some.sampled_from(ROLES), some.integers(0, 3), some.booleans()),
    max_size=25,
)


def walk(rng: random.Random, length: int, sites: int) -> list[ClaimEvent]:
    """Let some desks work on one claim, each on its own copy, with a merge of all now and then."""
    first = _event(0, [], "create", "agent", VALUES)
    desks: list[list[ClaimEvent]] = [[first] for _ in range(sites)]
    for _ in range(length):
        site = rng.randrange(sites)
        if rng.random() < 0.25:
            desks[site] = list({event.key: event for desk in desks for event in desk}.values())
        claim = fold("c", desks[site])
        actor = Actor("somebody", rng.choice(("agent", "technician", "supervisor")))
        may = [each.action for each in possible(claim, actor, WORLD) if each.refusal is None]
        given = dict(VALUES) | {"estimate": (sum_ := rng.choice((80, 90)))}
        given["payer"] = {"maker": sum_, "customer": 0, "goodwill": 0}
        given["version"] = rng.choice([each.name for each in claim.versions] or ["none"])
        given["file"] = {**VALUES["file"], "sha256": str(rng.random())}
        if may:
            with suppress(Refused):
                desks[site].append(_event(site, desks[site], rng.choice(may), actor.role, given))
    return list({event.key: event for desk in desks for event in desk}.values())


def _event(site: int, known: list[ClaimEvent], action: str, role: str, given: dict[str, Any]) -> ClaimEvent:
    claim = fold("c", known) if known else None
    body = decide(claim, action, Actor("somebody", role), known_to(action, claim, given), WORLD)
    hlc = 1 + max((event.hlc for event in known), default=0)
    seq = 1 + max((event.seq for event in known if event.origin == f"d{site}"), default=0)
    at = START + timedelta(minutes=hlc)
    return ClaimEvent(
        f"d{site}", seq, hlc, at, f"a{site}", role, f"claim.{action}", body, claim.tip if claim else None
    )


def known_to(action: str, claim: Claim | None, values: dict[str, Any]) -> dict[str, Any]:
    """Keep the fields that the action knows, as a form does."""
    row = row_for(action, claim.state if claim else NEW)
    return {name: value for name, value in values.items() if row is None or name in takes(row)}


@HYPOTHESIS
@given(steps)
def test_no_hand_leads_out_of_the_table(taken: list[tuple[str, str, int, bool]]) -> None:
    events: list[ClaimEvent] = []
    claim: Claim | None = None
    for action, role, dropped, active in taken:
        names = list(VALUES)
        given = {name: VALUES[name] for place, name in enumerate(names) if place % 7 >= dropped}
        given = known_to(action, claim, given)
        before = claim.state if claim else NEW
        snapshot = fold("c", events)
        try:
            body = decide(claim, action, Actor("x", role, active), given, WORLD)
        except Refused as refusal:
            assert refusal.code.isupper()
            assert len(str(refusal)) > len(refusal.code)
            assert action in str(refusal) or refusal.code in {
                "BAD_VALUE",
                "REPAIR_GUARANTEE_OVER",
                "USE_PLAN",
            }
            assert fold("c", events) == snapshot
            continue
        assert active
        tip = claim.tip if claim else None
        at = START + timedelta(minutes=len(events))
        seq = len(events) + 1
        events.append(ClaimEvent("d", seq, seq, at, "x", role, f"claim.{action}", body, tip))
        claim = fold("c", events)
        row = next(row for row in rows(action) if before in row.sources)
        assert claim.state == (before if row.to == SAME else row.to)
        assert ("manager" if role == "admin" else role) in row.roles
        assert claim.history[-1].action == action or action == "merge"
        assert str(told(claim))
        clocks(claim, TODAY)
        effects(claim, events[-1])


@HYPOTHESIS
@given(some.integers(0, 10**6), some.integers(1, 4))
def test_any_order_and_any_repetition_folds_to_the_same_claim(seed: int, sites: int) -> None:
    rng = random.Random(seed)
    events = walk(rng, 16, sites)
    whole = fold("c", events)
    assert whole.state in STATES
    assert (whole.state == CONFLICT) == bool(whole.versions)
    assert sum(event.action == "note" for event in events) == len(whole.notes)
    for _ in range(4):
        shuffled = [*events, *rng.choices(events, k=len(events) // 2)]
        rng.shuffle(shuffled)
        assert fold("c", shuffled) == whole
    revoked = {"a0": START + timedelta(minutes=4)}
    assert fold("c", events, revoked) == fold("c", list(reversed(events)), revoked)


@HYPOTHESIS
@given(some.integers(0, 10**6))
def test_one_desk_is_never_in_conflict_with_itself(seed: int) -> None:
    events = walk(random.Random(seed), 20, 1)
    for event in events:
        assert event.action != "decide"
    assert fold("c", events).state != CONFLICT


@HYPOTHESIS
@given(some.integers(0, 10**6))
def test_a_supervisor_can_always_settle(seed: int) -> None:
    rng = random.Random(seed)
    events = walk(rng, 14, 3)
    claim = fold("c", events, {"a1": START})
    if claim.state != CONFLICT:
        return
    chosen = rng.choice(claim.versions)
    body = decide(claim, "decide", Actor("boss", "supervisor"), {"version": chosen.name}, WORLD)
    last = 1 + max(event.hlc for event in events)
    event = ClaimEvent("hq", 1, last, START, "boss", "supervisor", "claim.decide", body, claim.tip)
    settled = fold("c", [*events, event], {"a1": START})
    assert settled.state == chosen.state
    assert settled.versions == ()
    assert len(settled.history) == len([each for each in events if each.action != "merge"]) + 1
    outside: dict[str, Any] = dict.fromkeys(OUTSIDE)
    assert replace(settled, **outside) == replace(chosen.claim, **outside)


rubbish = some.sampled_from(
    (None, True, 7, -1, 0.5, "", "x", "2026-11-21", [], ["x", 1], [["d1", 1], ["d2", 2]], ["d1", 2],
     {}, VALUES,
     {"state": "ready", "service_due": "2026-11-21", "fault": 3}, {"state": [], "decisions": "x"})
)  # fmt: skip
names = ("with", "today", "fields", "chosen", "settles", "flags", "number", "snapshot", "service_due")
bodies = some.dictionaries(some.sampled_from(names), rubbish, max_size=5)


@settings(HYPOTHESIS, max_examples=80)
@given(
    some.lists(
        some.tuples(
            some.sampled_from((*NAMES, "import", "refused", "from_the_future")),
            some.integers(1, 3),
            some.integers(0, 9),
            some.none() | some.tuples(some.sampled_from(("d1", "d2")), some.integers(1, 6)),
            bodies,
        ),
        max_size=12,
    ),
    some.randoms(use_true_random=False),
)
def test_folding_never_refuses(
    made: list[tuple[str, int, int, tuple[str, int] | None, dict[str, Any]]], rng: random.Random
) -> None:
    events = [
        ClaimEvent(f"d{origin}", place // 2, hlc, START, "x", "agent", f"claim.{action}", body, after)
        for place, (action, origin, hlc, after, body) in enumerate(made)
    ]
    claim = fold("c", events)
    assert claim.state in (*STATES, NEW)
    clocks(claim, TODAY)
    for event in events:
        effects(claim, event)
    rng.shuffle(events)
    assert fold("c", events) == claim


def test_the_table_is_well_formed() -> None:
    for row in ACTIONS:
        assert set(row.sources) <= {*STATES, NEW}
        assert row.to in {*STATES, SAME, CHOSEN}
        assert row.remark == (row.to == SAME)
    starts = [(row.name, state) for row in ACTIONS for state in row.sources]
    assert len(starts) == len(set(starts))


@HYPOTHESIS
@given(some.integers(0, 10**6), some.sampled_from(ROLES))
def test_what_is_greyed_is_refused_and_what_is_not_may_pass(seed: int, role: str) -> None:
    claim = fold("c", walk(random.Random(seed), 8, 2))
    actor = Actor("x", role)
    for each in possible(claim, actor, WORLD):
        try:
            version = claim.versions[0].name if claim.versions else ""
            given = known_to(each.action, claim, VALUES | {"version": version})
            decide(claim, each.action, actor, given, WORLD)
        except Refused as refusal:
            assert each.refusal is None or str(each.refusal) == str(refusal)
        else:
            assert each.refusal is None


def test_a_damaged_key_is_the_same_event_on_all_desks() -> None:
    events = walk(random.Random(3), 6, 1)
    other = replace(events[-1], body={"with": {}})
    assert fold("c", [*events, other]) == fold("c", [other, *events])


def test_a_step_whose_cause_has_not_arrived_waits_for_nothing() -> None:
    events = walk(random.Random(5), 12, 1)
    for gone in events[1:-1]:
        claim = fold("c", [event for event in events if event is not gone])
        assert claim.state != CONFLICT
