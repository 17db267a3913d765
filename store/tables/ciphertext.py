"""What an encrypted store looks like to whoever has no key: whole pages without any order in them.

Ask only about a file that no program can have open as a plain database: to open and close it here drops every
lock that this process has on it.
"""

from __future__ import annotations

from pathlib import Path

PAGE = 4096
"""Bytes of a page of an encrypted store."""
DISORDER = 240
"""More different bytes than that are in an encrypted page: 4,096 random ones hardly ever lack one of 256."""


def looks_like(path: Path) -> bool:
    """Tell whether the file at `path` looks like an encrypted store."""
    try:
        if not path.stat().st_size or path.stat().st_size % PAGE:
            return False
        with path.open("rb") as file:
            return len(set(file.read(PAGE))) > DISORDER
    except OSError:
        return False
