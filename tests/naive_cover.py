"""Coverage worked out a second time, day by day, from the written rules alone.

It knows nothing of `store.rules`: covers are sets of days, terms are counted one day or one month at a time,
blocks are walked along the calendar. It is slow and plain on purpose; `test_coverage_second_opinion.py` compares it
with the engine on random cases. A case given here must be valid: nothing is checked.
"""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Item = dict[str, Any]

DAY = timedelta(days=1)
FAR = date(2050, 1, 1)
"""Cover without an end is walked up to here; no random case comes near it."""

PAYS_FIRST = ["part", "repair", "maker", "plan", "contract", "legal", "window"]
STOPS = ["VOID", "NOT_TRANSFERABLE", "LIMIT_REACHED"]
KIND_FLAGS = {
    "legal": "LEGAL_SELLER",
    "plan": "PLAN",
    "contract": "CONTRACT",
    "window": "RETURN_WINDOW",
    "repair": "REPAIR_WARRANTY",
    "part": "PART_WARRANTY",
}


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


class Case:
    """A case as known on one day."""

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
        self.flags: set[str] = set()
        self.undated = False
        self.layers: list[Layer] = []

    def events(self, kind: str) -> list[Item]:
        return [each for each in self.past if each["kind"] == kind]

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
            found = [each for each in every if each]
            return min(found, key=lambda each: (each.day, each.vague), default=None)
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

    # Rules 4 to 6

    def live(self, layer: Layer) -> None:
        """Follow a cover through repairs and replacements, and roll its end."""
        previous = date.min
        for swap in self.swaps:
            self.repaired(layer, previous, swap)
            shown = self.roll(layer)
            if layer.start <= swap and (shown is None or swap <= shown):
                self.replaced(layer, swap)
            previous = swap
        self.repaired(layer, previous, None)
        rule = layer.policy.get("on_repair", "NONE")
        for each in self.events("repair"):
            asked = read(each["from"])
            if rule.startswith("TOLL") and "to" not in each and asked >= previous and layer.end is not None:
                if layer.start <= asked <= layer.end:
                    layer.flags.add("TOLLING_OPEN")
        layer.rolled = self.roll(layer)
        if layer.rolled != layer.end:
            layer.flags.add("ROLLED")

    def repaired(self, layer: Layer, after: date, before: date | None) -> None:
        """Rule 4 with the repairs requested from one replacement on and before the next."""
        rule = layer.policy.get("on_repair", "NONE")
        if rule == "NONE" or layer.end is None or layer.policy["kind"] in ("repair", "part"):
            return
        stays = []
        for each in self.events("repair"):
            asked = read(each["from"])
            if asked < after or (before is not None and asked >= before):
                continue
            back = read(each["to"]) if "to" in each else None
            finished = back is not None and (before is None or back <= before)
            if not finished:
                back = self.on if before is None else before
            assert back is not None
            stays.append((asked, back, finished))
        stays.sort()
        if rule in ("TOLL", "TOLL_INCL"):
            self.toll(layer, stays, rule == "TOLL_INCL")
            return
        word, duration = rule.split()
        for asked, back, finished in stays:
            if not finished or not layer.start <= asked <= layer.end:
                continue
            if word == "ADD":
                moved = layer.end if layer.added else later(layer.end, duration)[0]
                layer.added = True
            else:
                moved = max(layer.end, later(back, duration)[0])
            if moved > layer.end:
                layer.end = moved
                layer.flags.add("REPAIR_EXTENDED")

    def toll(self, layer: Layer, stays: list[tuple[date, date, bool]], inclusive: bool) -> None:
        base = layer.end
        assert base is not None
        away = set()
        for asked, back, _ in stays:
            day = asked
            while day < back or (inclusive and day == back):
                away.add(day)
                day += DAY
        while True:
            assert layer.end is not None
            counted = sum(1 for day in away if layer.start <= day <= layer.end)
            if base + counted * DAY == layer.end:
                break
            layer.end = base + counted * DAY
            layer.flags.add("TOLLED")

    def replaced(self, layer: Layer, day: date) -> None:
        rule = layer.policy.get("on_replacement", "REMAINING")
        layer.start = day
        layer.flags.add("INHERITED")
        if layer.end is None:
            return
        duration = layer.line.get("duration", "lifetime")
        if rule == "ANEW" and duration != "lifetime":
            layer.end = max(layer.end, self.term(day, day, layer.line, layer.policy) or layer.end)
        elif rule.startswith("LONGER"):
            layer.end = max(layer.end, later(day, rule.split()[1])[0])

    def works(self, day: date) -> bool:
        name = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day.weekday()]
        return name in self.site.get("working_days", [name]) and day.isoformat() not in self.site.get(
            "holidays", []
        )

    def roll(self, layer: Layer) -> date | None:
        day = layer.end
        while day is not None and layer.policy.get("roll") and not self.works(day):
            day += DAY
        return day

    def after_repairs(self, policy: Item, line: Item) -> list[Layer]:
        made: list[Layer] = []
        for each in self.events("repair"):
            if "to" not in each or (self.swaps and read(each["from"]) < self.swaps[-1]):
                continue
            part = self.asked is not None and each.get("component") == self.asked
            if policy["kind"] == "repair":
                fits = part or (self.fault is not None and each.get("fault") == self.fault)
            else:
                fits = part and each.get("new_part", False)
            if fits and (line["duration"] == "lifetime" or int(line["duration"][:-1]) > 0):
                back = read(each["to"])
                made.append(Layer(policy, line, back, self.term(back, back, line, policy)))
        return made

    # Rule 7

    def voids(self, policy: Item) -> list[Item]:
        general = policy["kind"] in ("maker", "plan", "contract", "repair", "part")
        aimed = []
        for each in self.events("void"):
            if each.get("policy") == policy["id"] or ("policy" not in each and general):
                aimed.append(each)
        return aimed

    def readings(self, line: Item) -> list[tuple[date, Any]]:
        wanted, found = line["usage_cap"]["measure"], []
        for each in self.events("reading"):
            if each["measure"] == wanted and not (self.swaps and read(each["date"]) <= self.swaps[-1]):
                found.append((read(each["date"]), each["value"]))
        return found

    def claims_used(self, policy: Item) -> bool:
        approved = [
            each
            for each in self.events("claim")
            if each["policy"] == policy["id"] and each.get("outcome", "approved") == "approved"
        ]
        return "max_claims" in policy and len(approved) >= policy["max_claims"]

    def stop(self, layer: Layer) -> str | None:
        policy = layer.policy
        for each in self.voids(policy):
            if each.get("evidence") or not policy.get("void_needs_evidence"):
                return "VOID"
        for each in self.events("transfer"):
            new_owners = "bought" in policy and read(policy["bought"]) >= read(each["date"])
            if policy.get("transferable") is False and not new_owners:
                return "NOT_TRANSFERABLE"
        if "usage_cap" in layer.line:
            values = [value for _, value in self.readings(layer.line)]
            if values and max(values) > layer.line["usage_cap"]["max"]:
                return "LIMIT_REACHED"
        return "LIMIT_REACHED" if self.claims_used(policy) else None

    # What is covered

    def collect(self) -> None:
        """Every cover of every policy, with the flags of what cannot be dated."""
        for policy in self.policies.values():
            if self.too_late(policy):
                self.flags.add("PLAN_INELIGIBLE")
            if policy["kind"] == "recall" or not self.offered(policy):
                continue
            out = [li for li in policy["lines"] if li.get("excluded") and li.get("scope") == self.asked]
            if out and self.asked is not None:
                self.flags.add("EXCLUDED")
            for line in self.lines(policy, self.asked):
                self.collect_line(policy, line)

    def collect_line(self, policy: Item, line: Item) -> None:
        try:
            if policy["kind"] in ("repair", "part"):
                made = self.after_repairs(policy, line)
            else:
                only = self.layer(policy, line)
                made = [only] if only else []
        except CannotDate as why:
            self.flags |= why.flags
            self.undated = True
            return
        for layer in made:
            if policy["kind"] in ("repair", "part"):
                layer.rolled = self.roll(layer)
                if layer.rolled != layer.end:
                    layer.flags.add("ROLLED")
            else:
                self.live(layer)
            if layer.rolled is None:
                layer.flags.add("LIFETIME")
            layer.stop = self.stop(layer)
            self.layers.append(layer)

    def recalls(self) -> list[str]:
        mine, found = key_of(self.unit["serial"]), []
        for policy in self.policies.values():
            if policy["kind"] != "recall" or not self.offered(policy):
                continue
            if any(each.get("policy") == policy["id"] for each in self.events("recall_done")):
                continue
            if "announced" in policy and read(policy["announced"]) > self.on:
                continue
            for low, high in policy.get("serials", []):
                first, last = key_of(low), key_of(high)
                if len(first) == len(mine) == len(last) and first <= mine <= last:
                    found.append(policy["id"])
        return sorted(set(found))


