"""Units, their history, and finding them while somebody types.

Look-up order: exact serial key, then serials that begin or end so, then claim number, phone and name, then
look-alikes, which are only ever suggested. Every query is a range on an index; nothing here scans.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from store.ids import digits_of
from store.records import UNIT_DATES, Hit, Unit
from store.rules.serials import serial_key
from store.tables.customers import spaced
from store.tables.register import Register

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.journal import Event

REGISTER = Register(
    "unit",
    (
        "product", "serial", "serial_key", "serial_tail", "customer", "buyer", *UNIT_DATES,
        "warranty_months", "warranty_end", "plans", "partner", "notes", "listed", "replaces",
    ),
)  # fmt: skip
COUNTED = 1000
"""Where counting hits stops."""
LAST = "\U0010ffff"
_UNIT = (
    "SELECT u.id, u.serial, u.product, p.name, p.brand, p.category, u.customer, u.status, u.buyer,"
    f" {', '.join('u.' + name for name in UNIT_DATES)},"
    " u.warranty_months, u.warranty_end, u.partner, u.notes, u.replaces, u.replaced_by, u.plans, u.listed,"
    " p.policies FROM unit u LEFT JOIN product p ON p.id = u.product"
)
_HIT = (
    "SELECT u.id, u.serial, coalesce(p.name, ''), c.name FROM {source}"
    " LEFT JOIN product p ON p.id = u.product LEFT JOIN customer c ON c.id = u.customer {where} LIMIT ?"
)


def fold(connection: Connection, event: Event) -> None:
    """Fold ``unit.set`` (fields) and ``unit.history`` (something that happened to it)."""
    id_ = event.subject.partition(":")[2]
    if event.kind == "unit.set":
        fields, key = event.body["fields"], event.body["key"]
        assert isinstance(fields, Mapping)
        assert isinstance(key, Mapping)
        REGISTER.assign(connection, id_, with_key(fields), event.stamp, with_key(key))
    else:
        past = event.body["event"]
        assert isinstance(past, Mapping)
        text = json.dumps(past, ensure_ascii=False, sort_keys=True)
        connection.execute(
            "INSERT OR IGNORE INTO unit_history (unit, hlc, origin, kind, body) VALUES (?,?,?,?,?)",
            (id_, *event.stamp, past["kind"], text),
        )
    settle(connection, id_)


def with_key(fields: Mapping[str, object]) -> dict[str, object]:
    """Add the look-up forms of the serial to fields that name one."""
    if "serial" not in fields:
        return dict(fields)
    key = serial_key(str(fields["serial"]))
    return {**fields, "serial_key": key, "serial_tail": key[::-1]}


def settle_new(connection: Connection, last: int) -> None:
    """Settle the units past row `last` whose past has arrived before they did."""
    rows = connection.execute(
        "SELECT DISTINCT u.id FROM unit u CROSS JOIN unit_history h ON h.unit = u.id WHERE u.row > ?", (last,)
    )
    for (id_,) in rows.fetchall():
        settle(connection, id_)


def settle(connection: Connection, id_: str) -> None:
    """Write what a unit's past makes of it: live, retired or refunded."""
    rows = connection.execute(
        "SELECT kind, body FROM unit_history"
        " WHERE unit = ? AND kind IN ('replacement', 'refund') ORDER BY hlc, origin",
        (id_,),
    ).fetchall()
    if not rows:
        return
    own = connection.execute("SELECT serial_key FROM unit WHERE id = ?", (id_,)).fetchone()
    status, replaced_by = "live", None
    for kind, text in rows:
        body = json.loads(text)
        if kind == "refund":
            status = "refunded"
        elif own and serial_key(str(body["old"])) == own[0]:
            status, replaced_by = "retired", body["new"]
    connection.execute(
        "UPDATE unit SET status = ?, replaced_by = ? WHERE id = ? AND (status <> ? OR replaced_by IS NOT ?)",
        (status, replaced_by, id_, status, replaced_by),
    )


def get(connection: Connection, id_: str) -> tuple[Unit, Mapping[str, Any]] | None:
    """Return a unit and what its cover rests on besides: plans, day of listing, policy ids."""
    row = connection.execute(f"{_UNIT} WHERE u.id = ?", (id_,)).fetchone()
    return _unit(row) if row else None


def by_key(connection: Connection, key: str) -> list[str]:
    """Return the ids of all units with this serial key, live ones first."""
    rows = connection.execute(
        "SELECT id FROM unit WHERE serial_key = ? ORDER BY status <> 'live', id LIMIT 50", (key,)
    )
    return [row[0] for row in rows]


def is_live(connection: Connection, id_: str) -> bool:
    """Tell whether a unit is in service."""
    row = connection.execute("SELECT status = 'live' FROM unit WHERE id = ?", (id_,)).fetchone()
    return bool(row and row[0])


def history(
    connection: Connection, id_: str, skip: Callable[[int, str], bool] = lambda _hlc, _origin: False
) -> list[dict[str, object]]:
    """Return what happened to a unit, in order, as the coverage engine reads it; `skip` tells by stamps."""
    rows = connection.execute(
        "SELECT hlc, origin, body FROM unit_history WHERE unit = ? ORDER BY hlc, origin", (id_,)
    )
    return [json.loads(body) for hlc, origin, body in rows if not skip(hlc, origin)]


