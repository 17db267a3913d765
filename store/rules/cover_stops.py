"""Rule 7, stops, and rule 9, recalls. A stop never changes dates; a recall needs no proof and no cover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from store.record import Record
from store.rules.case import AFTER_REPAIRS, Case, History, Line, Terms, Void
from store.rules.cover_life import Life
from store.rules.serials import serial_key
from store.wording import N_

STOPS = ("VOID", "NOT_TRANSFERABLE", "LIMIT_REACHED")
"""The stops, the first that fits counts."""

_LOSABLE = ("maker", "plan", "contract", *AFTER_REPAIRS)
"""Kinds that terms can void; the law they cannot."""


class Meter(Record):
    """The readings that count against a usage cap."""

    highest: float | None
    fell: bool
    """A later reading is lower than an earlier one."""


def meter(line: Line, history: History) -> Meter:
    """Read the meter of a line's usage cap: since the last replacement, the highest reading counts."""
    since = max((event.day for event in history.replacements), default=None)
    counted = sorted(
        (reading.day, reading.value)
        for reading in history.readings
        if reading.measure == line.measure and (since is None or reading.day > since)
    )
    fell, highest, earlier, last = False, None, None, None
    for day, value in counted:
        if day != last:
            earlier, last = highest, day
        fell = fell or (earlier is not None and value < earlier)
        highest = value if highest is None else max(highest, value)
    return Meter(highest, fell)


def voids_of(terms: Terms, history: History) -> list[Void]:
    """Return the voids aimed at a policy, with or without evidence."""
    if not history.voids:
        return []
    return [
        void
        for void in history.voids
        if void.policy == terms.id or (void.policy is None and terms.kind in _LOSABLE)
    ]


def approved(terms: Terms, history: History) -> int:
    """Return the number of approved claims on a policy."""
    return sum(1 for _, policy in history.claims if policy == terms.id)


def stop(life: Life, history: History) -> None:
    """Find out whether a cover is stopped, for the first reason that fits, and note why."""
    if not _void(life, history) and not _new_owner(life, history.transfers):
        _limit(life, history)


def _void(life: Life, history: History) -> bool:
    for void in sorted(voids_of(life.terms, history), key=lambda void: (void.day, not void.evidence)):
        if life.terms.void_needs_evidence and not void.evidence:
            life.note("7", N_("void of {day} without evidence: no effect ({policy})"), day=void.day)
            continue
        life.stop = "VOID"
        if void.reason:
            life.note("7", N_("void since {day}: {reason} ({policy})"), day=void.day, reason=void.reason)
        else:
            life.note("7", N_("void since {day} ({policy})"), day=void.day)
        return True
    return False


def _new_owner(life: Life, transfers: Sequence[date]) -> bool:
    terms = life.terms
    lost = [day for day in transfers if terms.bought is None or terms.bought < day]
    if terms.transferable or not lost:
        return False
    life.stop = "NOT_TRANSFERABLE"
    life.note("7", N_("new owner since {day}, not transferable ({policy})"), day=min(lost))
    return True


def _limit(life: Life, history: History) -> None:
    terms, line = life.terms, life.line
    if line.measure is not None:
        highest = meter(line, history).highest
        if highest is not None and highest > line.most:
            life.stop = "LIMIT_REACHED"
            values = {"value": highest, "measure": line.measure, "most": line.most}
            life.note("7", N_("{value} {measure} read, {most} allowed ({policy})"), **values)
            return
    if terms.max_claims is not None and approved(terms, history) >= terms.max_claims:
        life.stop = "LIMIT_REACHED"
        life.note(
            "7",
            N_("{n} claim approved, {most} allowed ({policy})"),
            N_("{n} claims approved, {most} allowed ({policy})"),
            n=approved(terms, history),
            most=terms.max_claims,
        )


def names(recall: Terms, serial: str) -> bool:
    """Tell whether a recall names a serial: between the ends of a range, all of one length (rule 9)."""
    key = serial_key(serial)
    for first, last in ((serial_key(first), serial_key(last)) for first, last in recall.serials):
        if len(first) == len(key) == len(last) and first <= key <= last:
            return True
    return False


def open_recalls(case: Case, history: History, on: date) -> list[Terms]:
    """Return the open recalls that name the unit, the first by id first."""
    done = {policy for _, policy in history.recalls_done}
    return sorted(
        (
            terms
            for terms in case.policies
            if terms.kind == "recall"
            and terms.id not in done
            and (terms.announced is None or terms.announced <= on)
            and (terms.buyer is None or terms.buyer == case.unit.buyer)
            and names(terms, case.unit.serial)
        ),
        key=lambda terms: terms.id,
    )
