"""The async face of the store: the only room of the screen that opens it.

Two connections, and a third where it is needed (`tui.looker`). Look-ups of a few hundred microseconds
(`find`, `card`, `running`) are plain calls on the reader, in the event loop: a hop to a thread would cost
more frames than the query costs time. Everything that writes runs in order on one thread of its own with the
writer; what only looks up and may take long, such as alerts, has a thread and a connection beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from store.records import (
    Card,
    Chapter,
    Cover,
    DaysOff,
    Found,
    Layer,
    Ledger,
    Loan,
    Month,
    Policy,
    PolicyUse,
    Queue,
    Rating,
    Score,
    Task,
)
from store.wording import Sentence
from tui.desk_filing import FilingDesk
from tui.desk_privacy import PrivateDesk
from tui.desk_safety import SafeDesk, told
from tui.desk_score import ScoreDesk

if TYPE_CHECKING:
    from store.paper.document import Document, HandedOut
    from store.records import Report


class Desk(SafeDesk, FilingDesk, ScoreDesk, PrivateDesk):
    """What screens ask of the store."""

    @property
    def name(self) -> str:
        """Name of the desk, empty before the first run."""
        return self._reader.settings.name

    @property
    def currency(self) -> str:
        """Three letters: what amounts of money are in."""
        return str(self._reader.settings.get("currency"))

    @property
    def throw_away(self) -> bool:
        """True for a demo desk, whose file is deleted at the end."""
        return self._reader.settings.throw_away

    def today(self) -> date:
        """Return the local day at the site."""
        return self._reader.today()

    def count_units(self) -> int:
        """Return how many units the desk knows."""
        return self._reader.units.count()

    def find(self, text: str, limit: int = 20) -> Found:
        """Find units by serial, phone, name or claim number, without their cover."""
        return told(lambda store: store.units.find(text, limit), self._reader)

    def card(self, unit_id: str) -> Card:
        """Return everything about one unit; the cover is computed for today."""
        return told(lambda store: store.units.card(unit_id), self._reader)

    def version(self) -> int:
        """Return a number that changes whenever anything was saved, here or by another program."""
        return told(lambda store: store.context.version(), self._reader)

    def running(self) -> Score:
        """Return the score of the last 90 days, from its counters."""
        return self._reader.ratings.running()

    def running_trend(self) -> tuple[Month, ...]:
        """Return the last four months, for the header."""
        return self._reader.ratings.trend(months=4)

    async def queue(
        self,
        view: str,
        after: str | None = None,
        limit: int = 50,
        *,
        state: str | None = None,
        owner: str | None = None,
    ) -> Queue:
        """Return a page of the claims in `view`, the most urgent first.

        Args:
            view: open, mine, parts, ready, late, conflict, closed or all.
            after: where the page before ended (`Queue.after`).
            limit: lines at the most.
            state: only those in this state.
            owner: only those of the person with this id.
        """
        return await self._run(lambda store: store.claims.queue(view, after, limit, state=state, owner=owner))

    async def owners(self) -> tuple[tuple[str, str, int], ...]:
        """Return id and name of everybody who has open claims, and how many."""
        return await self._run(lambda store: store.claims.owners())

    async def loans(self, skip: int = 0, limit: int = 50) -> tuple[Loan, ...]:
        """Return the loaners that are out past the first `skip`, those given first leading."""
        return await self._run(lambda store: store.workshop.loans(skip, limit))

    async def ledger(self, since: date | None = None, after: str | None = None, limit: int = 50) -> Ledger:
        """Return the goodwill of the period that begins on `since` (the running one), a page at a time.

        Raises:
            Refused: the person at the desk may not see it.
        """
        return await self._run(lambda store: store.workshop.ledger(since, None, after, limit))

    async def history(self, number: str, after: str | None = None, limit: int = 50) -> Chapter:
        """Return a page of all that happened to a claim, the newest first."""
        return await self._run(lambda store: store.workshop.history(number, after, limit))

    async def rate(
        self, claim_number: str, score: int | None, *, comment: str | None = None, reason: str | None = None
    ) -> Rating | None:
        """Record an answer of 0-10 for a closed claim; None: the customer prefers not to answer."""
        return await self._run(
            lambda store: store.ratings.record(claim_number, score, comment=comment, reason=reason)
        )

    async def tasks(self, *, due: bool = False) -> tuple[Task, ...]:
        """Return open tasks, those due first."""
        return await self._run(lambda store: store.tasks.list(due=due))

    async def policies(self) -> tuple[Policy, ...]:
        """Return the policies of the desk."""
        return await self._run(lambda store: store.policies.list())

    async def policy_uses(self) -> Mapping[str, PolicyUse]:
        """Return, by id, what each policy is used by."""
        return await self._run(lambda store: store.policies.uses())

    async def policy_words(
        self, policy: Policy, start: date
    ) -> tuple[tuple[Sentence, ...], tuple[Layer, ...]]:
        """Return a policy in plain words, and its covers for a made-up unit that starts on `start`."""
        return await self._run(
            lambda store: (store.policies.describe(policy), store.policies.drawn(policy, start))
        )

    async def jurisdictions(self) -> tuple[str, ...]:
        """Return the jurisdictions that *what if* can ask about."""
        return await self._run(lambda store: store.units.jurisdictions())

    async def what_if(
        self, unit_id: str, changes: Mapping[str, object], component: str | None = None
    ) -> tuple[Cover, Cover]:
        """Return the answer for today as it is, and as it would be with `changes`; nothing is written.

        Args:
            unit_id: the unit.
            changes: see `store.services.whatif.CHANGES`.
            component: the part asked about; None: the whole unit.

        Raises:
            Refused: a change is impossible.
        """
        return await self._run(lambda store: store.units.what_if(unit_id, changes, None, component))

    async def edit_unit(self, unit_id: str, changes: Mapping[str, object], reason: str) -> None:
        """Correct a unit; the reason is kept in the journal.

        Raises:
            Refused: there is no reason, or a value is impossible.
        """
        await self._run(lambda store: store.units.edit(unit_id, changes, reason))

    @property
    def paper_at_once(self) -> bool:
        """True where a paper is shown as soon as it is due, without a key."""
        return bool(self._reader.papers.setup.get("paper_at_once"))

    def paper_setup(self) -> Mapping[str, object]:
        """Return how papers leave this machine; see `store.services.paper_setup.DEFAULTS`."""
        return self._reader.papers.setup.all()

    async def set_paper_up(self, values: Mapping[str, object]) -> None:
        """Choose how papers leave this machine: all of it or nothing.

        Raises:
            Refused: the value cannot be one, or only an admin may.
        """
        await self._run(lambda store: store.papers.setup.set(**values))

    async def paper(self, number: str, kind: str | None = None, language: str | None = None) -> Document:
        """Return a paper of a claim; see `store.services.papers`.

        Raises:
            Refused: there is no such paper of it yet.
        """
        return await self._run(lambda store: store.papers.of_claim(number, kind, language))

    async def paper_kinds(self, number: str) -> tuple[str, ...]:
        """Return the papers there are of a claim, the one wanted first leading."""
        return await self._run(lambda store: store.papers.kinds(number))

    async def statement(self, unit_id: str, language: str | None = None) -> Document:
        """Return the statement of what is covered of a unit today."""
        return await self._run(lambda store: store.papers.of_unit(unit_id, language))

    async def handed_out(self, document: Document) -> tuple[HandedOut, ...]:
        """Return when papers of this claim or unit left the desk, the latest first."""
        return await self._run(lambda store: store.papers.handed_out(document))

    async def save_paper(self, document: Document, form: str) -> Path:
        """Save a paper in the folder for papers: ``html``, or text of 42 or 80 columns.

        Raises:
            Refused: it cannot be saved.
        """
        return await self._run(lambda store: store.papers.save(document, form))

    async def print_paper(self, document: Document, form: str) -> None:
        """Hand a paper to the print command; a slow printer keeps nothing else of the desk waiting.

        Raises:
            Refused: there is no command, or it failed; nothing is lost.
        """
        from store.exchange.slips import hand_to
        from store.services.papers import PRINTED, laid_out

        command = await self._run(lambda store: store.papers.command())
        await asyncio.to_thread(hand_to, command, laid_out(document, form))
        await self._run(lambda store: store.papers.note(document, PRINTED, form))

    async def calendar(self) -> DaysOff:
        """Return when the desk does not work."""
        return await self._run(lambda store: store.calendar.now())

    async def countries(self) -> tuple[tuple[str, str], ...]:
        """Return code and name of the countries whose holidays are known."""
        return await self._run(lambda store: store.calendar.countries())

    async def subdivisions(self, country: str) -> tuple[tuple[str, str], ...]:
        """Return code and name of the parts of a country that have holidays of their own."""
        return await self._run(lambda store: store.calendar.subdivisions(country))

    async def choose_calendar(
        self, country: str, part: str, working: Sequence[str], closed: Sequence[str]
    ) -> DaysOff:
        """Choose country and part (*none* for neither), working days and own closed days.

        Raises:
            Refused: it is not the role's to change, or a value is impossible.
        """
        return await self._run(
            lambda store: store.calendar.change(
                country=country, subdivision=part, working=working, closed=closed
            )
        )

    async def name_desk(self, name: str) -> None:
        """Give the desk its name."""
        await self._run(lambda store: store.settings.rename(name))

    async def import_file(
        self, path: Path, options: Mapping[str, object], progress: Callable[[int, int], None]
    ) -> Report:
        """Import a file; `progress` is called from the desk's thread with bytes done and bytes in all."""
        return await self._run(lambda store: store.bring_in(path, options, progress))
