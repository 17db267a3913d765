"""Erasure in an append-only journal: what is taken away, what remains, and how the chain still explains it.

An erase event names every body and every part of an import that it shortens, with the hash of what remains.
The event's own hash in the chain seals the body as it was; a body that does not fit its seal is in order only
if an erase event names what it is now. Salts go with the bodies, so that nobody can try names against a seal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from store.record import Record
from store.rules import erasing
from store.tables import guards
from store.tables.journal import NO_SALT, Event, canonical, of_subject

if TYPE_CHECKING:
    from sqlite3 import Connection


TO_WIPE = "to_wipe"
"""In the table ``local``: the files that are to go, while the file itself is still to be wiped."""


class Scope(Record):
    """What belongs to one customer."""

    customer: str
    units: frozenset[str]
    claims: Mapping[str, str]
    """Id → number; a draft's number is its id."""
    tasks: frozenset[str]


class Body(Record):
    """What remains of an event."""

    event: Event
    text: str

    @property
    def digest(self) -> str:
        """The hash that the erase event names."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class Part(Record):
    """A part of an import, as it is to be."""

    batch: str
    id: str
    place: int
    body: bytes
    changed: bool

    @property
    def digest(self) -> str:
        """The hash that the erase event names."""
        return hashlib.sha256(self.body).hexdigest()


def fold(connection: Connection, event: Event) -> None:
    """Fold what an erase event names; of a customer, that they are erased."""
    table, _, id_ = event.subject.partition(":")
    connection.executemany(
        "INSERT OR IGNORE INTO erased_body (origin, seq, digest) VALUES (?, ?, ?)", _named(event, "bodies")
    )
    connection.executemany(
        "INSERT OR IGNORE INTO erased_part (batch, part, digest) VALUES (?, ?, ?)", _named(event, "parts")
    )
    if table == "customer":
        from store.tables import customers

        connection.execute(
            "INSERT INTO erased (customer, hlc, origin) VALUES (?, ?, ?) ON CONFLICT (customer) DO UPDATE"
            " SET hlc = excluded.hlc, origin = excluded.origin WHERE (excluded.hlc, excluded.origin)"
            " < (hlc, origin)",
            (id_, *event.stamp),
        )
        customers.put(connection, id_, {}, event.stamp, {})


def _named(event: Event, what: str) -> list[tuple[object, object, object]]:
    found = event.body.get(what)
    rows = found if isinstance(found, list | tuple) else ()
    return [(row[0], row[1], row[2]) for row in rows if isinstance(row, list | tuple) and len(row) == 3]


def is_erased(connection: Connection, customer: str) -> bool:
    """Tell whether a customer was erased."""
    query = "SELECT 1 FROM erased WHERE customer = ?"
    return connection.execute(query, (customer,)).fetchone() is not None


def everybody(connection: Connection) -> list[str]:
    """Return the ids of all who were erased."""
    return [row[0] for row in connection.execute("SELECT customer FROM erased ORDER BY customer")]


def scope(connection: Connection, customer: str) -> Scope:
    """Return what belongs to a customer now."""
    units = {row[0] for row in connection.execute("SELECT id FROM unit WHERE customer = ?", (customer,))}
    claims = dict(
        connection.execute("SELECT id, coalesce(number, id) FROM claim WHERE customer = ?", (customer,))
    )
    for unit in units:
        query = "SELECT id, coalesce(number, id) FROM claim WHERE unit = ? AND customer IS NULL"
        claims |= dict(connection.execute(query, (unit,)))
    tasks = {row[0] for row in connection.execute("SELECT id FROM task WHERE customer = ?", (customer,))}
    for column, ids in (("unit", units), ("claim", claims.values())):
        for id_ in ids:
            rows = connection.execute(f"SELECT id FROM task WHERE {column} = ?", (id_,))
            tasks |= {row[0] for row in rows}
    return Scope(customer, frozenset(units), claims, frozenset(tasks))


def subjects(found: Scope) -> Iterator[str]:
    """Yield the subjects of the events that tell of a customer."""
    yield f"customer:{found.customer}"
    for table, ids in (("unit", found.units), ("claim", found.claims), ("task", found.tasks)):
        for id_ in sorted(ids):
            yield f"{table}:{id_}"
            yield f"audit:{table}:{id_}"
    for number in sorted(found.claims.values()):
        yield f"rating:{number}"
        yield f"audit:claim:{number}"


def events(connection: Connection, found: Scope) -> Iterator[Event]:
    """Yield every event that tells of a customer, subject by subject."""
    for subject in subjects(found):
        yield from of_subject(connection, subject)


def bodies(all_events: Iterable[Event]) -> list[Body]:
    """Return what remains of those of the events of which anything goes."""
    found = {}
    for event in all_events:
        rest = erasing.stripped(event.kind, event.body)
        if rest != event.body:
            found[event.origin, event.seq] = Body(event, canonical(rest))
    return list(found.values())


def parts(connection: Connection, found: Scope) -> list[Part]:
    """Return every part of the imports that tell of a customer, shortened where it does."""
    numbers = frozenset(found.claims.values())
    listed: list[Part] = []
    query = "SELECT hash, id, kind, columns FROM batch WHERE kind <> 'products' ORDER BY hash"
    for name, id_, kind, text in connection.execute(query).fetchall():
        columns = tuple(json.loads(text))
        stored = connection.execute(
            "SELECT part, body FROM batch_part WHERE id = ? ORDER BY part", (id_,)
        ).fetchall()
        new = [Part(name, id_, place, *_shortened(kind, columns, body, found, numbers))
               for place, body in stored]  # fmt: skip
        if any(part.changed for part in new):
            listed += new
    return listed


def _shortened(
    kind: str, columns: tuple[str, ...], body: bytes, found: Scope, numbers: frozenset[str]
) -> tuple[bytes, bool]:
    from store.tables import batches

    ids = {"customers": {found.customer}, "ratings": {*numbers, *found.units}}.get(kind, found.units)
    if not batches.may_hold(body, ids):
        return body, False
    rows, changed = batches.unpack(columns, body), False
    places = {name: columns.index(name) for name in ("id", "unit", "claim") if name in columns}
    for at, row in enumerate(rows):
        if kind == "customers":
            mine = row[places["id"]] == found.customer
        elif kind == "ratings":
            mine = ("claim" in places and row[places["claim"]] in numbers) or (
                "unit" in places and row[places["unit"]] in found.units
            )
        else:
            mine = row[places["id"]] in found.units
        if mine:
            rest = erasing.row(kind, columns, tuple(row))
            changed, rows[at] = changed or rest != tuple(row), rest
    return (batches.pack(rows) if changed else body), changed


def take_away(connection: Connection, gone: Iterable[Body], shortened: Iterable[Part]) -> None:
    """Put what remains in the place of what was; the erase event that names it is folded already."""
    for body in gone:
        at = (body.event.origin, body.event.seq)
        with guards.erasing(connection):
            connection.execute("DELETE FROM payload WHERE origin = ? AND seq = ?", at)
        connection.execute(
            "INSERT INTO payload (origin, seq, salt, body) VALUES (?, ?, ?, ?)", (*at, NO_SALT, body.text)
        )
    for part in shortened:
        if part.changed:
            connection.execute("DELETE FROM batch_part WHERE id = ? AND part = ?", (part.id, part.place))
            connection.execute(
                "INSERT INTO batch_part (id, part, body) VALUES (?, ?, ?)", (part.id, part.place, part.body)
            )


def explained(connection: Connection, origin: str, seq: int, text: str) -> bool:
    """Tell whether an erase event says that this is what remains of a body."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    query = "SELECT 1 FROM erased_body WHERE origin = ? AND seq = ? AND digest = ?"
    return connection.execute(query, (origin, seq, digest)).fetchone() is not None


