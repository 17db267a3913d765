"""Backups: made by hand into a file, and by the desk itself once a day into a folder, the oldest going.

A daily backup is made in the background from a connection of its own, while the desk is worked at. Two
terminals cannot make the same one: its name is the day. What came of the last try is kept with the desk, so
that a person sees how old the last good one is, and why there is no newer.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused, StoreError
from store.exchange import attached_copies
from store.exchange.names import checked_pure
from store.exchange.own_files import spared
from store.record import Record
from store.rules.roles import EDIT, EXPORT
from store.services import asides
from store.services.asides import LONGEST
from store.services.permits import free, judged, needs
from store.tables import copying
from store.tables.copying import PART
from store.tables.manifest import Copy
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

FOLDER = "backups"
STATE, PLACE = "backup", "backup_folder"
"""In the table ``local``: what came of the last try; where the desk keeps its backups on this computer."""
STALE = 3600.0
"""Seconds after which a copy that nobody finished was left behind by a crash."""
PAUSE = 0.002
"""Seconds that a copy in the background rests between two bites."""


class Last(Record):
    """How it stands with the backups."""

    folder: Path
    days: int
    """For so many days they are kept; 0: the desk makes none."""
    at: datetime | None = None
    """When the last good one was made, UTC; None: there is none."""
    file: Path | None = None
    problem: str | None = None
    """Why the last try failed; None: it did not."""


class Order(Record):
    """A daily backup that is to be made now; carried out by `make`, on any thread."""

    source: Path
    target: Path
    now: datetime
    days: int
    key: bytes | None = None
    """Of an encrypted store."""

    def __repr__(self) -> str:
        return f"Order({self.target.name!r})"


class Backups:
    """Copies of the desk."""

    def __init__(self, context: Context, path: Path, key: bytes | None = None) -> None:
        """Copy the store at `path`, open in `context` with `key`."""
        self._context = context
        self._path = path
        self._key = key

    @judged
    def make(self, target: Path | None = None) -> Copy:
        """Make a verified copy and its manifest; without `target`, today's in the desk's own folder.

        Raises:
            Refused: FILE_EXISTS; BAD_NAME; NOT_ALLOWED: what leaves the desk's own folder is an export.
            Unusable: the copy cannot be made, or is not good.
        """
        if target is not None:  # all of it leaves the desk
            self._context.require(EXPORT, "personal data")
            checked_pure(target, "file")
            copying.must_be_free(target)
            spared(target, "file")
            with self._context.deciding():
                self._context.record("desk.backup", "desk:backup", {"file": target.name, "notice": "export"})
        now = self._context.clock()
        copy = copying.make(self._path, target or self._free(now), now, key=self._key)
        self.note(copy)
        self.clear()
        return copy

    @free
    def clear(self) -> tuple[Path, ...]:
        """Take away what a restore or an upgrade put aside longer ago than a backup may be kept."""
        return asides.clear(self._path, self._context.clock())

    @free
    def left(self) -> tuple[asides.Left, ...]:
        """Return every copy that was made of the desk, as far as it knows, and how long each stays."""
        return asides.left(self._path, self)

    def _free(self, now: datetime) -> Path:
        return self.folder / f"{self._path.stem}-{now:%Y%m%d-%H%M%S}{self._path.suffix}"

    @property
    @free
    def folder(self) -> Path:
        """Where the desk keeps its backups."""
        return folder_of(self._context, self._path)

    @property
    @free
    def days(self) -> int:
        """For how many days they are kept; 0: the desk makes none."""
        chosen = self._context.setting("backup_days")
        return min(chosen, LONGEST) if isinstance(chosen, int) and chosen > 0 else 0

    @needs(EDIT, "settings")
    def choose(self, *, folder: Path | None = None, days: int | None = None) -> None:
        """Choose where daily backups go, and for how many days they are kept (0: make none).

        Raises:
            Refused: the folder cannot be written, or the days are too many.
        """
        if days is not None and not 0 <= days <= LONGEST:
            template = N_("Backups are kept from 1 to {most} days, or 0 for none: who was erased is in them.")
            raise Refused("TOO_MANY_DAYS", say(template, most=LONGEST), field="days")
        if folder is not None:
            folder = Path(os.path.abspath(folder))
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                writable = os.access(folder, os.W_OK | os.X_OK)
            except OSError:
                writable = False
            if not writable:
                template = N_("Nothing can be written in {folder}; choose another one.")
                raise Refused("FOLDER_CLOSED", say(template, folder=str(folder)), field="folder")
        with self._context.deciding():
            if folder is not None:
                self._context.keep_local(PLACE, str(folder))
            if days is not None:
                self._context.assign("setting", "backup_days", {"value": json.dumps(days)}, {})

    @free
    def last(self) -> Last:
        """Return how it stands."""
        state = self._state()
        at = datetime.fromisoformat(str(state["at"])) if state.get("at") else None
        file = Path(str(state["file"])) if state.get("file") else None
        problem = str(state["problem"]) if state.get("problem") else None
        return Last(self.folder, self.days, at, file, problem)

    @free
    def due(self) -> Order | None:
        """Return what is to be made now; None: today's is there, or the desk makes none."""
        if not self.days or self._context.setting("throw_away"):
            return None
        now, last = self._context.clock(), self.last().at
        today = self._context.day_of(now)
        if last is not None and self._context.day_of(last) == today:
            return None
        return Order(self._path, self.folder / _daily(self._path, today), now, self.days, self._key)

    @free
    def note(self, outcome: Copy | StoreError) -> None:
        """Keep what came of a try."""
        if isinstance(outcome, Copy):
            state: dict[str, object] = {"at": outcome.made_at, "file": str(outcome.file)}
        elif outcome.code == "FILE_EXISTS":  # another terminal makes it, or has
            return
        else:
            state = {**self._state(), "problem": str(outcome)}
        with self._context.deciding():
            self._context.keep_local(STATE, json.dumps(state))

    def _state(self) -> dict[str, object]:
        text = self._context.local(STATE)
        found = json.loads(text) if text else {}
        return found if isinstance(found, dict) else {}


