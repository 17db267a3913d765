"""Units, whose they are, and what a search and the Counter show of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from store.record import Record

if TYPE_CHECKING:
    from store.records.claims import ClaimLine
    from store.records.cover import Cover
    from store.records.desk import Task
    from store.records.scores import Rating
    from store.records.work import Loan

UNIT_DATES = ("built", "shipped", "delivered", "invoiced", "activated", "installed")
"""The dates a unit may carry, in the order of its life."""


class Customer(Record):
    """Who owns units and is asked for ratings."""

    id: str
    name: str
    phones: tuple[str, ...] = ()
    email: str | None = None
    address: str | None = None
    language: str | None = None
    """A BCP 47 tag: en, zh, ru, uk …"""
    since: date | None = None
    notes: str | None = None
    may_contact: bool = True
    masked: bool = False
    """Whoever reads this is not to know the customer: `store.rules.masks` has left initials."""


class Product(Record):
    """A model that units are made of."""

    id: str
    name: str
    brand: str | None = None
    category: str | None = None
    policies: tuple[str, ...] = ()
    """Ids of the policies every unit of this product comes with."""


class Unit(Record):
    """One serialised thing; unique per product and serial key."""

    id: str
    serial: str
    product_id: str
    product: str
    brand: str | None = None
    category: str | None = None
    customer_id: str | None = None
    status: str = "live"
    """live, retired or refunded."""
    buyer: str = "consumer"
    """consumer or business."""
    dates: Mapping[str, str] = {}
    """Those known of `UNIT_DATES`."""
    warranty_months: int | None = None
    warranty_end: date | None = None
    partner: str | None = None
    notes: str | None = None
    replaces: str | None = None
    """Serial of the unit this one replaced."""
    replaced_by: str | None = None
    """Serial of the unit that replaced this one."""


class Hit(Record):
    """A unit as the search list shows it; `cover` is filled in when it has been computed."""

    unit_id: str
    serial: str
    product: str
    customer: str | None
    cover: Cover | None = None


class Found(Record):
    """What a search found."""

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    """How many there are; `more` says that counting stopped there."""
    more: bool = False
    suggestions: tuple[str, ...] = ()
    """Serials that look alike and are not the same."""


class Card(Record):
    """Everything the Counter shows of one unit."""

    unit: Unit
    customer: Customer | None
    cover: Cover
    claims: tuple[ClaimLine, ...] = ()
    ratings: tuple[Rating, ...] = ()
    tasks: tuple[Task, ...] = ()
    other_units: int = 0
    """How many other units the customer has."""
    loans: tuple[Loan, ...] = ()
    """Loaners that are out because of this unit, or the loan for which this unit is out itself."""
    chain: tuple[str, ...] = ()
    """Serials of the units this one came after and those that came after it, in order, its own among them."""
