"""The rows that belong to one customer, as they stand in the tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.erasures import Scope

HIDDEN = frozenset({"row", "hlc", "origin", "late", "serial_key", "serial_tail", "urgent", "counts"})
"""Columns that tell of the program, not of the customer."""
JSON = frozenset({"phones", "plans", "body"})


def rows(connection: Connection, scope: Scope) -> dict[str, object]:
    """Return the rows of a customer by the name of their table."""
    numbers = scope.claims.values()
    return {
        "customer": _of(connection, "customer", "id", [scope.customer]),
        "units": _of(connection, "unit", "id", scope.units),
        "unit_history": _of(connection, "unit_history", "unit", scope.units),
        "claims": _of(connection, "claim", "id", scope.claims),
        "loans": _of(connection, "loan", "claim", scope.claims),
        "ratings": _of(connection, "rating", "claim", numbers)
        + [each for each in _of(connection, "rating", "unit", scope.units) if each.get("claim") is None],
        "invitations": _of(connection, "invitation", "claim", numbers),
        "tasks": _of(connection, "task", "id", scope.tasks),
    }


def drafts(connection: Connection, scope: Scope) -> list[dict[str, object]]:
    """Return what was typed about a customer's units and not sent off."""
    return _of(connection, "draft", "unit", {*scope.units, *scope.claims, scope.customer})


def imported(connection: Connection, scope: Scope) -> list[dict[str, object]]:
    """Return the rows of imports that told of a customer."""
    from store.tables import batches

    found: list[dict[str, object]] = []
    for name, kind in connection.execute(
        "SELECT hash, kind FROM batch WHERE kind IN ('customers', 'units', 'changes') ORDER BY hash"
    ).fetchall():
        wanted = {scope.customer} if kind == "customers" else scope.units
        for columns, listed in batches.parts(connection, name, wanted):
            place = list(columns).index("id")
            found += [
                {"kind": kind, **dict(zip(columns, row, strict=True))}
                for row in listed
                if row[place] in wanted
            ]
    return found


def _of(connection: Connection, table: str, column: str, ids: Iterable[str]) -> list[dict[str, object]]:
    names = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")') if row[1] not in HIDDEN]
    query = f'SELECT {", ".join(names)} FROM "{table}" WHERE {column} = ?'
    found = []
    for id_ in sorted(ids):
        for row in connection.execute(query, (id_,)):
            found.append({name: _read(name, value) for name, value in zip(names, row, strict=True)})
    return found


def _read(name: str, value: object) -> object:
    return json.loads(value) if name in JSON and isinstance(value, str) else value
