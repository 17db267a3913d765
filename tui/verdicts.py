"""Answers as words: a sign, a word and a colour, so that no meaning hangs on colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from store.records import Cover
from store.wording import N_, _, ngettext
from tui.text import day, words

PROOFS = {
    "invoiced": N_("no purchase date"),
    "delivered": N_("no delivery date"),
    "shipped": N_("no shipping date"),
    "built": N_("no production date"),
    "activated": N_("no activation date"),
    "installed": N_("no installation date"),
    "reading": N_("no meter reading"),
}
"""What is missing, by the field that would help."""

_STOPPED = {
    "VOID": N_("VOID"),
    "NOT_TRANSFERABLE": N_("NOT TRANSFERABLE"),
    "LIMIT_REACHED": N_("LIMIT REACHED"),
}

STATES: dict[str, tuple[str, str, str]] = {
    "draft": ("○", N_("draft"), "dim"),
    "filed": ("●", N_("filed"), "accent"),
    "info_needed": ("?", N_("asked back"), "warn"),
    "approved": ("●", N_("approved"), "accent"),
    "in_service": ("●", N_("in service"), "accent"),
    "awaiting_parts": ("◐", N_("waits for parts"), "warn"),
    "ready": ("●", N_("ready"), "good"),
    "closed": ("○", N_("closed"), "dim"),
    "rejected": ("○", N_("rejected"), "dim"),
    "cancelled": ("○", N_("cancelled"), "dim"),
    "conflict": ("!", N_("conflict"), "bad"),
}
"""Sign, word and role of each state of a claim."""

OVER = frozenset({"closed", "rejected", "cancelled"})
"""States in which nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to say of a cover: the sign, the word, what follows it, and the role that colours them."""

    sign: str
    word: str
    rest: str
    role: str
    short: str
    """For a list: a date, or why there is none."""


def days(count: int) -> str:
    """Return a number of days in words."""
    return ngettext("{n} day", "{n} days", count).format(n=f"{count:,}")


def missing(cover: Cover) -> str:
    """Say in two or three words what an unknown cover lacks."""
    if "AMBIGUOUS_SERIAL" in cover.flags:
        return _("two units have this serial")
    proofs = [need.proof for need in cover.needs]
    if proofs and proofs[0] in PROOFS:
        return _(PROOFS[proofs[0]])
    return _("dates contradict") if "DATA_ERROR" in cover.flags else _("proof is missing")


def verdict(cover: Cover) -> Verdict:
    """Return what to say of `cover`."""
    say = {"COVERED": _covered, "UNKNOWN": _unknown, "EXPIRED": _ended, "RETIRED": _retired}
    if cover.status in say:
        return say[cover.status](cover)
    if cover.status == "RECALL":
        return Verdict("!", _("RECALL"), _("repaired free of charge, no proof needed"), "bad", _("recall"))
    if cover.status in _STOPPED:
        return Verdict("!", _(_STOPPED[cover.status]), _stopped_rest(cover), "bad", _stopped_short(cover))
    if cover.status in ("GAP", "NOT_STARTED"):
        return _not_today(cover)
    return Verdict("○", _("NO COVER"), _("no policy covers this unit"), "dim", _("no cover"))


def _covered(cover: Cover) -> Verdict:
    whole = cover.parts_pct == 100 and cover.labour_pct == 100
    sign, role = ("●", "good") if whole else ("◐", "warn")
    word = _("COVERED") if whole else _("PARTLY COVERED")
    if cover.end is None:
        return Verdict(
            sign, _("{covered} for life").format(covered=word), _shares(cover), role, _("for life")
        )
    word = _("{covered} until {day}").format(covered=word, day=day(cover.end))
    left = cover.days_left or 0
    rest = _("last day is today") if left == 0 else _("{days} left").format(days=days(left))
    return Verdict(sign, word, " · ".join(filter(None, (rest, _shares(cover)))), role, day(cover.end))


def _shares(cover: Cover) -> str:
    if cover.parts_pct == 100 and cover.labour_pct == 100:
        return ""
    return shares(cover.parts_pct or 0, cover.labour_pct or 0)


def shares(parts: int, labour: int) -> str:
    """Say what is paid: parts + labour, parts only, parts 50 %."""
    if parts and labour:
        if parts == labour:
            return _("parts + labour") if parts == 100 else _("all {pct} %").format(pct=parts)
        return _("parts {parts} %, labour {labour} %").format(parts=parts, labour=labour)
    if parts:
        return _("parts only") if parts == 100 else _("parts {pct} %").format(pct=parts)
    return _("labour only") if labour == 100 else _("labour {pct} %").format(pct=labour)


def _unknown(cover: Cover) -> Verdict:
    return Verdict("?", _("UNKNOWN"), missing(cover), "warn", missing(cover))


def _ended(cover: Cover) -> Verdict:
    if cover.end is None:
        return Verdict("○", _("ENDED"), "", "bad", _("ended"))
    if cover.ended_yesterday:
        return Verdict("○", _("ENDED YESTERDAY"), _("ask a supervisor"), "bad", _("yesterday"))
    ago = "" if cover.days_left is None else _("{days} ago").format(days=days(-cover.days_left))
    said = " · ".join(filter(None, (ago, goodwill(cover))))
    return Verdict("○", _("ENDED {day}").format(day=day(cover.end)), said, "bad", day(cover.end))


def goodwill(cover: Cover) -> str:
    """Say until when goodwill may be asked for; empty where it may not."""
    if cover.goodwill_until is None:
        return ""
    return _("goodwill until {day}").format(day=day(cover.goodwill_until))


def _not_today(cover: Cover) -> Verdict:
    """Say of a cover that begins later when it does; one that ended yesterday is told first."""
    begins = cover.next_cover or cover.start
    rest = _("cover begins {day}").format(day=day(begins)) if begins else ""
    short = _("from {day}").format(day=day(begins)) if begins else _("not today")
    if cover.ended_yesterday:
        asked = " · ".join(filter(None, (_("ask a supervisor"), rest)))
        return Verdict("○", _("ENDED YESTERDAY"), asked, "bad", short)
    word = _("NOT COVERED TODAY") if cover.status == "GAP" else _("NOT STARTED")
    return Verdict("○", word, rest, "warn", short)


def _retired(cover: Cover) -> Verdict:
    if cover.replaced_by:
        by = words(cover.replaced_by)
        return Verdict("○", _("REPLACED"), _("by {serial}").format(serial=by), "warn", _("replaced"))
    word = _("REFUNDED") if "REFUNDED" in cover.flags else _("RETIRED")
    return Verdict("○", word, _("this unit is out of use"), "warn", word.lower())


def _stopped_rest(cover: Cover) -> str:
    if cover.status == "NOT_TRANSFERABLE":
        return _("the cover stayed with the first owner")
    if cover.status == "LIMIT_REACHED":
        return _("the cover is used up")
    return _("the cover was voided; see why")


def _stopped_short(cover: Cover) -> str:
    return {"VOID": _("void"), "NOT_TRANSFERABLE": _("not transferable")}.get(cover.status, _("used up"))


def state(name: str) -> tuple[str, str, str]:
    """Return sign, word and role of a claim's state."""
    sign, word, role = STATES.get(name, ("?", name, "warn"))
    return sign, _(word) if name in STATES else words(name), role


def when(due: date, today: date) -> str:
    """Say when something is due: today, tomorrow, in 5 days, 3 days late."""
    left = (due - today).days
    if left in (0, 1, -1):
        return {0: _("today"), 1: _("tomorrow"), -1: _("since yesterday")}[left]
    if left < 0:
        return _("{days} late").format(days=days(-left))
    return _("in {days}").format(days=days(left)) if left <= 14 else day(due)
