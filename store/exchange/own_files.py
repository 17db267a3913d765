"""Files of a desk, which nothing that is written out may take the place of, whatever is forced.

A desk is told by what lies beside it, for any desk, open or not: its anchor, its keys, its log, the manifest
of a copy. No file is opened to find out: to close it again would take the locks away from an open desk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from store.errors import Refused
from store.wording import N_, say

BESIDE = (
    "-anchor", "-lock", "-wal", "-shm", "-journal",
    ".keys", ".keys.new", ".keys.old", ".tries", ".manifest.json",
)  # fmt: skip
"""What a desk's files end with, after the name of the desk."""
FOLDER = ".files"
"""What the folder of its attached files ends with."""
_TELLS = ("-anchor", "-lock", "-wal", ".keys", ".manifest.json")
"""Files that only lie beside a desk, or beside a copy of one."""
_ALONE = frozenset({"-anchor", ".manifest.json"})
"""Those that tell even when the desk itself is gone."""


def desk_of(path: Path | str) -> Path | None:
    """Return the desk that a path is a file of; None: of none."""
    with suppress(OSError, ValueError):
        for place in dict.fromkeys((Path(os.path.abspath(path)), Path(os.path.realpath(path)))):
            found = next((desk for desk in _desks(place) if _is_desk(desk)), None)
            if found is not None:
                return found
    return None


def spared(path: Path, field: str) -> Path:
    """Return `path` if it is no file of a desk.

    Args:
        path: what was typed.
        field: the name of what it was typed for.

    Raises:
        Refused: DESK_FILE.
    """
    desk = desk_of(path)
    if desk is None:
        return path
    template = N_("{file} belongs to the desk {desk}; nothing may take its place. Give another name.")
    raise Refused("DESK_FILE", say(template, file=str(path), desk=desk.name), field=field)


def _desks(path: Path) -> Iterator[Path]:
    """Yield the desks that a file of this name may belong to."""
    yield path
    name = path.name.casefold()
    for tail in BESIDE:
        if name.endswith(tail) and len(name) > len(tail):
            yield path.with_name(path.name[: -len(tail)])
    for folder in path.parents:
        if folder.name.casefold().endswith(FOLDER) and len(folder.name) > len(FOLDER):
            yield folder.with_name(folder.name[: -len(FOLDER)])


def _is_desk(path: Path) -> bool:
    there = path.is_file()
    return any(
        (there or tail in _ALONE) and path.with_name(f"{path.name}{tail}").is_file() for tail in _TELLS
    )