def shortened(connection: Connection, events: Iterable[str]) -> int:
    """Return how many of these events, each as origin:sequence, an erase event has shortened."""
    query = "SELECT 1 FROM erased_body WHERE origin = ? AND seq = ?"
    keys = ((origin, int(seq)) for origin, _, seq in (each.rpartition(":") for each in events))
    return sum(connection.execute(query, key).fetchone() is not None for key in keys)


def faults(connection: Connection) -> Iterator[str]:
    """Yield the imports whose rows are neither as they came in nor as an erase event left them."""
    if connection.execute("SELECT 1 FROM local WHERE key = ? AND value <> ''", (TO_WIPE,)).fetchone():
        yield "erased data may still be in free pages of the file: counterpane retention --yes"
    for name, id_, kind, columns in connection.execute(
        "SELECT hash, id, kind, columns FROM batch"
    ).fetchall():
        whole = hashlib.sha256(f"{kind}\x1f{json.dumps(json.loads(columns))}".encode())
        named = set(connection.execute("SELECT part, digest FROM erased_part WHERE batch = ?", (name,)))
        known = True
        for place, body in connection.execute(
            "SELECT part, body FROM batch_part WHERE id = ? ORDER BY part", (id_,)
        ):
            whole.update(body)
            known = known and (place, hashlib.sha256(body).hexdigest()) in named
        if whole.hexdigest() != name and not (named and known):
            yield f"import {name[:12]}: its rows were changed"
