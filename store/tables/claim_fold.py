"""A claim's row, folded from all of its events by `store.rules.claims`."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from store.rules.claim_table import PAUSING, UNKNOWN
from store.rules.claim_work import lent, waiting
from store.rules.claim_world import ClaimEvent
from store.tables import claims, registers, workshop
from store.tables.journal import Event, instant, of_subject

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.records import Claim
    from store.rules.claim_merge import Graph

COUNTER = 0xFFFF
"""The part of a hybrid clock value that counts within a millisecond."""


def fold(connection: Connection, event: Event) -> Claim:
    """Fold the claim that `event` is about, and return it."""
    return _put(connection, graph(connection, event.subject.partition(":")[2]))


def follow(connection: Connection, known: Graph, event: Event) -> Claim:
    """Fold a claim whose other steps are `known` and whose latest event was written just now; return it."""
    known.add(step(event))
    return _put(connection, known)


def of(connection: Connection, id_: str) -> Claim | None:
    """Return a claim as its events make it; None if it has none."""
    found = graph(connection, id_)
    return found.result() if found.events else None


def graph(connection: Connection, id_: str) -> Graph:
    """Return the steps of a claim; there are none if it has no events yet."""
    from store.rules import claim_merge

    return claim_merge.graph(id_, events_of(connection, id_), revoked(connection))


def _put(connection: Connection, found: Graph) -> Claim:
    claim = found.result()
    owner = registers.heirs(connection).get(claim.owner or "", claim.owner)
    claims.put(connection, claim, {**_body(claim), "owner": owner}, urgent(claim))
    workshop.put(connection, claim)
    return claim


def fold_open(connection: Connection) -> None:
    """Fold every claim anew that is in work or was given goodwill."""
    query = (
        "SELECT id FROM claim WHERE state NOT IN ('closed', 'rejected', 'cancelled')"
        " UNION SELECT id FROM claim WHERE coalesce(json_extract(body, '$.goodwill'), 0) > 0"
    )
    for (id_,) in connection.execute(query).fetchall():
        found = graph(connection, id_)
        if found.events:
            _put(connection, found)


def revoked(connection: Connection) -> dict[str, datetime]:
    """Return since when each revoked account is; what its owner did later leads to a conflict.

    The counter of the hybrid clock stands for microseconds: what one desk wrote in the millisecond before it
    revoked somebody was written before.
    """
    found = {}
    for id_, hlc, late in connection.execute("SELECT id, hlc, late FROM person WHERE active = 0"):
        stamp = json.loads(late or "{}").get("active", (hlc,))[0]
        found[id_] = instant(stamp) + timedelta(microseconds=stamp & COUNTER)
    return found


def fold_again(connection: Connection, person: str) -> None:
    """Fold every claim that `person` has acted on or holds: the account was revoked, or is valid again."""
    query = (
        "SELECT subject FROM event WHERE subject >= 'claim:' AND subject < 'claim;' AND agent = ?"
        " UNION SELECT 'claim:' || id FROM claim WHERE owner = ?"
    )
    for (subject,) in connection.execute(query, (person, person)).fetchall():
        _put(connection, graph(connection, subject.partition(":")[2]))


def events_of(connection: Connection, id_: str) -> list[ClaimEvent]:
    """Return the events of a claim as the rules read them."""
    return [step(event) for event in of_subject(connection, f"claim:{id_}")]


def urgent(claim: Claim) -> str:
    """Return the key of every queue: the nearest deadline, or the day it ended.

    It lies before a day exactly when a clock of the claim is late on that day, as `store.rules.clocks` tells
    it. A service clock that stands still is late for ever or never, and so counts only if it is late.
    """
    if claim.state in claims.OPEN:
        days = [day for day in (claim.statutory_due, _service(claim)) if day is not None]
        return min(days).isoformat() if days else "9999-12-31"
    ended = claim.handed_over or claim.filed_on
    return ended.isoformat() if ended else ""


def _service(claim: Claim) -> date | None:
    if claim.service_due is None or claim.service_stopped is not None or claim.state == "ready":
        return None
    still = claim.paused_since is not None and claim.state in PAUSING
    return (
        None
        if still and claim.service_due >= (claim.paused_since or claim.service_due)
        else claim.service_due
    )


def _body(claim: Claim) -> dict[str, object]:
    day = claim.paused_since
    work = {
        "waiting": [dict(part) for part in waiting(claim)] if claim.state == "awaiting_parts" else [],
        "loaners": [loan["loaner"] for loan in lent(claim)],
    }
    return {name: value for name, value in work.items() if value} | {
        "owner": claim.owner,
        "channel": claim.channel,
        "component": claim.component,
        "product": claim.product,
        "serial": claim.serial,
        "requested_on": claim.requested_on.isoformat() if claim.requested_on else None,
        "paused_since": day.isoformat() if day else None,
        "service_stopped": claim.service_stopped.isoformat() if claim.service_stopped else None,
        "exchange_after_days": claim.exchange_after_days,
        "flags": sorted(claim.flags),
        "repeat": claim.repeat,
        "goodwill": claim.goodwill,
        "totals": dict(claim.totals),
        # Only where it is so: the rows of all other claims stay as they were folded before.
        **({"unknown": 1} if UNKNOWN in claim.flags and claim.number and claim.state != "cancelled" else {}),
    }


def step(event: Event) -> ClaimEvent:
    """Return an event of a claim as the rules read it."""
    body: dict[str, Any] = dict(event.body)
    after = body.pop("after", None)
    role = str(body.get("role", ""))
    known = (after[0], after[1]) if after else None
    return ClaimEvent(
        event.origin, event.seq, event.hlc, event.at, event.agent, role, event.kind, body, known
    )
