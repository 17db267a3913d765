"""Which papers a claim has, and which is wanted first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from store.paper.document import LETTER, RECEIPT, SLIP, Document
from store.paper.facts import Facts
from store.paper.letter import letter
from store.paper.receipt import receipt
from store.paper.slip import slip
from store.paper.tongue import Tongue
from store.records import Claim

BUILD: Mapping[str, Callable[[Facts, Tongue], Document]] = {RECEIPT: receipt, SLIP: slip, LETTER: letter}
"""Who makes each paper of a claim."""


def first(claim: Claim) -> str:
    """Return the paper that is wanted of a claim in its state."""
    if claim.state == "rejected":
        return LETTER
    return SLIP if claim.slip is not None or claim.handed_over is not None else RECEIPT


def kinds(claim: Claim) -> tuple[str, ...]:
    """Return the papers there are of a claim, the one wanted first leading."""
    there = {
        RECEIPT: claim.number is not None and claim.filed_on is not None,
        SLIP: claim.slip is not None or claim.handed_over is not None,
        LETTER: claim.letter is not None or claim.state == "rejected",
    }
    wanted = first(claim)
    return tuple(sorted((kind for kind, known in there.items() if known), key=lambda kind: kind != wanted))
