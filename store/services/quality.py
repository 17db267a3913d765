"""What is doubtful in the data, what it touches, and where to mend it.

A finding is about the units of one product that lack the same thing, or about one serial that several units
share. They come with those first that touch most customers. Doubt is judged by the product's policies and by
what an imported list gave; a unit's own plans hang on these or carry their day of sale.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from store.records import UNIT_DATES, Finding, Hit
from store.rules.case import AFTER_REPAIRS, Earliest, Entry, Later, Named, Terms
from store.rules.cover_words import date_of, dates_of
from store.rules.offers import LIST, LIST_START
from store.services import veil
from store.services.permits import sees
from store.services.shelf import Shelf
from store.tables import connection as connections
from store.tables import quality, registers, units
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.records import Product
    from store.services.context import Context

SERIALS = 500
"""Ambiguous serials that are listed; those of most customers."""
FIRST_UNITS = 20
"""Units that a finding names; `Quality.units` gives the rest."""
_LISTED = Terms(LIST, "maker", start=tuple(Named(name) for name in LIST_START))

_WORDS = {
    "unknown_start": (
        N_("{product}: {n} unit without a start; its {date} would date the cover"),
        N_("{product}: {n} units without a start; their {date} would date the cover"),
    ),
    "missing_proof": (
        N_("{product}: {n} unit rests on a stand-in; the exact {date} is missing"),
        N_("{product}: {n} units rest on a stand-in; the exact {date} is missing"),
    ),
    "future_date": (
        N_("{product}: {n} unit with a {date} in the future"),
        N_("{product}: {n} units with a {date} in the future"),
    ),
    "end_before_start": (
        N_("{product}: {n} unit whose warranty ends before it begins"),
        N_("{product}: {n} units whose warranty ends before it begins"),
    ),
    "usage_backwards": (
        N_("{product}: {n} unit whose usage goes backwards"),
        N_("{product}: {n} units whose usage goes backwards"),
    ),
    "ambiguous_serial": (
        N_("{serial}: {n} unit has this serial"),
        N_("{serial}: {n} units have this serial"),
    ),
}
KINDS = tuple(_WORDS)
"""Kinds of finding."""


class _Doubt(NamedTuple):
    """One kind of doubt about one field."""

    kind: str
    field: str


class Quality:
    """The data-quality list."""

    def __init__(self, context: Context) -> None:
        """Read through `context`."""
        self._context = context
        self._shapes: dict[tuple[str, str, str], list[int]] = {}
        self._shapes_at: tuple[int, str] = (-1, "")

    @sees("unit")
    def findings(self, limit: int = 50, after: int = 0) -> tuple[Finding, ...]:
        """Return a page of findings, those that touch most customers first.

        Args:
            limit: how many at the most.
            after: how many to leave out: those of the pages before.
        """
        with connections.reading(self._context.connection):
            products = {product.id: product for product in registers.products(self._context.connection)}
            found = [*self._dates(products), *self._usage(products), *self._serials()]
            found.sort(
                key=lambda each: (-each.customers, -each.units, KINDS.index(each.kind), each.key, each.field)
            )
            return tuple(
                Finding(
                    kind=each.kind,
                    field=each.field,
                    key=each.key,
                    sentence=each.sentence,
                    customers=each.customers,
                    units=each.units,
                    unit_ids=tuple(self._ids(each, "", FIRST_UNITS)),
                )
                for each in found[after : after + limit]
            )

    @sees("unit")
    def units(self, finding: Finding, after: str = "", limit: int = 50) -> tuple[Hit, ...]:
        """Return a page of a finding's units, by id; `after` is the last id of the page before."""
        with connections.reading(self._context.connection):
            ids = self._ids(finding, after, limit)
            return veil.hits(self._context, quality.hits(self._context.connection, ids))

    def _today(self) -> str:
        return self._context.today().isoformat()

    def _dates(self, products: dict[str, Product]) -> Iterator[Finding]:
        self._look(products)
        keys = list(self._shapes)
        groups = ((n, keys[n][2], shape) for n in range(len(keys)) for shape in self._shapes[keys[n]])
        counts = quality.count(self._context.connection, self._today(), groups) if keys else {}
        for number, (units_, customers) in counts.items():
            kind, field, product = keys[number]
            name = products[product].name if product in products else product
            words = _tell(kind, units_, product=name, date=date_of(field) if field in UNIT_DATES else field)
            yield Finding(kind, field, product, words, customers, units_)

    def _look(self, products: dict[str, Product]) -> None:
        """Work out which shapes of which product are doubtful, unless nothing has changed since."""
        now = (self._context.version(), self._today())
        if self._shapes_at == now:
            return
        shelf = Shelf(registers.policies(self._context.connection))
        self._shapes = {}
        offered: dict[str, list[Terms]] = {}
        for product, shape in quality.shapes(self._context.connection, self._today()):
            if product not in offered:
                known = products.get(product)
                ids = shelf.ids(known.name, known.brand, known.category, known.policies) if known else ()
                offered[product] = [shelf.terms[id_] for id_ in ids]
            for doubt in dict.fromkeys(_doubts(offered[product], shape)):
                self._shapes.setdefault((*doubt, product), []).append(shape.number)
        self._shapes_at = now

    def _usage(self, products: dict[str, Product]) -> Iterator[Finding]:
        for product, units_, customers in quality.backwards(self._context.connection):
            name = products[product].name if product in products else product
            words = _tell("usage_backwards", units_, product=name)
            yield Finding("usage_backwards", "reading", product, words, customers, units_)

    def _serials(self) -> Iterator[Finding]:
        for key, units_, customers in quality.ambiguous(self._context.connection, SERIALS):
            words = _tell("ambiguous_serial", units_, serial=key)
            yield Finding("ambiguous_serial", "serial", key, words, customers, units_)

    def _ids(self, finding: Finding, after: str, limit: int) -> list[str]:
        connection = self._context.connection
        if finding.kind == "ambiguous_serial":
            live = (id_ for id_ in sorted(units.by_key(connection, finding.key)) if id_ > after)
            return [id_ for id_ in live if units.is_live(connection, id_)][:limit]
        if finding.kind == "usage_backwards":
            return quality.backwards_in(connection, finding.key, after, limit)
        self._look({product.id: product for product in registers.products(connection)})
        shapes = self._shapes.get((finding.kind, finding.field, finding.key), [])
        return quality.alike(connection, self._today(), finding.key, shapes, after, limit)


