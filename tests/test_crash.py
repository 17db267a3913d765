"""Nothing acknowledged is lost, whatever happens to the process, the disk, the current or the files.

The harness runs in a process of its own, which forks and kills; what it did stands at the end of the suite's
report. `make crash` runs all of it at full size.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HARNESS = Path(__file__).with_name("crash.py")
Results = list[dict[str, Any]]


def run(part: str, seed: int, note: Callable[[str, object], None]) -> Results:
    """Run a part of the harness and return what came of it."""
    words = [sys.executable, str(HARNESS), "--small", "--json", "--seed", str(seed), part]
    done = subprocess.run(words, capture_output=True, text=True, timeout=170, check=False)
    results: Results = [json.loads(line) for line in done.stdout.splitlines()]
    assert results, done.stderr[-2000:]
    for result in results:
        note("crash", result["line"])
    return results


@pytest.mark.parametrize(
    ("part", "seed", "trials", "acknowledged"),
    [
        ("kills", 1, 100, 30),
        ("kills", 2, 100, 30),
        ("points", 1, 12, 8),
        ("errors", 1, 20, 6),
        ("full", 1, 4, 20),
        ("power", 1, 20, 40),
        ("damage", 1, 34, 200),
        ("typing", 1, 10, 4),
    ],
)
def test_nothing_acknowledged_is_lost(
    part: str, seed: int, trials: int, acknowledged: int, record_property: Callable[[str, object], None]
) -> None:
    (result,) = run(part, seed, record_property)
    assert result["problems"] == []
    assert (result["silent"], result["good"]) == (0, True)
    assert result["trials"] >= trials
    assert result["acknowledged"] >= acknowledged


def test_spoilt_workers_are_caught(record_property: Callable[[str, object], None]) -> None:
    for result in run("controls", 1, record_property):
        assert result["lost"] > 0, result["line"]
