"""Ratings, their corrections, and invitations.

Triggers carry every insert, change and delete into the counters of the score (`store.tables.score_parts`).
A claim is linked by its number: an answer may arrive from a list before the claim does. Of several answers
for one claim the one with the earliest stamp counts, of one list the one given first. A correction leaves
what was said first in `given`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from store.record import but
from store.records import Correction, Rating, Unasked
from store.tables.journal import Event, of_subject

if TYPE_CHECKING:
    from sqlite3 import Connection

COLUMNS = (
    "id", "score", "day", "claim", "unit", "product", "reason", "comment", "agent", "partner", "segment",
    "serial", "hlc", "origin",
)  # fmt: skip
_INSERT = f"INSERT OR IGNORE INTO rating ({', '.join(COLUMNS)}) VALUES ({', '.join('?' for _ in COLUMNS)})"
_SELECT = (
    "SELECT r.id, r.score, r.day, r.claim, coalesce(u.serial, r.serial), coalesce(p.name, r.product),"
    " r.reason, r.comment, r.agent, r.partner, r.segment, r.counts, r.given, coalesce(v.early, 0)"
    " FROM rating r LEFT JOIN unit u ON u.id = r.unit LEFT JOIN product p ON p.id = r.product"
    " LEFT JOIN voice v ON v.id = coalesce(r.claim, 'r:' || r.id) AND v.rating = r.id"
)


def fold(connection: Connection, event: Event) -> None:
    """Fold ``rating.record``, ``rating.correct``, ``rating.decline`` and ``rating.invite``."""
    body: Mapping[str, Any] = event.body
    number = event.subject.partition(":")[2]
    if event.kind == "rating.record":
        values = {**body, "claim": number, "hlc": event.hlc, "origin": event.origin, "agent": event.agent}
        put(connection, [tuple(values.get(name) for name in COLUMNS)])
    elif event.kind == "rating.correct":
        connection.execute(
            "INSERT OR IGNORE INTO correction (rating, hlc, origin, score, reason, agent, day)"
            " VALUES (?,?,?,?,?,?,?)",
            (body["id"], event.hlc, event.origin, body["score"], body["reason"], event.agent, body["day"]),
        )
        _correct(connection, (str(body["id"]),))
    else:
        _invite(connection, number, of_subject(connection, event.subject))


def _correct(connection: Connection, ids: Iterable[str]) -> None:
    """Let the latest correction of an answer stand in its place."""
    connection.executemany(
        "UPDATE rating SET given = coalesce(given, score), score = (SELECT score FROM correction"
        " WHERE rating = ?1 ORDER BY hlc DESC, origin DESC LIMIT 1)"
        " WHERE id = ?1 AND EXISTS (SELECT 1 FROM correction WHERE rating = ?1)",
        [(id_,) for id_ in ids],
    )


def _invite(connection: Connection, number: str, events: Iterable[Event]) -> None:
    """Write a claim's invitation anew: the earliest counts, whichever of two desks' came first.

    Who prefers not to answer was asked, even where nobody was told to ask.
    """
    kinds: dict[str, Event] = {}
    for event in events:
        kinds.setdefault(event.kind, event)
    asked = kinds.get("rating.invite") or kinds.get("rating.decline")
    if asked is None:
        return
    body = asked.body
    connection.execute(
        "INSERT INTO invitation (claim, customer, product, day, suppressed, declined, agent, origin)"
        " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (claim) DO UPDATE SET customer = excluded.customer,"
        " product = excluded.product, day = excluded.day, suppressed = excluded.suppressed,"
        " declined = excluded.declined, agent = excluded.agent, origin = excluded.origin",
        (
            number, body.get("customer"), body.get("product"), body["day"], body.get("suppressed"),
            "rating.decline" in kinds, asked.agent, asked.origin,
        ),
    )  # fmt: skip


def put(connection: Connection, rows: Iterable[tuple[object, ...]]) -> None:
    """Write ratings, in the order of `COLUMNS`; of two with one id the earlier stays."""
    rows = list(rows)
    claims = {row[3] for row in rows}
    if connection.executemany(_INSERT, rows).rowcount != len(rows):
        for row in rows:
            claims |= _yield(connection, row)
    for claim in claims - {None}:
        _elect(connection, str(claim))
    if connection.execute("SELECT EXISTS (SELECT 1 FROM correction)").fetchone()[0]:
        _correct(connection, (str(row[0]) for row in rows))


def _yield(connection: Connection, row: tuple[object, ...]) -> set[object]:
    """Put an answer in the place of a later one with its id; return the claim that one was linked to."""
    later = "WHERE id = ?1 AND (hlc, origin) > (?2, ?3)"
    found = connection.execute(f"SELECT claim FROM rating {later}", (row[0], *row[-2:])).fetchall()
    if found:
        connection.execute(f"DELETE FROM rating {later}", (row[0], *row[-2:]))
        connection.execute(_INSERT, row)
    return {claim for (claim,) in found}


def _elect(connection: Connection, claim: str) -> None:
    connection.execute(
        "UPDATE rating SET counts ="
        " (id = (SELECT id FROM rating WHERE claim = ?1 ORDER BY hlc, origin, day, id LIMIT 1))"
        " WHERE claim = ?1 AND counts <>"
        " (id = (SELECT id FROM rating WHERE claim = ?1 ORDER BY hlc, origin, day, id LIMIT 1))",
        (claim,),
    )


def uncounted(connection: Connection, ids: Sequence[str]) -> int:
    """Return how many of these answers do not count: their claims have another."""
    query = "SELECT count(*) FROM json_each(?) e CROSS JOIN rating r ON r.id = e.value WHERE r.counts = 0"
    return int(connection.execute(query, (json.dumps(ids),)).fetchone()[0])


def of_claim(connection: Connection, number: str) -> Rating | None:
    """Return the answer that counts for a claim."""
    return next(iter(_ratings(connection, "WHERE r.claim = ? AND r.counts = 1", (number,))), None)


def of_unit(connection: Connection, unit: str, limit: int) -> list[Rating]:
    """Return a unit's latest answers."""
    return _ratings(connection, "WHERE r.unit = ? ORDER BY r.day DESC, r.id LIMIT ?", (unit, limit))


