"""Loyalty beside the score: years as a customer against the answers, and whom to call today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from store.errors import NotFound
from store.record import but
from store.records import Loyalty, LoyaltyRow, Task, Unhappy
from store.rules.nps import WINDOW_DAYS, window
from store.services import splits
from store.services.permits import sees
from store.services.tasks import Tasks
from store.tables import connection as connections
from store.tables import insight
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.services.context import Context

CALL_WITHIN = timedelta(days=1)
"""By when somebody should have called: the day after."""
SHOWN = 20


class Loyalties:
    """Customers by the years they have been with us."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @sees("score")
    def table(
        self,
        since: date | None = None,
        until: date | None = None,
        *,
        limit: int = SHOWN,
        reopened: bool = True,
    ) -> Loyalty:
        """Return years as a customer by promoters, passives, detractors, and who is unhappy now.

        Args:
            since: first day; with `until`, None for the last 90 days.
            until: last day.
            limit: so many customers to call, those longest with us first.
            reopened: False leaves answers to claims that were reopened out of the years; whoever is unhappy
                is to be called all the same.

        Raises:
            Refused: the person sees totals only.
        """
        context = self._context
        if since is None and until is None:
            since, until = window(context.today(), WINDOW_DAYS)
        with connections.reading(context.connection):
            score = splits.split(context, since, until, "tenure", reopened=reopened)
            found = insight.unhappy(
                context.connection, str(since or date.min), str(until or context.today()), limit + 1
            )
            calls = tuple(self._call(row) for row in found[:limit])
        rows = tuple(LoyaltyRow(part.value or "", part) for part in score.by)
        return Loyalty(rows, calls, len(found) > limit)

    def _call(self, row: insight.Row) -> Unhappy:
        id_, name, since, contact, score, day, claim, product, reason, comment = row
        task = insight.open_task(self._context.connection, id_, claim)
        known = date.fromisoformat(since)
        years = relativedelta(self._context.today(), known).years
        found = Unhappy(
            customer_id=id_, customer=name, years=years, score=score,
            day=date.fromisoformat(day), claim=claim, product=product, reason=reason, comment=comment,
            todo=say(""), may_contact=bool(contact),
            task=Task(task[0], task[1], date.fromisoformat(task[2]) if task[2] else None, False, task[3],
                      claim=claim, customer_id=id_) if task else None,
        )  # fmt: skip
        return but(found, todo=_todo(found))

    @sees("score")
    def call(self, claim: str) -> Task:
        """Make a task of an unhappy customer: call them by tomorrow. Twice makes one task.

        Raises:
            NotFound: nobody long-standing is unhappy about this claim.
            Refused: the person sees totals only.
        """
        with self._context.deciding():
            splits.check(self._context.agent, "tenure")
            today = self._context.today()
            rows = insight.unhappy(self._context.connection, str(date.min), str(today), -1)
            found = next((self._call(row) for row in rows if row[6] == claim.strip().upper()), None)
            if found is None:
                template = N_("Nobody long-standing is unhappy about claim {number}.")
                raise NotFound("NOT_UNHAPPY", say(template, number=claim[:40]), field="number")
            if found.task is not None:
                return found.task
            title = say(
                N_("Call {customer}: rated {score} for {claim}"),
                customer=found.customer, score=found.score, claim=found.claim,
            )  # fmt: skip
            return Tasks(self._context).add(
                str(title), today + CALL_WITHIN, claim=found.claim, customer=found.customer_id
            )


def _todo(about: Unhappy) -> Sentence:
    if about.task is not None:
        return say(N_("Promised: {title} ({day})."), title=about.task.title, day=about.task.due or "–")
    if not about.may_contact:
        return say(N_("Must not be contacted: make it right at the next visit."))
    if about.comment or about.reason:
        template = N_("Call, listen, and answer what was said: {said}")
        return say(template, said=(about.comment or about.reason or "")[:80])
    return say(N_("Call and ask what went wrong; nothing was written down."))
