"""The answer to what is covered and why, and the terms it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from store.record import Record

if TYPE_CHECKING:
    from store.records.units import Product
    from store.wording import Sentence


class Layer(Record):
    """One cover in the life of a unit, for the time line."""

    policy: str
    title: str
    kind: str
    """maker, legal, plan, contract, window, repair, part or recall."""
    scope: str
    """whole, or the component's name."""
    start: date
    end: date | None
    """Last covered day; None: for life."""
    parts: int
    labour: int
    stopped: str | None = None
    """VOID, NOT_TRANSFERABLE or LIMIT_REACHED where the cover is stopped."""
    suspended: tuple[tuple[date, date], ...] = ()
    """First and last day of each period that was added back (tolling)."""


class Step(Record):
    """One line of the explanation: the arithmetic, the rule it follows, the policy it comes from."""

    rule: str
    policy: str | None
    sentence: Sentence


class Need(Record):
    """A proof that would change the answer, and to what."""

    proof: str
    """The field that would help: invoiced, delivered, reading …"""
    sentence: Sentence


class Cover(Record):
    """The answer to: what is covered on this day, and why. Computed, never stored."""

    status: str
    start: date | None = None
    end: date | None = None
    days_left: int | None = None
    parts_pct: int | None = None
    labour_pct: int | None = None
    flags: frozenset[str] = frozenset()
    next_cover: date | None = None
    use: str | None = None
    replaced_by: str | None = None
    steps: tuple[Step, ...] = ()
    needs: tuple[Need, ...] = ()
    layers: tuple[Layer, ...] = ()
    goodwill_until: date | None = None
    """Last day on which a supervisor may be asked for goodwill: a hint, never a status."""

    @property
    def ended_yesterday(self) -> bool:
        """True the day after the last day, which is never refused without a supervisor."""
        return "BOUNDARY" in self.flags


class Policy(Record):
    """Terms that give cover; `body` is the policy of a coverage case, as plain data."""

    id: str
    title: str
    kind: str
    body: Mapping[str, object] = {}


class PolicyUse(Record):
    """What a policy gives cover to."""

    policy: str
    products: tuple[Product, ...] = ()
    units: int = 0
    """Units of these products."""
