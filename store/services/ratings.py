"""Ratings and the score."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from store.clean import clean
from store.errors import Refused
from store.records import Month, Rating, Score
from store.tables import connection as connections
from store.tables import ratings
from store.wording import N_, say

if TYPE_CHECKING:
    from store.rules.compare import Mixed
    from store.services.claims import Claims
    from store.services.context import Context
    from store.services.units import Units

WINDOW = 90
"""Days of the running score, today included."""
FIRST, LAST = "0001-01-01", "9999-12-31"


class Ratings:
    """The answers of customers."""

    def __init__(self, context: Context, claims: Claims, units: Units) -> None:
        """Read and write through `context`; answers are about `claims` on `units`."""
        self._context = context
        self._claims = claims
        self._units = units

    def record(
        self, number: str, score: int | None, *, comment: str | None = None, reason: str | None = None
    ) -> Rating | None:
        """Record the answer for a closed claim; None: the customer prefers not to answer.

        Raises:
            NotFound: there is no such claim.
            Refused: the claim is not closed or has its answer, or the score is not a whole number 0-10.
        """
        with self._context.deciding():
            claim = self._claims.get(number)
            self._may_rate(claim.state, claim.number or number)
            subject = f"rating:{claim.number}"
            if score is None:
                self._context.record("rating.decline", subject, {"day": self._context.today().isoformat()})
                return None
            if isinstance(score, bool) or not 0 <= score <= 10:
                raise Refused("BAD_SCORE", say(N_("A rating is a whole number from 0 to 10.")), field="score")
            unit = self._units.get(claim.unit_id) if claim.unit_id else None
            body = {
                "id": self._context.random_id(),
                "score": score,
                "day": self._context.today().isoformat(),
                "unit": claim.unit_id,
                "product": unit.product_id if unit else "",
                "serial": unit.serial if unit else None,
                "partner": unit.partner if unit else None,
                "reason": clean(reason, limit=60) if reason else None,
                "comment": clean(comment, multiline=True, limit=2000) if comment else None,
            }
            self._context.record("rating.record", subject, body)
            return ratings.of_claim(self._context.connection, claim.number or number)

    def _may_rate(self, state: str, number: str) -> None:
        if state != "closed":
            raise Refused(
                "NOT_CLOSED",
                say(
                    N_("Claim {number} is {state}; the customer is asked when it is closed."),
                    number=number,
                    state=state,
                ),
                field="number",
            )
        if ratings.of_claim(self._context.connection, number):
            raise Refused(
                "ALREADY_RATED",
                say(N_("Claim {number} has its answer; a supervisor can correct it."), number=number),
                field="number",
            )

    def running(self) -> Score:
        """Return the score of the last 90 days, today included."""
        today = self._context.today()
        return self.score(today - timedelta(days=WINDOW - 1), today)

    def score(self, since: date | None, until: date | None, by: str | None = None) -> Score:
        """Return the score of a period, both days included (None: no bound), split by `by`.

        Raises:
            Refused: there is no such split.
        """
        if by is not None and by not in ratings.SPLITS:
            raise Refused(
                "NO_SUCH_SPLIT",
                say(
                    N_("There is no split by {by}; there are {known}."),
                    by=by,
                    known=", ".join(ratings.SPLITS),
                ),
                field="by",
            )
        connection = self._context.connection
        first, last = (str(since) if since else FIRST), (str(until) if until else LAST)
        with connections.reading(connection):
            whole = ratings.tally(connection, first, last)
            asked = ratings.invited(connection, first, last) or None
            answered = ratings.answered(connection, first, last)
            parts = ratings.by(connection, by, first, last) if by else {}
        from store.rules import nps

        split = [
            nps.summarise(*tally, since=since, until=until, invited=invited or None, key=key)
            for key, (tally, invited) in parts.items()
        ]
        split.sort(key=lambda part: (-part.n, part.key or ""))
        return nps.summarise(
            *whole, since=since, until=until, invited=asked, answered=answered, by=tuple(split)
        )

    def mixed(self, since: date | None, until: date | None, by: str) -> Mixed:
        """Return the score as it would be if every part of a split had answered alike.

        Raises:
            Refused: claims cannot be counted along this split.
        """
        from store.rules.compare import mix_adjusted
        from store.tables import trends

        if by not in trends.PARTS:
            template = N_("Claims cannot be counted by {by}; they can by {known}.")
            sentence = say(template, by=by, known=", ".join(trends.PARTS))
            raise Refused("NO_SUCH_SPLIT", sentence, field="by")
        first, last = (str(since) if since else FIRST), (str(until) if until else LAST)
        with connections.reading(self._context.connection):
            answers = ratings.by(self._context.connection, by, first, last)
            sizes = trends.closed(self._context.connection, by, first, last)
        nobody = (0, 0, 0)
        return mix_adjusted({key: (answers.get(key, (nobody, 0))[0], size) for key, size in sizes.items()})

    def trend(self, months: int = 12) -> tuple[Month, ...]:
        """Return the score of each of the last calendar months, oldest first."""
        from store.rules import nps

        today = self._context.today()
        this = today.replace(day=1)
        firsts = [this - relativedelta(months=back) for back in range(months - 1, -1, -1)]
        found = ratings.by_month(self._context.connection, str(firsts[0]), str(today))
        return tuple(
            Month(first, nps.summarise(*found.get(f"{first:%Y-%m}", (0, 0, 0)), since=first))
            for first in firsts
        )

    def latest(self, limit: int = 20) -> tuple[Rating, ...]:
        """Return the latest answers."""
        return tuple(ratings.latest(self._context.connection, limit))
