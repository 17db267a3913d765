"""A case that is wrong is refused by the name of its field, and nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest
from cases import ask, event, maker, repair

from store.errors import Unreadable
from store.rules.coverage import cover, parse_case

RECALL = {"id": "R", "kind": "recall"}
LINE = "policies[0].lines[0]"


def line(**fields: Any) -> dict[str, Any]:
    return ask("2026-05-01", maker(lines=[fields]))


def policy(**fields: Any) -> dict[str, Any]:
    return ask("2026-05-01", maker(**fields))


def past(*events: Any) -> dict[str, Any]:
    return ask("2026-05-01", maker(), history=list(events))


def without(case: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in case.items() if key != name}


WRONG: list[tuple[str, Any]] = [
    ("case", []),
    ("on", without(ask("2026-05-01", maker()), "on")),
    ("on", ask("2026-05-01", maker(), now="2026-05-01T10:00:00Z")),
    ("on", ask("2026-02-30", maker())),
    ("on", ask("20260501", maker())),
    ("on", ask("0000-01-01", maker())),
    ("on", {**ask("", maker()), "on": 20260501}),
    ("colour", ask("2026-05-01", maker(), colour="red")),
    ("now", without(ask("", maker(), now="2026-05-01T10:00:00+02:00"), "on")),
    ("now", without(ask("", maker(), now="2026-05-01T25:00:00Z"), "on")),
    ("now", without(ask("", maker(), now="9999-12-31T23:00:00Z", site={"timezone": "Asia/Tokyo"}), "on")),
    ("unit", without(ask("2026-05-01", maker()), "unit")),
    ("unit.serial", ask("2026-05-01", maker()) | {"unit": {}}),
    ("unit.serial", ask("2026-05-01", maker()) | {"unit": {"serial": 12345}}),
    ("unit.serial", ask("2026-05-01", maker()) | {"unit": {"serial": " "}}),
    ("unit.buyer", ask("2026-05-01", maker()) | {"unit": {"serial": "S1", "buyer": "dealer"}}),
    ("unit.dates", ask("2026-05-01", maker(), dates=[])),
    ("unit.dates.sold", ask("2026-05-01", maker(), dates={"sold": "2026-01-01"})),
    ("unit.dates.built", ask("2026-05-01", maker(), dates={"built": "2026-13"})),
    ("unit.dates.built", ask("2026-05-01", maker(), dates={"built": "2026"})),
    ("unit.dates.invoiced", ask("2026-05-01", maker(), dates={"invoiced": None})),
    ("policies", without(ask("2026-05-01"), "policies")),
    ("policies", ask("2026-05-01") | {"policies": {}}),
    ("policies[0]", ask("2026-05-01") | {"policies": ["M"]}),
    ("policies[0].id", ask("2026-05-01", without(maker(), "id"))),
    ("policies[1].id", ask("2026-05-01", maker(), maker())),
    ("policies[0].kind", policy(kind="warranty")),
    ("policies[0].lines", ask("2026-05-01", without(maker(), "lines"))),
    ("policies[0].colour", policy(colour="red")),
    ("policies[0].convention", policy(convention="FIXED")),
    ("policies[0].roll", policy(roll=1)),
    ("policies[0].roll", policy(roll="yes")),
    ("policies[0].max_claims", policy(max_claims=True)),
    ("policies[0].max_claims", policy(max_claims=1.0)),
    ("policies[0].on_repair", policy(on_repair="ADD")),
    ("policies[0].on_repair", policy(on_repair="TOLL 12m")),
    ("policies[0].on_repair", policy(on_repair="ADD lifetime")),
    ("policies[0].on_replacement", policy(on_replacement="LONGER")),
    ("policies[0].goodwill_window", policy(goodwill_window="lifetime")),
    ("policies[0].start", policy(start="invoiced")),
    ("policies[0].start[0]", policy(start=["sold"])),
    ("policies[0].start[0]", policy(start=["2026-02"])),
    ("policies[0].start[1]", policy(start=["invoiced", {"after": "X"}])),
    ("policies[0].start[0].plus", policy(start=[{"date": "invoiced"}])),
    ("policies[0].start[0].minus", policy(start=[{"date": "invoiced", "minus": "1d"}])),
    (
        "policies[0].start[0].date.plus",
        policy(start=[{"date": {"date": "built", "plus": "1"}, "plus": "1d"}]),
    ),
    ("policies[0].start[0].earliest[1]", policy(start=[{"earliest": ["built", 3]}])),
    ("policies[0].cap", policy(cap={"after": "X"})),
    ("policies[0].serials", policy(serials=[["A", "B"]])),
    ("policies[0].announced", policy(announced="2026-01-01")),
    ("policies[0].cap", policy(kind="repair", cap="2026-01-01")),
    ("policies[0].start", policy(kind="part", start=["invoiced"])),
    ("policies[0].on_repair", policy(kind="repair", on_repair="NONE")),
    (f"{LINE}.start", policy(kind="repair", lines=[{"start": "2026-01-01", "end": "2026-02-01"}])),
    ("policies[0].lines", ask("2026-05-01", {**RECALL, "lines": [{"duration": "1d"}]})),
    ("policies[0].serials[0]", ask("2026-05-01", {**RECALL, "serials": [["A"]]})),
    ("policies[0].serials[0][1]", ask("2026-05-01", {**RECALL, "serials": [["A", 7]]})),
    (f"{LINE}.duration", line()),
    (f"{LINE}.duration", line(duration="12")),
    (f"{LINE}.duration", line(duration="-1m")),
    (f"{LINE}.duration", line(duration="1.5y")),
    (f"{LINE}.duration", line(duration="１m")),
    (f"{LINE}.duration", line(duration=12)),
    (f"{LINE}.start", line(duration="12m", start="2026-01-01", end="2026-02-01")),
    (f"{LINE}.end", line(duration="12m", end="2026-02-01")),
    (f"{LINE}.end", line(start="2026-01-01")),
    (f"{LINE}.start", line(end="2026-01-01")),
    (f"{LINE}.parts", line(duration="1m", parts=101)),
    (f"{LINE}.parts", line(duration="1m", parts=True)),
    (f"{LINE}.labour", line(duration="1m", parts=0, labour=0)),
    (f"{LINE}.scope", line(duration="1m", scope="")),
    (f"{LINE}.excluded", line(duration="1m", excluded=True)),
    (f"{LINE}.usage_cap.max", line(duration="1m", usage_cap={"measure": "km"})),
    (f"{LINE}.usage_cap.max", line(duration="1m", usage_cap={"measure": "km", "max": float("nan")})),
    (f"{LINE}.usage_cap.unit", line(duration="1m", usage_cap={"measure": "km", "max": 1, "unit": "km"})),
    ("history", ask("2026-05-01", maker(), history={})),
    ("history[0].kind", past({"date": "2026-01-01"})),
    ("history[0].kind", past(event("sold", "2026-01-01"))),
    ("history[1].date", past(repair("2026-02-01"), {"kind": "refund"})),
    ("history[0].date", past(repair("2026-02-01", date="2026-02-01"))),
    ("history[0].from", past({"kind": "repair"})),
    ("history[0].to", past(repair("2026-02-01", "2026-01-31"))),
    ("history[0].new_part", past(repair("2026-02-01", new_part="belt"))),
    ("history[0].new", past(event("replacement", "2026-02-01", old="S1"))),
    ("history[0].outcome", past(event("claim", "2026-02-01", policy="M", outcome="paid"))),
    ("history[0].value", past(event("reading", "2026-02-01", measure="km", value="7"))),
    ("history[0].evidence", past(event("void", "2026-02-01", evidence="yes"))),
    ("history[0].policy", past(event("transfer", "2026-02-01", policy="M"))),
    ("site.timezone", ask("2026-05-01", maker(), site={"timezone": "Mars/Olympus"})),
    ("site.working_days[0]", ask("2026-05-01", maker(), site={"working_days": ["Monday"]})),
    ("site.working_days", ask("2026-05-01", maker(), site={"working_days": []})),
    ("site.holidays[0]", ask("2026-05-01", maker(), site={"holidays": ["12-25"]})),
    ("component", ask("2026-05-01", maker(), component=3)),
    ("failed", ask("2026-05-01", maker(), failed="2026-05-02")),
    ("lookup.typed", ask("2026-05-01", maker(), lookup={"typed": 1})),
    ("lookup.others[0].serial", ask("2026-05-01", maker(), lookup={"others": [{"product": "P"}]})),
]


@pytest.mark.parametrize(("field", "case"), WRONG, ids=[f"{n}-{row[0]}" for n, row in enumerate(WRONG)])
def test_wrong_field_is_named(field: str, case: Any) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_case(case)
    assert refusal.value.code == "INVALID_CASE"
    assert refusal.value.field == field
    assert str(refusal.value).startswith(f"{field}: ")


def test_entries_nested_without_end_are_refused() -> None:
    entry: Any = "invoiced"
    for _ in range(500):
        entry = {"date": entry, "plus": "1d"}
    with pytest.raises(Unreadable) as refusal:
        parse_case(policy(start=[entry]))
    assert refusal.value.code == "INVALID_CASE"


def test_what_is_ignored() -> None:
    case = {"id": 7, "about": [], "expect": None, **ask("2026-05-01", maker(), site={"jurisdiction": "EU"})}
    assert cover(parse_case(case)).status == "COVERED"
