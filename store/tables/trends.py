"""Counts over periods, for comparing: claims by model and fault, answers about one model by their mix."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite3 import Connection

Period = tuple[date, date]
"""First and last day, both included."""
Tally = tuple[int, int, int]
"""Promoters, passives, detractors."""
START = "coalesce(shipped, delivered, invoiced, activated, installed, listed)"
"""From when a unit is in use, or at least sold."""
_CLAIMS = (
    " FROM claim k LEFT JOIN unit u ON u.id = k.unit LEFT JOIN product p ON p.id = u.product"
    " LEFT JOIN fault f ON f.id = k.fault"
)
_SERIALS = (
    "count(DISTINCT CASE WHEN k.filed_on >= ?1 THEN coalesce(k.unit, k.id) END),"
    " count(DISTINCT CASE WHEN k.filed_on < ?1 THEN coalesce(k.unit, k.id) END)"
)
_FILED = "WHERE k.filed_on BETWEEN ?2 AND ?3 AND k.fault IS NOT NULL"


class Pair(NamedTuple):
    """A model and a fault, and how many serials were claimed for it."""

    product: str
    """Id; empty where the unit is not known."""
    name: str
    category: str
    code: str
    fault: str
    now: int
    before: int


def pairs(connection: Connection, window: Period, baseline: Period) -> list[Pair]:
    """Count the serials claimed, by model and fault, in a window and in the baseline before."""
    rows = connection.execute(
        "SELECT coalesce(u.product, ''), coalesce(p.name, ''), coalesce(p.category, ''), k.fault,"
        f" coalesce(f.title, k.fault), {_SERIALS}{_CLAIMS} {_FILED} GROUP BY 1, k.fault ORDER BY 2, 5",
        _days(window, baseline),
    )
    return [Pair(*row) for row in rows]


def totals(connection: Connection, window: Period, baseline: Period) -> dict[str | None, tuple[int, int]]:
    """Count the serials claimed in each category, and at the whole desk (None), in window and baseline."""
    days = _days(window, baseline)
    whole = connection.execute(f"SELECT NULL, {_SERIALS} FROM claim k {_FILED}", days).fetchall()
    rows = connection.execute(
        f"SELECT p.category, {_SERIALS}{_CLAIMS} {_FILED} AND p.category IS NOT NULL GROUP BY 1", days
    )
    return {key: (now, before) for key, now, before in (*whole, *rows)}


def _days(window: Period, baseline: Period) -> tuple[str, str, str]:
    return (str(window[0]), str(baseline[0]), str(window[1]))


def first_claim(connection: Connection) -> date | None:
    """Return the day of the first claim at this desk."""
    row = connection.execute("SELECT min(filed_on) FROM claim WHERE filed_on IS NOT NULL").fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


def claims_by_day(connection: Connection, since: date, until: date) -> dict[date, int]:
    """Count the claims filed on each day."""
    rows = connection.execute(
        "SELECT filed_on, count(*) FROM claim WHERE filed_on BETWEEN ? AND ? AND fault IS NOT NULL"
        " GROUP BY 1",
        (str(since), str(until)),
    )
    return {date.fromisoformat(day): count for day, count in rows}


_WHEN = "SELECT k.filed_on, coalesce(k.unit, k.id)"


def claimed(
    connection: Connection, product: str, code: str, since: date, until: date
) -> Iterable[tuple[str, str]]:
    """Return the days and units of the claims of one model and fault."""
    return connection.execute(
        f"{_WHEN} FROM claim k LEFT JOIN unit u ON u.id = k.unit"
        " WHERE k.fault = ? AND coalesce(u.product, '') = ? AND k.filed_on BETWEEN ? AND ?",
        (code, product, str(since), str(until)),
    )


def claimed_beside(
    connection: Connection, product: str, category: str, code: str, since: date, until: date
) -> Iterable[tuple[str, str]]:
    """Return the days and units of the claims of a fault on other models of the category (empty: of all)."""
    return connection.execute(
        f"{_WHEN}{_CLAIMS} WHERE k.fault = ?1 AND coalesce(u.product, '') <> ?2"
        " AND (?3 = '' OR p.category = ?3) AND k.filed_on BETWEEN ?4 AND ?5",
        (code, product, category, str(since), str(until)),
    )


def filed(
    connection: Connection, category: str | None, since: date, until: date
) -> Iterable[tuple[str, str]]:
    """Return the days and units of the claims on a category, or of all (None)."""
    joined, only = (" FROM claim k", "") if category is None else (_CLAIMS, " AND p.category = ?3")
    days = (str(since), str(until))
    return connection.execute(
        f"{_WHEN}{joined} WHERE k.filed_on BETWEEN ?1 AND ?2 AND k.fault IS NOT NULL{only}",
        days if category is None else (*days, category),
    )


def first_seen(connection: Connection, product: str) -> date | None:
    """Return the earliest day known of any unit of a product."""
    row = connection.execute(f"SELECT min({START}) FROM unit WHERE product = ?", (product,)).fetchone()
    return _day(row[0])


def first_seen_of(connection: Connection, category: str) -> date | None:
    """Return the earliest day known of any unit in a category."""
    query = f"SELECT min({START}) FROM product p CROSS JOIN unit u ON u.product = p.id WHERE p.category = ?"
    return _day(connection.execute(query, (category,)).fetchone()[0])


def _day(text: str | None) -> date | None:
    if not text:
        return None
    return date.fromisoformat(text if len(text) > len("2026-11") else f"{text}-01")


Starts = dict[tuple[bool, str], int]
"""By whether they are of the model itself, and by day: units that came into use."""


def started(connection: Connection, product: str, category: str, until: date) -> Starts:
    """Count the units in use by the day since when: those of a model, and of the fleet beside it.

    The fleet are the other models of the category, or all others where the model has none.
    """
    rows = connection.execute(
        f"SELECT u.product = ?1, substr({START} || '-01', 1, 10) AS day, count(*)"
        " FROM unit u LEFT JOIN product p ON p.id = u.product WHERE u.status = 'live'"
        f" AND {START} <= ?3 AND (u.product = ?1 OR ?2 = '' OR p.category = ?2) GROUP BY 1, 2",
        (product, category, str(until)),
    )
    return {(bool(own), day): count for own, day, count in rows}


def in_use(starts: Starts, window: Period) -> tuple[int, int]:
    """Return for how many days units were in use in a window: those of the model, and of the fleet."""
    since, until = window
    found = {True: 0, False: 0}
    for (own, day), count in starts.items():
        days = (until - max(since, date.fromisoformat(day))).days + 1
        found[own] += count * max(days, 0)
    return found[True], found[False]


MIXES = ("fault", "channel", "segment", "partner")
"""Splits along which a fall is looked at again: fault, work type, region.

