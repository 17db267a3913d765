"""The anchor: 1,024 bytes beside the store that know how far its journal had come.

SQLite recovers silently from a lost or damaged ``-wal``: acknowledged commits are gone and every check of its
own says *ok*. An older copy put back, or a journal whose last events were cut, look just as good. So the
heads of the journal (origin, sequence, hash) are written to a file of their own, and synchronised, after each
commit and before anybody says "saved". On opening, each head must stand in the journal as the anchor has it.

*Equal or ahead, never behind.* The anchor is written after the commit, so a crash between the two leaves the
store ahead: harmless. Only a loss puts it behind.

*Many writers.* A lock on the anchor's own file is taken before the store's write lock and given back when the
anchor is on the disk, so commits and anchors have one order. Even so each writer reads the anchor under the
lock and raises it, origin by origin, to the larger sequence: an upgrade or a mending that knows no anchor may
have come in between, and nobody ever puts an older head back. Locks are always taken in this order, so two
writers cannot wait for each other. The lock also is the queue: who waits for it looks every millisecond,
where SQLite would sleep up to a tenth of a second between two looks, and the last in line for seconds.

*Two slots* of 512 bytes, written in turn, each with a counter and a checksum: a write that is torn spoils the
older slot only, and the newer one is still true, one commit behind at most. The lock is the operating
system's and goes with the process.

*Many origins.* A slot has room for about eight heads: our own origin and the other desks' whose events came
in last. Behind the two slots are two larger ones with the heads of all, some seven hundred. They are written
only when a head leaves the small slot, and before it does, so a commit of our own stays one write of one
sector. What the anchor says is both together, each origin at the larger sequence. A file that ends behind the
small slots knew few origins, or was written before there were large ones: the next opening makes them.

With a `key` (an encrypted desk) the checksum is an HMAC, and nobody without the key can make an anchor that
fits a rewritten journal. Without one, whoever can write the store can write the anchor too: then only a copy
of the head that is kept elsewhere (a backup's manifest, a slip) tells.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from store.record import but
from store.tables.mark import SLOT, Heads, Mark, fitting, merged, sealed, unsealed

SUFFIX = "-anchor"
PATIENCE = 15.0
"""Seconds to wait for the lock: as long as for the store's own."""
LOOK = 0.001
"""Seconds between two looks whether the lock is free."""
WIDE_AT = 4096
"""Where the large slots begin: behind the byte that Windows locks."""
WIDE = 32_768
"""Bytes of a large slot; as much of it is written as is needed."""


def sync_folder(folder: Path) -> None:
    """Let what was named in a folder be on the disk; Windows sees to that by itself."""
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


