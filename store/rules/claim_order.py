"""The order in which the steps of a claim are read: causes before what they caused."""

from __future__ import annotations

from collections.abc import Mapping

from store.rules.claim_table import STEPS
from store.rules.claim_world import ClaimEvent, Key

JOINS = "decide"
MOVES = STEPS | {"import"}


def key_of(value: object) -> Key | None:
    """Read the key of an event out of a body."""
    if isinstance(value, list | tuple) and len(value) == 2:
        origin, seq = value
        if isinstance(origin, str) and isinstance(seq, int):
            return (origin, seq)
    return None


def ends_seen(event: ClaimEvent) -> list[Key]:
    """Return the ends a decision has seen."""
    if event.action != JOINS:
        return []
    found = event.body.get("settles")
    listed = found if isinstance(found, list | tuple) else []
    return [key for item in [*listed, event.body.get("chosen")] if (key := key_of(item))]


def causal(events: list[ClaimEvent], known: Mapping[Key, ClaimEvent]) -> list[ClaimEvent]:
    """Put every step after those it names, else in the common order; a circle is cut where it is entered.

    With honest clocks the common order is that already.
    """
    done: dict[Key, ClaimEvent] = {}
    entered: set[Key] = set()
    for first in events:
        stack = [first]
        while stack:
            event = stack[-1]
            before = [event.after, *ends_seen(event)] if event.after else ends_seen(event)
            waiting = [
                known[key] for key in before if key in known and key not in done and key not in entered
            ]
            if event.key not in entered:
                entered.add(event.key)
                stack.extend(reversed(waiting))
                if waiting:
                    continue
            stack.pop()
            done.setdefault(event.key, event)
    return [event for event in done.values() if event.action in MOVES]
