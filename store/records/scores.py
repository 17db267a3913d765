"""Answers of customers and the score made of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.record import Record

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


class Month(Record):
    """One point of the trend."""

    first: date
    score: Score
