"""What a file that we make may be called, wherever it is made.

A name that is typed may be in any language, but it must mean one file, and the same one, on every system:
no device of Windows, no dot or blank at its end, no separator of another system, nothing that hides or
acts. A path may lead anywhere, but by names: ``..`` in it is refused, for it leads where nobody looked.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from unicodedata import category

from store.clean import clean
from store.errors import Refused
from store.exchange.own_files import spared
from store.wording import N_, say

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}", re.ASCII)
"""Names that mean a file, and the same file, everywhere."""
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}
)
"""Names that Windows takes for a device, whatever follows their first dot."""
LONGEST = 100
"""Characters of a name; in UTF-8 it must leave room for what is put around it while it is written."""
MOST_BYTES = 200
LONGEST_ENDING = 8
_EDGES = " ._-+()[]@,'=#&~"
_BETWEEN = frozenset(_EDGES)
"""What may stand among letters and digits."""


def is_safe(name: str) -> bool:
    """Say whether a file may be called so: plain letters, no device, no dot or blank at the end."""
    return (
        SAFE.fullmatch(name) is not None and name[-1] not in ". " and ".." not in name and not is_device(name)
    )


def is_device(name: str) -> bool:
    """Say whether Windows takes a name for a device."""
    return name.partition(".")[0].rstrip().casefold() in DEVICES


def checked(path: Path, field: str) -> Path:
    """Return `path` if a file may be made there, as far as its name goes and whose it is.

    Args:
        path: what was typed.
        field: the name of what it was typed for.

    Raises:
        Refused: BAD_NAME; DESK_FILE: it belongs to a desk.
    """
    return spared(Path(checked_pure(path, field)), field)


def checked_pure(path: PurePath, field: str) -> PurePath:
    """Check the name as `checked` does, for the paths of any system."""
    drive_only = bool(path.drive) and not path.root
    if drive_only or ".." in path.parts or not _may_be_called(path.name):
        template = N_(
            "A file cannot be called {name}. Letters, digits, blanks, dots and dashes make a good name, of "
            "at most {most} characters, that begins with a letter or digit; a folder before it is written "
            "without “..”."
        )
        shown = clean(str(path)[:400], limit=400)
        sentence = say(
            template, name=shown if len(shown) <= 60 else f"{shown[:40]}…{shown[-19:]}", most=LONGEST
        )
        raise Refused("BAD_NAME", sentence, field=field)
    return path


def beside(path: Path, tail: str) -> Path:
    """Return where a file about another goes: beside it, called like it, with `tail` for its ending.

    Args:
        path: the other file, of any name.
        tail: what tells the two apart, with the new ending: ``.rejects.csv``.
    """
    mark, dot, ending = tail.rpartition(".")
    return path.with_name(tame(f"{path.stem}{dot}{ending}", mark=mark))


def tame(name: str, other: str = "file", *, mark: str = "") -> str:
    """Return a name that `checked` takes, as near as may be to one that came from data.

    Args:
        name: from elsewhere: it may be a path of any system, a device, empty, or hide what it is.
        other: what to say where nothing of it remains.
        mark: to be put before the ending, and never cut off.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    letters = "".join(each if _fits(each) else "-" for each in last)
    stem, dot, ending = letters.rpartition(".")
    if not dot or not stem or not 0 < len(ending) <= LONGEST_ENDING:
        stem, dot, ending = letters, "", ""
    stem = stem.strip(_EDGES) or other
    tail = f"{mark}{dot}{ending}"
    while len(f"{stem}{tail}".encode()) > MOST_BYTES or len(f"{stem}{tail}") > LONGEST:
        stem = stem[:-1]
    found = f"{stem}{tail}".rstrip(". ")
    return found if _may_be_called(found) else f"{other}{tail}".rstrip(". ")


def _fits(letter: str) -> bool:
    return letter in _BETWEEN or category(letter)[0] in "LMN"


def _may_be_called(name: str) -> bool:
    if not 0 < len(name) <= LONGEST or len(name.encode("utf-8", "replace")) > MOST_BYTES:
        return False
    if not name[0].isalnum() or name[-1] in ". " or is_device(name):
        return False
    return all(map(_fits, name))
