"""One trial: a program at work that is interrupted, and what the real program finds afterwards."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import crash_tap
from crash_judge import Verdict
from crash_work import Act, Done, Sabotage, read, work

LIMIT = 60.0
"""Seconds after which a program that has not ended is called hanging."""
SLOWEST = 0.04
"""Seconds that an act is taken to last at most, on a machine that does much else."""
HONEST = Sabotage()


@dataclass
class Result:
    """What came of all trials of one kind."""

    name: str
    trials: int = 0
    acknowledged: int = 0
    refused: int = 0
    """Acts that were answered with a refusal."""
    lost: int = 0
    """Acknowledged acts that were not there afterwards."""
    detected: int = 0
    """Trials after which the program said that something is missing or damaged."""
    silent: int = 0
    """Trials after which something was missing, and the program said that all is well."""
    done_anyway: int = 0
    """Acts that were refused and yet are there: the disk failed after the commit stood in it."""
    astray: int = 0
    """Trials in which the typist lost their way, on a machine too busy to answer."""
    problems: list[str] = field(default_factory=list)
    way: str = "seccomp user notification"
    seconds: float = 0.0
    anchored: bool = True
    """Whether the program keeps beside the desk what tells of a loss; some losses are silent where not."""
    control: bool = False
    """Whether the worker was spoilt, so that losing something is what must be seen."""

    @property
    def good(self) -> bool:
        """Say whether it came out as it must."""
        return self.lost > 0 if self.control else not self.problems

    def line(self) -> str:
        """Say it in a line."""
        return (
            f"{self.name:<29} {self.trials:>5} trials, {self.acknowledged:>6} acknowledged,"
            f" {self.lost:>4} lost,"
            f" {self.refused:>5} refused, {self.done_anyway:>3} done though refused,"
            f" {self.detected:>4} detected, {self.silent:>3} silent, {len(self.problems):>3} problems;"
            f" {self.seconds:5.1f} s, by {self.way}"
        )


class Bench:
    """A folder for trials, with the desk that every one begins with."""

    def __init__(self, folder: Path) -> None:
        """Work below `folder`, which must hold the founded desk in `founded`."""
        self.folder = folder
        self.founded = folder / "founded"
        self.place = folder / "desk"
        self.path = self.place / "desk.db"
        self.answers = folder / "answers"
        self.lists = folder / "lists"
        self.lists.mkdir(exist_ok=True)
        self.pace = 0.03
        """Seconds that an act took lately."""

    def fresh(self) -> None:
        """Put the founded desk back."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.founded, self.place)

    def start(
        self, job: Callable[[], None], *, tapped: bool, most: int | None = None, reads: bool = False
    ) -> Running:
        """Start `job` in a process of its own, to be watched or not, with files no longer than `most`."""
        self.answers.write_bytes(b"")
        ours, theirs = socket.socketpair()
        child = os.fork()
        if child == 0:
            ours.close()
            self._child(job, theirs if tapped else None, most, reads)
        theirs.close()
        fds: Sequence[int] = ()
        if tapped:
            _, fds, _, _ = socket.recv_fds(ours, 1, 1)
        ours.close()
        return Running(child, fds[0] if fds else -1, self)

    def _child(
        self, job: Callable[[], None], tap: socket.socket | None, most: int | None, reads: bool
    ) -> None:
        status = 1
        try:
            os.setsid()
            os.environ["XDG_STATE_HOME"] = str(self.folder / "state")
            out = os.open(self.answers, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
            err = os.open(self.folder / "errors", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(out, 1)
            os.dup2(err, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
            if most is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            if tap is not None:
                crash_tap.install(tap, reads=reads)
                tap.close()
            job()
            sys.stdout.flush()
            status = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(status)

    def worker(
        self,
        acts: Iterable[Act],
        *,
        tapped: bool,
        how: Sabotage = HONEST,
        beside: bool = False,
        most: int | None = None,
        reads: bool = False,
    ) -> Running:
        """Start a worker on the desk."""
        listed = list(acts)

        def job() -> None:
            work(self.path, listed, how=how, beside=beside)

        return self.start(job, tapped=tapped, most=most, reads=reads)

    def done(self) -> list[Done]:
        """Return what was answered in the last trial."""
        return list(read(self.answers.read_text("utf-8", errors="replace")))


class Running:
    """A program under test."""

    def __init__(self, child: int, listener: int, bench: Bench) -> None:
        """Watch process `child`, whose calls are handed to `listener`."""
        self.child = child
        self.calls = 0
        self._listener = listener
        self._bench = bench

    def serve(self, decide: crash_tap.Decide) -> bool:
        """Let `decide` rule over every call until the end; False if there was none in time."""
        answers = str(self._bench.answers)
        tap = crash_tap.Tap(self._listener, str(self._bench.place), answers, decide)
        ended = tap.run(LIMIT)
        self.calls = tap.calls
        if not ended:
            crash_tap.kill(self.child)
        os.waitpid(self.child, 0)
        os.close(self._listener)
        return ended

    def kill_amid(self, acts: int, share: float) -> None:
        """Kill it when so many `acts` were answered and `share` of an act's time has passed since."""
        started = last = time.monotonic()
        seen, size, answers = 0, 0, self._bench.answers
        while seen < acts and time.monotonic() < started + LIMIT:
            time.sleep(0.001)
            if (written := os.stat(answers).st_size) == size:
                continue
            size = written
            if (now := answers.read_bytes().count(b"\n< ")) > seen:
                seen, last = now, time.monotonic()
        if acts:
            self._bench.pace = min((last - started) / acts, SLOWEST)
        time.sleep(share * self._bench.pace)
        crash_tap.kill(self.child)
        os.waitpid(self.child, 0)

    def wait(self) -> bool:
        """Wait for its own end; False if there was none in time."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            if os.waitpid(self.child, os.WNOHANG)[0]:
                return True
            time.sleep(0.002)
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        return False


def settle(result: Result, verdict: Verdict, done: Sequence[Done], about: str) -> None:
    """Count a trial whose damage, if any, is the program's own fault."""
    result.trials += 1
    result.acknowledged += sum(each.status == 0 and bool(each.answer) for each in done)
    result.refused += sum(bool(each.refusal) for each in done)
    result.lost += len(verdict.lost)
    result.done_anyway += verdict.done_anyway
    result.detected += bool(verdict.told)
    result.silent += bool(verdict.lost) and not verdict.told
    result.problems += [
        f"{about}: {each}" for each in (*verdict.lost, *verdict.odd, *verdict.faults, *verdict.told)
    ]
    faults = [each for each in done if each.status not in (0, 1, 2)]
    result.problems += [f"{about}: {each.act.kind} ended with status {each.status}" for each in faults]
