"""Rules 1 to 3: who is offered what, from which day, and for how long.

A term of convention CORR ends on the corresponding date of the day it is counted from; INCL counts the
start day as the first. A policy that follows another is counted from that one's last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from store.record import Record, but
from store.rules.calendar import Duration, last_included, plus
from store.rules.case import WHOLE, Asked, Earliest, Entry, Fixed, Later, Line, Named, Terms
from store.rules.cover_words import dated, dates_of, lasting, promise, proofs
from store.wording import N_, Sentence, say


class Known(Record):
    """An entry whose day is known."""

    day: date
    month_only: bool
    """It rests on a date known to the month only."""
    rests_on: date | None
    """The date of the unit it rests on."""
    words: Sentence
    compound: bool = False
    """The words are a calculation of their own."""


class Start(Record):
    """The first covered day of a policy's terms."""

    day: date
    counted_from: date
    """Where convention CORR counts from: the day itself, or the last day of the policy it follows."""
    known: Known
    place: int = 0
    """Place of the entry in the preference list; 0 is the first choice."""


class Undated(Record):
    """A line that cannot be dated, and why."""

    flags: frozenset[str]
    """NEED_PROOF, DATA_ERROR."""
    why: Sentence
    wanted: tuple[str, ...] = ()
    """Dates any of which would help."""


class Nothing(Record):
    """A line or policy that gives no cover, and why."""

    why: Sentence


NEED_PROOF = frozenset(("NEED_PROOF",))
DATA_ERROR = frozenset(("DATA_ERROR",))


def known(entry: Entry, unit: Asked, terms: Terms) -> Known | None:
    """Return the day of an entry; None if it is not known."""
    if isinstance(entry, Named):
        return _named(entry.name, unit, terms)
    if isinstance(entry, Fixed):
        return Known(entry.day, False, None, say(N_("fixed start {day}"), day=entry.day))
    if isinstance(entry, Later):
        inner = known(entry.entry, unit, terms)
        if inner is None:
            return None
        day = plus(inner.day, entry.by)
        words = say(
            N_("{event} + {duration} = {day}"), event=inner.words, duration=lasting(entry.by), day=day
        )
        return but(inner, day=day, words=words, compound=True)
    return _earliest(entry, unit, terms)


def _named(name: str, unit: Asked, terms: Terms) -> Known | None:
    if name == "bought":
        return Known(terms.bought, False, None, dated(name, terms.bought)) if terms.bought else None
    found = unit.dates.get(name)
    return _dated(name, found.day, found.month_only) if found is not None else None


@lru_cache(maxsize=1024)
def _dated(name: str, day: date, month_only: bool) -> Known:
    """Return what a date of the unit says; the layers of a unit ask for the same one again and again."""
    return Known(day, month_only, day, dated(name, day, month_only), month_only)


def _earliest(entry: Earliest, unit: Asked, terms: Terms) -> Known | None:
    """Return the earliest of those known; of equal days, the one known to the day."""
    every = [found for each in entry.entries if (found := known(each, unit, terms))]
    if not every:
        return None
    first = min(every, key=lambda found: (found.day, found.month_only))
    return but(first, words=say(N_("{event} is the earliest"), event=first.words), compound=True)


def first_known(terms: Terms, unit: Asked) -> Start | Undated:
    """Return the start by the first known entry of the preference list (rule 2)."""
    for place, entry in enumerate(terms.start):
        found = known(entry, unit, terms)
        if found is not None:
            return Start(found.day, found.day, found, place)
    wanted = dates_of(terms.start)
    if not wanted:
        return Undated(NEED_PROOF, say(N_("{policy} cannot be dated: it names no start"), policy=terms.label))
    return Undated(
        NEED_PROOF,
        say(N_("{policy} cannot be dated without {proofs}"), policy=terms.label, proofs=proofs(wanted)),
        wanted,
    )


def bought_too_late(terms: Terms, unit: Asked) -> date | None:
    """Return the last day on which the policy could be bought, if it was bought later."""
    if terms.bought is None or terms.buy_within is None:
        return None
    limit = known(terms.buy_within, unit, terms)
    return limit.day if limit is not None and terms.bought > limit.day else None


def not_offered(terms: Terms, unit: Asked) -> Sentence | None:
    """Say why the policy is not offered for this unit; None if it is (rule 1)."""
    if terms.buyer is not None and terms.buyer != unit.buyer:
        if terms.buyer == "business":
            return say(N_("{policy} is for business buyers only: no cover"), policy=terms.label)
        return say(N_("{policy} is for consumers only: no cover"), policy=terms.label)
    if limit := bought_too_late(terms, unit):
        return say(
            N_("{policy} was bought on {day}, later than {limit}, the last day for it: no cover"),
            policy=terms.label,
            day=terms.bought,
            limit=limit,
        )
    return None


def excludes(terms: Terms, component: str | None) -> bool:
    """Tell whether the policy never covers the component asked about."""
    return any(line.excluded and line.scope == component for line in terms.lines)


def lines_for(terms: Terms, component: str | None) -> Sequence[int]:
    """Return the places of the lines through which the policy speaks to the question (rule 1)."""
    speaking, own, instead = [], [], False
    for place, line in enumerate(terms.lines):
        if line.scope == WHOLE:
            speaking.append(place)
        elif line.scope == component:
            if line.excluded:
                return ()
            speaking.append(place)
            own.append(place)
            instead = instead or line.instead
    return own if instead else speaking


def silent(terms: Terms, component: str | None) -> Sentence:
    """Say why no line of the policy speaks to the question."""
    if not terms.lines:
        return say(N_("{policy} has no lines: no cover"), policy=terms.label)
    if component is None:
        return say(
            N_("{policy} covers single components only: no cover for the whole unit"), policy=terms.label
        )
    if excludes(terms, component):
        return say(N_("{policy} never covers the {part}"), policy=terms.label, part=component)
    return say(N_("{policy} promises nothing for the {part}: no cover"), policy=terms.label, part=component)


def term_end(terms: Terms, duration: Duration, first: date, counted_from: date) -> date:
    """Return the last day of a duration by the policy's convention (rule 2)."""
    return last_included(first, duration) if terms.inclusive else plus(counted_from, duration)


def term_words(terms: Terms, line: Line, start: Start, end: date | None) -> Sentence:
    """Say how the end of a line comes about."""
    counted = start.known.compound
    if line.duration is None or end is None:
        template = N_("{event}: for life from {start} ({policy})")
    elif terms.inclusive and counted:
        template = N_("{event}; {start}, counted as the first day, + {duration}: last day {end} ({policy})")
    elif terms.inclusive:
        template = N_("{event}, counted as the first day, + {duration}: last day {end} ({policy})")
    elif start.day != start.counted_from:
        template = N_("{event}; from {start}: {before} + {duration} = {end}, last day included ({policy})")
    elif counted:
        template = N_("{event}; {start} + {duration} = {end}, last day included ({policy})")
    else:
        template = N_("{event} + {duration} = {end}, last day included ({policy})")
    return say(
        template,
        event=start.known.words,
        start=start.day,
        before=start.counted_from,
        duration=lasting(line.duration) if line.duration else None,
        end=end,
        policy=promise(terms, line),
    )