def block(layers: list[Layer], day: date) -> list[Layer]:
    """The layers that lie in one unbroken run of days with this day."""
    covered: set[int] = set().union(*(layer.days for layer in layers))
    first = last = day.toordinal()
    while first - 1 in covered:
        first -= 1
    while last + 1 in covered:
        last += 1
    return [layer for layer in layers if first <= layer.start.toordinal() <= last]


def in_force(layer: Layer, on: date) -> bool:
    return layer.start <= on and (layer.rolled is None or on <= layer.rolled)


def judged(known: Case) -> tuple[str, list[Layer]]:
    """The status without recall, and the shown block."""
    on = known.on
    usable = [layer for layer in known.layers if layer.stop is None]
    ended = [layer for layer in known.layers if layer.rolled is not None and layer.rolled < on]
    coming = sorted((layer for layer in usable if layer.start > on), key=lambda layer: layer.start)
    if any(in_force(layer, on) for layer in usable):
        return "COVERED", block(usable, on)
    if known.undated:
        return "UNKNOWN", []
    for stop in STOPS:
        stopped = [layer for layer in known.layers if layer.stop == stop]
        if any(in_force(layer, on) for layer in stopped):
            return stop, block(stopped, on)
    if ended:
        last = max(layer.rolled for layer in ended if layer.rolled is not None)
        return ("GAP" if coming else "EXPIRED"), block(ended, last)
    if coming:
        return "NOT_STARTED", block(usable, coming[0].start)
    for stop in STOPS:
        stopped = [layer for layer in known.layers if layer.stop == stop]
        if stopped:
            return stop, block(stopped, min(layer.start for layer in stopped))
    return "NO_COVERAGE", []


