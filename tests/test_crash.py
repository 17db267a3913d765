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


def run(parts: str, seed: int, note: Callable[[str, object], None]) -> Results:
    """Run parts of the harness and return what came of them."""
    words = [sys.executable, str(HARNESS), "--small", "--json", "--seed", str(seed), *parts.split()]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)
    results: Results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) >= len(parts.split()), done.stderr[-2000:]
    for result in results:
        note("crash", result["line"])
    return results


@pytest.mark.parametrize(
    ("parts", "seed", "trials", "acknowledged"),
    [
        ("kills", 1, (200,), (60,)),
        ("points errors full controls", 1, (12, 20, 4, 6, 8), (5, 6, 10, 6, 20)),
        ("power damage", 1, (18, 14), (40, 100)),
        ("typing", 1, (4,), (2,)),
    ],
)
def test_nothing_acknowledged_is_lost(
    parts: str,
    seed: int,
    trials: tuple[int, ...],
    acknowledged: tuple[int, ...],
    record_property: Callable[[str, object], None],
) -> None:
    results = run(parts, seed, record_property)
    for result, least, answered in zip(results, trials, acknowledged, strict=False):
        if result["control"]:
            assert result["lost"] > 0, "a worker that was spoilt on purpose was not caught"
        else:
            assert result["problems"] == []
            assert result["silent"] == 0 or not result["anchored"]
            assert 2 * result["astray"] < result["trials"]
        assert result["trials"] >= least
        assert result["acknowledged"] >= answered
