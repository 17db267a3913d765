"""The filing receipt: that we have it, in which condition, what is covered, and until when we are done."""

from __future__ import annotations

from store.errors import Refused
from store.paper import cover_words
from store.paper.costs import cost_blocks
from store.paper.document import RECEIPT, Document, Fields, Heading, Paragraph, Signatures, shown
from store.paper.facts import CHANNELS, Facts, about, finished, product_of
from store.paper.tongue import Tongue
from store.records import Claim
from store.wording import N_, _, say


def receipt(facts: Facts, tongue: Tongue) -> Document:
    """Return the receipt of a claim.

    Raises:
        Refused: the claim is still a draft.
    """
    claim = facts.claim
    if claim is None or claim.number is None or claim.filed_on is None:
        template = N_("There is no receipt yet: the claim is a draft. File it first.")
        raise Refused("NOT_FILED", say(template), field="kind")
    blocks = (
        about(facts),
        Heading(_("Your claim")),
        Fields(_claim_rows(facts, claim, tongue)),
        Heading(_("Cover")),
        Paragraph(_cover(facts, claim, tongue)),
        *cost_blocks(claim, tongue),
        _promise(claim, tongue),
        Paragraph(_("Please keep this paper and bring it with you: we find everything by its number.")),
        Signatures((_("For the desk"), _("Customer"))),
    )
    return finished(RECEIPT, facts, tongue, _("Receipt for your claim"), claim.number, blocks)


def _claim_rows(facts: Facts, claim: Claim, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    channel = claim.channel or ""
    rows = [
        (_("Claim"), shown(claim.number, 60)),
        (_("Requested on"), tongue.day(claim.filed_on) if claim.filed_on else ""),
        (_("Failed on"), tongue.day(claim.failure_date) if claim.failure_date else ""),
        (_("Brought in"), _(CHANNELS[channel]) if channel in CHANNELS else ""),
        (_("Handed in on"), tongue.day(claim.received) if claim.received else ""),
        (_("Fault"), shown(facts.fault or claim.fault)),
        (_("Component"), shown(claim.component)),
        (_("In your words"), shown(claim.note, lines=True)),
        (_("Condition"), shown(claim.condition or _typed(claim, "condition"), lines=True)),
        (_("Came with"), ", ".join(shown(each, 120) for each in claim.accessories)),
        (_("Follows claim"), shown(claim.repeat_of, 60)),
    ]
    return tuple(row for row in rows if row[1])


def _typed(claim: Claim, name: str) -> object:
    """Return what was typed when it was filed, where the claim keeps no field for it."""
    return next((act.values.get(name) for act in claim.history if act.action == "file"), None)


def _cover(facts: Facts, claim: Claim, tongue: Tongue) -> str:
    cover, filed = cover_words.as_filed(claim.snapshot or {}), claim.filed_on or facts.today
    said = cover_words.answer(cover, product_of(facts), filed)
    told = " ".join(sentence.read(tongue.day) for sentence in said)
    answered = _("Our answer on {day}:").format(day=tongue.day(filed))
    return f"{answered} {told}"


def _promise(claim: Claim, tongue: Tongue) -> Fields | None:
    rows = []
    if claim.service_due and claim.service_stopped is None:
        rows.append((_("Ready, we expect, by"), tongue.day(claim.service_due)))
    if claim.statutory_due:
        rows.append((_("By law at the latest by"), tongue.day(claim.statutory_due)))
    return Fields(tuple(rows)) if rows else None
