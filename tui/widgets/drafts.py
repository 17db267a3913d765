"""Drafts and claims without a unit, as lines of the list of tasks."""

from __future__ import annotations

from datetime import date, datetime

from store.records import ClaimLine, Draft
from store.wording import _
from tui import text
from tui.text import Span
from tui.verdicts import when
from tui.widgets import words
from tui.widgets.lines import Line


def kept_at(at: datetime, today: date) -> str:
    """Say when a draft was kept: the time, and the day unless it is today."""
    clock = f"{at:%H:%M}"
    return clock if at.date() == today else f"{text.day(at.date())} {clock}"


def age(at: datetime | None, today: date) -> str:
    """Say how old a draft is."""
    if at is None:
        return ""
    day = at.date()
    return kept_at(at, today) if day == today else when(day, today)


def draft_line(draft: Draft, here: bool, cells: int, today: date) -> Line:
    """Return a draft: what it is for, on what, whose, since when."""
    under = " chosen" if here else ""
    what = {"file": _("claim, not filed"), "unknown": _("claim, unknown unit"), "register": _("new unit")}
    title = what.get(draft.kind) or words.action(draft.kind)
    first: list[Span] = [("› " if here else "  ", f"accent{under}"), (title, f"bright{under}")]
    for part, role in (
        (draft.number or draft.serial, "accent"),
        (draft.product, "dim"),
        (draft.customer, ""),
    ):
        if part:
            first.append((f"  {text.cut(part, 24)}", f"{role}{under}".strip()))
    last: list[Span] = [(text.right(age(draft.at, today), 18), f"dim{under}")]
    return [(part, role or under.strip()) for part, role in text.line(cells, first, last)]


def unlinked_line(line: ClaimLine, here: bool, cells: int) -> Line:
    """Return a claim that waits for its unit."""
    under = " chosen" if here else ""
    first: list[Span] = [("! ", f"warn{under}"), (line.number, f"accent{under}")]
    first.append((f"  {_('which unit is it?')}", f"bright{under}"))
    for part in (line.serial, line.product, line.customer):
        if part:
            first.append((f"  {text.cut(part, 24)}", f"{under}".strip()))
    left = line.clocks.statutory_left if line.clocks.service_left is None else line.clocks.service_left
    last: list[Span] = [(text.right(words.days(left), 8), f"dim{under}")]
    return [(part, role or under.strip()) for part, role in text.line(cells, first, last)]
