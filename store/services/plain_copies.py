"""What an encrypted desk has left in plain text: the copies that the program itself had made of it before.

First a fresh backup is made, encrypted and verified; only then do the plain backups in the desk's own folder
and the copies from before an upgrade go. A desk that a restore has moved aside may hold what nothing else
does, and a copy taken by hand went where somebody wanted it: they are named, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.record import Record
from store.services import asides
from store.tables import connection as connections
from store.tables import ends
from store.tables import manifest as manifests
from store.tables.manifest import Copy
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.store import Store

DAY = re.compile(r"-\d{8}(-\d{6})?")
"""What the desk's own backups have behind the name of the desk."""


class Replaced(Record):
    """What became of the plain copies."""

    backup: Copy | None
    """The encrypted one that stands for them; None: it could not be made, and all stay."""
    gone: tuple[Path, ...]
    left: tuple[Path, ...]
    """They still can be read by whoever gets them."""
    problem: Sentence | str | None = None
    """Why there is no encrypted one."""


def replace(store: Store) -> Replaced:
    """Put one encrypted backup of `store`, which was just encrypted, in the place of its plain copies."""
    connection = store.context.connection
    own = tuple(_own(store.path, store.backups.folder, ends.all_of(connection)))
    aside = _plain(store.path.parent, f"{store.path.stem}.replaced-*{store.path.suffix}")
    last = store.backups.last().file
    if last is not None and last not in own and last.exists() and not connections.encrypted(last):
        aside.append(last)  # taken by hand to where somebody wanted it
    try:
        backup = store.backups.make()
    except StoreError as error:
        return Replaced(None, (), (*own, *aside), error.sentence)
    gone = tuple(path for path in own if asides.remove(path))
    return Replaced(backup, gone, (*(path for path in own if path not in gone), *aside))


def told(done: Replaced) -> tuple[Sentence, ...]:
    """Say what became of the plain copies, and what a person still has to delete."""
    said: list[Sentence] = []
    if done.problem is not None:
        template = N_("No encrypted backup could be made, so no plain one was removed: {why}")
        said.append(say(template, why=done.problem))
    elif done.gone:
        file = done.backup.file.name if done.backup else ""
        removed = say(
            N_("{n} plain copy of the program's own was removed; the encrypted backup is {file}."),
            N_("{n} plain copies of the program's own were removed; the encrypted backup is {file}."),
            n=len(done.gone),
            file=file,
        )
        said.append(removed)
    if done.left:
        files = ", ".join(str(path) for path in done.left)
        said.append(say(N_("Still in plain text; delete them yourself: {files}."), files=files))
    return tuple(said)


def _own(path: Path, folder: Path, origins: Collection[str]) -> Iterator[Path]:
    """Yield the plain copies that the desk at `path` has made of itself, as their manifests say."""
    backups = (
        each
        for each in _plain(folder, f"{path.stem}-*{path.suffix}")
        if DAY.fullmatch(each.stem.removeprefix(path.stem))
    )
    for each in (*backups, *_plain(path.parent, f"{path.stem}.before-upgrade-*{path.suffix}")):
        try:
            described = manifests.read(each)
        except StoreError:
            continue
        if described is not None and not described.heads.keys().isdisjoint(origins):
            yield each


def _plain(folder: Path, pattern: str) -> list[Path]:
    """Return the files of `folder` that are called so and are plain databases."""
    found = (each for each in folder.glob(pattern) if each.is_file() and each.stat().st_size)
    return sorted(each for each in found if not connections.encrypted(each))