def nothing(status: str, **more: Any) -> Item:
    keys = ("start", "end", "days_left", "parts_pct", "labour_pct", "next_cover", "use", "replaced_by")
    return {"status": status, **dict.fromkeys(keys), "flags": [], **more}


def day_of(case: Item) -> date:
    if "on" in case:
        return read(case["on"])
    moment = datetime.fromisoformat(case["now"].replace("Z", "+00:00"))
    return moment.astimezone(ZoneInfo(case.get("site", {}).get("timezone", "UTC"))).date()


def retired(known: Case, flags: set[str]) -> Item | None:
    serial = known.unit["serial"]
    swaps = {key_of(each["old"]): each["new"] for each in known.events("replacement")}
    refunds = known.events("refund")
    if key_of(serial) not in swaps and not refunds:
        return None
    found = None
    while key_of(found or serial) in swaps:
        found = swaps[key_of(found or serial)]
    flags &= {"RECALL", "NORMALISED_MATCH"}
    flags |= {"REFUNDED"} if refunds else set()
    return nothing("RETIRED", parts_pct=0, labour_pct=0, replaced_by=found, flags=sorted(flags))


def evaluate(case: Item, on: date | None = None) -> Item:
    """The answer to a case, the ten keys of the written rules; the day may be given instead of the case's own."""
    on = on or day_of(case)
    lookup = case.get("lookup", {})
    mine = key_of(case["unit"]["serial"])
    if "typed" in lookup and any(key_of(each["serial"]) == mine for each in lookup.get("others", [])):
        return nothing("UNKNOWN", flags=["AMBIGUOUS_SERIAL"])
    known = Case(case, on)
    recalls = known.recalls()
    flags = {"RECALL"} if recalls else set()
    if "typed" in lookup and lookup["typed"] != case["unit"]["serial"]:
        flags.add("NORMALISED_MATCH")
    gone = retired(known, flags)
    if gone:
        return gone
    known.collect()
    status, shown = judged(known)
    if recalls and status != "COVERED":
        status = "RECALL"
    answer = described(known, status, shown)
    if status == "RECALL":
        answer.update(parts_pct=100, labour_pct=100, use=recalls[0])
    flags |= known.flags | block_flags(known, shown, answer["end"]) | force_flags(known)
    flags |= covered_flags(known, answer) if status == "COVERED" else ended_flags(known, answer)
    if "failed" in case and status != "COVERED":
        flags |= {"FAILURE_DATE_CLAIMED"} & _claimed(case)
    return {**answer, "flags": sorted(flags)}


