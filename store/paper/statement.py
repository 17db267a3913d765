"""The cover statement: what is covered and why, in the customer's words, with all covers of the unit."""

from __future__ import annotations

from store.paper import cover_words
from store.paper.document import STATEMENT, Block, Column, Document, Heading, Paragraph, Table, shown
from store.paper.facts import Facts, about, finished
from store.paper.tongue import Tongue
from store.records import Card, Layer
from store.wording import _


def statement(facts: Facts, card: Card, tongue: Tongue) -> Document:
    """Return the statement of a unit's cover on the day of `facts`."""
    day = facts.after_on or facts.today
    first, *rest = cover_words.spoken(card, day, tongue.day)
    blocks: tuple[Block | None, ...] = (
        about(facts),
        Heading(_("On {day}").format(day=tongue.day(day))),
        Paragraph(first, strong=True),
        *map(Paragraph, rest),
        *_layers(card, tongue),
        Paragraph(_("This is what the papers known to us say on that day; others may change it.")),
    )
    return finished(STATEMENT, facts, tongue, _("Cover of your unit"), card.unit.serial, blocks)


def _layers(card: Card, tongue: Tongue) -> tuple[Block, ...]:
    if not card.cover.layers:
        return ()
    columns = (
        Column(_("Cover")),
        Column(_("Component")),
        Column(_("From")),
        Column(_("Until")),
        Column(_("Spare parts"), right=True),
        Column(_("Work"), right=True),
    )
    rows = tuple(_row(layer, tongue) for layer in card.cover.layers)
    return (Heading(_("All covers")), Table(columns, rows))


def _row(layer: Layer, tongue: Tongue) -> tuple[str, ...]:
    ends = tongue.short(layer.end) if layer.end else _("for life")
    return (
        shown(layer.title or layer.policy, 120),
        _("whole unit") if layer.scope == "whole" else shown(layer.scope, 60),
        tongue.short(layer.start),
        _("stopped") if layer.stopped else ends,
        f"{layer.parts} %",
        f"{layer.labour} %",
    )
