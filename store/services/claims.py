"""Claims: from a draft to the hand-over.

Every act is one transaction: gather the facts, let `store.rules.claims` decide, write the event, fold the
claim anew, and carry what it means for the unit's history and for the invitation to rate. A refused try
changes nothing, but it is written down, with what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from store.errors import NotFound, Refused, StoreError
from store.records import Claim, ClaimView, Clocks, Cover, Fault, Queue
from store.rules.cards import unsaid
from store.rules.claim_table import UNKNOWN_UNIT
from store.rules.roles import EDIT
from store.services import claim_world
from store.services.aftermath import carry
from store.services.attempts import note_refusal
from store.services.catalogue import Faults
from store.services.effort import NOTHING, told_apart
from store.services.filing import nobody_knows, target
from store.services.permits import judged, needs, sees
from store.services.queues import queue
from store.tables import claim_fold, claims, queues

if TYPE_CHECKING:
    from store.rules.claim_merge import Graph
    from store.services.attachments import Attachments, Taken
    from store.services.context import Context
    from store.services.units import Units
    from store.tables.journal import Event

Values = Mapping[str, object]
Coverage = Callable[[str, Values], Values]
Whose = Callable[[dict[str, object]], dict[str, object]]
NEW_ONLY = ("customer", "read_serial", "described")
"""What is given with a filing and belongs to the draft it begins with."""


class Claims:
    """The claims of the desk."""

    def __init__(
        self,
        context: Context,
        units: Units,
        coverage: Coverage | None = None,
        attachments: Attachments | None = None,
    ) -> None:
        """Work on `units`; `coverage` answers for a unit's id and what is filed, today, as plain data."""
        self._attachments = attachments
        self._context = context
        self._units = units
        self._coverage = coverage or self._covered_today

    @judged
    def file(self, unit: str | None, values: Mapping[str, object], whose: Whose | None = None) -> Claim:
        """Create and file a claim in one act, with the files that are attached to it.

        Args:
            unit: the unit's id; None: it is not in the book.
            values: fault, failure_date, channel; may have component, note, condition, accessories,
                different_fault, repeat_of, and attach: paths; and what it took to fill in the form: keys and
                seconds, whole numbers.
            whose: for a unit that is not in the book: adds the customer to what was given.

        Raises:
            Refused: nothing was written but the attempt.
        """
        given, beside = told_apart(values)
        try:
            files = self._attachments.take_all(given.pop("attach", ())) if self._attachments else []
            with self._context.deciding():
                given = whose(given) if whose else given
                begun = {name: given.pop(name) for name in NEW_ONLY if name in given}
                steps = self._create(unit, {"unit": UNKNOWN_UNIT, **begun} if unit is None else {})
                filed = self._act(steps, "file", given, beside)
                for file in files:
                    filed = self._act(steps, "attach", {"file": file})
                if unit is not None:
                    self.keep_draft(unit, {})
        except Refused as refusal:
            note_refusal(self._context, f"unit:{unit or 'unknown'}", "file", values, refusal)
            raise
        return filed

    @judged
    def create(self, unit: str | None, given: Mapping[str, object] | None = None) -> Claim:
        """Open a draft on a unit, or on an unknown unit of a customer.

        Raises:
            Refused: nothing was written but the attempt.
        """
        try:
            with self._context.deciding():
                return self._create(unit, given or {}).result()
        except Refused as refusal:
            note_refusal(self._context, f"unit:{unit or 'unknown'}", "create", given or {}, refusal)
            raise

    def _create(self, unit: str | None, given: Mapping[str, object]) -> Graph:
        about = unit or (UNKNOWN_UNIT if given.get("customer") else None)
        typed = {**({"unit": about} if about else {}), **given}
        steps = claim_fold.graph(self._context.connection, self._context.random_id())
        self._write(steps, None, "create", typed, unit)
        return steps

    @judged
    def act(self, number: str, action: str, values: Mapping[str, object]) -> Claim:
        """Do `action` to a claim.

        Raises:
            NotFound: there is no claim with this number.
            Refused: nothing was changed but the list of attempts.
        """
        id_ = self._id(number)
        given = {name: value for name, value in values.items() if value is not None}
        try:
            acted = given
            if action == "attach" and self._attachments:
                acted = {**given, "file": self._attachments.take(given.get("file"))}
            with self._context.deciding():
                return self._act(claim_fold.graph(self._context.connection, id_), action, acted)
        except StoreError as refusal:
            if isinstance(refusal, Refused | NotFound):
                note_refusal(self._context, f"claim:{id_}", action, given, refusal)
            raise

    def _act(self, steps: Graph, action: str, given: Values, beside: Values = NOTHING) -> Claim:
        claim, unit = steps.result(), None
        if action == "link_unit" and (unit := target(self._context, given)):
            given = {**given, "unit": unit}
        if action == "attach" and self._attachments and isinstance(given.get("file"), Mapping):
            self._attachments.make_sure(cast("Taken", given["file"]))
        after, event = self._write(steps, claim, action, given, unit or claim.unit_id, beside)
        carry(self._context, after, event)
        return after

    def _write(
        self,
        steps: Graph,
        claim: Claim | None,
        action: str,
        given: Values,
        unit: str | None,
        beside: Values = NOTHING,
    ) -> tuple[Claim, Event]:
        """Decide on the claim that `steps` make (None: a new one), write the event and fold it.

        What stands `beside` goes into the event undecided.
        """
        from store.rules.claims import decide

        context = self._context
        actor = claim_world.acting(context.who(), action)
        coverage: Mapping[str, object] = {"status": "UNKNOWN"}
        if action == "file":
            coverage = self._coverage(unit, given) if unit else nobody_knows(context.today())
        world = claim_world.gather(
            context, claim, unit, claim.customer_id if claim else None, coverage, action
        )
        body = {**decide(claim, action, actor, given, world), **beside}
        if claim is not None and claim.tip is not None:
            body["after"] = list(claim.tip)
        subject = f"claim:{steps.root.id}"
        event = context.journal.append(context.agent.id, f"claim.{action}", subject, body)
        return claim_fold.follow(context.connection, steps, event), event

    @sees("claim")
    def view(self, number: str) -> ClaimView:
        """Return a claim with its clocks, its card and what can be done to it now."""
        from store.services import claim_view

        return claim_view.view(self._context, self._units, self._claim(self._id(number)))

    @sees("claim")
    def get(self, number: str) -> Claim:
        """Return a claim by its number.

        Raises:
            NotFound: there is no such claim.
        """
        from store.services import claim_view

        return claim_view.named(self._context, self._claim(self._id(number)))

    def _id(self, number: str) -> str:
        return claim_world.claim_id(self._context.connection, number)

    def _claim(self, id_: str) -> Claim:
        claim = claim_fold.of(self._context.connection, id_)
        assert claim is not None
        return claim

    def _covered_today(self, unit: str, given: Values) -> Values:
        from store.services.frozen import answered

        return answered(self._units, self._context.today(), unit, given)

    @sees("claim")
    def cover_now_differs(self, claim: Claim) -> Cover | None:
        """Return what would be frozen for the claim's day with today's facts; None if it is the same."""
        from store.services.frozen import cover_now_differs

        return cover_now_differs(self._context, self._units.covers, claim)

    @sees("claim")
    def promise(self) -> Clocks:
        """Return the clocks a claim would get if it were filed today; they are the desk's, for any unit."""
        terms, today = claim_world.terms(self._context), self._context.today()
        law = None if terms.statutory_days is None else today + timedelta(days=terms.statutory_days)
        return Clocks(
            today + timedelta(days=terms.service_days), law, terms.service_days, terms.statutory_days
        )

    @sees("claim")
    def queue(
        self,
        view: str,
        after: str | None = None,
        limit: int = 50,
        *,
        state: str | None = None,
        owner: str | None = None,
    ) -> Queue:
        """Return a page of the claims in `view` (see `store.services.queues`), the most urgent first.

        `state` and `owner` (an id) narrow it further.
        """
        return queue(self._context, view, after, limit, state, owner)

    @sees("claim")
    def owners(self) -> tuple[tuple[str, str, int], ...]:
        """Return id and name of everybody who has open claims, and how many."""
        return tuple(queues.owners(self._context.connection))

    @sees("look-up")
    def faults(self, unit: str | None) -> tuple[Fault, ...]:
        """Return the fault codes for a unit's category, those filed most for its product first; None: all."""
        if unit is None:
            return Faults(self._context).list(None, None)
        known = self._units.get(unit)
        return Faults(self._context).list(known.product_id, known.category)

    @sees("claim")
    def draft(self, unit: str) -> Mapping[str, object]:
        """Return what was typed into a unit's claim form and not yet filed."""
        return claims.draft(self._context.connection, unit, self._context.agent.id)

    @needs(EDIT, "claim")
    def keep_draft(self, unit: str, values: Mapping[str, object]) -> None:
        """Keep what is typed so far, but no card's number; an empty mapping drops it."""
        with self._context.deciding():
            kept = {name: unsaid(value) for name, value in values.items()}
            at = self._context.clock().isoformat()
            claims.keep_draft(self._context.connection, unit, self._context.agent.id, kept, at)
