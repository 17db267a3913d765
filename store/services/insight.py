"""What stands beside the score, one object per subject."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from store.services.permits import sees

if TYPE_CHECKING:
    from datetime import date

    from store.records import Pareto
    from store.services.alerts import Alerts
    from store.services.benchmarks import Benchmarks
    from store.services.context import Context
    from store.services.effort import Efforts
    from store.services.loyalty import Loyalties


class Insight:
    """Alerts, loyalty, effort, faults and benchmarks of a desk."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @cached_property
    def alerts(self) -> Alerts:
        """What is out of the ordinary."""
        from store.services.alerts import Alerts

        return Alerts(self._context)

    @cached_property
    def loyalty(self) -> Loyalties:
        """Customers by their years with us, and whom to call."""
        from store.services.loyalty import Loyalties

        return Loyalties(self._context)

    @cached_property
    def effort(self) -> Efforts:
        """What claims cost in trouble."""
        from store.services.effort import Efforts

        return Efforts(self._context)

    @cached_property
    def benchmarks(self) -> Benchmarks:
        """What others are said to score."""
        from store.services.benchmarks import Benchmarks

        return Benchmarks(self._context)

    @sees("score")
    def pareto(self, product: str | None, since: date, until: date, *, reopened: bool = True) -> Pareto:
        """Return the faults of a model, or of all, over a period; see `store.services.pareto`."""
        from store.services.pareto import pareto

        return pareto(self._context, product, since, until, reopened=reopened)
