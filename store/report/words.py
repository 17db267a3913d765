"""What splits, their parts and bands are called, on the screen and on paper alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from store.wording import N_, _, ngettext

if TYPE_CHECKING:
    from store.records import Score

SPLITS: Mapping[str, str] = {
    "product": N_("By product"),
    "fault": N_("By fault"),
    "resolution": N_("By resolution"),
    "channel": N_("By channel"),
    "partner": N_("By partner"),
    "days": N_("By days in repair"),
    "tenure": N_("By years as a customer"),
    "segment": N_("By segment"),
    "repeat": N_("By reopened or not"),
    "agent": N_("By agent"),
    "technician": N_("By technician"),
    "desk": N_("By desk"),
}
"""The splits in the order of the key."""
BANDS: Mapping[str, str] = {
    "critical": N_("critical"),
    "improvement": N_("improvement"),
    "quality": N_("quality"),
    "excellence": N_("excellence"),
}
_PARTS: Mapping[str, Mapping[str, str]] = {
    "resolution": {
        "repaired": N_("repaired"),
        "replaced": N_("replaced"),
        "refunded": N_("refunded"),
        "no_fault": N_("no fault found"),
        "irreparable": N_("cannot be repaired"),
    },
    "channel": {"in-store": N_("in store"), "mail-in": N_("mail-in"), "on-site": N_("on site")},
    "tenure": {"0": N_("less than a year"), "6+": N_("6 years and more")},
    "repeat": {"no": N_("not reopened"), "yes": N_("reopened")},
    "segment": {"consumer": N_("consumers"), "business": N_("businesses")},
}
REASONS: Mapping[str, str] = {
    "ASKED_RECENTLY": N_("asked not long ago"),
    "NO_CONTACT": N_("must not be contacted"),
    "NO_CUSTOMER": N_("no customer is known"),
    "NOT_ASKED": N_("not asked"),
}
"""Why somebody was not asked."""
LEVELS: Mapping[str, tuple[str, str]] = {
    "alert": ("!", N_("alert")),
    "watch": ("·", N_("watch")),
    "mix": ("≈", N_("the mix changed")),
}
"""How loud a warning is: its sign and its word."""


def part(by: str, key: str | None) -> str:
    """Return what a part of a split is called."""
    if not key:
        return _("not known")
    known = _PARTS.get(by, {})
    if key in known:
        return _(known[key])
    if by == "days":
        return _("{days} days").format(days=key)
    if by == "tenure":
        return _("{years} years").format(years=key)
    return key


def silent(by: str, score: Score) -> list[str]:
    """Return what the parts without an answer are called."""
    return [part(by, each.value if not each.key else each.key) for each in score.by if not each.n]


def reason(code: str) -> str:
    """Say why somebody was not asked."""
    return _(REASONS[code]) if code in REASONS else code


def age(days: int) -> str:
    """Say how old something is, in days, months or years, rounded down."""
    if days < 60:
        return ngettext("{n} day old", "{n} days old", days).format(n=days)
    if days < 730:
        months = days * 12 // 365
        return ngettext("{n} month old", "{n} months old", months).format(n=months)
    years = days // 365
    return ngettext("{n} year old", "{n} years old", years).format(n=years)
