"""What filing asks of the tables: earlier claims, customers by name, drafts, claims without a unit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from store.ids import digits_of
from store.record import Record
from store.records import Customer, Draft, Elsewhere
from store.tables import claims, customers
from store.tables.customers import spaced

if TYPE_CHECKING:
    from sqlite3 import Connection

_LINE = claims.LINE.format(index="")


class Past(Record):
    """A claim of the unit that was closed."""

    number: str
    fault: str
    resolution: str | None
    handed_over: date


def closed_of_unit(connection: Connection, unit: str) -> list[Past]:
    """Return the closed claims of a unit, the latest first."""
    rows = connection.execute(
        "SELECT number, fault, resolution, handed_over FROM claim WHERE unit = ? AND +state = 'closed'"
        " AND +number IS NOT NULL AND +fault IS NOT NULL AND handed_over IS NOT NULL"
        " ORDER BY handed_over DESC, number DESC",
        (unit,),
    )
    return [Past(number, fault, how, date.fromisoformat(day)) for number, fault, how, day in rows]


def elsewhere(
    connection: Connection, customer: str, fault: str, apart_from: str | None, limit: int
) -> list[Elsewhere]:
    """Return claims with a fault on other units of a customer, the latest first."""
    # The + keeps SQLite to the index of customers: a fault has thousands of claims, a customer a few.
    rows = connection.execute(
        "SELECT k.number, coalesce(u.serial, json_extract(k.body, '$.serial'), ''), coalesce(p.name, ''),"
        " k.filed_on FROM claim k LEFT JOIN unit u ON u.id = k.unit LEFT JOIN product p ON p.id = u.product"
        " WHERE k.customer = ? AND +k.fault = ? AND k.unit IS NOT ? AND k.number IS NOT NULL"
        " AND k.state <> 'cancelled' ORDER BY k.filed_on DESC, k.id LIMIT ?",
        (customer, fault, apart_from, limit),
    )
    return [
        Elsewhere(number, serial, product, date.fromisoformat(day) if day else None)
        for number, serial, product, day in rows
    ]


def customers_like(connection: Connection, text: str, limit: int) -> list[Customer]:
    """Return customers whose name has parts beginning like the words of `text`, or whose phone fits."""
    digits = digits_of(text)
    if len(digits) >= 4 and not any(character.isalpha() for character in text):
        query = (
            "SELECT DISTINCT customer FROM customer_phone"
            " WHERE (tail >= ?1 AND tail < ?2) OR (digits >= ?3 AND digits < ?4) LIMIT ?5"
        )
        span: tuple[object, ...] = (digits[::-1], f"{digits[::-1]}:", digits, f"{digits}:", limit)
    else:
        words = [word.replace('"', "") for word in text.split()]
        phrases = [f'"{" ".join(spaced(word).split())}"*' for word in words if any(map(str.isalnum, word))]
        if not phrases:
            return []
        query = (
            "SELECT c.id FROM (SELECT rowid AS found FROM customer_name WHERE customer_name MATCH ? LIMIT ?)"
            " n CROSS JOIN customer c ON c.row = n.found"
        )
        span = (" AND ".join(phrases), limit)
    ids = [row[0] for row in connection.execute(query, span).fetchall()]
    return [found for id_ in ids if (found := customers.get(connection, id_))]


def unlinked(connection: Connection, limit: int) -> list[claims.Line]:
    """Return claims on units that were not in the book and are linked to none yet, the most urgent first."""
    return connection.execute(
        f"{_LINE} WHERE json_extract(k.body, '$.unknown') = 1 ORDER BY k.urgent, k.id LIMIT ?",
        (limit,),
    ).fetchall()


def attached(
    connection: Connection, claim: str | None = None
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield claim id, origin and file of every attachment in the journal, or of those of one claim."""
    query = (
        "SELECT e.subject, e.origin, p.body FROM event e"
        " JOIN payload p ON p.origin = e.origin AND p.seq = e.seq WHERE e.kind = 'claim.attach'"
    )
    if claim is not None:
        query += " AND e.subject = ?"
    values = () if claim is None else (f"claim:{claim}",)
    rows = connection.execute(f"{query} ORDER BY e.hlc, e.origin, e.seq", values)
    for subject, origin, body in rows:
        given = json.loads(body).get("with")
        file = given.get("file") if isinstance(given, dict) else None
        if isinstance(file, dict) and isinstance(file.get("sha256"), str):
            yield subject.partition(":")[2], origin, file


def number_of(connection: Connection, claim: str) -> str | None:
    """Return the number of a claim by its id."""
    row = connection.execute("SELECT number FROM claim WHERE id = ?", (claim,)).fetchone()
    return row[0] if row else None


def line_of(connection: Connection, claim: str) -> claims.Line | None:
    """Return a claim by its id, as lists show it."""
    row: claims.Line | None = connection.execute(f"{_LINE} WHERE k.id = ?", (claim,)).fetchone()
    return row


def draft(connection: Connection, about: str, agent: str) -> Draft | None:
    """Return what somebody typed about something and did not send off, without its title."""
    row = connection.execute(
        "SELECT unit, body, at FROM draft WHERE unit = ? AND agent = ?", (about, agent)
    ).fetchone()
    return _draft(row) if row else None


def drafts(connection: Connection, agent: str) -> list[Draft]:
    """Return everything somebody typed and did not send off, the latest first."""
    rows = connection.execute(
        "SELECT unit, body, at FROM draft WHERE agent = ? ORDER BY at IS NULL, at DESC, unit", (agent,)
    )
    return [_draft(row) for row in rows]


def _draft(row: tuple[str, str, str | None]) -> Draft:
    about, body, at = row
    return Draft(about, json.loads(body), datetime.fromisoformat(at) if at else None)
