"""Claims and what is next, as lines of the card: pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from store.records import Card, ClaimLine
from store.wording import N_, _, ngettext
from tui.text import Span, clean, day, left, line, middle, number, rule, span_width, width
from tui.verdicts import OVER, days, state, when
from tui.widgets.customer import way_back
from tui.widgets.lines import Line
from tui.widgets.results import raised
from tui.widgets.words import value

NOTES = {
    "RECALL": ("!", N_("An open recall names this serial: repaired free of charge."), "bad"),
    "TOLLING_OPEN": ("◐", N_("The end moves on while the unit is with us."), "warn"),
    "PROOF_MAY_EXTEND": ("◐", N_("A better proof of the start may give more cover."), "warn"),
    "FUTURE_DATE": ("?", N_("A date of this unit lies in the future: a slip of the pen?"), "warn"),
    "DATA_ERROR": ("?", N_("The dates of a policy contradict each other."), "warn"),
    "USAGE_NEAR": ("◐", N_("The meter is near the limit of the cover."), "warn"),
    "USAGE_UNKNOWN": ("?", N_("The cover has a usage limit and no reading is known."), "warn"),
    "NEEDS_EVIDENCE": ("?", N_("A void has no evidence and therefore no effect."), "warn"),
}
"""Flags worth a line: sign, sentence, role."""
BLANK: Line = [("", "")]


def padded(lines: Sequence[Line], count: int) -> list[Line]:
    """Return exactly `count` of `lines`, blank ones after the last."""
    return [*lines[:count], *[BLANK] * (count - len(lines))]


def claim_lines(
    claims: tuple[ClaimLine, ...], chosen: int, today: date, cells: int, count: int
) -> list[Line]:
    """Return the rule and `count` lines of claims, the `chosen` one among them."""
    title: list[Span] = [(_("Claims"), "bright")]
    if len(claims) > count:
        title.append((f" {number(len(claims))}", "dim"))
    if not claims:
        return [rule(cells, title), *padded([[("  " + _("None yet. c files the first."), "dim")]], count)]
    back = "   r " + _("rate") + " · " + way_back()
    waits = any(claim.state == "closed" and claim.score is None for claim in claims)
    if waits and span_width(title) + width(back) + 6 <= cells:
        title.append((back, "dim"))
    first = max(0, chosen - count + 1)
    lines = [
        _claim(claim, index == chosen, today, cells)
        for index, claim in enumerate(claims[first : first + count], first)
    ]
    return [rule(cells, title), *padded(lines, count)]


def _claim(claim: ClaimLine, chosen: bool, today: date, cells: int) -> Line:
    sign, word, role = state(claim.state)
    tail: list[Span] = []
    if claim.score is not None:
        tail = [("  " + _("rated {score}").format(score=claim.score), "dim")]
    spans: list[Span] = [
        ("› " if chosen else "  ", "accent"),
        (left(middle(claim.number, 10), 10), "bright" if chosen else ""),
        (f" {sign} ", role),
        (left(word, 16 if cells > 70 else 13), role),
        (left(claim.fault_title or claim.fault or "", 14 if cells > 70 else 10) + "  ", ""),
    ]
    room = cells - span_width(spans) - span_width(tail)
    spans.append((_claim_rest(claim, today, room), "dim"))
    return raised(line(cells, spans, tail), cells) if chosen else line(cells, spans, tail)


def _claim_rest(claim: ClaimLine, today: date, cells: int) -> str:
    if claim.state in OVER:
        over = day(claim.handed_over) if claim.handed_over else ""
        if cells < 20:
            return ""
        ended = clean(value(claim.resolution), 40) if claim.resolution else ""
        done = f"{ended} {over}".strip()
        if claim.handed_over and claim.filed_on:
            took = f"{done}, {days((claim.handed_over - claim.filed_on).days)}"
            return took if width(took) <= cells else done
        return done
    clocks = claim.clocks
    if clocks.service_due:
        due = when(clocks.service_due, today)
        return _("due {when}").format(when=due) if cells >= 24 else due
    return _("filed {day}").format(day=day(claim.filed_on)) if claim.filed_on else ""


def next_lines(card: Card, today: date, cells: int, count: int) -> list[Line]:
    """Return the rule and `count` lines: what is due, what is open, what the answer warns of."""
    lines = [*_loans(card, cells), *_due(card, today, cells)]
    if len(card.chain) > 1:
        lines.append([("  ", ""), (_("chain of units") + " ", "dim"), (_chain(card), "")])
    lines += [
        [(f"{NOTES[flag][0]} ", NOTES[flag][2]), (_(NOTES[flag][1]), "")]
        for flag in NOTES
        if flag in card.cover.flags
    ]
    if not lines:
        lines = [[("  " + _("Nothing to do for this unit."), "dim")]]
    elif len(lines) > count:
        rest = len(lines) - count + 1
        lines = [*lines[: count - 1], [("  " + ngettext("{n} more", "{n} more", rest).format(n=rest), "dim")]]
    return [
        rule(cells, [(_("Next"), "bright")]),
        *padded([line(cells, list(spans)) for spans in lines], count),
    ]


def _loans(card: Card, cells: int) -> list[Line]:
    """Return the loaners that are out because of this unit, or where this unit is lent itself."""
    lines: list[Line] = []
    for loan in card.loans:
        since = day(loan.given) if loan.given else "–"
        if loan.unit_id == card.unit.id:
            said = _("Loaner {serial} is with the customer").format(serial=middle(loan.serial, 24))
        else:
            said = _("Lent to {customer}").format(customer=clean(loan.customer or "–", 40))
        tail: list[Span] = [("  " + _("since {day}").format(day=since), "dim")]
        spans: list[Span] = [("! ", "warn"), (said, "bright"), (f" · {clean(loan.claim, 20)}", "dim")]
        lines.append(line(cells, spans, tail))
    return lines


def _chain(card: Card) -> str:
    """Name the units one after the other, this one in brackets."""
    own = card.unit.serial
    return " → ".join(f"[{middle(each, 20)}]" if each == own else middle(each, 20) for each in card.chain)


def _due(card: Card, today: date, cells: int) -> list[Line]:
    """Return hand-backs and tasks, the most urgent first, those without a day last."""
    rows: list[tuple[date, str, str]] = []
    for claim in card.claims:
        clocks, due = claim.clocks, claim.clocks.service_due or today
        if claim.state == "ready":
            rows.append(
                (
                    due,
                    _("Hand back {number}").format(number=clean(claim.number, 20)),
                    clean(claim.fault_title or "", 40),
                )
            )
        elif claim.state not in OVER and (clocks.statutory_left or 0) < 0:
            late = _("{number} is late by law").format(number=clean(claim.number, 20))
            rows.append((clocks.statutory_due or due, late, clean(claim.fault_title or "", 40)))
    rows += [
        (task.due or date.max, value(clean(task.title, 200)), clean(task.owner or "", 40))
        for task in card.tasks
    ]
    lines: list[Line] = []
    for due, title, detail in sorted(rows):
        urgent = due <= today
        tail: list[Span] = [] if due == date.max else [("  " + when(due, today), "bad" if urgent else "dim")]
        text: list[Span] = [("! " if urgent else "  ", "bad"), (title, "bright" if urgent else "")]
        text += [(f" · {detail}", "dim")] if detail else []
        lines.append(line(cells, text, tail))
    return lines
