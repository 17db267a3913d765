"""What the screens about the score ask of the store; part of `tui.desk`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from store.records import Alert, Benchmark, Beside, Effort, Loyalty, Month, Pareto, Rating, Score, Task
    from store.store import Store
    from store.wording import Sentence

Answer = TypeVar("Answer")


class ScoreDesk:
    """The score and what stands beside it: looked up beside the work, written on the desk's own thread."""

    async def _run(self, work: Callable[[Store], Answer]) -> Answer:
        raise NotImplementedError

    async def _look(self, work: Callable[[Store], Answer]) -> Answer:
        raise NotImplementedError

    async def score(
        self, since: date | None, until: date | None, by: str | None = None, *, reopened: bool = True
    ) -> Score:
        """Return the score of a period (both days included; None: no bound), split by `by`.

        Raises:
            Refused: parts are not for this person to see.
        """
        return await self._look(lambda store: store.ratings.score(since, until, by, reopened=reopened))

    async def trend(self, months: int = 12, *, reopened: bool = True) -> tuple[Month, ...]:
        """Return the score of each of the last calendar months, oldest first."""
        return await self._look(lambda store: store.ratings.trend(months, reopened=reopened))

    async def beside(
        self, since: date | None, until: date | None, by: str, *, reopened: bool = True
    ) -> Beside:
        """Return what must be known to judge the score of a period."""
        from store.services.overview import beside

        return await self._look(lambda store: beside(store, since, until, by, reopened=reopened))

    async def alerts(self) -> tuple[Alert, ...]:
        """Return what is out of the ordinary, alerts first."""
        return await self._look(lambda store: store.insight.alerts.list())

    async def alert_line(self) -> Sentence | None:
        """Return the one line that may interrupt; None while there is no alert."""
        return await self._look(lambda store: store.insight.alerts.line())

    async def loyalty(
        self, since: date | None, until: date | None, limit: int = 50, *, reopened: bool = True
    ) -> Loyalty:
        """Return years as a customer by answers, and at most `limit` unhappy ones to call.

        Raises:
            Refused: the person sees totals only.
        """
        return await self._look(
            lambda store: store.insight.loyalty.table(since, until, limit=limit, reopened=reopened)
        )

    async def call_unhappy(self, claim: str) -> Task:
        """Make a task of an unhappy customer; twice makes one.

        Raises:
            NotFound: nobody is unhappy about this claim.
        """
        return await self._run(lambda store: store.insight.loyalty.call(claim))

    async def effort(self, *, reopened: bool = True) -> tuple[Effort, ...]:
        """Return what claims have cost in trouble in each of the last twelve months, oldest first."""
        return await self._look(lambda store: store.insight.effort.trend(reopened=reopened))

    async def pareto(
        self, product: str | None, since: date | None, until: date, *, reopened: bool = True
    ) -> Pareto:
        """Return the faults of a model (None: of all) over a period; None: since ever.

        Raises:
            Refused: the person sees totals only.
        """
        first = since or date.min
        return await self._look(lambda store: store.insight.pareto(product, first, until, reopened=reopened))

    async def correct_answer(self, number: str, score: int, reason: str) -> Rating:
        """Put right the answer to a claim that was taken down wrongly.

        Raises:
            NotFound: there is no answer.
            Refused: the person may not, no reason is given, or nothing would change.
        """
        return await self._run(lambda store: store.ratings.correct(number, score, reason))

    async def benchmarks(self, *, retired: bool = False) -> tuple[Benchmark, ...]:
        """Return the benchmarks; with `retired`, also those out of use."""
        return await self._look(lambda store: store.insight.benchmarks.list(retired=retired))

    async def add_benchmark(
        self, title: str, value: str, *, source: str, measured: date, method: str
    ) -> Benchmark:
        """Enter a benchmark.

        Raises:
            Refused: something is missing or impossible; the field is named.
        """
        return await self._run(
            lambda store: store.insight.benchmarks.add(
                title, value, source=source, measured=measured, method=method
            )
        )

    async def retire_benchmark(self, id_: str) -> Benchmark:
        """Take a benchmark out of use.

        Raises:
            Refused: the person may not.
        """
        return await self._run(lambda store: store.insight.benchmarks.retire(id_))

    async def write_report(
        self,
        since: date | None,
        until: date | None,
        *,
        spoken: str | None = None,
        team: bool = False,
        out: Path | None = None,
    ) -> Path:
        """Write the report of a period to a new file and return where it is.

        Raises:
            Refused: the file is there or cannot be made, or the team is not for this person to see.
        """
        from store.services.reporting import write

        return await self._run(lambda store: write(store, since, until, spoken=spoken, team=team, out=out))
