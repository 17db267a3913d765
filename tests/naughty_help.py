"""The corpus of hostile input beside the project, and lists made of it."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from store.records import FileReport, Report
from store.store import Store

CORPUS = Path(__file__).parents[2] / "shared" / "naughty.jsonl"

OTHERWISE = {
    "nps-bad-07": "the golden ratings take full-width digits, 10 too: East Asian keyboards type them",
    "wide": "its recipe is that of 100k-bad, which expects the opposite; a wide file has a test of its own",
}
"""Cases that contradict other cases, which hold instead."""

ASKED = {"AMBIGUOUS_DATES", "CONTRADICTORY_DATES", "UNNAMED_COLUMN"}
"""Refusals that ask something; they name the option that answers."""


def all_cases() -> dict[str, list[dict[str, Any]]]:
    """Return the cases by kind; none where the corpus is not there."""
    found: dict[str, list[dict[str, Any]]] = {}
    if CORPUS.is_file():
        for line in CORPUS.read_text("utf-8").splitlines():
            case = json.loads(line)
            if case["id"] not in OTHERWISE:
                found.setdefault(case["kind"], []).append(case)
    return found


CASES = all_cases()


def cases(kind: str) -> list[Any]:
    """Return the cases of a kind as parameters of a test."""
    return [pytest.param(case, id=case["id"]) for case in CASES.get(kind, [])]


def text_of(case: dict[str, Any]) -> str:
    """Return the text of a case."""
    text: str = case["text"] * case.get("repeat", 1)
    return text


def file_of(case: dict[str, Any], path: Path) -> Path:
    """Write the file of a case."""
    if "gen" in case:
        path.write_text("name,phone,serial,bought\n" + "x\n" * 100_000, "utf-8")
    else:
        path.write_bytes(base64.b64decode(case["b64"]))
    return path


def listed(path: Path, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """Write a list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        writer.writerows(rows)
    return path


def bring(store: Store, path: Path, **options: object) -> tuple[FileReport, Report]:
    """Import a file; what is counted adds up, and what is refused is in a file with line and reason."""
    report = store.bring_in(path, options, lambda _done, _total: None)
    (file,) = report.files
    assert file.rows == file.accepted + file.unchanged + file.rejected
    if file.rejected:
        assert report.rejects is not None
        with report.rejects.open(encoding="utf-8", newline="") as kept:
            rows = list(csv.reader(kept, delimiter=file.delimiter or ","))
        assert rows[0][-3:] == ["line", "column", "reason"]
        assert len(rows) - 1 == file.rejected
        assert all(row[-3].isdecimal() and len(row[-1]) > 10 for row in rows[1:])
        assert report.rejects.stat().st_mode & 0o777 == 0o600
    return file, report
