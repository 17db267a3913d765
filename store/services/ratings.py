"""Ratings and the score."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.clean import clean
from store.errors import NotFound, Refused
from store.records import Correction, Invitations, MixChange, Month, Rating, Score, Unasked
from store.rules import reasons, roles
from store.rules.cards import no_card
from store.rules.claim_world import Actor
from store.rules.nps import window
from store.rules.roles import CREATE, EDIT
from store.services import asked, splits, veil
from store.services.asked import FIRST, LAST
from store.services.permits import needs, sees
from store.tables import connection as connections
from store.tables import ratings, registers, score_parts
from store.wording import N_, say

if TYPE_CHECKING:
    from store.rules.compare import Mixed
    from store.services.claims import Claims
    from store.services.context import Context
    from store.services.units import Units

NONE = score_parts.Sums()


class Ratings:
    """The answers of customers."""

    def __init__(self, context: Context, claims: Claims, units: Units) -> None:
        """Read and write through `context`; answers are about `claims` on `units`."""
        self._context = context
        self._claims = claims
        self._units = units
        self._running: tuple[tuple[int, date, str], Score] | None = None

    @needs(CREATE, "rating")
    def record(
        self, number: str, score: int | None, *, comment: str | None = None, reason: str | None = None
    ) -> Rating | None:
        """Record the answer for a closed claim; None: the customer prefers not to answer.

        Raises:
            NotFound: there is no such claim.
            Refused: the claim is not closed or has its answer, the score is not a whole number 0-10, or it
                is not for this person to enter: a technician does not rate their own work.
        """
        with self._context.deciding():
            claim = self._claims.get(number)
            self._may_enter(claim.number or number)
            self._may_rate(claim.state, claim.number or number)
            subject = f"rating:{claim.number}"
            if score is None:
                self._context.record("rating.decline", subject, {"day": self._context.today().isoformat()})
                return None
            _whole_score(score)
            why = reasons.checked(score, _written(reason, 60, "reason"))
            unit = self._units.get(claim.unit_id) if claim.unit_id else None
            body = {
                "id": self._context.random_id(),
                "score": score,
                "day": self._context.today().isoformat(),
                "unit": claim.unit_id,
                "product": unit.product_id if unit else "",
                "serial": unit.serial if unit else None,
                "partner": unit.partner if unit else None,
                "reason": why,
                "comment": _written(comment, 2000, "comment"),
            }
            self._context.record("rating.record", subject, body)
            return ratings.of_claim(self._context.connection, claim.number or number)

    def _may_enter(self, number: str) -> None:
        """Refuse whose role enters no answers, and technicians about their own work.

        An admin may be alone at the desk and stands in for an agent.
        """
        person = self._context.agent
        role = "agent" if person.role == "admin" else person.role
        actor = Actor(person.name, role, person.active)
        roles.require(actor, roles.CREATE, "rating")
        if role == "technician" and person.id in ratings.handled_by(self._context.connection, number):
            roles.forbid_own(actor, "rate own work", person.name)

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

    @needs(EDIT, "rating correction")
    def correct(self, number: str, score: int, reason: str) -> Rating:
        """Put right what was written down wrongly; what was said first stays in the history.

        Args:
            number: of the claim, or the id of an unlinked answer.
            score: 0-10.
            reason: why; kept in the journal.

        Raises:
            NotFound: there is no such answer.
            Refused: the person may not, it is their own work, no reason is given, or nothing would change.
        """
        context = self._context
        why = _written(reason, 2000, "reason") or ""
        with context.deciding():
            actor = Actor(context.agent.name, context.agent.role, context.agent.active)
            roles.require(actor, roles.EDIT, "rating correction")
            found = self._answer(number)
            closer = ratings.handled_by(context.connection, found.claim)[0] if found.claim else None
            for name in {found.agent, closer} - {None}:
                roles.forbid_own(actor, "correct own rating", self._name(name))
            _whole_score(score)
            if not why:
                raise Refused("MISSING_FIELD", say(N_("A correction needs its reason.")), field="reason")
            if score == found.score:
                raise Refused("SAME", say(N_("The answer is {score} already."), score=score), field="score")
            body = {"id": found.id, "score": score, "was": found.score, "reason": why,
                    "day": context.today().isoformat(), "role": context.agent.role}  # fmt: skip
            context.record("rating.correct", f"rating:{found.claim or found.id}", body)
            return self.answer(number)

    def _name(self, id_: str | None) -> str | None:
        people = registers.people(self._context.connection)
        return next((person.name for person in people if person.id == id_), id_)

    @sees("score")
    def answer(self, number: str) -> Rating:
        """Return the answer that counts for a claim, or an answer by its id.

        Raises:
            NotFound: there is none.
        """
        return veil.ratings(self._context, [self._answer(number)])[0]

    def _answer(self, number: str) -> Rating:
        connection, wanted = self._context.connection, number.strip()
        found = ratings.of_claim(connection, wanted.upper()) or ratings.by_id(connection, wanted)
        if found is None:
            template = N_("There is no answer for {number}.")
            raise NotFound("NO_SUCH_ANSWER", say(template, number=wanted[:40]), field="number")
        return found

    @sees("score")
    def corrections(self, number: str) -> tuple[Correction, ...]:
        """Return how an answer was corrected, the latest last."""
        found = self._answer(number)
        return veil.corrections(
            self._context, ratings.corrections(self._context.connection, found.id), found.claim
        )

    @sees("score")
    def running(self) -> Score:
        """Return the score of the last 90 days, today included; asked again, it costs a look at a version."""
        key = (self._context.version(), self._context.today(), self._context.agent.id)
        if self._running is None or self._running[0] != key:
            since, until = window(key[1])
            self._running = (key, self.score(since, until))
        return self._running[1]

    @sees("score")
    def score(
        self, since: date | None, until: date | None, by: str | None = None, *, reopened: bool = True
    ) -> Score:
        """Return the score of a period, both days included (None: no bound), split by `by`.

        Args:
            since: first day.
            until: last day.
            by: one of `store.services.splits.SPLITS`.
            reopened: False leaves out answers to claims that were reopened.

        Raises:
            Refused: there is no such split, or the person may not see it.
        """
        with connections.reading(self._context.connection):
            if by is None:
                return splits.whole(self._context, since, until, reopened=reopened)
            return splits.split(self._context, since, until, by, reopened=reopened)

    @sees("score")
    def mixed(self, since: date | None, until: date | None, by: str, *, reopened: bool = True) -> Mixed:
        """Return the score as it would be if every part of a split had answered alike.

        `reopened` as in `score`.

        Raises:
            Refused: there is no such split, or the person may not see it.
        """
        from store.services import mixes

        with connections.reading(self._context.connection):
            return mixes.mixed(self._context, since, until, by, reopened=reopened)

    @sees("score")
    def compare(self, since: date, until: date, by: str = "product", *, reopened: bool = True) -> MixChange:
        """Compare a period with the one of the same length before it, as it stands and at equal mix.

        `reopened` as in `score`.

        Raises:
            Refused: there is no such split, or the person may not see it.
        """
        from store.services import mixes

        with connections.reading(self._context.connection):
            return mixes.compare(self._context, since, until, by, reopened=reopened)

    @sees("score")
    def trend(self, months: int = 12, *, reopened: bool = True) -> tuple[Month, ...]:
        """Return the score of each of the last calendar months, oldest first; `reopened` as in `score`."""
        from store.rules.spans import month_name, months_back

        context = self._context
        own = splits.reach(context.agent).own
        firsts = months_back(context.today(), months)
        names = [month_name(first) for first in firsts]
        part = (own or score_parts.WHOLE, context.agent.id if own else "")
        with connections.reading(context.connection):
            found = score_parts.series(context.connection, *part, names)
            again = {} if reopened else score_parts.series(context.connection, *part, names, again=True)
        return tuple(
            Month(first, splits.summed(found.get(name, NONE).minus(again.get(name, NONE)), first, None))
            for first, name in zip(firsts, names, strict=True)
        )

    @sees("score")
    def invitations(self, since: date | None, until: date | None, *, reopened: bool = True) -> Invitations:
        """Return what came of asking in a period: who answered, declined, was not asked and why.

        `reopened` as in `score`.
        """
        context = self._context
        with connections.reading(context.connection):
            score = splits.whole(context, since, until, reopened=reopened)
            came = asked.came(context, since, until, reopened=reopened)
        came.pop("ASKED", 0)
        declined = came.pop("DECLINED", 0)
        ordered = sorted(came.items(), key=lambda each: (-each[1], each[0]))
        kept = tuple((reason, n) for reason, n in ordered if n)
        return Invitations(since, until, score.invited or 0, score.answered or 0, declined, kept)

    @sees("score")
    def unasked(
        self, since: date | None, until: date | None, reason: str | None = None, limit: int = 50
    ) -> tuple[Unasked, ...]:
        """Return the customers who were not asked in a period, the latest first.

        Raises:
            Refused: the person sees totals only.
        """
        self._may_list()
        first, last = (str(since) if since else FIRST), (str(until) if until else LAST)
        return ratings.unasked(self._context.connection, first, last, reason, limit)

    @sees("score")
    def flagged(self, limit: int = 50) -> tuple[Rating, ...]:
        """Return the answers dated before their claim was closed, or after today.

        Raises:
            Refused: the person sees totals only.
        """
        self._may_list()
        today = self._context.today().isoformat()
        return veil.ratings(self._context, ratings.flagged(self._context.connection, today, limit))

    def _may_list(self) -> None:
        splits.check(self._context.agent, "product")


def _whole_score(score: object) -> None:
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= 10:
        raise Refused("BAD_SCORE", say(N_("A rating is a whole number from 0 to 10.")), field="score")


def _written(text: str | None, limit: int, field: str) -> str | None:
    return no_card(clean(text, multiline=True, limit=limit, field=field), field) if text else None
