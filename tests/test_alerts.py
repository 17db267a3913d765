"""Alerts against golden rows that R's fisher.test and binom.test have confirmed, and their edges."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import store
from store.rules import alert_words, alerts
from store.rules.nps import Counts

with (Path(store.__file__).parent / "cases" / "alerts.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
FALLS = [row for row in ROWS if row["kind"] == "nps_fall"]
SPIKES = [row for row in ROWS if row["kind"] == "claims_spike"]
HYPOTHESIS = settings(derandomize=True, max_examples=100, deadline=None, database=None)


def numbers(row: dict[str, str], *names: str) -> Counts:
    first, second, third = (int(row[name]) for name in names)
    return first, second, third


@pytest.mark.parametrize("row", FALLS, ids=lambda row: row["id"])
def test_a_golden_fall_holds(row: dict[str, str]) -> None:
    found = alerts.fall(
        numbers(row, "r_pro_or_x", "r_pas_or_y", "r_det_or_X"),
        numbers(row, "ref_pro_or_Y", "ref_pas", "ref_det"),
    )
    assert found.level == row["level"]
    if row["z"]:
        assert found.z == pytest.approx(float(row["z"]), abs=6e-7)
        assert found.p == pytest.approx(float(row["p_one_sided"]), rel=1e-8)
        assert found.drop == pytest.approx(float(row["drop_or_ratio"]), abs=6e-7)


@pytest.mark.parametrize("row", SPIKES, ids=lambda row: row["id"])
def test_a_golden_spike_holds(row: dict[str, str]) -> None:
    x, y, others = numbers(row, "r_pro_or_x", "r_pas_or_y", "r_det_or_X")
    before = int(row["ref_pro_or_Y"])
    found = alerts.spike(x, y, others, before)
    assert (found.level, found.method) == (row["level"], row["nps_recent_or_method"])
    assert found.expected == pytest.approx(float(row["nps_ref_or_expected"]), abs=6e-7)
    assert found.p == pytest.approx(float(row["p_one_sided"]), rel=1e-8)
    ratio = float(row["drop_or_ratio"])
    assert found.ratio is None if ratio == float("inf") else found.ratio == pytest.approx(ratio, abs=6e-7)


def test_the_sentences_say_all_there_is_to_know() -> None:
    fall = alerts.fall((12, 10, 16), (99, 20, 34))
    assert str(alert_words.tell_fall("KX-200", fall)) == (
        "NPS of KX-200 fell 53 points: −11 (38 answers, 90 days) against +42 (153 before). "
        "By luck: about 1 in 4,100."
    )
    spike = alerts.spike(6, 5, 25, 402)
    assert str(alert_words.tell_spike("Model Y", "no power", spike)) == (
        "Model Y / no power: 6 of this month's 31 claims; 5 of 407 in the year before (expected 0.3). "
        "By luck: about 1 in 36,000."
    )
    few = alerts.fall((0, 2, 5), (40, 20, 15))
    assert str(alert_words.tell_fall("K", few)) == "NPS of K: not enough answers (7 in 90 days, 75 before)."
    calm = alerts.fall((48, 25, 27), (50, 30, 20))
    assert (
        str(alert_words.tell_fall("K", calm))
        == "NPS of K: +21 (100 answers, 90 days) against +30 (100 before)."
    )
    thin = alerts.spike(4, 2, 1, 10)
    assert "4 claims this month; 2 to compare with (expected 0.2)" in str(
        alert_words.tell_spike("Y", "Z", thin)
    )


def test_odds_are_told_to_two_figures() -> None:
    assert [str(alert_words.odds(p)) for p in (0.000243, 1 / 36_049, 0.1, 0.4, 1.0)] == [
        "about 1 in 4,100", "about 1 in 36,000", "about 1 in 10", "about 1 in 3", "about 1 in 1",
    ]  # fmt: skip
    assert str(alert_words.odds(0.0)) == "less than 1 in 1,000,000,000,000"


def test_a_change_of_mix_is_not_a_fall() -> None:
    # Twice as many hard jobs; each kind of job is judged as before.
    mix = {"easy": ((8, 1, 1), (160, 20, 20)), "hard": ((4, 8, 48), (2, 4, 24))}
    recent, reference = (12, 9, 49), (162, 24, 44)
    assert alerts.fall(recent, reference).level == alerts.ALERT
    found = alerts.fall(recent, reference, mix)
    assert found.level == alerts.MIXED
    assert "The mix changed" in str(alert_words.tell_fall("K", found))
    real = {"easy": ((0, 1, 9), (160, 20, 20)), "hard": ((12, 8, 40), (2, 4, 24))}
    assert alerts.fall(recent, reference, real).level == alerts.ALERT
    assert alerts.fall(recent, reference, {"new": (recent, (0, 0, 0))}).level == alerts.ALERT


def test_a_young_product_and_a_new_model() -> None:
    assert alerts.spike(4, 2, 1, 10, baseline_days=28).expected == 2
    assert alerts.spike(4, 2, 1, 10, baseline_days=28).level == alerts.NONE
    assert alerts.new_model(5, 1_000, 10, 100_000).level == alerts.ALERT
    assert alerts.new_model(5, 1_000, 500, 100_000).level == alerts.NONE
    assert alerts.new_model(5, 0, 0, 0).p == 1.0


def test_large_desks_take_the_quick_way_to_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = [alerts.fisher(30, 52, 120, 520), alerts.binomial(60, 300, 28, 392)]
    monkeypatch.setattr(alerts, "EXACT_DIGITS", 0)
    assert [alerts.fisher(30, 52, 120, 520), alerts.binomial(60, 300, 28, 392)] == pytest.approx(
        exact, rel=1e-9
    )


def test_windows_touch_and_do_not_overlap() -> None:
    today = date(2026, 11, 21)
    for (since, until), (first, last) in (alerts.fall_windows(today), alerts.spike_windows(today)):
        assert until == today
        assert (since - last).days == 1
        assert ((until - since).days + 1, (last - first).days + 1) in {(90, 365), (28, 364)}


def test_one_episode_for_28_quiet_days() -> None:
    assert alerts.is_new_episode(date(2026, 11, 21), None)
    assert not alerts.is_new_episode(date(2026, 11, 21), date(2026, 10, 24))
    assert alerts.is_new_episode(date(2026, 11, 21), date(2026, 10, 23))


@HYPOTHESIS
@given(some.tuples(*[some.integers(0, 60)] * 4))
def test_a_tail_is_a_probability_and_falls_with_more_claims(table: tuple[int, int, int, int]) -> None:
    x, y, others, before = table
    assert 0 < alerts.fisher(x, y, others, before) <= 1
    assert alerts.binomial(x + 1, x + y + 1, 28, 392) <= alerts.binomial(x, x + y + 1, 28, 392) <= 1
    found = alerts.spike(x, y, others, before)
    if found.level != alerts.NONE:
        assert x >= 3
        assert x >= 2 * found.expected
        assert found.p < 0.005
    assert isinstance(found.expected, Fraction)


@HYPOTHESIS
@given(some.tuples(*[some.integers(0, 300)] * 3), some.tuples(*[some.integers(0, 300)] * 3))
def test_an_alert_is_also_a_watch(recent: Counts, reference: Counts) -> None:
    found = alerts.fall(recent, reference)
    if found.level in {alerts.ALERT, alerts.WATCH}:
        assert found.z is not None and found.z <= -2.326
        assert found.drop is not None and found.drop >= 10
        assert sum(recent) >= 8
        assert sum(reference) >= 20
