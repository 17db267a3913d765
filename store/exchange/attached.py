"""The folder of attached files: the one module that writes and reads their bytes.

A file is copied, never linked: it is hashed on the way, written under a name nobody else uses, brought
safely to the disk, and only then given its own name, the hash of what is in it. So the same content is
stored once, a copy is either whole or not there, and an event that names one can be written after it. A kill
in between leaves a file that no claim names; it harms nobody, and `sweep` takes it away a day later.

At an encrypted desk the files are sealed, and so are their names (`store.exchange.sealed`): events name a
file by its content and its ending as ever, and `where` tells which file on the disk that is.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from store.errors import Refused, Unusable
from store.exchange import offered, sealed
from store.records import Attachment
from store.wording import N_, say

SPARED = 86_400.0
"""Seconds for which a file that no claim names is left alone: its event may be under way."""
KINDS = {
    "photo": "jpg jpeg png gif webp heic heif avif bmp tif tiff",
    "document": "pdf txt csv md rtf doc docx odt xls xlsx ods eml msg",
    "recording": "mp3 m4a wav ogg opus flac mp4 m4v mov 3gp avi mkv webm",
}
_KIND = {f".{ending}": kind for kind, endings in KINDS.items() for ending in endings.split()}
OTHER = ".bin"
"""The ending of copies whose own is none of those above: nothing a system would run."""
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Folder:
    """The attached files of one store."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        """Keep them in the folder at `path`, which is made when the first one comes.

        Args:
            path: the folder.
            key: the data key of an encrypted desk; None: the files lie there as they are.
        """
        self.path = path
        self._key = None if key is None else sealed.key_of(key)

    @classmethod
    def beside(cls, store: Path, key: bytes | None = None) -> Folder:
        """Return the folder that belongs to the store at a path: its name and ``.files``."""
        return cls(store.with_name(f"{store.name}.files"), key)

    @property
    def sealed(self) -> bool:
        """True if the files lie encrypted on the disk."""
        return self._key is not None

    def take(self, source: str, most: int) -> Attachment:
        """Copy a file into the folder; when this returns, the copy is safely on the disk.

        Args:
            source: the path.
            most: bytes it may have.

        Raises:
            Refused: it is not there, no plain file, empty, too large or cannot be read; or there is no room.
        """
        shown = offered.shown_as(source)
        with offered.opened(source, shown) as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise offered.too_large(shown, size, most)
            try:
                sha256, size, part = self._copy(file, shown, most)
            except OSError as error:
                raise self._unwritten(shown, error) from error
        name = Path(shown).name or "file"
        ending = Path(name).suffix.lower()
        kind = _KIND.get(ending, "file")
        stored = self._settle(part, sha256, ending if ending in _KIND else OTHER)
        return Attachment(name=name, sha256=sha256, size=size, kind=kind, stored=stored)

    def _copy(self, file: BinaryIO, shown: str, most: int) -> tuple[str, int, Path]:
        """Write the bytes of `file` under a name of their own; return their hash, their number, that name."""
        import hashlib

        digest, size = hashlib.sha256(), 0

        def heed(chunk: bytes) -> None:
            nonlocal size
            size += len(chunk)
            if size > most:
                raise offered.too_large(shown, size, most)
            digest.update(chunk)

        part = self._write(sealed.measured(iter(lambda: offered.read(file, shown), b""), heed))
        if not size:
            part.unlink(missing_ok=True)
            raise offered.refuse("EMPTY_FILE", N_("{path} is empty: there is nothing to attach."), shown)
        return digest.hexdigest(), size, part

    def _write(self, pieces: Iterable[bytes]) -> Path:
        """Bring pieces safely to the disk, sealed if need be, under a name nobody else uses; return it."""
        import secrets

        self._make()
        part = self.path / f".{secrets.token_hex(12)}.part"
        flags = (
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        )
        try:
            with os.fdopen(os.open(part, flags, 0o600), "wb") as copy:
                if self._key is None:
                    copy.writelines(pieces)
                else:
                    sealed.seal(self._key, pieces, copy)
                copy.flush()
                os.fsync(copy.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return part

    def _settle(self, part: Path, sha256: str, ending: str) -> str:
        """Give a copy its own name, unless the same content is there already; return the name."""
        known = sorted(each.name for each in self.path.glob(f"{sha256}.*")) if self._key is None else []
        stored = known[0] if known else f"{sha256}{ending}"
        if self.is_here(stored) and self.fault(stored, sha256) is None:
            part.unlink()
            os.utime(self.where(stored))  # as new: not to be swept while its event is under way
        else:
            part.replace(self.where(stored))
        _bring_to_disk(self.path)
        return stored

    def take_over(self, other: Folder, named: Iterable[str]) -> None:
        """Write what `other` keeps in the same folder under another key, or none, anew the way of this one.

        Nothing is taken away: both desks, before and after, find their files. What cannot be read is left.

        Args:
            other: the same folder as it is kept now.
            named: the names of the copies that claims name.

        Raises:
            OSError: the disk is full, or cannot be written.
        """
        written = False
        for stored in named:
            if self.is_here(stored) or not other.is_here(stored):
                continue
            try:
                part = self._write(other.read(stored))
            except sealed.BrokenError:
                continue
            part.replace(self.where(stored))
            written = True
        if written:
            _bring_to_disk(self.path)

    def drop(self, stored: str) -> bool:
        """Remove a copy; False if there was none."""
        try:
            self.where(stored).unlink()
        except OSError:
            return False
        return True

    def drop_taken_over(self, other: Folder, named: Iterable[str]) -> None:
        """Remove those files of `other`, the same folder as it was kept before, that this one has too."""
        for stored in named:
            if self.where(stored) != other.where(stored) and self.is_here(stored):
                other.drop(stored)
        if self._key is not None and self.path.is_dir():
            # Half a copy of the time before is in plain text as well; nobody else is at the desk now.
            for file in self.path.glob(".*.part"):
                file.unlink(missing_ok=True)
        if self.path.is_dir():
            _bring_to_disk(self.path)

    def _make(self) -> None:
        self.path.mkdir(mode=0o700, exist_ok=True)
        if self.path.is_symlink() or not self.path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))

    def _unwritten(self, shown: str, error: OSError) -> Refused | Unusable:
        if error.errno in _NO_ROOM:
            return offered.refuse("NO_ROOM", N_("There is no room on the disk for a copy of {path}."), shown)
        template = N_("Attached files cannot be kept in {folder}: {reason}.")
        sentence = say(template, folder=str(self.path), reason=error.strerror or type(error).__name__)
        return Unusable("CANNOT_KEEP_FILES", sentence)

    def read(self, stored: str) -> Iterator[bytes]:
        """Yield the bytes of a copy, piece by piece; OSError if it is not there."""
        with self.where(stored).open("rb") as file:
            if self._key is not None:
                yield from sealed.unseal(self._key, file)
                return
            while chunk := file.read(offered.CHUNK):
                yield chunk

    def where(self, stored: str) -> Path:
        """Return the path of a copy; a name from another desk never leads out of the folder."""
        name = stored.replace("\\", "/").rpartition("/")[2]
        if self._key is not None:
            return self.path / sealed.name_of(self._key, name.partition(".")[0])
        return self.path / (name if name.strip(".") else "-")

    def is_here(self, stored: str) -> bool:
        """Tell whether there is a copy of that name."""
        return self.where(stored).is_file()

    def fault(self, stored: str, sha256: str) -> str | None:
        """Say what is wrong with a copy: it is ``missing`` or ``altered``; None if it is as it was taken."""
        import hashlib

        digest = hashlib.sha256()
        try:
            for chunk in self.read(stored):
                digest.update(chunk)
        except sealed.BrokenError:
            return "altered"
        except OSError:
            return "missing"
        return None if digest.hexdigest() == sha256 else "altered"

    def sweep(self, named: Collection[str], now: float) -> int:
        """Remove what no claim names and what was left half copied; return how many.

        Args:
            named: the names of the copies that claims name.
            now: seconds since 1970; files younger than `SPARED` stay.
        """
        gone = 0
        kept = {self.where(stored).name for stored in named}
        for file in self.path.iterdir() if self.path.is_dir() else ():
            if file.name not in kept and file.is_file() and now - file.stat().st_mtime > SPARED:
                file.unlink(missing_ok=True)
                gone += 1
        return gone


def _bring_to_disk(folder: Path) -> None:
    """Let the names in a folder survive a power cut; Windows does so by itself."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
