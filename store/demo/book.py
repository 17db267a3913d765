"""The units of the demo: what was sold to whom and when, and how the lists came in, month by month."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from store.demo.catalogue import AIR, MODELS, PHONE, WASH, Model
from store.demo.people import Buyer
from store.ids import product_id, unit_id
from store.records import UNIT_DATES
from store.rules.serials import serial_key
from store.services.context import as_json
from store.tables.batches import Batch

if TYPE_CHECKING:
    from store.services.context import Context

YEARS = 5
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
INSTALLERS = ("CoolFit", "Polar Service", "HomeFix")
SHOPS = ("Brightmart", "City Gadget", "Own shop", "Own shop")
_CUSTOMER = ("id", "name", "phones", "email", "address", "language", "since", "notes", "may_contact")
_UNIT = ("id", "product", "serial", "serial_key", "serial_tail", "customer", "buyer", *UNIT_DATES,
         "plans", "partner", "notes", "listed")  # fmt: skip


@dataclass
class Item:
    """A unit on its way into the book, and what the demo needs to know of its life."""

    model: Model
    serial: str
    buyer: Buyer | None
    sold: date
    dates: Mapping[str, str]
    plans: tuple[Mapping[str, object], ...] = ()
    partner: str | None = None
    notes: str | None = None
    busy_until: date = date.min
    claims: int = 0
    id: str = field(init=False)

    def __post_init__(self) -> None:
        """Name the unit as every desk would."""
        self.id = unit_id(product_id(self.model.name, self.model.brand), serial_key(self.serial))


def model(name: str) -> Model:
    """Return a model by its name."""
    return next(each for each in MODELS if each.name == name)


def stock(count: int, buyers: list[Buyer], rng: Random, today: date) -> list[Item]:
    """Invent `count` units, sold over five years to a growing circle of customers, in order of sale."""
    weights = [each.share for each in MODELS]
    taken: set[str] = set()
    items = [
        _sale(rng, kind, rng.choice(buyers), _serial(kind, rng, taken), today)
        for kind in rng.choices(MODELS, weights, k=count)
    ]
    return sorted(items, key=lambda item: (item.sold, item.serial))


def _serial(kind: Model, rng: Random, taken: set[str]) -> str:
    while True:
        serial = "".join(
            rng.choice("0123456789") if sign == "#" else rng.choice(LETTERS) if sign == "@" else sign
            for sign in kind.serial
        )
        if serial not in taken:
            taken.add(serial)
            return serial


def _sale(rng: Random, kind: Model, buyer: Buyer, serial: str, today: date) -> Item:
    ago = int(20 + (YEARS * 365 - 60) * rng.random() ** 1.25)
    sold = today - timedelta(days=ago)
    shipped = sold - timedelta(days=rng.choice((12, 20, 33, 60, 120, 210)))
    dates = {"built": f"{shipped - timedelta(days=40):%Y-%m}", "shipped": str(shipped), "invoiced": str(sold)}
    luck = rng.random()
    if luck < 0.03:
        del dates["invoiced"]
    elif luck < 0.07:
        dates["invoiced"] = f"{sold:%Y-%m}"
    if rng.random() < 0.5:
        dates["delivered"] = str(sold + timedelta(days=rng.randint(0, 9)))
    if kind.category == PHONE and rng.random() < 0.6:
        dates["activated"] = str(sold + timedelta(days=rng.randint(0, 5)))
    if kind.category == AIR:
        dates["installed"] = str(sold + timedelta(days=rng.randint(2, 14)))
    partner = rng.choice(INSTALLERS if kind.category in (AIR, WASH) else SHOPS)
    return Item(kind, serial, buyer, sold, dates, _plan(rng, kind, sold), partner)


def _plan(rng: Random, kind: Model, sold: date) -> tuple[Mapping[str, object], ...]:
    """Sell some units a plan of 12 more months."""
    if "HA-24" not in kind.policies or rng.random() > 0.12:
        return ()
    return (extension(sold + timedelta(days=rng.randint(0, 40))),)


def extension(bought: date, follows: str = "HA-24") -> dict[str, object]:
    """Return a plan that goes on for 12 months when another policy ends."""
    return {
        "id": "PLUS-12",
        "title": "Extended 12 m",
        "kind": "plan",
        "start": [{"after": follows}],
        "bought": bought.isoformat(),
        "buy_within": {"date": "invoiced", "plus": "30d"},
        "lines": [{"duration": "12m"}],
    }


class Shelf:
    """Finds units of a given age."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Keep the items by their day of sale."""
        self._items = sorted(items, key=lambda item: (item.sold, item.serial))
        self._days = [item.sold for item in self._items]

    def pick(self, rng: Random, day: date, least: int, most: int) -> Item | None:
        """Return a unit sold `least` to `most` days before `day` that may come in; None after some tries."""
        first = bisect.bisect_left(self._days, day - timedelta(days=most))
        last = bisect.bisect_right(self._days, day - timedelta(days=least))
        for _ in range(12 if last > first else 0):
            item = self._items[rng.randrange(first, last)]
            if item.busy_until < day and item.claims < 4:
                return item
        return None


def bring_in(context: Context, name: str, items: list[Item], known: set[str], key: str) -> None:
    """Take one list of sales into the book, as an import does: rows in batches, one event."""
    buyers = {item.buyer.id: item.buyer for item in items if item.buyer and item.buyer.id not in known}
    known.update(buyers)
    day = context.today()
    batches = {"units": _batch(context, "units", _UNIT, [_unit_row(item, day) for item in items], key)}
    if buyers:
        rows = [_customer_row(buyer) for buyer in buyers.values()]
        batches["customers"] = _batch(context, "customers", _CUSTOMER, rows, key)
    count = len(items)
    counts = {"rows": count, "accepted": count, "unchanged": 0, "rejected": 0}
    body = {"batches": batches, "file": f"{key}-{name}", "name": name, "day": day.isoformat(), **counts}
    context.record("batch.units", f"batch:{key}-{name}", body)


def _batch(
    context: Context, kind: str, columns: tuple[str, ...], rows: list[tuple[object, ...]], key: str
) -> str:
    batch = Batch(context.connection, kind, columns, f"{key}-{kind}")
    batch.add(rows)
    return batch.close()


def _unit_row(item: Item, day: date) -> tuple[object, ...]:
    key = serial_key(item.serial)
    who = item.buyer
    values: dict[str, object] = {
        "id": item.id,
        "product": product_id(item.model.name, item.model.brand),
        "serial": item.serial,
        "serial_key": key,
        "serial_tail": key[::-1],
        "customer": who.id if who else None,
        "buyer": "business" if who and who.business else "consumer",
        "plans": as_json(list(item.plans)) if item.plans else None,
        "partner": item.partner,
        "notes": item.notes,
        "listed": str(day),
        **item.dates,
    }
    return tuple(values.get(name) for name in _UNIT)


def _customer_row(buyer: Buyer) -> tuple[object, ...]:
    return (
        buyer.id, buyer.name, as_json(list(buyer.phones)), buyer.email, buyer.address, buyer.language,
        buyer.since.isoformat(), buyer.notes, int(buyer.may_contact),
    )  # fmt: skip
