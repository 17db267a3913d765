"""Benchmarks: scores of others as the user entered them, with source, date and method; none is built in."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from store.clean import clean
from store.errors import NotFound, Refused
from store.records import Benchmark
from store.rules import roles
from store.rules.cards import no_card
from store.rules.claim_world import Actor
from store.services.permits import judged, sees
from store.tables import insight
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

_VALUE = re.compile(r"[+-]?\d{1,3}(\.\d{1,6})?", re.ASCII)


class Benchmarks:
    """What others are said to score."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @sees("score")
    def list(self, *, retired: bool = False) -> tuple[Benchmark, ...]:
        """Return the benchmarks, the newest first; with `retired`, also those taken out of use."""
        today = self._context.today()
        found = []
        for id_, title, value, source, measured, method, ended in insight.benchmarks(
            self._context.connection, retired=retired
        ):
            day = date.fromisoformat(measured)
            age = (today - day).days
            found.append(Benchmark(id_, title, Fraction(value), source, day, method, age, ended is not None))
        return tuple(found)

    @judged
    def add(self, title: str, value: str | int, *, source: str, measured: date, method: str) -> Benchmark:
        """Enter a benchmark.

        Args:
            title: whose score it is.
            value: from -100 to 100, with decimals if it has them.
            source: where it is published.
            measured: the day it was measured or published.
            method: how: who was asked, how many, by what means.

        Raises:
            Refused: the person may not, something is missing, the value is no score, or the day lies ahead.
        """
        self._may()
        fields = {"title": title, "source": source, "method": method}
        given: dict[str, object] = {
            name: no_card(clean(each, limit=300).strip(), name) for name, each in fields.items()
        }
        for name, each in given.items():
            if not each:
                template = N_(
                    "A benchmark needs {field}: whose score, from where, on which day, how measured."
                )
                raise Refused("MISSING_FIELD", say(template, field=name), field=name)
        text = str(value).strip().replace("−", "-")
        if not _VALUE.fullmatch(text) or not -100 <= Fraction(text) <= 100:
            template = N_("A score is a number from -100 to 100; this is {value}.")
            raise Refused("BAD_SCORE", say(template, value=text[:40] or "–"), field="value")
        if measured > self._context.today():
            template = N_("{day} lies ahead; a benchmark was measured on a day that has been.")
            raise Refused("FUTURE_DATE", say(template, day=measured), field="measured")
        id_ = self._context.random_id()
        given |= {"value": text, "measured": measured.isoformat()}
        with self._context.deciding():
            self._context.assign("benchmark", id_, given, {"title": given["title"]})
        return next(each for each in self.list() if each.id == id_)

    @judged
    def retire(self, name: str) -> Benchmark:
        """Take a benchmark (by id or title) out of use; it stays in the list of the retired.

        Raises:
            NotFound: there is no such benchmark in use.
            Refused: the person may not.
        """
        self._may()
        with self._context.deciding():
            wanted = name.strip().casefold()
            found = next((each for each in self.list() if wanted in (each.id, each.title.casefold())), None)
            if found is None:
                template = N_("No benchmark in use is called {name}.")
                raise NotFound("NO_SUCH_BENCHMARK", say(template, name=name[:60]), field="name")
            fields = {"retired": self._context.today().isoformat()}
            self._context.assign("benchmark", found.id, fields, {"title": found.title})
        return next(each for each in self.list(retired=True) if each.id == found.id)

    def _may(self) -> None:
        """Let those enter benchmarks who see the score of the whole site."""
        agent = self._context.agent
        grant = roles.require(Actor(agent.name, agent.role, agent.active), roles.VIEW, "score")
        if grant.reach not in ("all", "site"):
            template = N_("{role} may not change benchmarks; ask a supervisor.")
            raise Refused("NOT_ALLOWED", say(template, role=agent.role))
