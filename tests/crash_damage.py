"""Files that are damaged, taken away or put back behind the program's back: noticed and named, or harmless.

Each trial begins with a desk whose program was killed while its `-wal` held acknowledged work. What counts as
silent: something acknowledged is not there, and `counterpane check` says that all is well.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from crash_judge import Verdict, judge
from crash_trial import Bench, Result
from crash_work import Done, Sabotage, life, work

Harm = Callable[["Hot", random.Random], None]
KNOWN = ("desk.db", "desk.db-wal", "desk.db-shm")


class Hot:
    """A desk that was killed at work, and how it was some acts before."""

    def __init__(self, bench: Bench, units: int) -> None:
        """Work on `units` units, and be killed on the last of them."""
        bench.fresh()
        self.bench = bench
        self.db, self.wal = bench.path, bench.place / "desk.db-wal"
        self.older, self.newest = bench.folder / "older", bench.folder / "newest"
        self.done: list[Done] = []
        for unit in range(units):
            self._work(unit, last=unit == units - 1)
            if unit == 0:
                shutil.rmtree(self.older, ignore_errors=True)
                shutil.copytree(bench.place, self.older)
        shutil.rmtree(self.newest, ignore_errors=True)
        shutil.copytree(bench.place, self.newest)

    def _work(self, unit: int, *, last: bool) -> None:
        acts = life(unit)

        def job() -> None:
            work(self.db, acts[:3], how=Sabotage(), beside=False)
            work(self.db, acts[3:], how=Sabotage(), beside=True, end=_kill_self if last else None)

        self.bench.start(job, tapped=False).wait()
        self.done += self.bench.done()

    def again(self) -> None:
        """Put the desk back as the kill left it."""
        shutil.rmtree(self.bench.place)
        shutil.copytree(self.newest, self.bench.place)

    def anchors(self) -> list[Path]:
        """Return what the program keeps beside the desk to know it by."""
        return sorted(path for path in self.bench.place.glob("desk.db*") if path.name not in KNOWN)


def _kill_self() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _flip(path: Path, dice: random.Random, times: int) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(times):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def _shorten(path: Path, dice: random.Random) -> None:
    os.truncate(path, dice.randrange(path.stat().st_size))


def _blank(path: Path, dice: random.Random) -> None:
    place = dice.randrange(path.stat().st_size // 512) * 512
    with path.open("r+b") as file:
        file.seek(place)
        file.write(bytes(512))


def _put_back(hot: Hot, *, log_too: bool) -> None:
    """Copy the desk of an earlier hour over it; its log of today stays, or goes."""
    shutil.copyfile(hot.older / "desk.db", hot.db)
    if log_too:
        hot.wal.unlink()
        if (hot.older / "desk.db-wal").exists():
            shutil.copyfile(hot.older / "desk.db-wal", hot.wal)


def _cut_journal(hot: Hot, dice: random.Random) -> None:
    """Take the latest events out of the journal, with a program that asks no one."""
    with sqlite3.connect(hot.db) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        most = raw.execute("SELECT max(seq) FROM event").fetchone()[0]
        for table in ("payload", "event"):
            raw.execute(f"DELETE FROM {table} WHERE seq > ?", (most - dice.randrange(1, 4),))
    raw.close()


def _each_anchor(hot: Hot, harm: Callable[[Path], object]) -> None:
    for path in hot.anchors():
        harm(path)


HARMS: Mapping[str, Harm] = {
    "the log is gone": lambda hot, dice: hot.wal.unlink(),
    "the log is cut short": lambda hot, dice: _shorten(hot.wal, dice),
    "a bit of the log has flipped": lambda hot, dice: _flip(hot.wal, dice, 1),
    "many bits of the log have flipped": lambda hot, dice: _flip(hot.wal, dice, 50),
    "a sector of the log is blank": lambda hot, dice: _blank(hot.wal, dice),
    "the log is empty": lambda hot, dice: os.truncate(hot.wal, 0),
    "the desk is gone": lambda hot, dice: hot.db.unlink(),
    "the desk is cut short": lambda hot, dice: _shorten(hot.db, dice),
    "a bit of the desk has flipped": lambda hot, dice: _flip(hot.db, dice, 1),
    "many bits of the desk have flipped": lambda hot, dice: _flip(hot.db, dice, 50),
    "a sector of the desk is blank": lambda hot, dice: _blank(hot.db, dice),
    "an older copy is back": lambda hot, dice: _put_back(hot, log_too=True),
    "an older copy is back below the log": lambda hot, dice: _put_back(hot, log_too=False),
    "the journal is cut": _cut_journal,
}
"""What is done to a desk."""
ANCHOR_HARMS: Mapping[str, Harm] = {
    "the anchor is gone": lambda hot, dice: _each_anchor(hot, Path.unlink),
    "the anchor is empty": lambda hot, dice: _each_anchor(hot, lambda path: os.truncate(path, 0)),
    "a bit of the anchor has flipped": lambda hot, dice: _each_anchor(hot, lambda path: _flip(path, dice, 1)),
}
"""What is done to that which tells of harm; nothing is lost then, and the desk must still open."""


def damage(bench: Bench, trials: int, seed: int) -> Result:
    """Do harm, of one kind after the other, and ask the real program whether all is well."""
    result = Result("damaged files", way="files changed behind the program")
    dice = random.Random(seed)
    hot = Hot(bench, 2)
    result.anchored = bool(hot.anchors())
    harms = {**HARMS, **(ANCHOR_HARMS if hot.anchors() else {})}
    for trial in range(trials):
        name = list(harms)[trial % len(harms)]
        hot.again()
        harms[name](hot, dice)
        verdict = judge(bench.path, hot.done, deep=True)
        _settle(result, verdict, hot.done, f"trial {trial}, {name}")
    return result


def _settle(result: Result, verdict: Verdict, done: list[Done], about: str) -> None:
    """Count a trial in which something may well be lost, but not in silence."""
    result.trials += 1
    result.acknowledged += len(done)
    result.lost += len(verdict.lost)
    result.detected += bool(verdict.told)
    if verdict.lost and not verdict.told:
        result.silent += 1
        if result.anchored:
            result.problems.append(f"{about}: {len(verdict.lost)} acts lost, and check says that all is well")
    result.problems += [f"{about}: {each}" for each in verdict.faults]
