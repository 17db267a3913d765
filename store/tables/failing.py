"""What the engine's errors mean to a person: what happened to the work, and what to do now.

Only what a person can do something about is worded here. An error of the program's own (a wrong statement,
a broken constraint) stays what it is and ends in a report.
"""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2 as engine

from store.errors import StoreError, Unread, Unusable
from store.wording import N_, say

BUSY, LOCKED, NOMEM, READ_ONLY, IO_ERROR, CORRUPT, FULL, CANNOT_OPEN, PROTOCOL, NOT_A_DATABASE = (
    5, 6, 7, 8, 10, 11, 13, 14, 15, 26,
)  # fmt: skip
DatabaseError: type[Exception] = engine.DatabaseError

_BUSY = (
    "STORE_BUSY",
    N_("The desk was kept busy by another program for too long. Nothing was saved; try again in a moment."),
)
_DAMAGED = (
    "STORE_DAMAGED",
    N_(
        "The desk's file is damaged ({reason}). Do not work on with it: counterpane --read-only shows what "
        "can still be read, counterpane restore puts a backup in its place."
    ),
)
_MEANING: dict[int, tuple[str, str]] = {
    BUSY: _BUSY,
    LOCKED: _BUSY,
    PROTOCOL: _BUSY,
    NOMEM: (
        "NO_MEMORY",
        N_("The computer is out of memory. Nothing was saved; close other programs, then try again."),
    ),
    READ_ONLY: (
        "READ_ONLY",
        N_("The desk's file or folder cannot be written. Nothing was saved; see who may write there."),
    ),
    IO_ERROR: (
        "IO_ERROR",
        N_(
            "The disk failed while the desk was read or written ({reason}). What was just entered is not "
            "saved for certain: look whether it is there before you enter it again."
        ),
    ),
    CORRUPT: _DAMAGED,
    NOT_A_DATABASE: _DAMAGED,
    FULL: ("DISK_FULL", N_("The disk is full. Nothing was saved; make room, then save again.")),
    CANNOT_OPEN: (
        "CANNOT_OPEN",
        N_("A file of the desk cannot be opened ({reason}). Nothing was saved; is its folder still there?"),
    ),
}


def worded(error: Exception) -> StoreError | None:
    """Return the error a person is told instead of one of the engine's; None: it is the program's own."""
    code = getattr(error, "sqlite_errorcode", None)
    meaning = _MEANING.get(code & 0xFF) if isinstance(code, int) else None
    if meaning is None:
        return None
    name, template = meaning
    reason = getattr(error, "sqlite_errorname", "") or str(error)
    return Unusable(name, say(template, reason=reason), details={"engine": reason})


OF_READING = frozenset({"STORE_BUSY", "STORE_DAMAGED", "NO_MEMORY", "READ_ONLY", "IO_ERROR", "CANNOT_OPEN"})
"""Codes with which a look into the file fails."""


def after_saving(connection: object, error: Exception) -> Unread | None:
    """Return what a person is told of an error that came when everything was saved already; None: it did not.

    To say that it was refused would have them enter it a second time.
    """
    if not getattr(connection, "saved", False):
        return None
    told = worded(error) if isinstance(error, DatabaseError) else error
    if not isinstance(told, Unusable) or isinstance(told, Unread) or told.code not in OF_READING:
        return None
    return Unread(
        "SAVED_UNREAD",
        say(
            N_(
                "This is saved, but the desk could not be read again afterwards ({reason}). Do not enter it "
                "a second time: look it up when the desk can be read, and run counterpane check --deep."
            ),
            reason=str(told.details.get("engine") or told.code),
        ),
        details={**told.details, "saved": True},
    )


def damaged(reason: str) -> Unusable:
    """Return what is said of a file that is found damaged."""
    return Unusable(_DAMAGED[0], say(_DAMAGED[1], reason=reason))


def busy() -> Unusable:
    """Return what is said when others have not let us write for too long."""
    return Unusable(_BUSY[0], say(_BUSY[1]))


def unanchored(path: Path, error: OSError) -> Unusable:
    """Return what is said when the anchor cannot be opened, and nothing was written yet."""
    template = N_("The anchor {file} cannot be read or written ({reason}). Nothing was saved.")
    reason = error.strerror or type(error).__name__
    return Unusable("ANCHOR_FAILED", say(template, file=str(path), reason=reason))


def uncertain(error: OSError) -> Unusable:
    """Return what is said when a commit stands in the store and its anchor could not be written."""
    return Unusable(
        "NOT_CERTAIN",
        say(
            N_(
                "This is not saved for certain: the desk's anchor cannot be written ({reason}). Make room "
                "or mend the disk, and look whether it is there before you enter it again."
            ),
            reason=error.strerror or type(error).__name__,
        ),
    )
