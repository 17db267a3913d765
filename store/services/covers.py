"""The coverage question about a unit of the book, put together and answered.

Nothing of an answer is kept. What is asked is a `Case`: the unit, the policies its product comes with, its
own plans, its past and the repairs for which it is with us now. Asked with other facts, it answers *what if*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from store.record import but
from store.services.days import days_of
from store.tables import claims, registers, units

if TYPE_CHECKING:
    from store.records import Cover, Unit
    from store.rules.case import Case, Site
    from store.services.context import Context
    from store.services.shelf import Shelf

Past = Sequence[Mapping[str, object]]
"""What happened to a unit, as plain data of a case."""


class Covers:
    """Coverage of units."""

    def __init__(self, context: Context) -> None:
        """Read through `context`."""
        self._context = context
        self._known: tuple[int, object, Shelf | None] = (-1, None, None)
        self._where: tuple[object, Site] | None = None

    def cover(self, unit: Unit, terms: Mapping[str, Any], on: date, **asked: Any) -> Cover:
        """Compute what is covered on a day, and why.

        Args:
            unit: the unit.
            terms: come with the unit from `tables.units`.
            on: the day asked about.
            asked: component, fault, failed, typed, others; see `store.rules.offers.case_for`.
        """
        from store.rules.coverage import cover

        return cover(self.case(unit, terms, self.past(unit.id), on, **asked))

    def drawn(self, unit: Unit, terms: Mapping[str, Any], on: date, typed: str | None = None) -> Cover:
        """Compute the cover of the whole unit, with the layers of its components for the time line."""
        from store.rules import coverage, offers

        past = self.past(unit.id)
        case = self.case(unit, terms, past, on, typed=typed)
        cover = coverage.cover(case)
        apart = [
            layer
            for scope in offers.components(case)
            for layer in coverage.cover(self.case(unit, terms, past, on, scope)).layers
            if layer.scope == scope
        ]
        return but(cover, layers=(*cover.layers, *apart)) if apart else cover

    def past(
        self,
        unit: str,
        *,
        apart_from: str | None = None,
        skip: Callable[[int, str], bool] = lambda _hlc, _origin: False,
    ) -> Past:
        """Return what happened to a unit, and for which repairs it is with us now.

        Args:
            unit: its id.
            apart_from: id of a claim that is to count as not there.
            skip: tells by its stamp whether something that happened is left out.
        """
        connection = self._context.connection
        return [*units.history(connection, unit, skip), *claims.away(connection, unit, apart_from)]

    def case(
        self,
        unit: Unit,
        terms: Mapping[str, Any],
        past: Past,
        on: date,
        component: str | None = None,
        **asked: Any,
    ) -> Case:
        """Return the question what covers a unit on a day."""
        from store.rules import offers

        return offers.case_for(
            unit,
            policies=self.shelf().of(unit, terms["policies"]),
            plans=terms["plans"],
            listed=terms["listed"],
            history=past,
            site=self.site(),
            on=on,
            component=component,
            **asked,
        )

    def shelf(self) -> Shelf:
        """Return the desk's policies, parsed anew only when one of them has changed."""
        from store.services.shelf import Shelf

        version, texts, shelf = self._context.version(), self._known[1], self._known[2]
        if shelf is None or self._known[0] != version:
            found = registers.policy_texts(self._context.connection)
            if shelf is None or found != texts:
                shelf = Shelf(registers.policies(self._context.connection))
            self._known = (version, found, shelf)
        return shelf

    def site(self) -> Site:
        """Return the desk's working days and holidays: those of its country and its own."""
        settings = self._context.settings()
        if self._where is None or self._where[0] is not settings:
            self._where = (settings, _site(settings))
        return self._where[1]


def _site(settings: Mapping[str, object]) -> Site:
    from store.rules.calendar import EVERY_DAY, WEEKDAYS
    from store.rules.case import Site

    working = settings["working_days"]
    chosen = working if isinstance(working, list) and working else WEEKDAYS
    calendar = settings["calendar"]
    named = days_of(calendar.get("days")) if isinstance(calendar, dict) else {}
    return Site(
        working=frozenset(WEEKDAYS.index(day) for day in chosen if day in WEEKDAYS) or EVERY_DAY,
        holidays=frozenset((*named, *days_of(settings["holidays"]))),
        names=named,
    )
