"""When an open desk locks itself: nobody has pressed a key, or somebody has worked for too long at a stretch.

Two clocks are asked. The one since the machine started goes on while a laptop sleeps (a monotonic clock
stands still, and a lid closed for a night would be no time at all); the wall clock catches what the first
cannot. Whichever says that the limit has passed is believed.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.record import Record

LIMITS: Mapping[str, int] = {"desk": 300, "technician": 120, "rating": 60, "session": 43_200}
"""Seconds: without a key at the desk (of a technician), before the customer, and of one session in all."""


class Moment(Record):
    """One moment on two clocks, in seconds."""

    boot: float
    """Since the machine started, sleep included."""
    wall: float
    """Since 1970, UTC."""


def passed(since: Moment, now: Moment) -> float:
    """Return how many seconds went by, by the clock that says more; a wall clock set back says nothing."""
    boot = now.boot - since.boot if now.boot >= since.boot else now.boot
    return max(boot, now.wall - since.wall, 0.0)


def limit_for(role: str, *, customer: bool, limits: Mapping[str, int] = LIMITS) -> int:
    """Return after how many seconds without a key the desk locks; before the `customer`, sooner."""
    found = limits["technician"] if role == "technician" else limits["desk"]
    return min(found, limits["rating"]) if customer else found


def must_lock(
    began: Moment,
    touched: Moment,
    now: Moment,
    role: str,
    *,
    customer: bool = False,
    limits: Mapping[str, int] = LIMITS,
) -> bool:
    """Tell whether the desk is to be locked.

    Args:
        began: when this person signed in.
        touched: when a key was last pressed.
        now: this moment.
        role: of the person.
        customer: the screen is turned to the customer.
        limits: see `LIMITS`.
    """
    if passed(began, now) >= limits["session"]:
        return True
    return passed(touched, now) >= limit_for(role, customer=customer, limits=limits)
