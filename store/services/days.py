"""Days off as they are kept in settings."""

from __future__ import annotations

from contextlib import suppress
from datetime import date


def days_of(kept: object) -> dict[date, str]:
    """Return days with their names (empty if they have none), by day, from what a setting holds.

    What is no day is passed over: a setting may come from another desk.
    """
    found: dict[date, str] = {}
    pairs = (
        dict.fromkeys(map(str, kept), "")
        if isinstance(kept, list)
        else kept
        if isinstance(kept, dict)
        else {}
    )
    for text, name in pairs.items():
        with suppress(ValueError, TypeError):
            found[date.fromisoformat(text)] = str(name)
    return dict(sorted(found.items()))
