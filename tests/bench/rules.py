"""The rules: one coverage answer, and a list of ten thousand, beside bare date arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from store.rules.case import Case
from store.rules.case_parse import parse_case
from store.rules.coverage import cover

from .figures import Figure, in_turns, timed

LAYERS = (
    {"id": "M", "kind": "maker", "lines": [{"duration": "24m"}]},
    {"id": "MC", "kind": "maker", "lines": [{"scope": "compressor", "duration": "10y"}]},
    {"id": "L", "kind": "legal", "lines": [{"duration": "24m"}]},
    {"id": "P", "kind": "plan", "lines": [{"duration": "36m"}]},
    {"id": "W", "kind": "window", "lines": [{"duration": "30d"}]},
)


def case(bought: date) -> Case:
    """Return a case of five layers."""
    unit = {"serial": "S1", "product": "P1", "dates": {"invoiced": bought.isoformat()}}
    return parse_case({"unit": unit, "policies": list(LAYERS), "on": "2026-11-21"})


def figures(rounds: int) -> Iterator[Figure]:
    """Measure one answer and ten thousand."""
    day, later = date(2026, 1, 31), relativedelta(months=24)
    one = case(date(2025, 3, 14))
    answer, bare = in_turns(
        timed(lambda: cover(one), 300), timed(lambda: day + later, 3000), rounds=3 * rounds
    )
    yield Figure("cover of five layers", answer, "µs", bare, "date + relativedelta", 40)
    units = [case(date(2020, 1, 1) + timedelta(number)) for number in range(2000)]

    def everything() -> None:
        for _ in range(5):
            for unit in units:
                cover(unit)

    whole, floor = in_turns(
        timed(everything, unit=1e3),
        timed(lambda: [day + later for _ in range(50_000)], unit=1e3),
        rounds=rounds,
    )
    yield Figure("10,000 covers, nothing stored", whole, "ms", floor, "50,000 additions", 50)