Work type is the way in: in store, mail-in, on site. Nothing here is called a region: what other systems call
region, market or country is read into the segment of an answer (`store.exchange.titles`), and where the desk
takes answers down itself, the partner who sold or installed the unit stands for where it is. Both are tried.
"""


def mixes(
    connection: Connection, product: str, recent: Period, reference: Period
) -> list[dict[str, tuple[Tally, Tally]]]:
    """Count the answers about one product in two periods, by part of each split of `MIXES`.

    The answers are read once, for all splits: a product has many, and nothing counts them by two things.
    """
    parts = ", ".join(f"coalesce(parts ->> '{name}', '')" for name in MIXES)
    rows = connection.execute(
        f"SELECT {parts}, day >= ?1, sum(score >= 9), sum(score BETWEEN 7 AND 8), sum(score <= 6) FROM voice"
        " WHERE parts ->> 'product' = ?4 AND day BETWEEN ?2 AND ?3 GROUP BY 1, 2, 3, 4, 5",
        (str(recent[0]), str(reference[0]), str(recent[1]), product),
    )
    found: list[dict[str, tuple[list[int], list[int]]]] = [{} for _ in MIXES]
    for *names, late, promoters, passives, detractors in rows:
        for split, name in zip(found, names, strict=True):
            tally = split.setdefault(name, ([0, 0, 0], [0, 0, 0]))[0 if late else 1]
            for place, count in enumerate((promoters, passives, detractors)):
                tally[place] += count
    return [
        {name: ((a[0], a[1], a[2]), (b[0], b[1], b[2])) for name, (a, b) in split.items()} for split in found
    ]
