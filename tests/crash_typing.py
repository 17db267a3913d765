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
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

import pyte
from crash_judge import Verdict
from crash_tap import kill
from crash_trial import Bench, Result
from crash_work import UNITS, serial

COLUMNS, LINES = 80, 24
SETTLED = 0.5
"""Seconds in which what was typed may not yet be in the draft."""
PATIENCE = 30.0
"""Seconds to wait for what must come."""
BACK_WITHIN = 10.0
"""Seconds in which a draft must be in its form."""
COMING_UP = 0.3
"""Seconds from the first picture to the first scan: nobody is faster, and no key may meet half a program."""
CHOICE = "1 of 60 units"
READY, CARD, FORM, BACK = "Kyiv-2", "c file claim", "File the claim", "Your draft is here again."
PICKED = "✓ no power"
PHASES = ("typing", "acting", "typing", "filing")
"""What the person is at when the program is killed, trial by trial."""
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


class Draft(NamedTuple):
    """What a claim's form holds."""

    fault: bool
    """Whether a fault is chosen."""
    note: str


NOTHING = Draft(False, "")


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
        self.drafts: list[tuple[float, Draft]] = []
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

    def until(self, *texts: str, within: float = PATIENCE) -> str:
        """Wait for one of `texts`; return which.

        Raises:
            Struck: the moment has come before.
        """
        patience = time.monotonic() + within
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
            self.drafts.append((time.monotonic(), self.draft()))

    def draft(self) -> Draft:
        """Return what stands in the form."""
        seen = self.text
        found = _NOTE.search(seen)
        note = found[1] if found and "what the customer says" not in found[1] else ""
        return Draft(PICKED in seen, note)

    def strike_within(self, seconds: float) -> NoReturn:
        """Let so much time pass; then the moment has come.

        Raises:
            Struck: always.
        """
        self.pause(seconds)
        raise Struck

    def strike(self) -> None:
        """Kill the program, and read what it had already written."""
        self._struck = time.monotonic()
        kill(self.child)
        os.waitpid(self.child, 0)
        while select.select([self._master], [], [], 0)[0] and self._read():
            pass
        os.close(self._master)

    def settled(self) -> Draft | None:
        """Return what had stood in the form long enough to be kept; None: it was not open so long."""
        return next((draft for at, draft in reversed(self.drafts) if at < self._struck - SETTLED), None)


def program(path: Path, *, afresh: bool, forgetful: bool = False) -> Callable[[], NoReturn]:
    """Return what starts the desk: from the shell, or in a process that has loaded the program already."""

    def start() -> NoReturn:
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        words = ["--db", str(path)]
        if afresh:
            os.execv(sys.executable, [sys.executable, "-m", "tui", *words])
        if forgetful:
            from store.services.claims import Claims

            setattr(Claims, Claims.keep_draft.__name__, lambda *_: None)
        from tui.__main__ import main

        streams = (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w"))
        for name, number, mode in streams:
            for each in (name, f"__{name}__"):
                setattr(sys, each, os.fdopen(number, mode, closefd=False))
        os._exit(main(words))

    return start


def typing(bench: Bench, trials: int, seed: int, *, afresh: bool, forgetful: bool = False) -> Result:
    """Kill the desk while a claim is typed and acted on; come back, and look for it all.

    Args:
        bench: where.
        trials: how many kills.
        seed: of what is typed and when it ends.
        afresh: whether each start is one from the shell, or one of a program that is loaded already.
        forgetful: whether the program is spoilt: it keeps no draft.
    """
    result = Result("kill while typing", way="SIGKILL at a terminal")
    dice = random.Random(seed)
    bench.fresh()
    unit, kept = 0, NOTHING
    for trial in range(trials):
        if unit >= UNITS:
            bench.fresh()
            unit, kept = 0, NOTHING
        seat = Seat(program(bench.path, afresh=afresh, forgetful=forgetful))
        about = f"kill {trial}"
        try:
            _sit_down(seat, unit)
            _find_draft(seat, kept, result, about)
            _fill_in(seat, dice, PHASES[trial % len(PHASES)])
        except Struck:
            pass
        except TimeoutError as error:
            result.problems.append(f"{about}: {error}")
        seat.strike()
        filed = _judge(bench.path, unit, seat, result, about, deep=trial % 5 == 4)
        kept = NOTHING if filed else seat.settled() or kept
        unit += filed
    return result


def _sit_down(seat: Seat, unit: int) -> None:
    seat.until(READY)
    seat.pause(COMING_UP)
    seat.type(serial(unit) + ENTER)
    if seat.until(CARD, CHOICE) == CHOICE:  # the head of the scan went astray; the unit is still the only one
        seat.type(ENTER)
        seat.until(CARD)
    seat.type("c")
    seat.until(FORM)


def _find_draft(seat: Seat, kept: Draft, result: Result, about: str) -> None:
    """See that what was typed before the last kill is there again."""
    if kept == NOTHING:
        return
    result.acknowledged += 1
    with suppress(TimeoutError):
        seat.until(BACK, within=BACK_WITHIN)
    have = seat.draft()
    if not have.note.startswith(kept.note) or have.fault < kept.fault:
        result.lost += 1
        result.problems.append(f"{about}: of the draft {kept} there is only {have}")


def _fill_in(seat: Seat, dice: random.Random, phase: str) -> None:
    """Write on and file, until the moment comes: while typing, while filing, or while acting on the claim."""
    if not seat.draft().fault:
        seat.type(DOWN + ENTER)
        seat.until(PICKED)
        seat.type(ENTER)
        seat.pause(0.05)
        seat.type(ENTER)
        seat.pause(0.05)
    seat.type(UP)
    letters = " ".join(dice.sample(WORDS, 4))[:24]
    last = dice.randrange(len(letters)) if phase == "typing" else len(letters)
    for letter in letters[:last]:
        seat.type(letter)
        seat.pause(dice.uniform(0.005, 0.05))
    if phase == "typing":
        seat.strike_within(dice.uniform(0, 2 * SETTLED))
    seat.type(ENTER)
    seat.pause(0.05)
    seat.type(ENTER)
    if phase == "filing":
        seat.strike_within(dice.uniform(0, SETTLED))
    seat.until("is filed")
    seat.end = time.monotonic() + dice.uniform(0, 3 * SETTLED)
    while True:  # approve, take into service: what the claim's own screen offers first, again and again
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
