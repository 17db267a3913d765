"""A person at the real screen, whose program is killed while a claim is typed and acted on.

What stood on the screen when the program died was promised: a claim said to be filed, the state of a claim.
What was typed half a second before is in the draft that the form shows after the restart.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import pyte
from crash_tap import kill
from crash_trial import Bench, Result, Verdict
from crash_work import UNITS, serial

COLUMNS, LINES = 80, 24
SETTLED = 0.5
"""Seconds in which what was typed may not yet be in the draft."""
PATIENCE = 30.0
"""Seconds to wait for what must come."""
READY, CARD, FORM, BACK = "Kyiv-2", "c file claim", "File the claim", "Your draft is here again."
STATES = {"filed": "filed", "approved": "approved", "in service": "in_service", "ready": "ready"}
ORDER = ("filed", "approved", "in_service", "ready", "closed")
_NOTE = re.compile(r"In words {3,}(\S.*?)\s*$", re.MULTILINE)
_CLAIM = re.compile(r"^ ?([A-Z0-9]{2}-\d{6}) +\S (filed|approved|in service|ready)\b", re.MULTILINE)
_FILED = re.compile(r"([A-Z0-9]{2}-\d{6}) is filed")
_UNKNOWN = re.compile(
    rb"\x1b\[[?>=<][0-9;]*\$p|\x1b\[[>=<?][0-9;]*u|\x1b\[[0-9;:]*t|\x1bP[^\x1b]*\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
)
"""What pyte does not know."""
_TAIL = re.compile(rb"\x1b[^a-zA-Z]{0,40}$")
DOWN, UP, ENTER = "\x1b[B", "\x1b[A", "\r"
WORDS = ("drips", "hums", "stops", "trips", "rattles", "leaks", "smells", "sticks", "cracks", "buzzes")


class Struck(Exception):
    """The moment has come."""


class Seat:
    """A place at the desk: the program, its screen, and what was promised there."""

    def __init__(self, start: Callable[[], NoReturn]) -> None:
        """Start the program by `start` in a child that has a terminal."""
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""
        self.end = float("inf")
        self.notes: list[tuple[float, str]] = []
        self.promised: dict[str, str] = {}
        self.child, self._master = pty.fork()
        if self.child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            start()

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self._screen.display)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def until(self, *texts: str) -> str:
        """Wait for one of `texts`; return which.

        Raises:
            Struck: the moment has come before.
        """
        patience = time.monotonic() + PATIENCE
        while True:
            seen = self.text
            for text in texts:
                if text in seen:
                    return text
            if time.monotonic() > patience:
                raise TimeoutError(f"none of {texts} is on the screen:\n{seen}")
            self.watch(0.05)

    def watch(self, seconds: float) -> bool:
        """Read what comes for at most so long; True if something did.

        Raises:
            Struck: the moment has come.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise Struck
        if not select.select([self._master], [], [], min(seconds, left))[0]:
            return False
        return self._read()

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.watch(left)

    def _read(self) -> bool:
        try:
            data = os.read(self._master, 65536)
        except OSError:  # there is no one at the other end
            return False
        data = _UNKNOWN.sub(b"", self._rest + data)
        tail = _TAIL.search(data)
        self._rest = data[tail.start() :] if tail else b""
        self._stream.feed(data[: tail.start()] if tail else data)
        self._note_down()
        return bool(data)

    def _note_down(self) -> None:
        seen = self.text
        for number, state in _CLAIM.findall(seen):
            self.promised[number] = STATES[state]
        for number in _FILED.findall(seen):
            self.promised.setdefault(number, "filed")
        if FORM in seen:
            self.notes.append((time.monotonic(), self.note()))

    def note(self) -> str:
        """Return what stands in the form as the customer's words."""
        found = _NOTE.search(self.text)
        return found[1] if found and "what the customer says" not in found[1] else ""

    def strike(self) -> None:
        """Kill the program, and read what it had already written."""
        self._struck = time.monotonic()
        kill(self.child)
        os.waitpid(self.child, 0)
        while select.select([self._master], [], [], 0)[0] and self._read():
            pass
        os.close(self._master)

    def settled(self) -> str:
        """Return what had stood in the form long enough to be kept."""
        return next((note for at, note in reversed(self.notes) if at < self._struck - SETTLED), "")


