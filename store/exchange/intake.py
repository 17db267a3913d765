"""Taking in rows: what every intake does, and units with their products and customers.

New rows are written and put into the batch; rows that the book already has are compared field by field.
A list that says nothing in a field does not empty it. The same unit twice in one file with different values
is rejected: a list that contradicts itself cannot be believed in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from store.exchange.parsing import Batch as Parsed
from store.exchange.taken import Taken, Written, twice, written_latin
from store.ids import customer_id, digits_of, product_id, unit_id
from store.records import UNIT_DATES
from store.rules.serials import serial_key
from store.services.context import as_json
from store.tables import batches, customers, registers, units
from store.tables.batches import Batch
from store.tables.register import changed
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.exchange.plan import Plan
    from store.store import Store

NAMED = 5
"""Contradictions, or serials, that a warning names."""
REMEMBERED = 50_000
"""Products and customers kept in mind, so that memory stays flat."""
CUSTOMER_COLUMNS = ("id", "name", "phones", "email", "address", "language", "since", "notes")
PRODUCT_COLUMNS = ("id", "name", "brand", "category", "notes")
UNIT_COLUMNS = (
    "id", "product", "serial", "serial_key", "serial_tail", "customer", *UNIT_DATES,
    "warranty_months", "warranty_end", "partner", "notes", "listed",
)  # fmt: skip
COPIED = (*UNIT_DATES, "warranty_months", "warranty_end", "partner", "notes")
COMPARED = tuple(name for name in UNIT_COLUMNS[5:] if name != "listed")


class Intake:
    """Rows of one kind on their way into the store; subclasses say how a batch is taken."""

    kind = ""

    def __init__(self, store: Store, plan: Plan, file: str) -> None:
        """Take rows read by `plan` into `store`; `file` names the import."""
        self.store = store
        self.context = store.context
        self.connection = store.context.connection
        self.plan = plan
        self.file = file
        self.today = store.today().isoformat()
        self.stamp = (self.context.journal.next_hlc(f"batch:{file}"), self.context.journal.origin)
        self._batches: dict[str, Batch] = {}
        self._products: dict[tuple[object, ...], str] = {}
        self._customers: dict[tuple[object, ...], str] = {}
        self._clashes: dict[str, None] = {}
        self._latin: dict[str, None] = {}

    def take(self, batch: Parsed) -> Taken:
        """Take a batch of rows."""
        raise NotImplementedError

    def warnings(self) -> list[Sentence]:
        """Return what a person should know after the file was read."""
        found = []
        if self._clashes:
            clash = N_("These stand in the file with different values, and the first were kept: {names}.")
            found.append(say(clash, names=_some(self._clashes)))
        if self._latin:
            template = N_(
                "Letters of another alphabet that look Latin were taken for Latin ones in these serials: "
                "{names}. Check them."
            )
            found.append(say(template, names=_some(self._latin)))
        return found

    def note_clash(self, name: object, written: Written) -> None:
        """Remember a customer or product that this list contradicts itself about, to warn of it."""
        if written.clash and len(self._clashes) <= NAMED:
            self._clashes[f"{name} ({', '.join(written.clash)})"] = None

    def batch(self, kind: str, columns: Sequence[str]) -> Batch:
        """Return the batch that rows of `kind` go into."""
        if kind not in self._batches:
            self._batches[kind] = Batch(self.connection, kind, columns)
        return self._batches[kind]

    def close(self, name: str, accepted: int, unchanged: int, rejected: int) -> None:
        """Write the event that stands for the file."""
        body = {
            "file": self.file,
            "name": name,
            "day": self.today,
            "rows": accepted + unchanged + rejected,
            "accepted": accepted,
            "unchanged": unchanged,
            "rejected": rejected,
            "batches": {kind: batch.close() for kind, batch in self._batches.items() if batch.rows},
        }
        event = self.context.journal.append(
            self.context.agent.id, f"batch.{self.kind}", f"batch:{self.file}", body, self.stamp[0]
        )
        batches.note_import(self.connection, event)

    def product(self, name: object, brand: object, category: object, notes: object = None) -> str:
        """Return the id of a product, registering it if it is new or says more than before."""
        memo = (name, brand, category, notes)
        id_ = self._products.get(memo)
        if id_ is None:
            id_ = self.find_product(str(name or ""), brand)
            row = {
                "id": id_,
                "name": str(name or UNNAMED),
                "brand": brand,
                "category": category,
                "notes": notes,
            }
            self.note_clash(row["name"], self.write("products", PRODUCT_COLUMNS, row))
            if len(self._products) > REMEMBERED:
                self._products.clear()
            self._products[memo] = id_
        return id_

    def find_product(self, name: str, brand: object) -> str:
        """Return the id a product has, or would have."""
        return product_id(name or UNNAMED, str(brand) if brand else None)

    def customer(self, row: Mapping[str, Any]) -> str:
        """Return the id of a customer, registering them if they are new or the row says more than before."""
        return self.customers([(row["name"], row.get("phone"), row.get("email"), row.get("address"))])[0]

    def customers(self, people: Sequence[tuple[Any, ...]]) -> list[str]:
        """Return the ids of customers given as name, phone, e-mail and address; register what is new.

        Those who are new to the book are written in bulk; those who are in it, one by one.
        """
        memo = self._customers
        if len(memo) > REMEMBERED:
            memo.clear()
        rows = []
        for person in dict.fromkeys(people):
            if person not in memo:
                row = customer_row(*person)
                memo[person] = str(row[0])
                rows.append(row)
        for row, written in zip(rows, self.register(rows), strict=True):
            self.note_clash(row[1], written)
        return [memo[person] for person in people]

    def register(self, rows: Sequence[tuple[Any, ...]]) -> list[Written]:
        """Write customers, as `CUSTOMER_COLUMNS`; say of each whether anything about them is new."""
        existed = set(batches.insert_customers(self.connection, CUSTOMER_COLUMNS, rows, self.stamp))
        new = [row for place, row in enumerate(rows) if place not in existed]
        self.batch("customers", CUSTOMER_COLUMNS).add(new)
        return [
            self.write("customers", CUSTOMER_COLUMNS, dict(zip(CUSTOMER_COLUMNS, row, strict=True)))
            if place in existed
            else Written(new=True)
            for place, row in enumerate(rows)
        ]

    def write(self, kind: str, columns: Sequence[str], row: Mapping[str, Any]) -> Written:
        """Write a customer or product if it says anything new and does not contradict a row before it."""
        if kind == "customers":
            register, current = customers.REGISTER, customers.fields_of(self.connection, row["id"])
        else:
            register = registers.REGISTERS["product"]
            current = registers.product_fields(self.connection, row["id"])
        news = changed(current, row, columns[1:])
        if not news:
            return Written(new=False)
        before = register.written(self.connection, row["id"], self.stamp)
        if not before.isdisjoint(news):
            # Of a name only the spelling can differ: the id is made of it.
            return Written(new=False, clash=tuple(name for name in news if name != "name"))
        values = tuple(
            row["id"] if name == "id" else row["name"] if name == "name" else news.get(name)
            for name in columns
        )
        batches.FOLDS[kind](self.connection, columns, [values], self.stamp)
        self.batch(kind, columns).add([values])
        return Written(new=True)


UNNAMED = "?"
"""Name of the product of units whose list names none."""


class UnitIntake(Intake):
    """Units, with their products and customers."""

    kind = "units"

    def take(self, batch: Parsed) -> Taken:
        """Insert the new ones in bulk, compare the others."""
        taken = Taken()
        rows = list(self._rows(batch))
        existed = batches.insert_units(self.connection, UNIT_COLUMNS, rows, self.stamp)
        taken.accepted = len(rows) - len(existed)
        changes = []
        for place in existed:
            change = self._compare(batch, place, rows[place], taken)
            if change is not None:
                changes.append(change)
        known = set(existed)
        fresh = [row for place, row in enumerate(rows) if place not in known] if known else rows
        self.batch("units", UNIT_COLUMNS).add(fresh)
        if changes:
            self.batch("changes", UNIT_COLUMNS).add(changes)
        return taken

    def _compare(
        self, batch: Parsed, place: int, row: tuple[object, ...], taken: Taken
    ) -> tuple[object, ...] | None:
        current = units.fields_of(self.connection, str(row[0]))
        if not current:
            reason = say(N_("This row holds a value the store cannot keep."))
            taken.rejects.append(batch.reject(place, "CANNOT_KEEP", reason))
            return None
        wanted = dict(zip(UNIT_COLUMNS, row, strict=True))
        news = changed(current, wanted, COMPARED)
        before = units.REGISTER.written(self.connection, str(row[0]), self.stamp)
        if "serial" in before or not before.isdisjoint(news):
            taken.rejects.append(batch.reject(place, "TWICE", twice(wanted["serial"], news)))
            return None
        if not news:
            taken.unchanged += 1
            return None
        taken.accepted += 1
        change = tuple(
            value if name in ("id", *batches.UNIT_KEY) else news.get(name)
            for name, value in zip(UNIT_COLUMNS, row, strict=True)
        )
        batches.fold_changes(self.connection, UNIT_COLUMNS, [change], self.stamp)
        return change

    def _rows(self, batch: Parsed) -> Iterator[tuple[object, ...]]:
        columns, count = batch.columns, len(batch.lines)
        nothing: Sequence[object] = [None] * count
        column = {name: columns.get(name, nothing) for name in (*self.plan.fields, *COPIED)}
        serials = columns["serial"]
        keys = [serial_key(str(serial)) for serial in serials]
        if len(self._latin) <= NAMED and "serial" in self.plan.columns:
            self._latin |= dict.fromkeys(written_latin(batch, self.plan.columns["serial"][0]))
        names, brands, categories = (columns.get(name, nothing) for name in ("product", "brand", "category"))
        memo = self._products
        products = [
            memo.get((name, brand, category, None)) or self.product(name, brand, category)
            for name, brand, category in zip(names, brands, categories, strict=True)
        ]
        if "failed" in columns:
            column["notes"] = [
                _with_failure(notes, day)
                for notes, day in zip(column["notes"], columns["failed"], strict=True)
            ]
        return zip(
            [unit_id(product, key) for product, key in zip(products, keys, strict=True)],
            products,
            serials,
            keys,
            [key[::-1] for key in keys],
            self._owners(batch) if "customer" in columns else nothing,
            *(column[name] for name in COPIED),
            [self.today] * count,
            strict=True,
        )

    def _owners(self, batch: Parsed) -> list[str | None]:
        nothing: Sequence[object] = [None] * len(batch.lines)
        columns = (batch.columns.get(name, nothing) for name in ("customer", "phone", "email", "address"))
        people = list(zip(*columns, strict=True))
        ids = iter(self.customers([person for person in people if person[0]]))
        return [next(ids) if person[0] else None for person in people]


def customer_row(
    name: object,
    phone: object = None,
    email: object = None,
    address: object = None,
    source: object = None,
    more: Sequence[object] = (None, None, None),
) -> tuple[object, ...]:
    """Return a customer as `CUSTOMER_COLUMNS`; `more` are the last three of them."""
    phones = [str(phone)] if phone and digits_of(str(phone)) else []
    id_ = customer_id(str(name), phones, str(email) if email else None, str(source) if source else None)
    return (id_, name, as_json(phones) if phones else None, email, address, *more)


def _some(names: Mapping[str, None]) -> str:
    return ", ".join(list(names)[:NAMED]) + (", …" if len(names) > NAMED else "")


def _with_failure(notes: object, day: object) -> object:
    if not day:
        return notes
    failed = f"failed {day}"
    return f"{notes}\n{failed}" if notes else failed
