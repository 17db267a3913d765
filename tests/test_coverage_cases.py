"""Every shipped coverage case: all keys of the answer, and an explanation that names its dates."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from cases import check

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in resources.files("store").joinpath("cases/coverage.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_shipped_case(case: dict[str, Any]) -> None:
    check(case, case["expect"])
