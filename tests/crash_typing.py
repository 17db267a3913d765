"""A person at the real screen, whose program is killed while a claim is typed and acted on.

What stood on the screen when the program died was promised: a claim said to be filed, the state of a claim.
What was typed half a second before is in the draft that the form shows after the restart.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from crash_judge import Verdict
from crash_seat import FORM, NOTHING, PATIENCE, PICKED, SETTLED, Draft, Seat, Struck
from crash_trial import Bench, Result
from crash_work import UNITS, serial

BACK_WITHIN = 10.0
"""Seconds in which a draft must be in its form."""
COMING_UP = 0.3
"""Seconds from the first picture to the first scan: nobody is faster, and no key may meet half a program."""
CHOICE = "1 of 60 units"
READY, CARD, BACK = "Kyiv-2", "c file claim", "Your draft is here again."
GAPS = (0.03, 0.08)
"""Seconds between two letters: a quick typist, but no scanner."""
STEP = 0.15
"""Seconds to look at what a key did."""
AT_NOTE = "› In words"
HANGING_UP = "hanging up"
GONE_WITHIN = 10.0
"""Seconds in which a program must end whose terminal is gone."""
PHASES = ("typing", "acting", HANGING_UP, "filing")
"""What the person is at when the program is killed or the line is lost, trial by trial."""
ORDER = ("filed", "approved", "in_service", "ready", "closed")
DOWN, UP, ENTER = "\x1b[B", "\x1b[A", "\r"
FIELDS = 12
"""More than the form has."""
WORDS = ("drips", "hums", "stops", "trips", "rattles", "leaks", "smells", "sticks", "cracks", "buzzes")


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
    unit, kept = 0, tuple[Draft, ...]()
    for trial in range(trials):
        if unit >= UNITS:
            bench.fresh()
            unit, kept = 0, ()
        phase = PHASES[trial % len(PHASES)]
        seat = Seat(program(bench.path, afresh=afresh, forgetful=forgetful))
        about = f"kill {trial}"
        try:
            _sit_down(seat, unit)
            _find_draft(seat, kept, result, about)
            _fill_in(seat, dice, phase)
        except Struck:
            pass
        except TimeoutError:  # the typist lost their way; what stood on the screen is judged all the same
            result.astray += 1
        if phase != HANGING_UP:
            seat.strike()
        elif not seat.hang_up(GONE_WITHIN):
            result.problems.append(f"{about}: the terminal is gone, and the program lives on")
        filed = _judge(bench.path, unit, seat, result, about, deep=trial % 5 == 4)
        kept = () if filed else seat.settled() or (*kept, *(draft for _, draft in seat.drafts))
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


def _find_draft(seat: Seat, kept: Sequence[Draft], result: Result, about: str) -> None:
    """See that what was typed before the last kill is there again."""
    if not kept or NOTHING in kept:
        return
    result.acknowledged += 1
    with suppress(TimeoutError):
        seat.until(BACK, within=BACK_WITHIN)
    have = seat.draft()
    if not any(have.note.startswith(each.note) and have.fault >= each.fault for each in kept):
        result.lost += 1
        result.problems.append(f"{about}: of the draft {kept[0]} there is only {have}")
    seat.drafts = [(time.monotonic(), have)]


def _fill_in(seat: Seat, dice: random.Random, phase: str) -> None:
    """Write on and file, until the moment comes: while typing, while filing, or while acting on the claim."""
    if not seat.draft().fault:
        seat.type(DOWN + ENTER)
        seat.until(PICKED)
        seat.type(ENTER)
        seat.pause(0.05)
        seat.type(ENTER)
        seat.pause(0.05)
    _press(seat, UP, AT_NOTE)
    letters = " ".join(dice.sample(WORDS, 4))[:16]
    half = phase in ("typing", HANGING_UP)
    last = dice.randrange(len(letters)) if half else len(letters)
    for letter in letters[:last]:
        seat.type(letter)
        seat.pause(dice.uniform(*GAPS))
    if half:
        seat.strike_within(dice.uniform(0, 2 * SETTLED))
    if phase == "filing":
        seat.end = time.monotonic() + dice.uniform(0, 2 * SETTLED)
    _press(seat, ENTER, "is filed")
    seat.end = time.monotonic() + dice.uniform(0, 3 * SETTLED)
    while True:  # approve, take into service: what the claim's own screen offers first, again and again
        seat.pause(dice.uniform(0.05, 0.25))
        seat.type(dice.choice((ENTER, ENTER, "ok" + ENTER)))


def _press(seat: Seat, key: str, seen: str) -> None:
    """Press a key until something stands on the screen; past the end of the form, go the other way."""
    end, back = time.monotonic() + PATIENCE, {UP: DOWN}.get(key, key)
    pressed = 0
    while seen not in seat.text:
        if time.monotonic() > end:
            raise TimeoutError(f"{seen} is not on the screen:\n{seat.text}")
        seat.type(key if pressed % (2 * FIELDS) < FIELDS else back)
        seat.pause(STEP)
        pressed += 1


def _judge(path: Path, unit: int, seat: Seat, result: Result, about: str, *, deep: bool) -> bool:
    """Look for everything that stood on the screen; return whether the claim is filed."""
    verdict = Verdict()
    shown = verdict.ask(path, "show", serial(unit))
    if not shown.get("matches"):
        verdict.told.append(f"show answers {shown}")
    claims: Sequence[dict[str, str]] = (shown.get("matches") or [{}])[0].get("claims", ())
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
