"""The two clocks of a claim: our promise, which waits for answers and parts, and the law, which does not."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from store.records import Claim, Clocks
from store.rules.claim_table import ENDED, IN_WORK, NEW, PAUSING
from store.rules.claim_world import Terms

NOT_RUNNING = ENDED | {NEW, "draft"}


def paused(claim: Claim, today: date) -> int:
    """Return for how many days the service clock has been standing in the present state."""
    if claim.paused_since is None or claim.state not in PAUSING:
        return 0
    return max(0, (today - claim.paused_since).days)


def clocks(claim: Claim, today: date, terms: Terms | None = None) -> Clocks:
    """Tell how the clocks of a claim stand on a day.

    Args:
        claim: the claim.
        today: the calendar day at the site.
        terms: today's terms, for a claim that was filed without `exchange_after_days`.
    """
    service = claim.service_due and claim.service_due + timedelta(days=paused(claim, today))
    if claim.state in NOT_RUNNING or claim.filed_on is None:
        return Clocks(service, claim.statutory_due, None, None, claim.flags)
    flags = set(claim.flags)
    running = claim.service_stopped is None and claim.state != "ready"
    service_left = (service - today).days if running and service else None
    if running and claim.state in PAUSING:
        flags.add("SERVICE_PAUSED")
    if service_left is not None and service_left < 0:
        flags.add("SERVICE_OVERDUE")
    statutory_left = (claim.statutory_due - today).days if claim.statutory_due else None
    overdue = max(0, -statutory_left) if statutory_left is not None else 0
    if overdue:
        flags.add("STATUTORY_OVERDUE")
    open_days = (today - claim.filed_on).days
    after = claim.exchange_after_days
    if after is None and terms is not None:
        after = terms.exchange_after_days
    if after is not None and open_days > after and claim.state in IN_WORK:
        flags.add("EXCHANGE_RIGHT")
    name, day = next_right(claim, today, flags, after)
    left = (day - today).days if day else None
    return Clocks(
        service, claim.statutory_due, service_left, statutory_left, frozenset(flags), overdue, open_days,
        name, day, left,
    )  # fmt: skip


def next_right(
    claim: Claim, today: date, flags: Container[str], after: int | None
) -> tuple[str | None, date | None]:
    """Return the right the customer has, or gets next, and the first day on which it holds.

    Args:
        claim: an open claim.
        today: the day.
        flags: those of the day; EXCHANGE_RIGHT may rest on repeated repairs as well as on days.
        after: days in service after which the unit may be exchanged.
    """
    if "EXCHANGE_RIGHT" in claim.flags:
        return "exchange", claim.statutory_from or claim.filed_on
    exchange = claim.filed_on + timedelta(days=after + 1) if claim.filed_on and after is not None else None
    remedy = claim.statutory_due + timedelta(days=1) if claim.statutory_due else None
    if exchange is not None and claim.state != "ready":
        holds = "EXCHANGE_RIGHT" in flags
        # Once the law's time is over, what comes next is the exchange.
        if remedy is None or holds or exchange <= remedy or remedy <= today:
            return "exchange", exchange
    return ("remedy", remedy) if remedy is not None else (None, None)
