"""Counts over periods, for comparing: claims and answers by model, by fault, by part of a split."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

Period = tuple[date, date]
"""First and last day, both included."""
Tally = tuple[int, int, int]
"""Promoters, passives, detractors."""

_CLAIMS = (
    " FROM claim k LEFT JOIN unit u ON u.id = k.unit LEFT JOIN product p ON p.id = u.product"
    " LEFT JOIN fault f ON f.id = k.fault LEFT JOIN customer o ON o.id = k.customer"
    " LEFT JOIN person w ON w.id = k.owner"
)
_PARTS = {
    "product": "coalesce(p.name, u.product)",
    "fault": "coalesce(f.title, k.fault)",
    "resolution": "k.resolution",
    "channel": "json_extract(k.body, '$.channel')",
    "partner": "u.partner",
    "agent": "coalesce(w.name, k.owner)",
    "tenure": "CASE WHEN o.since IS NULL THEN NULL WHEN k.handed_over < date(o.since, '+1 year') THEN '0'"
    " WHEN k.handed_over < date(o.since, '+3 years') THEN '1-2'"
    " WHEN k.handed_over < date(o.since, '+6 years') THEN '3-5' ELSE '6+' END",
}
PARTS = tuple(_PARTS)
"""Splits in which closed claims can be counted; the keys are those of `store.tables.ratings`."""


def closed(connection: Connection, split: str, since: str, until: str) -> dict[str, int]:
    """Count the claims closed in a period by part of a split; the unknown part is keyed ''."""
    rows = connection.execute(
        f"SELECT coalesce({_PARTS[split]}, ''), count(*){_CLAIMS}"
        " WHERE k.state = 'closed' AND k.handed_over BETWEEN ? AND ? GROUP BY 1",
        (since, until),
    )
    return dict(rows.fetchall())


def pairs(
    connection: Connection, window: Period, baseline: Period
) -> list[tuple[str, str, str, str, int, int]]:
    """Count the serials claimed, by model and fault.

    Returns:
        Product id and name, category, fault (title or code), serials in the window, serials in the baseline.
    """
    query = (
        "SELECT coalesce(u.product, ''), coalesce(p.name, ''), coalesce(p.category, ''),"
        " coalesce(f.title, k.fault),"
        " count(DISTINCT CASE WHEN k.filed_on >= ?1 THEN coalesce(k.unit, k.id) END),"
        f" count(DISTINCT CASE WHEN k.filed_on < ?1 THEN coalesce(k.unit, k.id) END){_CLAIMS}"
        " WHERE k.filed_on BETWEEN ?2 AND ?3 AND k.fault IS NOT NULL GROUP BY 1, k.fault ORDER BY 2, 4"
    )
    days = (str(window[0]), str(baseline[0]), str(window[1]))
    return connection.execute(query, days).fetchall()


def first_seen(connection: Connection, product: str) -> date | None:
    """Return the earliest day known of any unit of a product."""
    row = connection.execute(
        "SELECT min(coalesce(shipped, delivered, invoiced, activated, installed, listed)) FROM unit"
        " WHERE product = ?",
        (product,),
    ).fetchone()
    if not row[0]:
        return None
    return date.fromisoformat(row[0] if len(row[0]) > len("2026-11") else f"{row[0]}-01")


def answers(connection: Connection, recent: Period, reference: Period) -> dict[str, tuple[str, Tally, Tally]]:
    """Count the answers of each product in two periods; by product id: name, recent, reference."""
    query = (
        "SELECT s.product, coalesce(p.name, s.product),"
        " total(CASE WHEN s.day >= ?1 THEN promoters END), total(CASE WHEN s.day >= ?1 THEN passives END),"
        " total(CASE WHEN s.day >= ?1 THEN detractors END), total(CASE WHEN s.day < ?1 THEN promoters END),"
        " total(CASE WHEN s.day < ?1 THEN passives END), total(CASE WHEN s.day < ?1 THEN detractors END)"
        " FROM score_day s LEFT JOIN product p ON p.id = s.product"
        " WHERE s.day BETWEEN ?2 AND ?3 AND s.product <> '' GROUP BY 1 ORDER BY 2"
    )
    rows = connection.execute(query, (str(recent[0]), str(reference[0]), str(recent[1])))
    return {
        product: (name, (int(a), int(b), int(c)), (int(d), int(e), int(f)))
        for product, name, a, b, c, d, e, f in rows
    }


def mix(
    connection: Connection, product: str, split: str, recent: Period, reference: Period
) -> dict[str, tuple[Tally, Tally]]:
    """Count the answers about one product in two periods by part of a split of their claims."""
    query = (
        f"SELECT coalesce({_PARTS[split]}, ''), r.day >= ?1, sum(r.score >= 9), sum(r.score BETWEEN 7 AND 8),"
        " sum(r.score <= 6) FROM rating r JOIN claim k ON k.number = r.claim"
        f"{_CLAIMS.removeprefix(' FROM claim k')}"
        " WHERE r.counts = 1 AND r.product = ?4 AND r.day BETWEEN ?2 AND ?3 GROUP BY 1, 2"
    )
    parts: dict[str, list[Tally]] = {}
    for name, late, *tally in connection.execute(
        query, (str(recent[0]), str(reference[0]), str(recent[1]), product)
    ):
        both = parts.setdefault(name, [(0, 0, 0), (0, 0, 0)])
        both[0 if late else 1] = (tally[0], tally[1], tally[2])
    return {name: (both[0], both[1]) for name, both in parts.items()}
