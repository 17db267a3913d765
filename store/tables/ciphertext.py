"""What an encrypted store looks like to whoever has no key: whole pages without any order in them.

Ask only about a file that no program can have open as a plain database: to open and close it here drops every
lock that this process has on it.
"""

from __future__ import annotations

from pathlib import Path

from store.errors import Unusable
from store.wording import N_, say

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


def without_keys(path: Path) -> Unusable | None:
    """Say that a store which looks encrypted has no file of keys; None: it does not, or has one."""
    keys = path.with_name(path.name + ".keys")
    if any(keys.with_name(keys.name + part).exists() for part in ("", ".new", ".old")) or not looks_like(
        path
    ):
        return None
    template = N_(
        "{path} looks encrypted, and its file of keys is missing: it should stand at {keys}. Put it back "
        "from where the desk or the backup was copied; without it no passphrase opens the file."
    )
    return Unusable("SLOTS_MISSING", say(template, path=str(path), keys=str(keys)))
