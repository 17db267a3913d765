"""The answer frozen into a claim, held against what would come out today for the same day.

Facts come late: an invoice is found, a policy gets a new version. The claim keeps the answer it was filed
with; this module only tells whether the same question is answered otherwise by now. What the claim itself has
brought about — its repair, its approval, its replacement — is left out, for it was not there then.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.tables import units
from store.tables.journal import of_subject

if TYPE_CHECKING:
    from store.records import Claim, Cover
    from store.services.context import Context
    from store.services.covers import Covers

COMPARED = ("status", "start", "end", "parts_pct", "labour_pct", "use")
"""Keys of an answer that a claim rests on."""


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
    now = cover(covers.case(*found, past, date.fromisoformat(day)))
    answer = answer_json(now)
    return now if any(answer[key] != frozen.get(key) for key in COMPARED) else None
