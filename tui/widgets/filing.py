"""What to know before a claim is filed, as lines: whose unit, its cover, the days promised."""

from __future__ import annotations

from collections.abc import Sequence

from store.records import Card, ClaimLine, Clocks, Cover, Elsewhere, Known, Repeat
from store.wording import _, ngettext
from tui import text
from tui.text import Span
from tui.verdicts import verdict
from tui.widgets import words
from tui.widgets.lines import Line


def unit(card: Card) -> list[Span]:
    """Say which unit the claim is for."""
    return [
        (" ", ""),
        (_("File a claim"), "accent strong"),
        ("   ", ""),
        (text.middle(card.unit.serial, 28), "bright"),
        ("  ", ""),
    ]


def whose(card: Card) -> list[Span]:
    """Say whose unit it is, and what it is."""
    name = card.customer.name if card.customer else _("no customer known")
    return [(text.cut(name, 34), "bright strong"), ("  " + text.clean(card.unit.product, 80), "dim")]


def verdict_spans(cover: Cover) -> list[Span]:
    """Say in short whether the unit is covered: a sign and a word."""
    answer = verdict(cover)
    return [("  ", ""), (f"{answer.sign} {answer.word}", f"{answer.role} strong")]


def cover_line(cover: Cover) -> Line:
    """Say who pays what if nothing changes."""
    title = next((layer.title for layer in cover.layers if layer.policy == cover.use), cover.use or "")
    spans: list[Span] = [("  ", "")]
    if cover.parts_pct is None or cover.labour_pct is None:
        return [*spans, (_("What it will cost cannot be said: the cover is not known."), "warn")]
    if cover.ended_yesterday:
        return [*spans, (_("It ended yesterday: ask a supervisor before it is refused."), "warn")]
    if until := cover.goodwill_until:
        said = _("Not covered; a supervisor may be asked for goodwill until {day}.")
        return [*spans, (said.format(day=text.day(until)), "warn")]
    if not cover.parts_pct and not cover.labour_pct:
        return [*spans, (_("Not covered: the customer pays, unless goodwill is given."), "warn")]
    if title:
        spans += [(text.cut(title, 30), ""), (": ", "dim")]
    spans += [(_("parts"), "dim"), (f" {cover.parts_pct} %", "bright"), (" · ", "dim")]
    return [*spans, (_("labour"), "dim"), (f" {cover.labour_pct} %", "bright")]


def due_line(clocks: Clocks) -> Line:
    """Say until when we promise it, and until when the law wants it."""
    days = (clocks.service_due, clocks.statutory_due)
    ours, law = (text.day(day) if day else "–" for day in days)
    return [
        ("  ", ""),
        (_("due"), "dim"),
        (f" {ours} ", "bright"),
        (_("(ours)"), "dim"),
        (f" · {law} ", "bright"),
        (_("(the law)"), "dim"),
    ]


def found_lines(known: Known, fault: str | None, recall: bool, cells: int, room: int) -> list[Line]:
    """Return exactly `room` lines: what is known of the unit and of the fault, the most pressing first."""
    lines = _pressing(known, fault, recall, cells)
    if len(lines) > room:
        more = len(lines) - room + 1
        said = ngettext("{n} more: look at the unit", "{n} more: look at the unit", more).format(n=more)
        lines = [*lines[: room - 1], [("  ", ""), (said, "dim")]]
    return lines + [[]] * (room - len(lines))


def _pressing(known: Known, fault: str | None, recall: bool, cells: int) -> list[Line]:
    same = [line for line in known.open if fault and (line.fault or "").casefold() == fault.casefold()]
    others = [line for line in known.open if line not in same]
    first = next(iter([*same, *others]), None)
    lines = [_open(line, True, line is first, cells) for line in same]
    lines += [_repeat(each, each is known.repeats[0], cells) for each in known.repeats[:1]]
    if recall:
        said = _("A recall is open for this unit: it is repaired free of charge.")
        lines.append(text.line(cells, [("! ", "warn"), (said, "warn")]))
    lines += [_open(line, False, line is first, cells) for line in others]
    lines += _exchange(known, cells)
    return [*lines, *_elsewhere(known.elsewhere, cells)]


def _open(line: ClaimLine, same: bool, first: bool, cells: int) -> Line:
    fault = text.clean(line.fault_title or line.fault or "–")
    spans: list[Span] = [("! ", "bad" if same else "warn"), (line.number, "bright"), ("  ", "")]
    said = _("is open for the same fault") if same else _("is open on this unit")
    spans += [(said, "bad" if same else ""), (f": {fault}  ", ""), *words.state(line.state)]
    key: list[Span] = [("^d ", "accent strong"), (_("same one?"), "dim")]
    return text.line(cells, spans, key if first else [])


def _repeat(each: Repeat, first: bool, cells: int) -> Line:
    spans: list[Span] = [("! ", "bad"), (_("repeat of {number}").format(number=each.number), "bad")]
    how = words.value(each.resolution) if each.resolution else _("closed")
    spans.append((f": {how} {text.day(each.handed_over)}", ""))
    if each.until is not None:
        spans.append((", " + _("guaranteed until {day}").format(day=text.day(each.until)), "dim"))
    key: list[Span] = [("^r ", "accent strong"), (_("reopen it?"), "dim")]
    return text.line(cells, spans, key if first else [])


def _exchange(known: Known, cells: int) -> list[Line]:
    """Say how many repairs count, and what follows from them."""
    done, needed = known.repairs, known.repairs_needed
    if needed is None or not done:
        return []
    if done >= needed:
        said = ngettext(
            "{n} repair is done: the customer may ask for an exchange",
            "{n} repairs are done: the customer may ask for an exchange",
            done,
        ).format(n=done)
        return [text.line(cells, [("! ", "warn"), (said, "warn")])]
    said = _("{n} of {needed} repairs that give the right to an exchange").format(n=done, needed=needed)
    return [text.line(cells, [("  ", ""), (said, "")])]


def _elsewhere(found: Sequence[Elsewhere], cells: int) -> list[Line]:
    if not found:
        return []
    many = len({each.serial for each in found})
    said = ngettext(
        "{n} other unit of this customer had this fault",
        "{n} other units of this customer had this fault",
        many,
    ).format(n=many)
    named = ", ".join(f"{each.number} {text.middle(each.serial, 18)}" for each in found[:3])
    return [text.line(cells, [("  ", ""), (said, ""), (f": {text.clean(named)}", "dim")])]
