"""What a claim case expects, compared with what the desk holds after the last step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from store.errors import StoreError
from store.records import Claim, Clocks
from store.rules.claims import clocks, told
from store.selftest.world import SERIAL, Site, World
from store.services import claim_world
from store.tables import notices, units
from store.tables.journal import of_subject
from store.wording import speaking

_MISSING = object()
CALLED = {"invite_or_reason": "invitation"}
"""Fields that cases call by another name."""


def differences(
    site: Site,
    world: World,
    expect: Mapping[str, Any],
    refusal: StoreError | None,
    typed: Mapping[str, object],
) -> list[str]:
    """Return what is otherwise than `expect` says; nothing if the case passes."""
    claim = site.claim()
    if claim is None:
        claim = Claim(id="", state="new", unit_id=None, customer_id=None)
    found = _Found(site, world, claim, refusal, typed)
    wanted = {"refused": None, **expect}
    lines = []
    for name, goal in wanted.items():
        value = found.of(name, goal)
        if not _holds(name, goal, value):
            lines.append(f"{name}: {value!r}, expected {goal!r}")
    if lines and refusal is not None:
        lines.append(f"refusal: {refusal}")
    return lines


class _Found:
    """Answers by the names that cases use."""

    def __init__(
        self, site: Site, world: World, claim: Claim, refusal: StoreError | None, typed: Mapping[str, object]
    ) -> None:
        self.site, self.world, self.claim, self.refusal, self.typed = site, world, claim, refusal, typed
        self.context = site.store.context

    def of(self, name: str, wanted: Any) -> Any:
        """Return what the desk holds under a name."""
        own = getattr(self, f"_{name}", None)
        if own is not None:
            return own(wanted)
        value = getattr(self.claim, CALLED.get(name, name), _MISSING)
        if value is _MISSING:
            return "no such thing"
        return str(value) if isinstance(value, date) else value

    def _refused(self, _wanted: Any) -> str | None:
        return self.refusal.code if self.refusal else None

    def _names(self, _wanted: Any) -> str:
        """Return what is said; cases quote it in English, whatever is spoken here."""
        with speaking("en"):
            return str(self.refusal) if self.refusal else str(told(self._with_names()))

    def _with_names(self) -> Claim:
        """Name the people of the claim as its screen does."""
        return self.site.claims.get(self.claim.number) if self.claim.number else self.claim

    def _flags(self, _wanted: Any) -> set[str]:
        return set(self._clocks().flags)

    def _overdue_days(self, _wanted: Any) -> int:
        return self._clocks().overdue_days

    def _open_days(self, _wanted: Any) -> int | None:
        return self._clocks().open_days

    def _clocks(self) -> Clocks:
        return clocks(self.claim, self.context.today(), claim_world.terms(self.context))

    def _has(self, wanted: list[str]) -> set[str]:
        return {name for name in wanted if getattr(self.claim, CALLED.get(name, name), None)}

    def _kept(self, _wanted: Any) -> object:
        """Return what was typed, as the desk wrote it down with the refusal."""
        for event in self.site.store.context.journal.newest(5):
            if event.kind.endswith(".refused"):
                return event.body.get("with")
        return None

    def _versions(self, _wanted: Any) -> list[str]:
        return [self.world.site_named(version.name) for version in self.claim.versions]

    def _notes(self, _wanted: Any) -> list[object]:
        return [note.values.get("text") for note in self.claim.notes]

    def _readings(self, _wanted: Any) -> list[object]:
        return [reading.get("value") for reading in self.claim.readings]

    def _history(self, _wanted: Any) -> list[str]:
        return [act.action for act in self.claim.history]

    def _notify(self, _wanted: Any) -> set[str]:
        """Return who was told: an admin is told by what lies in the inbox, once for each act."""
        events = of_subject(self.context.connection, f"claim:{self.claim.id}")
        named = {str(role) for event in events for role in _list(event.body.get("notify"))}
        acts = [f"{event.origin}:{event.seq}" for event in events if event.body.get("notify")]
        waiting = notices.ids_waiting(self.context.connection)
        return named - {"admin"} if any(waiting.count(act) != 1 for act in acts) else named

    def _unit_id(self, wanted: Any) -> object:
        return wanted if wanted and self.claim.unit_id == self.world.unit else self.claim.unit_id

    def _customer_id(self, wanted: Any) -> object:
        unit = self.world.unit
        owner = self.site.store.units.get(unit).customer_id if unit else None
        return wanted if wanted == "C1" and self.claim.customer_id == owner else self.claim.customer_id

    def _number(self, wanted: Any) -> object:
        """A desk numbers its claims with a prefix of its own."""
        return wanted if wanted and self.claim.number else self.claim.number

    def _finished(self, _wanted: Any) -> int:
        repairs = self._gathered().finished_repairs
        return int(repairs) - int(self.world.given.get("finished_repairs", 0))

    def _spent(self, _wanted: Any) -> int:
        return int(self._gathered().goodwill_spent) - int(self.world.given.get("goodwill_spent", 0))

    def _gathered(self) -> Any:
        unit = self.claim.unit_id or self.world.unit
        return claim_world.gather(self.context, None, unit, self.claim.customer_id, {})

    def _repair(self, _wanted: Any) -> object:
        return self._past("repair")

    def _replacement(self, _wanted: Any) -> object:
        return self._past("replacement")

    def _refund(self, _wanted: Any) -> object:
        return self._past("refund")

    def _past(self, kind: str) -> object:
        unit = self.world.unit
        past = units.history(self.context.connection, unit) if unit else []
        return next((record for record in reversed(past) if record["kind"] == kind), None)

    def _units(self, wanted: Mapping[str, Any]) -> dict[str, dict[str, object]]:
        found: dict[str, dict[str, object]] = {}
        for serial in wanted:
            id_ = self.world.unit if serial == SERIAL else self.site.unit_id(serial)
            if id_ is not None:
                unit = self.site.store.units.get(id_)
                found[serial] = {
                    "status": unit.status,
                    "replaced_by": unit.replaced_by,
                    "replaces": unit.replaces,
                }
                found[serial] |= {**unit.dates, "serial": unit.serial}
        return found


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _holds(name: str, wanted: Any, found: Any) -> bool:
    if name == "names":
        return all(str(each).casefold() in str(found).casefold() for each in wanted)
    if isinstance(found, set):
        return found.issuperset(wanted)
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and _holds(str(key), each, found[key]) for key, each in wanted.items()
        )
    if isinstance(wanted, list):
        return sorted(map(_key, _list(found))) == sorted(map(_key, wanted))
    return bool(found == wanted)


def _key(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)
