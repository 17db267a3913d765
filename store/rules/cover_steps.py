"""Section 5: the explanation of an answer, one plain sentence a step.

Every policy of the case has its say, those that give no cover with the reason; the verdict comes last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from store.records import Step
from store.rules.case import Terms
from store.rules.cover_status import Finding
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
    told: list[Step] = []
    for terms in sorted(found.case.policies, key=lambda terms: terms.id):
        told.extend(step for life in found.covers if life.terms is terms for step in life.steps)
        told.extend(Step("2", terms.id, undated.why) for of, undated in found.undated if of is terms)
        told.extend(step for step in found.nothing if step.policy == terms.id)
    told.extend(_recalls(found))
    told.append(_verdict(found))
    if found.status != "COVERED" and found.next_cover is not None:
        told.append(Step("8", None, say(N_("the next cover begins {day}"), day=found.next_cover)))
    return tuple(told)


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
        return Step("8", None, _left(found))
    start, end = found.start, found.end
    values = {"on": found.on, "start": start, "end": end, "part": found.case.component}
    if start is None:
        return Step("8", None, _without_block(found))
    if found.apart == "COVERED":
        return Step("8", None, _covered(found, start, end))
    if found.apart in STOPS:
        if end is None:
            return Step("8", None, say(N_("the cover for life since {start} is stopped"), **values))
        return Step("8", None, say(N_("the cover from {start} to {end} is stopped"), **values))
    if found.apart == "NOT_STARTED":
        if end is None:
            return Step("8", None, say(N_("on {on} the cover for life from {start} has not begun"), **values))
        return Step("8", None, say(N_("on {on} the cover from {start} to {end} has not begun"), **values))
    days = (found.on - end).days if end else 0
    one = N_("the cover from {start} to {end} ended {n} day before {on}")
    many = N_("the cover from {start} to {end} ended {n} days before {on}")
    return Step("8", None, say(one, many, **values, n=days))


def _covered(found: Finding, start: date, end: date | None) -> Sentence:
    if end is None:
        return say(N_("on {on} covered: since {start}, for life"), on=found.on, start=start)
    days = (end - found.on).days
    if days == 0:
        return say(
            N_("on {on} covered: since {start}, this is the last day ({end})"),
            on=found.on,
            start=start,
            end=end,
        )
    return say(
        N_("on {on} covered: from {start} to {end}, {n} day left"),
        N_("on {on} covered: from {start} to {end}, {n} days left"),
        on=found.on,
        start=start,
        end=end,
        n=days,
    )


def _without_block(found: Finding) -> Sentence:
    if found.apart == "UNKNOWN":
        return say(N_("on {on} unknown: a cover cannot be dated, and no other is in force"), on=found.on)
    if found.case.component is not None:
        return say(N_("on {on} nothing covers the {part}"), on=found.on, part=found.case.component)
    return say(N_("on {on} nothing covers the unit"), on=found.on)


def _left(found: Finding) -> Sentence:
    retired, serial = found.retired, found.case.unit.serial
    if retired is not None and retired.replaced_by is not None:
        return say(
            N_("{serial} was replaced on {day}; in its place is {new}"),
            serial=serial,
            day=retired.replaced,
            new=retired.replaced_by,
        )
    return say(N_("{serial} was refunded on {day}"), serial=serial, day=retired and retired.refunded)
