"""A store that is only looked at: damaged, on a disk that cannot be written, or not to be touched.

Nothing of the store is changed, not even its log. Where the file cannot be read in place (its log needs to
be worked in, or an older schema brought up), a copy in a folder of our own is read instead; it goes away with
the connection.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Unusable
from store.tables import admission, guards, manifest
from store.tables import connection as connections
from store.tables.handle import Moved, handle
from store.wording import N_, say

if TYPE_CHECKING:
    from sqlite3 import Connection


def connect(path: Path, key: bytes | None = None) -> Connection:
    """Open the store at `path` to read it.

    Raises:
        Unusable: there is no such file, or nothing in it can be read.
    """
    if not admission.is_there(path):
        raise Unusable("NO_STORE", say(N_("There is no desk at {path}."), path=str(path)))
    admission.not_emptied(path)
    folder: Path | None = None
    try:
        connection = _in_place(path, key)
        if connection is None:
            folder = Path(tempfile.mkdtemp(prefix="counterpane-view-"))
            connection = connections.connect(_copied(path, folder), key=key)
    except BaseException as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, connections.DatabaseError):
            raise admission.unusable(path, error) from error
        raise
    connection.execute("PRAGMA query_only = ON")
    guards.forbid(connection)
    handle(connection).watch = Viewing(path, folder)
    return connection


def _in_place(path: Path, key: bytes | None) -> Connection | None:
    """Open the file where it is; None if that takes more than reading."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return None
    connection = connections.open_file(path, "ro", key=key, immutable=True)
    try:
        if admission.newest_allowed(connection) == admission.SCHEMA:
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    return None


def _copied(path: Path, folder: Path) -> Path:
    for suffix in ("", "-wal"):
        source = path.with_name(path.name + suffix)
        if source.exists():
            shutil.copyfile(source, folder / source.name)
    return folder / path.name


class Viewing:
    """Refuses to write, and takes the copy away at the end."""

    def __init__(self, path: Path, folder: Path | None) -> None:
        """Take `folder` away when the view of the store at `path` is closed."""
        self._path = path
        self._folder = folder

    def before_writing(self) -> None:
        """Refuse: the desk is only looked at."""
        if manifest.is_backup(self._path):
            raise Unusable("READ_ONLY_VIEW", manifest.told(self._path))
        raise Unusable(
            "READ_ONLY_VIEW",
            say(N_("The desk is open to look at only; nothing is saved. Start without --read-only to work.")),
        )

    def before_commit(self) -> None:
        """Refuse: the desk is only looked at."""
        self.before_writing()

    def after_commit(self, moved: Moved) -> None:
        """Never reached: nothing is committed."""

    def after_writing(self) -> None:
        """Never reached: nothing is begun."""

    def close(self) -> None:
        """Take the copy away."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
