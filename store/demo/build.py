"""Puts the demo together: opens the desk, plans five years, writes them in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from store.demo import NAME, PREFIX, book, catalogue, past, people
from store.demo.desk import Clock, Days, Desk
from store.demo.faces import Faces
from store.demo.life import Job, claim, wanted
from store.demo.loose_ends import loose_ends
from store.founding import Founder
from store.store import Store
from store.tables import connection as connections
from store.tables import score_parts

if TYPE_CHECKING:
    from store.demo.desk import Life

DAYS = 1826
LIVED = 160
"""Days for which the desk has kept its own journal; what was before came in as lists."""
IMPORT = 80
"""For the progress: bringing in what was before takes as long as living so many days."""
CACHE_KIB = 65_536
"""The whole desk stays in memory until it is committed."""


def build(
    path: Path,
    seed: int,
    today: date,
    clock: Callable[[], datetime],
    size: int,
    progress: Callable[[int, int], None] | None,
) -> Store:
    """Make the desk; see `store.demo.make`."""
    dice = Random(f"counterpane-{seed}")
    opening = datetime.combine(today - timedelta(days=LIVED), time(6), UTC)
    moving = Clock(opening)
    founder = Founder(PREFIX, people.ADMIN)
    store = Store.open(path, clock=moving, create=True, entropy=Random(seed).randbytes, founder=founder)
    try:
        store.context.connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection = store.context.connection
        with connections.writing(connection), score_parts.at_the_end(connection):
            _furnish(store, today)
            desk = Desk(store, moving, dice, today)
            _live(desk, clock(), size, progress)
            desk.as_(people.ADMIN)
    except BaseException:
        store.close()
        raise
    store.close()
    return Store.open(path, clock=clock)


def _furnish(store: Store, today: date) -> None:
    """Set up what a desk has on its first day."""
    store.settings.set(
        name=NAME, throw_away=True, timezone="Europe/Kyiv", currency="EUR", service_days=7, statutory_days=45,
        exchange_after_days=90, working_days=["mon", "tue", "wed", "thu", "fri"],
        holidays=[f"{today.year + year}-{day}" for year in range(4) for day in ("01-01", "08-24", "12-25")],
    )  # fmt: skip
    for name, role in people.STAFF:
        store.people.add(name, role)
    for policy in catalogue.policies(today - timedelta(days=75)):
        store.policies.add(policy)
    for code, title, category in catalogue.FAULTS:
        store.faults.add(code, title, category)
    for model in catalogue.MODELS:
        store.products.add(model.name, model.brand, model.category, model.policies)


def _live(desk: Desk, now: datetime, size: int, progress: Callable[[int, int], None] | None) -> None:
    faces, days = Faces(desk.end), Days(desk)
    buyers = people.crowd(max(20, size * 3 // 5), desk.rng, desk.end)
    items = book.stock(max(50, size - len(faces.items)), buyers, desk.rng, desk.end)
    everything = sorted([*items, *faces.items.values()], key=lambda item: (item.sold, item.id))
    _lists(desk, days, everything)
    jobs = [*_plan(desk, items, size)]
    for ago, job in faces.jobs():
        job.item.claims += 1
        jobs.append((desk.end - timedelta(days=ago), job))
    opened = desk.clock.now.date()
    early = [each for each in jobs if each[0] < opened]
    report = progress or (lambda done, whole: None)
    days.add(
        desk.clock.now, past.bring_in(desk, early, lambda share: report(int(share * IMPORT), IMPORT + LIVED))
    )
    for day, job in jobs:
        if day >= opened:
            days.add(desk.at(day), claim(desk, job))
    end = min(now, datetime.combine(desk.end, time(9), UTC))
    days.add(end - timedelta(minutes=1), loose_ends(desk, faces))
    days.run(end, lambda day: report(IMPORT + min(day, LIVED), IMPORT + LIVED))
    report(IMPORT + LIVED, IMPORT + LIVED)


def _lists(desk: Desk, days: Days, items: list[book.Item]) -> None:
    """Let the list of each month's sales come in on the first of the next; of earlier years at the start."""
    known: set[str] = set()

    def arrive(name: str, listed: list[book.Item]) -> Life:
        desk.as_(people.SUPERVISOR)
        book.bring_in(
            desk.store.context,
            f"sales-{name}.csv",
            listed,
            known,
            f"{name}-{desk.store.context.random_id()[:8]}",
        )
        yield from ()

    opened = desk.clock.now.date()

    def month_of(item: book.Item) -> str:
        return f"{item.sold:%Y-%m}" if item.sold >= opened.replace(day=1) else f"{item.sold:%Y}"

    for name, listed in groupby(items, key=month_of):
        sold = list(listed)
        first = (sold[-1].sold + relativedelta(months=1)).replace(day=1)
        at = datetime.combine(min(first, desk.end - timedelta(days=1)), time(5), UTC)
        early = sold[-1].sold < opened.replace(day=1)
        days.add(desk.clock.now if early else max(at, desk.clock.now), arrive(name, sold))


def _plan(desk: Desk, items: list[book.Item], size: int) -> Iterator[tuple[date, Job]]:
    """Choose which units come in, when and why, in the order of days."""
    story = book.Shelf(item for item in items if item.model.name == catalogue.STORY)
    shelf = book.Shelf(items)
    for day, least, most, failing in wanted(desk, size * 13 // 25):
        item = (story if failing else shelf).pick(desk.rng, day, least + 35, most)
        if item is None or day <= desk.end - timedelta(days=DAYS - 60):
            continue
        item.claims += 1
        item.busy_until = day + timedelta(days=55)
        fault = desk.rng.choice(catalogue.STORY_FAULTS if failing else _faults(item, day, desk.end))
        yield day, Job(item, fault)


def _faults(item: book.Item, day: date, end: date) -> list[str]:
    """Return what may fail; the faults of the story were rare before it."""
    own = [code for code, _, category in catalogue.FAULTS if category == item.model.category]
    if item.model.category == catalogue.FRIDGE:
        own = [*own, *(code for code in own if code not in catalogue.STORY_FAULTS)]
    return [*own, *own, "E-01"]
