"""The file that somebody wants to attach: a plain one that can be read, or words for why it is none."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

from store.clean import clean
from store.errors import Refused
from store.wording import N_, Sentence, say

CHUNK = 1 << 20
LONGEST = 255
"""Letters of a name; file systems allow no more."""
_NOT_ALLOWED = {errno.EACCES, errno.EPERM}


def shown_as(source: str) -> str:
    """Return a path as it may be shown and kept: cleaned, its end where it is too long."""
    try:
        return clean(source, limit=4096) or "?"
    except Refused:
        return clean(source[-LONGEST:], limit=LONGEST) or "?"


def opened(source: str, shown: str) -> BinaryIO:
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
        raise refuse("NOT_A_FILE", template, shown)
    if stat.S_ISDIR(mode):
        raise refuse("NOT_A_FILE", N_("{path} is a folder; name one file in it."), shown)
    if not stat.S_ISREG(mode):
        raise refuse("NOT_A_FILE", N_("{path} is a device or a pipe, not a photo or a document."), shown)


def read(file: BinaryIO, shown: str) -> bytes:
    """Read the next piece of the file."""
    try:
        return file.read(CHUNK)
    except OSError as error:
        raise _unread(shown, error) from error


def _unread(shown: str, error: OSError | ValueError) -> Refused:
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, ValueError) or number in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        template = N_("There is no file {path}; look at its path again.")
        return refuse("NO_SUCH_FILE", template, shown)
    if number in _NOT_ALLOWED:
        return refuse("UNREADABLE_FILE", N_("{path} may not be read from here: permission denied."), shown)
    reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
    sentence = say(N_("{path} cannot be read: {reason}."), path=_end(shown), reason=reason)
    return Refused("UNREADABLE_FILE", sentence, field="file", details={"path": shown})


def too_large(shown: str, size: int, most: int) -> Refused:
    """Say that a file has more bytes than may be attached."""
    template = N_("{path} has {size} bytes, more than the {most} that may be attached; make it smaller.")
    sentence = say(template, path=_end(shown), size=size, most=most)
    details: dict[str, object] = {"path": shown, "size": size, "limit": most}
    return Refused("FILE_TOO_LARGE", sentence, field="file", details=details)


def refuse(code: str, template: str, shown: str) -> Refused:
    """Refuse a file, named by its path."""
    sentence: Sentence = say(template, path=_end(shown))
    return Refused(code, sentence, field="file", details={"path": shown})


def _end(shown: str) -> str:
    return shown if len(shown) <= 60 else f"…{shown[-59:]}"
