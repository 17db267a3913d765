"""Random hands at two desks, through the real store.

No state is off the table, no event gets lost, no refusal goes without its reason.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from store.errors import Refused
from store.records import Claim, Person
from store.rules.claim_table import ACTIONS, CHOSEN, CONFLICT, NAMES, SAME, STATES, plays, rows
from store.rules.claim_work import lent
from store.store import Store
from store.tables import connection as connections

ROLES = ("viewer", "agent", "technician", "supervisor", "manager", "admin")
STEPS = 36
EARLY = frozenset({"cancel", "reject", "return_unit"})
"""What ends a claim before it was worked on."""
NAMES_A_FIELD = frozenset({"MISSING_FIELD", "BAD_VALUE", "DUPLICATE", "OVER_LIMIT", "SPLIT_MISMATCH",
                           "GOODWILL_OVER_CAP", "EVIDENCE_REQUIRED", "SERIAL_IN_USE", "GOODWILL_NOT_GRANTED",
                           "NO_COST", "NO_PART", "NO_LOANER", "LOANER_OUT"})  # fmt: skip
START = datetime(2026, 11, 21, 8, tzinfo=UTC)


def typed(chance: random.Random, claim: Claim) -> dict[str, Any]:
    """Return what somebody may type into any form: mostly right, sometimes nothing, sometimes nonsense."""
    total = chance.choice((80, 500, 90_000))
    maker = chance.choice((total, total - 30))
    today = "2026-11-21"
    values: dict[str, Any] = {
        "fault": chance.choice(("E-01", "E-02")), "failure_date": today,
        "channel": chance.choice(("mail-in", "on-site")),
        "question": "?", "answer": "!", "estimate": total, "consent": True, "amount": total,
        "payer": {"maker": maker, "customer": total - maker, "goodwill": chance.choice((0, 0, 5))},
        "lines": [{"kind": "part", "cost": total, "maker": maker, "customer": total - maker}],
        "reason": chance.choice(("x", "MISUSE")), "would_be_covered": chance.random() < 0.9, "text": "t",
        "evidence": chance.choice(([], ["photo"])), "handed_over": today, "receiver": "R", "visit": today,
        "received": today, "condition": "good", "accessories": [], "part": "drum", "ordered": today,
        "arrived": today, "diagnosis": "d", "resolution": chance.choice(("repaired", "no_fault", "replaced")),
        "new_serial": f"N-{chance.randrange(9)}", "change": {"invoiced": "2025-03-15"}, "measure": "h",
        "value": 3, "kind": chance.choice(("part", "labour", "travel")), "what": "w", "cost": total,
        "minutes": 45, "line": chance.choice((1, 1, 2)), "place": 1, "loaner": f"L-{chance.randrange(3)}",
        "lent_on": today, "back_on": today, "owner": chance.choice(ROLES), "expected": "2026-12-01",
        "split": chance.choice(({}, {"customer": 5}, {"maker": 1, "customer": 1, "goodwill": 1})),
        "version": chance.choice([version.name for version in claim.versions] or ["none"]),
        "different_fault": "another",
    }  # fmt: skip
    for name in chance.sample(list(values), chance.choice((0, 0, 0, 6))):
        values[name] = chance.choice((None, "", "nonsense", -1, [], {}))
    return values


class Hands:
    """Two desks, each with one person of every role."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance = chance
        self.now = START
        self.desks = [Store.open(folder / f"{name}.db", clock=self.clock, create=True) for name in "ab"]
        first = self.desks[0]
        for desk in self.desks:
            connections.not_to_last(desk.context.connection)
        first.settings.set(timezone="UTC", limits={"agent": 50_000}, exchange_after_repairs=2)
        self.people = [first.people.add(f"an {role}", role) for role in ROLES]
        product = first.products.add("KX-200", "Haier")
        customer = first.units.add_customer("Li Wei")
        unit = first.units.add(
            "S-1", product.id, customer=customer.id, invoiced="2025-03-14", warranty_months=24
        )
        self.id = first.claims.create(unit.id).id
        self.meet()

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def meet(self) -> None:
        links = [
            link for desk in self.desks for origin in desk.context.journal.origins()
            for link in desk.context.journal.links(origin)
        ]  # fmt: skip
        for desk in self.desks:
            desk.receive(links)

    def step(self) -> None:
        desk = self.chance.choice(self.desks)
        person = self.person(self.chance.choice(ROLES))
        desk.context.agent = person
        before = desk.claims.get(self.id)
        count = desk.context.journal.count()
        action = self.action(desk, before)
        given = typed(self.chance, before)
        try:
            after = desk.claims.act(self.id, action, given)
        except Refused as refusal:
            self.refused(desk, before, count, action, refusal)
            return
        assert after == desk.claims._claim(self.id)
        assert desk.context.journal.count() > count
        self.taken(before, after, action, person.role)

    def person(self, role: str) -> Person:
        """Return who plays a role; those whose role does most come more often."""
        role = self.chance.choice((role, role, "admin"))
        return next(each for each in self.people if each.role == role)

    def action(self, desk: Store, claim: Claim) -> str:
        """Return what is likely to be tried: mostly what the table has for the state, rarely an early end."""
        fits = [row.name for row in ACTIONS if claim.state in row.sources and row.name != "merge"]
        if self.chance.random() < 0.15:
            return self.chance.choice([name for name in NAMES if name not in ("create", "merge")])
        lively = [name for name in fits if name not in EARLY or self.chance.random() < 0.1]
        return self.chance.choice(lively or fits)

    def refused(self, desk: Store, before: Claim, count: int, action: str, refusal: Refused) -> None:
        assert refusal.code.isupper()
        assert str(refusal).endswith(".") and "{" not in str(refusal).replace("{}", "")
        if refusal.code in NAMES_A_FIELD:
            assert refusal.field, refusal.code
        after = desk.claims.get(self.id)
        assert desk.context.journal.count() == count + 1
        assert len(after.attempts) == len(before.attempts) + 1
        attempt = after.attempts[-1]
        assert (attempt.values["action"], attempt.values["code"]) == (action, refusal.code)
        assert [each.name for each in after.versions] == [each.name for each in before.versions]
        for name in ("state", "tip", "costs", "totals", "loans", "parts", "owner", "flags", "service_due",
                     "statutory_due", "history", "decisions", "goodwill"):  # fmt: skip
            assert getattr(after, name) == getattr(before, name), name

    def taken(self, before: Claim, after: Claim, action: str, role: str) -> None:
        (row,) = [row for row in rows(action) if before.state in row.sources]
        assert role == "admin" or plays(role, row.roles)
        assert after.state in STATES
        if row.to == CHOSEN:
            assert after.state in {version.state for version in before.versions}
        else:
            assert after.state == (before.state if row.to == SAME else row.to)
        assert len(after.history) == len(before.history) + 1 or row.to == CHOSEN
        self.sums(after)

    def sums(self, claim: Claim) -> None:
        for line in claim.costs:
            assert line["cost"] == sum(int(str(line[name])) for name in ("maker", "customer", "goodwill"))
        if claim.costs:
            assert claim.totals["total"] == sum(int(str(line["cost"])) for line in claim.costs)
            assert claim.totals["goodwill"] <= claim.goodwill
        assert claim.goodwill == sum(int(str(grant["amount"])) for grant in claim.grants)
        serials = [loan["loaner"] for loan in lent(claim)]
        assert claim.state == CONFLICT or len(serials) >= len(set(serials))

    def end(self) -> None:
        """Let the desks meet: they agree, every event is at both, the tables say what the journals say."""
        self.meet()
        one, other = (desk.claims._claim(self.id) for desk in self.desks)
        assert one == other
        keys = [
            {(link.event.origin, link.event.seq) for origin in desk.context.journal.origins()
             for link in desk.context.journal.links(origin)}
            for desk in self.desks
        ]  # fmt: skip
        assert keys[0] == keys[1]
        events = {
            (event.origin, event.seq)
            for desk in self.desks
            for event in desk.context.journal.all()
            if event.subject == f"claim:{self.id}"
        }
        for desk in self.desks:
            pages, after = 0, None
            while True:
                chapter = desk.workshop.history(self.id, after, 7)
                pages += sum(entry.kind.startswith("claim.") for entry in chapter.entries)
                after = chapter.after
                if after is None:
                    break
            assert pages == len(events)
            assert desk.check() == []
            desk.close()


@settings(derandomize=True, max_examples=6, deadline=None, database=None)
@given(some.integers(0, 10**6))
def test_no_hand_at_either_desk_breaks_a_claim(seed: int) -> None:
    chance = random.Random(seed)
    with TemporaryDirectory() as name:
        hands = Hands(Path(name), chance)
        for _ in range(STEPS):
            hands.step()
            if chance.random() < 0.15:
                hands.meet()
        hands.end()
