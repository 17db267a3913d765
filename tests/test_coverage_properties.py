"""What holds for every coverage case, whatever it says."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest
from cases import check
from hypothesis import given, settings
from hypothesis import strategies as st

from store.record import but
from store.records import Cover
from store.rules.calendar import shift
from store.rules.case import Case, History, Line, Repair, Site, Terms
from store.rules.cover_life import Life, live
from store.rules.coverage import cover, parse_case

steady = settings(derandomize=True, max_examples=50, deadline=None, database=None)

EPOCH = date(2026, 1, 1)
days = st.integers(0, 900).map(lambda number: (EPOCH + timedelta(days=number)).isoformat())
months = st.integers(1, 12).map(lambda number: f"2026-{number:02d}")
durations = st.tuples(st.integers(0, 14), st.sampled_from("dwm")).map(lambda pair: f"{pair[0]}{pair[1]}")
names = st.sampled_from(["invoiced", "delivered", "shipped", "built"])
entries = st.one_of(
    names,
    days,
    st.fixed_dictionaries({"date": names, "plus": durations}),
    st.fixed_dictionaries({"earliest": st.lists(names, max_size=3)}),
)
components = st.sampled_from(["belt", "pump"])
percents = st.integers(1, 10).map(lambda tens: 10 * tens)
caps = st.fixed_dictionaries({"measure": st.just("h"), "max": st.integers(0, 100)})
shares = {"parts": percents, "labour": percents, "usage_cap": caps}
dated_lines = st.tuples(days, days).map(lambda pair: {"start": min(pair), "end": max(pair)})
timed_lines = st.fixed_dictionaries(
    {"duration": st.one_of(durations, durations, st.just("lifetime"))}, optional=shares
)
component_lines = st.fixed_dictionaries(
    {"duration": durations, "scope": components}, optional={**shares, "instead": st.booleans()}
)
excluded_lines = st.fixed_dictionaries({"scope": components, "excluded": st.just(True)})
lines = st.lists(
    st.one_of(timed_lines, timed_lines, dated_lines, component_lines, excluded_lines), max_size=3
)
terms = {
    "convention": st.sampled_from(["CORR", "INCL"]),
    "start": st.one_of(
        st.lists(entries, max_size=3), st.sampled_from("ABCD").map(lambda after: [{"after": after}])
    ),
    "cap": entries,
    "on_repair": st.sampled_from(["NONE", "TOLL", "TOLL_INCL", "ADD 3m", "AT_LEAST 2m"]),
    "on_replacement": st.sampled_from(["REMAINING", "ANEW", "LONGER 90d"]),
}
conditions = {
    "roll": st.booleans(),
    "transferable": st.booleans(),
    "buyer": st.sampled_from(["consumer", "business"]),
    "bought": days,
    "buy_within": entries,
    "max_claims": st.integers(1, 3),
    "void_needs_evidence": st.booleans(),
    "goodwill_window": durations,
    "seller_proves": durations,
}
kinds = st.sampled_from(["maker", "legal", "plan", "contract", "window"])
general = st.fixed_dictionaries({"kind": kinds, "lines": lines}, optional=terms | conditions)
guarantees = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["repair", "part"]),
        "lines": st.lists(st.one_of(timed_lines, component_lines), max_size=2),
    },
    optional=conditions,
)
recalls = st.fixed_dictionaries(
    {"kind": st.just("recall")}, optional={"serials": st.just([["S0", "S9"]]), "announced": days}
)
policies = st.lists(st.one_of(general, general, guarantees, recalls), max_size=4).map(
    lambda every: [{"id": name, **body} for name, body in zip("ABCD", every, strict=False)]
)
targets = {"policy": st.sampled_from("ABCD")}


def _event(kind: str, must: dict[str, Any] | None = None, may: dict[str, Any] | None = None) -> Any:
    return st.fixed_dictionaries({"kind": st.just(kind), "date": days, **(must or {})}, optional=may or {})


repairs = st.tuples(
    days,
    st.integers(-1, 60),
    st.fixed_dictionaries({}, optional={"component": components, "new_part": st.booleans()}),
).map(
    lambda each: {
        "kind": "repair",
        "from": each[0],
        **(
            {"to": (date.fromisoformat(each[0]) + timedelta(days=each[1])).isoformat()}
            if each[1] >= 0
            else {}
        ),
        **each[2],
    }
)
events = st.one_of(
    repairs,
    repairs,
    _event("replacement", {"old": st.just("S0"), "new": st.just("S1")}),
    _event("transfer"),
    _event("void", may={**targets, "evidence": st.booleans()}),
    _event("claim", targets),
    _event("reading", {"measure": st.just("h"), "value": st.integers(0, 120)}),
    _event("recall_done", targets),
)
cases = st.fixed_dictionaries(
    {
        "unit": st.fixed_dictionaries(
            {"serial": st.just("S1")},
            optional={"dates": st.dictionaries(names, st.one_of(days, days, months), max_size=3)},
        ),
        "policies": policies,
        "history": st.lists(events, max_size=5),
        "on": days,
    },
    optional={
        "site": st.fixed_dictionaries({"working_days": st.just(["mon", "tue", "fri"])}),
        "component": components,
    },
)

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
    more = {**case, "policies": [*case["policies"], {**policy, "id": "E"}]}
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
    today = answer(case)
    following = date.fromisoformat(case["on"]) + timedelta(days=1)
    tomorrow = answer({**case, "on": following.isoformat()})
    same = (today.status, today.start, today.end) == (tomorrow.status, tomorrow.start, tomorrow.end)
    if same and today.days_left is not None:
        assert tomorrow.days_left == today.days_left - 1


@steady
@given(cases)
def test_a_policy_that_cannot_be_dated_is_never_a_refusal(case: dict[str, Any]) -> None:
    unknown = {"id": "E", "kind": "maker", "start": ["installed"], "lines": [{"duration": "12m"}]}
    found = answer({**case, "policies": [*case["policies"], unknown]})
    assert found.status in ("COVERED", "RECALL", "UNKNOWN")
    assert "NEED_PROOF" in found.flags and any(need.proof == "installed" for need in found.needs)


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


@steady
@given(cases, repairs)
def test_repairs_only_lengthen(case: dict[str, Any], stay: dict[str, Any]) -> None:
    plain = [policy for policy in case["policies"] if policy["kind"] not in ("repair", "part")]
    quiet = {**case, "policies": plain, "history": [e for e in case["history"] if e["kind"] != "replacement"]}
    quiet["policies"] = [{**p, "start": ["invoiced"]} if "after" in str(p.get("start")) else p for p in plain]
    before = answer(quiet).layers
    after = answer({**quiet, "history": [*quiet["history"], stay]}).layers
    ends = sorted((layer.policy, layer.start, layer.end or date.max) for layer in before)
    later = sorted((layer.policy, layer.start, layer.end or date.max) for layer in after)
    assert all(one[:2] == two[:2] and one[2] <= two[2] for one, two in zip(ends, later, strict=True))


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
