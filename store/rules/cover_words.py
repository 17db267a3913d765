"""The words of the explanation: durations, dates of a unit, proofs, and who promises what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from store.rules.calendar import Duration
from store.rules.case import WHOLE, Earliest, Entry, Later, Line, Named, Site, Terms
from store.wording import N_, Sentence, say

_UNITS: Mapping[str, tuple[str, str]] = {
    "d": (N_("{n} day"), N_("{n} days")),
    "w": (N_("{n} week"), N_("{n} weeks")),
    "m": (N_("{n} month"), N_("{n} months")),
    "y": (N_("{n} year"), N_("{n} years")),
}

_DATES: Mapping[str, Sentence] = {
    "built": say(N_("manufacture")),
    "shipped": say(N_("shipment")),
    "delivered": say(N_("delivery")),
    "invoiced": say(N_("invoice")),
    "activated": say(N_("activation")),
    "installed": say(N_("installation")),
    "bought": say(N_("sale of the plan")),
}

_WEEKDAYS = (
    say(N_("a Monday")),
    say(N_("a Tuesday")),
    say(N_("a Wednesday")),
    say(N_("a Thursday")),
    say(N_("a Friday")),
    say(N_("a Saturday")),
    say(N_("a Sunday")),
)

_PROOFS: Mapping[str, Sentence] = {
    "built": say(N_("the date of manufacture")),
    "shipped": say(N_("a shipping paper")),
    "delivered": say(N_("a delivery note")),
    "invoiced": say(N_("an invoice")),
    "activated": say(N_("the activation date")),
    "installed": say(N_("an installation record")),
    "bought": say(N_("the bill of the plan")),
}


def lasting(duration: Duration) -> Sentence:
    """Name a duration: 24 months."""
    return _lasting(duration.count, duration.unit)


@lru_cache(maxsize=256)
def _lasting(count: int, unit: str) -> Sentence:
    one, many = _UNITS[unit]
    return say(one, many, n=count)


def dated(name: str, day: date, month_only: bool = False) -> Sentence:
    """Name a date of the unit: invoice 2025-03-14."""
    if month_only:
        return say(
            N_("{event} in {month}, counted as {day}"), event=_DATES[name], month=f"{day:%Y-%m}", day=day
        )
    return say(N_("{event} {day}"), event=_DATES[name], day=day)


def date_of(name: str) -> Sentence:
    """Name a date of the unit: invoice."""
    return say(N_("date of {event}"), event=_DATES[name])


def day_off(day: date, site: Site) -> Sentence:
    """Say why a site does not work on a day: a holiday, by its name if it is known, or a day of the week."""
    if name := site.names.get(day):
        return say(N_("{name}, a holiday"), name=name)
    return say(N_("a holiday")) if day in site.holidays else _WEEKDAYS[day.weekday()]


def dated_back(day: date) -> Sentence:
    """Name the hand-back of a repair."""
    return say(N_("repair handed back {day}"), day=day)


def promise(terms: Terms, line: Line) -> str:
    """Name a policy, and the component if the line is about one only."""
    return terms.label if line.scope == WHOLE else f"{terms.label}, {line.scope}"


def proofs(names: Sequence[str]) -> Sentence:
    """Name the papers that would show some dates: an invoice or a delivery note."""
    sentence = _PROOFS[names[-1]]
    for name in reversed(names[:-1]):
        sentence = say(N_("{one} or {other}"), one=_PROOFS[name], other=sentence)
    return sentence


def dates_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the dates that some entries rest on, in their order, each once."""
    found: dict[str, None] = {}
    for entry in entries:
        if isinstance(entry, Named):
            found[entry.name] = None
        elif isinstance(entry, Later):
            found.update(dict.fromkeys(dates_of((entry.entry,))))
        elif isinstance(entry, Earliest):
            found.update(dict.fromkeys(dates_of(entry.entries)))
    return tuple(found)
