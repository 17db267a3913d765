"""Coverage worked out a second time, day by day, from the written rules alone: rules 1 to 3.

It knows nothing of `store.rules`: covers are sets of days, terms are counted one day or one month at a
time, blocks are walked along the calendar. It is slow and plain on purpose. `naive_life` follows a cover
through its life, `naive_cover` gives the answer, and `test_coverage_second_opinion` compares it with the
engine on random cases. A case given here must be valid: nothing is checked.
"""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

Item = dict[str, Any]

DAY = timedelta(days=1)
FAR = date(2050, 1, 1)
"""Cover without an end is walked up to here; no random case comes near it."""


@dataclass
class Start:
    """A known start, and what it rests on."""

    day: date
    position: int = 0
    vague: bool = False
    future: bool = False


@dataclass
class Layer:
    """One cover while its life is followed."""

    policy: Item
    line: Item
    start: date
    end: date | None
    flags: set[str] = field(default_factory=set)
    vague: bool = False
    future: bool = False
    added: bool = False
    rolled: date | None = None
    stop: str | None = None

    @property
    def days(self) -> set[int]:
        """Every covered day, by its number in the calendar."""
        last = FAR if self.rolled is None else self.rolled
        return set(range(self.start.toordinal(), last.toordinal() + 1))


class CannotDate(Exception):
    """A line that cannot be dated."""

    def __init__(self, *flags: str) -> None:
        super().__init__(*flags)
        self.flags = set(flags)


def key_of(serial: str) -> str:
    folded = unicodedata.normalize("NFKC", serial).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Pd")


def later(day: date, duration: str) -> tuple[date, bool]:
    """The corresponding date, and whether its month had no such day."""
    count, unit = int(duration[:-1]), duration[-1]
    if unit in "dw":
        for _ in range(count * (7 if unit == "w" else 1)):
            day += DAY
        return day, False
    year, month = day.year, day.month
    for _ in range(count * (12 if unit == "y" else 1)):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = monthrange(year, month)[1]
    return date(year, month, min(day.day, last)), day.day > last


def read(text: str) -> date:
    return date.fromisoformat(text)


