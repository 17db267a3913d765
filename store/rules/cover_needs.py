"""Which proof would change an answer: what to ask the customer for, instead of a refusal."""

from __future__ import annotations

from store.records import Need
from store.rules.case import Terms
from store.rules.cover_life import Life
from store.rules.cover_status import Finding
from store.rules.cover_stops import meter, voids_of
from store.rules.cover_terms import Undated
from store.rules.cover_words import dates_of, promise, proofs
from store.wording import N_, say


def needs(found: Finding) -> tuple[Need, ...]:
    """Return the proofs that would help, each once."""
    if found.ambiguous:
        return (Need("product", say(N_("the product would tell which of the units is meant"))),)
    asked = [_to_date(terms, undated) for terms, undated in found.undated]
    asked += [need for life in found.shown if (need := _to_extend(life, found))]
    for life in found.in_force:
        if life.line.measure is not None and meter(life.line, found.history).highest is None:
            why = N_("a reading of {measure} would confirm {policy}")
            asked.append(
                Need("reading", say(why, measure=life.line.measure, policy=promise(life.terms, life.line)))
            )
        if any(not void.evidence for void in voids_of(life.terms, found.history)):
            why = N_("evidence is needed for what voids {policy}")
            asked.append(Need("evidence", say(why, policy=life.terms.label)))
    once: list[Need] = []
    for need in asked:
        if need not in once:
            once.append(need)
    return tuple(once)


def _to_date(terms: Terms, undated: Undated) -> Need:
    """Ask for what would date a line."""
    if undated.wanted:
        why = N_("{proofs} would date the cover of {policy}")
        return Need(undated.wanted[0], say(why, proofs=proofs(undated.wanted), policy=terms.label))
    return Need("policy", say(N_("the dates of {policy} must be corrected"), policy=terms.label))


def _to_extend(life: Life, found: Finding) -> Need | None:
    """Ask for a better proof of a start that is not the first choice."""
    if "PROOF_MAY_EXTEND" not in life.flags or life.terms.after:
        return None
    unknown = [
        name for name in dates_of(life.terms.start[: life.place]) if _is_unknown(name, life.terms, found)
    ]
    if not unknown:
        return None
    why = N_("{proofs} may extend the cover of {policy}")
    return Need(unknown[0], say(why, proofs=proofs(unknown), policy=promise(life.terms, life.line)))


def _is_unknown(name: str, terms: Terms, found: Finding) -> bool:
    return terms.bought is None if name == "bought" else name not in found.case.unit.dates
