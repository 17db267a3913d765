"""Paths the way people give them: typed, pasted, or dropped on a terminal."""

from __future__ import annotations

import os
import shlex
from pathlib import Path


def typed_paths(text: str) -> list[str]:
    """Return the paths in what somebody typed, pasted or dropped.

    Quotes, ``file://`` and ``~`` are understood, and several paths one after another, the way a terminal
    writes dropped files. A path that is there as it was typed, blanks and all, is one path.
    """
    if not text.strip():
        return []
    whole = _path(text.strip())
    if _there(whole):
        return [whole]
    parts = [_path(part) for part in _split(text)]
    return parts if len(parts) == 1 or all(map(_there, parts)) else [whole]


def _there(path: str) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:  # a NUL, or half a character
        return False


def _split(text: str) -> list[str]:
    quoted = text.replace("\\", "\\\\") if os.name == "nt" else text
    try:
        return shlex.split(quoted) or [text]
    except ValueError:
        return [text]


def _path(text: str) -> str:
    bare = text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
    if bare.startswith("file://"):
        from urllib.parse import unquote

        bare = unquote(bare.removeprefix("file://").removeprefix("localhost"))
    return os.path.expanduser(bare)


def completed(typed: str) -> str | None:
    """Return a typed path with the first name that goes on like it; a folder ends with a stroke.

    Names that a terminal would not show letter by letter are left out, hidden ones until their dot is typed.
    """
    folder, begun = os.path.split(typed)
    if not typed.strip() or (not begun and not folder):
        return None
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as found:
            fits = [
                (entry.name, entry.is_dir())
                for entry in found
                if entry.name.startswith(begun)
                and entry.name.isprintable()
                and (begun.startswith(".") or not entry.name.startswith("."))
            ]
    except (OSError, ValueError):
        return None
    if not fits:
        return None
    name, is_folder = min(fits)
    whole = typed + name[len(begun) :] + ("/" if is_folder else "")
    return whole if whole != typed else None


def free(path: Path, tries: int = 100) -> Path:
    """Return a path, or the first like it with a number behind its name, where nothing lies yet."""
    others = (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, tries))
    return next((each for each in (path, *others) if not os.path.lexists(each)), path)


def handing_folder() -> Path:
    """Return where somebody looks first for a file that was made for them: Downloads, else home."""
    home = Path.home()
    found = home / "Downloads"
    return found if found.is_dir() else home
