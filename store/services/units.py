"""Finding a unit, and everything the Counter shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from store.clean import clean
from store.errors import NotFound, Refused
from store.ids import customer_id, digits_of, unit_id
from store.records import Card, Cover, Customer, Hit, Unit
from store.rules.cards import no_card, no_card_phone
from store.rules.roles import CREATE, EDIT
from store.rules.serials import chain, check_serial, serial_key
from store.services import veil
from store.services.context import as_json
from store.services.covers import Covers
from store.services.finding import Finding
from store.services.lines import lines
from store.services.permits import needs, sees
from store.tables import claims, customers, tasks, units, workshop
from store.tables import connection as connections
from store.tables import ratings as rating_rows
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

CLAIMS_SHOWN = 12


class Units(Finding):
    """The units of the book."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        super().__init__(context)
        self.covers = Covers(context)

    @sees("look-up")
    def get(self, id_: str) -> Unit:
        """Return a unit.

        Raises:
            NotFound: there is no such unit.
        """
        return veil.unit(self._context, self._with_terms(id_)[0])

    def _with_terms(self, id_: str) -> tuple[Unit, Mapping[str, Any]]:
        found = units.get(self._context.connection, id_)
        if found is None:
            raise NotFound("NO_SUCH_UNIT", say(N_("There is no such unit in this store.")), field="unit")
        return found

    @sees("customer")
    def customer(self, id_: str) -> Customer:
        """Return a customer.

        Raises:
            NotFound: there is no such customer.
        """
        customer = veil.customer(self._context, customers.get(self._context.connection, id_))
        if customer is None:
            raise NotFound(
                "NO_SUCH_CUSTOMER", say(N_("There is no such customer in this store.")), field="customer"
            )
        return customer

    @sees("customer")
    def count_of(self, customer: str) -> int:
        """Return how many units a customer (by their id) has, at most a thousand."""
        return units.count_of_customer(self._context.connection, customer)

    @sees("look-up")
    def card(self, id_: str, on: date | None = None, typed: str | None = None) -> Card:
        """Return everything about one unit; the cover is computed for `on` (today).

        Args:
            id_: the unit.
            on: the day asked about.
            typed: what was scanned or typed to find it, if the answer is to say that it is spelled otherwise.
        """
        connection = self._context.connection
        with connections.reading(connection):
            unit, terms = self._with_terms(id_)
            customer = customers.get(connection, unit.customer_id)
            others = units.count_of_customer(connection, customer.id) - 1 if customer else 0
            return Card(
                unit=veil.unit(self._context, unit),
                customer=veil.customer(self._context, customer),
                cover=self.covers.drawn(unit, terms, on or self._context.today(), typed),
                claims=lines(self._context, claims.lines_of_unit(connection, id_, CLAIMS_SHOWN)),
                ratings=veil.ratings(self._context, rating_rows.of_unit(connection, id_, 5)),
                tasks=veil.tasks(self._context, tasks.of_unit(connection, id_, 5)),
                other_units=max(others, 0),
                loans=veil.loans(self._context, workshop.of_unit(connection, id_, serial_key(unit.serial))),
                chain=chain(unit, units.history(connection, id_))
                if unit.replaces or unit.replaced_by
                else (),
            )

    @sees("look-up")
    def cover(
        self,
        id_: str,
        on: date | None = None,
        component: str | None = None,
        *,
        fault: str | None = None,
        failed: date | None = None,
        typed: str | None = None,
    ) -> Cover:
        """Compute what is covered on a day (today), and why.

        Args:
            id_: the unit.
            on: the day asked about.
            component: the part asked about; None: the whole unit.
            fault: code of the fault asked about; a repair of the same fault may be under guarantee.
            failed: the day on which the customer says it failed.
            typed: what was scanned. A scan that fits another unit of the book too is UNKNOWN; so it is given
                only where nobody has chosen between the two.
        """
        unit, terms = self._with_terms(id_)
        asked: dict[str, object] = {"component": component, "fault": fault, "failed": failed, "typed": typed}
        if typed is not None:
            asked["others"] = [self.get(each).serial for each in self.exact(typed) if each != id_]
        return self.covers.cover(unit, terms, on or self._context.today(), **asked)

    @sees("look-up")
    def what_if(
        self,
        id_: str,
        changes: Mapping[str, object],
        on: date | None = None,
        component: str | None = None,
    ) -> tuple[Cover, Cover]:
        """Answer for a day (today) as things are, and as they would be; nothing is written.

        Args:
            id_: the unit.
            changes: see `store.services.whatif.CHANGES`: dates, buyer, jurisdiction, reading, evidence.
            on: the day asked about.
            component: the part asked about; None: the whole unit.

        Raises:
            Refused: a change is impossible.
        """
        from store.services.whatif import what_if

        unit, terms = self._with_terms(id_)
        day = on or self._context.today()
        return what_if(self._context, self.covers, unit, terms, changes, day, component)

    @sees("look-up")
    def jurisdictions(self) -> tuple[str, ...]:
        """Return the jurisdictions that `what_if` knows."""
        from store.services.whatif import jurisdictions

        return tuple(jurisdictions())

    @sees("customer")
    def of_customer(self, customer: str, limit: int = 50) -> tuple[Hit, ...]:
        """Return the units of a customer."""
        return veil.hits(self._context, units.of_customer(self._context.connection, customer, limit))

    @needs(CREATE, "customer")
    def add_customer(self, /, name: str, **fields: object) -> Customer:
        """Register a customer: phones, email, address, language, since, notes, may_contact."""
        typed = _list(fields.pop("phones", ()))
        phones = tuple(no_card_phone(clean(str(phone), limit=40)) for phone in typed)
        name = no_card(clean(name).strip(), "name")
        if not name:
            raise Refused("NO_NAME", say(N_("A customer needs a name.")), field="name")
        email = fields.get("email")
        id_ = customer_id(name, phones, str(email) if email else None)
        values: dict[str, object] = {"name": name}
        if any(map(digits_of, phones)):
            values["phones"] = as_json(list(phones))
        for field, value in fields.items():
            if value is not None:
                values[field] = _plain(value, field)
        with self._context.deciding():
            self._context.assign("customer", id_, values, {"name": name})
        return self.customer(id_)

    @needs(CREATE, "unit")
    def add(self, /, serial: str, product: str, **fields: object) -> Unit:
        """Register a unit of a product (by id): customer, buyer, dates, plans, partner, notes …

        Raises:
            Refused: the serial cannot be one, or the unit is registered already.
        """
        serial = clean(serial, limit=64).strip()
        wrong = check_serial(serial)
        if wrong is not None:
            raise Refused("BAD_SERIAL", wrong, field="serial")
        id_ = unit_id(product, serial_key(serial))
        values: dict[str, object] = {
            "product": product,
            "serial": serial,
            "listed": str(self._context.today()),
        }
        values |= {field: _plain(value, field) for field, value in fields.items() if value is not None}
        with self._context.deciding():
            if units.get(self._context.connection, id_) is not None:
                raise Refused(
                    "UNIT_KNOWN",
                    say(N_("Unit {serial} of this product is already in the book."), serial=serial),
                    field="serial",
                )
            self._context.assign("unit", id_, values, {"product": product, "serial": serial})
        return self.get(id_)

    @needs(EDIT, "unit")
    def edit(self, id_: str, changes: Mapping[str, object], reason: str) -> Unit:
        """Correct dates, warranty, serial, customer, buyer, partner or notes of a unit.

        The reason is kept in the journal, with what was written. What is so already is not written again.

        An agent may before the first claim, a supervisor, a manager or an admin at any time; of what a
        supervisor or a manager does the admin is told by a task.

        Raises:
            Refused: the role may not, there is no reason, or a value is impossible; the sentence says
                who may, or what is accepted.
        """
        from store.services.corrections import checked
        from store.services.entitled import may_correct

        reason = no_card(clean(reason, multiline=True, limit=500, field="reason"), "reason")
        if not reason:
            raise Refused(
                "NO_REASON", say(N_("Say why this is corrected: a reason is needed.")), field="reason"
            )
        with self._context.deciding():
            unit = self.get(id_)
            sensitive = may_correct(self._context, unit)
            fields = checked(self._context, unit, changes)
            if fields:
                key = {"product": unit.product_id, "serial": unit.serial}
                body = {"fields": fields, "key": key, "reason": reason}
                told = {"notice": "unit edit"} if sensitive else {}
                self._context.record("unit.set", f"unit:{id_}", body | told)
        return self.get(id_)


IDS = frozenset({"customer", "product", "replaces", "replaced_by"})
"""Fields of a unit that hold what the book gave a name to: an id, a serial."""


def _plain(value: object, field: str) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        text = clean(value, multiline=True, limit=2000, field=field)
        return text if field in IDS else no_card(text, field)
    if isinstance(value, list | tuple | dict):
        return as_json(value)
    return value


def _list(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)
