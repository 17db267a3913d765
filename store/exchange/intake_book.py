"""Taking in customers alone and products alone: those that are new, or say more than the book does."""

from __future__ import annotations

from store.exchange.intake import CUSTOMER_COLUMNS, PRODUCT_COLUMNS, Intake, customer_row
from store.exchange.parsing import Batch as Parsed
from store.exchange.taken import Taken


class CustomerIntake(Intake):
    """Customers alone."""

    kind = "customers"

    def take(self, batch: Parsed) -> Taken:
        """Write those that are new or say more."""
        taken = Taken()
        rows = []
        for row in batch.rows():
            value = row.values.get
            name, phone, email, address, source = map(value, ("name", "phone", "email", "address", "id"))
            more = [value(name) for name in CUSTOMER_COLUMNS[5:]]
            rows.append(customer_row(name, phone, email, address, source, more))
        for place, (person, written) in enumerate(zip(rows, self.register(rows), strict=True)):
            taken.count(batch, place, person[1], written)
        return taken


class ProductIntake(Intake):
    """Products alone."""

    kind = "products"

    def take(self, batch: Parsed) -> Taken:
        """Write those that are new or say more."""
        taken = Taken()
        for place, row in enumerate(batch.rows()):
            values = row.values
            id_ = self.find_product(str(values["product"]), values.get("brand"))
            product = {
                "id": id_,
                "name": values["product"],
                **{n: values.get(n) for n in PRODUCT_COLUMNS[2:]},
            }
            taken.count(batch, place, values["product"], self.write("products", PRODUCT_COLUMNS, product))
        return taken
