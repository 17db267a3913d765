"""A simulated power cut: what a disk may hold when the current goes.

Every write is recorded with its bytes, every sync, and every answer. A cut falls between two calls. What was
synced is there. Of what was written to a file since its last sync, each write is there, or not, or only some
of its sectors: so a disk may drop and reorder. Names and lengths come in their order, the latest perhaps not;
a sync of any file brings all names before it. The `-shm` lives in memory and is gone. Disks that lie about a
sync are not in this picture.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from crash_judge import judge
from crash_tap import Call
from crash_trial import HONEST, Bench, Result, settle
from crash_work import Sabotage, plan, read

SECTOR = 512
KEPT, TORN = 0.4, 0.25
"""How often a write that was not synced is there whole, and in part."""
GONE = ("-shm",)


class Step(NamedTuple):
    """One thing the disk was asked to do, or an answer that was given."""

    kind: str
    """create, write, cut, sync, rename, remove or answer."""
    path: str
    place: int = 0
    data: bytes = b""
    other: str = ""


class Recorder:
    """Lets every call happen and writes down what it asks of the disk."""

    def __init__(self, answers: str) -> None:
        """What goes to `answers` is an answer."""
        self.steps: list[Step] = []
        self._answers = answers

    def __call__(self, call: Call) -> int:
        """Write down one call."""
        step = self._step(call)
        if step is not None and not step.path.endswith(GONE):
            self.steps.append(step)
        return 0

    def _step(self, call: Call) -> Step | None:
        if call.path == self._answers:
            return Step("answer", "", data=call.data()) if call.name == "write" else None
        match call.name:
            case "write" | "pwrite64":
                return Step("write", call.path, call.place(), call.data())
            case "ftruncate":
                return Step("cut", call.path, call.args[1])
            case "fsync" | "fdatasync":
                return Step("sync", call.path)
            case "open" | "openat":
                return Step("create", call.path)
            case "unlink" | "unlinkat":
                return Step("remove", call.path)
            case "rename" | "renameat" | "renameat2" | "link" | "linkat":
                return Step("rename", call.path, other=call.target())
        raise NotImplementedError(f"{call.name} on {call.path} has no place in the model")


@dataclass
class File:
    """What a disk surely holds of a file, and what it was asked since."""

    sure: bytearray = field(default_factory=bytearray)
    asked: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        """Bring everything to the disk."""
        for step in self.asked:
            self._do(step, step.data)
        self.asked = []

    def lose(self, dice: random.Random) -> None:
        """Let the current go."""
        for step in self.asked:
            luck = dice.random()
            if step.kind == "cut" or luck < KEPT:
                self._do(step, step.data)
            elif luck < KEPT + TORN:
                for sector in range(0, len(step.data), SECTOR):
                    if dice.random() < 0.5:
                        part = step.data[sector : sector + SECTOR]
                        self._do(step._replace(place=step.place + sector), part)
        self.asked = []

    def _do(self, step: Step, data: bytes) -> None:
        if step.kind == "cut":
            del self.sure[step.place :]
            self.sure.extend(bytes(step.place - len(self.sure)))
            return
        self.sure.extend(bytes(max(step.place - len(self.sure), 0)))
        self.sure[step.place : step.place + len(data)] = data


class Disk:
    """The folder of a desk as a disk holds it."""

    def __init__(self, folder: Path) -> None:
        """Begin with what is in `folder`; that is sure."""
        self.names: dict[str, File] = {
            str(path): File(bytearray(path.read_bytes()))
            for path in folder.rglob("*")
            if path.is_file() and not path.name.endswith(GONE)
        }
        self._sure = dict(self.names)
        self._late: list[dict[str, File]] = []

    def take(self, step: Step) -> None:
        """Do as one step says."""
        file = self.names.get(step.path)
        match step.kind:
            case "create" if file is None:
                self.names[step.path] = File()
            case "create":
                File.sync(file or File())
                self.names[step.path] = File()  # opened with its old content thrown away
            case "write" | "cut" if file is not None:
                file.asked.append(step)
            case "sync":
                if file is not None:
                    file.sync()
                self._sure, self._late = dict(self.names), []
                return
            case "rename" if file is not None:
                self.names[step.other] = self.names.pop(step.path)
            case "remove" if file is not None:
                del self.names[step.path]
        if step.kind in ("create", "rename", "remove"):
            self._late.append(dict(self.names))

    def cut(self, dice: random.Random, folder: Path) -> None:
        """Let the current go, and write into `folder` what is left."""
        names = dice.choice([self._sure, *self._late])
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        for name, file in names.items():
            file.lose(dice)
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(file.sure)
            os.chmod(name, 0o600)


def cuts(bench: Bench, works: int, each: int, seed: int, *, how: Sabotage = HONEST) -> Result:
    """Record `works` runs of a worker and cut the current `each` times in every one."""
    result = Result("simulated power cut")
    dice = random.Random(seed)
    for number in range(works):
        bench.fresh()
        recorder = Recorder(str(bench.answers))
        acts = list(plan(0, dice, bench.lists))
        bench.worker(acts, tapped=True, how=how, beside=number % 2 == 0).serve(recorder)
        for _ in range(each):
            _cut(result, bench, recorder.steps, dice, f"work {number}")
    return result


def _cut(result: Result, bench: Bench, steps: Sequence[Step], dice: random.Random, about: str) -> None:
    moment = dice.randrange(1, len(steps) + 1)
    bench.fresh()
    disk = Disk(bench.place)
    for step in steps[:moment]:
        disk.take(step)
    disk.cut(dice, bench.place)
    said = b"".join(step.data for step in steps[:moment] if step.kind == "answer")
    done = list(read(said.decode("utf-8", errors="replace")))
    verdict = judge(bench.path, done, deep=True)
    settle(result, verdict, done, f"{about}, cut after call {moment}")