def invitation(connection: Connection, number: str) -> tuple[str, str | None] | None:
    """Return the day of a claim's invitation and why it was suppressed, if it was."""
    row = connection.execute("SELECT day, suppressed FROM invitation WHERE claim = ?", (number,)).fetchone()
    return (row[0], row[1]) if row else None


def last_asked(connection: Connection, customer: str) -> date | None:
    """Return the day on which a customer was last asked."""
    row = connection.execute(
        "SELECT max(day) FROM invitation WHERE customer = ? AND suppressed IS NULL", (customer,)
    ).fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


def flagged(connection: Connection, today: str, limit: int) -> list[Rating]:
    """Return the answers dated before their claim was closed or after today, the latest first."""
    early = "SELECT rating FROM voice WHERE early = 1"
    where = f"WHERE r.id IN ({early} UNION SELECT id FROM rating WHERE day > ?1 AND counts = 1)"
    found = _ratings(connection, f"{where} ORDER BY r.day DESC, r.id LIMIT ?2", (today, limit))
    return [but(each, flag="future") if str(each.day) > today else each for each in found]


def future(connection: Connection, today: str) -> int:
    """Count the answers dated after today."""
    query = "SELECT count(*) FROM rating WHERE day > ? AND counts = 1"
    return int(connection.execute(query, (today,)).fetchone()[0])


def corrections(connection: Connection, rating: str) -> tuple[Correction, ...]:
    """Return the corrections of an answer, the latest last."""
    rows = connection.execute(
        "SELECT c.day, coalesce(p.name, c.agent), c.score, c.reason FROM correction c"
        " LEFT JOIN person p ON p.id = c.agent WHERE c.rating = ? ORDER BY c.hlc, c.origin",
        (rating,),
    )
    return tuple(Correction(date.fromisoformat(day), *rest) for day, *rest in rows)


def by_id(connection: Connection, id_: str) -> Rating | None:
    """Return one answer."""
    return next(iter(_ratings(connection, "WHERE r.id = ?", (id_,))), None)


def handled_by(connection: Connection, number: str) -> tuple[str | None, str | None]:
    """Return who closed a claim and who worked on it, by their ids."""
    row = connection.execute(
        "SELECT i.agent, c.owner FROM (SELECT 1) LEFT JOIN invitation i ON i.claim = ?1"
        " LEFT JOIN claim c ON c.number = ?1 LIMIT 1",
        (number,),
    ).fetchone()
    return (row[0], row[1])


def unasked(
    connection: Connection, since: str, until: str, reason: str | None, limit: int
) -> tuple[Unasked, ...]:
    """Return who was not asked in a period, the latest first."""
    rows = connection.execute(
        "SELECT v.id, v.invited_on, i.suppressed, o.name, coalesce(p.name, i.product) FROM voice v"
        " JOIN invitation i ON i.claim = v.id LEFT JOIN customer o ON o.id = i.customer"
        " LEFT JOIN product p ON p.id = i.product WHERE v.kept = 1 AND v.invited_on BETWEEN ?1 AND ?2"
        " AND (?3 IS NULL OR i.suppressed = ?3) ORDER BY v.invited_on DESC, v.id LIMIT ?4",
        (since, until, reason, limit),
    )
    return tuple(Unasked(claim, date.fromisoformat(day), *rest) for claim, day, *rest in rows)


def _ratings(connection: Connection, where: str, values: tuple[object, ...]) -> list[Rating]:
    return [
        Rating(
            id=row[0],
            score=row[1],
            day=date.fromisoformat(row[2]),
            claim=row[3],
            serial=row[4],
            product=row[5],
            reason=row[6],
            comment=row[7],
            agent=row[8],
            partner=row[9],
            segment=row[10],
            counts=bool(row[11]),
            given=row[12],
            flag="early" if row[13] else None,
        )
        for row in connection.execute(f"{_SELECT} {where}", values)
    ]


def exists(connection: Connection, id_: str) -> bool:
    """Tell whether an answer is already here."""
    return connection.execute("SELECT 1 FROM rating WHERE id = ?", (id_,)).fetchone() is not None
