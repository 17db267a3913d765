"""What is out of the ordinary: scores that fell, faults claimed unusually often.

Facts come from `store.tables.trends`, judgement from `store.rules.alerts`.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.record import Record
from store.rules import alerts as rules
from store.tables import connection as connections
from store.tables import trends
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.services.context import Context

LEVELS = (rules.ALERT, rules.WATCH)
MIXES = ("fault", "resolution", "partner")
"""Splits along which a fall is looked at again: it may be that only the mix changed."""


class Alert(Record):
    """One thing worth a look."""

    level: str
    """alert, which may interrupt, or watch."""
    kind: str
    """nps_fall or claims_spike."""
    message: Sentence
    product: str | None
    """Name of the product; None: the whole desk, or a category."""
    fault: str | None
    p: float
    """Probability that chance alone makes it so."""


class Alerts:
    """The alerts of the desk, computed when they are asked for."""

    def __init__(self, context: Context) -> None:
        """Read through `context`."""
        self._context = context

    def list(self) -> tuple[Alert, ...]:
        """Return what is out of the ordinary today, alerts first, the least likely by chance first."""
        with connections.reading(self._context.connection):
            found = [*self._falls(), *self._spikes()]
        return tuple(sorted(found, key=lambda each: (LEVELS.index(each.level), each.p)))

    def _falls(self) -> Iterator[Alert]:
        connection = self._context.connection
        recent, reference = rules.fall_windows(self._context.today())
        for product, (name, now, before) in trends.answers(connection, recent, reference).items():
            if rules.fall(now, before).level not in LEVELS:
                continue
            mixes = [trends.mix(connection, product, split, recent, reference) for split in MIXES]
            found = rules.fall(now, before, *mixes)
            if found.level in LEVELS:
                yield Alert(found.level, "nps_fall", rules.tell_fall(name, found), name, None, found.p or 0.0)

    def _spikes(self) -> Iterator[Alert]:
        connection, today = self._context.connection, self._context.today()
        window, baseline = rules.spike_windows(today)
        pairs = trends.pairs(connection, window, baseline)
        all_now, all_before = sum(row[4] for row in pairs), sum(row[5] for row in pairs)
        for product, name, _category, fault, now, before in pairs:
            if now < rules.SPIKE_LEAST:
                continue
            first = trends.first_seen(connection, product)
            young = (window[0] - first).days if first else rules.BASELINE_DAYS
            days = min(max(young, 1), rules.BASELINE_DAYS)
            found = rules.spike(now, before, all_now - now, all_before - before, baseline_days=days)
            if found.level in LEVELS:
                message = rules.tell_spike(name, fault, found)
                yield Alert(found.level, "claims_spike", message, name, fault, found.p)
        yield from self._totals(pairs)

    def _totals(self, pairs: builtins.list[tuple[str, str, str, str, int, int]]) -> Iterator[Alert]:
        """Judge the desk and each category by the days alone."""
        totals: dict[str | None, tuple[int, int]] = {}
        for _product, _name, category, _fault, now, before in pairs:
            for key in {None, category or None}:
                so_far = totals.get(key, (0, 0))
                totals[key] = (so_far[0] + now, so_far[1] + before)
        for key, (now, before) in totals.items():
            found = rules.calendar(now, before)
            if found.level in LEVELS:
                yield Alert(found.level, "claims_spike", _tell_total(key, found), None, None, found.p)


def _tell_total(category: str | None, found: rules.Spike) -> Sentence:
    facts = {
        "x": found.x,
        "y": found.y,
        "expected": f"{float(found.expected):.1f}",
        "odds": rules.odds(found.p),
    }
    if category is None:
        template = N_(
            "All claims: {x} this month; {y} in the year before (expected {expected}). By luck: {odds}."
        )
        return say(template, **facts)
    template = N_(
        "{category}: {x} claims this month; {y} in the year before (expected {expected}). By luck: {odds}."
    )
    return say(template, category=category, **facts)
