"""Safety and its price: a commit with its anchor, opening, and eight terminals at one file."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as engine

from store.services import locksmith
from store.services.door import Door
from store.services.vault import Unlocked
from store.store import Store, now
from store.tables import manifest
from store.tables.journal import Journal
from store.tables.keeper import Keeper

from .desks import desk, serial
from .figures import Figure, in_turns, percentile
from .screen import environment

TERMINALS = 8
PASSPHRASE = "nobody steps on blue shoes"
PACE = 200
"""Changes a minute at each terminal."""


def price(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure what anchor and reading back cost a commit, wall time, beside the same without them."""
    path = desk(folder, 10_000)
    with Store.open(path) as store, closing(_bare(folder / "bare.db")) as bare:
        context, watch = store.context, store.context.connection.watch  # type: ignore[attr-defined]

        def saving(watched: bool, verified: bool) -> Callable[[], float]:
            def run() -> float:
                real = Journal._read_back
                context.connection.watch = watch if watched else None  # type: ignore[attr-defined]
                if not verified:
                    Journal._read_back = lambda *_: None  # type: ignore[method-assign]
                try:
                    return _each(lambda: store.tasks.add("Call back"), 40)
                finally:
                    Journal._read_back = real  # type: ignore[method-assign]
                    context.connection.watch = watch  # type: ignore[attr-defined]

            return run

        full, loose, blind, floor = in_turns(
            saving(True, True), saving(False, True), saving(False, False),
            lambda: _each(lambda: _commit(bare), 40), rounds=2 * rounds,
        )  # fmt: skip
    yield Figure("one save, all told", full, "µs", floor, "a bare commit of one row", 6)
    yield Figure("one save with its anchor", full, "µs", loose, "without the anchor", 2.5)
    yield Figure("one save, read back", loose, "µs", blind, "not read back", 1.3)


