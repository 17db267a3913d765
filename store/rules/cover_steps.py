"""Section 5: the explanation of an answer, one plain sentence a step.

Every policy of the case has its say, those that give no cover with the reason; the verdict comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from store.records import Step
from store.rules.case import Terms
from store.rules.cover_facts import Retired
from store.rules.cover_flags import ended_yesterday, goodwill
from store.rules.cover_life import Life
from store.rules.cover_status import Finding, next_cover
from store.rules.cover_stops import STOPS, names
from store.wording import N_, Sentence, say


def steps(found: Finding) -> tuple[Step, ...]:
    """Return the explanation."""
    if found.ambiguous:
        return (*_unasked(found, N_("{policy}: not applied until the unit is known")), _verdict(found))
    if found.retired is not None:
        unused = [terms for terms in found.case.policies if terms.kind != "recall"]
        reason = N_("{policy}: no cover, the unit is no longer in service")
        return (*_unasked(found, reason, unused), *_recalls(found), _verdict(found))
    told = [step for each in found.told for step in (each.steps if isinstance(each, Life) else (each,))]
    told.extend(_recalls(found))
    told.append(_verdict(found))
    told.extend(_softened(found))
    if (later := next_cover(found)) is not None:
        told.append(Step("8", None, say(N_("the next cover begins {day}"), day=later)))
    return tuple(told)


def _softened(found: Finding) -> Iterator[Step]:
    """Say what a supervisor may still do for a cover that has ended."""
    if ended_yesterday(found):
        yield Step("8", None, say(N_("it ended yesterday: ask a supervisor before it is refused")))
    if windows := goodwill(found):
        day, terms = max(windows, key=lambda window: (window[0], window[1].id))
        template = N_("goodwill may be asked of a supervisor until {day} ({policy})")
        yield Step("8", terms.id, say(template, day=day, policy=terms.label))


def _unasked(found: Finding, template: str, policies: Sequence[Terms] | None = None) -> list[Step]:
    """Say of each policy why it was not applied."""
    every = found.case.policies if policies is None else policies
    return [
        Step("1", terms.id, say(template, policy=terms.label))
        for terms in sorted(every, key=lambda each: each.id)
    ]


def _recalls(found: Finding) -> list[Step]:
    """Say of each recall whether it is open for the unit."""
    told = []
    for terms in sorted(found.case.policies, key=lambda terms: terms.id):
        if terms.kind == "recall":
            told.append(Step("9", terms.id, _recall(terms, found)))
    return told


def _recall(terms: Terms, found: Finding) -> Sentence:
    values = {"policy": terms.label, "serial": found.case.unit.serial}
    done = [day for day, policy in found.history.recalls_done if policy == terms.id]
    if terms in found.recalls:
        return say(N_("recall {policy} names {serial}: to be remedied free of charge"), **values)
    if terms.buyer is not None and terms.buyer != found.case.unit.buyer:
        return say(N_("recall {policy} is for other buyers"), **values)
    if not names(terms, found.case.unit.serial):
        return say(N_("recall {policy} does not name {serial}"), **values)
    if done:
        return say(N_("recall {policy} was remedied on {day}"), **values, day=min(done))
    return say(N_("recall {policy} is announced for {day} only"), **values, day=terms.announced)


def _verdict(found: Finding) -> Step:
    """Say in one sentence what the answer is and which days it rests on."""
    if found.ambiguous:
        return Step("0", None, say(N_("{serial} is the serial of several units"), serial=found.case.typed))
    if found.retired is not None:
        return Step("8", None, _left(found.retired, found.case.unit.serial))
    if found.start is None:
        return Step("8", None, _without_block(found))
    if found.apart == "COVERED":
        return Step("8", None, _covered(found.on, found.start, found.end))
    return Step("8", None, _not_covered(found, found.start, found.end))


def _not_covered(found: Finding, start: date, end: date | None) -> Sentence:
    """Say what the shown block is worth on a day that it does not cover."""
    values = {"on": found.on, "start": start, "end": end}
    if found.apart in STOPS and end is None:
        return say(N_("the cover for life from {start} is stopped"), **values)
    if found.apart in STOPS:
        return say(N_("the cover from {start} to {end} is stopped"), **values)
    if end is None:
        return say(N_("on {on} the cover for life from {start} has not begun"), **values)
    if found.apart == "NOT_STARTED":
        return say(N_("on {on} the cover from {start} to {end} has not begun"), **values)
    return say(
        N_("the cover from {start} to {end} ended {n} day before {on}"),
        N_("the cover from {start} to {end} ended {n} days before {on}"),
        **values,
        n=(found.on - end).days,
    )


def _covered(on: date, start: date, end: date | None) -> Sentence:
    if end is None:
        return say(N_("on {on} covered: since {start}, for life"), on=on, start=start)
    if end == on:
        return say(N_("on {on} covered: since {start}, and this is the last day"), on=on, start=start)
    return say(
        N_("on {on} covered: from {start} to {end}, {n} day left"),
        N_("on {on} covered: from {start} to {end}, {n} days left"),
        on=on,
        start=start,
        end=end,
        n=(end - on).days,
    )


def _without_block(found: Finding) -> Sentence:
    if found.apart == "UNKNOWN":
        return say(N_("on {on} unknown: a cover cannot be dated, and no other is in force"), on=found.on)
    if found.case.component is not None:
        return say(N_("on {on} nothing covers the {part}"), on=found.on, part=found.case.component)
    return say(N_("on {on} nothing covers the unit"), on=found.on)


def _left(retired: Retired, serial: str) -> Sentence:
    if retired.replaced_by is not None:
        return say(
            N_("{serial} was replaced on {day}; in its place is {new}"),
            serial=serial,
            day=retired.replaced,
            new=retired.replaced_by,
        )
    return say(N_("{serial} was refunded on {day}"), serial=serial, day=retired.refunded)
