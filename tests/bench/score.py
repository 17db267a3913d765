"""The Score place and one more answer, with five thousand answers and with five million."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from store.rules.alerts import fall_windows
from store.rules.nps import window
from store.services.alerts import Alerts
from store.store import Store
from store.tables import connection as connections
from store.tables import trends
from store.tables.migrations import keep_shape

from .data import rating
from .desks import serial
from .figures import Figure, in_turns, timed

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
DAYS = 1095
"""Over so many days the answers are spread, however many there are."""
SPLITS = ("product", "fault", "agent", "partner", "tenure")
VALUES = {
    "product": 40, "fault": 30, "resolution": 5, "channel": 3, "partner": 60, "agent": 25, "technician": 20,
    "desk": 4, "days": 5, "tenure": 4, "segment": 2,
}  # fmt: skip
CLAIMS = 400
"""Closed claims without an answer, for answers to be recorded."""


def figures(folder: Path, full: bool, rounds: int) -> Iterator[Figure]:
    """Measure opening the Score place and recording an answer; `full`: with five million."""
    many = 5_000_000 if full else 500_000
    small, large = (_desk(folder, count) for count in (5_000, many))
    with Store.open(small, clock=lambda: NOW) as few, Store.open(large, clock=lambda: NOW) as much:
        for name, work in (("Score place", _place), ("running score, nothing kept", _running)):
            ours, floor = in_turns(
                timed(_of(work, much), 3, 1e3), timed(_of(work, few), 3, 1e3), rounds=4 * rounds
            )
            yield Figure(f"{name}, {many:,} answers", ours, "ms", floor, "5,000 answers", 1.5)
        yield from _alerts(few, much, many, rounds)
        much.ratings.running()
        ours, floor = in_turns(
            timed(much.ratings.running, 300), timed(much.context.version, 300), rounds=2 * rounds
        )
        yield Figure("running score, nothing new", ours, "µs", floor, "one look at a version", 5)
    yield from _recording(large, many, rounds)


def _alerts(few: Store, much: Store, many: int, rounds: int) -> Iterator[Figure]:
    """Measure looking for alerts anew, and what it takes beyond that to tell a fall from a change of mix.

    Nothing counts answers by two things at once, so that the answers about a product that fell are read:
    those of the 455 days that are compared.
    """

    def looking(store: Store) -> Callable[[], object]:
        return lambda: Alerts(store.context).list()

    ours, floor = in_turns(timed(looking(much), 1, 1e3), timed(looking(few), 1, 1e3), rounds=4 * rounds)
    yield Figure(f"alerts, {many:,} answers", ours, "ms", floor, "5,000 answers", 1.5)
    alerts = much.insight.alerts
    alerts.list()
    (ours,) = in_turns(timed(alerts.list, 300), rounds=2 * rounds)
    yield Figure("alerts, nothing new", ours, "µs", None, "", 200)
    windows = fall_windows(much.today())
    (ours,) = in_turns(
        timed(lambda: trends.mixes(much.context.connection, "product7", *windows), 1, 1e3), rounds=4 * rounds
    )
    yield Figure("mix of one product that fell", ours, "ms", None, "", many / 5_000)


def _of(work: Callable[[Store], None], store: Store) -> Callable[[], None]:
    return lambda: work(store)


def _place(store: Store) -> None:
    """Ask for all that the Score place shows: the number, twelve months, five splits."""
    since, until = window(store.today())
    store.ratings.score(since, until)
    store.ratings.trend(12)
    for split in SPLITS:
        store.ratings.score(since, until, split)


def _running(store: Store) -> None:
    store.ratings.score(*window(store.today()))


def _desk(folder: Path, count: int) -> Path:
    """Make a desk with so many answers by bulk statements, and a few claims to rate."""
    path = folder / f"score-{count}.db"
    table = folder / "closed.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("Claim Number", "Serial Number", "Fault", "Filed", "Closed", "Resolution", "Customer"))
        for number in range(CLAIMS):
            rows.writerow(
                (f"X-{number:06d}", serial(number), "noisy", "2026-11-01", "2026-11-20", "repaired", "A B")
            )
    Store.open(path, create=True, clock=lambda: NOW).close()
    with closing(connections.maintenance(path)) as connection:
        triggers = _without(connection, "voice_%", "rating_%")
        # One large transaction would have to find each of its pages in the log again.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        _fill(connection, count)
        for sql in triggers:
            connection.execute(sql)
        connection.execute("PRAGMA journal_mode = WAL")
    with Store.open(path, clock=lambda: NOW) as store:
        store.bring_in(table, {"as": "claims"}, lambda done, size: None)
    return path


def _without(connection: Any, *names: str) -> list[str]:
    """Drop triggers by name; return what makes them anew."""
    found = []
    for pattern in names:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE ?", (pattern,)
        ).fetchall()
        for name, sql in rows:
            connection.execute(f"DROP TRIGGER {name}")
            found.append(sql)
    return found


def _fill(connection: Any, count: int) -> None:
    pairs = ", ".join(f"'{dim}', '{dim}' || (i * {7 + 2 * place} / 3 % {n})"
                      for place, (dim, n) in enumerate(VALUES.items()))  # fmt: skip
    day = f"date('{NOW:%Y-%m-%d}', '-' || (i * 7919 % {DAYS}) || ' days')"
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    connection.execute(
        f"INSERT INTO rating (id, score, day, claim, product, hlc, origin) {numbers}"
        f" SELECT printf('%08d', i), i * 31 % 11, {day}, printf('Y-%08d', i),"
        f" 'product' || (i * 7 / 3 % {VALUES['product']}), i, 'b-1' FROM n"
    )
    connection.execute(
        "INSERT INTO voice (id, rating, day, score, linked, early, kept, invited_on, closed_on, days, again,"
        " parts) SELECT claim, id, day, score, 1, 0, 0, day, day, 5, 0, json_object("
        f"{pairs}) FROM (SELECT *, CAST(id AS INTEGER) AS i FROM rating)"
    )
    for dim in ("", *VALUES):
        value = f"parts ->> '{dim}'" if dim else "''"
        connection.execute(
            f"INSERT INTO score_part SELECT 'd' || day, '{dim}', {value}, 0, sum(score >= 9),"
            " sum(score IN (7, 8)), sum(score <= 6), count(*), 0, count(*), 0, count(*), 5 * count(*),"
            " 0, 0, 0, 0 FROM voice GROUP BY 1, 3"
        )
    sums = ("promoters, passives, detractors, linked, early, asked, kept, closed, days, worked, contacts,"
            " handovers, unasked")  # fmt: skip
    added = ", ".join(f"sum({name.strip()})" for name in sums.split(","))
    connection.execute(
        f"INSERT INTO score_part SELECT 'm' || substr(period, 2, 7), dim, value, 0, {added} FROM score_part"
        " GROUP BY 1, 2, 3"
    )


def _recording(path: Path, many: int, rounds: int) -> Iterator[Figure]:
    """Measure recording one answer, wall time with its commit, with the counters and without."""
    count = min(CLAIMS, 80 * rounds)
    bare = path.with_name(f"bare-{path.name}")
    shutil.copyfile(path, bare)
    with closing(connections.maintenance(bare)) as connection:
        _without(connection, "rating_%voiced")
        keep_shape(connection)
    with Store.open(path, clock=_ticking()) as counted, Store.open(bare, clock=_ticking()) as uncounted:
        ours, floor = in_turns(rating(counted, iter(range(count))), rating(uncounted, iter(range(count))),
                               rounds=count - 1)  # fmt: skip
    bare.unlink()
    yield Figure(f"recording one rating, {many:,} answers", ours, "µs", floor, "the same, no counters", 1.5)


def _ticking() -> Callable[[], datetime]:
    moment = [NOW]

    def clock() -> datetime:
        moment[0] += timedelta(milliseconds=5)
        return moment[0]

    return clock