def fields_of(connection: Connection, id_: str) -> dict[str, object]:
    """Return the raw columns of a unit, to compare an import with; empty if there is none."""
    names = REGISTER.columns
    row = connection.execute(f"SELECT {', '.join(names)} FROM unit WHERE id = ?", (id_,)).fetchone()
    return dict(zip(names, row, strict=True)) if row else {}


def count(connection: Connection) -> int:
    """Return how many units there are; rows are never deleted, so the last number is the count."""
    return int(connection.execute("SELECT coalesce(max(row), 0) FROM unit").fetchone()[0])


def of_customer(connection: Connection, customer: str, limit: int) -> list[Hit]:
    """Return the units of a customer."""
    return _hits(
        connection, "unit u", "WHERE u.customer = ? ORDER BY u.listed DESC, u.serial_key", (customer,), limit
    )


def count_of_customer(connection: Connection, customer: str) -> int:
    """Return how many units a customer has, at most `COUNTED`."""
    return _bounded(connection, "SELECT 1 FROM unit WHERE customer = ?", (customer,))


def beginning(connection: Connection, key: str, limit: int) -> tuple[list[Hit], int]:
    """Return units whose serial key begins with `key`, the exact one first, and how many there are."""
    span = (key, key + LAST)
    where = "WHERE u.serial_key >= ? AND u.serial_key < ? ORDER BY u.serial_key"
    return _hits(connection, "unit u", where, span, limit), _bounded(
        connection, "SELECT 1 FROM unit WHERE serial_key >= ? AND serial_key < ?", span
    )


def ending(connection: Connection, key: str, limit: int) -> list[Hit]:
    """Return units whose serial key ends with `key`."""
    tail = key[::-1]
    where = "WHERE u.serial_tail >= ? AND u.serial_tail < ? ORDER BY u.serial_tail"
    return _hits(connection, "unit u", where, (tail, tail + LAST), limit)


def by_claim(connection: Connection, number: str, limit: int) -> list[Hit]:
    """Return the units of claims whose number begins so."""
    source = "claim k JOIN unit u ON u.id = k.unit"
    span = (number.upper(), number.upper() + LAST)
    return _hits(connection, source, "WHERE k.number >= ? AND k.number < ?", span, limit)


def by_loaner(connection: Connection, key: str, limit: int) -> list[Hit]:
    """Return the units in whose place a loaner is out whose serial key begins so."""
    source = "loan l JOIN claim k ON k.id = l.claim JOIN unit u ON u.id = k.unit"
    where = "WHERE l.serial_key >= ? AND l.serial_key < ? AND l.back IS NULL"
    return _hits(connection, source, where, (key, key + LAST), limit)


def by_phone(connection: Connection, text: str, limit: int) -> list[Hit]:
    """Return units of customers whose phone begins or ends with the digits in `text`."""
    digits = digits_of(text)
    if len(digits) < 4:
        return []
    source = "customer_phone f JOIN unit u ON u.customer = f.customer"
    hits = _hits(
        connection, source, "WHERE f.tail >= ? AND f.tail < ?", (digits[::-1], digits[::-1] + ":"), limit
    )
    if len(hits) < limit:
        hits += _hits(
            connection,
            source,
            "WHERE f.digits >= ? AND f.digits < ?",
            (digits, digits + ":"),
            limit - len(hits),
        )
    return hits


def by_name(connection: Connection, text: str, limit: int) -> list[Hit]:
    """Return units of customers with a name part beginning with each word of `text`."""
    words = [word.replace('"', " ") for word in text.split()]
    phrases = [f'"{" ".join(spaced(word).split())}"*' for word in words if any(c.isalnum() for c in word)]
    if not phrases:
        return []
    source = (
        "(SELECT rowid AS found FROM customer_name WHERE customer_name MATCH ? LIMIT 200) n"
        " CROSS JOIN customer o ON o.row = n.found CROSS JOIN unit u ON u.customer = o.id"
    )
    return _hits(connection, source, "", (" AND ".join(phrases),), limit)


def _hits(
    connection: Connection, source: str, where: str, values: tuple[object, ...], limit: int
) -> list[Hit]:
    rows = connection.execute(_HIT.format(source=source, where=where), (*values, limit))
    return [Hit(*row) for row in rows]


def _bounded(connection: Connection, query: str, values: tuple[object, ...]) -> int:
    found = connection.execute(f"SELECT count(*) FROM ({query} LIMIT {COUNTED})", values).fetchone()
    return int(found[0])


def _unit(row: tuple[Any, ...]) -> tuple[Unit, Mapping[str, Any]]:
    id_, serial, product, name, brand, category, customer, status, buyer = row[:9]
    months, end, partner, notes, replaces, replaced_by, plans, listed, policies = row[15:]
    unit = Unit(
        id=id_,
        serial=serial,
        product_id=product,
        product=name or "",
        brand=brand,
        category=category,
        customer_id=customer,
        status=status,
        buyer=buyer or "consumer",
        dates={field: value for field, value in zip(UNIT_DATES, row[9:15], strict=True) if value},
        warranty_months=months,
        warranty_end=date.fromisoformat(end) if end else None,
        partner=partner,
        notes=notes,
        replaces=replaces,
        replaced_by=replaced_by,
    )
    terms = {
        "plans": json.loads(plans or "[]"),
        "listed": listed,
        "policies": json.loads(policies or "[]"),
    }
    return unit, terms
