"""The demo desk at work: a clock that moves, people who take turns, and what they wait for.

A piece of life is a generator: it acts through the services, yields the instant at which it goes on, and
may end at any time. `Days` keeps them in the order of those instants, so that the journal is written as
it would have been.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from store.demo.people import CLERKS, TECHNICIANS

if TYPE_CHECKING:
    from store.records import Claim, Person
    from store.store import Store

Life = Iterator[datetime]
GOLDEN = 0.618033988749895


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        """Show `now`."""
        self.now = now

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.now


class Desk:
    """The store with everybody around it."""

    def __init__(self, store: Store, clock: Clock, rng: Random, today: date) -> None:
        """Work in `store` at the time of `clock`; chance comes from `rng`, the demo ends on `today`."""
        self.store = store
        self.clock = clock
        self.rng = rng
        self.end = today
        self.people: dict[str, Person] = {person.name: person for person in store.people.list()}
        self.gone: set[str] = set()
        """Ids of units that were exchanged or refunded."""
        self._even: dict[str, float] = {}

    @property
    def day(self) -> date:
        """The day the clock shows."""
        return self.clock.now.date()

    def as_(self, name: str) -> None:
        """Let somebody sit down at the desk."""
        self.store.context.agent = self.people[name]

    def clerk(self) -> str:
        """Return who is at the counter."""
        return self.rng.choice(CLERKS)

    def technician(self) -> str:
        """Return who is in the workshop."""
        return self.rng.choice(TECHNICIANS)

    def act(self, who: str, claim: Claim, action: str, **values: object) -> Claim:
        """Let somebody do something to a claim."""
        self.as_(who)
        return self.store.claims.act(claim.number or "", action, values)

    def remember(self, unit: str, **past: object) -> None:
        """Write something into a unit's history that no claim brings: a transfer, a reading, a void."""
        body: Mapping[str, object] = {"event": past, "claim": None}
        self.store.context.record("unit.history", f"unit:{unit}", body)

    def even(self, about: str) -> float:
        """Draw from 0 to 1 as `rng.random` does, but evenly: a few draws are already like many.

        That is the golden ratio's sequence; it lets the demo tell its story whatever the seed.
        """
        self._even[about] = (self._even.get(about, self.rng.random()) + GOLDEN) % 1
        return self._even[about]

    def later(self, least: int, most: int) -> datetime:
        """Return an instant during opening hours, so many days from now."""
        return self.at(self.day + timedelta(days=self.rng.randint(least, most)))

    def at(self, day: date) -> datetime:
        """Return an instant on a day: during opening hours, and after now if it is today."""
        minute = self.rng.randrange(6 * 60, 9 * 60 if day == self.end else 15 * 60)
        found = datetime.combine(day, time(minute // 60, minute % 60), UTC)
        return max(found, self.clock.now + timedelta(minutes=1)) if day == self.day else found


class Days:
    """Pieces of life, in the order in which they go on."""

    def __init__(self, desk: Desk) -> None:
        """Run them at `desk`."""
        self._desk = desk
        self._waiting: list[tuple[datetime, int, Life]] = []
        self._count = 0

    def add(self, at: datetime, life: Life) -> None:
        """Let a piece of life begin at an instant."""
        self._count += 1
        heapq.heappush(self._waiting, (at, self._count, life))

    def run(self, until: datetime, report: Callable[[int], None]) -> None:
        """Live until an instant, and report each day; what would come later does not happen."""
        first, reported = self._waiting[0][0], -1
        while self._waiting and self._waiting[0][0] <= until:
            at, order, life = heapq.heappop(self._waiting)
            self._desk.clock.now = at
            following = next(life, None)
            if following is not None:
                heapq.heappush(self._waiting, (following, order, life))
            done = (at - first).days
            if done > reported:
                report(done)
                reported = done
