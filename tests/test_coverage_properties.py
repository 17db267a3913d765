"""What holds for every coverage case, whatever it says."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import random_cases
from cases import check
from hypothesis import given, settings
from hypothesis import strategies as st

from store.record import but
from store.records import Cover
from store.rules.calendar import shift
from store.rules.case import Case, History, Line, Repair, Site, Terms
from store.rules.cover_life import Life, live
from store.rules.coverage import cover, parse_case

steady = settings(derandomize=True, max_examples=100, deadline=None, database=None)

EPOCH = date(2026, 1, 1)
days = st.integers(0, 900).map(lambda number: (EPOCH + timedelta(days=number)).isoformat())
dice = st.randoms(use_true_random=False)


def _on_a_day(random: Random) -> dict[str, Any]:
    case = random_cases.case(random)
    case.setdefault("on", str(case.pop("now", ""))[:10])
    case.pop("lookup", None)
    return case


cases = dice.map(_on_a_day)
"""Up to five policies with up to three lines each, replacements, up to eight other events."""
general = dice.map(lambda random: random_cases.policy(random, "F", "ABCDEF")).filter(
    lambda policy: policy["kind"] != "recall"
)
repairs = dice.map(random_cases.repair)

STOPS = ("VOID", "NOT_TRANSFERABLE", "LIMIT_REACHED")


def answer(case: dict[str, Any]) -> Cover:
    return cover(parse_case(case))


def _consistent(found: Cover, on: date) -> None:
    left = None if found.end is None else (found.end - on).days
    assert found.days_left == left
    if found.status == "COVERED":
        assert found.start is not None and found.start <= on and (left is None or left >= 0)
        assert found.use is not None and max(found.parts_pct or 0, found.labour_pct or 0) > 0
    if found.status in ("EXPIRED", "GAP"):
        assert left is not None and left < 0
    if found.status in ("RETIRED", "UNKNOWN", "NO_COVERAGE"):
        assert found.start is None and found.end is None
    if found.status == "UNKNOWN":
        assert found.parts_pct is None and found.labour_pct is None
        assert found.flags & {"NEED_PROOF", "DATA_ERROR"}
    if found.status not in ("COVERED", "RECALL"):
        assert found.use is None and not found.parts_pct and not found.labour_pct
    if found.next_cover is not None:
        assert found.status != "COVERED" and found.next_cover > on
    for layer in found.layers:
        assert layer.stopped is None or layer.stopped in STOPS
        assert layer.end is None or layer.end >= layer.start


@steady
@given(cases)
def test_every_answer_is_consistent_and_explains_itself(case: dict[str, Any]) -> None:
    check(case, {})
    _consistent(answer(case), date.fromisoformat(case["on"]))


@steady
@given(cases, st.randoms(use_true_random=False))
def test_order_has_no_meaning(case: dict[str, Any], random: Any) -> None:
    shuffled = {**case, "policies": [*case["policies"]], "history": [*case["history"]]}
    random.shuffle(shuffled["policies"])
    random.shuffle(shuffled["history"])
    assert answer(shuffled) == answer(case)


@steady
@given(cases, general)
def test_one_more_policy_never_lowers_what_is_paid(case: dict[str, Any], policy: dict[str, Any]) -> None:
    more = {**case, "policies": [*case["policies"], policy]}
    before, after = answer(case), answer(more)
    if before.status == "RECALL":  # what covers the unit comes first, whatever it pays
        assert after.status in ("RECALL", "COVERED")
        return
    assert (after.parts_pct or 0) >= (before.parts_pct or 0)
    assert (after.labour_pct or 0) >= (before.labour_pct or 0)
    if before.status == "COVERED":
        assert after.status == "COVERED"


@steady
@given(cases)
def test_the_next_day_has_one_day_less(case: dict[str, Any]) -> None:
    """Eight days from the day itself, and eight around the end: one day less at each step."""
    first = date.fromisoformat(case["on"])
    around = answer(case).end or first
    for begin in (first, around - timedelta(days=4)):
        before = None
        for step in range(8):
            on = begin + timedelta(days=step)
            found = answer(random_cases.at(case, on))
            _consistent(found, on)
            if before and (before.status, before.start, before.end) == (found.status, found.start, found.end):
                assert found.days_left == (None if before.days_left is None else before.days_left - 1)
            before = found


@steady
@given(cases)
def test_a_policy_that_cannot_be_dated_is_never_a_refusal(case: dict[str, Any]) -> None:
    unknown = {"id": "G", "kind": "maker", "start": ["bought"], "lines": [{"duration": "12m"}]}
    found = answer({**case, "policies": [*case["policies"], unknown]})
    assert found.status in ("COVERED", "RECALL", "UNKNOWN", "RETIRED")
    if found.status != "RETIRED":
        assert "NEED_PROOF" in found.flags and any(need.proof == "bought" for need in found.needs)


@steady
@given(
    st.lists(st.sampled_from(["maker", "legal", "plan", "contract", "window"]), min_size=1, max_size=4), days
)
def test_no_dates_are_unknown(every: list[str], on: str) -> None:
    bodies = [{"id": str(n), "kind": kind, "lines": [{"duration": "1m"}]} for n, kind in enumerate(every)]
    assert answer({"unit": {"serial": "S1"}, "policies": bodies, "on": on}).status == "UNKNOWN"


stays = st.lists(st.tuples(st.integers(-20, 120), st.one_of(st.none(), st.integers(0, 50))), max_size=6)


def _suspended(rule: str, every: list[Repair], on: date, start: date, end: date) -> date:
    """Suspend by the letter of rule 4: count the days inside, move the end, repeat until nothing changes."""
    last = 0 if rule == "TOLL_INCL" else 1
    away = {
        repair.requested + timedelta(days=number)
        for repair in every
        for number in range(((repair.returned or on) - repair.requested).days + 1 - last)
    }
    moved = end
    while (found := end + timedelta(days=sum(start <= day <= moved for day in away))) != moved:
        moved = found
    return moved


@steady
@given(stays, st.sampled_from(["TOLL", "TOLL_INCL"]), st.integers(0, 60), st.integers(121, 300))
def test_suspension_by_its_letter(
    every: list[tuple[int, int | None]], rule: str, length: int, asked: int
) -> None:
    on, end = EPOCH + timedelta(days=asked), EPOCH + timedelta(days=length)
    stays_away = [
        Repair(shift(EPOCH, first), None if span is None else shift(EPOCH, first + span))
        for first, span in every
    ]
    line = Line(start=EPOCH, end=end)
    life = Life(Terms("M", "maker", (line,), on_repair=rule), line, EPOCH, end)
    stays_away.sort(key=lambda repair: repair.requested)
    known = [
        but(repair, returned=None) if repair.returned and repair.returned > on else repair
        for repair in stays_away
    ]
    live(life, History(repairs=tuple(known)), on, Site())
    assert life.end == _suspended(rule, known, on, EPOCH, end)
    assert ("TOLLED" in life.flags) == (life.end > end)
    assert sum((b - a).days + 1 for a, b in life.suspended) == (life.end - end).days


def _quiet(case: dict[str, Any]) -> dict[str, Any]:
    """Leave out what gives new covers with a repair, or ends old ones: repair guarantees and replacements."""
    policies = [each for each in case["policies"] if each["kind"] not in ("repair", "part", "recall")]
    for place, policy in enumerate(policies):
        if "after" in str(policy.get("start")):  # its start moves with the end of the other
            policies[place] = {**policy, "start": ["invoiced", "shipped", "built"]}
    unit = {**case["unit"], "dates": {"invoiced": "2026-03-31", **case["unit"].get("dates", {})}}
    history = [each for each in case["history"] if each["kind"] not in ("replacement", "refund")]
    return {**case, "unit": unit, "policies": policies, "history": history}


@steady
@given(cases, repairs)
def test_repairs_only_lengthen(case: dict[str, Any], stay: dict[str, Any]) -> None:
    quiet = _quiet(case)
    before = answer(quiet).layers
    after = answer({**quiet, "history": [*quiet["history"], stay]}).layers
    ends = sorted((layer.policy, layer.start, layer.end or date.max) for layer in before)
    later = sorted((layer.policy, layer.start, layer.end or date.max) for layer in after)
    assert all(one[:2] == two[:2] and one[2] <= two[2] for one, two in zip(ends, later, strict=True))


def test_the_cases_of_these_properties_are_not_empty() -> None:
    """Most have layers, many several; suspensions and longer covers do happen."""
    counts: Counter[str] = Counter()
    for seed in range(300):
        case = _on_a_day(Random(seed))
        found = answer(case)
        counts["layers"] += len(found.layers) > 0
        counts["several"] += len(found.layers) > 1
        counts["suspended"] += any(layer.suspended for layer in found.layers)
        stay = random_cases.repair(Random(seed))
        plain = _quiet(case)
        longer = answer({**plain, "history": [*plain["history"], stay]})
        counts["longer"] += [each.end for each in longer.layers] != [
            each.end for each in answer(plain).layers
        ]
    assert counts["layers"] > 150 and counts["several"] > 70
    assert counts["suspended"] > 8 and counts["longer"] > 10


def test_the_machine_has_no_say_in_random_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [case for seed in range(150) if "now" in (case := random_cases.case(Random(seed)))]
    answers = []
    for zone in ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        answers.append([answer(case) for case in asked])
    monkeypatch.undo()
    time.tzset()
    assert len(asked) > 10
    assert answers[0] == answers[1] == answers[2] == answers[3]


def test_the_machine_has_no_say_in_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    case = {
        "site": {"timezone": "Asia/Shanghai"},
        "unit": {"serial": "S1"},
        "policies": [{"id": "K", "kind": "maker", "lines": [{"start": "2026-01-01", "end": "2026-06-30"}]}],
        "now": "2026-06-30T15:59:59Z",
    }
    found = set()
    for zone in ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        found.add((answer(case).status, answer(case).days_left))
    monkeypatch.undo()
    time.tzset()
    assert found == {("COVERED", 0)}


def test_a_case_needs_no_parser() -> None:
    """A store may build its cases from facts it has already checked."""
    built = Case(parse_case({"unit": {"serial": "S1"}, "policies": [], "on": "2026-01-01"}).unit, (), EPOCH)
    assert cover(built).status == "NO_COVERAGE"
