"""Attached files of a copy of a store: gathered beside it, so that a backup holds what its claims name.

A file that lies on the same disk is linked, not copied: it never changes once it has its name, which is the
hash of its content, and fourteen daily backups take the room of one. On another disk it is copied once and
linked from there by the next backup.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.exchange.attached import Folder
from store.tables import filing
from store.tables.anchor import sync_folder

if TYPE_CHECKING:
    from sqlite3 import Connection

PART = ".part"


def folder_of(store: Path) -> Path:
    """Return where the attached files of a store, or of a copy of one, lie."""
    return Folder.beside(store).path


def siblings(copy: Path) -> list[Path]:
    """Return the folders of attached files of other copies beside this one, the newest first."""
    found = [path for path in copy.parent.glob("*.files") if path != folder_of(copy) and path.is_dir()]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def gather(connection: Connection, sources: Iterable[Path], copy: Path) -> tuple[int, int]:
    """Put what the claims in `connection` name into the folder of `copy`; return how many, and how many lack.

    Raises:
        OSError: a file cannot be written.
    """
    key: bytes | None = getattr(connection, "key", None)
    folder = Folder.beside(copy, key)
    named = dict(_named(connection))
    held = 0
    places = [Folder(source, key) for source in sources]
    for stored, sha256 in named.items():
        held += _one(folder, places, stored, sha256)
    if held:
        sync_folder(folder.path)
    return held, len(named) - held


def faults(connection: Connection, copy: Path) -> Iterator[str]:
    """Yield the names of files in the folder of `copy` that are not what was attached."""
    folder = Folder.beside(copy, getattr(connection, "key", None))
    for stored, sha256 in _named(connection):
        if folder.fault(stored, sha256) == "altered":
            yield stored


def drop(copy: Path) -> None:
    """Take the attached files of a copy away."""
    shutil.rmtree(folder_of(copy), ignore_errors=True)


def _named(connection: Connection) -> Iterator[tuple[str, str]]:
    seen = set()
    for _, _, file in filing.attached(connection):
        stored = str(file.get("stored"))
        if stored not in seen:
            seen.add(stored)
            yield stored, str(file["sha256"])


def _one(folder: Folder, places: Iterable[Folder], stored: str, sha256: str) -> bool:
    """Link or copy one file from the first place that has it; False if none has."""
    target = folder.where(stored)
    for place in places:
        source = place.where(stored)
        if source.is_symlink() or not source.is_file():
            continue
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            try:
                os.link(source, target)
            except OSError as error:
                if isinstance(error, FileExistsError):
                    raise
                _copied(source, target)
                if folder.fault(stored, sha256) is not None:
                    target.unlink(missing_ok=True)
                    continue
        return True
    return False


def _copied(source: Path, target: Path) -> None:
    """Copy a file as it lies there, and let it be on the disk."""
    part = target.with_name(target.name + PART)
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(number, "wb") as out, source.open("rb") as file:
            while block := file.read(1 << 20):
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
