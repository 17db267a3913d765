"""What surrounds the work on claims: loaners, goodwill, and what the journal tells of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from store.record import Record


class Loan(Record):
    """A loaner that a customer was given."""

    serial: str
    claim: str
    """Number of the claim."""
    given: date | None
    condition: str | None
    """As it was given."""
    back: date | None = None
    unit_id: str | None = None
    """The unit we have in its place."""
    unit: str = ""
    """That unit's serial."""
    customer: str | None = None
    phone: str | None = None
    state: str = ""
    """State of the claim."""


class Grant(Record):
    """Goodwill that somebody granted."""

    day: date | None
    amount: int
    """Minor units."""
    claim: str
    """Number of the claim."""
    unit: str | None
    """Serial of the unit."""
    who: str
    role: str
    reason: str | None


class Ledger(Record):
    """The goodwill of a period."""

    since: date
    until: date
    grants: tuple[Grant, ...]
    spent: int
    """Minor units, of all grants of the period, whether listed or not."""
    budget: int | None = None
    """None: the desk has not set one."""
    after: str | None = None
    """Opens the next page of grants."""

    @property
    def left(self) -> int | None:
        """What is left of the budget; below 0 where more was given."""
        return None if self.budget is None else self.budget - self.spent


class Entry(Record):
    """One thing that happened to a claim, as the journal has it."""

    at: datetime
    """The instant, with the time of day at the site."""
    who: str
    role: str
    kind: str
    """The event's kind, such as claim.approve or unit.set."""
    action: str
    body: Mapping[str, object]
    before: str | None = None
    """State before, where the event moved the claim."""
    after: str | None = None
    changes: tuple[tuple[str, object, object], ...] = ()
    """Field, value before and after, of a correction of the unit."""


class Chapter(Record):
    """A page of a claim's history, the newest first."""

    entries: tuple[Entry, ...]
    after: str | None = None
    """Opens the next page."""
