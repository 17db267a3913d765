"""The plain registers: settings, people, products, policies and fault codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from store.records import Fault, Person, Policy, Product
from store.tables.register import Register

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.journal import Event

REGISTERS = {
    "setting": Register("setting", ("value",)),
    "person": Register("person", ("name", "role", "active", "heir")),
    "product": Register("product", ("name", "brand", "category", "policies", "notes")),
    "policy": Register("policy", ("title", "kind", "body")),
    "fault": Register("fault", ("title", "category")),
    "benchmark": Register("benchmark", ("title", "value", "source", "measured", "method", "retired")),
    "task": Register("task", ("title", "due", "done", "owner", "unit", "claim", "customer")),
}


def fold(connection: Connection, event: Event) -> None:
    """Fold a ``<register>.set`` event."""
    table, id_ = event.subject.split(":", 1)
    fields, key = event.body["fields"], event.body["key"]
    assert isinstance(fields, Mapping)
    assert isinstance(key, Mapping)
    REGISTERS[table].assign(connection, id_, fields, event.stamp, key)


def setting_texts(connection: Connection) -> list[tuple[str, str]]:
    """Return every setting of the desk, its value as JSON."""
    return connection.execute("SELECT id, value FROM setting").fetchall()


def people(connection: Connection) -> tuple[Person, ...]:
    """Return everyone, by name."""
    rows = connection.execute("SELECT id, name, role, coalesce(active, 1) FROM person ORDER BY name, id")
    return tuple(Person(id_, name, role, bool(active)) for id_, name, role, active in rows)


def heirs(connection: Connection) -> dict[str, str]:
    """Return to whom the open work of each person who has left goes, by their ids."""
    query = "SELECT id, heir FROM person WHERE active = 0 AND heir IS NOT NULL"
    left: dict[str, str] = dict(connection.execute(query))
    return {person: _last_heir(left, person) for person in left}


def _last_heir(left: Mapping[str, str], person: str) -> str:
    """Follow the heirs of heirs; where two have named each other, stay with the first."""
    seen = [person]
    while seen[-1] in left and left[seen[-1]] not in seen:
        seen.append(left[seen[-1]])
    return seen[-1] if seen[-1] not in left else seen[1 % len(seen)]


def products(connection: Connection) -> tuple[Product, ...]:
    """Return every product, by name."""
    rows = connection.execute("SELECT id, name, brand, category, policies FROM product ORDER BY name, id")
    return tuple(_product(row) for row in rows)


def product(connection: Connection, id_: str) -> Product | None:
    """Return one product, or None."""
    row = connection.execute(
        "SELECT id, name, brand, category, policies FROM product WHERE id = ?", (id_,)
    ).fetchone()
    return _product(row) if row else None


def _product(row: tuple[str, str, str | None, str | None, str | None]) -> Product:
    id_, name, brand, category, policies_ = row
    return Product(id_, name, brand, category, tuple(json.loads(policies_ or "[]")))


def policies(connection: Connection) -> tuple[Policy, ...]:
    """Return every policy of the desk, by id."""
    rows = policy_texts(connection)
    return tuple(Policy(id_, title, kind, json.loads(body)) for id_, title, kind, body in rows)


def policy_texts(connection: Connection) -> list[tuple[str, str, str, str]]:
    """Return id, title, kind and body (as JSON) of every policy, by id."""
    return connection.execute("SELECT id, title, kind, body FROM policy ORDER BY id").fetchall()


def faults(connection: Connection, product_id: str | None, category: str | None) -> tuple[Fault, ...]:
    """Return the fault codes for a category (and those for all), most filed for the product first."""
    rows = connection.execute(
        "SELECT id, title, category FROM fault WHERE category IS NULL OR category = ?1 OR ?1 IS NULL",
        (category,),
    )
    seen = faults_seen(connection, product_id)
    found = [Fault(id_, title, kind, seen.get(id_, 0)) for id_, title, kind in rows]
    return tuple(sorted(found, key=lambda fault: (-fault.seen, fault.title, fault.code)))


def fault_titles(connection: Connection) -> dict[str, str]:
    """Return the title of every fault code."""
    return dict(connection.execute("SELECT id, title FROM fault"))


def product_fields(connection: Connection, id_: str) -> dict[str, object]:
    """Return the raw columns of a product, to compare an import with; empty if there is none."""
    names = REGISTERS["product"].columns
    row = connection.execute(f"SELECT {', '.join(names)} FROM product WHERE id = ?", (id_,)).fetchone()
    return dict(zip(names, row, strict=True)) if row else {}


def faults_seen(connection: Connection, product_id: str | None) -> dict[str, int]:
    """Count the claims of a product by fault code."""
    return dict(
        connection.execute(
            "SELECT c.fault, count(*) FROM unit u CROSS JOIN claim c ON c.unit = u.id"
            " WHERE u.product = ? AND c.fault IS NOT NULL GROUP BY c.fault",
            (product_id,),
        )
    )


def units_per_product(connection: Connection) -> dict[str, int]:
    """Return how many units each product has."""
    return dict(connection.execute("SELECT product, count(*) FROM unit GROUP BY product"))
