"""A figure beside its floor, and how both are taken: in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One line of the table."""

    name: str
    value: float
    unit: str
    floor: float | None
    """What the barest program that could do the same takes, in the same unit; None: none is needed."""
    floor_name: str
    target: float
    """The most the ratio may be; without a floor, the most the value may be."""

    @property
    def ratio(self) -> float | None:
        """Value by floor."""
        return None if self.floor is None else self.value / max(self.floor, 1e-9)

    @property
    def met(self) -> bool:
        """Whether the target holds."""
        return (self.value if self.ratio is None else self.ratio) <= self.target


def in_turns(*works: Callable[[], float], rounds: int) -> list[float]:
    """Run each work once a round and return the median of what each returned."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, results in zip(works, taken, strict=True):
            results.append(work())
    return [statistics.median(results) for results in taken]


def timed(work: Callable[[], object], times: int = 1, unit: float = 1e6) -> Callable[[], float]:
    """Return a work that runs `work` so many `times` and returns processor time a run (microseconds)."""

    def run() -> float:
        start = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - start) / times * unit

    return run


def percentile(values: Sequence[float], place: float) -> float:
    """Return the value below which `place` (0-1) of the values lie."""
    return sorted(values)[min(len(values) - 1, round(place * (len(values) - 1)))]


def table(figures: Iterable[Figure]) -> Iterable[str]:
    """Yield the lines of the table."""
    yield f"{'figure':<52} {'here':>11} {'floor':>11} {'ratio':>7} {'target':>8}   floor is"
    for figure in figures:
        floor = "" if figure.floor is None else f"{figure.floor:,.1f}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        target = f"≤ {figure.target:,g}"
        yield (
            f"{figure.name:<52} {figure.value:>8,.1f} {figure.unit:<2} {floor:>11} {ratio:>7} {target:>8}"
            f" {' ' if figure.met else '!'} {figure.floor_name}"
        )


def as_json(figures: Iterable[Figure]) -> str:
    """Write the figures for a machine."""
    rows = [{**figure._asdict(), "ratio": figure.ratio, "met": figure.met} for figure in figures]
    return json.dumps(rows, indent=1)
