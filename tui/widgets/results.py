"""What a search found, as lines: pure, so that the finder holds no layout and the layout no state."""

from __future__ import annotations

from collections.abc import Mapping

from store.records import Cover, Found, Hit
from store.wording import _
from tui.text import Span, cut, left, line, middle, part_of_serial, right, same_serial, wrap
from tui.verdicts import verdict
from tui.widgets.lines import Line


def exact(found: Found, text: str) -> list[Hit]:
    """Return the hits with exactly the serial `text`."""
    return [hit for hit in found.hits if same_serial(hit.serial, text)]


def sure(found: Found, text: str) -> Hit | None:
    """Return the one unit with exactly this serial, or the one unit of this claim number or phone."""
    hits = exact(found, text)
    if len(hits) == 1:
        return hits[0]
    if len(found.hits) != 1 or found.more or part_of_serial(text, found.hits[0].serial):
        return None
    return found.hits[0]


def advice(cells: int, units: int) -> list[Line]:
    """Return what to say while nothing is typed: what can be, or what a desk without units needs."""
    if units:
        text = _("Scan a serial, or type its beginning or its end.")
        more = _("A phone number, a name or a claim number work too.")
        return [[("   " + part, "dim")] for part in (text, more)]
    text = _("No units yet. F8 leads to the desk: import your list there.")
    return [[("   " + part, "dim")] for part in wrap(text, cells - 6, 3)]


def results(
    found: Found, chosen: int, covers: Mapping[str, Cover], cells: int, *, room: int, ambiguous: bool
) -> list[Line]:
    """Return the hits and the serials that look alike.

    Args:
        found: what to show.
        chosen: index of the chosen line among hits and suggestions; -1: none.
        covers: those known so far, by unit.
        cells: width of a line.
        room: how many lines there are.
        ambiguous: two or more units have exactly this serial.
    """
    lines: list[Line] = []
    if not found.hits:
        lines.append([("   ", ""), (_("Nothing fits “{text}”.").format(text=cut(found.query, 40)), "bright")])
        if not found.suggestions:
            lines.append(
                [("   " + _("Fewer letters find more; the last four of a serial are enough."), "dim")]
            )
        lines += [[("", "")], *_offers()]
    elif ambiguous:
        lines.append([(" ! ", "warn"), (_("More than one unit has this serial: which one is it?"), "warn")])
    rows = [_row(hit, index == chosen, covers, cells) for index, hit in enumerate(found.hits)]
    first = max(0, min(chosen, len(rows) - 1) - max(1, room - len(lines)) + 1)
    return [*lines, *rows[first:], *_suggestions(found, chosen, cells)]


def _offers() -> list[Line]:
    """Return what can be done for somebody whose unit is not in the book."""
    pairs = (("^n", _("registers it")), ("^o", _("files a claim without a unit of the book")))
    return [[("   ", ""), (f"{key} ", "accent strong"), (what, "")] for key, what in pairs]


def _row(hit: Hit, chosen: bool, covers: Mapping[str, Cover], cells: int) -> Line:
    spare = max(0, cells - 80)
    serial = left(middle(hit.serial, 17 + spare // 6), 17 + spare // 6)
    customer = left(hit.customer or "", 16 + spare // 3)
    product = left(hit.product, 19 + spare // 3)
    cover = hit.cover or covers.get(hit.unit_id)
    spans: list[Span] = [
        (" › " if chosen else "   ", "accent"),
        (f"{serial}  {customer}  {product}  ", "bright" if chosen else ""),
    ]
    if cover is not None:
        answer = verdict(cover)
        dated = cover.status in ("COVERED", "EXPIRED") and cover.end is not None
        short = right(answer.short, 11) if dated else answer.short
        spans.append((cut(f"{answer.sign} {short}", 18 + spare // 6), answer.role))
    return raised(spans, cells) if chosen else spans


def _suggestions(found: Found, chosen: int, cells: int) -> list[Line]:
    if not found.suggestions:
        return []
    lines: list[Line] = [[("", "")], [("   " + _("Looks alike (not the same):"), "dim")]]
    for index, serial in enumerate(found.suggestions, len(found.hits)):
        here = index == chosen
        spans = [(" › " if here else "   ", "accent"), (middle(serial, cells - 4), "bright" if here else "")]
        lines.append(raised(spans, cells) if here else spans)
    return lines


def raised(spans: list[Span], cells: int) -> Line:
    """Return `spans` on the raised ground of a chosen line."""
    return [(text, f"{role} chosen".strip()) for text, role in line(cells, spans)]