def program(path: Path, *, afresh: bool) -> Callable[[], NoReturn]:
    """Return what starts the desk: from the shell, or in a process that has loaded the program already."""

    def start() -> NoReturn:
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        words = ["--db", str(path)]
        if afresh:
            os.execv(sys.executable, [sys.executable, "-m", "tui", *words])
        from tui.__main__ import main

        sys.stdin = sys.__stdin__ = os.fdopen(0, closefd=False)
        sys.stdout = sys.__stdout__ = os.fdopen(1, "w", closefd=False)
        sys.stderr = sys.__stderr__ = os.fdopen(2, "w", closefd=False)
        os._exit(main(words))

    return start


def typing(bench: Bench, trials: int, seed: int, *, afresh: bool) -> Result:
    """Kill the desk while a claim is typed and acted on; come back, and look for it all.

    Args:
        bench: where.
        trials: how many kills.
        seed: of what is typed and when it ends.
        afresh: whether each start is one from the shell, or one of a program that is loaded already.
    """
    result = Result("kill while typing", way="SIGKILL at a terminal")
    dice = random.Random(seed)
    bench.fresh()
    unit, kept = 0, ""
    for trial in range(trials):
        if unit >= UNITS:
            bench.fresh()
            unit, kept = 0, ""
        seat = Seat(program(bench.path, afresh=afresh))
        about = f"kill {trial}"
        try:
            _sit_down(seat, unit)
            seat.end = time.monotonic() + dice.uniform(0.0, 2.6)
            _fill_in(seat, dice, kept, result, about)
            _act(seat, dice)
        except Struck:
            pass
        except TimeoutError as error:
            result.problems.append(f"{about}: {error}")
        seat.strike()
        filed = _judge(bench.path, unit, seat, result, about, deep=trial % 5 == 4)
        kept = "" if filed else (seat.settled() if seat.notes else kept)
        unit += filed
    return result


def _sit_down(seat: Seat, unit: int) -> None:
    seat.until(READY)
    seat.type(serial(unit) + ENTER)
    seat.until(CARD)


def _fill_in(seat: Seat, dice: random.Random, kept: str, result: Result, about: str) -> None:
    """Open the form, see whether the draft is there again, write on and file."""
    seat.type("c")
    before, seat.end = seat.end, max(seat.end, time.monotonic() + PATIENCE)  # the draft must be seen first
    seat.until(FORM)
    if kept:
        seat.until(BACK)
        result.acknowledged += 1
        if not seat.note().startswith(kept.strip()):
            result.lost += 1
            result.problems.append(f"{about}: of the draft “{kept}” there is only “{seat.note()}”")
    seat.end = before if before > time.monotonic() else time.monotonic() + dice.uniform(0.0, 1.0)
    if BACK not in seat.text:
        for keys in (DOWN, ENTER, ENTER, ENTER):
            seat.type(keys)
            seat.pause(0.06)
    seat.type(UP)
    for letter in " ".join(dice.sample(WORDS, 4))[:24]:
        seat.type(letter)
        seat.pause(dice.uniform(0.005, 0.05))
    for _ in range(2):
        seat.type(ENTER)
        seat.pause(0.05)


def _act(seat: Seat, dice: random.Random) -> None:
    """Approve, take into service: what the claim's own screen offers first, again and again."""
    while True:
        seat.pause(dice.uniform(0.05, 0.25))
        seat.type(dice.choice((ENTER, ENTER, "ok" + ENTER)))


def _judge(path: Path, unit: int, seat: Seat, result: Result, about: str, *, deep: bool) -> bool:
    """Look for everything that stood on the screen; return whether the claim is filed."""
    verdict = Verdict()
    claims: Sequence[dict[str, str]] = verdict.ask(path, "show", serial(unit))["matches"][0]["claims"]
    states = {claim["number"]: claim["state"] for claim in claims}
    for number, state in seat.promised.items():
        result.acknowledged += 1
        have = states.get(number)
        if have is None or ORDER.index(have) < ORDER.index(state):
            verdict.lost.append(f"{number} stood on the screen as {state} and is {have}")
    if len(claims) > 1:
        verdict.odd.append(f"unit {unit} has {len(claims)} claims")
    if deep:
        verdict.told += verdict.ask(path, "check", "--deep").get("problems", ["check fails"])
    result.trials += 1
    result.lost += len(verdict.lost)
    result.detected += bool(verdict.told)
    result.problems += [
        f"{about}: {each}" for each in (*verdict.lost, *verdict.odd, *verdict.told, *verdict.faults)
    ]
    return bool(claims)
