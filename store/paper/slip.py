"""The hand-back slip: every date of the repair, what was wrong, what was put in, and the cover from now on.

It says in writing what article 20(3) of the Russian consumer protection law asks for, which contains what
others do: the days of the request, of the hand-in, of the repair and of the hand-back, the description of the
fault, the spare parts and materials used. What is not known is said to be so, never left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from store.errors import Refused
from store.paper import cover_words
from store.paper.costs import cost_blocks, parts_used
from store.paper.document import SLIP, Block, Document, Fields, Heading, Items, Paragraph, Signatures, shown
from store.paper.facts import Facts, about, finished, product_of
from store.paper.tongue import Tongue
from store.records import Claim
from store.wording import N_, _, say

_RESULTS: Mapping[str, str] = {
    "repaired": N_("It was repaired."),
    "replaced": N_("It was replaced by another one."),
    "refunded": N_("Its price is paid back."),
    "no_fault": N_("It was examined, and no fault was found."),
    "irreparable": N_("It could not be repaired."),
}


def slip(facts: Facts, tongue: Tongue) -> Document:
    """Return the hand-back slip of a claim.

    Raises:
        Refused: the unit was not handed back yet.
    """
    claim = facts.claim
    if claim is None or (claim.slip is None and claim.handed_over is None):
        template = N_("There is no hand-back slip yet: the unit was not handed back. Hand it over first.")
        raise Refused("NO_HAND_BACK", say(template), field="kind")
    known = claim.slip or {}
    done = claim.resolution is not None
    blocks: tuple[Block | None, ...] = (
        about(facts),
        Heading(_("The days of the repair")),
        Fields(_days(claim, known, tongue)),
        Heading(_("Fault and repair")),
        Fields(_repair(facts, claim)),
        Heading(_("Parts and materials used")),
        _parts(claim, known),
        *cost_blocks(claim, tongue),
        Heading(_("Cover from now on")),
        *map(Paragraph, _cover(facts, tongue)),
        Paragraph(_guarantee(facts, tongue)) if done and facts.guarantee_until else None,
        Signatures((_("For the desk"), _("Received by {name}").format(name=_receiver(claim)))),
    )
    return finished(SLIP, facts, tongue, _("Hand-back slip"), claim.number or claim.id, blocks)


def _days(claim: Claim, known: Mapping[str, object], tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return the days in their order; the journal's slip comes before the claim, which may go on."""
    hand_in = known.get("hand_in") or known.get("visit") or claim.received or claim.visit
    begun, fixed = known.get("repair") or claim.started_on, known.get("fixed") or claim.finished_on
    days = (
        (_("Requested on"), known.get("request") or claim.requested_on or claim.filed_on),
        (_("Handed in on"), hand_in),
        (_("Work begun on"), begun),
        (_("Fault removed on") if claim.resolution == "repaired" else _("Work ended on"), fixed),
        (_("Handed back on"), known.get("hand_back") or claim.handed_over),
    )
    unknown = _("not noted") if claim.resolution else _("none: handed back without a repair")
    rows = [(title, shown(tongue.moment(day), 120) if day else unknown) for title, day in days]
    away = _away(days[0][1], days[-1][1])
    if away is not None:
        said = say(N_("{n} day"), N_("{n} days"), n=away)
        rows.append((_("From request to hand-back"), said.read()))
    return ((_("Claim"), shown(claim.number or claim.id, 60)), *rows)


def _away(first: object, last: object) -> int | None:
    try:
        since, until = (date.fromisoformat(str(day)) for day in (first, last))
    except ValueError:
        return None
    return max((until - since).days, 0)


def _repair(facts: Facts, claim: Claim) -> tuple[tuple[str, str], ...]:
    code = claim.resolution or ""
    result = _(_RESULTS[code]) if code in _RESULTS else shown(code)
    rows = [
        (_("Fault"), shown(facts.fault or claim.fault) or _("not noted")),
        (_("Component"), shown(claim.component)),
        (_("In your words"), shown(claim.note, lines=True)),
        (_("What we found"), shown(claim.diagnosis, lines=True)),
        (_("Result"), result or _("It was handed back without a repair.")),
        (_("New serial"), shown(claim.new_serial)),
        (_("Handed back with"), ", ".join(shown(each, 120) for each in claim.accessories)),
    ]
    return tuple(row for row in rows if row[1])


def _parts(claim: Claim, known: Mapping[str, object]) -> Block:
    used = parts_used(claim, known)
    return Items(used) if used else Paragraph(_("No spare parts or materials were used."))


def _cover(facts: Facts, tongue: Tongue) -> list[str]:
    after, on = facts.after, facts.after_on or facts.today
    if facts.claim is not None and facts.claim.resolution == "refunded":
        return [_("It stays with us: its price is paid back, and its cover has ended.")]
    if after is None:
        return [_("We do not know the unit well enough to say what is covered.")]
    said = cover_words.spoken(after, on, tongue.day)
    return [_("On {day}:").format(day=tongue.day(on)) + f" {said[0]}", *said[1:]]


def _guarantee(facts: Facts, tongue: Tongue) -> str:
    assert facts.guarantee_until is not None
    told = _(
        "If the same fault comes back by {day}, bring your {product} and this paper: the repair goes on."
    )
    return told.format(day=tongue.day(facts.guarantee_until), product=product_of(facts))


def _receiver(claim: Claim) -> str:
    return shown(claim.receiver, 60)
