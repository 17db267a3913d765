"""How often alerts speak up on seeded desks where nothing is wrong, and where something is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from .figures import Figure

sys.path.insert(0, str(Path(__file__).parent.parent))

PRODUCTS, YEARS = 150, 10


def figures() -> Iterator[Figure]:
    """Count false flags per hundred product-years, beside what the rules promise at the most."""
    from simulated import false_flags, found_falls

    for a_year in (80, 150, 400):
        watch, alert = false_flags(seed=a_year, products=PRODUCTS, years=YEARS, a_year=a_year)
        yield Figure(
            f"false watches, {a_year} answers a product-year",
            100 * watch,
            "in 100",
            21,
            "promised at most",
            1.0,
        )
        yield Figure(
            f"false alerts, {a_year} answers a product-year",
            100 * alert,
            "in 100",
            5,
            "promised at most",
            1.0,
        )
    missed = 1 - found_falls(seed=3, products=PRODUCTS, a_year=150)
    yield Figure("real falls not alerted within a year", 100 * missed, "%", None, "", 20)
