"""The answer for the customer: whole sentences without rules, names of policies or numbers of ours.

What a sentence says comes from the answer alone, so that nothing is promised here which is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from store.records import Card, Cover, Layer
from store.wording import N_, _, ngettext
from tui import text
from tui.widgets import words

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


def spoken(card: Card, today: date) -> list[str]:
    """Return the answer as paragraphs to be read aloud."""
    return [_answer(card, today), *_reasons(card), *_parts(card.cover, today), *_papers(card.cover)]


def _answer(card: Card, today: date) -> str:
    cover, product = card.cover, text.clean(card.unit.product, 60)
    if cover.status == "COVERED":
        return f"{_covered(cover, product, today)} {_paid(cover.parts_pct or 0, cover.labour_pct or 0)}"
    if cover.status == "EXPIRED" and cover.end:
        ended = _("The cover of your {product} ended on {day}.")
        return ended.format(product=product, day=text.long_day(cover.end))
    if cover.status in ("GAP", "NOT_STARTED"):
        begins = cover.next_cover or cover.start
        told = [_("Your {product} is not covered today.").format(product=product)]
        told += [_("Its cover begins on {day}.").format(day=text.long_day(begins))] if begins else []
        return " ".join(told)
    if cover.status == "RETIRED":
        return _out_of_use(cover, product)
    return _(_NOT_COVERED.get(cover.status, _NOT_COVERED["NO_COVER"])).format(product=product)


def _covered(cover: Cover, product: str, today: date) -> str:
    if cover.end is None:
        return _("Your {product} is covered for life.").format(product=product)
    if cover.end == today:
        return _("Your {product} is covered, and today is the last day.").format(product=product)
    until = _("Your {product} is covered until {day}, that day included.")
    return until.format(product=product, day=text.long_day(cover.end))


def _paid(parts: int, labour: int) -> str:
    if (parts, labour) in _PAID:
        return _(_PAID[parts, labour])
    paid = _("Of the parts {parts} percent are paid for you, of the work {labour} percent.")
    return paid.format(parts=parts, labour=labour)


def _out_of_use(cover: Cover, product: str) -> str:
    if cover.replaced_by:
        return _("Your {product} was replaced; ask us about the new one.").format(product=product)
    if "REFUNDED" in cover.flags:
        return _("The money for your {product} was paid back.").format(product=product)
    return _("Your {product} is out of use.").format(product=product)


def _reasons(card: Card) -> Iterator[str]:
    """Say from when the cover runs, and how many days in repair were added to it."""
    cover = card.cover
    used = next((layer for layer in cover.layers if layer.policy == cover.use), None)
    start = used.start if used else cover.start
    if cover.status not in ("COVERED", "EXPIRED") or start is None:
        return
    known = (name for name in _BEGAN if card.unit.dates.get(name) == start.isoformat())
    began = _BEGAN.get(next(known, ""), N_("It began on {day}."))
    yield _(began).format(day=text.long_day(start))
    added = sum((until - since).days + 1 for since, until in used.suspended) if used else 0
    if added:
        yield ngettext(
            "It was with us for repair, and {n} day was added for that.",
            "It was with us for repair, and {n} days were added for that.",
            added,
        ).format(n=text.number(added))


def _parts(cover: Cover, today: date) -> Iterator[str]:
    """Name the parts that are covered otherwise, and longer than the whole."""
    for layer in cover.layers:
        if layer.scope == "whole" or layer.stopped or not _longer(layer, cover, today):
            continue
        part = words.value(layer.scope)
        told = _("For life, this part is covered: {part}.")
        if layer.end:
            told = _("One part is covered longer, until {day}: {part}.")
        day = text.long_day(layer.end) if layer.end else ""
        yield f"{told.format(part=text.clean(part, 60), day=day)} {_paid(layer.parts, layer.labour)}"


def _longer(layer: Layer, cover: Cover, today: date) -> bool:
    if layer.start > today or (layer.end is not None and layer.end < today):
        return False
    if cover.status != "COVERED":
        return True
    return cover.end is not None and (layer.end is None or layer.end > cover.end)


def _papers(cover: Cover) -> Iterator[str]:
    """Ask for the papers that would help, each once."""
    yield from dict.fromkeys(_(_PAPERS.get(need.proof, _OTHER_PAPER)) for need in cover.needs)
