"""Claims as rows: each is folded anew from all of its events, so a row never drifts from its history.

`urgent` is the key of every queue: the nearest day a running clock ends for an open claim, the day of
hand-over for an ended one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from store.record import Record
from store.records import Claim

if TYPE_CHECKING:
    from sqlite3 import Connection

OPEN = ("draft", "filed", "info_needed", "approved", "in_service", "awaiting_parts", "ready", "conflict")
ENDED = ("closed", "rejected", "cancelled")
_COLUMNS = (
    "id", "number", "unit", "customer", "state", "fault", "owner", "filed_on",
    "service_due", "statutory_due", "handed_over", "resolution", "urgent", "body",
)  # fmt: skip
# An upsert, not a replacement: replaced rows fire no trigger, and the queues are counted by triggers.
_PUT = (
    f"INSERT INTO claim ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"
    f" ON CONFLICT DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)
LINE = (
    "SELECT k.id, k.urgent, k.number, k.state, coalesce(u.serial, json_extract(k.body, '$.serial')),"
    " coalesce(p.name, json_extract(k.body, '$.product'), ''),"
    " c.name, k.fault, coalesce(f.title, k.fault), k.filed_on,"
    " coalesce((SELECT name FROM person WHERE id = k.owner), k.owner), k.resolution, k.handed_over, k.body,"
    " (SELECT score FROM rating r WHERE r.claim = k.number AND r.counts = 1), k.service_due, k.statutory_due"
    " FROM claim k {index} LEFT JOIN unit u ON u.id = k.unit LEFT JOIN product p ON p.id = u.product"
    " LEFT JOIN customer c ON c.id = k.customer LEFT JOIN fault f ON f.id = k.fault"
)
"""Reads lines, to be narrowed by WHERE; ``index`` may say by which index."""
_COLUMNS = (
    "id", "number", "unit", "customer", "state", "fault", "owner", "filed_on", "service_due", "statutory_due",
    "handed_over", "resolution", "urgent", "body",
)  # fmt: skip
# A row is changed in place, not replaced: the counters of the score follow what changes.
_PUT = (
    f"INSERT INTO claim ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)
Line = tuple[Any, ...]


def put(connection: Connection, claim: Claim, body: Mapping[str, object], urgent: str) -> None:
    """Write the row of a claim."""
    connection.execute(
        _PUT,
        (
            claim.id, claim.number, claim.unit_id, claim.customer_id, claim.state, claim.fault,
            body.get("owner"), _day(claim.filed_on), _day(claim.service_due), _day(claim.statutory_due),
            _day(claim.handed_over), claim.resolution, urgent,
            json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        ),
    )  # fmt: skip


def id_of(connection: Connection, number: str) -> str | None:
    """Return the id of the claim with this number, letter case aside; a draft has only its id."""
    wanted = number.strip()
    query = "SELECT id FROM claim WHERE number = ? UNION ALL SELECT id FROM claim WHERE id = ? LIMIT 1"
    row = connection.execute(query, (wanted.upper(), wanted.lower())).fetchone()
    return row[0] if row else None


def whose(connection: Connection, id_: str) -> tuple[str | None, str | None]:
    """Return the ids of the customer and the unit of a claim."""
    row = connection.execute("SELECT customer, unit FROM claim WHERE id = ?", (id_,)).fetchone()
    return (row[0], row[1]) if row else (None, None)


def highest(connection: Connection, prefix: str) -> int:
    """Return the highest running number filed under `prefix`."""
    row = connection.execute(
        "SELECT max(number) FROM claim WHERE number >= ? AND number < ?", (f"{prefix}-", f"{prefix}.")
    ).fetchone()
    return int(row[0].rpartition("-")[2]) if row[0] else 0


def lines_of_unit(connection: Connection, unit: str, limit: int) -> list[Line]:
    """Return a unit's claims, open ones first, then the latest."""
    return connection.execute(
        f"{LINE.format(index='')} WHERE k.unit = ?"
        " ORDER BY k.state IN ('closed', 'rejected', 'cancelled'), k.urgent DESC LIMIT ?",
        (unit, limit),
    ).fetchall()


