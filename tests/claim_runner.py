"""Run one claim case on the pure rules: given → events and world, steps, what is expected.

An offline site is a copy of the journal that grows by itself until `system merge` unites the copies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from store.errors import Refused
from store.records import Claim
from store.rules.claims import (
    Actor,
    ClaimEvent,
    Effects,
    OpenClaim,
    Terms,
    World,
    clocks,
    decide,
    effects,
    fold,
    told,
)
from store.rules.serials import serial_key

MAIN = "HQ"
CLAIM = "claim-1"
START = datetime(2020, 1, 1, tzinfo=UTC)
TERMS = (
    "service_days",
    "statutory_days",
    "exchange_after_repairs",
    "exchange_after_days",
    "repair_guarantee",
)
FACTS = ("limits", "goodwill_caps", "goodwill_spent", "finished_repairs", "customer_is_staff", "own_claim",
         "other_claims", "may_contact")  # fmt: skip
FIELDS = ("service_due", "statutory_due", "handed_over", "resolution", "fault", "component", "channel",
          "repeat", "received", "paused_since", "new_serial", "service_stopped", "flags")  # fmt: skip


class Text(str):
    """A message; it is expected to contain each of some texts, letter case ignored."""


@dataclass
class Site:
    """One copy of the journal."""

    events: list[ClaimEvent]
    seq: int = 0


@dataclass
class Runner:
    """The world of one case."""

    given: Mapping[str, Any]
    today: date = field(init=False)
    main: Site = field(init=False)
    base: list[ClaimEvent] = field(init=False)
    sites: dict[str, Site] = field(default_factory=dict)
    units: dict[str, dict[str, Any]] = field(default_factory=lambda: {"S1": {"status": "live"}})
    records: list[Mapping[str, Any]] = field(default_factory=list)
    notify: set[str] = field(default_factory=set)
    finished: int = 0
    spent: int = 0
    refusal: Refused | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.today = date.fromisoformat(self.given.get("today", "2026-11-21"))
        self.base = [] if self.given.get("state") == "new" else [self._imported()]
        self.main = Site(list(self.base), len(self.base))

    def _imported(self) -> ClaimEvent:
        given, state = self.given, self.given.get("state", "draft")
        fields: dict[str, Any] = {"state": state, "unit_id": "U1", "customer_id": "C1", "serial": "S1"}
        if given.get("no_customer"):
            fields["customer_id"] = None
        if state != "draft":
            fields |= self._filed(given, state)
        fields |= {name: given[name] for name in FIELDS if name in given}
        body = {"fields": fields, "today": self.today.isoformat()}
        return ClaimEvent(MAIN, 1, 1, START, "import", "import", "claim.import", body)

    def _filed(self, given: Mapping[str, Any], state: str) -> dict[str, Any]:
        filed, terms = date.fromisoformat(given.get("filed", self.today.isoformat())), self._terms()
        due = filed + timedelta(days=terms.statutory_days) if terms.statutory_days else None
        return {
            "number": "A-1",
            "filed_on": filed.isoformat(),
            "requested_on": filed.isoformat(),
            "statutory_from": filed.isoformat(),
            "service_due": (filed + timedelta(days=terms.service_days)).isoformat(),
            "statutory_due": due.isoformat() if due else None,
            "exchange_after_days": terms.exchange_after_days,
            "snapshot": self._coverage(),
            "decisions": ["rejected"] if state == "rejected" else [],
        }

    def _terms(self) -> Terms:
        return Terms(**{name: self.given[name] for name in TERMS if name in self.given})

    def _coverage(self) -> dict[str, Any]:
        flags = list(self.given.get("coverage_flags", ()))
        return {"status": self.given.get("coverage", "COVERED"), "flags": flags, "steps": ["as given"]}

    def world(self) -> World:
        """Return the facts of this moment."""
        given = self.given
        facts: dict[str, Any] = {name: given[name] for name in FACTS if name in given}
        facts["goodwill_spent"] = given.get("goodwill_spent", 0) + self.spent
        opened = tuple(OpenClaim(each["number"], each["fault"]) for each in given.get("open_claims", ()))
        live = {serial_key(serial) for serial in given.get("live_serials", ())}
        last = given.get("last_invited")
        return World(
            self.today,
            self._terms(),
            next_number="A-1",
            unit_id="U1",
            customer_id=None if given.get("no_customer") else "C1",
            serial="S1",
            coverage=self._coverage(),
            open_claims=opened,
            live_serial=lambda key: key in live,
            last_invited=date.fromisoformat(last) if last else None,
            **facts,
        )

    def _site(self, name: str) -> Site:
        if not name:
            return self.main
        return self.sites.setdefault(name, Site(list(self.base)))

    def claim(self, site: str = "") -> Claim:
        """Return the claim as one site knows it; only the main site has heard who was revoked."""
        revoked = {} if site else dict.fromkeys(self.given.get("revoked", ()), START)
        return fold(CLAIM, self._site(site).events, revoked)

    def step(self, who: str, action: str, given: Mapping[str, Any]) -> None:
        """Take one step; what was typed is kept when it is refused."""
        self.refusal = None
        if who == "system" and action == "set_today":
            self.today = date.fromisoformat(given["today"])
        elif who == "system" and action == "merge":
            self._merge(given.get("sites") or list(self.sites))
        else:
            self._act(who, action, given)

    def _merge(self, names: list[str]) -> None:
        sites = [self.main, *(self._site(name) for name in names)]
        union = {event.key: event for site in sites for event in site.events}
        for site in sites:
            site.events = list(union.values())

    def _act(self, who: str, action: str, given: Mapping[str, Any]) -> None:
        role, _, name = who.partition("@")
        site, claim = self._site(name), self.claim(name)
        active = bool(name) or role not in self.given.get("revoked", ())
        try:
            current = None if claim.state == "new" else claim
            body = decide(current, action, Actor(role, role, active), given, self.world())
        except Refused as refusal:
            self.refusal, self.kept = refusal, dict(given)
            return
        site.seq += 1
        hlc = 1 + max((event.hlc for event in site.events), default=0)
        at = datetime.fromisoformat(given["at"]) if "at" in given else START + timedelta(minutes=hlc)
        event = ClaimEvent(name or MAIN, site.seq, hlc, at, role, role, f"claim.{action}", body, claim.tip)
        site.events.append(event)
        self._take_effect(effects(self.claim(name), event))

    def _take_effect(self, found: Effects) -> None:
        self.records += found.history
        self.notify |= set(found.notify)
        self.spent += found.goodwill
        self.finished += found.finished_repair
        for serial, change in found.units.items():
            self.units.setdefault(serial, {}).update(change)


def run(case: Mapping[str, Any]) -> Runner:
    """Run a case's steps."""
    runner = Runner(case.get("given", {}))
    for step in case["steps"]:
        runner.step(step["as"], step["do"], step.get("with", {}))
    return runner


