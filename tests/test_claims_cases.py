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
