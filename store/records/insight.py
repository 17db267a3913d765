"""What the answers and claims tell beside the score: whom to call, what is in trouble, what it costs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.record import Record

if TYPE_CHECKING:
    from fractions import Fraction

    from store.records.desk import Task
    from store.records.scores import Score
    from store.wording import Sentence


class LoyaltyRow(Record):
    """Customers of so many years, and what they answered."""

    years: str
    """0, 1-2, 3-5, 6+; empty: it is not known since when."""
    score: Score


class Unhappy(Record):
    """A long-standing customer whose last answer was a detractor's: somebody to call today."""

    customer_id: str
    customer: str
    years: int
    score: int
    day: date
    claim: str
    product: str | None
    reason: str | None
    comment: str | None
    todo: Sentence
    may_contact: bool = True
    task: Task | None = None
    """The open task that somebody has made of it."""


class Loyalty(Record):
    """Years as a customer beside the answers, and whom to call."""

    rows: tuple[LoyaltyRow, ...]
    unhappy: tuple[Unhappy, ...]
    more: bool = False
    """There are more who are unhappy than are listed."""


class Effort(Record):
    """What a month's claims have cost the customer and the desk in trouble."""

    first: date
    closed: int
    contacts: Fraction | None
    """Per claim: how often the customer had to do with us."""
    handovers: Fraction | None
    """Per claim: how often it went from one person to another."""
    days: Fraction | None
    """Per claim: from filing to hand-back."""
    repeats: Fraction | None
    """Share of closed claims that had been reopened, 0-1."""
    filed: int
    abandoned: int
    """Drafts begun and never filed."""
    keys: Fraction | None
    """Per claim filed with the form: keys pressed."""
    seconds: Fraction | None


class FaultShare(Record):
    """One bar of a Pareto chart."""

    code: str | None
    title: str
    claims: int
    units: int
    share: Fraction
    cumulative: Fraction
    """Share of this fault and all more frequent ones, 0-1."""


class BuildMonth(Record):
    """Units built in one month and how many of them were claimed."""

    month: str
    """YYYY-MM."""
    units: int
    claimed: int

    @property
    def rate(self) -> Fraction:
        """Units claimed by units built."""
        from fractions import Fraction

        return Fraction(self.claimed, self.units)


class Costs(Record):
    """What claims have cost and who paid; minor currency units."""

    claims: int
    """Closed claims with a sum."""
    total: int
    maker: int
    customer: int
    goodwill: int

    @property
    def average(self) -> Fraction | None:
        """Per claim."""
        from fractions import Fraction

        return Fraction(self.total, self.claims) if self.claims else None


class Pareto(Record):
    """The faults of a model, or of all, over a period."""

    product: str | None
    since: date
    until: date
    faults: tuple[FaultShare, ...]
    built: tuple[BuildMonth, ...]
    """By build month, where it is known; of units claimed in the period."""
    repaired: int
    """Claims closed as repaired."""
    first_time: int
    """Those of them that neither were reopened nor came back with the same fault within 90 days."""
    costs: Costs

    @property
    def first_time_fix(self) -> Fraction | None:
        """Repairs that held, 0-1."""
        from fractions import Fraction

        return Fraction(self.first_time, self.repaired) if self.repaired else None


class Benchmark(Record):
    """Somebody else's score, as the user has entered it."""

    id: str
    title: str
    value: Fraction
    source: str
    measured: date
    method: str
    age_days: int
    """Since it was measured."""
    retired: bool = False


class Alert(Record):
    """One thing worth a look."""

    level: str
    """alert, which may interrupt; watch; or mix: the score fell only because the mix changed."""
    kind: str
    """nps_fall, claims_spike, claims_total or new_model."""
    message: Sentence
    product: str | None
    """Name of the product; None: the whole desk, or a category."""
    fault: str | None
    p: float
    """Probability that chance alone makes it so."""
    since: date | None = None
    """First day of this episode: before it were 28 quiet days."""
    new: bool = False
    """The episode begins today."""
