"""What to know before a claim is filed, as lines: whose unit, its cover, the days promised."""

from __future__ import annotations

from store.records import Card, Clocks, Cover
from store.wording import _
from tui import text
from tui.text import Span
from tui.verdicts import verdict
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
