"""The answer for the customer: whole sentences without rules, names of policies or numbers of ours.

What a sentence says comes from the answer alone, so that nothing is promised here which is not in it. The
same sentences are read aloud from the screen and printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from store.paper.document import shown
from store.records import Card, Cover, Layer
from store.wording import N_, Sentence, say

_BEGAN = {
    "invoiced": N_("It began on {day}, the day on the invoice."),
    "delivered": N_("It began on {day}, the day on which it was delivered."),
    "installed": N_("It began on {day}, the day on which it was installed."),
    "activated": N_("It began on {day}, the day on which it was first used."),
    "shipped": N_("It began on {day}, the day on which it left the maker."),
    "built": N_("It began on {day}, the day on which it was made."),
}
_PAPERS = {
    "invoiced": N_("If you have the invoice, please show it to us: it may change the answer."),
    "delivered": N_("If you have the delivery note, please show it to us: it may change the answer."),
    "installed": N_("If you have a paper about the installation, please show it to us."),
    "activated": N_("If you know when it was first used, please tell us."),
    "reading": N_("Please let us read the meter: it may change the answer."),
}
_OTHER_PAPER = N_("If you have any paper about it with a date, please show it to us.")
_NOT_COVERED = {
    "RECALL": N_(
        "The maker has called your {product} back. It is repaired free of charge; no paper is needed."
    ),
    "VOID": N_("The cover of your {product} does not count any more. We will gladly show you why."),
    "NOT_TRANSFERABLE": N_("The cover of your {product} was for its first owner only."),
    "LIMIT_REACHED": N_("The cover of your {product} is used up."),
    "UNKNOWN": N_("We cannot say yet whether your {product} is covered: something is missing for it."),
    "NO_COVER": N_("We know of no cover for your {product}."),
}
_PAID = {
    (100, 100): N_("Parts and work cost you nothing."),
    (100, 0): N_("The parts cost you nothing; the work is to be paid."),
    (0, 100): N_("The work costs you nothing; the parts are to be paid."),
}
Said = list[Sentence]
"""A paragraph: sentences, one after the other."""


def spoken(card: Card, today: date, day: Callable[[date], str]) -> list[str]:
    """Return the answer as paragraphs in the reader's language, their days written by `day`."""
    paragraphs = [answer(card.cover, card.unit.product, today), *map(_alone, _reasons(card))]
    paragraphs += [*_parts(card.cover, today), *map(_alone, _papers(card.cover))]
    return [" ".join(sentence.read(day) for sentence in said) for said in paragraphs]


def _alone(sentence: Sentence) -> Said:
    return [sentence]


def answer(cover: Cover, named: str, today: date) -> Said:
    """Say whether a unit called `named` is covered, until when, and what is paid."""
    product = shown(named, 60)
    if cover.status == "COVERED":
        return [_covered(cover, product, today), _paid(cover.parts_pct or 0, cover.labour_pct or 0)]
    if cover.status == "EXPIRED" and cover.end:
        ended = say(N_("The cover of your {product} ended on {day}."), product=product, day=cover.end)
        if cover.ended_yesterday:
            return [ended, say(N_("That was yesterday: we will ask what can be done."))]
        return [ended]
    if cover.status in ("GAP", "NOT_STARTED"):
        begins = cover.next_cover or cover.start
        told = [say(N_("Your {product} is not covered today."), product=product)]
        return [*told, say(N_("Its cover begins on {day}."), day=begins)] if begins else told
    if cover.status == "RETIRED":
        return [_out_of_use(cover, product)]
    return [say(_NOT_COVERED.get(cover.status, _NOT_COVERED["NO_COVER"]), product=product)]


def as_filed(snapshot: Mapping[str, object]) -> Cover:
    """Return the answer that was frozen into a claim, as far as it was kept."""
    by, flags = snapshot.get("replaced_by"), snapshot.get("flags")
    return Cover(
        status=str(snapshot.get("status") or "UNKNOWN"),
        start=_day(snapshot.get("start")),
        end=_day(snapshot.get("end")),
        parts_pct=_whole(snapshot.get("parts_pct")),
        labour_pct=_whole(snapshot.get("labour_pct")),
        flags=frozenset(map(str, flags)) if isinstance(flags, list | tuple) else frozenset(),
        next_cover=_day(snapshot.get("next_cover")),
        replaced_by=str(by) if by else None,
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _covered(cover: Cover, product: str, today: date) -> Sentence:
    if cover.end is None:
        return say(N_("Your {product} is covered for life."), product=product)
    if cover.end == today:
        return say(N_("Your {product} is covered, and today is the last day."), product=product)
    template = N_("Your {product} is covered until {day}, that day included.")
    return say(template, product=product, day=cover.end)


def _paid(parts: int, labour: int) -> Sentence:
    if (parts, labour) in _PAID:
        return say(_PAID[parts, labour])
    template = N_("Of the parts {parts} percent are paid for you, of the work {labour} percent.")
    return say(template, parts=parts, labour=labour)


def _out_of_use(cover: Cover, product: str) -> Sentence:
    if cover.replaced_by:
        return say(N_("Your {product} was replaced; ask us about the new one."), product=product)
    if "REFUNDED" in cover.flags:
        return say(N_("The money for your {product} was paid back."), product=product)
    return say(N_("Your {product} is out of use."), product=product)


def _reasons(card: Card) -> Iterator[Sentence]:
    """Say from when the cover runs, and how many days in repair were added to it."""
    cover = card.cover
    used = next((layer for layer in cover.layers if layer.policy == cover.use), None)
    start = used.start if used else cover.start
    if cover.status not in ("COVERED", "EXPIRED") or start is None:
        return
    known = (name for name in _BEGAN if card.unit.dates.get(name) == start.isoformat())
    began = _BEGAN.get(next(known, ""), N_("It began on {day}."))
    yield say(began, day=start)
    added = sum((until - since).days + 1 for since, until in used.suspended) if used else 0
    if added:
        yield say(
            N_("It was with us for repair, and {n} day was added for that."),
            N_("It was with us for repair, and {n} days were added for that."),
            n=added,
        )


def _parts(cover: Cover, today: date) -> Iterator[Said]:
    """Name the parts that are covered otherwise, and longer than the whole."""
    for layer in cover.layers:
        if layer.scope == "whole" or layer.stopped or not _longer(layer, cover, today):
            continue
        part = shown(layer.scope, 60)
        told = say(N_("For life, this part is covered: {part}."), part=part)
        if layer.end:
            told = say(N_("One part is covered longer, until {day}: {part}."), part=part, day=layer.end)
        yield [told, _paid(layer.parts, layer.labour)]


def _longer(layer: Layer, cover: Cover, today: date) -> bool:
    if layer.start > today or (layer.end is not None and layer.end < today):
        return False
    if cover.status != "COVERED":
        return True
    return cover.end is not None and (layer.end is None or layer.end > cover.end)


def _papers(cover: Cover) -> Iterator[Sentence]:
    """Ask for the papers that would help, each once."""
    for template in dict.fromkeys(_PAPERS.get(need.proof, _OTHER_PAPER) for need in cover.needs):
        yield say(template)
