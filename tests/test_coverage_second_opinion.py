"""The engine against an evaluator of its own: both read the same written rules, neither knows the other.

The suite asks a few hundred random cases, each on its day and around its own boundaries. For more,
`pytest tests/test_coverage_second_opinion.py --hypothesis-profile=thorough`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import resources
from random import Random
from typing import Any

import pytest
import random_cases
from cases import FLAGS, STATUSES, check
from hypothesis import given
from hypothesis import strategies as st
from naive_cover import evaluate

from store.rules.coverage import answer_json, cover, parse_case

KEYS = ["status", "start", "end", "days_left", "parts_pct", "labour_pct", "flags", "next_cover", "use"]
KEYS += ["replaced_by"]
GOLDEN = resources.files("store").joinpath("cases/coverage.jsonl").read_text("utf-8").splitlines()


def around(case: dict[str, Any], answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Ask the same around the days that the answer names."""
    days = {answer["start"], answer["end"], answer["next_cover"]} - {None}
    for day in sorted(days):
        for step in (-1, 0, 1):
            yield random_cases.at(case, date.fromisoformat(day) + timedelta(days=step))


def agree(case: dict[str, Any]) -> dict[str, Any]:
    """See that both give one answer, and return it."""
    expected = evaluate(case)
    answer = answer_json(cover(parse_case(case)))
    assert {key: answer[key] for key in KEYS} == expected, json.dumps(case)
    return expected


@pytest.mark.parametrize("text", GOLDEN, ids=[json.loads(each)["id"] for each in GOLDEN])
def test_the_second_evaluator_passes_the_shipped_cases(text: str) -> None:
    case = json.loads(text)
    answer = evaluate(case)
    assert answer == {**case["expect"], "flags": sorted(case["expect"]["flags"])}


@given(st.randoms(use_true_random=False))
def test_both_give_one_answer(random: Random) -> None:
    case = random_cases.case(random)
    answer = agree(case)
    check(case, answer)
    for near in around(case, answer):
        agree(near)


def test_random_cases_meet_every_status_and_flag() -> None:
    """What is never drawn is never compared; here a fixed run of seeds, so that none is forgotten."""
    statuses: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    for seed in range(500):
        case = random_cases.case(Random(seed))
        answer = agree(case)
        for each in (answer, *map(agree, around(case, answer))):
            statuses[each["status"]] += 1
            flags.update(each["flags"])
    assert set(statuses) == STATUSES
    assert set(flags) == FLAGS
