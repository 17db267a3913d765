"""Customers: whose units they are and how to reach them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from store.ids import digits_of
from store.records import Customer
from store.rules import erasing
from store.tables import erasures
from store.tables.register import Register

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.journal import Event

REGISTER = Register(
    "customer", ("name", "email", "address", "language", "since", "notes", "may_contact", "phones")
)
_SELECT = "SELECT id, name, phones, email, address, language, since, notes, may_contact FROM customer"
_FIRST_CJK = "\u2e80"
_CJK = ((0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def fold(connection: Connection, event: Event) -> None:
    """Fold a ``customer.set`` event, or one that erases them."""
    if event.kind.startswith("customer.erase"):
        erasures.fold(connection, event)
        return
    if not event.kind.startswith("customer.set"):
        return
    id_ = event.subject.partition(":")[2]
    put(connection, id_, dict(_mapping(event.body["fields"])), event.stamp, _mapping(event.body["key"]))


def put(
    connection: Connection,
    id_: str,
    fields: Mapping[str, object],
    stamp: tuple[int, str],
    key: Mapping[str, object],
) -> bool:
    """Assign the fields (phones as JSON text) and keep phone and name look-ups in step."""
    if erasures.is_erased(connection, id_):
        _blank(connection, id_, fields, stamp)
    elif not REGISTER.assign(connection, id_, fields, stamp, key):
        return False
    index(connection, id_)
    return True


def _blank(connection: Connection, id_: str, fields: Mapping[str, object], stamp: tuple[int, str]) -> None:
    """Leave of somebody who was erased what `erasing` lets remain, whenever it was heard of."""
    kept = {name: value for name, value in fields.items() if name in erasing.REMAINS}
    REGISTER.assign(connection, id_, kept, stamp, {"name": erasing.ERASED})
    gone = ", ".join(f"{name} = NULL" for name in REGISTER.columns if name not in ("name", *erasing.REMAINS))
    late = connection.execute("SELECT late FROM customer WHERE id = ?", (id_,)).fetchone()[0]
    left = {name: when for name, when in json.loads(late or "{}").items() if name in erasing.REMAINS}
    text = json.dumps(left, separators=(",", ":")) if left else None
    connection.execute(
        f"UPDATE customer SET name = ?, late = ?, {gone} WHERE id = ?", (erasing.ERASED, text, id_)
    )


def index(connection: Connection, id_: str) -> None:
    """Make a customer findable by the phones and the name they have now."""
    rows = connection.execute("SELECT row, id, name, phones FROM customer WHERE id = ?", (id_,)).fetchall()
    connection.execute("DELETE FROM customer_phone WHERE customer = ?", (id_,))
    connection.execute("DELETE FROM customer_name WHERE rowid = ?", (rows[0][0],))
    index_new(connection, rows)


def index_new(connection: Connection, rows: Iterable[tuple[int, str, str, str | None]]) -> None:
    """Make customers findable that were not before, given as row, id, name and phones."""
    phones, names = [], []
    for row, id_, name, text in rows:
        names.append((row, spaced(name)))
        if text:
            keys = {digits for digits in map(digits_of, json.loads(text)) if digits}
            phones += [(id_, digits, digits[::-1]) for digits in sorted(keys)]
    connection.executemany("INSERT INTO customer_phone (customer, digits, tail) VALUES (?, ?, ?)", phones)
    connection.executemany("INSERT INTO customer_name (rowid, name) VALUES (?, ?)", names)


def spaced(text: str) -> str:
    """Part the characters of scripts that write no spaces, so that a given name alone is found."""
    if text.isascii() or max(text) < _FIRST_CJK:
        return text
    return "".join(
        f" {character} " if any(low <= ord(character) <= high for low, high in _CJK) else character
        for character in text
    )


def get(connection: Connection, id_: str | None) -> Customer | None:
    """Return the customer, or None if there is no such."""
    row = connection.execute(f"{_SELECT} WHERE id = ?", (id_,)).fetchone() if id_ else None
    return _customer(row) if row else None


def fields_of(connection: Connection, id_: str) -> dict[str, object]:
    """Return the raw columns of a customer, to compare an import with; empty if there is none."""
    names = REGISTER.columns
    row = connection.execute(f"SELECT {', '.join(names)} FROM customer WHERE id = ?", (id_,)).fetchone()
    return dict(zip(names, row, strict=True)) if row else {}


def _customer(row: tuple[object, ...]) -> Customer:
    id_, name, phones, email, address, language, since, notes, may_contact = row
    return Customer(
        id=str(id_),
        name=str(name),
        phones=tuple(json.loads(str(phones or "[]"))),
        email=_text(email),
        address=_text(address),
        language=_text(language),
        since=date.fromisoformat(str(since)) if since else None,
        notes=_text(notes),
        may_contact=may_contact != 0,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value
