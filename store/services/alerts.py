"""What is out of the ordinary: scores that fell, faults claimed unusually often.

Facts come from `store.tables.trends` and the counters, judgement from `store.rules.alerts`, and when it
began from `store.services.episodes`. Nothing is kept in the file; the list is kept in memory until something
changes, since a desk of a million answers takes long to look through.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from store.record import but
from store.records import Alert
from store.rules import alert_words
from store.rules import alerts as rules
from store.rules.nps import Counts
from store.rules.spans import span
from store.services import episodes
from store.services.episodes import LEVELS
from store.services.permits import sees
from store.services.splits import reach
from store.tables import connection as connections
from store.tables import score_parts, trends
from store.tables.score_parts import Sums
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.services.context import Context

MIX = "mix"
"""Level of a fall that goes away at equal mix."""
ORDER = (*LEVELS, MIX)


class Alerts:
    """The alerts of the desk, computed when they are asked for."""

    def __init__(self, context: Context) -> None:
        """Read through `context`."""
        self._context = context
        self._known: tuple[tuple[int, date, str, str], tuple[Alert, ...]] | None = None

    @sees("score")
    def list(self) -> tuple[Alert, ...]:
        """Return what is out of the ordinary today, alerts first, the least likely by chance first.

        Who sees the score only as a whole, or only their own, is not told of the scores of products.
        """
        context = self._context
        key = (context.version(), context.today(), context.agent.id, context.agent.role)
        if self._known is None or self._known[0] != key:
            with connections.reading(context.connection):
                falls = self._falls() if reach(context.agent).splits else iter(())
                found = [*falls, *self._spikes(), *self._totals()]
            self._known = (key, tuple(sorted(found, key=lambda each: (ORDER.index(each.level), each.p))))
        return self._known[1]

    @sees("score")
    def line(self) -> Sentence | None:
        """Return the one line that interrupts, or None: what is only to be watched never does."""
        loud = [each for each in self.list() if each.level == rules.ALERT]
        if not loud:
            return None
        if len(loud) == 1:
            return loud[0].message
        one, many = N_("{first} And {n} more alert."), N_("{first} And {n} more alerts.")
        return say(one, many, n=len(loud) - 1, first=loud[0].message)

    def _falls(self) -> Iterator[Alert]:
        connection = self._context.connection
        recent, reference = rules.fall_windows(self._context.today())
        now, before = (_products(score_parts.read(connection, "product", span(*days)))
                       for days in (recent, reference))  # fmt: skip
        names = score_parts.titles(connection, "product", now)
        for product, counts in sorted(now.items()):
            old = before.get(product, (0, 0, 0))
            if rules.fall(counts, old).level not in LEVELS:
                continue
            found = rules.fall(counts, old, *trends.mixes(connection, product, recent, reference))
            name = names.get(product, product.removeprefix("name:"))
            level = found.level if found.level in LEVELS else MIX
            alert = Alert(level, "nps_fall", alert_words.tell_fall(name, found), name, None, found.p or 0.0)
            yield self._dated(alert, episodes.fall(connection, product, self._context.today()))

    def _dated(self, alert: Alert, since: date) -> Alert:
        return but(alert, since=since, new=since == self._context.today())

    def _spikes(self) -> Iterator[Alert]:
        connection, today = self._context.connection, self._context.today()
        window, baseline = rules.spike_windows(today)
        pairs = trends.pairs(connection, window, baseline)
        all_now, all_before = sum(pair.now for pair in pairs), sum(pair.before for pair in pairs)
        for pair in pairs:
            if pair.now < rules.SPIKE_LEAST:
                continue
            first = trends.first_seen(connection, pair.product)
            young = (window[0] - first).days if first else rules.BASELINE_DAYS
            if first and young < rules.CLAIM_DAYS and pair.product:
                yield from self._new_model(pair, pairs, first)
                continue
            days = min(young, rules.BASELINE_DAYS)
            found = rules.spike(
                pair.now, pair.before, all_now - pair.now, all_before - pair.before, baseline_days=days
            )
            if found.level in LEVELS:
                message = alert_words.tell_spike(pair.name, pair.fault, found)
                alert = Alert(found.level, "claims_spike", message, pair.name, pair.fault, found.p)
                yield self._dated(alert, episodes.spike(connection, pair, first, today))

    def _new_model(
        self, pair: trends.Pair, pairs: builtins.list[trends.Pair], first: date
    ) -> Iterator[Alert]:
        """Judge a model that has no past by the fleet, by the days its units were in use."""
        connection, today = self._context.connection, self._context.today()
        starts = trends.started(connection, pair.product, pair.category, today)
        own, fleet = trends.in_use(starts, rules.spike_windows(today)[0])
        others = sum(
            each.now for each in pairs
            if each.code == pair.code and each.product != pair.product
            and (not pair.category or each.category == pair.category)
        )  # fmt: skip
        found = rules.new_model(pair.now, own, others, fleet)
        if found.level in LEVELS:
            message = alert_words.tell_spike(pair.name, pair.fault, found)
            alert = Alert(found.level, "new_model", message, pair.name, pair.fault, found.p)
            yield self._dated(alert, episodes.new_model(connection, pair, first, today))

    def _totals(self) -> Iterator[Alert]:
        """Judge the desk and each category by the days alone.

        A young desk has the days since its first claim, a young category those since its first unit.
        """
        connection, today = self._context.connection, self._context.today()
        window, baseline = rules.spike_windows(today)
        opened = trends.first_claim(connection)
        if opened is None:
            return

        def judged(first: date, now: int, before: int) -> rules.Spike | None:
            days = min((window[0] - first).days, rules.BASELINE_DAYS)
            return rules.calendar(now, before, baseline_days=days) if days >= rules.CLAIM_DAYS else None

        for category, counts in trends.totals(connection, window, baseline).items():
            first, found = opened, judged(opened, *counts)
            if category and found is not None and found.level in LEVELS:
                # Fewer days make a spike less of one: what is quiet by the desk's days need not be asked.
                first = max(opened, trends.first_seen_of(connection, category) or opened)
                found = judged(first, *counts)
            if found is not None and found.level in LEVELS:
                alert = Alert(found.level, "claims_total", _tell_total(category, found), None, None, found.p)
                yield self._dated(alert, episodes.total(connection, category, first, today))


def _products(found: Mapping[tuple[str, bool], Sums]) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    for (product, _again), sums in found.items():
        counts[product] = episodes.added(counts.get(product, (0, 0, 0)), sums.tally)
    return {product: each for product, each in counts.items() if sum(each)}


def _tell_total(category: str | None, found: rules.Spike) -> Sentence:
    facts = {
        "x": alert_words.whole(found.x),
        "y": alert_words.whole(found.y),
        "expected": alert_words.tenths(found.expected),
        "odds": alert_words.odds(found.p),
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
