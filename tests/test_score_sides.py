"""Beside the score: since when an alert is one, with and without reopened claims, names, money, threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fake_desk import FakeDesk
from fake_scores import pareto
from hypothesis import given, settings
from hypothesis import strategies as some
from work_help import opened, seen

from store.records import Alert
from store.rules import alerts as rules
from store.rules import nps
from store.services import splits
from store.services.episodes import counted_back
from store.store import Store
from store.tables import trends
from store.tables.score_parts import Sums
from tui import score_lines, text
from tui.desk import Desk
from tui.screens.pareto import ParetoScreen
from tui.widgets import words
from tui.widgets.amounts import major, minor

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.fixture
def opening(tmp_path: Path) -> partial[Store]:
    return partial(Store.open, tmp_path / "desk.db", clock=lambda: NOW, create=True)


@pytest.fixture
def store(opening: partial[Store]) -> Iterator[Store]:
    with opening() as made:
        made.settings.set(timezone="UTC")
        yield made


@pytest.fixture
def paid_in() -> Iterator[Callable[[str], None]]:
    yield text.pay_in
    text.pay_in("EUR")


def bring(store: Store, folder: Path, claims: list[tuple[str, str, str]]) -> None:
    """Take claims over: fault, day, product."""
    rows = ["Claim Number,Serial Number,Product,Category,Fault,Filed,Closed,Resolution,Customer"]
    for n, (fault, day, product) in enumerate(claims):
        rows.append(f"X-{n:06d},S-{n:06d},{product},{product} kind,{fault},{day},{day},repaired,A B")
    table = folder / f"claims-{len(claims)}.csv"
    table.write_text("\n".join(rows) + "\n")
    store.bring_in(table, {"as": "claims"}, lambda done, size: None)


def ago(days: int) -> str:
    return str(TODAY - timedelta(days=days))


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(some.lists(some.tuples(some.integers(0, 600), some.sampled_from("abc")), max_size=30))
def test_counting_back_is_counting_anew(claims: list[tuple[int, str]]) -> None:
    counts = counted_back([(ago(days), unit) for days, unit in claims], TODAY)
    for back in range(0, 200):
        found = next(counts)
        anew = tuple(
            len({unit for days, unit in claims if since <= TODAY - timedelta(days=days) <= until})
            for since, until in rules.spike_windows(TODAY - timedelta(days=back))
        )
        assert found == anew


def of_kind(store: Store, kind: str) -> list[Alert]:
    return [each for each in store.insight.alerts.list() if each.kind == kind]


def test_totals_say_since_when(store: Store, tmp_path: Path) -> None:
    calm = [("noisy", ago(days), "KX-200") for days in range(30, 392, 12)]
    loud = [("noisy", ago(days), "KX-200") for days in (12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7)]
    bring(store, tmp_path, [*calm, *loud])
    found = of_kind(store, "claims_total")
    assert len(found) >= 1
    for each in found:
        assert each.since is not None and TODAY - timedelta(days=12) < each.since < TODAY and not each.new
        # The day before was quiet, and that day was not.
        for day, flagged in ((each.since, True), (each.since - timedelta(days=1), False)):
            (now, then), (first, last) = rules.spike_windows(day)
            days = [date.fromisoformat(day) for _fault, day, _product in [*calm, *loud]]
            x, y = (sum(a <= one <= b for one in days) for a, b in ((now, then), (first, last)))
            assert (rules.calendar(x, y).level != rules.NONE) is flagged


def test_a_new_model_says_since_when(store: Store) -> None:
    fleet = store.products.add("KX-200", "Haier", "refrigerator").id
    for n in range(50):
        store.units.add(f"F-{n}", fleet, dates={"invoiced": ago(300)})
    product = store.products.add("KX-300", "Haier", "refrigerator").id
    for n in range(5):
        unit = store.units.add(f"N-{n}", product, dates={"invoiced": ago(20)})
        fields = {"fault": "noisy", "failure_date": TODAY, "channel": "in-store"}
        store.claims.file(unit.id, fields)
    (found,) = of_kind(store, "new_model")
    assert (found.product, found.since, found.new) == ("KX-300", TODAY, True)


def test_the_list_is_kept_until_something_changes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []
    real = trends.totals

    def totals(*given: Any) -> Any:
        looked.append(given)
        return real(*given)

    monkeypatch.setattr(trends, "totals", totals)
    monkeypatch.setattr(trends, "first_claim", lambda connection: TODAY - timedelta(days=400))
    for _ in range(3):
        assert store.insight.alerts.line() is None
    assert len(looked) == 1
    store.tasks.add("Call back")
    store.insight.alerts.list()
    assert len(looked) == 2


def test_every_page_of_the_score_leaves_out_reopened_claims(demo: Store) -> None:
    since = TODAY - timedelta(days=364)
    demo.context.agent = next(each for each in demo.people.list() if each.role == "admin")
    rated = [
        demo.ratings.answer(number)
        for (number,) in demo._connection.execute(
            "SELECT claim FROM rating WHERE claim IS NOT NULL AND counts = 1 ORDER BY day DESC, id LIMIT 20"
        )
    ]
    for each in rated[:2]:
        fault = demo.claims.get(each.claim or "").fault
        for action, values in (
            ("reopen", {"fault": fault}),
            ("finish", {"diagnosis": "dead", "resolution": "repaired"}),
            ("close", {"handed_over": TODAY, "receiver": "Li"}),
        ):
            demo.claims.act(each.claim or "", action, values)
    again = demo.ratings.score(since, TODAY, reopened=False)
    ratings = demo.ratings
    change = ratings.compare(since, TODAY, "product", reopened=False)
    assert change.now.n == again.n < ratings.score(since, TODAY).n
    assert ratings.mixed(since, TODAY, "product", reopened=False) != ratings.mixed(since, TODAY, "product")
    asked = ratings.invitations(since, TODAY, reopened=False)
    assert (asked.asked, asked.answered) == (again.invited, again.answered)
    for month in ratings.trend(12, reopened=False):
        last = (month.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        assert month.score.n == ratings.score(month.first, last, reopened=False).n
    effort = demo.insight.effort
    for less, whole in zip(effort.trend(12, reopened=False), effort.trend(12), strict=True):
        assert less.closed <= whole.closed and less.repeats is None
        assert (less.filed, less.keys, less.abandoned) == (whole.filed, whole.keys, whole.abandoned)
    assert sum(each.closed for each in effort.trend(12, reopened=False)) < sum(
        each.closed for each in effort.trend(12)
    )
    loyalty = demo.insight.loyalty
    years, fewer = (loyalty.table(since, TODAY, reopened=each) for each in (True, False))
    assert sum(row.score.n for row in fewer.rows) == again.n < sum(row.score.n for row in years.rows)
    assert fewer.unhappy == years.unhappy
    all_, some = (demo.insight.pareto(None, since, TODAY, reopened=each) for each in (True, False))
    left_out = demo._connection.execute(
        "SELECT count(*) FROM claim WHERE filed_on BETWEEN ? AND ? AND body ->> 'repeat' > 0",
        (str(since), str(TODAY)),
    ).fetchone()[0]
    assert sum(each.claims for each in all_.faults) - sum(each.claims for each in some.faults) == left_out > 0
    assert some.costs.claims < all_.costs.claims
    assert (some.repaired, some.first_time) == (all_.repaired, all_.first_time)
    assert some.faults[-1].cumulative == 1


def test_a_desk_is_called_by_its_name(store: Store) -> None:
    store.settings.rename("Kyiv-2")
    titles = ["Kyiv-2"]
    own = store.context.journal.origin
    assert list(splits.named(store.context, "desk", {own: Sums()})) == titles
    store.context.become("k2-restored", "desk.restore", "desk:restore", {})
    rows = {own: Sums(1), "k2-restored": Sums(2), "zz-stranger": Sums(3)}
    found = splits.named(store.context, "desk", rows)
    assert {name: sums.promoters for name, (_id, sums) in found.items()} == {"Kyiv-2": 3, "zz-stranger": 3}


@pytest.mark.parametrize(
    ("currency", "average", "typed", "amount"),
    [("EUR", "€100.00", "80.50", 8050), ("JPY", "¥10,000", "80", 80), ("KWD", "KWD10.000", "80.505", 80505)],
)
async def test_costs_are_told_in_the_currency_of_the_desk(
    paid_in: Callable[[str], None], currency: str, average: str, typed: str, amount: int
) -> None:
    desk = FakeDesk()
    desk.book.currency = currency
    async with opened(desk, ParetoScreen(None), (120, 40)) as pilot:
        assert average in seen(pilot)
    told = "\n".join(score_lines.pareto(pareto(), currency))
    assert f"{average} a claim; paid by" in told
    assert (minor(typed), major(amount)) == (str(amount), typed)
    assert words.given("amount", amount) == typed


def test_more_places_than_the_currency_has_are_no_amount(paid_in: Callable[[str], None]) -> None:
    paid_in("JPY")
    assert (minor("80.5"), minor("1 200"), major("")) == ("", "1200", "")
    paid_in("no currency")
    assert minor("80.5") == "8050"


async def test_looking_waits_for_no_save_and_a_save_for_no_looking(opening: partial[Store]) -> None:
    desk, free, busy = Desk(opening), threading.Event(), threading.Event()

    def slow(store: Store) -> None:
        busy.set()
        free.wait(10)

    try:
        saving = asyncio.ensure_future(desk._run(slow))
        await asyncio.to_thread(busy.wait, 10)
        assert await asyncio.wait_for(desk.alert_line(), 10) is None
        assert (await asyncio.wait_for(desk.beside(None, None, "product"), 10)).alerts == ()
        free.set()
        await saving
        free.clear()
        busy.clear()
        looking = asyncio.ensure_future(desk._look(slow))
        await asyncio.to_thread(busy.wait, 10)
        await asyncio.wait_for(desk.name_desk("Kyiv-2"), 10)
        free.set()
        await looking
        # What was written is seen, by whoever sits here now.
        assert await desk._look(lambda store: (store.settings.name, store.agent)) == ("Kyiv-2", desk.agent)
    finally:
        free.set()
        desk.close()


def test_few_answers_are_counted_and_not_scored() -> None:
    few = nps.summarise(1, 0, 1, invited=1, key="TV-43")
    parts = (few, nps.summarise(4, 1, 0, invited=9, key="TV-55"))
    assert [part.shown for part in (*parts, nps.summarise(0, 0, 0))] == ["·", "+80", "n/a"]
    whole = list(score_lines.score(nps.summarise(1, 0, 1, by=parts)))
    assert whole[0].startswith("NPS 2 answers: 1 promoter, 1 detractor")
    short, enough = (line for line in whole if "TV-" in line)
    assert "too few answers for a score" in short and "1 asked in this time" in short
    assert "+80" in enough and "9 asked, 56% answered" in enough
    assert not any(sign in short for sign in "+…%")
