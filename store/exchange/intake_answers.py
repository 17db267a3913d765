"""Taking in answers and old claims.

An answer has no name of its own in most files, so it is named by all it says and by which of its equals in
the file it is: the same export, or a longer one, brings each answer once. Old claims come in as claims that
are already closed, one event each, for each has a history of its own to grow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from store.exchange.columns import FIELDS
from store.exchange.intake import Intake
from store.exchange.parsing import Batch as Parsed
from store.exchange.taken import Taken
from store.ids import name_key, named
from store.rules.serials import serial_key
from store.tables import batches, claims, ratings, registers, units
from store.wording import N_, Sentence, say

RATING_COLUMNS = ratings.COLUMNS[:-2]
SAID = FIELDS["ratings"]
TOLD = (
    "number", "serial", "product", "brand", "fault", "failure_date", "filed", "closed", "resolution",
    "customer", "note",
)  # fmt: skip


class RatingIntake(Intake):
    """Answers of customers."""

    kind = "ratings"

    def __init__(self, *args: Any) -> None:
        """Know the products by name, since answers name no brand."""
        super().__init__(*args)
        self._seen: Counter[str] = Counter()
        self._by_name = {
            name_key(product.name): product.id for product in registers.products(self.connection)
        }
        self._beside = 0
        self._second = 0

    def take(self, batch: Parsed) -> Taken:
        """Write the answers that are not there yet."""
        taken = Taken()
        new = []
        for row in batch.rows():
            values = self._values(row.values)
            if ratings.exists(self.connection, str(values["id"])):
                taken.unchanged += 1
            else:
                new.append(tuple(values.get(name) for name in RATING_COLUMNS))
        batches.fold_ratings(self.connection, RATING_COLUMNS, new, self.stamp)
        self._beside += ratings.uncounted(self.connection, [str(row[0]) for row in new])
        self.batch("ratings", RATING_COLUMNS).add(new)
        taken.accepted = len(new)
        return taken

    def _values(self, row: Mapping[str, Any]) -> dict[str, object]:
        said = "\x1f".join(str(row.get(name) or "") for name in SAID)
        self._seen[said] += 1
        unit = self._unit(row.get("serial"))
        product = unit[1] if unit else ""
        if not unit and row.get("product"):
            known = self._by_name.get(name_key(str(row["product"])))
            product = known or self.product(row["product"], None, None)
        claim = row.get("claim")
        return {
            **{
                name: row.get(name)
                for name in ("score", "comment", "reason", "partner", "agent", "segment", "serial")
            },
            "id": self._own(row.get("id")) or named("rating", said, str(self._seen[said])),
            "day": row["date"],
            "claim": str(claim).upper() if claim and claims.id_of(self.connection, str(claim)) else None,
            "unit": unit[0] if unit else None,
            "product": product,
        }

    def warnings(self) -> list[Sentence]:
        """Say how many answers are kept and do not count."""
        found = super().warnings()
        if not self._beside:
            return found
        told = say(
            N_("{n} answer is to a claim that has its answer: it is kept and does not count."),
            N_("{n} answers are to claims that have their answer: they are kept and do not count."),
            n=self._beside,
        )
        return [*found, told]

    def _own(self, id_: object) -> str | None:
        """Return the id of an answer that this desk has exported itself."""
        return str(id_) if id_ and ratings.exists(self.connection, str(id_)) else None

    def _unit(self, serial: object) -> tuple[str, str] | None:
        found = units.by_key(self.connection, serial_key(str(serial))) if serial else []
        if len(found) != 1:
            return None
        return found[0], str(units.fields_of(self.connection, found[0])["product"])


class ClaimIntake(Intake):
    """Claims that ended before this desk began."""

    kind = "claims"

    def __init__(self, *args: Any) -> None:
        """Count equal rows, to tell them apart."""
        super().__init__(*args)
        self._seen: Counter[str] = Counter()
        self._faults = set(registers.fault_titles(self.connection))
        self._new_faults: list[tuple[str, dict[str, object]]] = []
        self._waiting: dict[str, dict[str, object]] = {}
        self._unlinked = 0

    def take(self, batch: Parsed) -> Taken:
        """Write each claim that is not there yet as one event."""
        taken = Taken()
        for row in batch.rows():
            told = "\x1f".join(str(row.values.get(name) or "") for name in TOLD)
            self._seen[told] += 1
            number = row.values.get("number")
            id_ = named("claim", str(number)) if number else named("claim", told, str(self._seen[told]))
            here = claims.id_of(self.connection, str(number)) if number else None
            if here or id_ in self._waiting or claims.exists(self.connection, id_):
                taken.unchanged += 1
                continue
            self._waiting[id_] = self._fields(row.values, id_)
            taken.accepted += 1
        return taken

    def close(self, name: str, accepted: int, unchanged: int, rejected: int) -> None:
        """Write the file's event first, then each claim's own: the clock of the journal only goes forward."""
        super().close(name, accepted, unchanged, rejected)
        for code, fields in self._new_faults:
            self.context.assign("fault", code, fields, {"title": fields["title"]})
        for id_, claim in self._waiting.items():
            body = {"fields": claim, "today": self.today, "role": "import"}
            self.context.record("claim.import", f"claim:{id_}", body)

    def warnings(self) -> list[Sentence]:
        """Say how many claims name no unit of the book."""
        found = super().warnings()
        if not self._unlinked:
            return found
        one, many = N_("{n} claim names no unit of the book."), N_("{n} claims name no unit of the book.")
        return [*found, say(one, many, n=self._unlinked)]

    def _fields(self, row: Mapping[str, Any], id_: str) -> dict[str, object]:
        serial = row.get("serial")
        found = units.by_key(self.connection, serial_key(str(serial))) if serial else []
        unit = units.get(self.connection, found[0]) if len(found) == 1 else None
        self._unlinked += unit is None
        customer = unit[0].customer_id if unit else None
        if row.get("customer"):
            person = {"name": row["customer"], "phone": row.get("phone"), "email": row.get("email")}
            customer = self.customer(person)
        closed = row.get("closed") or row["filed"]
        if not unit and row.get("product"):
            self.product(row["product"], row.get("brand"), row.get("category"))
        given = {
            "state": "closed",
            "number": str(row.get("number") or f"X-{id_[:8]}").upper(),
            "unit_id": unit[0].id if unit else None,
            "customer_id": customer,
            "product": None if unit else row.get("product"),
            "serial": serial,
            "fault": self._fault(row.get("fault"), row.get("category")),
            "failure_date": row.get("failure_date"),
            "filed_on": row["filed"],
            "handed_over": closed,
            "channel": row.get("channel"),
            "resolution": row.get("resolution"),
            "reason": row.get("reason"),
            "note": row.get("note"),
        }
        return {name: value for name, value in given.items() if value is not None}

    def _fault(self, title: object, category: object) -> str | None:
        if not title:
            return None
        code = "-".join(name_key(str(title)).split())[:40]
        if code not in self._faults:
            fields: dict[str, object] = {"title": str(title)}
            self._new_faults.append((code, fields | ({"category": str(category)} if category else {})))
            self._faults.add(code)
        return code
