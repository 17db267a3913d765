"""Where the data is doubtful: what one pass over the units shows.

A unit's dates are folded into one number, its *shape*: for each date whether it is missing, known to the
month, to the day, or lies in the future; whether the list's end lies before its start; whether the list gave
months; who bought it. Units of one product and one shape are alike in every doubt about dates, so that what
a policy says of them is worked out once, and never in SQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from store.records import UNIT_DATES, Hit
from store.rules.offers import LIST_START

if TYPE_CHECKING:
    from sqlite3 import Connection

MISSING, MONTH, DAY, FUTURE = range(4)
"""What is known of a date."""
_ENDS, _MONTHS, _BUSINESS = (2 * (len(UNIT_DATES) + step) for step in range(3))
_STATE = "(CASE WHEN {0} IS NULL THEN 0 WHEN {0} > ?1 THEN 3 WHEN length({0}) = 7 THEN 1 ELSE 2 END)"
_START = f"coalesce({', '.join(LIST_START)})"
_END = f"(CASE WHEN warranty_end IS NULL THEN 0 WHEN warranty_end < {_START} THEN 2 ELSE 1 END)"
_SHAPE = " + ".join(
    (
        *(f"{1 << 2 * place} * {_STATE.format(name)}" for place, name in enumerate(UNIT_DATES)),
        f"{1 << _ENDS} * {_END}",
        f"{1 << _MONTHS} * (coalesce(warranty_months, 0) > 0)",
        f"{1 << _BUSINESS} * (coalesce(buyer, '') = 'business')",
    )
)
_ALIKE = f"SELECT id, product, customer, {_SHAPE} AS shape FROM unit WHERE status = 'live'"
_BACKWARDS = """
WITH swapped AS (
    SELECT unit, max(json_extract(body, '$.date')) AS day FROM unit_history
    WHERE kind = 'replacement' GROUP BY unit
), reading AS (
    SELECT h.unit, json_extract(h.body, '$.measure') AS measure, json_extract(h.body, '$.date') AS day,
        json_extract(h.body, '$.value') AS value
    FROM unit_history h LEFT JOIN swapped s ON s.unit = h.unit
    WHERE h.kind = 'reading' AND (s.day IS NULL OR json_extract(h.body, '$.date') > s.day)
), step AS (
    SELECT unit, value < lag(value) OVER (PARTITION BY unit, measure ORDER BY day, value) AS back FROM reading
), bad AS (SELECT DISTINCT unit FROM step WHERE back)
"""


class Shape(NamedTuple):
    """What is known of a unit's dates, read back from its number."""

    number: int

    def of(self, name: str) -> int:
        """Tell what is known of a date: `MISSING`, `MONTH`, `DAY` or `FUTURE`."""
        return self.number >> 2 * UNIT_DATES.index(name) & 3

    @property
    def has_end(self) -> bool:
        """Whether its list gave an end."""
        return self.number >> _ENDS & 3 > 0

    @property
    def ends_early(self) -> bool:
        """Whether that end lies before the start."""
        return self.number >> _ENDS & 3 == 2

    @property
    def has_months(self) -> bool:
        """Whether its list gave months."""
        return self.number >> _MONTHS & 3 > 0

    @property
    def buyer(self) -> str:
        """Who bought it: consumer or business."""
        return "business" if self.number >> _BUSINESS & 3 else "consumer"


def shapes(connection: Connection, today: str) -> list[tuple[str, Shape]]:
    """Return the shapes that the live units of each product have."""
    rows = connection.execute(f"SELECT DISTINCT product, shape FROM ({_ALIKE})", (today,))
    return [(product, Shape(number)) for product, number in rows]


def count(
    connection: Connection, today: str, groups: Iterable[tuple[int, str, int]]
) -> dict[int, tuple[int, int]]:
    """Count units and customers of groups, each given as a number, product and shape; in one pass."""
    # The plus signs keep SQLite from walking the units once per group, by the index on their product.
    rows = connection.execute(
        "WITH bad AS MATERIALIZED (SELECT value ->> 0 AS number, value ->> 1 AS product, value ->> 2 AS shape"
        f" FROM json_each(?2)) SELECT number, count(*), count(DISTINCT customer) FROM ({_ALIKE}) u"
        " JOIN bad ON bad.product = +u.product AND bad.shape = +u.shape GROUP BY number",
        (today, json.dumps(list(groups))),
    )
    return {number: (units, customers) for number, units, customers in rows}


def alike(
    connection: Connection, today: str, product: str, numbers: Iterable[int], after: str, limit: int
) -> list[str]:
    """Return the ids of a product's units with one of some shapes, those behind the id `after`."""
    rows = connection.execute(
        f"SELECT id FROM ({_ALIKE} AND product = ?2 AND id > ?3)"
        " WHERE shape IN (SELECT value FROM json_each(?4)) ORDER BY id LIMIT ?5",
        (today, product, after, json.dumps(list(numbers)), limit),
    )
    return [row[0] for row in rows]


def ambiguous(connection: Connection, limit: int) -> list[tuple[str, int, int]]:
    """Return serial keys that more than one live unit has, with units and customers, most first."""
    rows = connection.execute(
        "SELECT serial_key, count(*), count(DISTINCT customer) FROM unit WHERE status = 'live'"
        " AND serial_key IN (SELECT serial_key FROM unit GROUP BY serial_key HAVING count(*) > 1)"
        " GROUP BY serial_key HAVING count(*) > 1 ORDER BY 3 DESC, 2 DESC, 1 LIMIT ?",
        (limit,),
    )
    return rows.fetchall()


def backwards(connection: Connection) -> list[tuple[str, int, int]]:
    """Return products of live units whose readings fall, with units and customers."""
    rows = connection.execute(
        f"{_BACKWARDS} SELECT u.product, count(*), count(DISTINCT u.customer)"
        " FROM bad CROSS JOIN unit u ON u.id = bad.unit WHERE u.status = 'live' GROUP BY u.product"
    )
    return rows.fetchall()


def backwards_in(connection: Connection, product: str, after: str, limit: int) -> list[str]:
    """Return the ids of a product's live units whose readings fall, those behind the id `after`."""
    rows = connection.execute(
        f"{_BACKWARDS} SELECT u.id FROM bad CROSS JOIN unit u ON u.id = bad.unit"
        " WHERE u.status = 'live' AND u.product = ? AND u.id > ? ORDER BY u.id LIMIT ?",
        (product, after, limit),
    )
    return [row[0] for row in rows]


def hits(connection: Connection, ids: Iterable[str]) -> list[Hit]:
    """Return units as lists show them."""
    rows = connection.execute(
        "SELECT u.id, u.serial, coalesce(p.name, ''), c.name FROM json_each(?) e"
        " JOIN unit u ON u.id = e.value LEFT JOIN product p ON p.id = u.product"
        " LEFT JOIN customer c ON c.id = u.customer ORDER BY e.key",
        (json.dumps(list(ids)),),
    )
    return [Hit(*row) for row in rows]