def _claimed(case: Item) -> set[str]:
    then = {name: value for name, value in case.items() if name != "failed"}
    covered = evaluate(then, read(case["failed"]))["status"] == "COVERED"
    return {"FAILURE_DATE_CLAIMED"} if covered else set()


def described(known: Case, status: str, shown: list[Layer]) -> Item:
    """Dates, percentages and the policy to use."""
    on = known.on
    answer = nothing(status, parts_pct=0, labour_pct=0)
    if status == "UNKNOWN":
        answer.update(parts_pct=None, labour_pct=None)
    if shown:
        ends = [layer.rolled for layer in shown]
        answer["start"] = min(layer.start for layer in shown).isoformat()
        if None not in ends:
            last = max(each for each in ends if each is not None)
            answer.update(end=last.isoformat(), days_left=(last - on).days)
    usable = [layer for layer in known.layers if layer.stop is None]
    if status == "COVERED":
        force = [layer for layer in usable if in_force(layer, on)]
        answer["parts_pct"] = max(layer.line.get("parts", 100) for layer in force)
        answer["labour_pct"] = max(layer.line.get("labour", 100) for layer in force)
        force.sort(
            key=lambda each: (
                PAYS_FIRST.index(each.policy["kind"]),
                each.rolled or FAR,
                each.policy["id"],
            )
        )
        answer["use"] = force[0].policy["id"]
    else:
        coming = [layer.start for layer in usable if layer.start > on]
        answer["next_cover"] = min(coming).isoformat() if coming else None
    return answer


def block_flags(known: Case, shown: list[Layer], end: str | None) -> set[str]:
    flags: set[str] = set().union(*(layer.flags for layer in shown))
    if end is not None and not known.works(read(end)):
        flags.add("ENDS_NONWORKING")
    return flags


def force_flags(known: Case) -> set[str]:
    flags = set()
    for layer in known.layers:
        if not in_force(layer, known.on):
            continue
        if known.claims_used(layer.policy):
            flags.add("CLAIM_CAP")
        if any(not each.get("evidence") for each in known.voids(layer.policy)):
            flags.add("NEEDS_EVIDENCE")
        if "usage_cap" not in layer.line:
            continue
        most, readings = layer.line["usage_cap"]["max"], known.readings(layer.line)
        if not readings:
            flags.add("USAGE_UNKNOWN")
            continue
        value = max(value for _, value in readings)
        if value > most:
            flags.add("USAGE_CAP")
        elif value * 10 >= most * 9:
            flags.add("USAGE_NEAR")
        if any(day < other and value > less for day, value in readings for other, less in readings):
            flags.add("USAGE_REGRESSION")
    return flags


def covered_flags(known: Case, answer: Item) -> set[str]:
    flags = set()
    if answer["days_left"] == 0:
        flags.add("LAST_DAY")
    if answer["parts_pct"] > 0 and answer["labour_pct"] == 0:
        flags.add("PARTS_ONLY")
    for layer in known.layers:
        if layer.stop or not in_force(layer, known.on):
            continue
        flags |= {KIND_FLAGS[layer.policy["kind"]]} if layer.policy["kind"] in KIND_FLAGS else set()
        if "seller_proves" in layer.policy:
            last = later(layer.start, layer.policy["seller_proves"])[0]
            flags.add("BURDEN_SELLER" if known.on <= last else "BURDEN_CUSTOMER")
    return flags


def ended_flags(known: Case, answer: Item) -> set[str]:
    flags: set[str] = set()
    if answer["status"] not in ("EXPIRED", "GAP"):
        return flags
    if answer["days_left"] == -1:
        flags.add("BOUNDARY")
    for layer in known.layers:
        if layer.stop or layer.rolled is None or layer.rolled >= known.on:
            continue
        window = layer.policy.get("goodwill_window")
        if window and known.on <= later(layer.rolled, window)[0]:
            flags.add("GOODWILL_CANDIDATE")
    return flags
