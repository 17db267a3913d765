"""The terms that give cover: kept, explained, drawn, and who they are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from store.errors import NotFound
from store.records import UNIT_DATES, Layer, Policy, PolicyUse
from store.rules.cards import no_card
from store.rules.roles import EDIT
from store.services.context import as_json
from store.services.permits import needs, sees
from store.tables import registers
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.services.context import Context

IN_THE_WORKSHOP = 14
"""Days of the repair that is made up to draw a policy whose cover begins with one."""


class Policies:
    """The terms that give cover."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @sees("look-up")
    def list(self) -> tuple[Policy, ...]:
        """Return every policy, by id."""
        return registers.policies(self._context.connection)

    @sees("look-up")
    def get(self, id_: str) -> Policy:
        """Return a policy.

        Raises:
            NotFound: there is no such policy.
        """
        for policy in self.list():
            if policy.id == id_:
                return policy
        raise NotFound("NO_SUCH_POLICY", say(N_("There is no policy {id} at this desk."), id=id_[:60]))

    @needs(EDIT, "policies")
    def add(self, body: Mapping[str, Any]) -> Policy:
        """Take on a policy, written as a policy of a coverage case (with an optional ``title``).

        Raises:
            Unreadable: something in it is not as `store.rules.case_policy` wants it.
        """
        from store.rules.case_policy import parse_policy

        parse_policy(body)
        no_card(str(body.get("title") or ""), "title")
        policy = Policy(str(body["id"]), str(body.get("title") or body["id"]), str(body["kind"]), dict(body))
        fields = {"title": policy.title, "kind": policy.kind, "body": as_json(policy.body)}
        with self._context.deciding():
            self._context.assign("policy", policy.id, fields, fields)
        return policy

    @sees("look-up")
    def describe(self, policy: Policy) -> tuple[Sentence, ...]:
        """Say in plain words what a policy promises."""
        from store.rules.case_policy import parse_policy
        from store.rules.policy_words import describe

        return describe(parse_policy(policy.body))

    @sees("look-up")
    def drawn(self, policy: Policy, start: date) -> tuple[Layer, ...]:
        """Return the covers of a made-up unit all of whose dates are `start`, for the time line.

        A policy that follows another is drawn behind it; one that begins at a hand-back, after a repair.
        """
        from store.rules.case import AFTER_REPAIRS, WHOLE, Asked, Case, History, Repair, UnitDate
        from store.rules.case_policy import parse_policy
        from store.rules.coverage import cover

        known = {each.id: each for each in self.list()}
        terms = [parse_policy(policy.body)]
        while terms[-1].after in known and all(each.id != terms[-1].after for each in terms):
            terms.append(parse_policy(known[terms[-1].after or ""].body))
        unit = Asked("", dates=dict.fromkeys(UNIT_DATES, UnitDate(start)), buyer=terms[0].buyer or "consumer")
        after_repair = terms[0].kind in AFTER_REPAIRS
        on = start + timedelta(days=IN_THE_WORKSHOP) if after_repair else start
        layers: dict[Layer, None] = {}
        for scope in dict.fromkeys(line.scope for line in terms[0].lines):
            part = None if scope == WHOLE else scope
            stay = Repair(start, on, component=part, fault="", new_part=True)
            past = History((stay,) if after_repair else ())
            case = Case(unit, tuple(terms), on, history=past, component=part, fault="")
            layers.update(dict.fromkeys(cover(case).layers))
        return tuple(sorted(layers, key=lambda layer: (layer.start, layer.policy, layer.scope)))

    @sees("look-up")
    def used_by(self, id_: str) -> PolicyUse:
        """Return the products that come with a policy, and how many units they have."""
        return self.uses([id_])[id_]

    @sees("look-up")
    def uses(self, ids: Iterable[str] | None = None) -> dict[str, PolicyUse]:
        """Return, by id, what each policy (or each of `ids`) is used by."""
        from store.services.shelf import Shelf

        connection = self._context.connection
        shelf, counts = Shelf(self.list()), registers.units_per_product(connection)
        products: dict[str, list[Any]] = {id_: [] for id_ in (ids if ids is not None else shelf.terms)}
        for product in registers.products(connection):
            for id_ in shelf.ids(product.name, product.brand, product.category, product.policies):
                if id_ in products:
                    products[id_].append(product)
        return {
            id_: PolicyUse(id_, tuple(found), sum(counts.get(product.id, 0) for product in found))
            for id_, found in products.items()
        }
