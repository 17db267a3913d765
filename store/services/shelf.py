"""The desk's policies, parsed once, and which of them a product comes with.

A product comes with the policies that it names and with those whose selectors fit it, now or later: a policy
imported before the units it is for covers them all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from store.records import Policy, Unit
from store.rules.case import Terms
from store.rules.case_policy import parse_policy
from store.rules.selectors import fits, selects


class Shelf:
    """Parsed policies, by id."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        """Parse `policies`."""
        self.terms: dict[str, Terms] = {}
        self.bodies: dict[str, Mapping[str, object]] = {}
        for policy in policies:
            self.terms[policy.id] = parse_policy(policy.body)
            self.bodies[policy.id] = policy.body
        self._choosing = [(id_, body) for id_, body in self.bodies.items() if selects(body)]
        self._chosen: dict[tuple[str | None, ...], tuple[str, ...]] = {}

    def ids(
        self, name: str | None, brand: str | None, category: str | None, named: Iterable[str]
    ) -> tuple[str, ...]:
        """Return the ids of the policies that a product comes with; `named` are those it names."""
        own = [id_ for id_ in named if id_ in self.terms]
        if not self._choosing:
            return tuple(own)
        key = (name, brand, category)
        if key not in self._chosen:
            product = {"name": name, "brand": brand, "category": category}
            self._chosen[key] = tuple(id_ for id_, body in self._choosing if fits(body, product))
        return (*own, *(id_ for id_ in self._chosen[key] if id_ not in own))

    def of(self, unit: Unit, named: Iterable[str]) -> list[Terms]:
        """Return the terms that a unit's product comes with."""
        return [self.terms[id_] for id_ in self.ids(unit.product, unit.brand, unit.category, named)]
