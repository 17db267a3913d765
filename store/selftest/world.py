"""The world of a claim case, written as events: people, customer, unit, earlier claims, settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from store.ids import named
from store.records import Claim, Person
from store.rules.claim_spread import spread
from store.rules.claim_table import rows
from store.rules.claims import IGNORED, takes
from store.services.claims import Claims
from store.services.people import ROLES
from store.store import Store
from store.tables.journal import Link

CLAIM = named("selftest", "claim")
SERIAL, NUMBER = "S1", "A-1"
OWN, STAFF = "own_claim", "customer_is_staff"
TERMS = ("service_days", "statutory_days", "exchange_after_repairs", "exchange_after_days",
         "repair_guarantee",
         "limits", "goodwill_caps")  # fmt: skip
DEFAULTS: Mapping[str, object] = {
    "timezone": "UTC", "service_days": 5, "statutory_days": 45, "exchange_after_repairs": None,
    "exchange_after_days": None, "repair_guarantee": None, "limits": {}, "goodwill_caps": {},
}  # fmt: skip
"""What a case takes for granted where it says nothing."""
FIELDS = ("service_due", "statutory_due", "handed_over", "resolution", "fault", "component", "channel",
          "repeat", "received", "paused_since", "new_serial", "service_stopped")  # fmt: skip


def read(action: str, given: Mapping[str, object]) -> dict[str, object]:
    """Return what a case gives and the desk reads; what else it says is for whoever reads the case."""
    known = {name for row in rows(action) for name in takes(row)}
    if not known:
        return dict(given)
    spread_ = spread(action, given)
    return {name: value for name, value in given.items() if name in known | IGNORED or name not in spread_}


class Clock:
    """Noon of the day it is set to, and a minute more with every tick."""

    def __init__(self, day: date) -> None:
        self._now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the instant."""
        return self._now

    def set(self, day: date) -> None:
        """Go to noon of a day."""
        self._now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    def tick(self) -> None:
        """Let a minute pass."""
        self._now += timedelta(minutes=1)


class World:
    """What a case gives, and who acts in it."""

    def __init__(self, given: Mapping[str, Any], roles: list[str]) -> None:
        self.given = given
        self.claim = CLAIM
        """Id of the claim of the case."""
        self.unit: str | None = None
        """Id of the unit of the case, whatever its serial becomes."""
        self.origins: dict[str, str] = {}
        """By site, the origin of its desk: a random name, where cases speak of sites."""
        self.roles = tuple(dict.fromkeys([*roles, *given.get("revoked", ())]))

    @property
    def state(self) -> str:
        """State of the claim before the first step."""
        return str(self.given.get("state", "draft"))

    def site_named(self, version: str) -> str:
        """Name a version as cases do: approved@A."""
        for site, origin in self.origins.items():
            version = version.replace(origin, site)
        return version

    def origin_named(self, version: str) -> str:
        """Name a version as the desk does."""
        state, at, site = version.rpartition("@")
        return f"{state}{at}{self.origins.get(site, site)}"

    def coverage(self, _unit: str, _given: object) -> dict[str, object]:
        """Answer as the case says the engine does."""
        flags = list(self.given.get("coverage_flags", ()))
        return {"status": self.given.get("coverage", "COVERED"), "flags": flags, "steps": ["as given"]}


class Site:
    """One desk of a case."""

    def __init__(self, store: Store, world: World) -> None:
        self.store = store
        self.world = world
        self.claims = Claims(store.context, store.units, coverage=world.coverage)
        self.admin = store.agent

    def links(self) -> Iterator[Link]:
        """Yield every event of every origin, ready to travel."""
        for origin in self.store.context.journal.origins():
            yield from self.store.context.journal.links(origin)

    def person(self, role: str) -> Person:
        """Return who plays a role; nobody is a machine, so a machine is made up."""
        found = [person for person in self.store.people.list() if person.name == role and person.role == role]
        return found[0] if found else Person(role, role, role)

    def revoke(self, role: str) -> None:
        """Take the account of whoever plays a role away."""
        self.store.context.agent = self.admin
        self.store.people.revoke(self.person(role).id)

    def act(self, role: str, action: str, given: dict[str, object]) -> None:
        """Take a step as `role`."""
        self.store.context.agent = self.person(role)
        if action == "decide" and isinstance(given.get("version"), str):
            given = {**given, "version": self.world.origin_named(str(given["version"]))}
        given = read(action, given)
        if action == "create" and self.claim() is None:
            rest = {name: value for name, value in given.items() if name != "unit"}
            unit = self.unit_id(str(given["unit"])) if given.get("unit") else None
            self.world.claim = self.claims.create(unit, rest if unit else given).id
        else:
            self.claims.act(self.world.claim, action, given)

    def unit_id(self, serial: str = SERIAL) -> str | None:
        """Return the id of a unit by serial."""
        return next(iter(self.store.units.exact(serial)), None)

    def claim(self) -> Claim | None:
        """Return the claim of the case; None before it is created."""
        from store.tables import claim_fold

        return claim_fold.of(self.store.context.connection, self.world.claim)


