"""What an alert says: one line with the numbers, and how likely chance alone makes it so."""

from __future__ import annotations

from fractions import Fraction

from store.rules.alerts import MIXED, NONE, RECENT_DAYS, TOO_FEW, Fall, Spike
from store.rules.nps import display, exact, rounded
from store.wording import N_, Number, Sentence, say


def odds(p: float) -> Sentence:
    """Say how likely chance is, to two figures: about 1 in 4,100."""
    if p <= 1e-12:
        return say(N_("less than 1 in {count}"), count=whole(10**12))
    count = Fraction(1 / p)
    step = 10 ** max(0, len(str(int(count))) - 2)
    return say(N_("about 1 in {count}"), count=whole(rounded(count / step) * step))


def tell_fall(product: str, found: Fall) -> Sentence:
    """Say what happened to the score of a product, in one line."""
    if found.level == TOO_FEW or found.drop is None or found.p is None:
        template = N_("NPS of {product}: not enough answers ({recent} in {days} days, {reference} before).")
        return say(template, product=product, recent=whole(sum(found.recent)), days=RECENT_DAYS,
                   reference=whole(sum(found.reference)))  # fmt: skip
    facts: dict[str, object] = {
        "product": product,
        "drop": rounded(found.drop),
        "now": _minus(display(exact(*found.recent))),
        "recent": whole(sum(found.recent)),
        "days": RECENT_DAYS,
        "before": _minus(display(exact(*found.reference))),
        "reference": whole(sum(found.reference)),
    }
    if found.level == MIXED:
        template = N_(
            "NPS of {product}: {now} ({recent} answers, {days} days) against {before} ({reference} before). "
            "The mix changed; at equal mix it did not fall."
        )
        return say(template, **facts)
    if found.level == NONE:
        template = N_(
            "NPS of {product}: {now} ({recent} answers, {days} days) against {before} ({reference} before)."
        )
        return say(template, **facts)
    template = N_(
        "NPS of {product} fell {drop} points: {now} ({recent} answers, {days} days) against {before} "
        "({reference} before). By luck: {odds}."
    )
    return say(template, **facts, odds=odds(found.p))


def _minus(text: str) -> str:
    return text.replace("-", "−")


def tell_spike(model: str, fault: str, found: Spike) -> Sentence:
    """Say how many claims a pair has and how many were expected, in one line."""
    expected = tenths(found.expected)
    chance = odds(found.p)
    if found.method == "share":
        template = N_(
            "{model} / {fault}: {x} of this month's {all} claims; {y} of {before} in the year before "
            "(expected {expected}). By luck: {odds}."
        )
        return say(template, model=model, fault=fault, x=whole(found.x), all=whole(found.x + found.others),
                   y=whole(found.y), before=whole(found.y + found.others_before), expected=expected,
                   odds=chance)  # fmt: skip
    template = N_(
        "{model} / {fault}: {x} claims this month; {y} to compare with (expected {expected}). "
        "By luck: {odds}."
    )
    return say(template, model=model, fault=fault, x=whole(found.x), y=whole(found.y), expected=expected,
               odds=chance)  # fmt: skip


def tenths(value: Fraction) -> Number:
    """Write what is expected to one figure behind the point, in the reader's way."""
    return Number(rounded(value * 10), 1)


def whole(value: int) -> Number:
    """Write a count in the reader's way."""
    return Number(value)
