"""Whom to call, which faults are most frequent, what held and what it cost: counted when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite3 import Connection

Row = tuple[Any, ...]


def unhappy(connection: Connection, since: str, until: str, limit: int) -> list[Row]:
    """Return the long-standing customers (3 years and more) whose latest answer is a detractor's.

    Returns:
        Customer id, name, since, may contact, score, day, claim, product, reason, comment; the longest first.
    """
    return connection.execute(
        "SELECT o.id, o.name, o.since, coalesce(o.may_contact, 1), v.score, v.day, v.id,"
        " coalesce(p.name, r.product), r.reason, r.comment FROM voice v"
        " JOIN claim c ON c.number = v.id JOIN customer o ON o.id = c.customer"
        " JOIN rating r ON r.id = v.rating LEFT JOIN product p ON p.id = r.product"
        " WHERE v.score <= 6 AND v.parts ->> 'tenure' IN ('3-5', '6+') AND v.day BETWEEN ?1 AND ?2"
        " AND o.since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM claim k JOIN voice w ON w.id = k.number"
        " WHERE k.customer = o.id AND w.score IS NOT NULL AND (w.day, w.id) > (v.day, v.id) AND w.day <= ?2)"
        " ORDER BY o.since, v.score, v.day DESC, v.id LIMIT ?3",
        (since, until, limit),
    ).fetchall()


def open_task(connection: Connection, customer: str, claim: str) -> Row | None:
    """Return the open task about a customer's claim: id, title, due, owner."""
    row: Row | None = connection.execute(
        "SELECT t.id, t.title, t.due, coalesce(p.name, t.owner) FROM task t"
        " LEFT JOIN person p ON p.id = t.owner"
        " WHERE coalesce(t.done, 0) = 0 AND (t.claim = ?2 OR (t.claim IS NULL AND t.customer = ?1))"
        " ORDER BY t.claim IS NULL, t.due IS NULL, t.due, t.id LIMIT 1",
        (customer, claim),
    ).fetchone()
    return row


_OF = (
    " FROM claim k LEFT JOIN unit u ON u.id = k.unit LEFT JOIN product p ON p.id = u.product"
    " LEFT JOIN fault f ON f.id = k.fault"
)
_COUNTED = "(?4 OR coalesce(json_extract(k.body, '$.repeat'), 0) = 0)"
_MODEL = "(?3 IS NULL OR coalesce(p.name, json_extract(k.body, '$.product')) = ?3)"


def faults(
    connection: Connection, since: str, until: str, product: str | None, reopened: bool = True
) -> list[Row]:
    """Count the claims filed in a period by fault: code, title, claims, units; the most frequent first.

    Not `reopened`: without claims that were reopened since.
    """
    return connection.execute(
        "SELECT k.fault, coalesce(f.title, k.fault, ''), count(*), count(DISTINCT coalesce(k.unit, k.id))"
        f"{_OF} WHERE k.filed_on BETWEEN ?1 AND ?2 AND {_MODEL} AND {_COUNTED} GROUP BY 1 ORDER BY 3 DESC, 2",
        (since, until, product, reopened),
    ).fetchall()


def built(connection: Connection, since: str, until: str, product: str, reopened: bool = True) -> list[Row]:
    """Count, by build month, the units of a model and those claimed in a period; see `faults`."""
    return connection.execute(
        "WITH made AS (SELECT u.id, substr(u.built, 1, 7) AS month FROM unit u"
        " JOIN product p ON p.id = u.product WHERE p.name = ?3 AND u.built IS NOT NULL)"
        " SELECT month, count(*), sum(EXISTS (SELECT 1 FROM claim k WHERE k.unit = made.id"
        f" AND k.filed_on BETWEEN ?1 AND ?2 AND {_COUNTED})) FROM made GROUP BY 1 ORDER BY 1",
        (since, until, product, reopened),
    ).fetchall()


def first_time(
    connection: Connection, since: str, until: str, product: str | None, held: int
) -> tuple[int, int]:
    """Count claims closed as repaired in a period, and those that held.

    One held if it was not reopened and its unit did not come back with the same fault within `held` days.
    """
    row = connection.execute(
        "SELECT count(*), coalesce(sum(coalesce(json_extract(k.body, '$.repeat'), 0) = 0 AND NOT EXISTS ("
        "SELECT 1 FROM claim b WHERE b.unit = k.unit AND b.id <> k.id AND b.fault = k.fault"
        " AND b.filed_on >= k.handed_over AND b.filed_on <= date(k.handed_over, '+' || ?4 || ' days'))), 0)"
        f"{_OF} WHERE k.state = 'closed' AND k.resolution = 'repaired'"
        f" AND k.handed_over BETWEEN ?1 AND ?2 AND {_MODEL}",
        (since, until, product, held),
    ).fetchone()
    return (row[0], row[1])


def costs(connection: Connection, since: str, until: str, product: str | None, reopened: bool = True) -> Row:
    """Add up what claims closed in a period cost: claims with a sum, total, maker, customer, goodwill.

    `reopened` as in `faults`.
    """
    sums = ", ".join(
        f"coalesce(sum(json_extract(k.body, '$.totals.{name}')), 0)"
        for name in ("total", "maker", "customer", "goodwill")
    )
    row: Row = connection.execute(
        f"SELECT count(json_extract(k.body, '$.totals.total')), {sums}{_OF} WHERE k.state = 'closed'"
        f" AND k.handed_over BETWEEN ?1 AND ?2 AND {_MODEL} AND {_COUNTED}",
        (since, until, product, reopened),
    ).fetchone()
    return row


def benchmarks(connection: Connection, *, retired: bool) -> list[Row]:
    """Return the benchmarks: id, title, value, source, day measured, method, day retired; newest first."""
    return connection.execute(
        "SELECT id, title, value, source, measured, method, retired FROM benchmark"
        " WHERE value IS NOT NULL AND (?1 OR retired IS NULL) ORDER BY measured DESC, title, id",
        (retired,),
    ).fetchall()
