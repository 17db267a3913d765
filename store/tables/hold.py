"""That a store is open, for other programs to see: a shared lock for as long as it is.

Whoever wants the file for itself alone (a restore) asks for the lock exclusively, at once or not at all.
Whoever opens the store first, and finds a ``-wal`` that nobody is using, knows that the last program here
ended without closing it: this is written into the lock's file until somebody has looked the store over.

On Windows a file that is open cannot be renamed, and no lock of ours is needed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

SUFFIX = "-lock"
FINE, UNCLEAN = b"in use while locked\n", b"to be looked over  \n"


class Hold:
    """The lock on a store, held until it is closed."""

    def __init__(self, store: Path, *, alone: bool = False, fresh: bool = False) -> None:
        """Hold the store at `store` together with others, or `alone`; a `fresh` one was just made by us.

        Raises:
            BlockingIOError: somebody has it open, and it is asked for alone.
            OSError: the lock's file cannot be made: a read-only folder.
        """
        self._file = os.open(
            store.with_name(store.name + SUFFIX), os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600
        )
        try:
            if fcntl is not None:
                self._lock(store, alone=alone, fresh=fresh)
            if not os.fstat(self._file).st_size:
                self._write(FINE)
        except BaseException:
            self.close()
            raise

    def _lock(self, store: Path, *, alone: bool, fresh: bool) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if alone:
                raise
            fcntl.flock(self._file, fcntl.LOCK_SH)
            return
        if not alone:
            log = store.with_name(store.name + "-wal")
            with suppress(OSError):
                if not fresh and log.stat().st_size:
                    self._write(UNCLEAN)
            fcntl.flock(self._file, fcntl.LOCK_SH)

    @property
    def unclean(self) -> bool:
        """True if a program ended here without closing the store, and nobody has looked it over since."""
        return self._file >= 0 and os.fstat(self._file).st_size > 0 and self._read() == UNCLEAN

    def looked_over(self) -> None:
        """Note that the store was looked over and found good; a desk not made to last has nothing to note."""
        if self._file >= 0:
            self._write(FINE)

    def close(self) -> None:
        """Let go."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _read(self) -> bytes:
        os.lseek(self._file, 0, os.SEEK_SET)
        return os.read(self._file, len(UNCLEAN))

    def _write(self, text: bytes) -> None:
        os.lseek(self._file, 0, os.SEEK_SET)
        with suppress(OSError):  # a full disk; it is a hint, no promise
            os.write(self._file, text)
