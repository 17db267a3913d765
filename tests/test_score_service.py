"""The honest score: splits, roles, corrections, invitations, effort, loyalty, benchmarks, counters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from store.errors import NotFound, Refused
from store.records import Score
from store.rules.compare import mix_change
from store.rules.spans import span
from store.services.splits import SPLITS
from store.store import Store
from store.tables import score_parts

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


class Moment:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.open(tmp_path / "desk.db", create=True, clock=Moment())
    for name, role in (("Ann", "agent"), ("Tom", "technician"), ("Sue", "supervisor"), ("Vic", "viewer")):
        made.people.add(name, role)
    return made


def as_(store: Store, name: str) -> None:
    store.context.agent = store.people.find(name)


def closed(store: Store, serial: str, *, who: str = "Ann", **more: object) -> str:
    """Carry one claim from filing to hand-over and return its number."""
    as_(store, who)
    product = store.products.add("KX-200", "Haier").id
    unit = store.units.add(serial, product, dates={"invoiced": "2026-01-15"})
    fields = {"fault": "E-01", "failure_date": TODAY, "channel": "in-store", **more}
    number = store.claims.file(unit.id, fields).number or ""
    as_(store, "Sue")
    store.claims.act(number, "approve_goodwill", {"amount": 100, "reason": "kind", "would_be_covered": True})
    as_(store, "Tom")
    store.claims.act(number, "start", {"received": TODAY, "condition": "good", "accessories": []})
    store.claims.act(number, "finish", {"diagnosis": "dead", "resolution": "repaired"})
    as_(store, who)
    store.claims.act(number, "close", {"handed_over": TODAY, "receiver": "Li"})
    return number


def part(score: Score, key: str) -> Score:
    return next(each for each in score.by if each.key == key)


def test_every_split_adds_up_to_the_whole(demo: Store) -> None:
    since = TODAY - timedelta(days=200)
    whole = demo.ratings.score(since, TODAY)
    for by in SPLITS:
        score = demo.ratings.score(since, TODAY, by)
        for name in ("n", "promoters", "detractors", "kept", "closed"):
            assert sum(getattr(each, name) for each in score.by) == getattr(whole, name), (by, name)
        assert sum(each.invited or 0 for each in score.by) == whole.invited


def test_counters_are_what_a_count_of_the_answers_gives(demo: Store) -> None:
    connection = demo.context.connection
    quarter, year = (TODAY - timedelta(days=89), TODAY), (date(2024, 2, 29), date(2025, 3, 1))
    for since, until in (quarter, year, (None, None)):
        first, last = str(since or "0000"), str(until or "9999")
        counted = connection.execute(
            "SELECT sum(score >= 9), sum(score IN (7, 8)), sum(score <= 6) FROM rating"
            " WHERE counts = 1 AND day BETWEEN ? AND ?",
            (first, last),
        ).fetchone()
        score = demo.ratings.score(since, until)
        assert (score.promoters, score.passives, score.detractors) == counted
        by = connection.execute(
            "SELECT c.resolution, count(*) FROM rating r JOIN claim c ON c.number = r.claim"
            " WHERE r.counts = 1 AND r.day BETWEEN ? AND ? AND c.resolution IS NOT NULL GROUP BY 1",
            (first, last),
        ).fetchall()
        found = demo.ratings.score(since, until, "resolution")
        assert {each.key: each.n for each in found.by if each.key and each.n} == dict(by)


@settings(derandomize=True, max_examples=200, deadline=None, database=None)
@given(some.dates(date(2019, 1, 1), date(2027, 1, 1)), some.integers(0, 1200))
def test_a_span_is_each_day_once(since: date, length: int) -> None:
    until = since + timedelta(days=length)
    found = span(since, until)
    days = [each[1:] for each in found.edges]
    month = date(2018, 1, 1)
    while found.first is not None and month < date(2032, 1, 1):
        following = (month + timedelta(days=31)).replace(day=1)
        if found.first <= f"m{month:%Y-%m}" <= found.last:
            days += [str(month + timedelta(days=n)) for n in range((following - month).days)]
        month = following
    assert sorted(days) == [str(since + timedelta(days=n)) for n in range(length + 1)]


def test_a_correction_is_a_supervisors_act_with_a_reason(store: Store) -> None:
    number = closed(store, "S-1")
    store.ratings.record(number, 3, comment="Grace rang")
    for who in ("Ann", "Tom", "Vic"):
        as_(store, who)
        with pytest.raises(Refused) as refused:
            store.ratings.correct(number, 9, "typing error")
        assert refused.value.code == "NOT_ALLOWED"
    as_(store, "Sue")
    with pytest.raises(Refused) as refused:
        store.ratings.correct(number, 9, " ")
    assert refused.value.field == "reason"
    with pytest.raises(NotFound):
        store.ratings.correct("K-1", 9, "x")
    found = store.ratings.correct(number, 9, "typing error")
    assert (found.score, found.given) == (9, 3)
    again = store.ratings.correct(number, 8, "no, 8")
    assert (again.score, again.given) == (8, 3)
    assert [each.score for each in store.ratings.corrections(number)] == [9, 8]
    assert store.ratings.corrections(number)[0].reason == "typing error"
    as_(store, "Vic")
    assert [each.reason for each in store.ratings.corrections(number)] == ["…", "…"]
    assert store.ratings.answer(number).comment == "…"
    as_(store, "Sue")
    assert store.ratings.running().passives == 1
    assert store.check() == []


def test_nobody_rates_or_corrects_their_own_work(store: Store) -> None:
    number = closed(store, "S-1")
    for who in ("Tom", "Sue", "Vic"):
        as_(store, who)
        with pytest.raises(Refused) as refused:
            store.ratings.record(number, 10)
        assert refused.value.code == "NOT_ALLOWED"
    as_(store, "Ann")
    store.ratings.record(number, 2)
    assert store.ratings.score(None, None, "technician").n == 1


def test_each_role_sees_what_is_theirs(store: Store) -> None:
    store.people.add("Una", "technician")
    first, _second = closed(store, "S-1"), closed(store, "S-2")
    store.ratings.record(first, 9)
    as_(store, "Sue")
    assert part(store.ratings.score(None, None, "agent"), "Ann").n == 1
    as_(store, "Ann")
    assert [each.key for each in store.ratings.score(None, None, "agent").by] == ["Ann"]
    assert store.ratings.score(None, None, "technician").by == ()
    as_(store, "Vic")
    assert store.ratings.running().n == 1
    for by in SPLITS:
        with pytest.raises(Refused):
            store.ratings.score(None, None, by)
    for look in (store.ratings.unasked, store.ratings.mixed):
        with pytest.raises(Refused):
            look(None, None, "product")
    as_(store, "Tom")
    own = store.ratings.running()
    assert (own.n, own.own) == (1, True)
    as_(store, "Una")
    assert store.ratings.running().n == 0


def test_who_declines_was_asked_and_has_not_answered(store: Store) -> None:
    number = closed(store, "S-1")
    assert store.ratings.record(number, None) is None
    found = store.ratings.invitations(None, None)
    assert (found.answered, found.declined, store.ratings.running().n) == (0, 1, 0)
    assert store.check() == []


def test_the_same_score_with_and_without_reopened_claims(store: Store) -> None:
    first, second = closed(store, "S-1"), closed(store, "S-2")
    store.ratings.record(first, 10)
    store.ratings.record(second, 0)
    as_(store, "Sue")
    store.claims.act(second, "reopen", {"fault": "E-01"})
    assert store.ratings.score(None, None).display == "0"
    without = store.ratings.score(None, None, "product", reopened=False)
    assert (without.display, without.n, part(without, "KX-200").n) == ("+100", 1, 1)
    assert {each.key: each.n for each in store.ratings.score(None, None, "repeat").by} == {"no": 1, "yes": 1}
    assert store.check() == []


def test_answers_before_the_closing_and_in_the_future_are_flagged(store: Store, tmp_path: Path) -> None:
    number = closed(store, "S-1")
    table = tmp_path / "answers.csv"
    table.write_text(f"score,date,claim\n9,2026-11-02,{number}\n3,2026-10-01,\n")
    as_(store, "Sue")
    store.bring_in(table, {"as": "ratings"}, lambda done, size: None)
    score = store.ratings.score(None, None)
    assert (score.early, score.unlinked, score.n) == (1, 1, 2)
    assert [each.flag for each in store.ratings.flagged()] == ["early"]
    # The clock of the desk was ahead when it was set back.
    store.context.journal._clock.now = NOW - timedelta(days=37)  # type: ignore[attr-defined]
    assert store.ratings.score(None, None).future == 1
    assert [each.flag for each in store.ratings.flagged()] == ["future"]


def test_effort_counts_contacts_hand_overs_keys_and_what_was_given_up(store: Store) -> None:
    closed(store, "S-1", keys=6, seconds=21.4)
    as_(store, "Sue")
    month = store.insight.effort.trend(1)[0]
    assert month.keys == 6
    assert month.seconds == 21
    assert month.closed == 1
    assert month.days == 0
    # Filed and handed back; Ann, Sue, Tom, Ann.
    assert month.contacts == 2
    assert month.handovers == 3
    store.insight.effort.abandon("some-unit", keys=3)
    assert store.insight.effort.trend(1)[0].abandoned == 1
    assert store.check() == []


def test_benchmarks_are_the_users_own(store: Store) -> None:
    as_(store, "Sue")
    service = store.insight.benchmarks
    assert service.list() == ()
    about = {"source": "a report", "method": "web, n = 400"}
    made = service.add("Appliances", "31.5", measured=date(2026, 11, 11), **about)
    assert (made.value, made.age_days) == (Fraction(63, 2), 10)
    for title, value, day, field in (
        ("", "1", TODAY, "title"),
        ("B", "101", TODAY, "value"),
        ("B", "x", TODAY, "value"),
        ("B", "1", date(2027, 1, 1), "measured"),
    ):
        with pytest.raises(Refused) as refused:
            service.add(title, value, measured=day, **about)
        assert refused.value.field == field
    assert service.retire("appliances").retired
    assert service.list() == ()
    assert len(service.list(retired=True)) == 1
    as_(store, "Ann")
    with pytest.raises(Refused):
        service.add("C", "1", measured=TODAY, **about)
    assert store.check() == []


def test_long_standing_and_unhappy_customers_are_called_once(demo: Store) -> None:
    found = demo.insight.loyalty.table()
    assert [row.years for row in found.rows] == ["0", "1-2", "3-5", "6+"]
    first = found.unhappy[0]
    assert first.years >= 3
    assert first.score <= 6
    task = demo.insight.loyalty.call(first.claim)
    assert demo.insight.loyalty.call(first.claim).id == task.id
    promised = demo.insight.loyalty.table().unhappy[0].task
    assert promised is not None
    assert promised.id == task.id
    with pytest.raises(NotFound):
        demo.insight.loyalty.call("K2-999999")


def test_a_pareto_ends_at_one_hundred(demo: Store) -> None:
    found = demo.insight.pareto("KX-200", TODAY - timedelta(days=364), TODAY)
    assert found.faults[-1].cumulative == 1
    assert sum(each.claims for each in found.faults) > 100
    assert found.built
    assert found.first_time_fix is not None
    assert found.costs.total == found.costs.maker + found.costs.customer + found.costs.goodwill


def test_an_alert_has_the_day_on_which_its_episode_began(demo: Store) -> None:
    found = demo.insight.alerts.list()
    fall = next(each for each in found if each.kind == "nps_fall")
    assert fall.level == "alert"
    assert fall.since is not None
    assert TODAY - timedelta(days=90) < fall.since <= TODAY
    assert "KX-200" in str(demo.insight.alerts.line()) or "refrigerator" in str(demo.insight.alerts.line())


def test_a_change_of_mix_is_told_from_a_change_of_mind() -> None:
    same = {"A": ((8, 0, 2), (80, 0, 20), 10, 90), "B": ((20, 0, 70), (2, 0, 7), 90, 10)}
    change = mix_change(same)
    assert change.moved == Fraction(4, 5)
    assert change.at_equal_mix is not None
    assert abs(change.at_equal_mix) < 1
    silent = mix_change({"A": ((1, 0, 0), (0, 0, 0), 1, 1)})
    assert silent.at_equal_mix is None


def test_an_old_desk_is_counted_when_it_is_opened(store: Store) -> None:
    store.ratings.record(closed(store, "S-1"), 9)
    connection = store.context.connection
    before = score_parts.read(connection, "product", span(None, None))
    connection.execute("DELETE FROM voice")
    assert score_parts.read(connection, "product", span(None, None)) == {}
    connection.execute("INSERT INTO voice_call SELECT number FROM claim WHERE number IS NOT NULL")
    assert score_parts.read(connection, "product", span(None, None)) == before