class Terms(ABC):
    """A case as known on one day, and the terms of its policies."""

    def __init__(self, case: Item, on: date) -> None:
        self.case, self.on, self.unit = case, on, case["unit"]
        self.asked, self.fault = case.get("component"), case.get("fault")
        self.site = case.get("site", {})
        self.policies = {each["id"]: each for each in case["policies"]}
        past = [e for e in case.get("history", []) if read(e.get("date") or e["from"]) <= on]
        self.past = [dict(e) for e in past]
        for each in self.past:
            if each["kind"] == "repair" and "to" in each and read(each["to"]) > on:
                del each["to"]
        self.swaps = sorted(read(e["date"]) for e in self.events("replacement"))

    def events(self, kind: str) -> list[Item]:
        return [each for each in self.past if each["kind"] == kind]

    @abstractmethod
    def live(self, layer: Layer) -> None:
        """Follow a cover through its life (rules 4 to 6)."""

    # Rule 1

    def too_late(self, policy: Item) -> bool:
        if "bought" not in policy or "buy_within" not in policy:
            return False
        known = self.known(policy["buy_within"], policy)
        return known is not None and read(policy["bought"]) > known.day

    def offered(self, policy: Item) -> bool:
        wanted = policy.get("buyer")
        return wanted in (None, self.unit.get("buyer", "consumer")) and not self.too_late(policy)

    def lines(self, policy: Item, component: str | None) -> list[Item]:
        every = policy.get("lines", [])
        whole = [line for line in every if line.get("scope", "whole") == "whole"]
        if component is None:
            return whole
        own = [line for line in every if line.get("scope", "whole") == component]
        if any(line.get("excluded") for line in own):
            return []
        return own if any(line.get("instead") for line in own) else whole + own

    # Rule 2

    def known(self, entry: Any, policy: Item) -> Start | None:
        if isinstance(entry, dict) and "earliest" in entry:
            every = [self.known(each, policy) for each in entry["earliest"]]
            dated = [each for each in every if each]
            return min(dated, key=lambda each: (each.day, each.vague), default=None)
        if isinstance(entry, dict):
            found = self.known(entry["date"], policy)
            if found:
                found.day = later(found.day, entry["plus"])[0]
            return found
        if entry == "bought":
            return Start(read(policy["bought"])) if "bought" in policy else None
        if entry[0].isdigit():
            return Start(read(entry))
        text = self.unit.get("dates", {}).get(entry)
        if text is None:
            return None
        if len(text) == 10:
            return Start(read(text), future=read(text) > self.on)
        year, month = int(text[:4]), int(text[5:])
        day = date(year, month, monthrange(year, month)[1])
        return Start(day, vague=True, future=day > self.on)

    def first_known(self, policy: Item) -> Start:
        for position, entry in enumerate(policy.get("start", ["invoiced"])):
            found = self.known(entry, policy)
            if found:
                found.position = position
                return found
        raise CannotDate("NEED_PROOF")

    def followed(self, policy: Item) -> str | None:
        entries = policy.get("start", ["invoiced"])
        return entries[0]["after"] if entries and "after" in entries[0] else None

    def follows(self, name: str, policy: Item, seen: tuple[str, ...] = ()) -> bool:
        """Tell whether the policy of this name follows another one, be it through offered ones in between."""
        if name == policy["id"]:
            return True
        other = self.policies.get(name)
        if other is None or name in seen or not self.offered(other):
            return False
        further = self.followed(other)
        return further is not None and self.follows(further, policy, (*seen, name))

    def followed_end(self, policy: Item, name: str) -> Layer | None:
        """The layer that ends last of the policy that this one follows; None if there is none, or no end."""
        base = self.policies.get(name)
        if base is None or base["kind"] in ("repair", "part", "recall"):
            raise CannotDate("DATA_ERROR")
        if not self.offered(base):
            return None
        if self.follows(name, policy):
            raise CannotDate("DATA_ERROR")
        made, errors = [], set()
        for line in self.lines(base, None):
            try:
                layer = self.layer(base, line)
            except CannotDate as why:
                errors |= why.flags
                continue
            if layer:
                self.live(layer)
                made.append(layer)
        if errors:
            raise CannotDate(*errors)
        if not made or any(layer.rolled is None for layer in made):
            return None
        return max(made, key=lambda layer: layer.rolled or FAR)

    def term(self, start: date, anchor: date, line: Item, policy: Item) -> date | None:
        duration = line["duration"]
        if duration == "lifetime":
            return None
        if policy.get("convention", "CORR") == "CORR":
            return later(anchor, duration)[0]
        end, clamped = later(start, duration)
        return end if clamped else end - DAY

    def layer(self, policy: Item, line: Item) -> Layer | None:
        if "duration" not in line:
            start, end = read(line["start"]), read(line["end"])
            if end < start:
                raise CannotDate("DATA_ERROR")
            return Layer(policy, line, start, end)
        if line["duration"] != "lifetime" and int(line["duration"][:-1]) == 0:
            return None
        if name := self.followed(policy):
            base = self.followed_end(policy, name)
            if base is None or base.rolled is None:
                return None
            anchor = base.rolled
            known = Start(anchor + DAY, vague=base.vague, future=base.future)
        else:
            known = self.first_known(policy)
            anchor = known.day
        layer = Layer(policy, line, known.day, self.term(known.day, anchor, line, policy))
        layer.vague, layer.future = known.vague, known.future
        if known.position > 0:
            layer.flags |= {"ESTIMATED_START", "PROOF_MAY_EXTEND"}
        if known.vague:
            layer.flags.add("ESTIMATED_START")
        if known.future:
            layer.flags.add("FUTURE_DATE")
        return self.capped(layer)

    # Rule 3

    def capped(self, layer: Layer) -> Layer | None:
        cap = self.known(layer.policy["cap"], layer.policy) if "cap" in layer.policy else None
        if cap is None:
            return layer
        if cap.day < layer.start:
            return None
        if layer.end is None or cap.day < layer.end:
            layer.end = cap.day
            layer.flags.add("CAPPED")
        return layer
