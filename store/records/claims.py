"""Claims: as their events make them, and as lists and screens show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from store.record import Record

if TYPE_CHECKING:
    from store.records.filing import Attachment
    from store.records.scores import Rating
    from store.records.units import Card, Customer
    from store.wording import Sentence


class Act(Record):
    """One thing done to a claim, as its history shows it."""

    at: datetime
    who: str
    """Name of the agent."""
    role: str
    action: str
    before: str | None
    """State before; None for the first act."""
    after: str
    values: Mapping[str, object] = {}
    """What was given with the action."""


class Claim(Record):
    """A claim as its events make it."""

    id: str
    state: str
    unit_id: str | None
    customer_id: str | None
    number: str | None = None
    fault: str | None = None
    component: str | None = None
    channel: str | None = None
    failure_date: date | None = None
    filed_on: date | None = None
    note: str | None = None
    serial: str | None = None
    """Serial of the unit, as it was when the claim was filed."""
    product: str | None = None
    """Name of the product, where an imported claim names no unit of the book."""
    other_numbers: tuple[str, ...] = ()
    """Numbers given to the same filing at other desks."""
    different_fault: str | None = None
    """Why this is not the open claim with the same fault."""
    repeat_of: str | None = None
    """Number of the closed claim this one follows."""
    owner: str | None = None
    """Who filed it or works on it."""
    owned_since: tuple[str, int] | None = None
    """Origin and sequence of the step that gave it to the owner, assignments apart."""
    requested_on: date | None = None
    """Day from which the unit is away: filing, or reopening after a hand-over."""
    service_due: date | None = None
    service_stopped: date | None = None
    """Day on which the unit was ready; the service clock does not run again."""
    statutory_due: date | None = None
    statutory_from: date | None = None
    exchange_after_days: int | None = None
    """Days in service after which the customer may exchange the unit; frozen at filing."""
    paused_since: date | None = None
    """Day on which the service clock stopped; None: it runs."""
    question: str | None = None
    answer: str | None = None
    estimate: int | None = None
    """Minor units."""
    payer: Mapping[str, int] = {}
    """maker, customer, goodwill in minor units."""
    lines: tuple[Mapping[str, object], ...] = ()
    """kind, cost, maker, customer of a partial approval."""
    goodwill: int = 0
    """Minor units granted."""
    reason: str | None = None
    """Of the rejection, the cancellation or the goodwill."""
    evidence: tuple[str, ...] = ()
    letter: Mapping[str, object] | None = None
    """What the letter of rejection says."""
    decided_by: tuple[str, str] | None = None
    """Role and name of who approved or rejected."""
    visit: str | None = None
    received: date | None = None
    condition: str | None = None
    accessories: tuple[str, ...] = ()
    parts: tuple[Mapping[str, str], ...] = ()
    """part, ordered, order_no, expected, arrived, waited_from and waited_to of each part."""
    started_on: date | None = None
    finished_on: date | None = None
    """Day on which the work on it ended; unlike `service_stopped` it is the latest one, after a reopening."""
    handed_over: date | None = None
    receiver: str | None = None
    diagnosis: str | None = None
    resolution: str | None = None
    new_serial: str | None = None
    new_part: str | None = None
    """Component that was put in new."""
    costs: tuple[Mapping[str, object], ...] = ()
    """What the work has cost so far: id, kind, what, minutes, cost, maker, customer, goodwill, day, who."""
    allowed: int | None = None
    """Minor units that may be spent: what was approved, or what it was raised to since."""
    grants: tuple[Mapping[str, object], ...] = ()
    """Each goodwill granted: amount, day, who (id), role, reason."""
    loans: tuple[Mapping[str, str], ...] = ()
    """id, loaner, given, condition and, once it is back, back and condition_back of each loaner."""
    slip: Mapping[str, object] | None = None
    """What the hand-back slip says."""
    invitation: Mapping[str, object] | None = None
    """``{"invited": true}``, or ``{"invited": false, "reason": code}``."""
    snapshot: Mapping[str, object] | None = None
    """The coverage answer frozen at filing, with its steps."""
    totals: Mapping[str, int] = {}
    """maker, customer, goodwill, total in minor units."""
    decisions: tuple[str, ...] = ()
    """approved and rejected, in the order in which they were decided."""
    versions: tuple[Version, ...] = ()
    """What the desks made of it, while they disagree."""
    repeat: int = 0
    flags: frozenset[str] = frozenset()
    """Those that hold whatever the day; the flags of the day come from `store.rules.claims.clocks`."""
    attachments: tuple[Attachment, ...] = ()
    """Photos and documents, the first one first; the same content once."""
    notes: tuple[Act, ...] = ()
    readings: tuple[Mapping[str, object], ...] = ()
    attempts: tuple[Act, ...] = ()
    """Refused steps; nothing but this list knows of them."""
    history: tuple[Act, ...] = ()
    tip: tuple[str, int] | None = None
    """Origin and sequence of the last step; a new event names it as the one it comes after."""


class Version(Record):
    """What one desk made of a claim on which desks disagree."""

    name: str
    """The state it leads to; with the origin where two lead to the same state."""
    state: str
    origin: str
    tip: tuple[str, int] | None
    """Its last step; None: the claim before any step."""
    claim: Claim
    """The claim as this version has it, whole."""


class Clocks(Record):
    """The two clocks of a claim on one day."""

    service_due: date | None
    statutory_due: date | None
    service_left: int | None
    """Days; negative when late; None when the clock has stopped."""
    statutory_left: int | None
    flags: frozenset[str] = frozenset()
    """SERVICE_PAUSED, SERVICE_OVERDUE, STATUTORY_OVERDUE, EXCHANGE_RIGHT …"""
    overdue_days: int = 0
    """Days past the statutory due day; the due day itself is in time."""
    open_days: int | None = None
    """Days since filing; None before filing and after the end."""
    right: str | None = None
    """The customer's next right: exchange, or remedy once the law's time is over; None: none is near."""
    right_on: date | None = None
    """The first day on which that right holds."""
    right_left: int | None = None
    """Days until then; 0 or less: it holds."""


class ClaimLine(Record):
    """A claim as a list shows it."""

    number: str
    state: str
    serial: str
    product: str
    customer: str | None
    fault: str | None
    fault_title: str | None
    filed_on: date | None
    owner: str | None
    clocks: Clocks
    resolution: str | None = None
    handed_over: date | None = None
    score: int | None = None
    waiting: tuple[Mapping[str, str], ...] = ()
    """The parts it waits for: part, ordered, order_no, expected, waited_from."""
    loaner: str | None = None
    """Serial of a loaner the customer still has."""


class Possible(Record):
    """An action on a claim: allowed now, or greyed with the reason why not."""

    action: str
    to: str
    """State it leads to."""
    needs: tuple[str, ...]
    """Names of the fields that must be given."""
    refusal: Sentence | None = None


class Queue(Record):
    """A page of claims; `after` opens the next one."""

    lines: tuple[ClaimLine, ...]
    counts: Mapping[str, int]
    """How many claims each view holds: open, mine, parts, ready, late, today, conflict."""
    after: str | None = None


class ClaimView(Record):
    """A claim with all that its screen shows."""

    claim: Claim
    card: Card | None
    clocks: Clocks
    possible: tuple[Possible, ...]
    fault_title: str | None = None
    rating: Rating | None = None
    labour_rate: int = 0
    """Minor units an hour of work costs."""
    colleagues: tuple[str, ...] = ()
    """Names of those it can be assigned to by whoever is at the desk."""
    approvers: tuple[str, ...] = ()
    """Roles that may approve what it has cost; none where it is within what was approved."""
    customer: Customer | None = None
    """Whose claim it is, also where no unit is known."""
