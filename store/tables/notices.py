"""Sensitive acts that an admin has to take note of, each exactly once.

A notice is no message that somebody has to remember to send: it is folded from the event of the act itself,
in the transaction that writes the event. What is in the journal is in the inbox, and once. To take note of
notices is an event too; it may arrive before the act it is about.

What makes a notice stands in the event, as ``notice``, or is its kind. Acts on claims say so since their
notices exist: what desks did before then stays as silent as it was, however often it is folded anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.records import Notice
from store.tables.journal import Event, instant

if TYPE_CHECKING:
    from sqlite3 import Connection

ACK = "notice.ack"
WHAT: Mapping[str, str] = {
    "claim.approve_goodwill": "goodwill",
    "rating.correct": "rating correction",
    "customer.merge": "merge",
    "customer.erase": "erase",
    "customer.export": "export",
    "desk.export": "export",
    "desk.restore": "restore",
    "desk.encrypt": "encryption",
    "desk.decrypt": "encryption",
    "desk.rekey": "encryption",
    "desk.clock_back": "clock",
    "desk.journal_break": "journal break",
    "signin.failed": "failed sign-in",
    "signin.locked": "locked",
    "policy.set": "policies",
    "setting.set": "settings",
}
"""By the kind of an event: what the notice is about. Others carry it in their body, as ``notice``."""
UNTOLD = frozenset({"setting:name", "setting:throw_away", "setting:timezone", "setting:language"})
"""Settings that let nobody do more than before."""


def of(event: Event) -> str | None:
    """Return what an admin is to know an event as; None: nothing."""
    kind = event.kind
    if kind in WHAT:
        return None if event.subject in UNTOLD else WHAT[kind]
    if kind.startswith("batch."):
        return "import"
    if kind == "person.set":
        fields = event.body.get("fields")
        # The first event of a desk is the founding of its first admin.
        told = isinstance(fields, Mapping) and {"role", "active"} & fields.keys() and event.seq > 1
        return "people" if told else None
    what = event.body.get("notice")
    return str(what) if what else None


def fold(connection: Connection, event: Event) -> None:
    """Put the notice of an event into the inbox, or take note of those that it names."""
    if event.kind == ACK:
        ids = event.body.get("ids", ())
        for id_ in ids if isinstance(ids, list) else ():
            _ack(connection, str(id_), event)
        return
    what = of(event)
    if what is None:
        return
    connection.execute(
        "INSERT INTO notice (id, what, hlc, agent, subject) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id)"
        " DO UPDATE SET what = excluded.what, hlc = excluded.hlc, agent = excluded.agent,"
        " subject = excluded.subject",
        (f"{event.origin}:{event.seq}", what, event.hlc, event.agent, event.subject),
    )


def _ack(connection: Connection, id_: str, event: Event) -> None:
    """Let the first who took note stand, whichever of two desks is heard of first."""
    connection.execute(
        "INSERT INTO notice (id, acked_by, acked) VALUES (?, ?, ?) ON CONFLICT (id)"
        " DO UPDATE SET acked_by = excluded.acked_by, acked = excluded.acked"
        " WHERE notice.acked IS NULL"
        " OR (excluded.acked, excluded.acked_by) < (notice.acked, notice.acked_by)",
        (id_, event.agent, event.hlc),
    )


def waiting(connection: Connection) -> int:
    """Count the notices nobody has taken note of."""
    query = "SELECT count(*) FROM notice WHERE what IS NOT NULL AND acked IS NULL"
    return int(connection.execute(query).fetchone()[0])


def ids_waiting(connection: Connection) -> list[str]:
    """Return the ids of the notices nobody has taken note of, oldest first."""
    query = "SELECT id FROM notice WHERE what IS NOT NULL AND acked IS NULL ORDER BY hlc, id"
    return [row[0] for row in connection.execute(query)]


def waiting_about(connection: Connection, subject: str) -> dict[str, int]:
    """Return the notices about `subject` nobody has taken note of: by their ids, when the act was."""
    query = "SELECT id, hlc FROM notice WHERE subject = ? AND what IS NOT NULL AND acked IS NULL ORDER BY hlc"
    return dict(connection.execute(query, (subject,)).fetchall())


def listed(connection: Connection, *, noted: bool, limit: int, after: int = 0) -> tuple[Notice, ...]:
    """Return notices, newest first; with `noted`, also those somebody has taken note of."""
    where = "" if noted else "AND n.acked IS NULL"
    rows = connection.execute(
        "SELECT n.id, n.what, n.hlc, coalesce(p.name, n.agent), n.subject, coalesce(a.name, n.acked_by),"
        " n.acked, b.body, k.number FROM notice n LEFT JOIN person p ON p.id = n.agent"
        " LEFT JOIN person a ON a.id = n.acked_by"
        " LEFT JOIN claim k ON n.subject = 'claim:' || k.id"
        " LEFT JOIN payload b ON b.origin = substr(n.id, 1, instr(n.id, ':') - 1)"
        " AND b.seq = CAST(substr(n.id, instr(n.id, ':') + 1) AS INTEGER)"
        f" WHERE n.what IS NOT NULL {where} ORDER BY n.hlc DESC, n.id DESC LIMIT ? OFFSET ?",
        (limit, after),
    )
    return tuple(_notice(row) for row in rows.fetchall())


def _notice(row: tuple[str, str, int, str, str, str | None, int | None, str | None, str | None]) -> Notice:
    import json

    id_, what, hlc, agent, subject, acked_by, acked, text, claim = row
    return Notice(
        id=id_,
        what=what,
        at=instant(hlc),
        who=agent,
        subject=subject,
        noted_by=acked_by,
        noted_at=instant(acked) if acked else None,
        body=json.loads(text) if text else {},
        claim=claim,
    )


def fold_all(connection: Connection, events: Iterable[Event]) -> None:
    """Fold a journal that was written before there was an inbox."""
    for event in events:
        fold(connection, event)
