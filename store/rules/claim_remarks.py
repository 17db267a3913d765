"""What remarks add to a claim: attached files, and the unit that was found afterwards.

Remarks move nothing, so desks cannot disagree about them: a merge keeps the files of all. Of two units that
were linked the later one holds; both stay in the history.
"""

from __future__ import annotations

from collections.abc import Iterable

from store.record import but
from store.records import Act, Attachment, Claim
from store.rules.claim_table import LINKED, UNKNOWN
from store.rules.claim_world import ClaimEvent
from store.rules.claim_writes import as_map, as_text, as_whole, given

Acts = Iterable[tuple[ClaimEvent, Act]]


def attachments(acts: Acts) -> tuple[Attachment, ...]:
    """Return the files that were attached, each content once, in the order in which they came."""
    found: dict[str, Attachment] = {}
    for event, act in acts:
        if event.action == "attach" and (file := _attachment(event, act)):
            found.setdefault(file.sha256, file)
    return tuple(found.values())


def _attachment(event: ClaimEvent, act: Act) -> Attachment | None:
    body = as_map(given(event).get("file"))
    sha256, stored = as_text(body.get("sha256")), as_text(body.get("stored"))
    if sha256 is None or stored is None:
        return None
    return Attachment(
        name=as_text(body.get("name")) or stored,
        sha256=sha256,
        size=as_whole(body.get("size")) or 0,
        kind=as_text(body.get("kind")) or "file",
        stored=stored,
        at=act.at,
        who=act.who,
    )


def linked(claim: Claim, acts: Acts) -> Claim:
    """Return the claim with the unit it was linked to; the answer frozen at filing stays as it was."""
    units = [event.body for event, _ in acts if event.action == "link_unit" and event.body.get("unit_id")]
    if not units:
        return claim
    last = units[-1]
    return but(
        claim,
        unit_id=as_text(last.get("unit_id")) or claim.unit_id,
        serial=as_text(last.get("serial")) or claim.serial,
        customer_id=claim.customer_id or as_text(last.get("customer_id")),
        flags=claim.flags - {UNKNOWN} | {LINKED},
    )
