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
system's and goes with the process. A slot has room for about eight heads: our own origin and the other
desks' whose events came in last.

With a `key` (an encrypted desk) the checksum is an HMAC, and nobody without the key can make an anchor that
fits a rewritten journal. Without one, whoever can write the store can write the anchor too: then only a copy
of the head that is kept elsewhere (a backup's manifest, a slip) tells.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from store.record import Record

SLOT = 512
MAGIC = "counterpane-anchor-1"
DIGITS = 24
"""Hexadecimal digits of a hash that are kept: 96 bits, beyond any search for a second text."""
SUFFIX = "-anchor"
PATIENCE = 15.0
"""Seconds to wait for the lock: as long as for the store's own."""
LOOK = 0.001
"""Seconds between two looks whether the lock is free."""
Heads = Mapping[str, tuple[int, str]]
"""By origin: sequence and the first `DIGITS` of the hash of an event, what moved last first."""


class Mark(Record):
    """What one slot says."""

    store: str
    """Id of the store."""
    count: int
    """How often the anchor was written."""
    heads: Heads

    def raised(self, moved: Heads, own: str) -> Mark | None:
        """Return the next mark, with every head at the larger sequence; None if nothing moved on."""
        ahead = {
            origin: head for origin, head in moved.items() if head[0] > self.heads.get(origin, (0, ""))[0]
        }
        if not ahead:
            return None
        return Mark(self.store, self.count + 1, _fitting({**ahead, **_without(self.heads, ahead)}, own))


def sync_folder(folder: Path) -> None:
    """Let what was named in a folder be on the disk; Windows sees to that by itself."""
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def short(digest: bytes) -> str:
    """Return the digits of a hash that an anchor keeps."""
    return digest.hex()[:DIGITS]


class Anchor:
    """The file beside a store."""

    def __init__(self, store: Path, key: bytes = b"") -> None:
        """Keep the anchor of the store at `store`; `key` makes its checksums codes that need the key."""
        self.path = store.with_name(store.name + SUFFIX)
        self._key = key
        self._file = -1
        self._held = False

    def read(self) -> Mark | None:
        """Return what the newest good slot says; None: there is no anchor, or none that can be read."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        return self._newest(data)

    def raise_to(self, moved: Heads, own: str) -> bool:
        """Make sure that the anchor is at `moved` or beyond, on the disk; False if there is none to raise.

        Raises:
            OSError: it cannot be written.
        """
        try:
            with self._locked() as file:
                mark = self._newest(_read(file))
                if mark is None:
                    return False
                raised = mark.raised(moved, own)
                if raised is not None:
                    self._write(file, raised)
        except FileNotFoundError:
            return False
        return True

    @contextmanager
    def making(self) -> Iterator[tuple[int, Mark | None]]:
        """Hold the lock, making the file if there is none; yield it and what it says."""
        with self._locked(create=True) as file:
            yield file, self._newest(_read(file))

    def put(self, file: int, mark: Mark, own: str) -> None:
        """Write a mark that need not follow from the one before, into both slots; the caller has the lock."""
        for count in (mark.count, mark.count + 1):
            self._write(file, Mark(mark.store, count, _fitting(mark.heads, own)))
        sync_folder(self.path.parent)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, file: int, mark: Mark) -> None:
        slot = self._sealed(_text(mark))
        os.lseek(file, mark.count % 2 * SLOT, os.SEEK_SET)
        if os.write(file, slot) != SLOT:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _keep(file)

    def _sealed(self, text: bytes) -> bytes:
        line = text + b" " + self._code(text).encode()
        return line.ljust(SLOT - 1) + b"\n"

    def _code(self, text: bytes) -> str:
        digest = hmac.digest(self._key, text, "sha256") if self._key else hashlib.sha256(text).digest()
        return short(digest)

    def _newest(self, data: bytes) -> Mark | None:
        found = [mark for place in (0, SLOT) if (mark := self._slot(data[place : place + SLOT]))]
        return max(found, key=lambda mark: mark.count, default=None)

    def _slot(self, data: bytes) -> Mark | None:
        text, _, code = data.rstrip().rpartition(b" ")
        if len(data) != SLOT or not hmac.compare_digest(code, self._code(text).encode()):
            return None
        try:
            magic, store, count, *heads = json.loads(text)
            known = {str(origin): (int(seq), str(digits)) for origin, seq, digits in heads}
            return Mark(store, int(count), known) if magic == MAGIC else None
        except (ValueError, TypeError):
            return None

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


def _read(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    return os.read(file, 2 * SLOT)


_keep = getattr(os, "fdatasync", os.fsync)


def _text(mark: Mark) -> bytes:
    heads = [[origin, seq, digits] for origin, (seq, digits) in mark.heads.items()]
    return json.dumps([MAGIC, mark.store, mark.count, *heads], separators=(",", ":")).encode()


def _fitting(heads: Heads, own: str) -> Heads:
    """Return as many heads as a slot has room for: our own, then those that moved last."""
    room = SLOT - DIGITS - 2
    if len(heads) < 6 and len(_text(Mark("0" * 32, 10**12, heads))) <= room:
        return heads
    kept = {own: heads[own]} if own in heads else {}
    for origin, head in heads.items():
        more = {**kept, origin: head}
        if len(_text(Mark("0" * 32, 10**12, more))) > room:
            break
        kept = more
    return kept


def _without(heads: Heads, others: Heads) -> Heads:
    return {origin: head for origin, head in heads.items() if origin not in others}


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
