"""Wrong passphrases at a locked store, counted in a small file beside it: the store itself is not to be had.

A thief may delete the file; what stands in his way is the cost of each guess. For the people who work here
the file makes wrong tries slow, and tells the admin of them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from store.record import Record
from store.rules.lockout import Tries


class Wrong(Record):
    """Wrong passphrases since the last right one."""

    id: str
    """Random: so that they are reported once."""
    tries: Tries
    first: str
    """Instants, UTC, as ISO 8601 writes them."""
    last: str


def file_of(store: Path) -> Path:
    """Return where wrong tries at a store are counted."""
    return store.with_name(f"{store.name}.tries")


def read(store: Path) -> Wrong | None:
    """Return the wrong tries at a store; None: there were none."""
    try:
        data = json.loads(file_of(store).read_bytes())
        tries = Tries(int(data["wrong"]), float(data["boot"]))
        return Wrong(str(data["id"])[:64], tries, str(data["first"])[:40], str(data["last"])[:40])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        # Whoever spoils the count is treated as one who has tried.
        return Wrong("spoiled", Tries(1, 0.0), "", "")


def add(store: Path, boot: float, at: str) -> Wrong:
    """Count one more.

    Args:
        store: the store.
        boot: seconds since the machine started.
        at: the instant.
    """
    before = read(store)
    if before is None:
        found = Wrong(os.urandom(8).hex(), Tries(1, boot), at, at)
    else:
        found = Wrong(before.id, before.tries.more(boot), before.first or at, at)
    data = {
        "id": found.id,
        "wrong": found.tries.wrong,
        "boot": found.tries.last,
        "first": found.first,
        "last": at,
    }
    path = file_of(store)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as out:
        json.dump(data, out)
    os.replace(part, path)
    return found


def forget(store: Path) -> None:
    """Begin to count anew."""
    file_of(store).unlink(missing_ok=True)
