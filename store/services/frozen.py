"""The answer frozen into a claim when it is filed, and held against what comes out today for that day.

Facts come late: an invoice is found, a policy gets a new version. The claim keeps the answer it was filed
with; this module only tells whether the same question is answered otherwise by now. What the claim itself has
brought about — its repair, its approval, its replacement — is left out, for it was not there then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from store.tables import units
from store.tables.journal import of_subject
from store.wording import as_data

if TYPE_CHECKING:
    from store.records import Claim, Cover
    from store.services.context import Context
    from store.services.covers import Covers
    from store.services.units import Units

COMPARED = ("status", "start", "end", "parts_pct", "labour_pct", "use")
"""Keys of an answer that a claim rests on."""


def answered(book: Units, today: date, unit: str, given: Mapping[str, object]) -> dict[str, object]:
    """Return the answer to freeze into a claim that is filed today, as plain data.

    It is about the part and the fault of the claim: a compressor may be covered longer than its unit, and a
    repair is under guarantee for the same fault. `given` are the values of the filing.
    """
    from store.rules import coverage

    asked = {name: given.get(name) or None for name in ("component", "fault")}
    failed = _day(given.get("failure_date"))
    cover = book.cover(
        unit,
        today,
        component=_text(asked["component"]),
        fault=_text(asked["fault"]),
        failed=failed if failed is not None and failed < today else None,
    )
    return {
        **coverage.answer_json(cover),
        "explained": [as_data(step.sentence) for step in cover.steps],
        "engine": coverage.VERSION,
        "on": today.isoformat(),
        **asked,
        "failed": failed.isoformat() if failed is not None and failed < today else None,
    }


def _text(value: object) -> str | None:
    return str(value) if value else None


def _day(value: object) -> date | None:
    """Return a day that was given as one or as text; what is no day is refused later, with its field."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def cover_now_differs(context: Context, covers: Covers, claim: Claim) -> Cover | None:
    """Answer the claim's question with today's facts; None if it comes out as frozen, or nothing is."""
    from store.rules.coverage import answer_json, cover

    frozen = claim.snapshot or {}
    found = units.get(context.connection, claim.unit_id) if claim.unit_id else None
    day = frozen.get("on")
    if found is None or not isinstance(day, str):
        return None
    own = {
        event.stamp
        for event in of_subject(context.connection, f"unit:{claim.unit_id}")
        if event.kind == "unit.history" and event.body.get("claim") in (claim.number, *claim.other_numbers)
    }
    past = covers.past(found[0].id, apart_from=claim.id, skip=lambda hlc, origin: (hlc, origin) in own)
    case = covers.case(
        *found,
        past,
        date.fromisoformat(day),
        _text(frozen.get("component")),
        fault=_text(frozen.get("fault")),
        failed=_day(frozen.get("failed")),
    )
    now = cover(case)
    answer = answer_json(now)
    return now if any(answer[key] != frozen.get(key) for key in COMPARED) else None
