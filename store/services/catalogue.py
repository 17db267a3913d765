"""Products, and the fault codes of their category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.clean import clean
from store.ids import product_id
from store.records import Fault, Product
from store.rules.cards import no_card
from store.rules.faults import GENERAL
from store.rules.roles import CREATE, EDIT
from store.services.context import as_json
from store.services.permits import needs, sees
from store.tables import registers
from store.wording import _

if TYPE_CHECKING:
    from store.services.context import Context


class Products:
    """The models units are made of."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @sees("look-up")
    def list(self) -> tuple[Product, ...]:
        """Return every product, by name."""
        return registers.products(self._context.connection)

    @needs(CREATE, "unit")
    def add(
        self, name: str, brand: str | None = None, category: str | None = None, policies: tuple[str, ...] = ()
    ) -> Product:
        """Register a product, or change what is known of it."""
        name = no_card(clean(name), "product")
        for field, text in (("brand", brand), ("category", category)):
            no_card(text or "", field)
        product = Product(product_id(name, brand), name, brand, category, policies)
        fields = {"name": name, "brand": brand, "category": category, "policies": as_json(list(policies))}
        with self._context.deciding():
            known = {field: value for field, value in fields.items() if value is not None}
            self._context.assign("product", product.id, known, {"name": name})
        return product


class Faults:
    """Fault codes per category."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @sees("look-up")
    def list(self, product: str | None, category: str | None) -> tuple[Fault, ...]:
        """Return the codes of a category, those filed most for the product first; else general ones."""
        own = registers.faults(self._context.connection, product, category)
        if own:
            return own
        seen = registers.faults_seen(self._context.connection, product)
        general = [Fault(code, _(title), None, seen.get(code, 0)) for code, title in GENERAL]
        return tuple(sorted(general, key=lambda fault: -fault.seen))

    @sees("look-up")
    def titles(self) -> dict[str, str]:
        """Return the title of every code."""
        return {code: _(title) for code, title in GENERAL} | registers.fault_titles(self._context.connection)

    @needs(EDIT, "policies")
    def add(self, code: str, title: str, category: str | None = None) -> None:
        """Register a fault code."""
        title, code = no_card(clean(title), "title"), no_card(clean(code, limit=40), "code")
        fields = {"title": title, "category": no_card(category, "category") if category else None}
        with self._context.deciding():
            known = {field: value for field, value in fields.items() if value is not None}
            self._context.assign("fault", code, known, {"title": title})
