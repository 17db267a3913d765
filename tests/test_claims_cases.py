"""Every shipped claim case: the examples, and one for each row, refusal and sentence of the rules."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from claim_runner import differences, run

import store
from store.rules.claim_table import ACTIONS, SAME

FOLDER = Path(store.__file__).parent / "cases"
CASES: list[dict[str, Any]] = [
    json.loads(line)
    for name in ("claims.jsonl", "claims_rules.jsonl", "claims_work.jsonl")
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
]
REFUSED = [case for case in CASES if "refused" in case["expect"]]
CODES = {
    "REVOKED", "NOT_ALLOWED", "WRONG_STATE", "MISSING_FIELD", "BAD_VALUE", "UNKNOWN_ACTION", "DUPLICATE",
    "NOT_COVERED", "OVER_LIMIT", "SPLIT_MISMATCH", "USE_PLAN", "NOT_ELIGIBLE", "GOODWILL_OVER_CAP",
    "EVIDENCE_REQUIRED", "SERIAL_IN_USE", "REPAIR_GUARANTEE_OVER", "NO_COST", "NO_PART", "NO_LOANER",
    "LOANER_OUT", "GOODWILL_NOT_GRANTED",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['rule']}")
def test_a_case_holds(case: dict[str, Any]) -> None:
    assert differences(case) == []


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case['id']} {case['rule']}")
def test_a_refusal_keeps_what_was_typed_and_changes_nothing(case: dict[str, Any]) -> None:
    before = run({**case, "steps": case["steps"][:-1]})
    after = run(case)
    assert after.claim() == before.claim()
    assert (after.notify, after.spent, after.units) == (before.notify, before.spent, before.units)
    assert after.kept == case["steps"][-1].get("with", {})


def test_every_refusal_has_a_case() -> None:
    assert {case["expect"]["refused"] for case in REFUSED} == CODES


def test_every_row_has_a_case_that_takes_it() -> None:
    taken = {(act.action, act.before, act.after) for case in CASES for act in run(case).claim().history}
    for row in ACTIONS:
        sources = {None if state == "new" else state for state in row.sources}
        if row.name not in {"merge", "link_unit", "attach"}:
            found = [each for each in taken if each[0] == row.name and each[1] in sources]
            assert any(row.to in {SAME, each[2]} or row.name == "decide" for each in found), row.name


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: str(case["id"]))
def test_a_refusal_is_one_whole_sentence(case: dict[str, Any]) -> None:
    message = str(run(case).refusal)
    assert message.endswith(".")
    assert not re.search(r"\{[a-z_]+\}|None", message)


@pytest.mark.parametrize(
    ("state", "action", "given", "field"),
    [
        ("filed", "note", {"text": "fine", "extra": "Ann Quill"}, "extra"),
        ("filed", "note", {"text": "fine", "more": {"deep": ["Ann Quill"]}}, "more"),
        ("filed", "note", {"text": "fine", "note": "twice"}, "note"),
        ("ready", "close", {"handed_over": "2026-11-21", "receiver": "Li", "comment": "x"}, "comment"),
        ("filed", "edit_unit", {"change": {"invoiced": "2026-06-01"}, "serial": "S9"}, "serial"),
        ("new", "create", {"unit": "S1", "owner": "Ann"}, "owner"),
        ("draft", "file", {"fault": "F", "failure_date": "2026-11-20", "channel": "mail-in", "x": 1}, "x"),
    ],
)
def test_a_field_that_an_action_does_not_know_is_refused_and_named(
    state: str, action: str, given: dict[str, Any], field: str
) -> None:
    role = "technician" if action in {"close", "create"} else "manager" if action == "edit_unit" else "agent"
    steps = [{"as": role, "do": action, "with": given}]
    refusal = run({"given": {"state": state, "coverage": "COVERED"}, "steps": steps}).refusal
    assert refusal is not None and (refusal.code, refusal.field) == ("BAD_VALUE", field)
    assert str(refusal).startswith(f"{action} does not know {field}; it takes ")


def test_what_is_missing_is_said_before_what_is_too_much() -> None:
    steps = [{"as": "agent", "do": "note", "with": {"txt": "fine"}}]
    refusal = run({"given": {"state": "filed"}, "steps": steps}).refusal
    assert refusal is not None and refusal.code == "MISSING_FIELD"
