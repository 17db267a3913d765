"""Which faults a model has, when the failing ones were built, whether repairs hold, and what it all costs."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from store.errors import Refused
from store.records import BuildMonth, Costs, FaultShare, Pareto
from store.rules.faults import general_title
from store.services import splits
from store.tables import connection as connections
from store.tables import insight
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

HELD_DAYS = 90
"""A repair has held when the unit has not come back with the same fault for so long."""


def pareto(
    context: Context, product: str | None, since: date, until: date, *, reopened: bool = True
) -> Pareto:
    """Return the faults of a model (by its name; None: of all models) over a period.

    Without `reopened`, claims that were reopened are left out, but not of the repairs that held: a claim that
    was reopened is one whose repair did not.

    Raises:
        Refused: the person sees totals only, or the period ends before it begins.
    """
    splits.check(context.agent, "fault")
    if since > until:
        sentence = say(
            N_("The period begins on {since}, after its end on {until}."), since=since, until=until
        )
        raise Refused("BAD_PERIOD", sentence, field="since")
    connection, days = context.connection, (str(since), str(until))
    with connections.reading(connection):
        rows = insight.faults(connection, *days, product, reopened)
        built = insight.built(connection, *days, product, reopened) if product else []
        repaired, held = insight.first_time(connection, *days, product, HELD_DAYS)
        costs = Costs(*insight.costs(connection, *days, product, reopened))
    total, so_far, faults = sum(row[2] for row in rows), 0, []
    for code, title, claims, units in rows:
        so_far += claims
        share = FaultShare(
            code,
            general_title(code) or title,
            claims,
            units,
            Fraction(claims, total),
            Fraction(so_far, total),
        )
        faults.append(share)
    months = tuple(BuildMonth(*row) for row in built)
    return Pareto(product, since, until, tuple(faults), months, repaired, held, costs)
