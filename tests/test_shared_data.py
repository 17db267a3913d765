"""Real files of other programs, and a corpus of hostile ones, where they lie beside the project."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from naughty_help import ASKED, cases, file_of

from store.clean import clean
from store.errors import Refused, Unreadable
from store.exchange.dates import Evidence, decide, gather, span
from store.exchange.parsing import Parsed, batches, parsed
from store.exchange.plan import Plan
from store.exchange.planning import choose
from store.exchange.reader import Reject, Tally
from store.exchange.source import sniff
from store.exchange.values import Bad, converter
from store.rules.nps import count, decimal
from store.rules.serials import serial_key
from store.store import Store

SHARED = Path(__file__).parents[2] / "shared"
DATA = SHARED / "data"
TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the files of others are not shipped")


def plan_for(name: str, **how: Any) -> Plan:
    return choose(sniff(DATA / name), today=TODAY, **how)


def outcome(plan: Plan) -> tuple[list[Parsed], list[Reject], Tally]:
    tally, again = Tally(), Tally()
    found = list(parsed(plan, tally=tally))
    taken = [row for row in found if isinstance(row, Parsed)]
    rejects = [row for row in found if isinstance(row, Reject)]
    many = list(batches(plan, 100, tally=again))
    assert [row for batch in many for row in batch.rows()] == taken
    assert [row for batch in many for row in batch.rejects] == rejects
    assert tally == again
    assert tally.rows == tally.accepted + tally.rejected == len(found)
    return taken, rejects, tally


@pytest.mark.parametrize(
    ("name", "how", "reads_as", "counts"),
    [
        ("backblaze_drives_500.csv", {}, ("units", "drives", "ymd"), (500, 0)),
        ("bank_nps_a.csv", {}, ("ratings", "bank-nps", "dmy"), (5000, 0)),
        ("homebox_demo_export.csv", {}, ("units", "homebox", "mdy"), (0, 6)),
        (
            "homebox_demo_export.csv",
            {"mapping": {"serial": "HB.model_number"}},
            ("units", "homebox", "mdy"),
            (5, 1),
        ),
        (
            "homebox_import_types.csv",
            {"mapping": {"serial": "HB.asset_id"}},
            ("units", "homebox", None),
            (3, 0),
        ),
        ("i18n_customers_generated.csv", {}, ("customers", None, None), (324, 2)),
        ("inventree_serialised_stock.csv", {}, ("units", "inventree", None), (109, 0)),
        ("ords_fixitclinic_202507.csv", {}, ("claims", "open-repair", "ymd"), (1032, 1)),
        ("ords_mobifix.csv", {}, ("claims", "open-repair", "ymd"), (1916, 0)),
        ("ords_repairconnects_202507.csv", {}, ("claims", "open-repair", "ymd"), (2885, 0)),
        ("rpkg_nps_testdata.csv", {}, ("ratings", "r-nps", "ymd"), (1000, 0)),
        ("serial_edge_cases.csv", {}, ("units", None, None), (23, 3)),
        ("snipeit_assets-sample-BLANKS.csv", {}, ("units", "snipeit", "mdy"), (183, 17)),
        (
            "snipeit_assets-sample.csv",
            {"mapping": {"serial": "Asset Tag"}},
            ("units", "snipeit", "mdy"),
            (22, 0),
        ),
        ("snipeit_components-sample.csv", {}, ("units", "snipeit-components", "ymd"), (1, 0)),
        ("snipeit_models-sample.csv", {}, ("products", "snipeit-models", None), (20, 0)),
        ("snipeit_users-sample.csv", {}, ("customers", "snipeit-users", "ymd"), (100, 0)),
        ("sudzilla_input_01.csv", {"date_order": "mdy"}, ("ratings", "survey", "mdy"), (39, 0)),
        ("sudzilla_input_02.csv", {}, ("ratings", "survey", "ymd"), (39, 0)),
    ],
)
def test_each_file_reads(
    name: str, how: dict[str, Any], reads_as: tuple[str, str | None, str | None], counts: tuple[int, int]
) -> None:
    plan = plan_for(name, **how)
    _, rejects, tally = outcome(plan)
    assert (plan.kind, plan.preset, plan.date_order) == reads_as
    assert (tally.accepted, tally.rejected) == counts, rejects[:5]


def test_the_bank_reads_day_first_and_says_what_else_it_might_be() -> None:
    plan = plan_for("bank_nps_a.csv")
    sentences = {notice.code: str(notice.sentence) for notice in plan.notices}
    assert "25/12/21" in sentences["DATES_BY_EVIDENCE"]
    assert "1841" in sentences["DATES_BY_EVIDENCE"]
    assert "TWO_DIGIT_YEARS" in sentences
    with (DATA / "bank_nps_a.csv").open(encoding="utf-8") as file:
        months = [int(line.split(",")[4]) for line in file.readlines()[1:]]
    assert [int(str(row.values["date"])[5:7]) for row in outcome(plan)[0]] == months


def test_a_survey_in_two_writings_gives_one_score() -> None:
    with pytest.raises(Unreadable) as caught:
        plan_for("sudzilla_input_01.csv")
    assert caught.value.code == "AMBIGUOUS_DATES"
    first = outcome(plan_for("sudzilla_input_01.csv", date_order="mdy"))[0]
    second = outcome(plan_for("sudzilla_input_02.csv"))[0]
    assert [row.values for row in first] == [row.values for row in second]
    scores = [int(str(row.values["score"])) for row in first]
    assert (sum(score > 8 for score in scores), sum(score < 7 for score in scores), len(scores)) == (
        8,
        22,
        39,
    )


@pytest.mark.parametrize(
    ("name", "how", "exact"),
    [
        ("sudzilla_input_01.csv", {"date_order": "mdy"}, Fraction(-1400, 39)),
        ("sudzilla_input_02.csv", {}, Fraction(-1400, 39)),
        ("rpkg_nps_testdata.csv", {}, Fraction(10)),
        ("bank_nps_a.csv", {}, None),
    ],
)
def test_an_import_gives_the_published_score(
    name: str, how: dict[str, Any], exact: Fraction | None, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "desk.db", create=True) as store:
        report = store.bring_in(DATA / name, {"as": "ratings", **how}, lambda done, size: None)
        score = store.ratings.score(None, None)
        assert score.n == report.files[0].accepted == score.unlinked
        plain = count(row[0] for row in store.context.connection.execute("SELECT score FROM rating"))
        assert plain == (score.promoters, score.passives, score.detractors)
        if exact is not None:
            assert score.nps == exact
        else:
            assert report.files[0].date_order == "dmy"
            assert any("1841" in str(warning) for warning in report.files[0].warnings)
    if "sudzilla" in name:
        assert decimal(score.nps, 1) == "-35.9"


def test_the_simulated_answers_have_their_days_and_products() -> None:
    row = outcome(plan_for("rpkg_nps_testdata.csv"))[0][0]
    assert row.values == {
        "score": 9, "date": "2012-04-08", "product": "Pink Lady", "partner": "Account C", "segment": "NAM",
    }  # fmt: skip


def test_snipeit_without_serials_offers_the_tag() -> None:
    with pytest.raises(Unreadable) as caught:
        plan_for("snipeit_assets-sample.csv")
    assert caught.value.code == "MISSING_COLUMN"
    assert '--map serial="Asset Tag"' in str(caught.value)


@pytest.mark.parametrize("name", ["homebox_import_fields.csv", "homebox_import_minimal.csv"])
def test_homebox_without_serials_names_what_is_missing(name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        plan_for(name)
    assert caught.value.code == "MISSING_COLUMN"
    assert "serial" in str(caught.value)


def test_the_worst_snipeit_file() -> None:
    plan = plan_for("snipeit_assets-sample-BLANKS.csv")
    source = plan.source
    assert (source.encoding, source.line_end, source.header.count("")) == ("mac_roman", "cr", 3)
    assert {"ENCODING_GUESSED", "ENCODED_TWICE"} <= {notice.code for notice in source.notices}
    taken, rejects, _ = outcome(plan)
    assert {reject.code for reject in rejects} == {"MISSING"}
    assert taken[0].values["invoiced"] == "2016-04-05"
    assert taken[0].values["warranty_months"] == 14


def test_a_year_of_the_third_century_is_rejected() -> None:
    _, rejects, _ = outcome(plan_for("homebox_demo_export.csv", mapping={"serial": "HB.name"}))
    assert [(reject.column, reject.cells[13]) for reject in rejects] == [("HB.purchase_date", "09/30/0202")]


def test_components_with_one_serial_for_ten_are_noticed() -> None:
    plan = plan_for("snipeit_components-sample.csv")
    assert "QUANTITY" in {notice.code for notice in plan.notices}


def test_drives_and_repairs_have_what_follows_from_them() -> None:
    drives = outcome(plan_for("backblaze_drives_500.csv"))[0]
    assert {row.values["brand"] for row in drives} == {"Seagate", "Hitachi", "WDC"}
    assert sum(row.values["failed"] is not None for row in drives) == 15
    repairs = outcome(plan_for("ords_mobifix.csv"))[0]
    assert Counter(row.values["resolution"] for row in repairs) == {
        "repaired": 921,
        None: 787,
        "irreparable": 208,
    }


def test_names_of_twenty_languages_survive() -> None:
    taken, rejects, _ = outcome(plan_for("i18n_customers_generated.csv"))
    names = [str(row.values["name"]) for row in taken]
    assert "null" in names
    assert "[31mred[0m" in names
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for name in names for char in name)
    assert {reject.code for reject in rejects} == {"MISSING"}


MET_THERE = {"dup-rows", "dup-serial"}
"""Twins are found where rows meet the store: see `test_naughty`."""


@pytest.mark.parametrize("case", cases("string"))
def test_strings(case: dict[str, Any]) -> None:
    text, expect = case["text"] * case.get("repeat", 1), case["expect"]
    try:
        found = clean(text, multiline="\n" in text)
    except Refused:
        found = ""
    wanted = {"accept_clean": expect.get("value"), "reject_row": ""}.get(expect["action"], text)
    assert found == wanted


@pytest.mark.parametrize("case", [case for case in cases("csv") if case.id not in MET_THERE])
def test_files(case: dict[str, Any], tmp_path: Path) -> None:
    path = file_of(case, tmp_path / "list.csv")
    expect = case["expect"]
    try:
        plan = choose(sniff(path), today=TODAY)
        taken, rejects, _ = outcome(plan)
    except Unreadable as error:
        assert expect["action"] == ("ask" if error.code in ASKED else "reject_file"), error
        return
    asks = any(notice.ask for notice in (*plan.source.notices, *plan.notices))
    assert expect["action"] == ("ask" if asks else "accept")
    if not asks:
        assert (len(taken), len(rejects)) == (expect["rows_ok"], expect.get("rows_rejected", 0))


@pytest.mark.parametrize("case", cases("date"))
def test_dates(case: dict[str, Any]) -> None:
    seen = Evidence(Counter(), {})
    gather(seen, [case["text"]], span("invoiced", TODAY))
    style = decide(seen, None)
    found = "ask" if style is None else converter("invoiced", TODAY, style)(case["text"])
    action = case["expect"]["action"]
    if action == "accept":
        assert found == case["expect"]["value"]
    else:
        assert (found == "ask") if action == "ask" else isinstance(found, Bad)


@pytest.mark.parametrize("case", cases("rating"))
def test_ratings(case: dict[str, Any]) -> None:
    found = converter("score", TODAY)(case["text"])
    if case["expect"]["action"] == "accept":
        assert str(found) == case["expect"]["value"]
    else:
        assert found is None or isinstance(found, Bad)


@pytest.mark.parametrize("case", cases("serial"))
def test_serials(case: dict[str, Any]) -> None:
    found = converter("serial", TODAY)(case["text"])
    if case["expect"]["action"] == "reject_row":
        assert isinstance(found, Bad)
    else:
        assert isinstance(found, str)
        assert serial_key(found) == serial_key(case["expect"].get("value", case["text"]))


@pytest.mark.parametrize("case", cases("phone"))
def test_phones(case: dict[str, Any]) -> None:
    found = converter("phone", TODAY)(case["text"])
    assert isinstance(found, str)
    if case["expect"]["action"] == "accept":
        assert found == case["text"]