class Anchor:
    """The file beside a store."""

    def __init__(self, store: Path, key: bytes = b"") -> None:
        """Keep the anchor of the store at `store`; `key` makes its checksums codes that need the key."""
        self.path = store.with_name(store.name + SUFFIX)
        self._key = key
        self._file = -1
        self._held = False
        self.spoilt = False
        """Whether there were large slots, and none could be read; the first one ever, torn, is none yet."""

    def read(self) -> Mark | None:
        """Return what the newest good slots say; None: there is no anchor, or none that can be read."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        return self._said(data)

    def raise_to(self, moved: Heads, own: str) -> bool:
        """Make sure that the anchor is at `moved` or beyond, on the disk; False if there is none to raise.

        Raises:
            OSError: it cannot be written.
        """
        try:
            with self._locked() as file:
                mark = self._newest(_read(file, 0, 2 * SLOT))
                if mark is None:
                    return False
                raised = mark.raised(moved, own)
                if raised is not None:
                    everybody = merged(moved, mark.heads)
                    if len(raised.heads) < len(everybody):
                        self._spread(file, but(mark, heads=everybody), own)
                    self._write(file, raised)
        except FileNotFoundError:
            return False
        return True

    @contextmanager
    def making(self) -> Iterator[tuple[int, Mark | None]]:
        """Hold the lock, making the file if there is none; yield it and what it says."""
        with self._locked(create=True) as file:
            yield file, self._said(_read(file, 0, WIDE_AT + 2 * WIDE))

    def put(self, file: int, mark: Mark, own: str) -> None:
        """Write a mark that need not follow from the one before, into all slots; the caller has the lock."""
        os.ftruncate(file, min(os.fstat(file).st_size, 2 * SLOT))
        few = fitting(mark.heads, own)
        if len(few) < len(mark.heads):
            self._spread(file, mark, own)
        for count in (mark.count, mark.count + 1):
            self._write(file, Mark(mark.store, count, few))
        sync_folder(self.path.parent)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, file: int, mark: Mark) -> None:
        _put(file, mark.count % 2 * SLOT, sealed(mark, self._key))

    def _spread(self, file: int, mark: Mark, own: str) -> None:
        """Write the heads of `mark`, and all that were there, into a large slot; the other stays as it is."""
        before = self._newest_wide(_read(file, WIDE_AT, 2 * WIDE))
        count = 0
        if before is not None and before.store == mark.store:
            mark, count = but(mark, heads=merged(mark.heads, before.heads)), before.count
            if mark.heads == before.heads:
                return
        next_ = Mark(mark.store, count + 1, fitting(mark.heads, own, WIDE))
        _put(file, WIDE_AT + next_.count % 2 * WIDE, sealed(next_, self._key))

    def _said(self, data: bytes) -> Mark | None:
        """Return what small and large slots say together."""
        mark, wide = self._newest(data), self._newest_wide(data[WIDE_AT:])
        self.spoilt = wide is None and len(data) > WIDE_AT and not _torn_at_first(data[WIDE_AT:])
        if mark is None or wide is None or wide.store != mark.store:
            return mark
        return but(mark, heads=merged(mark.heads, wide.heads))

    def _newest(self, data: bytes) -> Mark | None:
        found = [unsealed(data[place : place + SLOT], self._key) for place in (0, SLOT)]
        return max(filter(None, found), key=lambda mark: mark.count, default=None)

    def _newest_wide(self, data: bytes) -> Mark | None:
        lines = (data[place : place + WIDE].partition(b"\n") for place in (0, WIDE))
        found = [unsealed(line + end, self._key) for line, end, _ in lines]
        return max(filter(None, found), key=lambda mark: mark.count, default=None)

    def take_turn(self, seconds: float) -> bool:
        """Take the lock, to write the store next; False if it is not to be had in so many seconds."""
        until = time.monotonic() + seconds
        try:
            while True:
                file = self._opened(create=False)
                if not _try(file):
                    if time.monotonic() > until:
                        return False
                    time.sleep(LOOK)
                elif os.fstat(file).st_nlink:
                    self._held = True
                    return True
                else:
                    self.close()
        except FileNotFoundError:  # there is none yet, or none any more; `raise_to` tells
            return True

    def give_turn(self) -> None:
        """Give the lock back."""
        if self._held:
            self._held = False
            if self._file >= 0:
                with suppress(OSError):
                    _unlock(self._file)

    @contextmanager
    def _locked(self, *, create: bool = False) -> Iterator[int]:
        """Hold the anchor's lock, unless it is our turn anyway; whatever takes the file away is followed."""
        if self._held and os.fstat(self._file).st_nlink:
            yield self._file
            return
        if self._held:
            self.give_turn()
            self.close()
        if create:
            self._opened(create=True)
        if not self.take_turn(PATIENCE):
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        if not self._held:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        try:
            yield self._file
        finally:
            self.give_turn()

    def _opened(self, *, create: bool) -> int:
        if self._file < 0:
            flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
            self._file = os.open(self.path, flags | (os.O_CREAT if create else 0), 0o600)
        return self._file


def _torn_at_first(wide: bytes) -> bool:
    """Tell whether the power went while a large slot was written for the very first time.

    That goes into the second; the first is still a hole. A slot that was written whole has no zero in it and
    ends with a line; where that is so, and it cannot be read, it was damaged later.
    """
    hole, slot = wide[:WIDE], wide[WIDE:]
    return not any(hole) and (b"\0" in slot or not slot.endswith(b"\n"))


def _read(file: int, place: int, size: int) -> bytes:
    os.lseek(file, place, os.SEEK_SET)
    return os.read(file, size)


def _put(file: int, place: int, data: bytes) -> None:
    os.lseek(file, place, os.SEEK_SET)
    if os.write(file, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    _keep(file)


_keep = getattr(os, "fdatasync", os.fsync)


if sys.platform == "win32":
    import msvcrt

    def _try(file: int) -> bool:
        """Take the lock on a byte that is never written; False if somebody has it."""
        os.lseek(file, 4 * SLOT, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: int) -> None:
        os.lseek(file, 4 * SLOT, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try(file: int) -> bool:
        """Take the lock, which belongs to this opening of the file; False if somebody has it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
