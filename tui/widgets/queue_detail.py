"""The lines about the claim that is chosen in a queue: what it is, whose, and what the clocks say."""

from __future__ import annotations

from datetime import date

from store.records import ClaimLine
from store.wording import _
from tui import text
from tui.text import Span
from tui.widgets import words, work_words
from tui.widgets.lines import Line

ROOM = 100
"""From so many cells on a line has room for everything."""


def detail(claim: ClaimLine | None, cells: int, today: date) -> list[Line]:
    """Return the three lines about a claim: what it waits for, whose unit, and what the clocks say."""
    if claim is None:
        return [text.rule(cells, []), [], []]
    fault = text.clean(claim.fault_title or claim.fault or "–")
    title: list[Span] = [(text.clean(claim.number), "bright"), ("  ", "")]
    if claim.waiting:
        title += [(work_words.waited(claim.waiting, today), "bright"), ("  ", ""), (fault, "")]
    else:
        title += [*words.state(claim.state), ("  ", ""), (text.cut(fault, cells // 2), "")]
    whose = [claim.customer or _("no customer"), claim.product, claim.serial]
    line = " · ".join(text.clean(part, 60) for part in whose)
    last: list[Span] = []
    if claim.loaner:
        last.append(
            (_("! loaner {serial} is out").format(serial=text.middle(claim.loaner, 16)) + "  ", "warn")
        )
    if claim.owner:
        last.append((text.cut(claim.owner, 16) + "  ", ""))
    told = claim.filed_on and not (claim.loaner and cells < ROOM)
    filed = _("filed {day}").format(day=text.day(claim.filed_on)) if claim.filed_on and told else ""
    return [
        text.rule(cells, title),
        text.line(cells, [("  ", ""), (line, "")], [("  ", ""), *last, (filed, "dim")]),
        _clock_line(claim, cells),
    ]


def _clock_line(claim: ClaimLine, cells: int) -> Line:
    """Say what the clocks say, the next right of the customer first."""
    clocks, spans = claim.clocks, [("  ", "")]
    said, role = work_words.right(clocks)
    if said and (role or clocks.right == "exchange"):
        spans += [("! " if role == "bad" else "", role), (said, role), (" · ", "dim")]
    elif "EXCHANGE_RIGHT" in clocks.flags:
        spans += [("! ", "bad"), (_("the customer may ask for an exchange"), "bad"), (" · ", "dim")]
    crowded = len(spans) > 1 and cells < ROOM
    if "SERVICE_PAUSED" in clocks.flags:
        spans += [(_("our clock is paused"), "dim"), (" · ", "dim")]
    elif clocks.service_left is not None:
        said = words.late(clocks.service_left, clocks.service_due)
        said = words.days(clocks.service_left) if crowded else said
        spans += [(_("ours") + " ", "dim"), (said, "bad" if clocks.service_left < 0 else ""), (" · ", "dim")]
    if clocks.statutory_left is not None:
        said = words.late(clocks.statutory_left, clocks.statutory_due)
        said = words.days(clocks.statutory_left) if crowded else said
        spans += [(_("law") + " ", "dim"), (said, "bad" if clocks.statutory_left < 0 else ""), (" · ", "dim")]
    if claim.handed_over is not None:
        said = _("handed over {day}").format(day=text.day(claim.handed_over))
        spans += [(words.value(claim.resolution or "closed"), ""), (f", {said}", "dim"), (" · ", "dim")]
    return text.line(cells, spans[:-1] if len(spans) > 1 else spans)
