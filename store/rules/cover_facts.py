"""What is known on a day, and who is asked about: the as-of rule, rule 0 and the end of a chain.

On a day only what has happened by then is known. Everything after this module works on a history that
ends on the day asked about.
"""

from __future__ import annotations

from datetime import date

from store.record import Record, but
from store.rules.case import Case, History, Replacement
from store.rules.serials import serial_key


def as_of(history: History, on: date) -> History:
    """Return the history without what lies after `on`; a repair handed back later is still open."""
    if not any(history):
        return history
    return History(
        repairs=tuple(
            repair if repair.returned is None or repair.returned <= on else but(repair, returned=None)
            for repair in sorted(history.repairs, key=lambda repair: repair.requested)
            if repair.requested <= on
        ),
        replacements=tuple(sorted(event for event in history.replacements if event.day <= on)),
        refunds=tuple(day for day in history.refunds if day <= on),
        transfers=tuple(day for day in history.transfers if day <= on),
        voids=tuple(event for event in history.voids if event.day <= on),
        claims=tuple(event for event in history.claims if event[0] <= on),
        readings=tuple(event for event in history.readings if event.day <= on),
        recalls_done=tuple(event for event in history.recalls_done if event[0] <= on),
    )


def is_ambiguous(case: Case) -> bool:
    """Tell whether what was scanned names the unit and another one in the book as well (rule 0)."""
    if case.typed is None or not case.others:
        return False
    key = serial_key(case.typed)
    return key == serial_key(case.unit.serial) and any(key == serial_key(other) for other in case.others)


class Retired(Record):
    """How the unit asked about left service."""

    replaced: date | None
    replaced_by: str | None
    """The serial now at the end of the chain."""
    refunded: date | None


def retirement(serial: str, history: History) -> Retired | None:
    """Return how the serial left service; None while it is in service.

    A unit that came back at the end of its own chain is in service.
    """
    refunded = min(history.refunds, default=None)
    if not history.replacements and refunded is None:
        return None
    first, last = _follow(serial_key(serial), history.replacements)
    if last is not None and serial_key(last.new) == serial_key(serial):
        first = last = None
    if first is None and refunded is None:
        return None
    return Retired(first and first.day, last and last.new, refunded)


def _follow(key: str, events: tuple[Replacement, ...]) -> tuple[Replacement | None, Replacement | None]:
    """Return the first and the last replacement of the chain that begins at a serial's key."""
    left = list(events)
    first = last = None
    while True:
        after = [
            event for event in left if serial_key(event.old) == key and (not last or event.day >= last.day)
        ]
        if not after:
            return first, last
        last = after[0]
        first = first or last
        left.remove(last)
        key = serial_key(last.new)
