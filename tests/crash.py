"""The fault harness: the real program is killed, starved and damaged, and must have lost nothing.

``python tests/crash.py`` runs every part at full size, 1,000 kills among them; with names of parts, only
those; with ``--small`` so much of each as the suite can afford. Each part prints a line. The exit status is
0 if every promise held and every worker that was spoilt on purpose was caught.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import crash_damage
import crash_faults
import crash_power
import crash_tap
import crash_typing
from crash_trial import Bench, Result
from crash_work import Sabotage, found, warm_up

EARLY, TRUSTING = Sabotage(early=True), Sabotage(synchronous="OFF")


class Plan:
    """What is run, how much of it, and whether this kernel lets us see every call."""

    def __init__(self, bench: Bench, seed: int, *, small: bool) -> None:
        """Run on `bench`; `seed` is of everything that is left to chance."""
        self.bench, self.seed, self.small = bench, seed, small
        self.blind = crash_tap.why_not()

    def sized(self, small: int, full: int) -> int:
        """Return how much to do."""
        return small if self.small else full

    def kills(self) -> Iterator[Result]:
        """Kill at random moments."""
        trials, deep = self.sized(200, 1000), self.sized(10, 1)
        yield crash_faults.kills(self.bench, trials, self.seed, deep_each=deep, acts=self.sized(1, 8))

    def points(self) -> Iterator[Result]:
        """Kill at every call, in the middle of a write."""
        if self.blind:
            yield self._instead(crash_faults.kills(self.bench, self.sized(20, 200), self.seed + 1))
            return
        yield crash_faults.points(self.bench, self._places(12), crash_faults.short())

    def errors(self) -> Iterator[Result]:
        """Fail every call, once and for good."""
        if self.blind:
            yield self._instead(crash_faults.full(self.bench, self.seed + 1))
            return
        yield crash_faults.errors(self.bench, self._places(5), crash_faults.short())
        if not self.small:
            reads = crash_faults.count(self.bench, crash_faults.short(), reads=True) - len(self._places(0))
            yield crash_faults.unreadable(self.bench, range(1, reads + 1), crash_faults.short())

    def full(self) -> Iterator[Result]:
        """Fill the disk."""
        yield crash_faults.full(self.bench, self.seed, self.sized(2, 4))
        if not self.small:
            for kilobytes in (500, 700, 1500):
                try:
                    yield crash_faults.small_disk(self.bench, self.seed, kilobytes)
                except OSError as error:
                    yield Result(f"disk of {kilobytes} kB", way=f"no such disk can be made here: {error}")

    def power(self) -> Iterator[Result]:
        """Cut the current."""
        if self.blind:
            yield self._instead(crash_faults.kills(self.bench, self.sized(20, 200), self.seed + 2))
            return
        yield crash_power.cuts(self.bench, self.sized(2, 15), self.sized(9, 20), self.seed)

    def damage(self) -> Iterator[Result]:
        """Damage files."""
        yield crash_damage.damage(self.bench, self.sized(17, 612), self.seed)

    def typing(self) -> Iterator[Result]:
        """Kill the screens."""
        import tui.screens.acting  # what a desk has loaded when a claim is filed, once for all small trials

        assert tui.screens.acting
        gc.freeze()
        yield crash_typing.typing(self.bench, self.sized(4, 200), self.seed, afresh=not self.small)

    def controls(self) -> Iterator[Result]:
        """Spoil the worker, and see that it is noticed."""
        early = crash_faults.kills(self.bench, self.sized(8, 40), self.seed, how=EARLY)
        early.name, early.control = "control: answers too early", True
        yield early
        if not self.blind:
            off = crash_power.cuts(self.bench, self.sized(1, 4), self.sized(8, 20), self.seed, how=TRUSTING)
            off.name, off.control = "control: synchronous off", True
            yield off
        if not self.small:
            forgetful = crash_typing.typing(self.bench, 6, self.seed, afresh=False, forgetful=True)
            forgetful.name, forgetful.control = "control: keeps no draft", True
            yield forgetful

    def _places(self, some: int) -> list[int]:
        """Return the calls at which something goes wrong: all of them, or `some`, spread evenly."""
        calls = crash_faults.count(self.bench, crash_faults.short())
        step = max(calls // some, 1) if self.small else 1
        return list(range(1 + random.Random(self.seed).randrange(step), calls + 1, step))

    def _instead(self, result: Result) -> Result:
        result.way = f"{result.way}: this kernel shows no calls ({self.blind})"
        return result


PARTS: Mapping[str, Callable[[Plan], Iterator[Result]]] = {
    "kills": Plan.kills,
    "points": Plan.points,
    "errors": Plan.errors,
    "full": Plan.full,
    "power": Plan.power,
    "damage": Plan.damage,
    "controls": Plan.controls,
    "typing": Plan.typing,
}


def main() -> int:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="so much as the suite can afford")
    parser.add_argument("--json", action="store_true", help="results as JSON lines")
    asked = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory(prefix="crash", ignore_cleanup_errors=True) as folder:
        plan = Plan(_bench(Path(folder).resolve()), asked.seed, small=asked.small)
        for part in asked.parts or PARTS:
            started = time.perf_counter()
            for result in PARTS[part](plan):
                result.seconds, started = time.perf_counter() - started, time.perf_counter()
                good &= result.good
                _tell(result, as_json=asked.json)
    return 0 if good else 1


def _bench(folder: Path) -> Bench:
    """Found a desk in `folder`, and load what the verbs need: workers are forked off ready to work."""
    os.environ |= {"COUNTERPANE_LANG": "en", "XDG_STATE_HOME": str(folder / "state"), "TZ": "UTC"}
    time.tzset()
    bench = Bench(folder)
    bench.founded.mkdir()
    found(bench.founded / "desk.db")
    bench.fresh()
    warm_up(bench.path, bench.lists)
    gc.freeze()
    return bench


def _tell(result: Result, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({**asdict(result), "good": result.good, "line": result.line()}), flush=True)
        return
    print(result.line(), flush=True)
    for problem in () if result.control else result.problems:
        print(f"    {problem}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
