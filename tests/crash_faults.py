"""Programs that are killed, and files that take no more: at random moments, and at every single call."""

from __future__ import annotations

import ctypes
import errno
import os
import random
import shutil
from collections.abc import Iterable
from itertools import product

import crash_tap
from crash_judge import judge
from crash_tap import Call
from crash_trial import HONEST, Bench, Result, settle
from crash_work import UNITS, Act, Done, Sabotage, life, plan

CHAIN = 10
"""So many kills one desk lives through before it is put away."""
BESIDE = 0.5
"""How often the desk is open elsewhere too, so that its `-wal` grows on."""
SECTOR = 512
HEADROOM = (4096, 40_960, 122_880, 409_600)
"""Bytes by which files may still grow when the disk is full soon."""


def kills(
    bench: Bench,
    trials: int,
    seed: int,
    *,
    how: Sabotage = HONEST,
    deep_each: int = 1,
    acts: int = 3,
) -> Result:
    """Kill at random moments; each desk is killed, opened and worked on again, several times over.

    Args:
        bench: where.
        trials: how many kills.
        seed: of the moments and the acts.
        how: what is wrong with the worker.
        deep_each: `check --deep` after so many kills; the acts are looked for after every one.
        acts: how many are answered at most before the kill.
    """
    result = Result("kill at random moments", way="signals")
    dice, kept, unit = random.Random(seed), list[Done](), UNITS
    for trial in range(trials):
        if unit >= CHAIN * 3:
            bench.fresh()
            kept, unit = [], 0
        running = bench.worker(
            plan(unit, dice, bench.lists), tapped=False, how=how, beside=dice.random() < BESIDE
        )
        running.kill_amid(dice.randrange(acts + 1), dice.random())
        done = bench.done()
        kept += done
        deep = trial % deep_each == deep_each - 1
        verdict = judge(bench.path, kept if deep else done, deep=deep)
        settle(result, verdict, done, f"kill {trial}")
        unit = UNITS if verdict.lost or verdict.told else unit + 3
    return result


def count(bench: Bench, acts: list[Act], *, reads: bool = False) -> int:
    """Return how many calls a workload makes on the desk's files; with `reads`, those that read too."""
    bench.fresh()
    running = bench.worker(acts, tapped=True, beside=True, reads=reads)
    running.serve(lambda call: 0)
    return running.calls


def points(bench: Bench, places: Iterable[int], acts: list[Act], *, how: Sabotage = HONEST) -> Result:
    """Kill before the call at each of `places`; where it writes, half of it is written first."""
    result = Result("kill at an I/O call")
    for place in places:
        bench.fresh()
        torn = place % 2 == 0

        def decide(call: Call, place: int = place, torn: bool = torn) -> int:
            if call.number == place:
                if torn:
                    _write_half(call)
                crash_tap.kill(call.pid)
            return 0

        running = bench.worker(acts, tapped=True, how=how, beside=place % 4 < 2)
        ended = running.serve(decide)
        _end(result, bench, f"killed at call {place}", ended)
    return result


def errors(
    bench: Bench, places: Iterable[int], acts: list[Act], codes: Iterable[int] = (errno.ENOSPC, errno.EIO)
) -> Result:
    """Let the call at each of `places` fail: once and for good, with ENOSPC and with EIO."""
    result = Result("ENOSPC and EIO at an I/O call")
    for place, code, sticky in product(places, codes, (False, True)):
        bench.fresh()

        def decide(call: Call, place: int = place, code: int = code, sticky: bool = sticky) -> int:
            hit = call.number == place or (sticky and call.number > place)
            return code if hit and _can_fail(call, code) else 0

        running = bench.worker(acts, tapped=True, beside=place % 4 < 2)
        ended = running.serve(decide)
        about = f"{errno.errorcode[code]} at call {place} {'for good' if sticky else 'once'}"
        _end(result, bench, about, ended)
    return result


def unreadable(bench: Bench, places: Iterable[int], acts: list[Act]) -> Result:
    """Let the read at each of `places` fail with EIO: once, and from then on every one."""
    result = Result("EIO at a read")
    for place, sticky in product(places, (False, True)):
        bench.fresh()
        seen = 0

        def decide(call: Call, place: int = place, sticky: bool = sticky) -> int:
            nonlocal seen
            seen += call.name == "pread64"
            hit = seen == place or (sticky and seen > place)
            return errno.EIO if hit and call.name == "pread64" else 0

        ended = bench.worker(acts, tapped=True, beside=place % 4 < 2, reads=True).serve(decide)
        _end(result, bench, f"EIO at read {place} {'for good' if sticky else 'once'}", ended)
    return result


def full(bench: Bench, seed: int, sizes: int = len(HEADROOM)) -> Result:
    """Let no file grow beyond a size: the oldest way to a full disk, and one that every kernel knows."""
    result = Result("file-size limit", way="RLIMIT_FSIZE")
    dice = random.Random(seed)
    for room in HEADROOM[:sizes]:
        for beside in (False, True):
            bench.fresh()
            most = bench.path.stat().st_size + room if not beside else room
            running = bench.worker(plan(0, dice, bench.lists), tapped=False, beside=beside, most=most)
            _end(result, bench, f"files of at most {most} bytes", running.wait())
    return result


def small_disk(bench: Bench, seed: int, kilobytes: int) -> Result:
    """Work on a disk of so many kilobytes until it is full, and see what is there once there is room.

    Raises:
        OSError: no disk can be made here; only the computer's owner may.
    """
    result = Result(f"disk of {kilobytes} kB", way="tmpfs")
    bench.fresh()
    libc = ctypes.CDLL(None, use_errno=True)
    moved = bench.folder / "moved"
    shutil.rmtree(moved, ignore_errors=True)
    shutil.copytree(bench.place, moved)
    options = f"size={kilobytes}k".encode()
    if libc.mount(b"tmpfs", os.fsencode(bench.place), b"tmpfs", 0, options):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    try:
        shutil.copytree(moved, bench.place, dirs_exist_ok=True)
        acts = [act for unit in range(0, UNITS, 3) for act in plan(unit, random.Random(seed), bench.lists)]
        ended = bench.worker(acts, tapped=False, beside=True).wait()
        libc.mount(b"tmpfs", os.fsencode(bench.place), b"tmpfs", 32, b"size=64m")  # remounted with room
        _end(result, bench, f"a disk of {kilobytes} kB", ended)
    finally:
        libc.umount2(os.fsencode(bench.place), 2)
    return result


def short(unit: int = 0) -> list[Act]:
    """Return the work that is interrupted at every call: a claim is filed and approved."""
    return life(unit)[:2]


def _end(result: Result, bench: Bench, about: str, ended: bool) -> None:
    done = bench.done()
    settle(result, judge(bench.path, done, deep=True), done, about)
    if not ended:
        result.problems.append(f"{about}: it hangs")


def _can_fail(call: Call, code: int) -> bool:
    """Say whether a disk could answer so: a full one still takes names away."""
    return code == errno.EIO or not call.name.startswith("unlink")


def _write_half(call: Call) -> None:
    """Let the disk take whole sectors, but not all of them."""
    if call.name not in ("pwrite64", "write"):
        return
    data, place = call.data(), call.place()
    with open(f"/proc/{call.pid}/fd/{call.args[0]}", "r+b", buffering=0) as file:
        file.seek(place)
        file.write(data[: len(data) // 2 // SECTOR * SECTOR or len(data) // 2])
