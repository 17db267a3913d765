"""Bulk imports: one event per file, its rows beside it as compressed parts.

The parts hold what was *accepted and new*: another desk, or `check`, folds the same rows without the
file. A part is a list of columns, values joined by the record separator, so that writing one costs little
more than joining strings; ``\\x00`` stands for an empty cell.

Units are inserted in bulk with the look-up index in place; the few that exist already go through the
register, field by field. `Batch` writes while a file is read, in one transaction, with flat memory.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from store.ids import random_id
from store.tables import customers, ratings, registers, score_parts, units
from store.tables.journal import of_subject

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.journal import Event
    from store.tables.register import Stamp

PART_ROWS = 5000
SORTING_KB = 8_000
FEW = 50
"""So many ids are looked for one by one faster than a part is read into rows."""
NOTHING = "\x00"
Row = Sequence[object]
Fold = Callable[["Connection", Sequence[str], Sequence[Row], "Stamp"], None]

UNIT_KEY = ("product", "serial", "serial_key", "serial_tail")
"""The columns that name a unit."""
INTEGERS = frozenset({"warranty_months", "score", "may_contact"})


def pack(rows: Sequence[Row]) -> bytes:
    """Write rows as one compressed part."""
    return zlib.compress("\x1d".join(map(_column, zip(*rows, strict=True))).encode(), 1)


def _column(values: tuple[object, ...]) -> str:
    try:
        return "\x1e".join(values)  # type: ignore[arg-type]
    except TypeError:  # something in it is no text
        return "\x1e".join([NOTHING if value is None else str(value) for value in values])


def unpack(columns: Sequence[str], body: bytes) -> list[Row]:
    """Read a part back."""
    values = [
        [None if cell == NOTHING else int(cell) if name in INTEGERS else cell for cell in block.split("\x1e")]
        for name, block in zip(columns, zlib.decompress(body).decode().split("\x1d"), strict=True)
    ]
    return list(zip(*values, strict=True))


def may_hold(body: bytes, ids: Collection[str]) -> bool:
    """Tell whether one of these may stand in a part, without reading it into rows."""
    if not 0 < len(ids) <= FEW:
        return bool(ids)
    text = zlib.decompress(body)
    return any(id_.encode() in text for id_ in ids)


class Batch:
    """The rows of one file on their way into the journal."""

    def __init__(
        self, connection: Connection, kind: str, columns: Sequence[str], key: str | None = None
    ) -> None:
        """Collect rows of `kind` with `columns`, under `key`; the caller holds the write lock."""
        self._connection = connection
        self._kind, self._columns = kind, tuple(columns)
        self._parts = 0
        self._digest = hashlib.sha256(f"{kind}\x1f{json.dumps(list(columns))}".encode())
        self.rows = 0
        self._key = key or random_id()

    def add(self, rows: Sequence[Row]) -> None:
        """Add a part."""
        if not rows:
            return
        body = pack(rows)
        self._digest.update(body)
        self._connection.execute(
            "INSERT INTO batch_part (id, part, body) VALUES (?, ?, ?)", (self._key, self._parts, body)
        )
        self._parts += 1
        self.rows += len(rows)

    def close(self) -> str:
        """Name the batch by its content and return that name."""
        name = self._digest.hexdigest()
        known = self._connection.execute("SELECT 1 FROM batch WHERE hash = ?", (name,)).fetchone()
        if known:
            self._connection.execute("DELETE FROM batch_part WHERE id = ?", (self._key,))
            return name
        self._connection.execute(
            "INSERT INTO batch (hash, id, kind, columns, rows) VALUES (?, ?, ?, ?, ?)",
            (name, self._key, self._kind, json.dumps(self._columns), self.rows),
        )
        return name


def parts(
    connection: Connection, name: str, ids: Collection[str] | None = None
) -> Iterator[tuple[Sequence[str], list[Row]]]:
    """Yield the columns and rows of each part of a batch; with `ids`, of those that may hold one of them."""
    id_, text = connection.execute("SELECT id, columns FROM batch WHERE hash = ?", (name,)).fetchone()
    columns = tuple(json.loads(text))
    count = connection.execute("SELECT count(*) FROM batch_part WHERE id = ?", (id_,)).fetchone()[0]
    for part in range(count):
        body = connection.execute(
            "SELECT body FROM batch_part WHERE id = ? AND part = ?", (id_, part)
        ).fetchone()[0]
        if ids is None or may_hold(body, ids):
            yield columns, unpack(columns, body)


def here(connection: Connection, event: Event) -> bool:
    """Tell whether the rows a ``batch.*`` event names have arrived; other events name none."""
    if not event.kind.startswith("batch."):
        return True
    names = _mapping(event.body["batches"]).values()
    return all(connection.execute("SELECT 1 FROM batch WHERE hash = ?", (name,)).fetchone() for name in names)


def fold(connection: Connection, event: Event) -> None:
    """Fold a ``batch.*`` event: its rows, and the line in the list of imports."""
    body = event.body
    for kind, name in _mapping(body["batches"]).items():
        for columns, rows in parts(connection, str(name)):
            FOLDS[kind](connection, columns, rows, event.stamp)
    note_import(connection, event)


def note_import(connection: Connection, event: Event) -> None:
    """Remember that a file was imported, by its content and how it was read; the first time counts."""
    event = of_subject(connection, event.subject)[0]
    body = event.body
    connection.execute(
        "INSERT OR REPLACE INTO import (id, kind, name, batch, day, rows, accepted, unchanged, rejected)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        (
            body["file"], event.kind.partition(".")[2], body["name"],
            json.dumps(body["batches"], sort_keys=True), body["day"], body["rows"],
            body["accepted"], body["unchanged"], body["rejected"],
        ),
    )  # fmt: skip


def known(connection: Connection, file: str) -> tuple[int, int] | None:
    """Return (rows, rejected) of an earlier import of the same content read the same way."""
    row = connection.execute("SELECT rows, rejected FROM import WHERE id = ?", (file,)).fetchone()
    return (row[0], row[1]) if row else None


def fold_units(connection: Connection, columns: Sequence[str], rows: Sequence[Row], stamp: Stamp) -> None:
    """Insert units that are new and write the fields of those that exist."""
    for place in insert_units(connection, columns, rows, stamp):
        fields = {name: value for name, value in zip(columns, rows[place], strict=True) if value is not None}
        id_ = str(fields.pop("id"))
        units.REGISTER.assign(connection, id_, fields, stamp, {})
        units.settle(connection, id_)


@contextmanager
def indexed_after(connection: Connection) -> Iterator[None]:
    """Take units into an empty book first and index them in one go: sorting once beats many small steps."""
    if units.count(connection):
        yield
        return
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'unit' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    # What is sorted at a time is as large as the cache.
    connection.execute(f"PRAGMA cache_size = -{SORTING_KB}")
    for _, statement in indexes:
        connection.execute(statement)


def insert_units(
    connection: Connection, columns: Sequence[str], rows: Sequence[Row], stamp: Stamp
) -> Sequence[int]:
    """Insert in bulk the units that are new; return the places of the rows whose unit existed."""
    existed, last = _insert(connection, "unit", columns, rows, stamp)
    units.settle_new(connection, last)
    return existed


def insert_customers(
    connection: Connection, columns: Sequence[str], rows: Sequence[Row], stamp: Stamp
) -> Sequence[int]:
    """Insert in bulk the customers that are new and make them findable; return the places of the others."""
    existed, last = _insert(connection, "customer", columns, rows, stamp)
    new = connection.execute("SELECT row, id, name, phones FROM customer WHERE row > ?", (last,))
    customers.index_new(connection, new.fetchall())
    return existed


def _insert(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row], stamp: Stamp
) -> tuple[Sequence[int], int]:
    """Insert what is new; return the places of the others, and the last row before the new ones."""
    last = int(connection.execute(f"SELECT coalesce(max(row), 0) FROM {table}").fetchone()[0])
    names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
    cursor = connection.executemany(
        f"INSERT OR IGNORE INTO {table} ({names}, hlc, origin)"
        f" VALUES ({marks}, {int(stamp[0])}, '{_safe(stamp[1])}')",
        rows,
    )
    score_parts.came(connection, table, last)
    if cursor.rowcount == len(rows):
        return (), last
    fresh = {row[0] for row in connection.execute(f"SELECT id FROM {table} WHERE row > ?", (last,))}
    existed, column = [], columns.index("id")
    for place, row in enumerate(rows):
        if row[column] in fresh:
            fresh.discard(row[column])
        else:
            existed.append(place)
    return existed, last


def fold_changes(connection: Connection, columns: Sequence[str], rows: Sequence[Row], stamp: Stamp) -> None:
    """Write fields of units that were in the book already; what names a unit is not written again."""
    for row in rows:
        fields = {name: value for name, value in zip(columns, row, strict=True) if value is not None}
        id_ = str(fields.pop("id"))
        key = {name: fields.pop(name) for name in UNIT_KEY}
        units.REGISTER.assign(connection, id_, fields, stamp, key)
        units.settle(connection, id_)


def fold_customers(connection: Connection, columns: Sequence[str], rows: Sequence[Row], stamp: Stamp) -> None:
    """Insert customers that are new and write the fields of those that exist."""
    for place in insert_customers(connection, columns, rows, stamp):
        fields = {name: value for name, value in zip(columns, rows[place], strict=True) if value is not None}
        id_ = str(fields.pop("id"))
        customers.put(connection, id_, fields, stamp, {})


def fold_products(connection: Connection, columns: Sequence[str], rows: Sequence[Row], stamp: Stamp) -> None:
    """Write products."""
    for row in rows:
        fields = {name: value for name, value in zip(columns, row, strict=True) if value is not None}
        id_ = str(fields.pop("id"))
        registers.REGISTERS["product"].assign(connection, id_, fields, stamp, {})


def fold_ratings(connection: Connection, columns: Sequence[str], rows: Sequence[Row], stamp: Stamp) -> None:
    """Write answers that are not there yet."""
    places = [columns.index(name) if name in columns else None for name in ratings.COLUMNS[:-2]]
    ratings.put(
        connection,
        [(*(None if place is None else row[place] for place in places), *stamp) for row in rows],
    )


FOLDS: dict[str, Fold] = {
    "units": fold_units,
    "changes": fold_changes,
    "customers": fold_customers,
    "products": fold_products,
    "ratings": fold_ratings,
}


def _safe(origin: str) -> str:
    if not all(character.isalnum() or character in "-_" for character in origin):
        raise ValueError("an origin is letters, digits and dashes")
    return origin


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value
