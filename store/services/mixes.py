"""Scores at equal mix: weighed by all closed claims instead of by who answered, and two periods compared."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from store.record import but
from store.records import MixChange, MixPart, Score
from store.rules import compare as rules
from store.rules.spans import span
from store.services import splits
from store.tables.score_parts import Sums
from store.wording import say

if TYPE_CHECKING:
    from store.services.context import Context

RATE_APART, MIX_APART = Fraction(1, 10), Fraction(1, 10)
"""Response rates this far apart, or so large a share of claims in other parts, are not to be compared."""


def mixed(
    context: Context, since: date | None, until: date | None, by: str, *, reopened: bool = True
) -> rules.Mixed:
    """Return the score of a window weighed by the closed claims of each part of a split."""
    splits.check(context.agent, by)
    rows = splits.parts(context, span(since, until), by, reopened=reopened)
    named = splits.named(context, by, rows)
    return rules.mix_adjusted(
        {title or str(say(splits.UNKNOWN)): (sums.tally, sums.closed) for title, (_, sums) in named.items()}
    )


def compare(context: Context, since: date, until: date, by: str, *, reopened: bool = True) -> MixChange:
    """Compare a window with the one of the same length before it."""
    splits.check(context.agent, by)
    last = since - timedelta(days=1)
    first = last - (until - since)
    windows = ((since, until), (first, last))
    now, before = (splits.whole(context, *days, reopened=reopened) for days in windows)
    halves = [
        splits.named(context, by, splits.parts(context, span(*days), by, reopened=reopened))
        for days in windows
    ]
    sums = {
        title: (halves[0].get(title, ("", Sums()))[1], halves[1].get(title, ("", Sums()))[1])
        for title in {**halves[0], **halves[1]}
    }
    change = rules.mix_change(
        {title: (one.tally, two.tally, one.closed, two.closed) for title, (one, two) in sums.items()}
    )
    found = rules.difference(_counts(now), _counts(before))
    rows = [
        MixPart(
            title,
            but(splits.summed(one, since, until), key=title),
            but(splits.summed(two, first, last), key=title),
            *change.shares[title],
        )
        for title, (one, two) in sums.items()
        if not (one.nothing and two.nothing)
    ]
    rows.sort(key=lambda part: (-part.share_before, -part.share_now, part.key))
    return MixChange(
        by=by,
        now=now,
        before=before,
        points=found.points if found else None,
        z=found.z if found else None,
        p=found.p_two_sided if found else None,
        at_equal_mix=change.at_equal_mix,
        moved=change.moved,
        comparable=change.moved <= MIX_APART and _alike(now, before),
        parts=tuple(rows),
    )


def _counts(score: Score) -> tuple[int, int, int]:
    return (score.promoters, score.passives, score.detractors)


def _alike(now: Score, before: Score) -> bool:
    one, two = now.response_rate, before.response_rate
    return one is not None and two is not None and abs(one - two) <= RATE_APART
