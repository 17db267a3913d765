"""What is known before a claim is filed: is it the same fault, is the last repair still guaranteed."""

from __future__ import annotations

from datetime import date

from store.rules.calendar import Duration, plus


def guaranteed_until(handed_over: date, guarantee: str | None) -> date | None:
    """Return the last day of the guarantee on a repair such as ``90d``; None: it has no end."""
    if guarantee is None:
        return None
    return plus(handed_over, Duration(int(guarantee[:-1]), guarantee[-1].lower()))


def same_fault(one: str | None, other: str | None) -> bool:
    """Tell whether two claims are about the same fault."""
    return bool(one and other) and str(one).casefold() == str(other).casefold()
