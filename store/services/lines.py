"""Claims as lists show them, with their clocks."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from store.records import Claim, ClaimLine
from store.rules.clocks import clocks
from store.rules.faults import general_title
from store.rules.roles import VIEW
from store.services import veil
from store.tables import claims, queues

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.services.context import Context


def in_states(
    context: Context,
    states: Iterable[str],
    *,
    overdue: bool = False,
    due: bool = False,
    owner: str | None = None,
    limit: int = -1,
) -> tuple[ClaimLine, ...]:
    """Return the claims in `states`, the most urgent first.

    Args:
        context: the open store.
        states: the states; all the open ones are asked for at once.
        overdue: only those past a deadline.
        due: only those whose deadline is today or past.
        owner: only those of the person with this id.
        limit: at most so many; -1: all.
    """
    context.require(VIEW, "claim")
    today, wanted = context.today(), tuple(states)
    before = today if overdue else today + timedelta(days=1) if due else None
    asked = queues.Asked(
        () if set(wanted) == set(claims.OPEN) else wanted,
        before=before.isoformat() if before else None,
        owner=owner,
    )
    found = lines(context, queues.page(context.connection, asked, None, limit))
    if not before or not set(wanted) & set(claims.ENDED):
        return found
    late = {"SERVICE_OVERDUE", "STATUTORY_OVERDUE"}
    return tuple(line for line in found if late & line.clocks.flags)


def lines(context: Context, rows: Iterable[tuple[Any, ...]]) -> tuple[ClaimLine, ...]:
    """Return the rows of `store.tables.claims` as records, as far as the reader may know the customers."""
    today = context.today()
    return veil.lines(context, (_line(row, today) for row in rows))


def _line(row: tuple[Any, ...], today: date) -> ClaimLine:
    (id_, _, number, state, serial, product, customer, fault, title, filed_on, owner, resolution,
     handed_over, text, score, service_due, statutory_due) = row  # fmt: skip
    body = json.loads(text)
    claim = Claim(
        id=id_,
        state=state,
        unit_id=None,
        customer_id=None,
        filed_on=_day(filed_on),
        service_due=_day(service_due),
        statutory_due=_day(statutory_due),
        service_stopped=_day(body["service_stopped"]),
        paused_since=_day(body["paused_since"]),
        exchange_after_days=body["exchange_after_days"],
        flags=frozenset(body["flags"]),
    )
    return ClaimLine(
        number=number or "",
        state=state,
        serial=serial or "",
        product=product,
        customer=customer,
        fault=fault,
        fault_title=general_title(fault) or title,
        filed_on=claim.filed_on,
        owner=owner,
        clocks=clocks(claim, today),
        resolution=resolution,
        handed_over=_day(handed_over),
        score=score,
        waiting=tuple(body.get("waiting", ())),
        loaner=next(iter(body.get("loaners", ())), None),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
