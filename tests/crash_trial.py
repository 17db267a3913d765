"""One trial: a program at work that is interrupted, and what the real program finds afterwards."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import crash_tap
from crash_work import IMPORTED, Act, Done, Sabotage, ask, read, serial, work

LIMIT = 60.0
"""Seconds after which a program that has not ended is called hanging."""
SLOWEST = 0.04
"""Seconds that an act is taken to last at most, on a machine that does much else."""
FAULT = 70
"""The exit status with which the program admits a fault of its own."""
HONEST = Sabotage()
STEPS: Mapping[str, tuple[str, ...]] = {
    "filed": ("file",),
    "approved": ("file", "approve"),
    "in_service": ("file", "approve", "start"),
    "ready": ("file", "approve", "start", "finish"),
    "closed": ("file", "approve", "start", "finish", "close"),
}
"""What must have been done to a claim in each state."""


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
        seen, answers = 0, self._bench.answers
        while seen < acts and time.monotonic() < started + LIMIT:
            time.sleep(0.001)
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


@dataclass
class Verdict:
    """What the real program found after a trial."""

    lost: list[str] = field(default_factory=list)
    """Acknowledged acts that are not there."""
    odd: list[str] = field(default_factory=list)
    """What is half-done, or there twice."""
    told: list[str] = field(default_factory=list)
    """What the program itself says is wrong."""
    faults: list[str] = field(default_factory=list)
    """Where the program fell over instead of saying what is wrong."""
    done_anyway: int = 0

    def ask(self, path: Path, *words: str) -> Any:
        """Ask the real program, and note if it falls over."""
        answer = ask(path, *words)
        if answer["status"] == FAULT:
            self.faults.append(f"{words[0]} ends with status {FAULT}")
        return answer


def judge(path: Path, done: Sequence[Done], *, deep: bool) -> Verdict:
    """Open the desk by the real program and look for every act that was answered."""
    verdict = Verdict()
    if deep:
        checked = verdict.ask(path, "check", "--deep")
        if checked["status"] != 0:
            said = checked.get("problems") or [checked.get("message", f"status {checked['status']}")]
            verdict.told += [str(each) for each in said]
        drafts = verdict.ask(path, "claims", "--state", "draft").get("claims", ())
        verdict.odd += [f"a claim half filed: {each['serial']}" for each in drafts]
    units = {each.act.unit for each in done}
    for unit in sorted(units):
        acts = {each.act.kind: each for each in done if each.act.unit == unit}
        _unit(path, unit, acts, verdict, deep=deep)
    return verdict


def _unit(path: Path, unit: int, acts: Mapping[str, Done], verdict: Verdict, *, deep: bool) -> None:
    shown = verdict.ask(path, "show", serial(unit))
    match: Mapping[str, Any] = (shown.get("matches") or [{}])[0]
    there = Counter(_there(path, match, unit, set(acts), verdict))
    for line in match.get("claims", ()):
        there.update(_steps(path, line["number"] or "?", verdict) if deep else STEPS.get(line["state"], ()))
    for kind, each in acts.items():
        acknowledged = each.status == 0 and each.answer
        if acknowledged and not there[kind]:
            verdict.lost.append(f"{kind} of unit {unit}")
        elif there[kind] and not acknowledged and each.refusal:
            verdict.done_anyway += 1
    verdict.odd += [f"{kind} of unit {unit} is there {n} times" for kind, n in there.items() if n > 1]


def _steps(path: Path, number: str, verdict: Verdict) -> list[str]:
    """Return what was done to a claim, by its history, which must lead to its state without a gap."""
    claim = verdict.ask(path, "claim", number)
    history = claim.get("history", [])
    states = [(act["from"], act["to"]) for act in history]
    if not states or any(one[1] != two[0] for one, two in pairwise(states)):
        verdict.odd.append(f"the history of {number} has a gap: {states}")
    elif claim["state"] != states[-1][1]:
        verdict.odd.append(f"{number} is {claim['state']}, but its history ends in {states[-1][1]}")
    return [act["action"] for act in history if act["action"] != "create"]


def _there(path: Path, match: Mapping[str, Any], unit: int, asked: set[str], verdict: Verdict) -> list[str]:
    """Return the kinds of acts on a unit that are really there, those on its claim's state apart."""
    there = ["rate"] * len(match.get("ratings", ()))
    there += ["edit"] * (match.get("unit", {}).get("notes") == f"seen {unit}")
    if "import" in asked:
        shown = [verdict.ask(path, "show", f"ZZ-{unit:04d}-{n:03d}") for n in (0, IMPORTED - 1)]
        ends = [bool(each.get("matches")) for each in shown]
        if len(set(ends)) > 1:
            verdict.odd.append(f"half of the list of unit {unit} is there")
        there += ["import"] * all(ends)
    if "task" in asked:
        opened = verdict.ask(path, "tasks").get("tasks", ())
        waiting = any(task["title"] == f"Call {unit}" for task in opened)
        there += ["task"] * (not waiting and _made(path, unit, verdict))
    return there


def _made(path: Path, unit: int, verdict: Verdict) -> bool:
    """Say whether the task was ever written down: a task that is done is on no list."""
    title = f"Call {unit}"
    events = verdict.ask(path, "journal", "--limit", "200").get("events", ())
    return any(event["kind"] == "task.set" and title in str(event) for event in events)


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