def is_job(
    connection: Connection,
    person: str,
    *,
    unit: str | None = None,
    customer: str | None = None,
    claim: str | None = None,
) -> bool:
    """Tell whether an open claim of a unit, of a customer, or itself, is somebody's job.

    A job is theirs if they work on it, or if it is approved and waits for any technician.
    """
    marks = ", ".join("?" for _ in OPEN)
    query = (
        f"SELECT 1 FROM claim WHERE state IN ({marks}) AND (owner = ? OR state = 'approved') AND (id = ?"
        " OR unit = ? OR customer = ? OR unit IN (SELECT id FROM unit WHERE customer = ?)) LIMIT 1"
    )
    values = (*OPEN, person, claim, unit, customer, customer)
    return connection.execute(query, values).fetchone() is not None


def draft(connection: Connection, unit: str, agent: str) -> dict[str, object]:
    """Return what an agent typed for a unit and did not file yet."""
    row = connection.execute("SELECT body FROM draft WHERE unit = ? AND agent = ?", (unit, agent)).fetchone()
    return json.loads(row[0]) if row else {}


def keep_draft(connection: Connection, unit: str, agent: str, values: Mapping[str, object], at: str) -> None:
    """Keep what was typed, and when (ISO 8601, UTC); an empty mapping drops it."""
    if values:
        connection.execute(
            "INSERT OR REPLACE INTO draft (unit, agent, body, at) VALUES (?, ?, ?, ?)",
            (unit, agent, json.dumps(values), at),
        )
    else:
        connection.execute("DELETE FROM draft WHERE unit = ? AND agent = ?", (unit, agent))


def _day(day: object) -> str | None:
    return None if day is None else str(day)


class Other(Record):
    """What a decision wants to know of a unit's other claims."""

    id: str
    number: str | None
    state: str
    fault: str | None
    resolution: str | None
    goodwill: int
    """Minor units."""


def away(connection: Connection, unit: str, apart_from: str | None = None) -> list[dict[str, object]]:
    """Return the repairs for which a unit is with us, as its history has them, without an end.

    `apart_from` is the id of a claim that is left out.
    """
    rows = connection.execute(
        "SELECT coalesce(json_extract(body, '$.requested_on'), filed_on), fault,"
        " json_extract(body, '$.component') FROM claim WHERE unit = ?"
        " AND state IN ('in_service', 'awaiting_parts', 'ready') AND id IS NOT ? ORDER BY id",
        (unit, apart_from),
    )
    named = (zip(("from", "fault", "component"), row, strict=True) for row in rows)
    return [{"kind": "repair", **{name: value for name, value in row if value}} for row in named]


def about_unit(connection: Connection, unit: str) -> list[Other]:
    """Return all claims of a unit."""
    rows = connection.execute(
        "SELECT id, number, state, fault, resolution, coalesce(json_extract(body, '$.goodwill'), 0)"
        " FROM claim WHERE unit = ? ORDER BY id",
        (unit,),
    )
    return [Other(*row) for row in rows]


def exists(connection: Connection, id_: str) -> bool:
    """Tell whether a claim is already here."""
    return connection.execute("SELECT 1 FROM claim WHERE id = ?", (id_,)).fetchone() is not None


def ended_before(connection: Connection, day: str | None) -> list[tuple[str, str, str]]:
    """Return id, number and day of the claims that ended before a day, or of all that ended; oldest first."""
    rows = connection.execute(
        "SELECT id, coalesce(number, id), urgent FROM claim"
        " WHERE state IN ('closed', 'rejected', 'cancelled')"
        " AND (?1 IS NULL OR urgent < ?1) ORDER BY urgent, id",
        (day,),
    )
    return rows.fetchall()
