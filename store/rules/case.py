"""A coverage case: everything one answer depends on, as frozen facts.

`store.rules.case_parse` reads a case from data and checks it; the engine trusts what it finds here.
Policies and sites are parsed once and shared by many cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from store.record import Record
from store.rules.calendar import EVERY_DAY, Duration

WHOLE = "whole"
"""The scope of a line that covers the whole unit."""

KINDS = ("maker", "legal", "plan", "contract", "window", "repair", "part", "recall")
"""Kinds of policy."""

AFTER_REPAIRS = ("repair", "part")
"""Kinds whose covers begin at the hand-back of a repair."""


class Site(Record):
    """Where the desk stands: its days."""

    timezone: str = "UTC"
    """IANA name."""
    working: frozenset[int] = EVERY_DAY
    """Working weekdays, Monday 0."""
    holidays: frozenset[date] = frozenset()
    """Days off, public holidays and own closed days alike."""
    names: Mapping[date, str] = {}
    """What holidays are called, where that is known."""


class UnitDate(Record):
    """A date of a unit; known to the month only, it counts as the month's last day (GS1 day 00)."""

    day: date
    month_only: bool = False


class Asked(Record):
    """The unit asked about."""

    serial: str
    product: str | None = None
    buyer: str = "consumer"
    """consumer or business."""
    dates: Mapping[str, UnitDate] = {}
    """Those known of `store.records.UNIT_DATES`; after replacements, those of the first unit."""


class Named(Record):
    """An entry: a date of the unit, or ``bought`` of the policy itself."""

    name: str


class Fixed(Record):
    """An entry: a literal date."""

    day: date


class Later(Record):
    """An entry: the corresponding date some time after another entry."""

    entry: Entry
    by: Duration


class Earliest(Record):
    """An entry: the earliest of those known."""

    entries: tuple[Entry, ...]


Entry = Named | Fixed | Later | Earliest


class Line(Record):
    """One promise of a policy. It has a duration, is for life, or has fixed dates; or it only excludes."""

    scope: str = WHOLE
    """`WHOLE` or the name of a component."""
    duration: Duration | None = None
    lifetime: bool = False
    start: date | None = None
    """First day of a line with fixed dates."""
    end: date | None = None
    """Last day of a line with fixed dates."""
    parts: int = 100
    labour: int = 100
    measure: str | None = None
    """What the usage cap counts: km, h, cycles …"""
    most: float = 0
    """The usage cap; a reading equal to it is covered."""
    instead: bool = False
    """The component is covered by its own lines only."""
    excluded: bool = False
    """The policy never covers the component."""


class Terms(Record):
    """A policy, ready to be applied."""

    id: str
    kind: str
    lines: tuple[Line, ...] = ()
    title: str = ""
    inclusive: bool = False
    """Convention INCL: the start day is the first day of the duration."""
    start: tuple[Entry, ...] = (Named("invoiced"),)
    """Preference list; without meaning where `after` is given."""
    after: str | None = None
    """Id of the policy that this one follows."""
    cap: Entry | None = None
    on_repair: str = "NONE"
    """NONE, TOLL, TOLL_INCL, ADD or AT_LEAST."""
    repair_adds: Duration | None = None
    """With ADD and AT_LEAST."""
    on_replacement: str = "REMAINING"
    """REMAINING, ANEW or LONGER."""
    replacement_gives: Duration | None = None
    """With LONGER."""
    roll: bool = False
    transferable: bool = True
    buyer: str | None = None
    """consumer or business; None: for both."""
    bought: date | None = None
    buy_within: Entry | None = None
    max_claims: int | None = None
    void_needs_evidence: bool = False
    goodwill_window: Duration | None = None
    seller_proves: Duration | None = None
    serials: tuple[tuple[str, str], ...] = ()
    """Of a recall: first and last serial of each range."""
    announced: date | None = None
    """Of a recall."""

    @property
    def label(self) -> str:
        """Return what people call the policy: its id, with its title if it has one."""
        return f"{self.title}, {self.id}" if self.title and self.title != self.id else self.id


class Repair(Record):
    """A stay in the workshop."""

    requested: date
    returned: date | None = None
    """Hand-back day; None: still with us."""
    component: str | None = None
    fault: str | None = None
    new_part: bool = False


class Replacement(NamedTuple):
    """A unit given for another."""

    day: date
    old: str
    new: str


class Void(Record):
    """A reason for which cover was declared lost."""

    day: date
    reason: str = ""
    evidence: bool = False
    policy: str | None = None
    """Id of the only policy it is aimed at."""


class Reading(Record):
    """A meter, read."""

    day: date
    measure: str
    value: float


class History(NamedTuple):
    """What happened to the unit; order has no meaning."""

    repairs: tuple[Repair, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    refunds: tuple[date, ...] = ()
    transfers: tuple[date, ...] = ()
    """Days on which it got a new owner."""
    voids: tuple[Void, ...] = ()
    claims: tuple[tuple[date, str], ...] = ()
    """Day and policy id of each approved claim."""
    readings: tuple[Reading, ...] = ()
    recalls_done: tuple[tuple[date, str], ...] = ()
    """Day and policy id of each remedied recall."""


class Case(Record):
    """One question: what covers this unit on this day, and why?"""

    unit: Asked
    policies: tuple[Terms, ...]
    on: date
    """The day the answer is for: the claim date, not the processing date."""
    site: Site = Site()
    history: History = History()
    component: str | None = None
    """The part asked about; None: the whole unit."""
    fault: str | None = None
    failed: date | None = None
    """The day on which the customer says it failed."""
    typed: str | None = None
    """What was scanned."""
    others: tuple[str, ...] = ()
    """Serials of other units in the book."""
