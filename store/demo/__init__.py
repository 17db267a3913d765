"""A deterministic desk to try, test and photograph: five years of life at one counter.

The last half year is lived through the services with a clock that moves; what was before comes in on the
first day as lists do. So the journal, the tables and the checks are those of a real desk. The same seed and
day give the same journal, byte for byte. All people, makers and numbers are invented. The one story to find
in it: since spring the KX-200 stops cooling.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.store import Store

NAME = "Kyiv-2"
PREFIX = "K2"


def make(
    path: Path,
    *,
    seed: int = 7,
    today: date | None = None,
    clock: Callable[[], datetime] | None = None,
    size: int = 2000,
    progress: Callable[[int, int], None] | None = None,
) -> Store:
    """Make a demo desk in the file at `path` and open it.

    Args:
        path: the file; it must not be there yet.
        seed: another seed is another desk.
        today: the last day of the five years; None: the day `clock` shows.
        clock: tells the opened store the instant, in UTC; None: the present, or noon of `today`.
        size: how many units, give or take those made by hand.
        progress: called with how much is done and how much there is to do.
    """
    from store.demo.build import build
    from store.store import now

    if clock is None:
        noon = datetime.combine(today, time(12), UTC) if today else None
        clock = (lambda: noon) if noon else now
    return build(path, seed, today or clock().date(), clock, size, progress)


class Scratch:
    """A demo desk in a folder of its own, readable by its owner only, which goes when it is left."""

    def __init__(
        self,
        *,
        seed: int = 7,
        today: date | None = None,
        clock: Callable[[], datetime] | None = None,
        size: int = 2000,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Take the options of `make`."""
        self._make = partial(make, seed=seed, today=today, clock=clock, size=size, progress=progress)
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Path:
        """Make the desk, close it and return its path."""
        self._folder = tempfile.TemporaryDirectory(prefix="counterpane-demo-")
        path = Path(self._folder.name) / "demo.db"
        self._make(path).close()
        return path

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()
