"""The queues with two hundred and with two hundred thousand claims: opening, paging, counting, a change."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from store.store import Store
from store.tables.queues import counts

from .figures import Figure, in_turns, timed

FEW, MANY = 200, 200_000
OWNERS = 3
STATES = ("filed", "in_service", "awaiting_parts")
PAGE = 10
"""Lines a page: even a state of one person has so many where there are two hundred claims."""
OPEN_SHARE = 0.5
"""Half of them open: far more than any desk has, so that what reads them all is seen."""
START = date(2026, 11, 21)
BODY = (
    '{"exchange_after_days":null,"flags":[],"paused_since":null,"service_stopped":null,"goodwill":0}'
)  # fmt: skip
INSERT = (
    "INSERT INTO claim (id, number, state, fault, owner, filed_on, service_due, statutory_due, urgent, body)"
    " VALUES (?,?,?,?,?,?,?,?,?,?)"
)


def _claims(count: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(count)
    for n in range(count):
        state = chance.choice(STATES) if chance.random() < OPEN_SHARE else "closed"
        due = START + timedelta(days=chance.randrange(-400, 60))
        filed, law = str(due - timedelta(days=5)), str(due + timedelta(days=40))
        yield (
            f"{chance.getrandbits(64):016x}", f"Q-{n:06d}", state, "E-01", f"p{n % OWNERS}", filed,
            str(due), law, str(due), BODY,
        )  # fmt: skip


def _desk(folder: Path, count: int) -> Path:
    """Make a desk whose claims are rows alone: the queues read nothing else."""
    path = folder / f"queues-{count}.db"
    with Store.open(path, create=True) as store:
        with store.context.deciding():
            store.context.connection.executemany(INSERT, _claims(count))
            store.context.connection.execute(
                "UPDATE claim SET owner = ? WHERE owner = 'p1'", (store.agent.id,)
            )
        store.context.connection.execute("ANALYZE")
    return path


def _works(store: Store) -> dict[str, Callable[[], object]]:
    """Return what an agent does with the queues, by name."""
    queue = partial(store.claims.queue, limit=PAGE)
    middle = f"{START - timedelta(days=200)}|8"
    change = "UPDATE claim SET state = ?, urgent = ? WHERE id = (SELECT id FROM claim ORDER BY id LIMIT 1)"

    def move() -> None:
        with store.context.deciding():
            for state, day in (("filed", "2026-11-30"), ("approved", "2026-12-01")):
                store.context.connection.execute(change, (state, day))

    return {
        "open": partial(queue, "open"),
        "a page from the middle": partial(queue, "open", after=middle),
        "mine": partial(queue, "mine"),
        "late": partial(queue, "late"),
        "waiting for parts": partial(queue, "parts"),
        "one state of one owner": partial(queue, "open", state="in_service", owner=store.agent.id),
        "closed, newest first": partial(queue, "closed"),
        "all": partial(queue, "all"),
        "counts alone": partial(counts, store.context.connection, store.agent.id, str(START)),
        "a claim moves on, counted": move,
    }


def figures(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure each with many claims beside the same with few."""
    with Store.open(_desk(folder, FEW)) as few, Store.open(_desk(folder, MANY)) as many:
        for name, work in _works(many).items():
            ours, floor = in_turns(timed(work, 20), timed(_works(few)[name], 20), rounds=2 * rounds)
            yield Figure(f"queue of {MANY:,}: {name}", ours, "µs", floor, f"of {FEW} claims", 1.5)
