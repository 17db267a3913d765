"""The card of a unit as lines: pure. Every region has its lines from the start, so nothing jumps."""

from __future__ import annotations

from datetime import date

from store.records import Card, Cover, Layer
from store.wording import N_, _, ngettext
from tui.text import (
    Span,
    clean,
    cut,
    day,
    left,
    line,
    moment,
    number,
    right,
    rule,
    width,
    words,
    wrap,
)
from tui.verdicts import shares, verdict
from tui.widgets.card_claims import BLANK, claim_lines, next_lines, padded
from tui.widgets.lines import Line
from tui.widgets.timeline import timeline, window

_BOUGHT = {
    "invoiced": N_("bought {day}"),
    "delivered": N_("delivered {day}"),
    "installed": N_("installed {day}"),
    "activated": N_("activated {day}"),
    "shipped": N_("shipped {day}"),
    "built": N_("built {day}"),
}


def customer_lines(card: Card, today: date, cells: int) -> list[Line]:
    """Return three lines: the customer's name in a rule, how to reach them, what they have."""
    person, unit = card.customer, card.unit
    title: list[Span] = [(_("no customer known"), "dim")]
    first, second = "", ""
    if person is not None:
        facts = []
        since = person.since
        early = since is not None and (today.month, today.day) < (since.month, since.day)
        if since and (years := today.year - since.year - early) > 0:
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


def layer_lines(
    cover: Cover,
    today: date,
    cells: int,
    count: int,
    scale: tuple[date, date] | None = None,
    hint: str = "  w",
) -> list[Line]:
    """Return `count` lines: a time line for each cover, or what proof would help where there is none.

    Args:
        cover: the answer whose covers are drawn.
        today: the day that is marked.
        cells: width of a line.
        count: how many lines.
        scale: first and last day drawn; None: as the covers want it.
        hint: the key that shows the covers for which there is no line.
    """
    if not cover.layers:
        needs = [
            [("? ", "warn"), (part, "")]
            for need in cover.needs
            for part in wrap(words(need.sentence), cells - 3, 2)
        ]
        return padded(needs or [[(_("No cover in any policy of this product."), "dim")]], count)
    scale = scale or window(cover.layers, today)
    layers = sorted(cover.layers, key=lambda layer: _relevance(layer, today))
    room = count if len(layers) <= count else count - 1
    lines = [_layer(layer, scale, today, cells) for layer in layers[:room]]
    if len(layers) > room:
        rest = len(layers) - room
        lines.append([(ngettext("{n} more cover", "{n} more covers", rest).format(n=rest) + hint, "dim")])
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
    label = left(_("Why"), max(5, width(_("Why")))) + " "
    indent = width(label)
    more = len(cover.steps) - 1 + len(cover.needs)
    if not cover.steps:
        return padded([], count)
    hint: list[Span] = [(f"  w +{more}", "dim")] if more > 0 else []
    text = wrap(words(cover.steps[0].sentence), cells - indent - (6 if hint else 0), count)
    return padded(
        [
            line(
                cells,
                [(" " * indent if row else label, "dim"), (part, "")],
                hint if row == len(text) - 1 else None,
            )
            for row, part in enumerate(text)
        ],
        count,
    )


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
        BLANK,
        verdict_line(card.cover, first),
        *layer_lines(card.cover, today, first, layers),
        BLANK,
    ]
    leftward += _all_why(card.cover, first, max(2, height - len(leftward) - 1))
    claims = max(4, height // 3)
    rightward = claim_lines(card.claims, chosen, today, second, claims)
    rightward += [BLANK, *next_lines(card, today, second, max(1, height - len(rightward) - 2))]
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
