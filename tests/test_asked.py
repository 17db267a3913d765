"""Who was asked and who answered; which answer of a claim counts; what a young category is judged by."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import now

from store.exchange.exporter import export
from store.services.alerts import Alerts
from store.store import Store

TODAY = date(2026, 11, 21)
SINCE = TODAY - timedelta(days=89)
CLAIMS = "number,serial,product,fault,filed,closed,resolution\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "desk.db", create=True, clock=now) as store:
        yield store


def bring(store: Store, name: str, kind: str, head: str, rows: Sequence[str]) -> list[str]:
    """Take a list in; return what was warned of."""
    file = store.path.with_name(name)
    file.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    (report,) = store.bring_in(file, {"kind": kind, "date_order": "ymd"}, lambda done, total: None).files
    assert (report.accepted, report.rejected) == (len(rows), 0), report.samples
    return [str(warning) for warning in report.warnings]


def test_who_was_not_asked_has_not_answered_our_asking(demo: Store) -> None:
    before, asked = demo.ratings.score(SINCE, TODAY), demo.ratings.invitations(SINCE, TODAY)
    rated = 0
    for each in demo.ratings.unasked(SINCE, TODAY):
        if not demo.claims.view(each.claim).rating:
            demo.ratings.record(each.claim, 10)
            rated += 1
    assert rated >= 5
    after, heard = demo.ratings.score(SINCE, TODAY, "product"), demo.ratings.invitations(SINCE, TODAY)
    assert after.n == before.n + rated
    assert after.unasked == before.unasked + rated == sum(part.unasked for part in after.by)
    assert (after.invited, after.answered, after.unlinked) == (
        before.invited,
        before.answered,
        before.unlinked,
    )
    assert after.response_rate == before.response_rate
    assert (heard.asked, heard.answered, heard.waiting) == (asked.asked, asked.answered, asked.waiting)
    assert demo.check() == []


@pytest.mark.parametrize("comments", ["abc", "bca", "cab"])
def test_of_two_answers_to_a_claim_in_one_list_the_one_given_first_counts(desk: Store, comments: str) -> None:
    bring(desk, "c.csv", "claims", CLAIMS, ["A-1,S1,TV-55,no power,2026-10-01,2026-10-05,repaired"])
    rows = [
        f"2,2026-10-09,A-1,{comments[0]}",
        f"9,2026-10-07,A-1,{comments[1]}",
        f"7,2026-10-08,A-1,{comments[2]}",
    ]
    warned = bring(desk, "r.csv", "ratings", "score,date,claim,comment\n", rows)
    assert any("2 answers are to claims that have their answer" in each for each in warned)
    found = desk.ratings.score(None, None)
    assert (found.n, found.promoters) == (1, 1)
    out = desk.path.with_name("out.csv")
    export(desk.context, "ratings", out)
    listed = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert sorted((each["score"], each["counts"]) for each in listed) == [("2", "0"), ("7", "0"), ("9", "1")]
    assert {each["product"] for each in listed} == {"TV-55"}
    assert desk.check() == []


def test_the_mix_is_looked_at_where_only_the_claim_tells_the_product(desk: Store) -> None:
    """Hard faults are rated low and easy ones high, before and after; only there are more hard ones now."""
    claims, answers = [], []
    for n in range(240):
        recent = n >= 160
        hard = n % 4 != 0 if recent else n % 4 == 0
        day = TODAY - timedelta(days=10 + n % 60 if recent else 120 + n % 200)
        claims.append(
            f"A-{n},S{n},TV-55,{'board' if hard else 'remote'},{day - timedelta(days=5)},{day},repaired"
        )
        answers.append(f"{(3, 9)[n % 5 == 0] if hard else (9, 3)[n % 10 == 0]},{day},A-{n}")
    bring(desk, "c.csv", "claims", CLAIMS, claims)
    bring(desk, "r.csv", "ratings", "score,date,claim\n", answers)
    (found,) = (each for each in Alerts(desk.context).list() if each.kind.startswith("nps"))
    assert found.level not in ("alert", "watch"), str(found.message)
    assert "mix changed" in str(found.message)


def test_a_young_category_is_judged_by_the_days_since_its_first_unit(desk: Store) -> None:
    def filed(serial: str, product: str, day: date) -> str:
        return f"{serial},{serial},{product},{serial},{day},{day},repaired"

    bring(desk, "p.csv", "units", "serial,product,category,shipped\n",
          [f"D{n},DR-80,dryer,{TODAY - timedelta(days=100)}" for n in range(16)]
          + [f"T{n},TV-55,tv,{TODAY - timedelta(days=700)}" for n in range(200)])  # fmt: skip
    young = [filed(f"D{n}", "DR-80", TODAY - timedelta(days=n + 1)) for n in range(10)]
    young += [filed(f"D{n}", "DR-80", TODAY - timedelta(days=35 + n)) for n in range(10, 16)]
    old = [filed(f"T{n}", "TV-55", TODAY - timedelta(days=1 + 2 * n)) for n in range(200)]
    bring(desk, "c.csv", "claims", CLAIMS, [*young, *old])
    (found,) = (each for each in Alerts(desk.context).list() if "dryer" in str(each.message))
    assert found.level == "watch"
    assert "expected 2.3" in str(found.message)
