"""The facts a claim is decided on, and the event a decision becomes.

The service gathers a `World`; whatever a decision takes from it is written into the event's body, so
that folding needs no fact from outside the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property

from store.record import Record

Key = tuple[str, int]
"""Origin and sequence of an event."""
PREFIX = "claim."


class Actor(Record):
    """Who acts."""

    name: str
    role: str
    active: bool = True
    """False once the account is revoked."""


class Terms(Record):
    """What the desk and the law promise; days are calendar days at the site."""

    service_days: int = 5
    statutory_days: int | None = 45
    """None: no law sets a time."""
    exchange_after_repairs: int | None = None
    exchange_after_days: int | None = None
    repair_guarantee: str | None = None
    """A duration such as ``30d`` or ``3m``; None: an agent may reopen at any time."""
    invite_every_days: int = 90


class OpenClaim(Record):
    """Another open claim of the unit."""

    number: str
    fault: str | None


class Colleague(Record):
    """Somebody a claim can be assigned to."""

    id: str
    name: str
    active: bool = True


def _nobody(key: str) -> bool:
    return False


def _nowhere(key: str) -> None:
    return None


class World(Record):
    """The facts at the moment of deciding."""

    today: date
    terms: Terms = Terms()
    next_number: str = "1"
    unit_id: str | None = None
    customer_id: str | None = None
    serial: str | None = None
    """Serial of the claim's unit."""
    coverage: Mapping[str, object] = {"status": "UNKNOWN"}
    """The coverage answer for today, as plain data: status, flags, steps, engine version …"""
    open_claims: tuple[OpenClaim, ...] = ()
    other_claims: bool = False
    """The unit has a claim besides this one."""
    finished_repairs: int = 0
    """Of the unit, in validity; no_fault does not count."""
    limits: Mapping[str, int] = {}
    """Highest estimate a role may approve, minor units; a role that is not named has none."""
    goodwill_caps: Mapping[str, int] = {}
    """per_repair and per_unit, minor units, for supervisors; one that is not named does not bind."""
    goodwill_spent: int = 0
    """Minor units ever given for the unit."""
    customer_is_staff: bool = False
    own_claim: bool = False
    """The actor is the customer or of the customer's family."""
    live_serial: Callable[[str], bool] = staticmethod(_nobody)
    """Tells whether a serial key belongs to a live unit in the book."""
    person: Callable[[str], Colleague | None] = staticmethod(_nowhere)
    """Finds somebody who works here, by name or id."""
    loaned: Callable[[str], str | None] = staticmethod(_nowhere)
    """Returns the number of the claim with which the loaner of a serial key is out."""
    labour_rate: int = 0
    """Minor units an hour of work costs."""
    may_contact: bool = True
    last_invited: date | None = None
    """When the customer was last asked for a rating."""


class ClaimEvent(Record):
    """One entry of the journal that is about a claim."""

    origin: str
    seq: int
    hlc: int
    """Hybrid logical clock; higher than that of every event of the claim its author knew."""
    at: datetime
    agent: str
    role: str
    kind: str
    """``claim.`` and the action."""
    body: Mapping[str, object]
    after: Key | None = None
    """The claim's last step its author knew (`Claim.tip`)."""

    @cached_property
    def key(self) -> Key:
        """What tells one event from another."""
        return (self.origin, self.seq)

    @property
    def order(self) -> tuple[int, str, int]:
        """The one order in which all desks fold."""
        return (self.hlc, self.origin, self.seq)

    @cached_property
    def action(self) -> str:
        """The action that was decided."""
        return self.kind.removeprefix(PREFIX)
