"""What the real program finds after a trial: every acknowledged act, whole, and only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from crash_work import IMPORTED, Done, ask, serial

FAULT = 70
"""The exit status with which the program admits a fault of its own."""
STEPS: Mapping[str, tuple[str, ...]] = {
    "filed": ("file",),
    "approved": ("file", "approve"),
    "in_service": ("file", "approve", "start"),
    "ready": ("file", "approve", "start", "finish"),
    "closed": ("file", "approve", "start", "finish", "close"),
}
"""What must have been done to a claim in each state."""


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
        # What could not be read back was saved none the less, and the program says so.
        acknowledged = each.answer and (each.status == 0 or each.answer.get("error") == "SAVED_UNREAD")
        if acknowledged and not there[kind]:
            verdict.lost.append(f"{kind} of unit {unit}")
        elif there[kind] and not acknowledged and each.refusal:
            verdict.done_anyway += 1
            if "Nothing was saved" in each.refusal:
                verdict.odd.append(f"{kind} of unit {unit} is there, and was told not to be: {each.refusal}")
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