def costs(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure what encryption and the anchor cost: opening until the first answer, and filing a claim."""
    plain, secret = _claiming(folder / "plain.db"), _claiming(folder / "secret.db")
    proof = _encrypted(secret, folder)

    def starting(path: Path, key: Unlocked | None, watched: bool = True) -> Callable[[], float]:
        def once() -> None:
            with _unwatched(not watched), Store.open(path, key=key) as store:
                store.units.card(store.units.exact(serial(7))[0])

        return lambda: _each(once, 10)

    open_, open_bare, open_secret = in_turns(
        starting(plain, None),
        starting(plain, None, watched=False),
        starting(secret, proof),
        rounds=2 * rounds,
    )
    units = count(100)
    with Store.open(plain) as one, Store.open(secret, key=proof) as other:
        file, bare, file_secret, bare_secret = in_turns(
            _filing(one, units), _filing(one, units, watched=False),
            _filing(other, units), _filing(other, units, watched=False), rounds=2 * rounds,
        )  # fmt: skip
    unlock = _each(lambda: Door(secret, now).enter("Olena", PASSPHRASE), 3)
    yield Figure("start to a card, with its anchor", open_, "µs", open_bare, "without the anchor", 1.5)
    yield Figure("start to a card, encrypted and unlocked", open_secret, "µs", open_, "not encrypted", 2)
    yield Figure("a claim is filed, with its anchor", file, "µs", bare, "without the anchor", 2)
    yield Figure("a claim is filed, encrypted", file_secret, "µs", file, "not encrypted", 2)
    yield Figure("a claim is filed, encrypted, with both", file_secret, "µs", bare, "with neither", 3)
    yield Figure("encrypted, with its anchor", file_secret, "µs", bare_secret, "encrypted, without", 2)
    yield Figure("unlocking once a day, slow by design", unlock / 1000, "ms", None, "argon2id, 64 MiB", 2000)


def _claiming(path: Path) -> Path:
    with Store.open(desk(path.parent, 10_000)) as store:
        store.backups.make(path)
    path.with_name(path.name + manifest.MANIFEST).unlink()  # a desk to write to, and no backup any more
    with Store.open(path) as store:
        store.faults.add("E-1", "no power")
    return path


def _encrypted(path: Path, folder: Path) -> Unlocked:
    """Encrypt a desk for Olena, whose machine keeps its secret in `folder`."""
    os.environ["XDG_CONFIG_HOME"] = str(folder)
    with Store.open(path) as store:
        store.people.add("Olena", "admin")
    return locksmith.encrypt(Store.open(path, agent="Olena"), PASSPHRASE)


def _filing(store: Store, units: Iterator[int], *, watched: bool = True) -> Callable[[], float]:
    """Return a work that files claims, each on the next of `units`."""

    def file() -> None:
        unit = store.units.exact(serial(next(units)))[0]
        values = {"fault": "E-1", "failure_date": store.today().isoformat(), "channel": "in-store"}
        store.claims.file(unit, values)

    def run() -> float:
        connection = store.context.connection
        watch = connection.watch  # type: ignore[attr-defined]
        connection.watch = watch if watched else None  # type: ignore[attr-defined]
        try:
            return _each(file, 20)
        finally:
            connection.watch = watch  # type: ignore[attr-defined]

    return run


@contextmanager
def _unwatched(really: bool) -> Iterator[None]:
    """Open desks without comparing or raising their anchors."""
    real = Keeper.attach
    if really:
        Keeper.attach = lambda *_: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        Keeper.attach = real  # type: ignore[method-assign]


def _each(work: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times * 1e6


def _bare(path: Path) -> Any:
    connection = engine.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS row (text TEXT)")
    return connection


def _commit(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO row VALUES ('Call back')")
    connection.execute("COMMIT")


def terminals(folder: Path, seconds: float) -> Iterator[Figure]:
    """Let eight terminals save at one file for some seconds, beside one program that commits bare rows.

    Raises:
        RuntimeError: a save failed, or one that was told as saved is not there.
    """
    path = desk(folder, 10_000)
    with Store.open(path) as store:
        store.faults.add("E-1", "no power")
    start = time.time() + 3
    words = [str(start), str(seconds)]
    working = [_started("terminal", str(path), str(number), *words) for number in range(TERMINALS)]
    bare = _started("bare", str(folder / "beside.db"), *words)
    told = [json.loads(_ended(each)) for each in working]
    floor = json.loads(_ended(bare))["took"]
    errors = [error for each in told for error in each["errors"]]
    took = [each for one in told for each in one["took"]]
    lost = _lost(path, told)
    if errors or lost:
        raise RuntimeError(f"{len(errors)} errors: {errors[:3]}; {len(lost)} lost: {lost[:3]}")
    name = f"{TERMINALS} terminals, {len(took):,} saves in {seconds:.0f} s, 0 lost"
    for place, most in ((0.5, 10), (0.99, 40)):  # the last of eight waits for seven
        ours, peer = percentile(took, place) * 1000, percentile(floor, place) * 1000
        yield Figure(f"{name}, p{place * 100:.0f}", ours, "ms", peer, "a bare commit beside them", most)


def _started(*words: str) -> subprocess.Popen[str]:
    code = "import sys; from tests.bench import many; many.work(*sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], env=environment(), stdout=subprocess.PIPE, text=True
    )


def _ended(child: subprocess.Popen[str]) -> str:
    out, _ = child.communicate()
    if child.returncode:
        raise RuntimeError(f"a terminal ended with {child.returncode}")
    return out


def _lost(path: Path, told: list[dict[str, Any]]) -> list[str]:
    with Store.open(path) as store:
        found = store.check()
        if found or store.safety.notices():
            raise RuntimeError(f"check finds {found[:3]} {store.safety.notices()}")
        titles = {row[0] for row in store.context.connection.execute("SELECT title FROM task")}
        rows = store.context.connection.execute("SELECT notes FROM unit WHERE notes LIKE 'said %'")
        notes = {row[0] for row in rows}
        numbers = {row[0] for row in store.context.connection.execute("SELECT number FROM claim")}
    there = titles | notes | numbers
    return [mark for each in told for mark in each["saved"] if mark not in there]


def work(kind: str, *words: str) -> None:
    """Be one of the programs; print what was told as saved, how long each took, and what failed."""
    saved: list[str] = []
    took: list[float] = []
    errors: list[str] = []
    if kind == "bare":
        name, start, seconds = words
        with closing(_bare(Path(name))) as connection:
            for _ in _beats(float(start), float(seconds), 0):
                took.append(_each(lambda: _commit(connection), 1) / 1e6)
    else:
        name, number, start, seconds = words
        with Store.open(Path(name)) as store:
            for beat in _beats(float(start), float(seconds), int(number)):
                before = time.perf_counter()
                try:
                    saved.append(_save(store, int(number), beat))
                except Exception as error:
                    errors.append(repr(error))
                took.append(time.perf_counter() - before)
    print(json.dumps({"saved": saved, "took": took, "errors": errors}))


def _beats(start: float, seconds: float, seed: int) -> Iterator[int]:
    """Yield a number at each change: as people work, not in step."""
    chance = random.Random(seed)
    beat, at = 0, start
    while True:
        at += chance.expovariate(PACE / 60)
        if at > start + seconds:
            return
        time.sleep(max(0.0, at - time.time()))
        yield beat
        beat += 1


def _save(store: Store, terminal: int, beat: int) -> str:
    """Save one change and return what must be found afterwards."""
    place = terminal * 1000 + beat
    unit = store.units.exact(serial(place))[0]
    if beat % 3 == 0:
        return store.tasks.add(f"call {terminal}-{beat}", unit=unit).title
    if beat % 3 == 1:
        note = f"said {terminal}-{beat}"
        store.units.edit(unit, {"notes": note}, "a call")
        return note
    values = {"fault": "E-1", "failure_date": store.today().isoformat(), "channel": "in-store"}
    return str(store.claims.file(unit, values).number)
