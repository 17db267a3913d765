"""The answer to: what is covered on this day, and why? Pure: facts in, answer out, no clock.

A case is read by `parse_case`, answered by `cover` and written by `answer_json`. The rules are numbered
as in their description, and live in modules of their own:

- rule 0, the as-of rule and the end of a chain: `cover_facts`
- rules 1 to 3, who is offered what, start, term and cap: `cover_terms`
- policies that follow one another, and the covers of repairs: `cover_book`
- rules 4 to 6, repairs, replacements, days off: `cover_life`
- rules 7 and 9, stops and recalls: `cover_stops`
- rule 8, status, blocks and who pays first: `cover_status`
- flags, explanation and what would help: `cover_flags`, `cover_steps`, `cover_needs`

A cover is computed, never stored: it changes with the day.
"""

from __future__ import annotations

from store.records import Cover, Layer
from store.rules.case import Case
from store.rules.case_parse import parse_case
from store.rules.cover_flags import flags, goodwill
from store.rules.cover_life import Life
from store.rules.cover_needs import needs
from store.rules.cover_status import Finding, find, next_cover
from store.rules.cover_steps import steps

__all__ = ["answer_json", "cover", "parse_case"]


VERSION = "2"
"""Of the engine: frozen into every claim, and raised when an answer could come out otherwise."""


def cover(case: Case) -> Cover:
    """Answer a case."""
    found = find(case, case.on)
    parts, labour = _percentages(found)
    return Cover(
        status=found.status,
        start=found.start,
        end=found.end,
        days_left=(found.end - case.on).days if found.end is not None else None,
        parts_pct=parts,
        labour_pct=labour,
        flags=flags(found),
        next_cover=next_cover(found),
        use=_use(found),
        replaced_by=found.retired.replaced_by if found.retired else None,
        steps=steps(found),
        needs=needs(found),
        layers=tuple(_layer(life) for life in found.covers),
        goodwill_until=max((day for day, _ in goodwill(found)), default=None),
    )


def _percentages(found: Finding) -> tuple[int | None, int | None]:
    """Return parts and labour: the best of each over the usable covers in force."""
    if found.status == "UNKNOWN":
        return None, None
    if found.status == "RECALL":
        return 100, 100
    if found.status != "COVERED":
        return 0, 0
    paying = found.paying
    return max(life.line.parts for life in paying), max(life.line.labour for life in paying)


def _use(found: Finding) -> str | None:
    """Return the policy to book a claim on."""
    if found.status == "COVERED":
        return found.paying[0].terms.id
    return found.recalls[0].id if found.status == "RECALL" else None


def _layer(life: Life) -> Layer:
    terms, line = life.terms, life.line
    return Layer(
        terms.id,
        terms.title or terms.id,
        terms.kind,
        line.scope,
        life.start,
        life.end,
        line.parts,
        line.labour,
        life.stop,
        tuple(life.suspended),
    )


def answer_json(cover: Cover) -> dict[str, object]:
    """Return the answer as plain data: ten keys in their order, then `steps` and `needs` as text."""
    return {
        "status": cover.status,
        "start": cover.start.isoformat() if cover.start else None,
        "end": cover.end.isoformat() if cover.end else None,
        "days_left": cover.days_left,
        "parts_pct": cover.parts_pct,
        "labour_pct": cover.labour_pct,
        "flags": sorted(cover.flags),
        "next_cover": cover.next_cover.isoformat() if cover.next_cover else None,
        "use": cover.use,
        "replaced_by": cover.replaced_by,
        "steps": [str(step.sentence) for step in cover.steps],
        "needs": [str(need.sentence) for need in cover.needs],
    }
