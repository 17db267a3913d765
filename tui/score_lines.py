"""The score and what stands beside it, as lines for people on standard output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from store.report.words import SPLITS, part
from store.rules.nps import caption, signed
from store.wording import N_, _, ngettext
from tui.plain import clean, joined, money, span, table, titled

if TYPE_CHECKING:
    from fractions import Fraction

    from store.records import (
        Benchmark,
        Effort,
        Invitations,
        Loyalty,
        MixChange,
        Month,
        Pareto,
        Rating,
        Score,
        Unasked,
    )
    from store.rules.compare import Mixed

REASONS = {
    "ASKED_RECENTLY": N_("asked not long ago"),
    "NO_CONTACT": N_("must not be contacted"),
    "NO_CUSTOMER": N_("no customer is known"),
    "NOT_ASKED": N_("not asked"),
}
"""Why somebody was not asked."""


def score(found: Score, by: str = "") -> Iterator[str]:
    """Lay out a score, how far it can be trusted, and its parts, where it is split `by` something."""
    days = span(found.since, found.until, _("today")) if found.since or found.until else _("all time")
    yield joined(f"NPS {found.shown if found.stands or not found.n else caption(found)}", days)
    facts = [(_("answers"), counts(found)), (_("range"), _range(found)), (_("asked"), _asked(found))]
    yield from table([fact for fact in facts if fact[1]])
    rows = [(part(by, each.key), each.shown, _range(each), counts(each), _asked(each)) for each in found.by]
    yield from titled(_("Parts"), table(rows, right=(1,), indent="  "))
    if found.silent:
        silent = ", ".join(clean(part(by, name)) for name in found.silent)
        yield _("No answers from {parts}.").format(parts=silent)


def counts(found: Score) -> str:
    """Say how many answered, and how: promoters, passives, detractors."""
    answers = ngettext("{n} answer", "{n} answers", found.n).format(n=found.n)
    kinds = (found.promoters, found.passives, found.detractors)
    return f"{answers} ({'/'.join(map(str, kinds))})" if found.n else answers


def _range(found: Score) -> str:
    if found.low is None or found.high is None or not found.stands:
        return _("too few answers for a score") if found.n else ""
    few = _("few answers") if found.few else ""
    edge = _("crosses the edge of a band") if found.crosses else ""
    band = _(found.band) if found.band else ""
    return joined(ends(found), band, few, edge)


def ends(found: Score) -> str:
    """Return the range of a score as whole numbers; empty where there is no score."""
    return f"{signed(found.low)} … {signed(found.high)}" if found.stands else ""


def _asked(found: Score) -> str:
    rate = found.response_rate
    if rate is None:
        return _("nobody was asked") if found.n and found.key is None else ""
    if rate > 1:
        return _("{n} asked in this time").format(n=found.invited)
    return _("{n} asked, {share} answered").format(n=found.invited, share=f"{float(rate):.0%}")


def reason(code: str) -> str:
    """Say why somebody was not asked."""
    return _(REASONS[code]) if code in REASONS else code


def left_out(*, reopened: bool) -> Iterator[str]:
    """Say that reopened claims are not in it."""
    if not reopened:
        yield _("Without claims that were reopened.")


def remarks(found: Score) -> Iterator[str]:
    """Say what must be known of a score: unlinked and doubtful answers, how many more would tell."""
    if found.own:
        yield _("Only your own work.")
    yield from left_out(reopened=found.reopened)
    if found.unlinked:
        yield ngettext("{n} answer is to no claim of this desk.", "{n} answers are to no claim of this desk.",
                       found.unlinked).format(n=found.unlinked)  # fmt: skip
    if found.unasked:
        yield ngettext("{n} answer was not asked for.", "{n} answers were not asked for.",
                       found.unasked).format(n=found.unasked)  # fmt: skip
    if found.early:
        yield ngettext("{n} answer is dated before its claim was closed: --flagged lists it.",
                       "{n} answers are dated before their claim was closed: --flagged lists them.",
                       found.early).format(n=found.early)  # fmt: skip
    if found.future:
        yield ngettext("{n} answer lies in the future: --flagged lists it.",
                       "{n} answers lie in the future: --flagged lists them.",
                       found.future).format(n=found.future)  # fmt: skip
    if found.kept:
        yield ngettext("{n} customer was not asked: --invitations says why.",
                       "{n} customers were not asked: --invitations says why.",
                       found.kept).format(n=found.kept)  # fmt: skip
    if found.n and found.needed:
        told = ", ".join(f"±{points}: {answers}" for points, answers in found.needed)
        yield _("Answers needed for a range of so many points: {told}.").format(told=told)


def mix(found: Mixed, by: str) -> str:
    """Say what the score would be if every part had answered alike, or which parts did not answer."""
    told = f"{found.display()} ({signed(found.low)} … {signed(found.high)})"
    if found.silent:
        names = ", ".join(clean(part(by, name)) for name in found.silent)
        told = _("n/a — no answers from {parts}").format(parts=names)
    elif found.nps is None:
        told = _("n/a")
    return joined(_(SPLITS[by]), _("at equal response"), told)


def invitations(found: Invitations) -> Iterator[str]:
    """Lay out what came of asking."""
    rows: list[tuple[object, object]] = [
        (_("asked"), found.asked),
        (_("answered"), found.answered),
        (_("preferred not to answer"), found.declined),
        (_("not heard of"), found.waiting),
    ]
    rows += [(_("not asked: {reason}").format(reason=reason(code)), n) for code, n in found.reasons]
    yield from table(rows, right=(1,))


def unasked(found: Iterable[Unasked]) -> Iterator[str]:
    """Lay out who was not asked."""
    rows = [(each.day, each.claim, each.customer, each.product, reason(each.reason)) for each in found]
    yield from table(rows, indent="  ") if rows else ()


def flagged(found: Iterable[Rating]) -> Iterator[str]:
    """Lay out answers with a doubtful date."""
    words = {"early": _("before the claim was closed"), "future": _("in the future")}
    rows = [(each.day, each.score, each.claim or each.id, words.get(each.flag or "", "")) for each in found]
    yield from table(rows, right=(1,), indent="  ") if rows else [_("No answer has a doubtful date.")]


def change(found: MixChange) -> Iterator[str]:
    """Lay out two periods compared."""
    yield _("before: {before} ({n}); now: {now} ({m})").format(
        before=_whole(found.before), n=counts(found.before), now=_whole(found.now), m=counts(found.now)
    )
    if found.points is not None and found.p is not None:
        by_luck = f"p {found.p:.3f}"
        yield _("difference {points} points, {luck}; at equal mix {equal}").format(
            points=signed(found.points), luck=by_luck,
            equal=_("n/a") if found.at_equal_mix is None else signed(found.at_equal_mix),
        )  # fmt: skip
    if not (found.before.n and found.now.n):
        yield _("There are not enough answers to compare the two.")
    elif not found.comparable:
        yield _("Response rate or mix differ too much for the two to be compared.")
    rows = [
        (part(found.by, each.key), each.before.shown, ends(each.before), each.before.n,
         each.now.shown, ends(each.now), each.now.n,
         f"{float(each.share_before):.0%}", f"{float(each.share_now):.0%}")
        for each in found.parts
    ]  # fmt: skip
    if rows:
        head = (_(SPLITS[found.by]), _("before"), _("range"), _("answers"), _("now"), _("range"),
                _("answers"), _("claims before"), _("claims now"))  # fmt: skip
        yield from table([head, *rows], right=range(1, len(head)), indent="  ")


def _whole(found: Score) -> str:
    """Return a score and its range: +42, +29 … +54."""
    return ", ".join(filter(None, (found.shown, ends(found))))


def trend(found: Iterable[Month]) -> Iterator[str]:
    """Lay out the months of a trend."""
    yield from table(
        [
            (f"{each.first:%Y-%m}", each.score.shown,
             ends(each.score), counts(each.score))
            for each in found
        ],
        right=(1,),
    )  # fmt: skip


def effort(found: Iterable[Effort], months: Iterable[Month]) -> Iterator[str]:
    """Lay out the effort of each month beside its score."""
    scores = {each.first: each.score for each in months}
    head = (_("month"), "NPS", _("range"), _("answers"), _("closed"), _("contacts"), _("hand-overs"),
            _("days"), _("reopened"), _("filed"), _("given up"), _("keys"), _("seconds"))  # fmt: skip
    rows = [
        (f"{each.first:%Y-%m}", *_beside(scores.get(each.first)), each.closed, _one(each.contacts),
         _one(each.handovers), _one(each.days), "" if each.repeats is None else f"{float(each.repeats):.0%}",
         each.filed, each.abandoned, _one(each.keys), _one(each.seconds))
        for each in found
    ]  # fmt: skip
    yield from table([head, *rows], right=range(1, len(head)))


def _beside(found: Score | None) -> tuple[object, ...]:
    return (found.shown, ends(found), found.n) if found is not None and found.n else ("", "", "")


def _one(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):.1f}"


def loyalty(found: Loyalty, *, reopened: bool = True) -> Iterator[str]:
    """Lay out years as a customer by answers, with `reopened` claims or without, and whom of all to call."""
    if not any(row.score.n for row in found.rows):
        yield _("No answers yet.")
        return
    head = (_("years"), _("promoters"), _("passives"), _("detractors"), "NPS", _("range"), _("asked"))
    rows = [
        (part("tenure", row.years), row.score.promoters, row.score.passives, row.score.detractors,
         row.score.shown, ends(row.score), row.score.invited or 0)
        for row in found.rows
    ]  # fmt: skip
    yield from table([head, *rows], right=range(1, len(head)))
    yield from left_out(reopened=reopened)
    if not found.unhappy:
        yield _("Nobody who has long been with us is unhappy.")
        return
    yield _("Long with us and unhappy")
    calls = [
        (each.customer, ngettext("{n} year", "{n} years", each.years).format(n=each.years), each.score,
         each.day, each.claim, each.todo)
        for each in found.unhappy
    ]  # fmt: skip
    yield from table(calls, right=(2,), indent="  ")
    if found.more:
        yield _("There are more: --limit shows them.")


def pareto(found: Pareto, currency: str) -> Iterator[str]:
    """Lay out the faults of a model with what repairs hold and cost, in the desk's currency."""
    yield joined(found.product or _("all models"), f"{found.since} – {found.until}")
    rows = [
        (each.title or _("unknown"), each.claims, each.units, f"{float(each.share):.0%}",
         f"{float(each.cumulative):.0%}")
        for each in found.faults
    ]  # fmt: skip
    head = ("", _("claims"), _("units"), _("share"), _("up to here"))
    yield from (
        table([head, *rows], right=(1, 2, 3, 4), indent="  ") if rows else [_("No claims in this period.")]
    )
    if any(each.claimed for each in found.built):
        yield _("By build month")
        made = [(each.month, each.claimed, each.units, f"{float(each.rate):.1%}") for each in found.built]
        yield from table([("", _("claimed"), _("built"), ""), *made], right=(1, 2, 3), indent="  ")
    if found.first_time_fix is not None:
        yield _("{held} of {all} repairs held at the first time ({share})").format(
            held=found.first_time, all=found.repaired, share=f"{float(found.first_time_fix):.0%}"
        )
    if found.costs.average is not None:
        sums = found.costs
        shares = ", ".join(
            f"{name} {money(amount, currency)}"
            for name, amount in (
                (_("maker"), sums.maker),
                (_("customer"), sums.customer),
                (_("goodwill"), sums.goodwill),
            )
        )
        average = money(round(sums.average or 0), currency)
        yield _("{average} a claim; paid by {shares} in all").format(average=average, shares=shares)


def benchmarks(found: Iterable[Benchmark]) -> Iterator[str]:
    """Lay out the benchmarks with their age."""
    rows = [
        (each.title, f"{float(each.value):+g}", each.measured,
         ngettext("{n} day old", "{n} days old", each.age_days).format(n=each.age_days),
         each.source, each.method,
         _("retired") if each.retired else "")
        for each in found
    ]  # fmt: skip
    yield from table(rows, right=(1,)) if rows else [_("No benchmark is entered; none is built in.")]