def folder_of(context: Context, path: Path) -> Path:
    """Return where the desk at `path` keeps its backups."""
    chosen = context.local(PLACE)
    return Path(chosen) if chosen else path.absolute().parent / FOLDER


class _LeftError(Exception):
    """Nobody waits for the backup any more."""


def make(order: Order, left: Callable[[], bool] = bool) -> Copy | StoreError | None:
    """Make a daily backup and take those away that are too old.

    Returns the error where a person can do something about it, and None if `left` said on the way that
    nobody waits for it any more.
    """

    def breathe() -> None:
        time.sleep(PAUSE)
        if left():
            raise _LeftError

    _clear(order.target)
    try:
        copy = copying.make(order.source, order.target, order.now, key=order.key, breathe=breathe)
    except StoreError as error:
        return error
    except _LeftError:
        return None
    for old in expired(order.target, order.days):
        asides.remove(old)
    return copy


def expired(newest: Path, days: int) -> list[Path]:
    """Return the daily backups in the folder of `newest` that are `days` days older, or more."""
    base, today = _parted(newest)
    if today is None:
        return []
    found = []
    for path in newest.parent.glob(f"*{newest.suffix}"):
        name, day = _parted(path)
        if name == base and day is not None and day <= today - timedelta(days=days):
            found.append(path)
    return sorted(found)


def _daily(store: Path, day: date) -> str:
    return f"{store.stem}-{day:%Y%m%d}{store.suffix}"


def _parted(path: Path) -> tuple[str, date | None]:
    base, _, digits = path.stem.rpartition("-")
    if len(digits) != 8 or not digits.isdecimal():
        return path.stem, None
    try:
        return base, date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return path.stem, None


def _clear(target: Path) -> None:
    """Take away what a crash has left of an earlier try."""
    part = target.with_name(target.name + PART)
    with suppress(OSError):
        if time.time() - part.stat().st_mtime > STALE:
            part.unlink()
            if not target.exists():
                attached_copies.drop(target)
