"""Every policy of a case, applied: which covers it gives, which lines cannot be dated, and why not.

Policies may follow one another, so the book is asked for a start or a line, works out what that needs
first, and remembers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from store.records import Step
from store.rules.calendar import shift
from store.rules.case import AFTER_REPAIRS, Case, History, Line, Repair, Terms
from store.rules.cover_life import Life, live, roll
from store.rules.cover_terms import (
    DATA_ERROR,
    Known,
    Nothing,
    Start,
    Undated,
    first_known,
    known,
    lines_for,
    not_offered,
    silent,
    term_end,
    term_words,
)
from store.rules.cover_words import dated_back, promise
from store.wording import N_, Sentence, say

Outcome = list[Life] | Undated | Nothing
"""What became of one line."""


class Book:
    """The policies of a case on one day, with what has been worked out about them."""

    def __init__(self, case: Case, history: History, on: date) -> None:
        """Take a case, and its history up to the day `on`."""
        self.case = case
        self.history = history
        self.on = on
        self._policies = {terms.id: terms for terms in case.policies}
        self._barred: dict[str, Sentence | None] = {}
        self._starts: dict[str, Start | Undated | Nothing] = {}
        self._lines: dict[tuple[str, int], Outcome] = {}

    def barred(self, terms: Terms) -> Sentence | None:
        """Say why a policy is not offered; None if it is."""
        if terms.id not in self._barred:
            self._barred[terms.id] = not_offered(terms, self.case.unit)
        return self._barred[terms.id]

    def apply(self, terms: Terms) -> Sequence[Outcome]:
        """Return what became of each line of a policy that speaks to the question."""
        if why := self.barred(terms):
            return (Nothing(why),)
        places = lines_for(terms, self.case.component)
        if not places:
            return (Nothing(silent(terms, self.case.component)),)
        return [self.line(terms, place) for place in places]

    def line(self, terms: Terms, place: int) -> Outcome:
        """Return what became of one line."""
        key = (terms.id, place)
        if key not in self._lines:
            self._lines[key] = self._line(terms, terms.lines[place])
        return self._lines[key]

    def _line(self, terms: Terms, line: Line) -> Outcome:
        if line.duration is not None and line.duration.count == 0:
            return Nothing(say(N_("{policy} lasts no time: no cover"), policy=promise(terms, line)))
        if terms.kind in AFTER_REPAIRS:
            return self._after_repairs(terms, line)
        if line.start is not None and line.end is not None:
            return self._fixed(terms, line, line.start, line.end)
        start = self.start(terms)
        return self._term(terms, line, start) if isinstance(start, Start) else start

    def _fixed(self, terms: Terms, line: Line, start: date, end: date) -> Outcome:
        values = {"policy": promise(terms, line), "start": start, "end": end}
        if end < start:
            why = N_("{policy} cannot be dated: its end {end} is before its start {start}")
            return Undated(DATA_ERROR, say(why, **values))
        life = Life(terms, line, start, end)
        life.note("2", N_("fixed dates {start} to {end}, both included ({policy})"), **values)
        live(life, self.history, self.on, self.case.site)
        return [life]

    def _term(self, terms: Terms, line: Line, start: Start) -> Outcome:
        """Give a line its term (rule 2), its cap (rule 3) and its life (rules 4 to 6)."""
        end = term_end(terms, line.duration, start.day, start.counted_from) if line.duration else None
        life = Life(terms, line, start.day, end)
        life.place = start.place
        life.month_only, life.rests_on = start.known.month_only, start.known.rests_on
        if life.place:
            life.flags.update(("ESTIMATED_START", "PROOF_MAY_EXTEND"))
        if life.month_only:
            life.flags.add("ESTIMATED_START")
        if life.rests_on is not None and life.rests_on > self.on:
            life.flags.add("FUTURE_DATE")
        life.steps.append(Step("2", terms.id, term_words(terms, line, start, end)))
        cap = known(terms.cap, self.case.unit, terms) if terms.cap is not None else None
        if cap is not None and cap.day < start.day:
            why = N_("{policy} would start on {start}, later than its limit, {limit}: no cover")
            return Nothing(say(why, policy=promise(terms, line), start=start.day, limit=cap.words))
        if cap is not None and (end is None or cap.day < end):
            life.end = cap.day
            life.flags.add("CAPPED")
            life.note(
                "3", N_("never later than {limit}: ends {end} ({policy})"), limit=cap.words, end=cap.day
            )
        live(life, self.history, self.on, self.case.site)
        return [life]

    def start(self, terms: Terms) -> Start | Undated | Nothing:
        """Return the start of a policy's terms (rule 2)."""
        if terms.id not in self._starts:
            found = self._follow(terms, terms.after) if terms.after else first_known(terms, self.case.unit)
            self._starts[terms.id] = found
        return self._starts[terms.id]

    def _follow(self, terms: Terms, after: str) -> Start | Undated | Nothing:
        """Return the day after the latest end of the policy that this one follows."""
        other = self._policies.get(after)
        values = {"policy": terms.label, "other": other.label if other else after}
        if other is None:
            why = N_("{policy} cannot be dated: there is no {other} to follow")
        elif other.kind in (*AFTER_REPAIRS, "recall"):
            why = N_("{policy} cannot be dated: {other} is not a policy that can be followed")
        elif self.barred(other):
            return Nothing(say(N_("{policy} follows {other}, which is not offered: no cover"), **values))
        elif self._follows(other, terms):
            why = N_("{policy} cannot be dated: it follows itself")
        else:
            return self._day_after(terms, other)
        return Undated(DATA_ERROR, say(why, **values))

    def _follows(self, other: Terms, terms: Terms) -> bool:
        """Tell whether `other` follows `terms`, be it through offered policies in between.

        Whether the lines of `other` need that start has no say: the answer must not depend on which
        policy is asked first.
        """
        seen: set[str] = set()
        while other.id not in seen and not self.barred(other):
            if other.id == terms.id:
                return True
            seen.add(other.id)
            further = self._policies.get(other.after) if other.after else None
            if further is None:
                break
            other = further
        return False

    def _day_after(self, terms: Terms, other: Terms) -> Start | Undated | Nothing:
        """Return the day after the latest end of the whole-unit lines of an offered policy."""
        values = {"policy": terms.label, "other": other.label}
        outcomes = [self.line(other, place) for place in lines_for(other, None)]
        undated = [outcome for outcome in outcomes if isinstance(outcome, Undated)]
        if undated:
            return Undated(
                frozenset(flag for each in undated for flag in each.flags),
                say(N_("{policy} follows {other}: {why}"), **values, why=undated[0].why),
                tuple(dict.fromkeys(name for each in undated for name in each.wanted)),
            )
        lives = [life for outcome in outcomes if isinstance(outcome, list) for life in outcome]
        if not lives:
            return Nothing(say(N_("{policy} follows {other}, which gives no cover: no cover"), **values))
        if any(life.end is None for life in lives):
            return Nothing(say(N_("{policy} follows {other}, which never ends: no cover"), **values))
        last = max(lives, key=lambda life: life.end or date.max)
        end = last.end or date.max
        words = say(N_("{other} ends {day}"), other=other.label, day=end)
        found = Known(shift(end, 1), last.month_only, last.rests_on, words, compound=True)
        return Start(found.day, end, found)

    def _after_repairs(self, terms: Terms, line: Line) -> Outcome:
        """Give one cover for each finished repair of what is asked about (rule 6)."""
        since = max((event.day for event in self.history.replacements), default=date.min)
        lives = []
        for repair in self.history.repairs:
            day = repair.returned
            if day is None or repair.requested < since or not self._speaks_of(terms, repair):
                continue
            end = term_end(terms, line.duration, day, day) if line.duration else None
            life = Life(terms, line, day, end)
            begins = Start(day, day, Known(day, False, None, dated_back(day)))
            life.steps.append(Step("6", terms.id, term_words(terms, line, begins, end)))
            roll(life, self.case.site)
            lives.append(life)
        if lives:
            return lives
        if terms.kind == "part":
            why = N_("{policy}: no new part of this kind was put in by a finished repair: no cover")
        else:
            why = N_("{policy}: no finished repair of this part or fault: no cover")
        return Nothing(say(why, policy=promise(terms, line)))

    def _speaks_of(self, terms: Terms, repair: Repair) -> bool:
        component, fault = self.case.component, self.case.fault
        same_part = component is not None and repair.component == component
        if terms.kind == "part":
            return same_part and repair.new_part
        return same_part or (fault is not None and repair.fault == fault)
