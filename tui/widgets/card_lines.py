"""The card of a unit as lines: pure. Every region has its lines from the start, so nothing jumps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from store.records import Card, ClaimLine, Cover, Layer
from store.wording import N_, _, ngettext
from tui.text import (
    Span,
    clean,
    cut,
    day,
    left,
    line,
    middle,
    moment,
    number,
    right,
    rule,
    span_width,
    width,
    words,
    wrap,
)
from tui.verdicts import OVER, days, shares, state, verdict, when
from tui.widgets.lines import Line
from tui.widgets.results import raised
from tui.widgets.timeline import timeline, window

_BOUGHT = {
    "invoiced": N_("bought {day}"),
    "delivered": N_("delivered {day}"),
    "installed": N_("installed {day}"),
    "activated": N_("activated {day}"),
    "shipped": N_("shipped {day}"),
    "built": N_("built {day}"),
}
_NOTES = {
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
_BLANK: Line = [("", "")]


def padded(lines: Sequence[Line], count: int) -> list[Line]:
    """Return exactly `count` of `lines`, blank ones after the last."""
    return [*lines[:count], *[_BLANK] * (count - len(lines))]


def customer_lines(card: Card, today: date, cells: int) -> list[Line]:
    """Return three lines: the customer's name in a rule, how to reach them, what they have."""
    person, unit = card.customer, card.unit
    title: list[Span] = [(_("no customer known"), "dim")]
    first, second = "", ""
    if person is not None:
        facts = []
        if person.since and (years := today.year - person.since.year):
            facts.append(ngettext("customer {n} year", "customer {n} years", years).format(n=years))
        if card.ratings:
            facts.append(_("last rating {score}").format(score=card.ratings[0].score))
        title = [(cut(person.name, cells // 2), "bright strong")]
        title += [("  " + " · ".join(facts), "dim")] if facts else []
        first = " · ".join(
            clean(part, 200) for part in (*person.phones[:1], person.email, person.address) if part
        )
        if card.other_units:
            second = ngettext("{n} other unit", "{n} other units", card.other_units).format(
                n=number(card.other_units)
            )
            second += "  o"
    dates = [
        _(text).format(day=moment(unit.dates[name])) for name, text in _BOUGHT.items() if name in unit.dates
    ]
    half = max(20, cells // 2)
    product = clean(unit.product, 200)
    if unit.brand and not product.startswith(unit.brand):
        product = f"{product}, {clean(unit.brand, 60)}"
    return [
        rule(cells, title),
        line(cells, [(left(first, half - 1), "")], [(left(product, cells - half), "bright")]),
        line(cells, [(left(second, half - 1), "dim")], [(left(" · ".join(dates[:2]), cells - half), "dim")]),
    ]


def verdict_line(cover: Cover, cells: int) -> Line:
    """Return the rule with the verdict in it, the brightest thing on the screen."""
    answer = verdict(cover)
    title: list[Span] = [(f"{answer.sign} {answer.word}", f"{answer.role} strong")]
    if answer.rest:
        title.append((f" · {answer.rest}", answer.role))
    return rule(cells, title)


def layer_lines(cover: Cover, today: date, cells: int, count: int) -> list[Line]:
    """Return `count` lines: a time line for each cover, or what proof would help where there is none."""
    if not cover.layers:
        needs = [
            [("? ", "warn"), (part, "")]
            for need in cover.needs
            for part in wrap(words(need.sentence), cells - 3, 2)
        ]
        return padded(needs or [[(_("No cover in any policy of this product."), "dim")]], count)
    scale = window(cover.layers, today)
    layers = sorted(cover.layers, key=lambda layer: _relevance(layer, today))
    room = count if len(layers) <= count else count - 1
    lines = [_layer(layer, scale, today, cells) for layer in layers[:room]]
    if len(layers) > room:
        rest = len(layers) - room
        lines.append([(ngettext("{n} more cover", "{n} more covers", rest).format(n=rest) + "  w", "dim")])
    return padded(lines, count)


def _relevance(layer: Layer, today: date) -> tuple[bool, bool, bool, date]:
    ended = layer.end is not None and layer.end < today
    return ended, layer.start > today, layer.scope != "whole", layer.end or date.max


def _layer(layer: Layer, scale: tuple[date, date], today: date, cells: int) -> Line:
    spare = max(0, cells - 78)
    name, paid = 16 + spare // 4, 14 + spare // 6
    what = _("void") if layer.stopped == "VOID" else _("stopped") if layer.stopped else ""
    what = what or shares(layer.parts, layer.labour)
    end = day(layer.end) if layer.end else _("for life")
    head: list[Span] = [(left(layer.title, name), ""), (" ", ""), (left(what, paid), "dim"), (" ", "")]
    bar = timeline(layer, scale, today, cells - name - paid - 2 - 13)
    return [*head, *bar, (" ", ""), (right(end, 12), "")]


def why_lines(cover: Cover, cells: int, count: int) -> list[Line]:
    """Return `count` lines with the first step of the answer and how many more there are."""
    label = left(_("Why"), 5) + " "
    more = len(cover.steps) - 1 + len(cover.needs)
    if not cover.steps:
        return padded([], count)
    hint: list[Span] = [(f"  w +{more}", "dim")] if more > 0 else []
    text = wrap(words(cover.steps[0].sentence), cells - 6 - (6 if hint else 0), count)
    return padded(
        [
            line(
                cells,
                [(" " * 6 if row else label, "dim"), (part, "")],
                hint if row == len(text) - 1 else None,
            )
            for row, part in enumerate(text)
        ],
        count,
    )


def claim_lines(
    claims: tuple[ClaimLine, ...], chosen: int, today: date, cells: int, count: int
) -> list[Line]:
    """Return the rule and `count` lines of claims, the `chosen` one among them."""
    title: list[Span] = [(_("Claims"), "bright")]
    if len(claims) > count:
        title.append((f" {number(len(claims))}", "dim"))
    if not claims:
        return [rule(cells, title), *padded([[("  " + _("None yet. c files the first."), "dim")]], count)]
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
        done = f"{clean(claim.resolution or '', 40)} {over}".strip()
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
    lines = _due(card, today, cells)
    lines += [
        [(f"{_NOTES[flag][0]} ", _NOTES[flag][2]), (_(_NOTES[flag][1]), "")]
        for flag in _NOTES
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
        (task.due or date.max, clean(task.title, 200), clean(task.owner or "", 40)) for task in card.tasks
    ]
    lines: list[Line] = []
    for due, title, detail in sorted(rows):
        urgent = due <= today
        tail: list[Span] = [] if due == date.max else [("  " + when(due, today), "bad" if urgent else "dim")]
        text: list[Span] = [("! " if urgent else "  ", "bad"), (title, "bright" if urgent else "")]
        text += [(f" · {detail}", "dim")] if detail else []
        lines.append(line(cells, text, tail))
    return lines


def card_lines(card: Card, chosen: int, today: date, cells: int, height: int) -> list[Line]:
    """Return the whole card; wide enough, claims and next stand at the right."""
    if cells >= 110:
        return _side_by_side(card, chosen, today, cells, height)
    inner = cells - 2
    spare = max(0, height - 21)
    layers, claims = 3 + spare // 4, 4 + spare // 3
    lines = [
        *customer_lines(card, today, inner),
        verdict_line(card.cover, inner),
        *layer_lines(card.cover, today, inner, layers),
        *why_lines(card.cover, inner, 1),
        *claim_lines(card.claims, chosen, today, inner, claims),
    ]
    lines += next_lines(card, today, inner, max(1, height - len(lines) - 1))
    return [[(" ", ""), *spans] for spans in lines[:height]]


def _side_by_side(card: Card, chosen: int, today: date, cells: int, height: int) -> list[Line]:
    first = (cells - 5) * 58 // 100
    second = cells - 5 - first
    layers = max(3, min(6, height - 14))
    leftward = [
        *customer_lines(card, today, first),
        _BLANK,
        verdict_line(card.cover, first),
        *layer_lines(card.cover, today, first, layers),
        _BLANK,
    ]
    leftward += _all_why(card.cover, first, max(2, height - len(leftward) - 1))
    claims = max(4, height // 3)
    rightward = claim_lines(card.claims, chosen, today, second, claims)
    rightward += [_BLANK, *next_lines(card, today, second, max(1, height - len(rightward) - 2))]
    return [
        [(" ", ""), *line(first, list(one)), ("   ", ""), *other]
        for one, other in zip(padded(leftward, height), padded(rightward, height), strict=True)
    ]


def _all_why(cover: Cover, cells: int, count: int) -> list[Line]:
    """Return the rule and `count` lines with as many steps as there is room for."""
    items = [(f"{place:>2}  ", "dim", step.sentence) for place, step in enumerate(cover.steps, 1)]
    items += [(" ?  ", "warn", need.sentence) for need in cover.needs]
    lines: list[Line] = []
    for mark, role, sentence in items:
        parts = wrap(words(sentence), cells - 4, 3)
        lines += [[("    " if row else mark, role), (part, "")] for row, part in enumerate(parts)]
    if len(lines) > count:
        lines = [*lines[: count - 1], [("    " + _("w shows the rest"), "dim")]]
    return [rule(cells, [(_("Why"), "bright")]), *padded(lines, count)]
