"""How long to wait after a wrong secret, and when a PIN is worth nothing any more.

A PIN of six digits only says who stands at a desk that is open anyway. Five wrong ones, and that person needs
the passphrase; ten at one desk, and the desk locks until a supervisor opens it. Between tries there is a
wait that doubles: 1, 2, 4 … 30 seconds. Time is the clock of the machine since it started (boot time), which
nobody sets back; after a restart a wait begins anew.
"""

from __future__ import annotations

from store.record import Record

WRONG_PINS = 5
"""So many wrong PINs of one person: only the passphrase will do."""
WRONG_AT_ALL = 10
"""So many wrong PINs at one desk since somebody gave a passphrase: it locks."""
LONGEST_WAIT = 30
"""Seconds."""

REOPENS = frozenset({"supervisor", "manager", "admin"})
"""Whose passphrase opens a desk that has locked itself."""


class Tries(Record):
    """Wrong tries so far: of one person, or of a whole desk."""

    wrong: int = 0
    last: float = 0.0
    """Seconds since the machine started, at the last wrong one."""

    def more(self, now: float) -> Tries:
        """Return these with one more wrong try at `now`."""
        return Tries(self.wrong + 1, now)


def wait(tries: Tries, now: float) -> float:
    """Return how many seconds are left to wait before the next try is looked at.

    Args:
        tries: wrong ones so far.
        now: seconds since the machine started.
    """
    if tries.wrong == 0:
        return 0.0
    length = min(2.0 ** min(tries.wrong - 1, 10), LONGEST_WAIT)
    # A clock that stands before the last try is that of a machine started anew.
    since = now - tries.last if now >= tries.last else now
    return max(0.0, length - since)


def pin_is_worthless(tries: Tries) -> bool:
    """Tell whether a person has given so many wrong PINs that only the passphrase will do."""
    return tries.wrong >= WRONG_PINS


def desk_locks(tries: Tries) -> bool:
    """Tell whether so many wrong PINs were given at the desk that it must lock."""
    return tries.wrong >= WRONG_AT_ALL
