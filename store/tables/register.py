"""Rows whose every field belongs to the event that wrote it last.

Customers, products, units, people, policies, faults, settings and tasks are *registers*: an event names
some fields and their values, and the later event wins, field by field. That makes folding independent
of the order in which desks hear of each other's events, without keeping the events of a row at hand.

A row's ``hlc`` and ``origin`` stamp its earliest event; ``late`` maps each field that a later one wrote to
that one's stamp. A row that was imported once and never touched, the usual case, has no ``late`` at all.
An event also carries the fields that name the thing (`key`); they fill a row whose registration has not
arrived yet and yield to any real write.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.record import Record
from store.tables.score_parts import CAME, came

if TYPE_CHECKING:
    from sqlite3 import Connection

Stamp = tuple[int, str]
NEVER: Stamp = (0, "")


class Register(Record):
    """One table of registers and the columns that events may write."""

    table: str
    columns: tuple[str, ...]

    def assign(
        self,
        connection: Connection,
        id_: str,
        fields: Mapping[str, object],
        stamp: Stamp,
        key: Mapping[str, object],
    ) -> bool:
        """Write `fields` as the event at `stamp` did, where no later event has; True if anything changed."""
        row = connection.execute(
            f"SELECT hlc, origin, late, {', '.join(self.columns)} FROM {self.table} WHERE id = ?", (id_,)
        ).fetchone()
        if row is None:
            return self._create(connection, id_, fields, stamp, key)
        base = (row[0], row[1])
        values = dict(zip(self.columns, row[3:], strict=True))
        stamps = {name: base for name, value in values.items() if value is not None}
        stamps |= {name: (when, who) for name, (when, who) in json.loads(row[2] or "{}").items()}
        for name in self.columns:
            if name in fields and stamp > stamps.get(name, NEVER):
                values[name], stamps[name] = fields[name], stamp
        base = min(base, stamp)
        late = _late(stamps, base, values)
        after = (*base, late, *values.values())
        if after == tuple(row):
            return False
        sets = ", ".join(f"{name} = ?" for name in ("hlc", "origin", "late", *self.columns))
        connection.execute(f"UPDATE {self.table} SET {sets} WHERE id = ?", (*after, id_))
        return True

    def written(self, connection: Connection, id_: str, stamp: Stamp) -> frozenset[str]:
        """Return the fields of a row that the event at `stamp` was the last to write."""
        row = connection.execute(
            f"SELECT hlc, origin, late, {', '.join(self.columns)} FROM {self.table} WHERE id = ?", (id_,)
        ).fetchone()
        if row is None:
            return frozenset()
        late = {name: tuple(when) for name, when in json.loads(row[2] or "{}").items()}
        filled = (name for name, value in zip(self.columns, row[3:], strict=True) if value is not None)
        stamps = {**dict.fromkeys(filled, (row[0], row[1])), **late}
        return frozenset(name for name, when in stamps.items() if when == stamp)

    def _create(
        self,
        connection: Connection,
        id_: str,
        fields: Mapping[str, object],
        stamp: Stamp,
        key: Mapping[str, object],
    ) -> bool:
        values = {name: fields.get(name, key.get(name)) for name in self.columns}
        stamps = {
            name: stamp if name in fields else NEVER for name, value in values.items() if value is not None
        }
        stamps |= {name: stamp for name in self.columns if name in fields}
        late = _late(stamps, stamp, values)
        row = connection.execute(self.insert(), (id_, *stamp, late, *values.values())).lastrowid
        if row and self.table in CAME:
            came(connection, self.table, row - 1)
        return True

    def insert(self) -> str:
        """Return the statement that inserts id, hlc, origin, late and all columns."""
        names = ("id", "hlc", "origin", "late", *self.columns)
        marks = ", ".join("?" for _ in names)
        return f"INSERT INTO {self.table} ({', '.join(names)}) VALUES ({marks})"


def _late(stamps: Mapping[str, Stamp], base: Stamp, values: Mapping[str, object]) -> str | None:
    # An emptied field keeps its stamp: nothing in the row would tell that somebody emptied it.
    late = {name: list(when) for name, when in sorted(stamps.items()) if when != base or values[name] is None}
    return json.dumps(late, separators=(",", ":")) if late else None


def changed(
    current: Mapping[str, object], wanted: Mapping[str, object], columns: Iterable[str]
) -> dict[str, object]:
    """Return the fields of `wanted` that differ from `current`; an empty one does not count."""
    return {
        name: wanted[name]
        for name in columns
        if wanted.get(name) is not None and wanted[name] != current.get(name)
    }
