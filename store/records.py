"""The frozen records that cross the boundary between the store and whoever asks.

Dates are plain local days at the desk's site; instants are UTC; money is in minor currency units;
percentages and scores are whole numbers (0-100, 0-10). A date of a unit may be known to the month
only and is therefore kept as text: ``YYYY-MM-DD`` or ``YYYY-MM``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from store.record import Record
from store.wording import Sentence

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

UNIT_DATES = ("built", "shipped", "delivered", "invoiced", "activated", "installed")
"""The dates a unit may carry, in the order of its life."""


class Customer(Record):
    """Who owns units and is asked for ratings."""

    id: str
    name: str
    phones: tuple[str, ...] = ()
    email: str | None = None
    address: str | None = None
    language: str | None = None
    """A BCP 47 tag: en, zh, ru, uk …"""
    since: date | None = None
    notes: str | None = None
    may_contact: bool = True


class Product(Record):
    """A model that units are made of."""

    id: str
    name: str
    brand: str | None = None
    category: str | None = None
    policies: tuple[str, ...] = ()
    """Ids of the policies every unit of this product comes with."""


class Unit(Record):
    """One serialised thing; unique per product and serial key."""

    id: str
    serial: str
    product_id: str
    product: str
    brand: str | None = None
    category: str | None = None
    customer_id: str | None = None
    status: str = "live"
    """live, retired or refunded."""
    buyer: str = "consumer"
    """consumer or business."""
    dates: Mapping[str, str] = {}
    """Those known of `UNIT_DATES`."""
    warranty_months: int | None = None
    warranty_end: date | None = None
    partner: str | None = None
    notes: str | None = None
    replaces: str | None = None
    """Serial of the unit this one replaced."""
    replaced_by: str | None = None
    """Serial of the unit that replaced this one."""


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


class Finding(Record):
    """Something doubtful in the data: units of one product, or of one serial, that lack the same thing."""

    kind: str
    """unknown_start, end_before_start, ambiguous_serial, usage_backwards, missing_proof or future_date."""
    field: str
    """What to mend: a date of the unit, warranty_end, serial or reading."""
    key: str
    """Id of the product; of an ambiguous serial, its key."""
    sentence: Sentence
    customers: int
    """How many customers it touches."""
    units: int
    """How many units."""
    unit_ids: tuple[str, ...] = ()
    """The first of them; `store.quality.units` gives the rest."""


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
    """part, ordered, arrived, waited_from and waited_to of each wait."""
    started_on: date | None = None
    handed_over: date | None = None
    receiver: str | None = None
    diagnosis: str | None = None
    resolution: str | None = None
    new_serial: str | None = None
    new_part: str | None = None
    """Component that was put in new."""
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


class Rating(Record):
    """How likely a customer is to recommend us, 0-10."""

    id: str
    score: int
    day: date
    claim: str | None = None
    """Number of the claim; None: unlinked."""
    serial: str | None = None
    product: str | None = None
    reason: str | None = None
    comment: str | None = None
    agent: str | None = None
    partner: str | None = None
    segment: str | None = None
    counts: bool = True
    """False where an earlier answer for the same claim counts."""


class Score(Record):
    """A Net Promoter Score with everything needed to judge it."""

    promoters: int
    passives: int
    detractors: int
    nps: Fraction | None
    """100 (P - D) / n, exact; None without answers."""
    low: float | None
    high: float | None
    """95 % adjusted-Wald range, clipped to -100 … 100."""
    display: str
    """What the screen shows: +42, -0.4, n/a."""
    band: str | None
    """critical, improvement, quality or excellence; None below 5 answers."""
    crosses: bool = False
    """The range crosses the edge of a band."""
    since: date | None = None
    until: date | None = None
    invited: int | None = None
    """How many were asked; None: nobody was, the answers came from a list."""
    answered: int | None = None
    """How many of the answers are to a claim of this desk; the others came unlinked."""
    key: str | None = None
    """What this part of a split is about; None for the whole."""
    by: tuple[Score, ...] = ()
    silent: tuple[str, ...] = ()
    """Parts with invitations and no answer."""

    @property
    def n(self) -> int:
        """Number of answers."""
        return self.promoters + self.passives + self.detractors

    @property
    def response_rate(self) -> Fraction | None:
        """Answers per person asked, 0-1; None where nobody was asked."""
        from fractions import Fraction

        answered = self.n if self.answered is None else self.answered
        return Fraction(answered, self.invited) if self.invited else None


class Task(Record):
    """Something to do for a unit, a claim or a customer, by a day."""

    id: str
    title: str
    due: date | None = None
    done: bool = False
    owner: str | None = None
    unit_id: str | None = None
    claim: str | None = None
    customer_id: str | None = None


class Person(Record):
    """Someone who works at the desk."""

    id: str
    name: str
    role: str
    """viewer, agent, technician, supervisor, manager or admin."""
    active: bool = True


class Fault(Record):
    """A fault code of a product category."""

    code: str
    title: str
    category: str | None = None
    seen: int = 0
    """How often it was filed for this product."""


class Hit(Record):
    """A unit as the search list shows it; `cover` is filled in when it has been computed."""

    unit_id: str
    serial: str
    product: str
    customer: str | None
    cover: Cover | None = None


class Found(Record):
    """What a search found."""

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    """How many there are; `more` says that counting stopped there."""
    more: bool = False
    suggestions: tuple[str, ...] = ()
    """Serials that look alike and are not the same."""


class Card(Record):
    """Everything the Counter shows of one unit."""

    unit: Unit
    customer: Customer | None
    cover: Cover
    claims: tuple[ClaimLine, ...] = ()
    ratings: tuple[Rating, ...] = ()
    tasks: tuple[Task, ...] = ()
    other_units: int = 0
    """How many other units the customer has."""


class Month(Record):
    """One point of the trend."""

    first: date
    score: Score


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


class FileReport(Record):
    """What came of one file."""

    file: str
    kind: str
    encoding: str
    delimiter: str
    date_order: str | None
    preset: str | None
    rows: int
    accepted: int
    unchanged: int
    rejected: int
    warnings: tuple[Sentence, ...] = ()
    samples: tuple[tuple[int, str | None, Sentence], ...] = ()
    """Line, column and reason of the first rejected rows."""
    dry_run: bool = False
    line_end: str = ""


class Report(Record):
    """What came of an import."""

    files: tuple[FileReport, ...]
    rejects: Path | None = None
    """The file of rejected rows."""
