"""Whole tables as plain rows, for export: streamed, in a fixed order, under the names an import knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from store.records import UNIT_DATES

if TYPE_CHECKING:
    from sqlite3 import Connection

_OWNER = {
    "customer": "c.name",
    "phone": "json_extract(c.phones, '$[0]')",
    "email": "c.email",
    "address": "c.address",
}
_PRODUCT = {"product": "p.name", "brand": "p.brand", "category": "p.category"}
_UNIT_JOINS = " LEFT JOIN product p ON p.id = u.product LEFT JOIN customer c ON c.id = u.customer"

LISTINGS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "units": (
        {
            "serial": "u.serial",
            **_PRODUCT,
            **{name: f"u.{name}" for name in UNIT_DATES},
            "warranty_months": "u.warranty_months",
            "warranty_end": "u.warranty_end",
            **_OWNER,
            "partner": "u.partner",
            "notes": "u.notes",
            "status": "u.status",
            "replaces": "u.replaces",
            "replaced_by": "u.replaced_by",
        },
        f"unit u{_UNIT_JOINS} ORDER BY u.row",
    ),
    "customers": (
        {
            "name": "c.name",
            "phone": "json_extract(c.phones, '$[0]')",
            "other_phones": "(SELECT group_concat(value, '; ') FROM json_each(c.phones) WHERE key > 0)",
            **{name: f"c.{name}" for name in ("email", "address", "language", "since", "notes")},
            "may_contact": "coalesce(c.may_contact, 1)",
        },
        "customer c ORDER BY c.row",
    ),
    "products": (
        {"product": "p.name", "brand": "p.brand", "category": "p.category", "notes": "p.notes"},
        "product p ORDER BY p.name, p.id",
    ),
    "claims": (
        {
            "number": "k.number",
            "serial": "u.serial",
            **_PRODUCT,
            "fault": "coalesce(f.title, k.fault)",
            "component": "json_extract(k.body, '$.component')",
            "filed": "k.filed_on",
            "closed": "k.handed_over",
            "channel": "json_extract(k.body, '$.channel')",
            "state": "k.state",
            "resolution": "k.resolution",
            "service_due": "k.service_due",
            "statutory_due": "k.statutory_due",
            "customer": "c.name",
            "phone": "json_extract(c.phones, '$[0]')",
            "email": "c.email",
        },
        "claim k LEFT JOIN unit u ON u.id = k.unit LEFT JOIN product p ON p.id = u.product"
        " LEFT JOIN customer c ON c.id = coalesce(k.customer, u.customer) LEFT JOIN fault f ON f.id = k.fault"
        " WHERE k.number IS NOT NULL ORDER BY k.filed_on, k.number, k.id",
    ),
    "ratings": (
        {
            "score": "r.score",
            "date": "r.day",
            "id": "r.id",
            "claim": "r.claim",
            "serial": "coalesce(u.serial, r.serial)",
            "product": "coalesce(p.name, nullif(r.product, ''), k.body ->> 'product')",
            "comment": "r.comment",
            "reason": "r.reason",
            "partner": "r.partner",
            "agent": "coalesce(w.name, r.agent)",
            "segment": "r.segment",
            "given_first": "r.given",
            "counts": "r.counts",
        },
        "rating r LEFT JOIN claim k ON k.number = r.claim LEFT JOIN unit u ON u.id = coalesce(r.unit, k.unit)"
        " LEFT JOIN product p ON p.id = coalesce(nullif(r.product, ''), u.product)"
        " LEFT JOIN person w ON w.id = r.agent ORDER BY r.day, r.hlc, r.id",
    ),
}
"""By kind: the columns and where they come from."""
KINDS = tuple(LISTINGS)


def columns(kind: str) -> tuple[str, ...]:
    """Return the titles of a listing."""
    return tuple(LISTINGS[kind][0])


def rows(connection: Connection, kind: str) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a listing, a few at a time."""
    fields, source = LISTINGS[kind]
    cursor = connection.execute(f"SELECT {', '.join(fields.values())} FROM {source}")
    cursor.arraysize = 500
    while found := cursor.fetchmany():
        yield from found


def as_json(names: tuple[str, ...], row: tuple[object, ...]) -> str:
    """Write a row as a JSON object."""
    return json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