def differences(case: Mapping[str, Any]) -> list[str]:
    """Run a case and return what differs from what is expected; empty if it passes."""
    runner = run(case)
    found = {
        name: _found(runner, name, wanted) for name, wanted in {"refused": None, **case["expect"]}.items()
    }
    wanted = {"refused": None, **case["expect"]}
    return [
        f"{name}: {found[name]!r}, expected {wanted[name]!r}"
        for name in wanted
        if not _holds(wanted[name], found[name])
    ]


def _found(runner: Runner, name: str, wanted: Any) -> Any:
    claim = runner.claim()
    clock = clocks(claim, runner.today, runner.world().terms)
    if name in {"repair", "replacement", "refund"}:
        return next((each for each in reversed(runner.records) if each["kind"] == name), None)
    answers: dict[str, Any] = {
        "refused": runner.refusal.code if runner.refusal else None,
        "names": Text(runner.refusal or told(claim)),
        "flags": set(clock.flags),
        "has": {each for each in wanted if _filled(claim, each)} if name == "has" else set(),
        "versions": [version.name for version in claim.versions],
        "decisions": list(claim.decisions),
        "notes": [note.values["text"] for note in claim.notes],
        "readings": [reading["value"] for reading in claim.readings],
        "overdue_days": clock.overdue_days,
        "open_days": clock.open_days,
        "history": [act.action for act in claim.history],
    }
    if name in answers:
        return answers[name]
    value = getattr(runner if name in {"kept", "units", "notify", "finished", "spent"} else claim, name)
    return value.isoformat() if isinstance(value, date) else value


def _filled(claim: Claim, name: str) -> bool:
    return bool(getattr(claim, {"invite_or_reason": "invitation"}.get(name, name)))


def _holds(wanted: Any, found: Any) -> bool:
    if isinstance(found, Text):
        return all(str(each).casefold() in found.casefold() for each in wanted)
    if isinstance(found, set):
        return found.issuperset(wanted)
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and _holds(each, found[key]) for key, each in wanted.items()
        )
    if isinstance(wanted, list):
        return sorted(map(str, found)) == sorted(map(str, wanted))
    return bool(found == wanted)
