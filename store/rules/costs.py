"""What work costs and who pays: whole minor units, and shares that always make up the cost.

What the cover frozen into the claim pays decides the proposal: its share of parts for a part, its share of
labour for labour and travel; the customer pays the rest. An approval in part proposes as its lines were
split, a goodwill pays what is left of the grant. Halves are rounded up for whoever covers, never for the
customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from store.records import Claim
from store.rules.claim_table import PAYERS

KINDS = ("part", "labour", "travel", "other")
SAME_KIND = {"part": frozenset({"part", "parts"}), "travel": frozenset({"travel", "labour"})}
"""Kinds of an approved line by which a cost of a kind is split, where they are not the kind itself."""
HOUR = 60
"""Minutes of the hour that the labour rate is for."""
FULL = 100


def labour(minutes: int, rate: int) -> int:
    """Return what `minutes` cost at `rate` minor units an hour, rounded to the nearest, halves up."""
    return (2 * minutes * rate + HOUR) // (2 * HOUR)


def share(cost: int, percent: int) -> int:
    """Return so many percent of a cost, rounded to the nearest, halves up; never more than the cost."""
    return min(cost, (2 * cost * max(percent, 0) + FULL) // (2 * FULL))


def propose(claim: Claim, kind: str, cost: int, *, apart_from: str | None = None) -> dict[str, int]:
    """Return who pays how much of a cost, as the claim's cover and its decision have it.

    Args:
        claim: the claim.
        kind: one of `KINDS`.
        cost: minor units.
        apart_from: id of a cost that this one takes the place of.
    """
    goodwill = 0
    granted = max(0, claim.goodwill - _spent(claim, apart_from))
    if claim.lines:
        maker = _as_approved(claim.lines, kind, cost)
    elif granted and not claim.payer:
        maker, goodwill = 0, min(cost, granted)
    else:
        maker = share(cost, _percent(claim.snapshot or {}, kind))
        goodwill = min(cost - maker, granted)
    return {"maker": maker, "customer": cost - maker - goodwill, "goodwill": goodwill}


def split(
    claim: Claim, kind: str, cost: int, typed: Mapping[str, int] | None, old: str | None = None
) -> dict[str, int]:
    """Return the split that was typed, the maker paying what nobody else was named for; else the proposal."""
    if not typed:
        return propose(claim, kind, cost, apart_from=old)
    known = {name: typed[name] for name in PAYERS if name in typed}
    rest = cost - sum(known.values())
    filled = {name: known.get(name, 0) for name in PAYERS}
    if rest and len(known) < len(PAYERS):
        filled[
            "maker" if "maker" not in known else "customer" if "customer" not in known else "goodwill"
        ] += rest
    return filled


def totals(costs: Iterable[Mapping[str, object]]) -> dict[str, int]:
    """Return who pays how much of all costs, and the sum."""
    listed = list(costs)
    sums = {name: sum(_whole(line.get(name)) for line in listed) for name in PAYERS}
    return {**sums, "total": sum(sums.values())}


def _spent(claim: Claim, apart_from: str | None) -> int:
    return sum(_whole(line.get("goodwill")) for line in claim.costs if line.get("id") != apart_from)


def _percent(snapshot: Mapping[str, object], kind: str) -> int:
    if snapshot.get("status") == "RECALL":
        return FULL
    if snapshot.get("status") != "COVERED":
        return 0
    found = snapshot.get("parts_pct" if kind in ("part", "other") else "labour_pct")
    # A cover taken over from another system says that it covers, and not how much.
    return min(max(found, 0), FULL) if isinstance(found, int) else FULL


def _as_approved(lines: Iterable[Mapping[str, object]], kind: str, cost: int) -> int:
    """Return the maker's part as the approved lines of this kind have it; nothing where there are none."""
    kinds = SAME_KIND.get(kind, frozenset({kind}))
    same = [line for line in lines if str(line.get("kind")).casefold() in kinds]
    whole, paid = (sum(_whole(line.get(name)) for line in same) for name in ("cost", "maker"))
    return min(cost, (2 * cost * paid + whole) // (2 * whole)) if whole else 0


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
