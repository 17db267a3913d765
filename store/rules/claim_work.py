"""What is remarked about the work on a claim: who has it, costs, parts, loaners, a higher estimate.

None of this moves the claim, so two desks cannot disagree about it: what both wrote is kept, in the order all
desks share; of two corrections of one line the later one in that order holds, and the history shows both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from store.record import but
from store.records import Claim
from store.rules import costs
from store.rules.claim_table import PAYERS
from store.rules.claim_world import ClaimEvent
from store.rules.claim_writes import as_map, as_text, as_texts, as_whole, day_of, given, identity, part_of

OVER_ESTIMATE, LOANER_OUT = "OVER_ESTIMATE", "LOANER_OUT"
WORK = frozenset({"assign", "add_cost", "change_cost", "remove_cost", "raise_estimate", "order_part",
                  "part_came", "parts_in", "lend", "loan_back"})  # fmt: skip
Row = Mapping[str, object]


class _Work:
    """What the remarks make, as far as they have been read; no dataclass: loading that takes long."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.owner = claim.owner
        self.parts = [dict(part) for part in claim.parts]
        self.costs: dict[str, dict[str, object]] = {}
        self.loans: list[dict[str, str]] = []
        self.raised = 0


def worked(claim: Claim, events: Iterable[ClaimEvent]) -> Claim:
    """Return the claim with what `events`, all of its own in their order, remark about the work."""
    found = list(events)
    if not any(event.action in WORK for event in found):
        return _whole(claim, _Work(claim))
    work = _Work(claim)
    for event in found:
        if event.key == claim.owned_since:
            work.owner = claim.owner
        elif read := READERS.get(event.action):
            read(work, event)
    return _whole(claim, work)


def _whole(claim: Claim, work: _Work) -> Claim:
    lines = tuple(work.costs.values())
    sums = costs.totals(lines) if lines else dict(claim.totals)
    allowed = claim.estimate if claim.estimate is not None else claim.totals.get("total")
    if allowed is not None:
        allowed = max(allowed, work.raised)
    flags = set(claim.flags)
    if lines and allowed is not None and sums["total"] > allowed:
        flags.add(OVER_ESTIMATE)
    if any("back" not in loan for loan in work.loans):
        flags.add(LOANER_OUT)
    slip = claim.slip
    if slip is not None and (lines or work.loans or work.parts):
        told = {
            "costs": [dict(line) for line in lines],
            "totals": sums,
            "loans": [dict(each) for each in work.loans],
        }
        slip = {**slip, **told, "parts": [dict(part) for part in work.parts]}
    return but(
        claim,
        owner=work.owner,
        parts=tuple(work.parts),
        costs=lines,
        totals=sums,
        allowed=allowed,
        loans=tuple(work.loans),
        flags=frozenset(flags),
        slip=slip,
    )


def _assign(work: _Work, event: ClaimEvent) -> None:
    work.owner = as_text(event.body.get("owner")) or event.agent


def _add_cost(work: _Work, event: ClaimEvent) -> None:
    work.costs[identity(event)] = {"id": identity(event), **_line(event)}


def _change_cost(work: _Work, event: ClaimEvent) -> None:
    id_ = str(event.body.get("id"))
    if id_ in work.costs:
        work.costs[id_] = {"id": id_, **_line(event)}


def _remove_cost(work: _Work, event: ClaimEvent) -> None:
    work.costs.pop(str(event.body.get("id")), None)


def _line(event: ClaimEvent) -> dict[str, object]:
    line = as_map(event.body.get("cost"))
    sums = {name: as_whole(line.get(name)) or 0 for name in PAYERS}
    texts = {name: text for name in ("kind", "what") if (text := as_text(line.get(name)))}
    minutes = as_whole(line.get("minutes"))
    return {
        **texts,
        **({"minutes": minutes} if minutes else {}),
        "cost": sum(sums.values()),
        **sums,
        "day": day_of(event).isoformat(),
        "who": event.agent,
    }


def _raise_estimate(work: _Work, event: ClaimEvent) -> None:
    work.raised = max(work.raised, as_whole(given(event).get("estimate")) or 0)


def _order_part(work: _Work, event: ClaimEvent) -> None:
    work.parts.append(part_of(event))


def _part_came(work: _Work, event: ClaimEvent) -> None:
    came = _arrival(event)
    # A part that came by itself came before those the step counts as come, though steps are read first.
    work.parts = [{**part, **came} if part.get("id") == event.body.get("id") else part for part in work.parts]


def _parts_in(work: _Work, event: ClaimEvent) -> None:
    came, ids = _arrival(event), as_texts(event.body.get("came"))
    work.parts = [
        {**part, **came} if part.get("id") in ids and not part.get("waited_to") else part
        for part in work.parts
    ]


def _arrival(event: ClaimEvent) -> dict[str, str]:
    return {"arrived": as_text(given(event).get("arrived")) or "", "waited_to": day_of(event).isoformat()}


def _lend(work: _Work, event: ClaimEvent) -> None:
    values = given(event)
    loan = {"id": identity(event), "loaner": as_text(values.get("loaner")) or "?"}
    loan["given"] = as_text(values.get("lent_on")) or day_of(event).isoformat()
    if condition := as_text(values.get("condition")):
        loan["condition"] = condition
    work.loans.append(loan)


def _loan_back(work: _Work, event: ClaimEvent) -> None:
    values, id_ = given(event), event.body.get("id")
    back = {"back": as_text(values.get("back_on")) or day_of(event).isoformat()}
    if condition := as_text(values.get("condition")):
        back["condition_back"] = condition
    work.loans = [
        {**loan, **back} if loan["id"] == id_ and "back" not in loan else loan for loan in work.loans
    ]


READERS = {
    "assign": _assign,
    "add_cost": _add_cost,
    "change_cost": _change_cost,
    "remove_cost": _remove_cost,
    "raise_estimate": _raise_estimate,
    "order_part": _order_part,
    "part_came": _part_came,
    "parts_in": _parts_in,
    "lend": _lend,
    "loan_back": _loan_back,
}


def waiting(claim: Claim) -> tuple[Mapping[str, str], ...]:
    """Return the parts that are still waited for."""
    return tuple(part for part in claim.parts if not part.get("waited_to"))


def lent(claim: Claim) -> tuple[Mapping[str, str], ...]:
    """Return the loaners the customer still has."""
    return tuple(loan for loan in claim.loans if "back" not in loan)
