"""Covers drawn on one line each, all on the same scale, today at the same cell in each.

A pure function: layers and a width in, cells out. A cell stands for a stretch of days; a half of
it is drawn if the cover holds in the middle of that half, so bars are exact to the half cell. What is shorter
than a half cell, a cover or a suspension, is drawn all the same.
"""

from __future__ import annotations

from datetime import date, timedelta

from store.records import Layer
from tui.text import Span

HORIZON = timedelta(days=365)
"""How far the line looks past today, unless a cover of the whole unit ends later."""


def window(layers: tuple[Layer, ...], today: date) -> tuple[date, date]:
    """Return first and last day of the scale: the first start, and the last end of a whole-unit cover.

    The last day lies at least `HORIZON` past today, but not past the last end of all; today is inside.
    """
    first = min((layer.start for layer in layers), default=today)
    ends = [layer.end for layer in layers if layer.end]
    whole = [layer.end for layer in layers if layer.end and layer.scope == "whole"]
    last = max([today + HORIZON, *whole])
    if ends and len(ends) == len(layers):
        last = min(last, max([*ends, today]))
    return min(first, today), max(last, first + timedelta(days=1))


def timeline(layer: Layer, scale: tuple[date, date], today: date, cells: int) -> list[Span]:
    """Return the spans of one layer, `cells` cells wide together.

    Args:
        layer: the cover to draw.
        scale: first and last day, from `window`.
        today: marked with a stroke through the bar, or in the blank.
        cells: width of the whole line.
    """
    first, last = scale
    total = (last - first).days + 1
    now = min(cells - 1, max(0, int(((today - first).days + 0.5) * cells / total)))
    spans: list[Span] = []
    for cell in range(cells):
        edges = [first + timedelta(days=int((cell + part) * total / cells)) for part in (0, 0.25, 0.75, 1)]
        letter, role = _drawn(layer, edges, past=cell < now)
        if cell == now:
            letter, role = ("┊" if letter == " " else "┿"), "bright"
        elif cell == cells - 1 and letter != " " and (layer.end is None or layer.end > last):
            letter = "▸"
        if spans and spans[-1][1] == role:
            spans[-1] = (spans[-1][0] + letter, role)
        else:
            spans.append((letter, role))
    return spans


def _drawn(layer: Layer, edges: list[date], *, past: bool) -> tuple[str, str]:
    """Return letter and role of a cell: its first day, its two middles, the first day of the next."""
    begin, early, late, after = edges
    first, second = _covers(layer, early), _covers(layer, late)
    inside = not (first or second) and begin <= layer.start < after
    if not (first or second or inside):
        return " ", ""
    if layer.stopped:
        return "╍", "bad"
    if any(since < after and begin <= until for since, until in layer.suspended):
        return "╌", "warn"
    letter = "━" if first and second else "╺" if second else "╸"
    return letter, "dim" if past else "good"


def _covers(layer: Layer, on: date) -> bool:
    return layer.start <= on and (layer.end is None or on <= layer.end)
