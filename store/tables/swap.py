"""Putting one store in another's place, so that a crash at any point leaves one of the two, whole.

A store is more than its file: with the old file its log must go, or SQLite plays it into the new one, and its
anchor. Several files cannot be renamed in one step. So the plan is written down first and synchronised; who
opens the store next carries out what is left of it. Each step does nothing when it is done already.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from store.errors import Unusable
from store.tables.anchor import sync_folder
from store.tables.hold import SUFFIX as LOCK
from store.tables.hold import Hold
from store.tables.manifest import MANIFEST
from store.wording import N_, say

PLAN = "-plan"
RESTORING = ".restoring"
BROUGHT = (".files", ".keys")
"""What a new store brings along: attached files, and the slots of an encrypted one."""
PARTS = ("-wal", "-shm", "-anchor", MANIFEST, *BROUGHT, "")
"""What belongs to a store, in the order in which it is moved aside; the file itself last."""


def alone(path: Path) -> Hold:
    """Hold the store at `path` for nobody but us.

    Raises:
        Unusable: STORE_OPEN.
    """
    try:
        return Hold(path, alone=True)
    except BlockingIOError as error:
        sentence = say(N_("The desk {path} is open. Close it at every terminal first."), path=str(path))
        raise Unusable("STORE_OPEN", sentence) from error


def swap(path: Path, new: Path, aside: Path) -> None:
    """Move the store at `path` to `aside`, and `new` to `path`; the caller holds it alone."""
    plan = path.with_name(path.name + PLAN)
    parts = [part for part in PARTS if path.with_name(path.name + part).exists()]
    number = os.open(plan, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(json.dumps({"new": new.name, "aside": aside.name, "parts": parts}))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    _carry_out(path, new, aside, parts)


def discard(path: Path) -> None:
    """Take away a store that was only just made and holds nothing; not, if somebody else has opened it."""
    with suppress(OSError, Unusable):
        held = alone(path)
        try:
            for part in ("", "-wal", "-shm", "-anchor", LOCK):
                path.with_name(path.name + part).unlink(missing_ok=True)
        finally:
            held.close()


def finish(path: Path) -> None:
    """Carry out what a crash has left of a plan; without one, do nothing.

    Raises:
        Unusable: somebody is at it now.
    """
    plan = path.with_name(path.name + PLAN)
    if not plan.exists():
        return
    held = alone(path)
    try:
        words = json.loads(plan.read_text("utf-8"))
        new, aside = path.with_name(words["new"]), path.with_name(words["aside"])
        _carry_out(path, new, aside, words["parts"])
    except ValueError:
        plan.unlink()  # the power went while it was written: nothing has been moved yet
    except FileNotFoundError:
        pass  # another program was quicker
    finally:
        held.close()


def _carry_out(path: Path, new: Path, aside: Path, parts: Sequence[str]) -> None:
    """Do what is not done yet; the new file gets its name last, so while it is there, more is to be done."""
    if new.exists():
        for part in parts:
            old, kept = path.with_name(path.name + part), aside.with_name(aside.name + part)
            if old.exists() and not kept.exists():
                os.replace(old, kept)
        sync_folder(path.parent)
        for part in BROUGHT:
            brought = new.with_name(new.name + part)
            if brought.exists():
                os.replace(brought, path.with_name(path.name + part))
        os.replace(new, path)
        sync_folder(path.parent)
    path.with_name(path.name + PLAN).unlink()
    sync_folder(path.parent)
