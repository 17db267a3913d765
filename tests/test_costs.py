"""What work costs and who pays: shares always make up the cost, whoever types what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from store.records import Claim
from store.rules.costs import KINDS, labour, propose, share, split, totals

HYPOTHESIS = settings(derandomize=True, max_examples=200, deadline=None, database=None)
sums = some.integers(0, 10**9)
percents = some.integers(0, 100)


def claim(**more: Any) -> Claim:
    return Claim(id="c", state="in_service", unit_id="u", customer_id="k", **more)


def covered(status: str, parts: int, work: int) -> Claim:
    return claim(snapshot={"status": status, "parts_pct": parts, "labour_pct": work})


def in_part(cost: int, part: int) -> Claim:
    return claim(lines=({"kind": "parts", "cost": cost, "maker": min(part, cost), "customer": 0},))


def granted(amount: int) -> Claim:
    return claim(snapshot={"status": "EXPIRED"}, goodwill=amount)


statuses = some.sampled_from(["COVERED", "RECALL", "EXPIRED", "UNKNOWN"])
claims = some.one_of(
    some.builds(covered, statuses, percents, percents),
    some.builds(granted, sums),
    some.builds(in_part, sums, sums),
)


@HYPOTHESIS
@given(claims, some.sampled_from(KINDS), sums)
def test_a_proposal_makes_up_the_cost(about: Claim, kind: str, cost: int) -> None:
    shares = propose(about, kind, cost)
    assert sum(shares.values()) == cost
    assert min(shares.values()) >= 0
    assert shares["goodwill"] <= about.goodwill
    assert totals([{**shares, "cost": cost}] * 3) == {
        **{name: 3 * of for name, of in shares.items()},
        "total": 3 * cost,
    }


@HYPOTHESIS
@given(
    claims,
    some.sampled_from(KINDS),
    sums,
    some.dictionaries(some.sampled_from(["customer", "goodwill"]), sums),
)
def test_who_is_not_named_pays_the_rest(about: Claim, kind: str, cost: int, typed: dict[str, int]) -> None:
    shares = split(about, kind, cost, typed)
    assert sum(shares.values()) == cost
    for name, sum_ in typed.items():
        assert shares[name] == sum_


@pytest.mark.parametrize(
    ("status", "kind", "cost", "maker"),
    [
        ("COVERED", "part", 9_999, 8_000),
        ("COVERED", "labour", 101, 51),
        ("COVERED", "travel", 100, 50),
        ("EXPIRED", "part", 100, 0),
        ("RECALL", "labour", 100, 100),
    ],
)
def test_the_frozen_cover_proposes(status: str, kind: str, cost: int, maker: int) -> None:
    about = claim(snapshot={"status": status, "parts_pct": 80, "labour_pct": 50})
    shares = propose(about, kind, cost)
    assert shares == {
        "maker": maker if cost != 9_999 else 7_999,
        "customer": cost - shares["maker"],
        "goodwill": 0,
    }


def test_halves_go_to_whoever_covers() -> None:
    assert (share(1, 50), share(3, 50), share(100, 0), share(7, 100)) == (1, 2, 0, 7)
    assert (labour(90, 4_800), labour(1, 30), labour(0, 4_800), labour(1, 29)) == (7_200, 1, 0, 0)


def test_goodwill_pays_until_it_is_spent() -> None:
    about = claim(snapshot={"status": "EXPIRED"}, goodwill=100, costs=({"id": "a", "goodwill": 70},))
    assert propose(about, "part", 50) == {"maker": 0, "customer": 20, "goodwill": 30}
    assert propose(about, "part", 50, apart_from="a") == {"maker": 0, "customer": 0, "goodwill": 50}


def test_an_approval_in_part_is_followed_kind_by_kind() -> None:
    lines: tuple[dict[str, object], ...] = (
        {"kind": "parts", "cost": 300, "maker": 300, "customer": 0},
        {"kind": "labour", "cost": 100, "maker": 25, "customer": 75},
    )
    about = claim(lines=lines)
    assert propose(about, "part", 500)["maker"] == 500
    assert propose(about, "labour", 200) == {"maker": 50, "customer": 150, "goodwill": 0}
    assert propose(about, "other", 200)["customer"] == 200
