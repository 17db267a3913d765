"""The shipped cases, each through what runs in the product; and a self-test that fails when it should."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.errors import Unreadable
from store.selftest import CASES, run
from tui.__main__ import main

CLAIM = json.loads((CASES / "claims.jsonl").read_text(encoding="utf-8").splitlines()[0])
COVERAGE = json.loads((CASES / "coverage.jsonl").read_text(encoding="utf-8").splitlines()[0])


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_every_shipped_case_passes(path: Path) -> None:
    results = list(run([path]))
    assert results
    assert [(each.id, each.differences) for each in results if each.differences] == []


def test_what_is_wrong_is_told_and_the_status_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [
        {**CLAIM, "id": "C", "expect": {"state": "closed"}},
        {**CLAIM, "id": "R", "expect": {"refused": "DUPLICATE"}},
        {**COVERAGE, "id": "D", "expect": {**COVERAGE["expect"], "end": "2000-01-01"}},
        {**COVERAGE, "id": "E", "expect": {**COVERAGE["expect"], "flags": []}},
        COVERAGE,
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(f"{json.dumps(case)}\n" for case in wrong))
    assert main(["selftest", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "1 passed, 4 failed: cases 5"
    assert "  state: 'filed', expected 'closed'" in lines
    assert main(["selftest", str(path), "--json"]) == 1
    assert [each["id"] for each in json.loads(capsys.readouterr().out)["failures"]] == ["C", "R", "D", "E"]


@pytest.mark.parametrize("name", ["nps.csv", "nps_diff.csv", "nps_weighted.csv", "ratings.csv", "alerts.csv"])
def test_a_wrong_row_of_each_table_fails(tmp_path: Path, name: str) -> None:
    old, new = {
        "nps.csv": (",improvement,", ",critical,"),
        "nps_diff.csv": ("3.849002", "3.849012"),
        "nps_weighted.csv": ("11.675297", "11.675397"),
        "ratings.csv": ("9.0,yes", "9.0,no"),
        "alerts.csv": (",alert,", ",watch,"),
    }[name]
    text = (CASES / name).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any(each.differences for each in run([path]))


@pytest.mark.parametrize(
    "content", ["", "a,b\n1,2\n", '{"x": 1}', '{"steps": 1, "expect": {}}', "{oops\n{", "[1]"]
)
def test_a_file_without_cases_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cases.txt"
    path.write_text(content)
    with pytest.raises(Unreadable):
        list(run([path]))
