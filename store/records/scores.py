"""Answers of customers and the score made of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.record import Record
from store.wording import _

if TYPE_CHECKING:
    from fractions import Fraction


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
    given: int | None = None
    """What the customer said first, where a supervisor has corrected it."""
    flag: str | None = None
    """early: dated before its claim was closed; future: after today."""


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
    """How many of the answers are by people who were asked; None: all of them."""
    unasked: int = 0
    """Answers to claims of this desk by people who were not asked."""
    key: str | None = None
    """What this part of a split is about; None for the whole."""
    value: str | None = None
    """Id of this part, where `key` is its name; empty for what is not known."""
    by: tuple[Score, ...] = ()
    silent: tuple[str, ...] = ()
    """Parts with closed claims or invitations and no answer."""
    kept: int = 0
    """How many were not asked, for a reason that is known."""
    closed: int = 0
    """Claims closed."""
    early: int = 0
    """Answers dated before their claim was closed; they count, and are flagged."""
    future: int = 0
    """Answers dated after today; they count in windows that reach so far, and are flagged."""
    reopened: bool = True
    """False: answers to claims that were reopened are left out."""
    needed: tuple[tuple[int, int], ...] = ()
    """Points and answers: so many answers give a range of plus or minus so many points."""
    own: bool = False
    """Only the work of the person who asks."""

    @property
    def n(self) -> int:
        """Number of answers."""
        return self.promoters + self.passives + self.detractors

    @property
    def stands(self) -> bool:
        """Whether there are answers enough for a score; below there are counts only."""
        from store.rules.nps import FEW

        return self.nps is not None and self.n >= FEW

    @property
    def shown(self) -> str:
        """The score where it stands, n/a without answers, and a dot where the counts have to speak."""
        if not self.n:
            return _("n/a")
        return self.display if self.stands else "·"

    @property
    def few(self) -> bool:
        """Whether it must be said that the answers are few."""
        from store.rules.nps import MANY

        return self.n < MANY

    @property
    def unlinked(self) -> int:
        """Answers that are to no claim of this desk."""
        return 0 if self.answered is None else self.n - self.answered - self.unasked

    @property
    def response_rate(self) -> Fraction | None:
        """Answers per person asked, 0-1; None where nobody was asked."""
        from fractions import Fraction

        answered = self.n if self.answered is None else self.answered
        return Fraction(answered, self.invited) if self.invited else None


class Month(Record):
    """One point of the trend."""

    first: date
    score: Score


class Correction(Record):
    """One correction of an answer."""

    day: date
    who: str
    score: int
    reason: str


class Invitations(Record):
    """What came of asking, over a period."""

    since: date | None
    until: date | None
    asked: int
    answered: int
    declined: int
    """Preferred not to answer; that is no answer."""
    reasons: tuple[tuple[str, int], ...]
    """Why customers were not asked (ASKED_RECENTLY, NO_CONTACT, NO_CUSTOMER …), most frequent first."""

    @property
    def waiting(self) -> int:
        """Asked and not heard of."""
        return max(0, self.asked - self.answered - self.declined)


class Unasked(Record):
    """A customer who was not asked."""

    claim: str
    day: date
    reason: str
    customer: str | None
    product: str | None


class MixPart(Record):
    """One part of a split in two periods."""

    key: str
    now: Score
    before: Score
    share_now: Fraction
    """Of all closed claims, 0-1."""
    share_before: Fraction


class MixChange(Record):
    """Two periods compared: how far apart they are, and how much of that is only another mix."""

    by: str
    now: Score
    before: Score
    points: Fraction | None
    """Now minus before, as they stand."""
    z: float | None
    p: float | None
    """Probability, two-sided, that chance alone makes such a difference."""
    at_equal_mix: Fraction | None
    """Now minus before, had every part the weight it had before; None where a part is silent."""
    moved: Fraction
    """Share of closed claims that changed parts, 0-1."""
    comparable: bool
    """Response rate and mix are alike enough for the difference to mean something."""
    parts: tuple[MixPart, ...] = ()
