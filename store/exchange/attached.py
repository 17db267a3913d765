"""The folder of attached files: the one module that writes and reads their bytes.

A file is copied, never linked: it is hashed on the way, written under a name nobody else uses, brought
safely to the disk, and only then given its own name, the hash of what is in it. So the same content is
stored once, a copy is either whole or not there, and an event that names one can be written after it. A kill
in between leaves a file that no claim names; it harms nobody, and `sweep` takes it away a day later.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from store.clean import clean
from store.errors import Refused, Unusable
from store.records import Attachment
from store.wording import N_, Sentence, say

CHUNK = 1 << 20
LONGEST = 255
"""Letters of a name; file systems allow no more."""
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
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NOT_ALLOWED = {errno.EACCES, errno.EPERM}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Folder:
    """The attached files of one store."""

    def __init__(self, path: Path) -> None:
        """Keep them in the folder at `path`, which is made when the first one comes."""
        self.path = path

    @classmethod
    def beside(cls, store: Path) -> Folder:
        """Return the folder that belongs to the store at a path: its name and ``.files``."""
        return cls(store.with_name(f"{store.name}.files"))

    def take(self, source: str, most: int) -> Attachment:
        """Copy a file into the folder; when this returns, the copy is safely on the disk.

        Args:
            source: the path.
            most: bytes it may have.

        Raises:
            Refused: it is not there, no plain file, empty, too large or cannot be read; or there is no room.
        """
        shown = _shown(source)
        with _opened(source, shown) as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise _too_large(shown, size, most)
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
        import secrets

        self._make()
        part = self.path / f".{secrets.token_hex(12)}.part"
        digest, size = hashlib.sha256(), 0
        flags = (
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        )
        try:
            with os.fdopen(os.open(part, flags, 0o600), "wb") as copy:
                while chunk := _read(file, shown):
                    size += len(chunk)
                    if size > most:
                        raise _too_large(shown, size, most)
                    digest.update(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            if not size:
                raise _refuse("EMPTY_FILE", N_("{path} is empty: there is nothing to attach."), shown)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return digest.hexdigest(), size, part

    def _settle(self, part: Path, sha256: str, ending: str) -> str:
        """Give a copy its own name, unless the same content is there already; return the name."""
        known = sorted(each.name for each in self.path.glob(f"{sha256}.*"))
        stored = known[0] if known else f"{sha256}{ending}"
        if known and self.fault(stored, sha256) is None:
            part.unlink()
            os.utime(self.path / stored)  # as new: not to be swept while its event is under way
        else:
            part.replace(self.path / stored)
        _bring_to_disk(self.path)
        return stored

    def _make(self) -> None:
        self.path.mkdir(mode=0o700, exist_ok=True)
        if self.path.is_symlink() or not self.path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))

    def _unwritten(self, shown: str, error: OSError) -> Refused | Unusable:
        if error.errno in _NO_ROOM:
            return _refuse("NO_ROOM", N_("There is no room on the disk for a copy of {path}."), shown)
        template = N_("Attached files cannot be kept in {folder}: {reason}.")
        sentence = say(template, folder=str(self.path), reason=error.strerror or type(error).__name__)
        return Unusable("CANNOT_KEEP_FILES", sentence)

    def read(self, stored: str) -> Iterator[bytes]:
        """Yield the bytes of a copy, piece by piece; OSError if it is not there."""
        with self.where(stored).open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def where(self, stored: str) -> Path:
        """Return the path of a copy; a name from another desk never leads out of the folder."""
        name = stored.replace("\\", "/").rpartition("/")[2]
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
        for file in self.path.iterdir() if self.path.is_dir() else ():
            if file.name not in named and file.is_file() and now - file.stat().st_mtime > SPARED:
                file.unlink(missing_ok=True)
                gone += 1
        return gone


def _shown(source: str) -> str:
    """Return a path as it may be shown and kept: cleaned, its end where it is too long."""
    try:
        return clean(source, limit=4096) or "?"
    except Refused:
        return clean(source[-LONGEST:], limit=LONGEST) or "?"


def _opened(source: str, shown: str) -> BinaryIO:
    """Open a plain file for reading, and nothing that only looks like one."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        _plain(os.lstat(source).st_mode, shown)
        number = os.open(source, flags)
    except (OSError, ValueError) as error:
        raise _unread(shown, error) from error
    try:
        _plain(os.fstat(number).st_mode, shown)
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise


def _plain(mode: int, shown: str) -> None:
    if stat.S_ISLNK(mode):
        template = N_("{path} is a link to another place; name the file itself.")
        raise _refuse("NOT_A_FILE", template, shown)
    if stat.S_ISDIR(mode):
        raise _refuse("NOT_A_FILE", N_("{path} is a folder; name one file in it."), shown)
    if not stat.S_ISREG(mode):
        raise _refuse("NOT_A_FILE", N_("{path} is a device or a pipe, not a photo or a document."), shown)


def _read(file: BinaryIO, shown: str) -> bytes:
    try:
        return file.read(CHUNK)
    except OSError as error:
        raise _unread(shown, error) from error


def _unread(shown: str, error: OSError | ValueError) -> Refused:
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, ValueError) or number in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        template = N_("There is no file {path}; look at its path again.")
        return _refuse("NO_SUCH_FILE", template, shown)
    if number in _NOT_ALLOWED:
        return _refuse("UNREADABLE_FILE", N_("{path} may not be read from here: permission denied."), shown)
    reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
    sentence = say(N_("{path} cannot be read: {reason}."), path=_end(shown), reason=reason)
    return Refused("UNREADABLE_FILE", sentence, field="file", details={"path": shown})


def _too_large(shown: str, size: int, most: int) -> Refused:
    template = N_("{path} has {size} bytes, more than the {most} that may be attached; make it smaller.")
    sentence = say(template, path=_end(shown), size=size, most=most)
    details: dict[str, object] = {"path": shown, "size": size, "limit": most}
    return Refused("FILE_TOO_LARGE", sentence, field="file", details=details)


def _refuse(code: str, template: str, shown: str) -> Refused:
    sentence: Sentence = say(template, path=_end(shown))
    return Refused(code, sentence, field="file", details={"path": shown})


def _end(shown: str) -> str:
    return shown if len(shown) <= 60 else f"…{shown[-59:]}"


def _bring_to_disk(folder: Path) -> None:
    """Let the names in a folder survive a power cut; Windows does so by itself."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
