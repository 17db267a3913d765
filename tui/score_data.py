"""The score and what stands beside it as the JSON of the contract: names are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui.contract import Data, decimal, plain

if TYPE_CHECKING:
    from store.records import Alert, Effort, Invitations, Loyalty, MixChange, Month, Pareto, Score
    from store.rules.compare import Mixed


def score(of: Score) -> Data:
    """Return a score with everything needed to judge it, and its parts."""
    rate = of.response_rate
    data: Data = {
        "since": plain(of.since),
        "until": plain(of.until),
        "n": of.n,
        "promoters": of.promoters,
        "passives": of.passives,
        "detractors": of.detractors,
        "nps": decimal(of.nps),
        "display": of.display,
        "low": decimal(of.low),
        "high": decimal(of.high),
        "band": of.band,
        "crosses": of.crosses,
        "few": of.few,
        "invited": of.invited,
        "answered": of.answered,
        "response_rate": None if rate is None else round(float(rate), 4),
        "unlinked": of.unlinked,
        "unasked": of.unasked,
        "not_asked": of.kept,
        "closed": of.closed,
        "early": of.early,
    }
    if of.key is not None:
        return {"key": of.key, "id": of.value, **data}
    return {
        **data,
        "future": of.future,
        "reopened": of.reopened,
        "own": of.own,
        "needed": {str(points): answers for points, answers in of.needed},
        "by": [score(part) for part in of.by],
        "silent": list(of.silent),
    }


def mix(of: Mixed, by: str) -> Data:
    """Return the score at equal response."""
    ends = {"nps": of.nps, "low": of.low, "high": of.high}
    numbers = {name: decimal(value) for name, value in ends.items()}
    return {"by": by, **numbers, "display": str(of.display()), "silent": list(of.silent)}


def change(of: MixChange) -> Data:
    """Return two periods compared."""
    return {
        "by": of.by,
        "now": score(of.now),
        "before": score(of.before),
        "points": decimal(of.points),
        "z": of.z,
        "p": of.p,
        "at_equal_mix": decimal(of.at_equal_mix),
        "moved": decimal(of.moved),
        "comparable": of.comparable,
        "parts": [
            {"key": part.key, "now": score(part.now), "before": score(part.before),
             "share_now": decimal(part.share_now), "share_before": decimal(part.share_before)}
            for part in of.parts
        ],
    }  # fmt: skip


def invitations(of: Invitations) -> Data:
    """Return what came of asking."""
    return {
        "asked": of.asked,
        "answered": of.answered,
        "declined": of.declined,
        "waiting": of.waiting,
        "not_asked": dict(of.reasons),
    }


def trend(of: Iterable[Month]) -> list[Data]:
    """Return the months of a trend."""
    return [{"month": f"{month.first:%Y-%m}", **score(month.score)} for month in of]


def effort(of: Iterable[Effort], months: Iterable[Month]) -> list[Data]:
    """Return the effort of each month, and its score beside it; None where nobody answered."""
    scores = {each.first: each.score for each in months if each.score.n}
    rows: list[Data] = []
    for month in of:
        data = plain(month)
        assert isinstance(data, dict)
        measured = {name: data[name] for name in data if name != "first"}
        found = scores.get(month.first)
        rows.append(
            {"month": f"{month.first:%Y-%m}", **measured, "score": None if found is None else score(found)}
        )
    return rows


def loyalty(of: Loyalty) -> Data:
    """Return years as a customer by answers, and whom to call."""
    return {
        "rows": [{"years": row.years, **score(row.score)} for row in of.rows],
        "unhappy": [plain(each) for each in of.unhappy],
        "more": of.more,
    }


def pareto(of: Pareto) -> Data:
    """Return the faults of a model with what repairs hold and cost."""
    return {
        "product": of.product,
        "since": plain(of.since),
        "until": plain(of.until),
        "faults": [plain(each) for each in of.faults],
        "built": [
            {"month": each.month, "units": each.units, "claimed": each.claimed, "rate": decimal(each.rate)}
            for each in of.built
        ],
        "repaired": of.repaired,
        "first_time": of.first_time,
        "first_time_fix": decimal(of.first_time_fix),
        "costs": {"claims": of.costs.claims, "total": of.costs.total, "maker": of.costs.maker,
                  "customer": of.costs.customer, "goodwill": of.costs.goodwill,
                  "average": decimal(of.costs.average)},
    }  # fmt: skip


def alerts(of: Iterable[Alert]) -> list[object]:
    """Return what is out of the ordinary."""
    return [plain(each) for each in of]
