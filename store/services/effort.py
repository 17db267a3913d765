"""Effort: what claims cost customers and the desk in trouble, month by month, beside the score.

Contacts, hand-overs and days come from the histories of closed claims, keys and seconds from the form that
filed them; all are counted as they happen (`store.tables.score_parts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from store.records import Effort
from store.rules.roles import EDIT
from store.services.permits import needs, sees
from store.tables import score_parts
from store.tables.score_parts import WHOLE, Sums

if TYPE_CHECKING:
    from store.services.context import Context

TAKEN = ("keys", "seconds")
"""What it took to fill in a form."""
NOTHING: Mapping[str, object] = {}
MOST = 86_400
"""Keys or seconds beyond which somebody has gone home in between."""


def effort_of(values: Mapping[str, object]) -> dict[str, int]:
    """Return the keys and seconds among the values of a form; what cannot be is left out."""
    found = {}
    for name in TAKEN:
        value = values.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST:
            found[name] = round(value)
    return found


def told_apart(values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Part what was filled in from what it took to fill it in, which goes into the event beside it."""
    given = {name: value for name, value in values.items() if value not in (None, "") and name not in TAKEN}
    taken = effort_of(values)
    return given, {"effort": taken} if taken else {}


class Efforts:
    """What filing and claims have cost in trouble."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @needs(EDIT, "claim")
    def abandon(self, unit: str, keys: int | None = None, seconds: float | None = None) -> None:
        """Note that a claim was begun on a unit and given up: its draft was dropped, not filed."""
        body = {"day": self._context.today().isoformat(), **effort_of({"keys": keys, "seconds": seconds})}
        with self._context.deciding():
            self._context.record("effort.abandoned", f"effort:{unit}", body)

    @sees("score")
    def trend(self, months: int = 12, *, reopened: bool = True) -> tuple[Effort, ...]:
        """Return the effort of each of the last calendar months, oldest first.

        Args:
            months: so many.
            reopened: False leaves claims that were reopened out of what is counted of closed claims. What is
                counted when a claim is filed is not parted so: nobody knows then what will be reopened.
        """
        from store.rules.spans import month_name, months_back
        from store.services.splits import reach
        from store.tables import connection as connections

        context = self._context
        own = reach(context.agent).own
        firsts = months_back(context.today(), months)
        names = [month_name(first) for first in firsts]
        with connections.reading(context.connection):
            part = (own, context.agent.id) if own else (WHOLE, "")
            sums = score_parts.series(context.connection, *part, names)
            again = score_parts.series(context.connection, *part, names, again=True)
            filed = score_parts.effort(context.connection, names[0][1:], names[-1][1:])
        return tuple(
            _month(first, sums.get(name, Sums()), again.get(name, Sums()), reopened,
                   filed.get(name[1:], (0, 0, 0, 0, 0)) if own is None else (0, 0, 0, 0, 0))
            for first, name in zip(firsts, names, strict=True)
        )  # fmt: skip


def _month(
    first: date, sums: Sums, again: Sums, reopened: bool, filed: tuple[int, int, int, int, int]
) -> Effort:
    count, timed, keys, seconds, abandoned = filed
    repeats = _per(again.closed, sums.closed) if reopened else None
    sums = sums if reopened else sums.minus(again)
    return Effort(
        first=first,
        closed=sums.closed,
        contacts=_per(sums.contacts, sums.worked),
        handovers=_per(sums.handovers, sums.worked),
        days=_per(sums.days, sums.closed),
        repeats=repeats,
        filed=count,
        abandoned=abandoned,
        keys=_per(keys, timed),
        seconds=_per(seconds, timed),
    )


def _per(amount: int, count: int) -> Fraction | None:
    return Fraction(amount, count) if count else None
