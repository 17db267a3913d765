"""A policy in plain words: what is promised, from when, for how long, and what changes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from store.rules.case import AFTER_REPAIRS, WHOLE, Earliest, Entry, Fixed, Later, Line, Named, Terms
from store.rules.cover_words import lasting
from store.wording import N_, Sentence, say

_FROM = {
    "built": say(N_("the date of manufacture")),
    "shipped": say(N_("the day of shipment")),
    "delivered": say(N_("the day of delivery")),
    "invoiced": say(N_("the invoice date")),
    "activated": say(N_("the day of activation")),
    "installed": say(N_("the day of installation")),
    "bought": say(N_("the day on which the plan was bought")),
}


def describe(terms: Terms) -> tuple[Sentence, ...]:
    """Say what a policy promises, one fact a sentence."""
    return (*_recall(terms), *_lines(terms), *_limits(terms), *_life(terms), *_rest(terms))


def _recall(terms: Terms) -> Iterator[Sentence]:
    if terms.kind != "recall":
        return
    yield say(N_("A recall: the remedy is free, whatever the age of the unit and without any proof."))
    for first, last in terms.serials:
        yield say(N_("It is for the serials from {first} to {last}."), first=first, last=last)
    if terms.announced:
        yield say(N_("It was announced on {day}."), day=terms.announced)


def _lines(terms: Terms) -> Iterator[Sentence]:
    for line in terms.lines:
        if line.excluded:
            yield say(N_("Never covered: {part}."), part=line.scope)
            continue
        sentence = _promise(terms, line)
        if line.scope != WHOLE:
            template = N_("{part}: {promise}")
            if line.instead:
                template = N_("{part}, instead of what is promised for the whole unit: {promise}")
            sentence = say(template, part=line.scope, promise=sentence)
        yield sentence
        if line.measure is not None:
            template = N_("It pays up to a reading of {most} {measure}.")
            yield say(template, most=f"{line.most:g}", measure=line.measure)


def _promise(terms: Terms, line: Line) -> Sentence:
    what = _what(line)
    if line.start is not None and line.end is not None:
        template = N_("{what} from {start} to {end}, both days included.")
        return say(template, what=what, start=line.start, end=line.end)
    if terms.kind in AFTER_REPAIRS:
        start = say(N_("the hand-back of a repair that put in this part new"))
        if terms.kind == "repair":
            start = say(N_("the hand-back of a repair, for the same component or fault"))
    else:
        start = _start(terms)
    if line.duration is None:
        return say(N_("{what} for life from {start}."), what=what, start=start)
    template = N_("{what} for {duration} from {start}, last day included.")
    if terms.inclusive:
        template = N_("{what} for {duration} from {start}, which counts as the first day.")
    return say(template, what=what, duration=lasting(line.duration), start=start)


def _what(line: Line) -> Sentence:
    if line.parts == line.labour == 100:
        return say(N_("Parts and labour"))
    if line.labour == 0:
        return say(N_("Parts")) if line.parts == 100 else say(N_("{n} % of the parts"), n=line.parts)
    if line.parts == 0:
        return say(N_("Labour")) if line.labour == 100 else say(N_("{n} % of the labour"), n=line.labour)
    template = N_("{parts} % of the parts and {labour} % of the labour")
    return say(template, parts=line.parts, labour=line.labour)


def _start(terms: Terms) -> Sentence:
    if terms.after is not None:
        return say(N_("the day after {policy} ends"), policy=terms.after)
    if not terms.start:
        return say(N_("a day that the policy does not name"))
    return _first_of(terms.start)


def _first_of(entries: Sequence[Entry]) -> Sentence:
    sentence = _entry(entries[-1])
    for entry in reversed(entries[:-1]):
        sentence = say(N_("{first} (if unknown, {other})"), first=_entry(entry), other=sentence)
    return sentence


def _entry(entry: Entry) -> Sentence:
    if isinstance(entry, Named):
        return _FROM[entry.name]
    if isinstance(entry, Fixed):
        return say(N_("{day}"), day=entry.day)
    if isinstance(entry, Later):
        return say(N_("{duration} after {event}"), duration=lasting(entry.by), event=_entry(entry.entry))
    assert isinstance(entry, Earliest)
    if not entry.entries:
        return say(N_("a day that the policy does not name"))
    sentence = _entry(entry.entries[-1])
    for each in reversed(entry.entries[:-1]):
        sentence = say(N_("{one} or {other}"), one=_entry(each), other=sentence)
    return say(N_("the earliest of {days}"), days=sentence)


def _limits(terms: Terms) -> Iterator[Sentence]:
    if terms.cap is not None:
        yield say(N_("It never runs past {day}."), day=_entry(terms.cap))
    if terms.max_claims is not None:
        one, many = N_("It pays {n} claim and no more."), N_("It pays {n} claims and no more.")
        yield say(one, many, n=terms.max_claims)
    if terms.buy_within is not None:
        yield say(N_("It can be bought until {day}."), day=_entry(terms.buy_within))
    if terms.bought is not None:
        yield say(N_("It was bought on {day}."), day=terms.bought)
    if terms.buyer is not None:
        words = {"consumer": N_("It is for consumers only."), "business": N_("It is for businesses only.")}
        yield say(words[terms.buyer])
    if not terms.transferable:
        yield say(N_("It ends when the unit gets a new owner."))


def _life(terms: Terms) -> Iterator[Sentence]:
    if terms.kind in (*AFTER_REPAIRS, "recall"):
        return
    adds = lasting(terms.repair_adds) if terms.repair_adds else None
    repairs = {
        "TOLL": N_("A repair adds the days you were without the unit."),
        "TOLL_INCL": N_("A repair adds the days you were without the unit, the hand-back day included."),
        "ADD": N_("The first repair adds {duration}, once."),
        "AT_LEAST": N_("After each repair at least {duration} of cover are left."),
    }
    if terms.on_repair in repairs:
        yield say(repairs[terms.on_repair], duration=adds)
    gives = lasting(terms.replacement_gives) if terms.replacement_gives else None
    replacements = {
        "REMAINING": N_("A replacement unit has the time that was left."),
        "ANEW": N_("With a replacement unit the time begins anew."),
        "LONGER": N_("A replacement unit has the time that was left, and {duration} at least."),
    }
    yield say(replacements[terms.on_replacement], duration=gives)


def _rest(terms: Terms) -> Iterator[Sentence]:
    if terms.roll:
        yield say(N_("If it would end on a day off, it ends on the next working day."))
    if terms.void_needs_evidence:
        yield say(N_("It is void only where there is evidence."))
    if terms.seller_proves is not None:
        template = N_(
            "For {duration} from the start, it is the seller who has to prove that nothing was wrong."
        )
        yield say(template, duration=lasting(terms.seller_proves))
    if terms.goodwill_window is not None:
        template = N_("For {duration} after the end, a supervisor may be asked for goodwill.")
        yield say(template, duration=lasting(terms.goodwill_window))
