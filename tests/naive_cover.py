"""The second opinion, rules 0 and 7 to 9: stops, status, the shown block, percentages and flags."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from naive_life import Lives
from naive_terms import FAR, CannotDate, Item, Layer, key_of, later, read

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


class Case(Lives):
    """A case as known on one day, with all its covers."""

    def __init__(self, case: Item, on: date) -> None:
        super().__init__(case, on)
        self.flags: set[str] = set()
        self.undated = False
        self.layers: list[Layer] = []

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
    """The answer to a case, ten keys; another day than its own may be given."""
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
