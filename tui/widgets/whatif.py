"""What if, as lines: two answers on one scale, and in words what moved between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import zip_longest

from store.records import Card, Cover
from store.wording import N_, _, ngettext
from tui import text
from tui.text import Span
from tui.verdicts import shares, verdict
from tui.widgets.card_lines import layer_lines, verdict_line
from tui.widgets.lines import Line
from tui.widgets.timeline import window

LABELS: Mapping[str, str] = {
    "built": N_("Built"),
    "shipped": N_("Shipped"),
    "delivered": N_("Delivered"),
    "invoiced": N_("Invoiced"),
    "activated": N_("Activated"),
    "installed": N_("Installed"),
    "buyer": N_("Buyer"),
    "jurisdiction": N_("Law of"),
    "reading": N_("Reading"),
    "evidence": N_("Void proven"),
    "component": N_("Part asked"),
}
"""The fields of the form; the first six are dates of the unit and may be saved."""

_READING = re.compile(r"(?:(\d+(?:[.,]\d+)?)\s*([^\W\d][\w ]{0,20}?)|([^\W\d]\w*)\s+(\d+(?:[.,]\d+)?))")


def reading(typed: str) -> Mapping[str, object]:
    """Return the reading that was typed, in either order: 900 km, km 900; empty if it is none."""
    found = _READING.fullmatch(typed.strip())
    if found is None:
        return {}
    value = float((found[1] or found[4]).replace(",", "."))
    return {"measure": found[2] or found[3], "value": int(value) if value.is_integer() else value}


def title(card: Card, cells: int) -> Line:
    """Say which unit is asked about."""
    first: list[Span] = [(" ", ""), (_("What if"), "accent strong"), ("   ", "")]
    first += [
        (text.middle(card.unit.serial, 28), "bright"),
        (f" · {text.clean(card.unit.product, 60)}", "dim"),
    ]
    return text.line(cells, first, [("  " + _("nothing is kept"), "dim"), (" ", "")])


def moves(before: Cover, after: Cover) -> list[str]:
    """Say in words what is different in `after`; empty where nothing is."""
    said = []
    old, new = verdict(before), verdict(after)
    if before.status != after.status:
        said.append(_("{old} becomes {new}").format(old=_bare(before), new=_bare(after)))
    if before.start and after.start and before.start != after.start:
        days = abs((after.start - before.start).days)
        said.append(
            _by(
                ngettext(
                    "start moves from {old} to {new}, {n} day",
                    "start moves from {old} to {new}, {n} days",
                    days,
                ),
                before.start,
                after.start,
            )
        )
    if before.end != after.end:
        if before.end and after.end:
            days = abs((after.end - before.end).days)
            said.append(
                _by(
                    ngettext(
                        "end moves from {old} to {new}, {n} day",
                        "end moves from {old} to {new}, {n} days",
                        days,
                    ),
                    before.end,
                    after.end,
                )
            )
        elif after.end:
            said.append(_("the end is {day}").format(day=text.day(after.end)))
        elif before.end:
            said.append(_("the end was {day}").format(day=text.day(before.end)))
    shown = [
        shares(cover.parts_pct or 0, cover.labour_pct or 0) if cover.status == "COVERED" else ""
        for cover in (before, after)
    ]
    if all(shown) and shown[0] != shown[1]:
        said.append(_("{old} becomes {new}").format(old=shown[0], new=shown[1]))
    if not said and (old != new or before.use != after.use):
        said.append(_("by {policy}").format(policy=_policy(after)))
    return said


def _policy(cover: Cover) -> str:
    found = next((layer.title for layer in cover.layers if layer.policy == cover.use), cover.use)
    return text.cut(found or _("no policy"), 40)


def _bare(cover: Cover) -> str:
    """Return the word of a verdict, without its day."""
    if cover.ended_yesterday:
        return _("ended yesterday")
    return {
        "COVERED": _("covered"),
        "EXPIRED": _("ended"),
        "UNKNOWN": _("unknown"),
        "NO_COVERAGE": _("no cover"),
        "NOT_STARTED": _("not started"),
    }.get(cover.status) or verdict(cover).word.lower()


def _by(template: str, old: date, new: date) -> str:
    """Fill in a template about a day that moves."""
    days = f"{(new - old).days:+,}".replace("-", "−")
    return template.format(old=text.day(old), new=text.day(new), n=days)


def moved(before: Cover, after: Cover, cells: int) -> list[Line]:
    """Say in at most two lines what moved."""
    said = moves(before, after)
    told = text.wrap("; ".join(said) if said else _("Nothing changes."), cells, 2)
    return [[(part, "accent strong" if said else "dim")] for part in told]


def answers(
    said: list[Line], before: Cover, after: Cover, today: date, cells: int, height: int
) -> list[Line]:
    """Return at most `height` lines: two that are `said`, both answers, and why it would be so."""
    lines: list[Line] = [*said[:2], *[[] for _line in range(2 - len(said))]]
    scale = window((*before.layers, *after.layers), today)
    room = max((height - 4) // 2, 1)
    shown = min(room, max(len(before.layers), len(after.layers), 2))
    for name, cover in ((_("as it is"), before), (_("as it would be"), after)):
        lines.append(_headed(name, cover, cells))
        lines += layer_lines(cover, today, cells, shown, scale, hint="")
    rest = height - len(lines) - 2
    if rest >= 2 and after.steps:
        lines += [[], text.rule(cells, [(_("Why it would be so"), "bright")])]
        lines += _steps(before, after, cells)[:rest]
    return lines[:height]


def _headed(name: str, cover: Cover, cells: int) -> Line:
    label = text.left(name, max(text.width(_("as it is")), text.width(_("as it would be"))) + 2)
    return [(label, "dim"), *verdict_line(cover, cells - text.width(label))]


def _steps(before: Cover, after: Cover, cells: int) -> list[Line]:
    """Return the steps of the new answer; those that the old one has too are dim."""
    known = {text.words(step.sentence) for step in before.steps}
    lines: list[Line] = []
    for number, step in enumerate(after.steps, 1):
        sentence = text.words(step.sentence)
        role = "dim" if sentence in known else "bright"
        for mark, part in zip_longest(
            [f"{number:>2}  "], text.wrap(sentence, cells - 4, 3), fillvalue="    "
        ):
            lines.append([(mark, "dim"), (part, role)])
    return lines
