"""Ratings, invitations and the counters the score is read from.

Triggers keep one counter row per day and product in step with every insert, change and delete, so the
running score costs the same with five thousand ratings and with five million. A claim is linked by its
number: an answer may arrive from a list before the claim does. Of several answers for one claim the one
with the earliest stamp counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from store.records import Rating
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
    " r.reason, r.comment, r.agent, r.partner, r.segment, r.counts FROM rating r"
    " LEFT JOIN unit u ON u.id = r.unit LEFT JOIN product p ON p.id = r.product"
)
_SPLITS = {
    "product": "coalesce((SELECT name FROM product WHERE id = r.product), r.product)",
    "fault": "coalesce((SELECT title FROM fault WHERE id = c.fault), c.fault)",
    "resolution": "c.resolution",
    "channel": "json_extract(c.body, '$.channel')",
    "partner": "r.partner",
    "agent": "coalesce((SELECT name FROM person WHERE id = r.agent), r.agent)",
    "desk": "r.origin",
    "segment": "r.segment",
    "tenure": "CASE WHEN o.since IS NULL THEN NULL WHEN r.day < date(o.since, '+1 year') THEN '0'"
    " WHEN r.day < date(o.since, '+3 years') THEN '1-2' WHEN r.day < date(o.since, '+6 years') THEN '3-5'"
    " ELSE '6+' END",
}
SPLITS = tuple(_SPLITS)
_TALLY = "coalesce(sum(promoters), 0), coalesce(sum(passives), 0), coalesce(sum(detractors), 0)"

Tally = tuple[int, int, int]
"""Promoters, passives, detractors."""


def fold(connection: Connection, event: Event) -> None:
    """Fold ``rating.record``, ``rating.decline`` and ``rating.invite``."""
    body: Mapping[str, Any] = event.body
    number = event.subject.partition(":")[2]
    if event.kind == "rating.record":
        values = {**body, "claim": number, "hlc": event.hlc, "origin": event.origin, "agent": event.agent}
        put(connection, [tuple(values.get(name) for name in COLUMNS)])
    else:
        _invite(connection, number, of_subject(connection, event.subject))


def _invite(connection: Connection, number: str, events: Iterable[Event]) -> None:
    """Write a claim's invitation anew: the earliest counts, whichever of two desks' came first."""
    kinds: dict[str, Mapping[str, Any]] = {}
    for event in events:
        kinds.setdefault(event.kind, event.body)
    body = kinds.get("rating.invite")
    connection.execute("DELETE FROM invitation WHERE claim = ?", (number,))
    if body is not None:
        connection.execute(
            "INSERT INTO invitation (claim, customer, product, day, suppressed, declined)"
            " VALUES (?,?,?,?,?,?)",
            (
                number, body.get("customer"), body.get("product"), body["day"], body.get("suppressed"),
                "rating.decline" in kinds,
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
        " (id = (SELECT id FROM rating WHERE claim = ?1 ORDER BY hlc, origin, id LIMIT 1))"
        " WHERE claim = ?1 AND counts <>"
        " (id = (SELECT id FROM rating WHERE claim = ?1 ORDER BY hlc, origin, id LIMIT 1))",
        (claim,),
    )


def of_claim(connection: Connection, number: str) -> Rating | None:
    """Return the answer that counts for a claim."""
    return next(iter(_ratings(connection, "WHERE r.claim = ? AND r.counts = 1", (number,))), None)


def of_unit(connection: Connection, unit: str, limit: int) -> list[Rating]:
    """Return a unit's latest answers."""
    return _ratings(connection, "WHERE r.unit = ? ORDER BY r.day DESC, r.id LIMIT ?", (unit, limit))


def latest(connection: Connection, limit: int) -> list[Rating]:
    """Return the latest answers of the desk."""
    return _ratings(connection, "ORDER BY r.day DESC, r.hlc DESC, r.id LIMIT ?", (limit,))


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


def tally(connection: Connection, since: str, until: str) -> Tally:
    """Count the answers of a period from the daily counters."""
    row = connection.execute(
        f"SELECT {_TALLY} FROM score_day WHERE day BETWEEN ? AND ?", (since, until)
    ).fetchone()
    return (row[0], row[1], row[2])


def answered(connection: Connection, since: str, until: str) -> int:
    """Count the answers of a period that are to a claim of this desk."""
    row = connection.execute(
        "SELECT sum(linked) FROM score_day WHERE day BETWEEN ? AND ?", (since, until)
    ).fetchone()
    return int(row[0] or 0)


def invited(connection: Connection, since: str, until: str) -> int:
    """Count who was asked in a period."""
    row = connection.execute(
        "SELECT sum(asked) FROM invited_day WHERE day BETWEEN ? AND ?", (since, until)
    ).fetchone()
    return int(row[0] or 0)


def by_month(connection: Connection, since: str, until: str) -> dict[str, Tally]:
    """Count the answers of each calendar month, keyed YYYY-MM."""
    rows = connection.execute(
        f"SELECT substr(day, 1, 7), {_TALLY} FROM score_day WHERE day BETWEEN ? AND ? GROUP BY 1",
        (since, until),
    )
    return {month: (promoters, passives, detractors) for month, promoters, passives, detractors in rows}


def by_product(connection: Connection, since: str, until: str) -> dict[str, tuple[Tally, int]]:
    """Count answers and invitations of each product, by its name."""
    rows = connection.execute(
        "WITH answered AS (SELECT product, sum(promoters) AS p, sum(passives) AS a, sum(detractors) AS d"
        " FROM score_day WHERE day BETWEEN ?1 AND ?2 GROUP BY product),"
        " asked AS (SELECT product, sum(asked) AS n FROM invited_day"
        " WHERE day BETWEEN ?1 AND ?2 GROUP BY product),"
        " both AS (SELECT product FROM answered UNION SELECT product FROM asked)"
        " SELECT coalesce(p.name, both.product), coalesce(answered.p, 0), coalesce(answered.a, 0),"
        " coalesce(answered.d, 0), coalesce(asked.n, 0) FROM both LEFT JOIN answered USING (product)"
        " LEFT JOIN asked USING (product) LEFT JOIN product p ON p.id = both.product",
        (since, until),
    )
    parts: dict[str, tuple[Tally, int]] = {}
    for name, promoters, passives, detractors, asked in rows:
        (p, a, d), n = parts.get(name, ((0, 0, 0), 0))
        parts[name] = ((p + promoters, a + passives, d + detractors), n + asked)
    return parts


def by(connection: Connection, split: str, since: str, until: str) -> dict[str, tuple[Tally, int]]:
    """Count answers and invitations of each part of a split (`SPLITS`); unknown parts are keyed ''."""
    if split == "product":
        return by_product(connection, since, until)
    rows = connection.execute(
        f"SELECT coalesce({_SPLITS[split]}, ''),"
        " sum(r.score >= 9), sum(r.score BETWEEN 7 AND 8), sum(r.score <= 6) FROM rating r"
        " LEFT JOIN claim c ON c.number = r.claim LEFT JOIN customer o ON o.id = c.customer"
        " WHERE r.counts = 1 AND r.day BETWEEN ? AND ? GROUP BY 1",
        (since, until),
    )
    return {key: ((promoters, passives, detractors), 0) for key, promoters, passives, detractors in rows}


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
        )
        for row in connection.execute(f"{_SELECT} {where}", values)
    ]


def exists(connection: Connection, id_: str) -> bool:
    """Tell whether an answer is already here."""
    return connection.execute("SELECT 1 FROM rating WHERE id = ?", (id_,)).fetchone() is not None
