"""Watching over an open desk: when it locks by itself, what a lock leaves behind, and a memory nobody dumps.

The clocks are asked at every key and once a second, since a laptop that slept sends no key. What the limits
mean is said by `store.rules.idle`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from store.rules.idle import LIMITS, Moment, must_lock

EVERY = 1.0
"""Seconds between looks at the clocks."""
NOT_DUMPABLE = 4
"""``PR_SET_DUMPABLE`` of prctl(2)."""


def boot() -> float:
    """Return how many seconds the machine has been on, sleep included where the system tells."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


class Watch:
    """Since when somebody works, and when they last pressed a key."""

    def __init__(self, clock: Callable[[], Moment] | None = None) -> None:
        """Begin now; `clock` tells the moment on both clocks."""
        self._clock = clock or (lambda: Moment(boot(), time.time()))
        self.begin()

    def begin(self) -> None:
        """Somebody has signed in."""
        self._began = self._touched = self._clock()

    def touch(self) -> None:
        """A key was pressed."""
        self._touched = self._clock()

    def due(self, role: str, *, customer: bool, limits: Mapping[str, int] = LIMITS) -> bool:
        """Tell whether the desk is to be locked now."""
        now = self._clock()
        return must_lock(self._began, self._touched, now, role, customer=customer, limits=limits)


def keep_memory_private() -> None:
    """Let no crash write this process's memory to a disk, and no other program of the user read it."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(NOT_DUMPABLE, 0, 0, 0, 0)
