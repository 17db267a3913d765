"""Rules 4 to 6: what repairs, replacements and days off do to one cover through its life.

Suspension has a closed form. Once a stay in the workshop touches a cover, each of its days adds one day,
so the cover cannot lapse while it lasts: every united stay that begins by the current end counts in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from store.records import Step
from store.rules.calendar import next_working, plus, shift
from store.rules.case import History, Line, Repair, Site, Terms
from store.rules.cover_terms import term_end
from store.rules.cover_words import day_off, lasting, promise
from store.wording import N_, say


class Life:
    """One cover; it changes only while `live` leads it through its history."""

    def __init__(self, terms: Terms, line: Line, start: date, end: date | None) -> None:
        self.terms = terms
        self.line = line
        self.start = start
        self.end = end
        """Last covered day before `roll`; None: for life."""
        self.flags: set[str] = set()
        self.steps: list[Step] = []
        self.suspended: list[tuple[date, date]] = []
        """First and last day of each period that was added back."""
        self.place = 0
        """Place of the start in the preference list; 0 is the first choice."""
        self.month_only = False
        """The start rests on a date known to the month only."""
        self.rests_on: date | None = None
        """The date of the unit that the start rests on."""
        self.stop: str | None = None
        """VOID, NOT_TRANSFERABLE or LIMIT_REACHED."""
        self.added = False
        """A repair has already added its time, which happens once."""

    def note(self, rule: str, template: str, plural: str | None = None, /, **values: object) -> None:
        """Add a step to the explanation."""
        values["policy"] = promise(self.terms, self.line)
        self.steps.append(Step(rule, self.terms.id, say(template, plural, **values)))

    def includes(self, day: date) -> bool:
        """Tell whether `day` is covered."""
        return self.start <= day and (self.end is None or day <= self.end)


def live(life: Life, history: History, on: date, site: Site) -> None:
    """Lead a cover through repairs and replacements up to `on`, then roll its end."""
    if not history.repairs and not history.replacements:
        roll(life, site)
        return
    since = date.min
    for event in history.replacements:
        _repairs(life, _requested(history.repairs, since, event.day), event.day)
        if life.start <= event.day and (life.end is None or event.day <= _rolled(life, life.end, site)):
            _replace(life, event.day)
        since = event.day
    latest = [repair for repair in history.repairs if repair.requested >= since]
    _repairs(life, latest, on)
    _mark_open(life, latest)
    roll(life, site)


def roll(life: Life, site: Site) -> None:
    """Move an end that falls on a day off to the next working day, last of all (rule 6)."""
    if life.end is None or not life.terms.roll:
        return
    end = _rolled(life, life.end, site)
    if end != life.end:
        life.note(
            "6",
            N_("{before} is {day_off}: moved to {end}, the next working day ({policy})"),
            before=life.end,
            day_off=day_off(life.end, site),
            end=end,
        )
        life.flags.add("ROLLED")
        life.end = end


def _rolled(life: Life, end: date, site: Site) -> date:
    return next_working(end, site.working, site.holidays) if life.terms.roll else end


def _requested(repairs: Sequence[Repair], since: date, before: date) -> list[Repair]:
    return [repair for repair in repairs if since <= repair.requested < before]


def _repairs(life: Life, repairs: Sequence[Repair], until: date) -> None:
    """Apply rule 4 with `repairs`, in order of request; those not handed back by `until` end there."""
    if life.end is None or not repairs:
        return
    if life.terms.on_repair in ("TOLL", "TOLL_INCL"):
        _suspend(life, repairs, until)
    elif life.terms.on_repair == "ADD":
        _add_once(life, _finished(repairs, until))
    elif life.terms.on_repair == "AT_LEAST":
        _at_least(life, _finished(repairs, until))


def _finished(repairs: Iterable[Repair], until: date) -> list[tuple[date, date]]:
    """Return request and hand-back of the repairs finished by a day."""
    return [
        (repair.requested, repair.returned)
        for repair in repairs
        if repair.returned is not None and repair.returned <= until
    ]


def _suspend(life: Life, repairs: Sequence[Repair], until: date) -> None:
    """Add the days without the unit to the end; a day counts once (RU 20(3), CN)."""
    for first, last in _away(repairs, until, 0 if life.terms.on_repair == "TOLL_INCL" else 1):
        begin = max(first, life.start)
        if life.end is None or begin > last or begin > life.end:
            continue
        days = (last - begin).days + 1
        before, life.end = life.end, shift(life.end, days)
        life.suspended.append((begin, last))
        life.flags.add("TOLLED")
        life.note(
            "4",
            N_("in repair {first} to {last}: {before} + {n} day = {end} ({policy})"),
            N_("in repair {first} to {last}: {before} + {n} days = {end} ({policy})"),
            first=begin,
            last=last,
            before=before,
            n=days,
            end=life.end,
        )


def _away(repairs: Sequence[Repair], until: date, short: int) -> list[tuple[date, date]]:
    """Return the united periods in the workshop; the last `short` days of each stay do not count."""
    periods: list[tuple[date, date]] = []
    for repair in repairs:
        first = repair.requested
        last = min(repair.returned or until, until)
        if (last - first).days < short:
            continue
        last = shift(last, -short)
        if periods and first <= shift(periods[-1][1], 1):
            periods[-1] = (periods[-1][0], max(periods[-1][1], last))
        else:
            periods.append((first, last))
    return periods


def _add_once(life: Life, finished: Sequence[tuple[date, date]]) -> None:
    """Let the first finished repair requested in time move the end, once in a life (EU, reading A)."""
    duration = life.terms.repair_adds
    for requested, _ in finished:
        if life.added or duration is None or life.end is None or not life.includes(requested):
            continue
        before, life.end, life.added = life.end, plus(life.end, duration), True
        if life.end > before:
            life.flags.add("REPAIR_EXTENDED")
            life.note(
                "4",
                N_("repair requested {day}, in time: {before} + {duration} = {end} ({policy})"),
                day=requested,
                before=before,
                duration=lasting(duration),
                end=life.end,
            )


def _at_least(life: Life, finished: Sequence[tuple[date, date]]) -> None:
    """Let each finished repair requested in time guarantee a time from its hand-back (EU, reading B)."""
    duration = life.terms.repair_adds
    for requested, returned in finished:
        if duration is None or life.end is None or not life.includes(requested):
            continue
        end = plus(returned, duration)
        if end > life.end:
            life.end = end
            life.flags.add("REPAIR_EXTENDED")
            life.note(
                "4",
                N_("repair handed back {day} + {duration} = {end}, at least until then ({policy})"),
                day=returned,
                duration=lasting(duration),
                end=end,
            )


def _replace(life: Life, day: date) -> None:
    """Pass the cover on to the new unit (rule 5)."""
    before, life.start = life.end, day
    life.flags.add("INHERITED")
    if before is None:
        life.note(
            "5", N_("replaced {day}: the new unit is covered from that day, for life ({policy})"), day=day
        )
        return
    terms, term = life.terms, life.line.duration
    gives = terms.replacement_gives
    if terms.on_replacement == "ANEW" and term is not None:
        life.end = max(before, term_end(terms, term, day, day))
    elif terms.on_replacement == "LONGER" and gives is not None:
        life.end = max(before, plus(day, gives))
    if life.end == before:
        life.note(
            "5",
            N_("replaced {day}: covered from that day, until {end} as before ({policy})"),
            day=day,
            end=before,
        )
    elif term is not None and terms.on_replacement == "ANEW":
        life.note(
            "5",
            N_("replaced {day}: {duration} anew, until {end} ({policy})"),
            day=day,
            duration=lasting(term),
            end=life.end,
        )
    elif gives is not None:
        life.note(
            "5",
            N_("replaced {day} + {duration} = {end}, longer than what was left ({policy})"),
            day=day,
            duration=lasting(gives),
            end=life.end,
        )


def _mark_open(life: Life, latest: Sequence[Repair]) -> None:
    """Mark an end that still moves, because the unit is in the workshop."""
    if life.end is None or life.terms.on_repair not in ("TOLL", "TOLL_INCL"):
        return
    if any(repair.returned is None and life.includes(repair.requested) for repair in latest):
        life.flags.add("TOLLING_OPEN")
