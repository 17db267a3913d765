"""Around the filing of a claim: what is known before, drafts, walk-ins, units registered at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from store.clean import clean
from store.errors import NotFound, Refused
from store.record import but
from store.records import Claim, ClaimLine, Cover, Customer, Draft, Known, Need, Repeat, Step, Unit
from store.rules.claim_before import guaranteed_until, same_fault
from store.rules.roles import CREATE, EDIT
from store.rules.serials import serial_key
from store.services import claim_world, veil
from store.services.effort import Efforts, effort_of
from store.services.lines import lines
from store.services.permits import judged, needs, sees
from store.tables import claims, customers, filing, units
from store.tables import connection as connections
from store.wording import N_, as_data, say

if TYPE_CHECKING:
    from store.services.catalogue import Products
    from store.services.claims import Claims
    from store.services.context import Context
    from store.services.units import Units

SHOWN = 50
MOST_ELSEWHERE = 20
UNKNOWN_DRAFT, ACT_DRAFT, UNIT_DRAFT = "unknown:", "act:", "register:"
"""Beginnings of the keys of drafts that are not about a unit of the book."""
NEW = "new:"
"""Before the name of a customer who is not in the book yet, in the place of an id."""


class Filing:
    """What the counter does before and around a claim."""

    def __init__(self, context: Context, claims_: Claims, units_: Units, products: Products) -> None:
        """Work with the other subjects of the store."""
        self._context = context
        self._claims = claims_
        self._units = units_
        self._products = products

    @sees("claim")
    def known(self, unit: str, fault: str | None) -> Known:
        """Return what is known of a unit, and of a fault if one is given, before a claim is filed."""
        connection, terms = self._context.connection, claim_world.terms(self._context)
        with connections.reading(connection):
            found = units.get(connection, unit)
            customer = found[0].customer_id if found else None
            rows = claims.lines_of_unit(connection, unit, SHOWN)
            past = filing.closed_of_unit(connection, unit)
            repairs = claim_world.finished_repairs(claims.about_unit(connection, unit))
            away = (
                filing.elsewhere(connection, customer, fault, unit, MOST_ELSEWHERE)
                if customer and fault
                else []
            )
        open_ = [line for line in lines(self._context, rows) if line.state in claims.OPEN and line.number]
        repeats = []
        for each in past:
            until = guaranteed_until(each.handed_over, terms.repair_guarantee)
            if same_fault(each.fault, fault) and (until is None or until >= self._context.today()):
                repeats.append(Repeat(each.number, each.handed_over, until, each.resolution))
        return Known(
            open=tuple(sorted(open_, key=lambda line: not same_fault(line.fault, fault))),
            repeats=tuple(repeats),
            repairs=repairs,
            repairs_needed=terms.exchange_after_repairs,
            elsewhere=tuple(away),
        )

    @judged
    def file_unknown(self, values: Mapping[str, object]) -> Claim:
        """File a claim on a unit that is not in the book: its serial cannot be read, or nobody listed it.

        Args:
            values: those of `Claims.file`, and who brings it: customer (an id), or customer_name with phone;
                read_serial and described, what can be read of the serial and what kind of thing it is.

        Raises:
            Refused: nothing was written but the attempt.
        """

        def whose(given: dict[str, object]) -> dict[str, object]:
            customer = self._customer(given)
            return {**given, "customer": customer.id} if customer else given

        return self._claims.file(None, values, whose)

    def _customer(self, given: dict[str, object]) -> Customer | None:
        """Return the customer who is named, registered now if need be; what named them leaves `given`."""
        name, phone = (str(given.pop(key, "") or "") for key in ("customer_name", "phone"))
        known = str(given.pop("customer", "") or "")
        if known.startswith(NEW):
            name = known.removeprefix(NEW)
        elif known:
            return self._units.customer(known)
        return self._units.add_customer(name, phones=[phone] if phone else []) if name.strip() else None

    @needs(CREATE, "unit")
    def register(self, serial: str, values: Mapping[str, object]) -> Unit:
        """Register a unit at the counter.

        Args:
            serial: what the label says.
            values: product (a name), and, if known, brand, category, customer (an id) or customer_name with
                phone, and dates of the unit such as invoiced.

        Raises:
            Refused: there is no product, the serial cannot be one, or the unit is registered already.
        """
        given = {name: value for name, value in values.items() if value not in (None, "")}
        name = clean(str(given.pop("product", "")), field="product")
        if not name:
            template = N_("A unit needs a product: what kind of thing is it?")
            raise Refused("NO_PRODUCT", say(template), field="product")
        brand, category = (given.pop(key, None) for key in ("brand", "category"))
        for field in ("delivered", "invoiced"):
            self._not_ahead(field, given.get(field))
        with self._context.deciding():
            customer = self._customer(given)
            same = [each for each in self._products.list() if each.name.casefold() == name.casefold()]
            named = [each for each in same if brand in (None, each.brand)]
            product = named[0] if named else self._products.add(name, _text(brand), _text(category))
            fields = {"customer": customer.id if customer else None, **given}
            return self._units.add(serial, product.id, **fields)

    def _not_ahead(self, field: str, day: object) -> None:
        if day is not None and str(day) > self._context.today().isoformat():
            template = N_("{day} lies ahead; give a day not after today, {today}.")
            sentence = say(template, day=str(day), today=self._context.today())
            raise Refused("BAD_VALUE", sentence, field=field)

    @sees("customer")
    def customers(self, text: str, limit: int = 8) -> tuple[Customer, ...]:
        """Return customers whose name or phone fits what is typed."""
        found = filing.customers_like(self._context.connection, text, limit)
        shown = (veil.customer(self._context, each) for each in found)
        # Who is found by a name that the reader is not to know would be known by it.
        return tuple(each for each in shown if each is not None and not each.masked)

    @sees("claim")
    def unlinked(self) -> tuple[ClaimLine, ...]:
        """Return claims whose unit is still to be linked, the most urgent first."""
        return lines(self._context, filing.unlinked(self._context.connection, SHOWN))

    @needs(EDIT, "claim")
    def keep_draft(self, about: str, values: Mapping[str, object]) -> None:
        """Keep what is typed so far; an empty mapping drops it."""
        self._claims.keep_draft(about, values)

    @needs(EDIT, "claim")
    def discard(self, about: str) -> None:
        """Drop a draft that its agent has given up; that of a claim is told of with its keys and seconds.

        Nothing else is: a draft never expires, and what is dropped because it was sent off, or because its
        customer was erased, was not given up.
        """
        context = self._context
        with context.deciding():
            draft = filing.draft(context.connection, about, context.agent.id)
            if draft is None:
                return
            self._claims.keep_draft(about, {})
            if not about.startswith((ACT_DRAFT, UNIT_DRAFT)):
                Efforts(context).abandon(_unit_of(about), **effort_of(draft.values))

    @sees("claim")
    def draft(self, about: str) -> Draft | None:
        """Return what the agent typed about something and did not send off."""
        found = filing.draft(self._context.connection, about, self._context.agent.id)
        return self._here(found) if found else None

    def _here(self, draft: Draft) -> Draft:
        """Return a draft with the time of day at the site."""
        return but(draft, at=draft.at and self._context.local_time(draft.at))

    @sees("claim")
    def drafts(self) -> tuple[Draft, ...]:
        """Return all drafts of the agent, the latest first, with what they are about."""
        connection = self._context.connection
        with connections.reading(connection):
            found = filing.drafts(connection, self._context.agent.id)
            return tuple(named for each in found if (named := self._named(self._here(each))) is not None)

    def _named(self, draft: Draft) -> Draft | None:
        connection, values = self._context.connection, draft.values
        if draft.about.startswith((UNKNOWN_DRAFT, UNIT_DRAFT)):
            who = str(values.get("customer") or "")
            found = customers.get(connection, who)
            kind = "unknown" if draft.about.startswith(UNKNOWN_DRAFT) else "register"
            names = ("read_serial", "described") if kind == "unknown" else ("serial", "product")
            serial, product = (str(values.get(key) or "") for key in names)
            name = found.name if found else who.removeprefix(NEW)
            return but(draft, kind=kind, serial=serial, product=product, customer=name)
        if draft.about.startswith(ACT_DRAFT):
            _, claim, action = draft.about.split(":", 2)
            line = filing.line_of(connection, claim)
            known = lines(self._context, [line])[0] if line else None
            if known is None:
                return None
            return but(
                draft, kind=action, number=known.number, serial=known.serial, product=known.product,
                customer=known.customer or "",
            )  # fmt: skip
        row = units.get(connection, draft.about)
        if row is None:
            return draft
        customer = customers.get(connection, row[0].customer_id)
        return but(
            draft, unit_id=row[0].id, serial=row[0].serial, product=row[0].product,
            customer=customer.name if customer else "",
        )  # fmt: skip


def target(context: Context, given: Mapping[str, object]) -> str | None:
    """Return the id of the unit that a claim is to be linked to; None if none is named.

    A unit is named by its id, or by its serial; where two share it, by ``serial @ product``.

    Raises:
        NotFound: no unit has this serial.
        Refused: several have it.
    """
    text = str(given.get("unit") or given.get("serial") or "").strip()
    if not text:
        return None
    if units.get(context.connection, text) is not None:
        return text
    serial, _, product = text.partition("@")
    product = str(given.get("product") or product).strip().casefold()
    rows = [
        units.get(context.connection, id_) for id_ in units.by_key(context.connection, serial_key(serial))
    ]
    found = [row[0] for row in rows if row and product in ("", row[0].product.casefold())]
    if not found:
        template = N_("No unit has the serial {serial}; register it at the Counter first.")
        raise NotFound("NO_SUCH_UNIT", say(template, serial=text[:80]), field="unit")
    if len(found) > 1:
        products = [unit.product for unit in found]
        template = N_(
            "{n} units share this serial; name the product too, as {example}; there are {products}."
        )
        example = f"{found[0].serial} @ {products[0]}"
        sentence = say(template, n=len(found), example=example, products=", ".join(products))
        raise Refused("AMBIGUOUS_SERIAL", sentence, field="unit", details={"products": products})
    return found[0].id


def nobody_knows(today: date) -> dict[str, object]:
    """Return the answer that is frozen into a claim on a unit that is not in the book."""
    from store.rules import coverage

    why = say(N_("The unit is not in the book, so its cover is not known; a supervisor links it later."))
    help_ = say(N_("Its serial would tell which unit it is."))
    cover = Cover(
        "UNKNOWN",
        flags=frozenset({"NEED_PROOF"}),
        steps=(Step("unknown_unit", None, why),),
        needs=(Need("serial", help_),),
    )
    return {
        **coverage.answer_json(cover),
        "explained": [as_data(why)],
        "engine": coverage.VERSION,
        "on": today.isoformat(),
    }


def _unit_of(about: str) -> str:
    """Return the unit a draft is about; of walk-ins nothing more, for what was typed may be a name."""
    return "unknown" if about.startswith(UNKNOWN_DRAFT) else about


def _text(value: object) -> str | None:
    return None if value is None else str(value)
