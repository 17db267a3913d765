"""What surrounds a score: read beside it on the Score place, and whole in the report for the company."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.record import Record

if TYPE_CHECKING:
    from store.records.insight import Alert, Benchmark, Effort, LoyaltyRow, Pareto
    from store.records.scores import Invitations, MixChange, Month, Score
    from store.rules.compare import Mixed


class Beside(Record):
    """What must be known to judge the score of a window."""

    alerts: tuple[Alert, ...]
    invitations: Invitations
    benchmarks: tuple[Benchmark, ...]
    mixed: Mixed | None = None
    """At equal response of the parts of a split; None where parts are not for this person to see."""
    change: MixChange | None = None
    """Against the window before; None where there is none, or parts are not to be seen."""


class Overview(Record):
    """Everything that stands in a report; of persons nothing, unless `team` was asked for."""

    desk: str
    today: date
    since: date | None
    until: date | None
    currency: str
    score: Score
    months: tuple[Month, ...]
    beside: Beside
    splits: tuple[tuple[str, Score], ...]
    """By what, and the score with its parts."""
    loyalty: tuple[LoyaltyRow, ...]
    effort: tuple[Effort, ...]
    pareto: Pareto | None
    team: bool = False
    """It names who works here."""
