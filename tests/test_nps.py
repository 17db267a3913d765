"""The score against golden files that R and exact arithmetic have confirmed, and what must always hold."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import store
from store.errors import Refused
from store.rules import compare, nps

FOLDER = Path(store.__file__).parent / "cases"
HYPOTHESIS = settings(derandomize=True, max_examples=200, deadline=None, database=None)
counts = some.tuples(*[some.integers(0, 10**7)] * 3)


def golden(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def three(row: dict[str, str], *names: str) -> nps.Counts:
    first, second, third = (int(row[name]) for name in names)
    return first, second, third


@pytest.mark.parametrize("row", golden("nps.csv"), ids=lambda row: row["id"])
def test_a_golden_score_holds(row: dict[str, str]) -> None:
    given = three(row, "promoters", "passives", "detractors")
    score = nps.summarise(*given)
    assert score.n == int(row["n"])
    assert score.display == row["display"]
    if not score.n:
        assert (score.nps, score.low, score.high, score.band) == (None, None, None, None)
        return
    assert score.nps == Fraction(row["nps_fraction"])
    assert nps.decimal(score.nps) == row["nps_6dp"]
    assert nps.rounded(score.nps) == int(row["round_half_away"])
    assert nps.band(score.nps) == row["band"]
    assert score.band == (row["band"] if score.n >= 5 else None)
    assert nps.variance(*given) == Fraction(row["var_fraction"])
    assert score.low == pytest.approx(float(row["aw_lo"]), abs=6e-7)
    assert score.high == pytest.approx(float(row["aw_hi"]), abs=6e-7)


@pytest.mark.parametrize("row", golden("nps_diff.csv"), ids=lambda row: row["id"])
def test_a_golden_difference_holds(row: dict[str, str]) -> None:
    found = compare.difference(three(row, "p1", "a1", "d1"), three(row, "p2", "a2", "d2"))
    assert found is not None
    assert found.points == Fraction(row["diff_exact"])
    assert found.z == pytest.approx(float(row["aw_z"]), abs=6e-7)
    assert found.p_two_sided == pytest.approx(float(row["aw_p_two_sided"]), rel=1e-8)
    assert found.low == pytest.approx(float(row["aw_lo"]), abs=6e-7)
    assert found.high == pytest.approx(float(row["aw_hi"]), abs=6e-7)


def test_the_golden_mixes_hold() -> None:
    parts: dict[str, dict[str, tuple[nps.Counts, int]]] = defaultdict(dict)
    rows = golden("nps_weighted.csv")
    for row in rows:
        size = int(row["population_or_ref_n"])
        parts[row["case"]][row["segment"]] = (three(row, "promoters", "passives", "detractors"), size)
    for row in (row for row in rows if row["mixadj_nps"]):
        found = compare.mix_adjusted(parts[row["case"]])
        if row["mixadj_nps"] == "n/a":
            assert (found.nps, found.silent) == (None, ("B",))
            assert str(found.display()) == "n/a — no answers from B"
            continue
        assert found.nps == Fraction(row["mixadj_fraction"])
        assert found.error == pytest.approx(float(row["mixadj_se_points"]), abs=6e-7)
        assert found.low == pytest.approx(float(row["mixadj_lo95"]), abs=6e-7)
        assert found.high == pytest.approx(float(row["mixadj_hi95"]), abs=6e-7)
    assert str(compare.mix_adjusted(parts["two_equal_segments"]).display()) == "+20"


@pytest.mark.parametrize("row", golden("ratings.csv"), ids=lambda row: repr(row["raw"]))
def test_a_golden_answer_is_read_or_refused(row: dict[str, str]) -> None:
    if row["accept"] == "yes":
        assert nps.classify(row["raw"]) == int(row["value"])
        assert nps.group(int(row["value"])) == row["class"]
    else:
        with pytest.raises(Refused, match="whole number from 0 to 10") as refused:
            nps.classify(row["raw"])
        assert refused.value.field == "score"


@pytest.mark.parametrize(
    "raw", [True, None, 6.5, float("nan"), float("inf"), [], "", "9 10", "1e1", "0x9", "9-10"]
)
def test_nothing_is_guessed(raw: object) -> None:
    with pytest.raises(Refused):
        nps.classify(raw)


@HYPOTHESIS
@given(some.text(max_size=6) | some.integers() | some.floats())
def test_an_answer_is_a_score_or_refused(raw: object) -> None:
    try:
        assert nps.classify(raw) in range(11)
    except Refused as refusal:
        assert str(refusal)


@HYPOTHESIS
@given(counts, some.integers(1, 1000))
def test_the_score_depends_on_the_shares_only(given: nps.Counts, times: int) -> None:
    many = (given[0] * times, given[1] * times, given[2] * times)
    assert nps.exact(*given) == nps.exact(*many)
    assert nps.summarise(*given).display == nps.summarise(*many).display


@HYPOTHESIS
@given(counts)
def test_the_range_holds_its_middle_and_mirrors(given: nps.Counts) -> None:
    promoters, passives, detractors = given
    score, mirror = nps.summarise(*given), nps.summarise(detractors, passives, promoters)
    if score.nps is None or score.low is None or score.high is None or mirror.low is None:
        assert score.display == "n/a"
        return
    assert -100 <= score.low < score.high <= 100
    mean, _ = nps.adjusted(*given)
    assert score.low <= 100 * mean <= score.high
    assert mirror.low == pytest.approx(-score.high)
    # What is shown never lies in another band than the score, nor a whole point off.
    shown = Fraction(score.display)
    assert nps.band(shown) == nps.band(score.nps)
    assert abs(shown - score.nps) < 1


def test_bands_are_a_setting_and_edges_are_told() -> None:
    bands = (nps.Band("low", -100, "low"), nps.Band("high", 40, "high"))
    score = nps.summarise(14, 4, 6, bands=bands)
    assert (score.display, score.band, score.crosses) == ("+33", "low", True)
    assert str(nps.edge(score, bands)) == "the range reaches from low to high: more answers would tell"
    assert nps.edge(nps.summarise(700_000, 200_000, 100_000)) is None
    assert nps.display(Fraction(399, 10), bands) == "+39.9"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((0, 0, 0), "n/a: no answers yet"),
        ((1, 0, 0), "1 answer: 1 promoter"),
        ((1, 0, 1), "2 answers: 1 promoter, 1 detractor"),
        ((1, 2, 1), "4 answers: 1 promoter, 2 passives, 1 detractor"),
        ((3, 1, 1), "+40 from 5 answers (-30 to +80): few answers"),
        ((99, 20, 34), "+42 from 153 answers (+29 to +55)"),
    ],
)
def test_a_caption_says_what_the_score_is_worth(given: nps.Counts, expected: str) -> None:
    assert str(nps.caption(nps.summarise(*given))) == expected


def test_windows_include_both_ends() -> None:
    since, until = nps.window(date(2026, 11, 21))
    assert (until - since).days == 89
    assert nps.month(date(2028, 2, 10)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert nps.month(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))


def test_answers_needed_and_response_rate() -> None:
    assert [nps.answers_needed(points) for points in (10, 15, 20)] == [262, 115, 64]
    assert nps.answers_needed(100) == 0
    assert nps.response_rate(31, 124) == Fraction(1, 4)
    assert nps.response_rate(3, 0) is None
    assert nps.count([0, 6, 7, 8, 9, 10, 10]) == (3, 2, 2)


def test_silent_parts_are_named() -> None:
    parts = (nps.summarise(3, 1, 1, key="A", invited=9), nps.summarise(0, 0, 0, key="B", invited=7))
    assert nps.summarise(3, 1, 1, by=parts).silent == ("B",)
    assert nps.summarise(3, 1, 1, silent=("C",)).silent == ("C",)


def test_scores_without_answers_are_not_compared() -> None:
    assert compare.difference((0, 0, 0), (1, 2, 3)) is None
    assert compare.mix_adjusted({}).nps is None
    assert nps.decimal(None) is None
    assert nps.decimal(-0.5, 2) == "-0.50"
