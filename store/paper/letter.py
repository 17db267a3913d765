"""The letter of a rejection: the reason, the rule with its arithmetic, the evidence, and how to object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from store.errors import Refused
from store.paper.document import LETTER, Document, Fields, Heading, Items, Paragraph, Signatures, shown
from store.paper.facts import SHORT, Facts, about, finished, product_of
from store.paper.tongue import Tongue
from store.records import Claim
from store.wording import N_, _, from_data, say

_REASONS: Mapping[str, str] = {
    "EXPIRED": N_("The cover had ended before you came to us."),
    "NOT_COVERED": N_("On the day of the claim there was no cover for this fault."),
    "MISUSE": N_("The fault comes from the way it was used."),
    "OPENED": N_("It was opened by somebody who may not do so under the terms of the cover."),
    "THIRD_PARTY_PART": N_("A part of another make was put in, and the fault comes from it."),
    "TAMPERED": N_("The serial or a seal was tampered with."),
}


def letter(facts: Facts, tongue: Tongue) -> Document:
    """Return the letter that says why a claim was rejected.

    Raises:
        Refused: the claim was not rejected.
    """
    claim = facts.claim
    if claim is None or (claim.letter is None and claim.state != "rejected"):
        template = N_("There is no rejection letter: the claim was not rejected.")
        raise Refused("NOT_REJECTED", say(template), field="kind")
    number = claim.number or claim.id
    steps, evidence = tuple(_rule(claim, tongue)), _evidence(claim)
    blocks = (
        about(facts, address=True),
        Fields(_dates(claim, tongue)),
        Paragraph(_opening(facts, claim, tongue)),
        Heading(_("The reason")),
        *map(Paragraph, _reasons(claim)),
        Heading(_("The rule, and how it was applied")),
        Items(steps) if steps else Paragraph(_("No calculation of the cover was kept with this claim.")),
        Heading(_("Evidence")),
        Items(evidence) if evidence else Paragraph(_("The decision rests on the dates and papers above.")),
        Heading(_("If you do not agree")),
        *map(Paragraph, _objecting(number)),
        Signatures((_signed(facts),)),
    )
    return finished(LETTER, facts, tongue, _("Your claim could not be accepted"), number, blocks)


def _dates(claim: Claim, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    decided = (claim.letter or {}).get("day")
    rows = [(_("Claim"), shown(claim.number or claim.id, 60))]
    if claim.filed_on:
        rows.append((_("Requested on"), tongue.day(claim.filed_on)))
    return (*rows, *(((_("Decided on"), tongue.moment(decided)),) if decided else ()))


def _opening(facts: Facts, claim: Claim, tongue: Tongue) -> str:
    told = _(
        "You asked us to repair your {product} under its cover, because of this fault: {fault}. "
        "We have examined your claim and cannot accept it. Here is why, in full."
    )
    return told.format(product=product_of(facts), fault=shown(facts.fault or claim.fault, SHORT) or "–")


def _reasons(claim: Claim) -> Iterator[str]:
    known = claim.letter or {}
    code, text = known.get("reason") or claim.reason, shown(known.get("text"), lines=True)
    if code in _REASONS:
        yield _(_REASONS[str(code)])
    elif code and code != "OTHER":
        yield shown(code)
    if text:
        yield text
    elif code in (None, "OTHER"):
        yield _("not noted")


def _rule(claim: Claim, tongue: Tongue) -> Iterator[str]:
    """Say each step of the answer frozen at filing; old claims have them as finished text only."""
    snapshot = claim.snapshot or {}
    explained, steps = snapshot.get("explained"), snapshot.get("steps")
    said = [_said(each, tongue) for each in explained] if isinstance(explained, list) else []
    if said and all(said):
        yield from said
    elif isinstance(steps, list | tuple):
        yield from map(shown, steps)


def _said(data: object, tongue: Tongue) -> str:
    """Say a sentence that was kept as data; nothing if another desk's program wrote it otherwise."""
    try:
        return shown(from_data(data).read(tongue.day)) if isinstance(data, Mapping) else ""
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, AssertionError):
        return ""


def _evidence(claim: Claim) -> tuple[str, ...]:
    given = (claim.letter or {}).get("evidence")
    return tuple(map(shown, given if isinstance(given, list | tuple) else claim.evidence))


def _objecting(number: str) -> Iterator[str]:
    told = _(
        "Tell us so, at the desk, by phone or in writing, and name the claim {number}. A supervisor "
        "will look at it again."
    )
    yield told.format(number=shown(number, 60))
    yield _(
        "Bring whatever may change the decision: an invoice, a delivery note, a photo, the opinion of "
        "another workshop. Your rights by law are not touched by this letter."
    )


def _signed(facts: Facts) -> str:
    name = shown(facts.decided_by, 60)
    return _("For the desk: {name}").format(name=name) if name else _("For the desk")
