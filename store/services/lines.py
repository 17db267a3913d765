"""Claims as lists show them, with their clocks."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from store.records import Claim, ClaimLine
from store.rules.clocks import clocks
from store.rules.faults import general_title
from store.tables import claims

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.services.context import Context


def in_states(
    context: Context, states: Iterable[str], *, overdue: bool = False, limit: int = -1
) -> tuple[ClaimLine, ...]:
    """Return the claims in `states`, the most urgent first; with `overdue`, only those past a deadline.

    A limit of -1 is none.
    """
    today = context.today()
    before = today.isoformat() if overdue else None
    rows = claims.queue(context.connection, states, before=before, owner=None, after=None, limit=limit)
    found = lines(rows, today)
    if not overdue:
        return found
    late = {"SERVICE_OVERDUE", "STATUTORY_OVERDUE"}
    return tuple(line for line in found if late & line.clocks.flags)


def lines(rows: Iterable[tuple[Any, ...]], today: date) -> tuple[ClaimLine, ...]:
    """Return the rows of `store.tables.claims` as records."""
    return tuple(_line(row, today) for row in rows)


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
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