def furnish(site: Site) -> None:
    """Write the world of a case as events."""
    store, given = site.store, site.world.given
    with store.context.deciding():
        store.settings.set(**{**DEFAULTS, **{name: given[name] for name in TERMS if name in given}})
        for role in site.world.roles:
            if role in ROLES:
                store.people.add(role, role)
        customer = _customer(site)
        product = store.products.add("P1").id
        unit = site.world.unit = store.units.add(SERIAL, product, customer=customer).id
        for serial in given.get("live_serials", ()):
            store.units.add(str(serial), product)
        _earlier(site, unit, customer)
        if site.world.state != "new":
            _import(site, CLAIM, _fields(site, unit, customer))
        last = given.get("last_invited")
        if last:
            body = {"customer": customer, "product": product, "day": last, "suppressed": None}
            store.context.record("rating.invite", "rating:Z-1", body)


def _customer(site: Site) -> str | None:
    given = site.world.given
    if given.get("no_customer"):
        return None
    name = "C1"
    if given.get(OWN):
        name = site.world.roles[0]
    elif given.get(STAFF):
        name = "Colleague"
        site.store.people.add(name, "viewer")
    added = site.store.units.add_customer(name, may_contact=bool(given.get("may_contact", True)))
    return added.id


def _earlier(site: Site, unit: str, customer: str | None) -> None:
    """Write the unit's other claims: open ones, finished repairs, goodwill given before."""
    given, about = site.world.given, {"unit_id": unit, "customer_id": customer, "serial": SERIAL}
    for each in given.get("open_claims", ()):
        fields = {**about, "state": "filed", "number": each["number"], "fault": each["fault"]}
        _import(site, named("selftest", "open", str(each["number"])), fields)
    closed = {**about, "state": "closed", "resolution": "repaired", "handed_over": "2020-01-31"}
    for place in range(given.get("finished_repairs", 0)):
        _import(site, named("selftest", "repair", str(place)), {**closed, "number": f"R-{place}"})
    rest: dict[str, object] = {
        **about,
        "state": "closed",
        "resolution": "no_fault",
        "handed_over": "2020-01-31",
    }
    if given.get("goodwill_spent") or given.get("other_claims"):
        spent = given.get("goodwill_spent", 0)
        _import(site, named("selftest", "other"), {**rest, "number": "G-1", "goodwill": spent})


def _import(site: Site, id_: str, fields: Mapping[str, object]) -> None:
    today = site.store.today().isoformat()
    site.store.context.record("claim.import", f"claim:{id_}", {"fields": dict(fields), "today": today})


def _fields(site: Site, unit: str, customer: str | None) -> dict[str, object]:
    given, state, today = site.world.given, site.world.state, site.store.today()
    fields: dict[str, object] = {"state": state, "unit_id": unit, "customer_id": customer, "serial": SERIAL}
    if state != "draft":
        filed = date.fromisoformat(given.get("filed", today.isoformat()))
        law = given.get("statutory_days", DEFAULTS["statutory_days"])
        promise = given.get("service_days", DEFAULTS["service_days"])
        fields |= {
            "number": NUMBER,
            "filed_on": filed.isoformat(),
            "requested_on": filed.isoformat(),
            "statutory_from": filed.isoformat(),
            "service_due": (filed + timedelta(days=promise)).isoformat(),
            "statutory_due": (filed + timedelta(days=law)).isoformat() if law else None,
            "exchange_after_days": given.get("exchange_after_days"),
            "snapshot": site.world.coverage(unit, {}),
            "decisions": ["rejected"] if state == "rejected" else [],
        }
    if state == "ready":
        fields["resolution"] = "repaired"
    return fields | {name: given[name] for name in FIELDS if name in given}
