"""`counterpane cover` on random cases: right ones answered, broken ones refused by the name of the field."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import random_cases
from naive_cover import evaluate

from tui.__main__ import main

Item = dict[str, Any]
Cover = Callable[[object], tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cover:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = tmp_path / "case.json"

    def ask_(case: object) -> tuple[int, str, str]:
        path.write_text(case if isinstance(case, str) else json.dumps(case), encoding="utf-8")
        status = main(["cover", str(path), "--json", "--lang", "en"])
        return (status, *capsys.readouterr())

    return ask_


def test_random_cases_are_answered_as_the_rules_say(ask: Cover) -> None:
    for seed in range(1000, 1060):
        case = {"id": seed, "about": "random", "expect": {}, **random_cases.case(Random(seed))}
        status, out, err = ask(case)
        assert (status, err) == (0, ""), json.dumps(case)
        answer = json.loads(out)
        expected = evaluate(case)
        assert {key: answer[key] for key in expected} == expected, json.dumps(case)
        assert answer["steps"]


def with_line(case: Item, **fields: object) -> Item:
    case["policies"] = [{"id": "M", "kind": "maker", "lines": [fields]}]
    return case


def with_policy(case: Item, **fields: object) -> Item:
    case["policies"] = [{"id": "M", "kind": "maker", "lines": [{"duration": "12m"}], **fields}]
    return case


def with_event(case: Item, **fields: object) -> Item:
    case["history"] = [fields]
    return case


def with_site(case: Item, **fields: object) -> Item:
    case["site"] = fields
    return case


def dated(case: Item, **fields: object) -> Item:
    case.pop("on", None)
    case.pop("now", None)
    case.pop("failed", None)
    return {**case, **fields}


def born(case: Item, **fields: object) -> Item:
    return {**case, "unit": {**case["unit"], **fields}}


LINE, DAY = "policies[0].lines[0]", "2026-11-21"
BREAKS: list[tuple[str, Callable[[Item], object]]] = [
    ("colour", lambda case: {**case, "colour": "red"}),
    ("unit.colour", lambda case: born(case, colour="red")),
    ("unit.dates.sold", lambda case: born(case, dates={"sold": DAY})),
    ("policies[0].colour", lambda case: with_policy(case, colour="red")),
    (f"{LINE}.colour", lambda case: with_line(case, duration="12m", colour="red")),
    ("history[0].colour", lambda case: with_event(case, kind="refund", date=DAY, colour="red")),
    ("site.colour", lambda case: with_site(case, colour="red")),
    ("lookup.colour", lambda case: {**case, "lookup": {"colour": "red"}}),
    ("on", lambda case: dated(case, on=DAY, now=f"{DAY}T10:00:00Z")),
    ("on", dated),
    ("on", lambda case: dated(case, on="2026-02-30")),
    ("on", lambda case: dated(case, on=20261121)),
    ("on", lambda case: dated(case, on=None)),
    ("on", lambda case: dated(case, on="2026-11")),
    ("now", lambda case: dated(case, now=DAY)),
    ("now", lambda case: dated(case, now=f"{DAY}T10:00:00")),
    ("now", lambda case: dated(case, now=f"{DAY}T24:61:00Z")),
    ("unit.serial", lambda case: born(case, serial=12345)),
    ("unit.serial", lambda case: born(case, serial=["S1"])),
    ("unit.buyer", lambda case: born(case, buyer="dealer")),
    ("unit.dates.built", lambda case: born(case, dates={"built": "2026-13"})),
    ("unit.dates.built", lambda case: born(case, dates={"built": "2026-06-31"})),
    ("unit.dates", lambda case: born(case, dates=[DAY])),
    (f"{LINE}.start", lambda case: with_line(case, duration="12m", start=DAY, end=DAY)),
    (f"{LINE}.end", lambda case: with_line(case, start=DAY)),
    (f"{LINE}.duration", lambda case: with_line(case, parts=50)),
    (f"{LINE}.duration", lambda case: with_line(case, duration="12")),
    (f"{LINE}.duration", lambda case: with_line(case, duration="12 m")),
    (f"{LINE}.duration", lambda case: with_line(case, duration="1.5y")),
    (f"{LINE}.duration", lambda case: with_line(case, duration=12)),
    (f"{LINE}.duration", lambda case: with_line(case, duration="Lifetime")),
    (f"{LINE}.parts", lambda case: with_line(case, duration="12m", parts=101)),
    (f"{LINE}.parts", lambda case: with_line(case, duration="12m", parts=-1)),
    (f"{LINE}.parts", lambda case: with_line(case, duration="12m", parts=50.5)),
    (f"{LINE}.labour", lambda case: with_line(case, duration="12m", labour="100")),
    (f"{LINE}.labour", lambda case: with_line(case, duration="12m", parts=0, labour=0)),
    (f"{LINE}.scope", lambda case: with_line(case, duration="12m", scope=[])),
    (f"{LINE}.instead", lambda case: with_line(case, duration="12m", scope="belt", instead=1)),
    (f"{LINE}.usage_cap.max", lambda case: with_line(case, duration="1m", usage_cap={"measure": "h"})),
    ("policies[0].goodwill_window", lambda case: with_policy(case, goodwill_window="lifetime")),
    ("policies[0].seller_proves", lambda case: with_policy(case, seller_proves="lifetime")),
    ("policies[0].on_repair", lambda case: with_policy(case, on_repair="ADD lifetime")),
    ("policies[0].on_replacement", lambda case: with_policy(case, on_replacement="LONGER lifetime")),
    ("policies[0].cap.plus", lambda case: with_policy(case, cap={"date": "built", "plus": "lifetime"})),
    ("policies[0].start[0].plus", lambda case: with_policy(case, start=[{"date": DAY, "plus": "lifetime"}])),
    ("policies[0].start[1]", lambda case: with_policy(case, start=["built", {"after": "X"}])),
    ("policies[0].start", lambda case: with_policy(case, start="built")),
    ("policies[0].bought", lambda case: with_policy(case, bought="2026-02-29")),
    ("policies[0].max_claims", lambda case: with_policy(case, max_claims="2")),
    ("policies[0].kind", lambda case: with_policy(case, kind="warranty")),
    ("policies[0].lines", lambda case: {**case, "policies": [{"id": "M", "kind": "maker"}]}),
    ("policies[0].id", lambda case: {**case, "policies": [{"kind": "maker", "lines": []}]}),
    ("policies[1].id", lambda case: {**case, "policies": [{"id": "R", "kind": "recall"}] * 2}),
    ("policies", lambda case: {**case, "policies": {"M": {}}}),
    ("history", lambda case: {**case, "history": "none"}),
    ("history[0].kind", lambda case: with_event(case, kind="sale", date=DAY)),
    ("history[0].to", lambda case: with_event(case, kind="repair", **{"from": DAY, "to": "2026-11-20"})),
    ("history[0].from", lambda case: with_event(case, kind="repair", to=DAY)),
    ("history[0].date", lambda case: with_event(case, kind="transfer", date="2026-00-01")),
    ("history[0].value", lambda case: with_event(case, kind="reading", date=DAY, measure="h", value=True)),
    ("history[0].new", lambda case: with_event(case, kind="replacement", date=DAY, old="A")),
    ("site.working_days", lambda case: with_site(case, working_days=[])),
    ("site.working_days[1]", lambda case: with_site(case, working_days=["mon", "noday"])),
    ("site.holidays[0]", lambda case: with_site(case, holidays=["2027-02-29"])),
    ("site.timezone", lambda case: with_site(case, timezone="Moon/Base")),
    ("failed", lambda case: dated(case, on=DAY, failed="2026-11-22")),
    ("lookup.others[0].serial", lambda case: {**case, "lookup": {"typed": "S1", "others": [{}]}}),
]  # fmt: skip


@pytest.mark.parametrize(("field", "broken"), BREAKS, ids=[f"{n}-{each[0]}" for n, each in enumerate(BREAKS)])
def test_a_broken_case_is_refused_by_the_name_of_its_field(
    ask: Cover, field: str, broken: Callable[[Item], object]
) -> None:
    for seed in (3, 77):
        status, out, err = ask(broken(random_cases.case(Random(seed))))
        assert (status, out) == (2, ""), field
        assert f"{field}: " in err


def test_empty_lists_say_nothing_and_are_no_fault(ask: Cover) -> None:
    case = {
        "site": {"holidays": []},
        "unit": {"serial": "S1", "dates": {}},
        "policies": [
            {"id": "A", "kind": "maker", "lines": []},
            {"id": "B", "kind": "maker", "start": [], "lines": [{"duration": "12m"}]},
            {"id": "C", "kind": "maker", "start": [{"earliest": []}], "lines": [{"duration": "12m"}]},
            {"id": "D", "kind": "recall", "serials": []},
        ],
        "history": [],
        "lookup": {"typed": "S1", "others": []},
        "on": DAY,
    }
    status, out, _ = ask(case)
    assert status == 0
    assert json.loads(out)["status"] == evaluate(case)["status"] == "UNKNOWN"
    assert json.loads(ask({**case, "policies": []})[1])["status"] == "NO_COVERAGE"


@pytest.mark.parametrize("written", ["", "[]", "{", "null", '{"on": NaN}', "7", '"S1"', "{}", "[" * 5000])
def test_what_is_no_case_prints_nothing(ask: Cover, written: str) -> None:
    status, out, err = ask(written)
    assert (status, out) == (2, "")
    assert err and "Traceback" not in err
