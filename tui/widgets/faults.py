"""Faults as lines: bars in cells with their share together, build months, repairs that hold, costs."""

from __future__ import annotations

from store.records import Costs, Pareto
from store.wording import _, ngettext
from tui import text
from tui.text import Span
from tui.widgets import words
from tui.widgets.lines import Line

WIDE = 108
"""From so many cells on, what surrounds the bars stands beside them."""
PAYERS = (("maker", "█", "accent"), ("customer", "▒", ""), ("goodwill", "▚", "warn"))
"""Who pays: the letter of its part of the bar, and the role that repeats it."""


def page(found: Pareto, cells: int, reopened: bool = True) -> list[Line]:
    """Return everything about the faults; not `reopened`: of claims that were not reopened."""
    if cells < WIDE:
        return [*bars(found, cells), [], *around(found, cells, reopened)]
    first = (cells - 3) * 60 // 100
    left, right = bars(found, first), around(found, cells - 3 - first, reopened)
    rows = max(len(left), len(right))
    left, right = ([*each, *[[]] * (rows - len(each))] for each in (left, right))
    return [
        [*text.line(first, list(one)), ("   ", ""), *other] for one, other in zip(left, right, strict=True)
    ]


def bars(found: Pareto, cells: int) -> list[Line]:
    """Return one bar a fault, the most frequent first; a rule parts those that make up 80 % together."""
    name, numbers = max(min(cells // 3, 30), 12), 8 + 7 + 7
    room = max(cells - name - numbers - 5, 5)
    most = max(each.claims for each in found.faults)
    head: list[Span] = [(" " * (name + room + 3), ""), (text.right(_("claims"), 8), "dim")]
    head += [(text.right(_("share"), 7), "dim"), (text.right(_("sum"), 7), "dim")]
    lines: list[Line] = [head]
    parted = False
    for each in found.faults:
        full, half = divmod(round(2 * room * each.claims / most), 2)
        bar = "█" * full + "▌" * half
        spans: list[Span] = [(text.left(text.clean(each.title) or _("not known"), name), "bright"), (" ", "")]
        spans += [(text.left(bar, room + 2), "accent"), (text.right(text.number(each.claims), 8), "bright")]
        spans += [(text.right(f"{float(each.share):.0%}", 7), "")]
        spans += [(text.right(f"{float(each.cumulative):.0%}", 7), "dim")]
        lines.append(spans)
        if not parted and each.cumulative >= 0.8 and each is not found.faults[-1]:
            parted = True
            lines.append([("┈" * name + " ", "rule"), (_("up to here four in five claims"), "dim")])
    return lines


def around(found: Pareto, cells: int, reopened: bool = True) -> list[Line]:
    """Return repairs that held (always of all claims), costs with their payers, and build months."""
    return [*_held(found, cells, reopened), *costs(found.costs, cells), *_built(found, cells)]


def _held(found: Pareto, cells: int, reopened: bool) -> list[Line]:
    of_all: Span = ("" if reopened else "  " + _("of all claims"), "dim")
    lines: list[Line] = [text.rule(cells, [(_("Repairs that held at the first time"), "bright"), of_all])]
    share = found.first_time_fix
    if share is None:
        return [*lines, [("  ", ""), (_("No repair in this period."), "dim")]]
    said = _("{held} of {all}").format(held=text.number(found.first_time), all=text.number(found.repaired))
    room = max(min(cells - 30, 30), 5)
    full = round(room * share)
    spans: list[Span] = [("  ", ""), (f"{float(share):.0%}", "bright strong"), (f"  {said}  ", "")]
    return [*lines, text.line(cells, [*spans, ("█" * full, "good"), ("░" * (room - full), "dim")])]


def costs(found: Costs, cells: int) -> list[Line]:
    """Return what a claim costs, and a bar of who paid."""
    lines: list[Line] = [text.rule(cells, [(_("Cost per claim, and who paid"), "bright")])]
    if found.average is None or not found.total:
        return [*lines, [("  ", ""), (_("No closed claim of this period has a sum."), "dim")]]
    average = text.money(round(found.average))
    sums = ngettext("{n} claim with a sum", "{n} claims with a sum", found.claims)
    lines.append(
        [("  ", ""), (average, "bright strong"), ("  " + sums.format(n=text.number(found.claims)), "dim")]
    )
    paid = {"maker": found.maker, "customer": found.customer, "goodwill": found.goodwill}
    room, total = max(min(cells - 4, 60), 5), max(sum(paid.values()), 1)
    bar: list[Span] = [("  ", "")]
    for name, letter, role in PAYERS:
        bar.append((letter * (room * paid[name] // total), role))
    lines.append(bar)
    for name, letter, role in PAYERS:
        spans: list[Span] = [(f"  {letter} ", role), (text.left(words.value(name), 14), "dim")]
        spans.append((text.right(text.money(paid[name]), 18), "bright"))
        lines.append([*spans, (text.right(f"{paid[name] / total:.0%}", 6), "dim")])
    return lines


def _built(found: Pareto, cells: int) -> list[Line]:
    """Return units claimed by units built, for the months in which claimed ones were built."""
    months = [each for each in found.built if each.claimed]
    if not months:
        return []
    lines: list[Line] = [text.rule(cells, [(_("By build month, claimed of built"), "bright")])]
    room = max(min(cells - 34, 30), 5)
    most = max(each.rate for each in months)
    for each in months:
        count = f"{text.number(each.claimed)} / {text.number(each.units)}"
        spans: list[Span] = [("  ", ""), (text.left(text.clean(each.month), 9), "dim")]
        spans += [
            (text.right(count, 12), ""),
            (text.right(f"{float(each.rate):.0%}", 6), "bright"),
            ("  ", ""),
        ]
        lines.append([*spans, ("█" * max(round(room * each.rate / most), 1), "accent")])
    return lines