def _tell(kind: str, count: int, **values: object) -> Sentence:
    one, many = _WORDS[kind]
    return say(one, many, n=count, **values)


def _doubts(offered: list[Terms], shape: quality.Shape) -> Iterator[_Doubt]:
    for name in UNIT_DATES:
        if shape.of(name) == quality.FUTURE:
            yield _Doubt("future_date", name)
    if shape.ends_early:
        yield _Doubt("end_before_start", "warranty_end")
    listed = [_LISTED] if shape.has_months and not shape.has_end else []
    for terms in (*offered, *listed):
        if _begins(terms) and terms.buyer in (None, shape.buyer):
            yield from _start_doubts(terms, shape)


def _begins(terms: Terms) -> bool:
    """Tell whether a policy's start is found by its preference list."""
    if terms.kind in (*AFTER_REPAIRS, "recall") or terms.after is not None:
        return False
    return terms is _LISTED or any(
        line.duration or line.lifetime for line in terms.lines if not line.excluded
    )


def _start_doubts(terms: Terms, shape: quality.Shape) -> Iterator[_Doubt]:
    for place, entry in enumerate(terms.start):
        known = _known(entry, terms, shape)
        if known == quality.MISSING:
            continue
        better = [name for name in dates_of(terms.start[:place]) if name in UNIT_DATES]
        if better and terms is not _LISTED:
            yield _Doubt("missing_proof", better[0])
        elif known == quality.MONTH:
            yield from (_Doubt("missing_proof", name) for name in dates_of([entry])[:1])
        return
    wanted = [name for name in dates_of(terms.start) if name in UNIT_DATES]
    if wanted:
        yield _Doubt("unknown_start", wanted[0])


def _known(entry: Entry, terms: Terms, shape: quality.Shape) -> int:
    """Tell what is known of an entry: `MISSING`, `MONTH` or better."""
    if isinstance(entry, Named):
        if entry.name == "bought":
            return quality.DAY if terms.bought else quality.MISSING
        return shape.of(entry.name)
    if isinstance(entry, Later):
        return _known(entry.entry, terms, shape)
    if isinstance(entry, Earliest):
        return max((_known(each, terms, shape) for each in entry.entries), default=quality.MISSING)
    return quality.DAY
