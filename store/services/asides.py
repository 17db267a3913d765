"""Copies of the desk that lie about: which there are, how long each stays, and that they go in time.

What a restore has moved aside, or an upgrade has kept, stays so long as a backup may: whoever was erased is
in it. Daily backups have their own days. A copy that was made by hand stays until somebody deletes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from store.exchange import attached_copies
from store.record import Record
from store.tables import slots
from store.tables.manifest import MANIFEST

if TYPE_CHECKING:
    from store.services.backups import Backups

LONGEST = 35
"""Days that a copy may be kept by the program: whoever was erased is in it."""
STAMP = re.compile(r"\.(?:replaced|before-upgrade-\d+)-(\d{8}T\d{6})\d*Z$")
"""What a copy that was put aside has behind the name of the desk: the instant, UTC."""
DAILY = re.compile(r"-(\d{8})")
BY_HAND = re.compile(r"-\d{8}-\d{6}")
PARTS = ("-wal", "-shm", "-anchor", "-lock")


class Left(Record):
    """A copy of the desk that was made before."""

    file: Path
    until: date | None
    """The day on which it goes; None: it stays until somebody deletes it."""


def put_aside(store: Path) -> Iterator[tuple[Path, datetime]]:
    """Yield what a restore or an upgrade has put beside a store, and when."""
    for file in sorted(store.parent.glob(f"{_literal(store.stem)}.*{store.suffix}")):
        found = STAMP.fullmatch(file.name.removeprefix(store.stem).removesuffix(store.suffix))
        if found is not None:
            with suppress(ValueError):
                yield file, datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def clear(store: Path, now: datetime) -> tuple[Path, ...]:
    """Take away what was put aside more than `LONGEST` days before `now`; return which files went."""
    old = [file for file, at in put_aside(store) if now - at >= timedelta(days=LONGEST)]
    return tuple(file for file in old if remove(file))


def remove(copy: Path) -> bool:
    """Take a copy away with all that lies beside it, its manifest last; False if it cannot be."""
    try:
        copy.unlink()
    except OSError:
        return False
    attached_copies.drop(copy)
    for path in (*(copy.with_name(copy.name + part) for part in PARTS), slots.file_of(copy)):
        with suppress(OSError):
            path.unlink()
    with suppress(OSError):
        copy.with_name(copy.name + MANIFEST).unlink()
    return True


def left(store: Path, backups: Backups) -> tuple[Left, ...]:
    """Return every copy of the desk at `store` that the program knows of, those that stay longest last."""
    found = [Left(file, (at + timedelta(days=LONGEST)).date()) for file, at in put_aside(store)]
    for file in sorted(backups.folder.glob(f"{_literal(store.stem)}-*{store.suffix}")):
        rest = file.stem.removeprefix(store.stem)
        if (day := DAILY.fullmatch(rest)) is not None:
            with suppress(ValueError):
                made = datetime.strptime(day[1], "%Y%m%d").date()
                found.append(Left(file, made + timedelta(days=backups.days) if backups.days else None))
        elif BY_HAND.fullmatch(rest):
            found.append(Left(file, None))
    last = backups.last().file
    if last is not None and last.exists() and last not in {each.file for each in found}:
        found.append(Left(last, None))
    return tuple(sorted(found, key=lambda each: (each.until or date.max, each.file)))


def _literal(name: str) -> str:
    """Return a name in which a pattern for files finds only itself."""
    return re.sub(r"([*?[])", r"[\1]", name)
