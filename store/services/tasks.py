"""Tasks: add one, list those due, tick one off."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.clean import clean
from store.errors import Refused
from store.records import Task
from store.rules.cards import no_card
from store.rules.roles import EDIT
from store.services import veil
from store.services.permits import needs, sees
from store.tables import tasks
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

SHOWN = 200


class Tasks:
    """What was promised."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @needs(EDIT, "claim")
    def add(
        self,
        title: str,
        due: date | None = None,
        *,
        unit: str | None = None,
        claim: str | None = None,
        customer: str | None = None,
        owner: str | None = None,
    ) -> Task:
        """Promise something for a unit, a claim (by number) or a customer, by a day."""
        title = no_card(clean(title, field="title"), "title")
        if not title:
            raise Refused("NO_TITLE", say(N_("A task needs a title: what is to be done?")), field="title")
        id_ = self._context.random_id()
        task = Task(id_, title, due, False, owner or self._context.agent.id, unit, claim, customer)
        fields = {
            "title": title,
            "due": due.isoformat() if due else None,
            "owner": task.owner,
            "unit": unit,
            "claim": claim,
            "customer": customer,
        }
        known = {name: value for name, value in fields.items() if value is not None}
        with self._context.deciding():
            self._context.assign("task", task.id, known, {"title": title})
        return task

    @needs(EDIT, "claim")
    def done(self, task: Task) -> None:
        """Tick a task off."""
        with self._context.deciding():
            # Not the title as it was shown: it may be one that names nobody.
            title = tasks.title(self._context.connection, task.id) or task.title
            self._context.assign("task", task.id, {"done": 1}, {"title": title})

    @sees("claim")
    def list(self, *, due: bool = False) -> tuple[Task, ...]:
        """Return open tasks, the nearest first; with `due`, only those due by today."""
        by = self._context.today().isoformat() if due else None
        return veil.tasks(self._context, tasks.open_tasks(self._context.connection, by, SHOWN))
