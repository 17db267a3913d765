"""The screen: starting, a key, a scan, silence; beside a bare entry of the same framework."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from .desks import desk, serial
from .figures import Figure, percentile
from .terminal import Terminal

BARE = [sys.executable, str(Path(__file__).with_name("bare_input.py"))]
KEYS = 12
IDLE = 2.0


class Keys(NamedTuple):
    """What keys took, in milliseconds and bytes."""

    echo: list[float]
    results: list[float]
    size: list[float]


def environment() -> dict[str, str]:
    """Return ours, without what would change the figures."""
    gone = ("PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES", "NO_COLOR")
    return {
        name: value
        for name, value in os.environ.items()
        if name not in gone and not name.startswith(("TEXTUAL", "COUNTERPANE"))
    } | {"PYTHONPATH": os.pathsep.join(sys.path)}


def ours(path: Path) -> list[str]:
    """Return the command that opens the desk at `path`."""
    code = f"import sys; from tui.__main__ import main; sys.exit(main(['--db', {str(path)!r}]))"
    return [sys.executable, "-c", code]


def figures(folder: Path, sizes: tuple[int, ...], rounds: int) -> Iterator[Figure]:
    """Measure the screen on desks of these sizes."""
    small = desk(folder, sizes[0])
    bare, here = _starts(BARE, ours(small), rounds)
    yield Figure("exec → usable", here, "ms", bare, "bare Input", 1.3)
    floor, *each = _typed(folder, sizes, rounds)
    echo, slow = median(floor.echo), percentile(floor.echo, 0.95)
    for size, keys in zip(sizes, each, strict=True):
        name = f"{size:,} units"
        yield Figure(f"key → echo p50, {name}", median(keys.echo), "ms", echo, "key → echo, bare Input", 2.2)
        p95 = percentile(keys.results, 0.95)
        yield Figure(f"key → results p95, {name}", p95, "ms", slow, "key → echo p95, bare Input", 2.2)
        p50, smallest = median(keys.results), median(each[0].results)
        if size != sizes[0]:
            yield Figure(f"key → results p50, {name}", p50, "ms", smallest, f"{sizes[0]:,} units", 1.15)
        yield Figure(f"bytes per key p50, {name}", median(keys.size), "B", None, "", 2500)
        card = _scan(ours(desk(folder, size)), size)
        yield Figure(f"scan + Enter → card, {name}", card, "ms", echo, "key → echo, bare Input", 5)
    yield Figure("bytes a second when idle", _idle(ours(small)), "B", None, "", 0)


def _starts(bare: list[str], here: list[str], rounds: int) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for argv, ready, results in ((bare, "ready", taken[0]), (here, "units", taken[1])):
            terminal = Terminal(argv, environment())
            try:
                terminal.until(partial(_shows, ready))
                terminal.type("7")
                usable = terminal.until(_holds("7", terminal.text()))
            finally:
                terminal.close()
            if number:  # the first start compiles and warms the disk
                results.append((usable - terminal.started) * 1000)
    return min(taken[0]), min(taken[1])


def _shows(letters: str, text: str) -> bool:
    return letters in text


def _holds(letters: str, before: str) -> Callable[[str], bool]:
    count = before.count(letters)
    return lambda text: text.count(letters) > count


def _typed(folder: Path, sizes: tuple[int, ...], rounds: int) -> list[Keys]:
    """Type into the bare entry and into each desk, in turns."""
    all_keys = [Keys([], [], []) for _ in range(len(sizes) + 1)]
    for _ in range(rounds):
        taken = [_keys(BARE, "ready", lambda text: True, KEYS * "7")]
        for size in sizes:
            command = ours(desk(folder, size))
            taken.append(_keys(command, "units", lambda text: " of " in text, serial(size // 2)[:KEYS]))
        for keys, more in zip(all_keys, taken, strict=True):
            for values, new in zip(keys, more, strict=True):
                values.extend(new)
    return all_keys


def _keys(argv: list[str], ready: str, answered: Callable[[str], bool], letters: str) -> Keys:
    terminal = Terminal(argv, environment())
    keys = Keys([], [], [])
    try:
        terminal.until(lambda text: ready in text)
        terminal.settle()
        for place, letter in enumerate(letters):
            size, before = terminal.bytes, terminal.text()
            sent = terminal.type(letter)
            echoed = terminal.until(_holds(letters[: place + 1], before))
            done = echoed if answered(terminal.text()) else terminal.until(answered)
            terminal.settle(0.08)
            if place:  # the first key meets everything for the first time
                keys.echo.append((echoed - sent) * 1000)
                keys.results.append((done - sent) * 1000)
                keys.size.append(terminal.bytes - size)
    finally:
        terminal.close()
    return keys


def _scan(argv: list[str], size: int) -> float:
    terminal = Terminal(argv, environment())
    taken = []
    try:
        terminal.until(lambda text: "units" in text)
        terminal.settle()
        for number in range(7):
            code = serial(number * (size // 8) + 5)
            sent = terminal.type(code + "\r")
            painted = terminal.until(partial(_opened, code))
            taken.append((painted - sent) * 1000)
            terminal.settle()
            terminal.type("\x1b")
            terminal.until(lambda text: "esc next unit" not in text)
            terminal.settle(0.3)
    finally:
        terminal.close()
    return median(taken)


def _opened(code: str, text: str) -> bool:
    return code in text and "esc next unit" in text and "Haier" in text


def _idle(argv: list[str]) -> float:
    terminal = Terminal(argv, environment())
    try:
        terminal.until(lambda text: "units" in text)
        terminal.settle(0.5)
        before, end = terminal.bytes, time.monotonic() + IDLE
        while time.monotonic() < end:
            terminal.settle(0.2)
            time.sleep(0.05)
        return (terminal.bytes - before) / IDLE
    finally:
        terminal.close()
