"""What is offered for a unit: its product's policies, its own plans, and what its list said.

The coverage engine answers for a case; this module makes the case out of what the book knows. A list that
gives months or an end date, and no policy, stands for a maker policy of its own: `LIST`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from store.records import Unit
from store.rules.calendar import Duration
from store.rules.case import WHOLE, Asked, Case, Line, Named, Site, Terms
from store.rules.case_history import parse_history
from store.rules.case_parse import parse_unit
from store.rules.case_policy import parse_policy

SITE = Site()
LIST = "LIST"
"""Id of the policy that an imported list stands for."""
LIST_START = ("invoiced", "delivered", "activated", "installed", "shipped", "built")
"""From which date a list's months are counted: the first of these that is known."""


def case_for(
    unit: Unit,
    *,
    policies: Iterable[Terms],
    plans: Sequence[Mapping[str, object]] = (),
    listed: str | None = None,
    history: Sequence[Mapping[str, object]] = (),
    site: Site = SITE,
    on: date,
    component: str | None = None,
    fault: str | None = None,
    failed: date | None = None,
    typed: str | None = None,
    others: Sequence[str] = (),
) -> Case:
    """Return the case that asks what covers `unit` on a day.

    Args:
        unit: the unit; its dates are those of the first one in its chain.
        policies: terms its product comes with.
        plans: policies of its own, as plain data.
        listed: day on which the unit came into the book.
        history: what happened to it, as plain data of a case.
        site: working days and holidays.
        on: the day the answer is for.
        component: the part asked about; None: the whole unit.
        fault: the fault code asked about.
        failed: the day on which the customer says it failed; one that is not before `on` says nothing.
        typed: what was scanned.
        others: serials of other units in the book that the scan fits as well.
    """
    offered = [*policies, *(parse_policy(plan, f"plans[{place}]") for place, plan in enumerate(plans))]
    own = _listed_terms(unit, listed)
    return Case(
        unit=asked(unit),
        policies=(*offered, own) if own else tuple(offered),
        on=on,
        site=site,
        history=parse_history(list(history)),
        component=component,
        fault=fault,
        failed=failed if failed is not None and failed < on else None,
        typed=typed,
        others=tuple(others),
    )


def asked(unit: Unit) -> Asked:
    """Return the unit as the engine asks about it."""
    return parse_unit(
        {"serial": unit.serial, "product": unit.product, "buyer": unit.buyer, "dates": dict(unit.dates)}
    )


def _listed_terms(unit: Unit, listed: str | None) -> Terms | None:
    if unit.warranty_end is not None:
        known = [date.fromisoformat(day if len(day) > 7 else f"{day}-01") for day in unit.dates.values()]
        first = min([*known, date.fromisoformat(listed) if listed else unit.warranty_end])
        line = Line(start=min(first, unit.warranty_end), end=unit.warranty_end)
        return Terms(LIST, "maker", (line,), title="")
    if unit.warranty_months:
        line = Line(duration=Duration(unit.warranty_months, "m"))
        return Terms(LIST, "maker", (line,), start=tuple(Named(name) for name in LIST_START))
    return None


def components(case: Case) -> tuple[str, ...]:
    """Return the components that have lines of their own in the policies of a case."""
    scopes = (line.scope for policy in case.policies for line in policy.lines if not line.excluded)
    return tuple(sorted({scope for scope in scopes if scope != WHOLE}))
