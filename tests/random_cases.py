"""Random coverage cases that are valid, crowded and close to their own boundaries.

They are drawn from a `random.Random`, so that a seed names a case and hypothesis can lend its own. Days lie
within three years, terms are short and names are few, so that layers overlap, repairs fall on last days,
plans follow plans, and stops meet the policies they are aimed at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

Item = dict[str, Any]
Thing = TypeVar("Thing")

EPOCH = date(2026, 1, 1)
SPAN = 1000
"""Days from `EPOCH` on in which things happen."""
UNIT_DATES = ("built", "shipped", "delivered", "invoiced", "activated", "installed")
PARTS = ("belt", "pump")
FAULTS = ("E1", "E2")
MONTH_ENDS = ("2026-01-31", "2026-02-28", "2026-08-31", "2028-02-29", "2027-12-31", "2026-10-31")
SERIALS = ("SN1", "SN2", "SN3")
"""The chain of a replaced unit: each takes the place of the one before it."""


def maybe(random: Random, share: int) -> bool:
    """Say yes in so many cases of a hundred."""
    return random.randrange(100) < share


def day(random: Random, latest: int = SPAN) -> str:
    """Draw a day; every tenth is the end of a month."""
    if maybe(random, 10):
        return random.choice(MONTH_ENDS)
    return (EPOCH + timedelta(days=random.randrange(latest))).isoformat()


def duration(random: Random) -> str:
    """Draw a duration up to two years, seldom of no length."""
    unit = random.choice("dwmmmy")
    most = {"d": 200, "w": 30, "m": 24, "y": 2}[unit]
    return f"{0 if maybe(random, 4) else random.randrange(1, most + 1)}{unit}"


def entry(random: Random, depth: int = 0) -> Any:
    """Draw an entry of a preference list."""
    which = random.randrange(10) if depth < 2 else random.randrange(7)
    if which < 5:
        return random.choice(UNIT_DATES)
    if which == 5:
        return "bought"
    if which == 6:
        return day(random)
    if which < 9:
        return {"date": entry(random, depth + 1), "plus": duration(random)}
    return {"earliest": [entry(random, depth + 1) for _ in range(random.randrange(4))]}


def line(random: Random, kind: str) -> Item:
    """Draw one line of a policy."""
    made: Item = {}
    if maybe(random, 35):
        made["scope"] = random.choice(PARTS)
        if maybe(random, 30):
            made["instead"] = True
        if maybe(random, 12):
            return {"scope": made["scope"], "excluded": True}
    elif maybe(random, 10):
        made["scope"] = "whole"
    if kind not in ("repair", "part") and maybe(random, 20):
        ends = sorted((day(random), day(random)), reverse=maybe(random, 5))
        made["start"], made["end"] = ends
    else:
        made["duration"] = "lifetime" if maybe(random, 6) else duration(random)
    if maybe(random, 30):
        made["parts"], made["labour"] = random.choice(((100, 0), (50, 100), (0, 80), (70, 30)))
    if maybe(random, 25):
        made["usage_cap"] = {"measure": random.choice(("h", "km")), "max": random.choice((0, 50, 100))}
    return made


def policy(random: Random, name: str, names: Sequence[str]) -> Item:
    """Draw a policy; it may follow any of `names`."""
    kinds = ("maker", "maker", "maker", "legal", "plan", "plan", "contract", "window", "repair", "part")
    kind = "recall" if maybe(random, 8) else random.choice(kinds)
    made: Item = {"id": name, "kind": kind}
    if kind == "recall":
        made["serials"] = random.choice(
            ([["SN0", "SN9"]], [["SN1", "SN1"], ["SN3", "SN4"]], [["A", "Z"]], [])
        )
        made.update({"announced": day(random)} if maybe(random, 40) else {})
        made.update({"buyer": "business"} if maybe(random, 10) else {})
        return made
    made["lines"] = [line(random, kind) for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3)))]
    if maybe(random, 30):
        made["convention"] = random.choice(("CORR", "INCL"))
    if kind not in ("repair", "part"):
        made.update(dating(random, names))
    made.update(conditions(random))
    return made


def dating(random: Random, names: Sequence[str]) -> Item:
    """Draw how the lines of a policy are dated, and what repairs and replacements do to them."""
    made: Item = {}
    if maybe(random, 25):
        made["start"] = [{"after": random.choice(names)}]
    elif maybe(random, 60):
        made["start"] = [entry(random) for _ in range(random.choice((1, 1, 2, 3)))]
    if maybe(random, 20):
        made["cap"] = entry(random)
    if maybe(random, 60):
        rule = random.choice(("NONE", "TOLL", "TOLL_INCL", "ADD ", "AT_LEAST "))
        made["on_repair"] = rule + duration(random) if rule.endswith(" ") else rule
    if maybe(random, 60):
        rule = random.choice(("REMAINING", "ANEW", "LONGER "))
        made["on_replacement"] = rule + duration(random) if rule.endswith(" ") else rule
    return made


def conditions(random: Random) -> Item:
    """Draw who may have a policy, and what ends it."""
    made: Item = {}
    if maybe(random, 20):
        made["roll"] = maybe(random, 80)
    if maybe(random, 30):
        made["transferable"] = maybe(random, 20)
    if maybe(random, 10):
        made["buyer"] = random.choice(("consumer", "business"))
    if maybe(random, 20):
        made["bought"] = day(random)
    if maybe(random, 10):
        made["buy_within"] = entry(random)
    if maybe(random, 15):
        made["max_claims"] = random.choice((0, 1, 2))
    if maybe(random, 25):
        made["void_needs_evidence"] = maybe(random, 80)
    if maybe(random, 25):
        made["goodwill_window"] = duration(random)
    if maybe(random, 20):
        made["seller_proves"] = duration(random)
    return made


def repair(random: Random) -> Item:
    """Draw a stay in the workshop: still open, back the same day, or weeks long."""
    made: Item = {"kind": "repair", "from": day(random)}
    if maybe(random, 75):
        span = random.choice((0, 1, 3, 10, 40, random.randrange(120)))
        made["to"] = (date.fromisoformat(made["from"]) + timedelta(days=span)).isoformat()
    made.update({"component": random.choice(PARTS)} if maybe(random, 75) else {})
    made.update({"fault": random.choice(FAULTS)} if maybe(random, 50) else {})
    made.update({"new_part": maybe(random, 85)} if maybe(random, 60) else {})
    return made


def event(random: Random, names: Sequence[str]) -> Item:
    """Draw any event but a replacement; it is aimed at one of the policies `names` if at any."""
    kinds = ("repair",) * 6 + (
        "void",
        "transfer",
        "transfer",
        "claim",
        "reading",
        "reading",
        "reading",
        "recall_done",
        "refund",
    )
    kind = random.choice(kinds)
    if kind == "repair":
        return repair(random)
    if kind == "refund" and maybe(random, 80):
        kind = "claim"
    made: Item = {"kind": kind, "date": day(random)}
    if kind == "void":
        made.update({"reason": "opened"} if maybe(random, 50) else {})
        made.update({"evidence": maybe(random, 70)} if maybe(random, 60) else {})
        made.update({"policy": random.choice(names)} if maybe(random, 40) else {})
    if kind in ("claim", "recall_done"):
        made["policy"] = random.choice(names)
    if kind == "claim" and maybe(random, 40):
        made["outcome"] = random.choice(("approved", "rejected", "cancelled"))
    if kind == "reading":
        made["measure"] = random.choice(("h", "km"))
        made["value"] = random.choice((0, 44, 45, 45.5, 50, 50.5, 90, 100, 120))
    return made


def unit(random: Random, serial: str) -> Item:
    """Draw a unit with some of its dates, one in six to the month only."""
    made: Item = {"serial": serial}
    if maybe(random, 90):
        dates = {name: day(random, 500) for name in UNIT_DATES if maybe(random, 55)}
        made["dates"] = {name: each[:7] if maybe(random, 16) else each for name, each in dates.items()}
    if maybe(random, 20):
        made["buyer"] = random.choice(("consumer", "business"))
    return made


def site(random: Random) -> Item:
    """Draw a site, with days off if any."""
    made: Item = {}
    if maybe(random, 60):
        every = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        made["working_days"] = random.choice((every[:5], every[:6], ["tue", "fri"], every))
    if maybe(random, 50):
        made["holidays"] = sorted({day(random) for _ in range(8)})
    if maybe(random, 30):
        made["timezone"] = random.choice(("Asia/Shanghai", "America/Los_Angeles", "Europe/Kyiv", "UTC"))
    return made


def case(random: Random) -> Item:
    """Draw a whole case."""
    names = ["A", "B", "C", "D", "E"][: random.choice((1, 2, 3, 4, 5))]
    swaps = random.choice((0, 0, 0, 0, 1, 1, 2))
    asked = swaps if maybe(random, 92) else random.randrange(swaps + 1)
    made: Item = {
        "unit": unit(random, SERIALS[asked]),
        "policies": [policy(random, name, [*names, "Z"]) for name in names],
        "history": [event(random, names) for _ in range(random.randrange(9))],
    }
    days = sorted(day(random) for _ in range(swaps))
    pairs = zip(days, SERIALS, SERIALS[1:], strict=False)
    made["history"] += [{"kind": "replacement", "date": d, "old": old, "new": new} for d, old, new in pairs]
    random.shuffle(made["history"])
    made.update({"site": site(random)} if maybe(random, 50) else {})
    made.update({"component": random.choice(PARTS)} if maybe(random, 45) else {})
    made.update({"fault": random.choice(FAULTS)} if maybe(random, 30) else {})
    if maybe(random, 12):
        made["lookup"] = lookup(random, made["unit"]["serial"])
    if maybe(random, 15):
        hour = random.randrange(24)
        made["now"] = f"{day(random)}T{hour:02d}:{random.randrange(60):02d}:00Z"
    else:
        made["on"] = day(random, SPAN + 300)
    if maybe(random, 25) and "on" in made:
        made["failed"] = earlier(made["on"], random.choice((0, 1, 10, 90, 300)))
    return made


def lookup(random: Random, serial: str) -> Item:
    """Draw what was scanned, the unit's serial in some spelling, and what else is in the book."""
    spelled = (serial, serial.lower(), f" {serial[:2]}-{serial[2:]} ", serial.replace("S", "\uff33"))
    made: Item = {"typed": random.choice(spelled)}
    if maybe(random, 50):
        others = [{"serial": random.choice((serial.lower(), "SN-77"))}]
        made["others"] = others if maybe(random, 50) else [{**others[0], "product": "P2"}]
    return made


def earlier(text: str, days: int) -> str:
    """Return the day so many days before."""
    return (date.fromisoformat(text) - timedelta(days=days)).isoformat()


def at(made: Mapping[str, Any], on: date) -> Item:
    """Ask the same on another day."""
    asked = {name: value for name, value in made.items() if name not in ("on", "now", "failed")}
    if "failed" in made and made["failed"] <= on.isoformat():
        asked["failed"] = made["failed"]
    return {**asked, "on": on.isoformat()}
