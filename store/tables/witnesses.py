"""What the desk's own backups remember of its journal: an older copy of file and anchor is behind them.

Only the manifests are read, the newest few, so that this can be asked whenever the desk is opened. One speaks
for this desk if it names the origin that the desk writes under: such a backup was made since that origin
began, and from then on the journal only grows. A restore, or a break that was noted, begins another origin.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.tables import ends
from store.tables import manifest as manifests
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from sqlite3 import Connection

NEWEST = 3
"""So many manifests are read."""


def faults(connection: Connection, store: Path, folder: Path, origin: str) -> Iterator[Sentence]:
    """Yield what shows that the journal is behind a backup of its own.

    Args:
        connection: the open store.
        store: its file.
        folder: where its backups are.
        origin: under which the desk writes.
    """
    ours = origin.partition("-")[0] + "-"
    for file in _newest(store, folder):
        try:
            described = manifests.read(file)
        except StoreError:
            continue
        if described is None or origin not in described.heads:
            continue
        heads = {each: head for each, head in described.heads.items() if each.startswith(ours)}
        behind = next(ends.faults(connection, heads), None)
        if behind is not None:
            yield say(N_("the backup {file} is newer than this desk: {what}"), file=file.name, what=behind)
            return


def _newest(store: Path, folder: Path) -> list[Path]:
    """Return the backups whose manifests were written last."""
    found: list[tuple[float, str]] = []
    name, end = re.escape(store.stem), re.escape(store.suffix + manifests.MANIFEST)
    ours = re.compile(rf"{name}-\d{{8}}(?:-\d{{6}})?{end}")
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if ours.fullmatch(entry.name):
                found.append((entry.stat().st_mtime, entry.name))
    found.sort(reverse=True)
    return [folder / name.removesuffix(manifests.MANIFEST) for _, name in found[:NEWEST]]
