"""A claim's row, folded from all of its events by `store.rules.claims`.

The steps of the last few claims are remembered, so that the next step of one costs no folding of those
before it. What is remembered is known by the hashes of its events: a rollback, another program's step or
an erased body is another set, and is folded anew.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from store.rules.claim_world import ClaimEvent
from store.tables import claims
from store.tables.journal import Event, Print, instant, of_subject, one, prints

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.records import Claim
    from store.rules.claim_merge import Graph

REMEMBERED = 64


@dataclass
class _Folded:
    """A claim, and the steps it was folded from."""

    prints: list[Print]
    graph: Graph
    claim: Claim


class _Memory(threading.local):
    """The claims folded last, on this thread."""

    def __init__(self) -> None:
        self.claims: dict[str, _Folded] = {}


_memory = _Memory()

COUNTER = 0xFFFF
"""The part of a hybrid clock value that counts within a millisecond."""


def fold(connection: Connection, event: Event) -> None:
    """Fold the claim that `event` is about."""
    folded = _folded(connection, event.subject.partition(":")[2], event)
    if folded is not None:
        claims.put(connection, folded.claim, _body(folded.claim), urgent(folded.claim))


def of(connection: Connection, id_: str) -> Claim | None:
    """Return a claim as its events make it; None if it has none."""
    folded = _folded(connection, id_)
    return folded.claim if folded else None


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
    """Fold every claim that `person` has acted on: the account was revoked, or is valid again."""
    query = (
        "SELECT DISTINCT subject FROM event WHERE subject >= 'claim:' AND subject < 'claim;' AND agent = ?"
    )
    for (subject,) in connection.execute(query, (person,)).fetchall():
        claim = of(connection, subject.partition(":")[2])
        if claim is not None:
            claims.put(connection, claim, _body(claim), urgent(claim))


def events_of(connection: Connection, id_: str) -> list[ClaimEvent]:
    """Return the events of a claim as the rules read them."""
    return [_claim_event(event) for event in of_subject(connection, f"claim:{id_}")]


def latest(connection: Connection, id_: str) -> ClaimEvent:
    """Return the last event of a claim that has one."""
    folded = _folded(connection, id_)
    assert folded is not None
    return folded.graph.events[-1]


def forget() -> None:
    """Forget what was folded; the next fold of each claim is from all of its events."""
    _memory.claims.clear()


def _folded(connection: Connection, id_: str, event: Event | None = None) -> _Folded | None:
    """Return a claim with its steps; `event`, if given, is one of its events that is at hand."""
    subject = f"claim:{id_}"
    now, barred = prints(connection, subject), revoked(connection)
    known = _memory.claims.get(id_)
    if known is not None and known.graph.revoked != barred:
        known = None
    if known is not None and known.prints == now:
        return known
    if known is None or known.prints != now[:-1] or not _follows(connection, known, now[-1], event):
        known = _anew(connection, id_, barred)
    _memory.claims.pop(id_, None)
    if known is not None:
        known.prints, known.claim = now, known.graph.result()
        if len(_memory.claims) >= REMEMBERED:
            _memory.claims.pop(next(iter(_memory.claims)))
        _memory.claims[id_] = known
    return known


def _follows(connection: Connection, known: _Folded, last: Print, event: Event | None) -> bool:
    if event is None or (event.origin, event.seq) != last[:2]:
        event = one(connection, last)
    return known.graph.follow(_claim_event(event))


def _anew(connection: Connection, id_: str, barred: dict[str, datetime]) -> _Folded | None:
    from store.rules import claim_merge

    events = events_of(connection, id_)
    graph = claim_merge.graph(id_, events, barred)
    return _Folded([], graph, graph.root) if events else None


def urgent(claim: Claim) -> str:
    """Return the key of every queue: the nearest deadline, or the day it ended."""
    if claim.state in claims.OPEN:
        days = [day for day in (claim.service_due, claim.statutory_due) if day is not None]
        if claim.paused_since is not None or claim.service_stopped is not None:
            days = [day for day in (claim.statutory_due,) if day is not None]
        return min(days).isoformat() if days else "9999-12-31"
    ended = claim.handed_over or claim.filed_on
    return ended.isoformat() if ended else ""


def _body(claim: Claim) -> dict[str, object]:
    day = claim.paused_since
    return {
        "owner": claim.owner,
        "channel": claim.channel,
        "component": claim.component,
        "product": None,
        "requested_on": claim.requested_on.isoformat() if claim.requested_on else None,
        "paused_since": day.isoformat() if day else None,
        "service_stopped": claim.service_stopped.isoformat() if claim.service_stopped else None,
        "exchange_after_days": claim.exchange_after_days,
        "flags": sorted(claim.flags),
        "repeat": claim.repeat,
        "goodwill": claim.goodwill,
        "totals": dict(claim.totals),
    }


def _claim_event(event: Event) -> ClaimEvent:
    body: dict[str, Any] = dict(event.body)
    after = body.pop("after", None)
    return ClaimEvent(
        origin=event.origin,
        seq=event.seq,
        hlc=event.hlc,
        at=event.at,
        agent=event.agent,
        role=str(body.get("role", "")),
        kind=event.kind,
        body=body,
        after=(after[0], after[1]) if after else None,
    )
