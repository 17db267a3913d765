"""Why a customer gave a score: what there is to choose from for detractors, passives and promoters.

Only what is said at this desk is held to these codes: what another system has collected keeps its own words.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.errors import Refused
from store.rules.nps import group
from store.wording import N_, Sentence, _, say

REASONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "detractor": (
        ("WAIT", N_("it took too long")),
        ("REPAIR", N_("the repair did not hold")),
        ("COST", N_("the cost")),
        ("INFORMED", N_("I was not kept informed")),
        ("STAFF", N_("how I was treated")),
        ("OTHER", N_("something else")),
    ),
    "passive": (
        ("WAIT", N_("faster")),
        ("REPAIR", N_("a better repair")),
        ("COST", N_("lower cost")),
        ("INFORMED", N_("more news while I wait")),
        ("STAFF", N_("friendlier people")),
        ("OTHER", N_("something else")),
    ),
    "promoter": (
        ("FAST", N_("it was fast")),
        ("REPAIR", N_("the repair is good")),
        ("COST", N_("the cost was fair")),
        ("INFORMED", N_("I always knew where we were")),
        ("STAFF", N_("how I was treated")),
        ("OTHER", N_("something else")),
    ),
}
"""Code and words, for each of the three groups."""
CODES = frozenset(code for offered in REASONS.values() for code, _words in offered)


def checked(score: int, reason: str | None) -> str | None:
    """Return the code of a reason, letter case aside; None where none was given.

    Args:
        score: 0-10.
        reason: what was given.

    Raises:
        Refused: BAD_REASON, with what would be accepted for this score.
    """
    code = (reason or "").strip().upper()
    offered = dict(REASONS[group(score)])
    if not code:
        return None
    if code not in offered:
        template = N_("“{reason}” is no reason for a score of {score}; accepted are: {codes}.")
        sentence = say(template, reason=str(reason).strip()[:40], score=score, codes=_listed(offered))
        raise Refused("BAD_REASON", sentence, field="reason", details={"accepted": list(offered)})
    return code


def _listed(offered: Mapping[str, str]) -> Sentence:
    each = [say(N_("{code} ({words})"), code=code, words=say(words)) for code, words in offered.items()]
    listed = each[0]
    for more in each[1:]:
        listed = say(N_("{some}, {more}"), some=listed, more=more)
    return listed


def worded(score: object, reason: object) -> str:
    """Return a reason in words; what is none of ours stays as it was written."""
    code = str(reason or "")
    if not isinstance(score, int) or not 0 <= score <= 10:
        return code
    words = dict(REASONS[group(score)]).get(code)
    return _(words) if words else code
