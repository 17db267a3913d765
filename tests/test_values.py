"""Cells to values, columns to fields, dates to days: what is taken, what is refused and why."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store
from store.errors import Unreadable
from store.exchange.columns import FIELDS, KINDS, likely_kind, recognise
from store.exchange.dates import Evidence, Style, decide, gather, read, span
from store.exchange.parsing import Parsed, batches, parsed
from store.exchange.plan import Plan
from store.exchange.planning import choose
from store.exchange.presets import PRESETS
from store.exchange.reader import Reject, Tally
from store.exchange.source import sniff
from store.exchange.titles import TITLES
from store.exchange.values import DERIVED, SURE_SERIAL, Bad, converter, drive_brand, repair_resolution
from store.rules.serials import check_serial, clean_serial
from store.wording import say

TODAY = date(2026, 11, 22)


def plan_of(folder: Path, text: str, kind: str | None = None, **how: Any) -> Plan:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return choose(sniff(path), kind, today=TODAY, **how)


def refused(folder: Path, text: str, kind: str | None = None, **how: Any) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        plan_of(folder, text, kind, **how)
    return caught.value


def values(plan: Plan) -> list[dict[str, object]]:
    return [dict(row.values) for row in parsed(plan) if isinstance(row, Parsed)]


def reasons(plan: Plan) -> list[tuple[int, str]]:
    return [(row.line, row.code) for row in parsed(plan) if isinstance(row, Reject)]


RATINGS = list(
    csv.DictReader((Path(store.__file__).parent / "cases" / "ratings.csv").read_text("utf-8").splitlines())
)


class TestScores:
    """Whole numbers from 0 to 10, by the shipped golden cases."""

    @pytest.mark.parametrize("case", RATINGS, ids=lambda case: repr(case["raw"]))
    def test_golden(self, case: dict[str, str]) -> None:
        found = converter("score", TODAY)(case["raw"])
        if case["accept"] == "yes":
            assert found == int(case["value"])
        else:
            assert isinstance(found, Bad)
            assert case["raw"] in str(found.reason)

    @pytest.mark.parametrize(
        "text", ["1e1", "0x5", "1_0", "+4", "1 0", "5;6", "5\n6", "NaN", "٣", "9.5", "9.01", "110"]
    )
    def test_look_alikes_of_numbers_are_refused(self, text: str) -> None:
        assert isinstance(converter("score", TODAY)(text), Bad)


class TestDates:
    """One way of writing a column; no guess in silence."""

    @staticmethod
    def day(text: str, field: str = "invoiced", order: str | None = None) -> object:
        seen = Evidence(Counter(), {})
        gather(seen, [text], span(field, TODAY))
        style = decide(seen, order)
        return "ask" if style is None else converter(field, TODAY, style)(text)

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2024-02-29", "2024-02-29"),
            ("2026-01-02 10:05", "2026-01-02"),
            ("2019-11-01 08:51:12.402", "2019-11-01"),
            ("2026-01-02T23:59:59Z", "2026-01-02"),
            ("2026-01-02T18:00:00-06:00", "2026-01-02"),
            ("2026/1/2", "2026-01-02"),
            ("20260102", "2026-01-02"),
            ("2026年1月2日", "2026-01-02"),
            ("2026-01", "2026-01"),
            ("2 Jan 2026", "2026-01-02"),
            ("2-Sept-2025", "2025-09-02"),
            ("January 2, 2026", "2026-01-02"),
            ("25/12/2025", "2025-12-25"),
            ("12/25/25", "2025-12-25"),
            ("31.12.2025", "2025-12-31"),
            ("13/5/2025 8:51:12", "2025-05-13"),
            ("05/05/2025", "2025-05-05"),
            ("03/04/2026", "ask"),
            ("1/2/26", "ask"),
            ("03.04.2026", "ask"),
            ("01-02-03", "ask"),
        ],
    )
    def test_readings(self, text: str, day: str) -> None:
        assert self.day(text) == day

    @pytest.mark.parametrize(
        "text",
        [
            "31/02/2026", "0000-00-00", "2026-02-29", "2026-13-01", "now", "45292", "1.23E+15", "24:00",
            "99999-01-01", "0001-01-01", "1970-01-01", "1900-01-00", "2099-01-01", "１２/12/2026", "10", "-1",
            "may", "Friday", "2026/01/02\x00", "2026-01-02 10:00 EST", "1" * 5000, "2569-01-02",
            "2026-01-02 25:00", "2026-00", "09/30/0202", "2026-11-24", "12/31",
        ],
    )  # fmt: skip
    def test_no_dates(self, text: str) -> None:
        found = self.day(text)
        assert isinstance(found, Bad), found
        assert text[:40] in str(found.reason)
        assert len(str(found.reason)) < 250

    def test_a_day_number_says_which_day_it_may_be(self) -> None:
        found = self.day("46024")
        assert isinstance(found, Bad)
        assert "2026-01-02" in str(found.reason)

    def test_a_month_is_enough_only_for_a_unit(self) -> None:
        assert isinstance(self.day("2026-01", "date"), Bad)
        assert isinstance(self.day("2026-12"), Bad)

    def test_a_warranty_may_end_in_the_future(self) -> None:
        assert self.day("2036-01-31", "warranty_end") == "2036-01-31"
        assert self.day("12/31/40", "warranty_end") == "2040-12-31"

    def test_two_digits_never_mean_the_future(self) -> None:
        assert self.day("12/31/28", "built") is not None
        assert read("31/12/98", Style("three", "dmy"), span("built", TODAY)) == "1998-12-31"
        assert read("31/12/25", Style("three", "dmy"), span("built", TODAY)) == "2025-12-31"

    @given(st.dates(date(1990, 1, 1), TODAY), st.sampled_from(["dmy", "mdy"]), st.sampled_from("/-."))
    @settings(max_examples=200, derandomize=True)
    def test_a_given_order_is_obeyed(self, day: date, order: str, mark: str) -> None:
        text = mark.join(
            {"d": f"{day.day:02}", "m": f"{day.month:02}", "y": str(day.year)}[part] for part in order
        )
        if day not in {date(1970, 1, 1)}:
            assert self.day(text, "date", order) == day.isoformat()


class TestDateOrder:
    """Decided over the whole file, said aloud."""

    HEADER = "serial,invoice date\n"

    def test_ambiguous_is_refused_with_both_readings_and_the_option(self, tmp_path: Path) -> None:
        error = refused(tmp_path, self.HEADER + "S1,03/04/2026\nS2,05/06/2026\n")
        assert error.code == "AMBIGUOUS_DATES"
        assert error.details["readings"] == {"dmy": "2026-04-03", "mdy": "2026-03-04"}
        for part in ("invoice date", "03/04/2026", "2026-04-03", "2026-03-04", "--date-order dmy"):
            assert part in str(error)

    def test_one_proof_in_the_last_row_decides(self, tmp_path: Path) -> None:
        text = self.HEADER + "".join(f"S{n},03/04/2026\n" for n in range(12_000)) + "S,25/12/2025\n"
        plan = plan_of(tmp_path, text)
        assert plan.date_order == "dmy"
        (notice,) = [notice for notice in plan.notices if notice.code == "DATES_BY_EVIDENCE"]
        assert "12000" in str(notice.sentence)
        assert "25/12/2025" in str(notice.sentence)
        assert values(plan)[0]["invoiced"] == "2026-04-03"

    def test_a_contradiction_is_refused_and_with_an_order_rejected_by_row(self, tmp_path: Path) -> None:
        text = self.HEADER + "S1,13/04/2026\nS2,04/13/2026\n"
        error = refused(tmp_path, text)
        assert error.code == "CONTRADICTORY_DATES"
        plan = plan_of(tmp_path, text, date_order="dmy")
        assert reasons(plan) == [(3, "DATE")]
        assert len(values(plan)) == 1

    def test_another_column_is_proof(self, tmp_path: Path) -> None:
        plan = plan_of(tmp_path, "serial,invoice date,ship date\nS1,03/04/2026,3/25/2026\n")
        assert values(plan)[0]["invoiced"] == "2026-03-04"

    def test_one_way_of_writing_a_column(self, tmp_path: Path) -> None:
        plan = plan_of(tmp_path, self.HEADER + "S1,2026-01-02\nS2,2026-01-03\nS3,25/12/2025\n")
        assert reasons(plan) == [(4, "DATE")]

    def test_an_order_that_is_none_is_refused(self, tmp_path: Path) -> None:
        assert refused(tmp_path, self.HEADER + "S1,2026-01-02\n", date_order="ydm").code == "DATE_ORDER"


class TestCells:
    """Serials, phones, addresses and the rest."""

    @pytest.mark.parametrize(
        ("field", "cell", "value"),
        [
            ("serial", " 0001234 ", "0001234"),
            ("serial", '="0001234"', "0001234"),
            ("serial", "SN/2024/000.1", "SN/2024/000.1"),
            ("serial", "", None),
            ("phone", "+44 20 7946 0000", "+44 20 7946 0000"),
            ("phone", "020 7946 0000 / 0777 123456", "020 7946 0000 / 0777 123456"),
            ("phone", "٠٢٠٧٩٤٦", "0207946"),
            ("phone", "０８０－１２３４", "080-1234"),
            ("phone", "NULL", None),
            ("email", "a@b.example", "a@b.example"),
            ("email", "n/a", None),
            ("language", "zh_CN", "zh-CN"),
            ("warranty_months", "24", 24),
            ("warranty_months", "24 months", 24),
            ("warranty_months", "24.0", 24),
            ("year", "2009", 2009),
            ("customer", "null", "null"),
            ("customer", " \u200b ", None),
            ("notes", "a\r\nb", "a\nb"),
            ("customer", "Ann\nLee", "Ann Lee"),
        ],
    )
    def test_taken(self, field: str, cell: str, value: object) -> None:
        assert converter(field, TODAY)(cell) == value

    @pytest.mark.parametrize(
        ("field", "cell"),
        [
            ("serial", "1.23E+15"),
            ("serial", "########"),
            ("serial", "N/A"),
            ("serial", "9" * 400),
            ("phone", "4.42079E+11"),
            ("phone", "ask Ann"),
            ("email", "nobody"),
            ("warranty_months", "two years"),
            ("warranty_months", "5000"),
            ("year", "12"),
            ("customer", "x" * 201),
            ("language", "?"),
        ],
    )
    def test_refused_with_a_sentence(self, field: str, cell: str) -> None:
        found = converter(field, TODAY)(cell)
        assert isinstance(found, Bad)
        assert str(found.reason).endswith(".") or str(found.reason).endswith("…")

    @given(st.from_regex(SURE_SERIAL, fullmatch=True).filter(lambda text: len(text) <= 64))
    @settings(max_examples=200, derandomize=True)
    def test_the_fast_look_at_serials_agrees_with_the_rule(self, text: str) -> None:
        assert check_serial(text) is None
        assert clean_serial(text) == text

    def test_rows_inside_a_cell_are_not_swallowed(self, tmp_path: Path) -> None:
        plan = plan_of(tmp_path, 'serial,product,customer\nS1,X,"Ann\nS2,X,Bob"\nS3,X,Cy\n')
        assert reasons(plan) == [(2, "SWALLOWED")]

    def test_brands_of_drives(self) -> None:
        models = [
            "ST4000DM000",
            "WDC WD10EADX",
            "HGST HMS5C",
            "Hitachi HDT72",
            "TOSHIBA MG07",
            "SAMSUNG HD154UI",
            "?",
        ]
        assert [drive_brand(model) for model in models] == [
            "Seagate", "WDC", "HGST", "Hitachi", "Toshiba", "Samsung", None,
        ]  # fmt: skip

    def test_resolutions_of_repairs(self) -> None:
        assert [repair_resolution(state) for state in ("Fixed", "End of life", "Repairable", None)] == [
            "repaired", "irreparable", None, None,
        ]  # fmt: skip


class TestColumns:
    """Titles, presets, ``--map``."""

    @pytest.mark.parametrize(
        ("header", "kind"),
        [
            ("name,phone,serial,bought", "units"),
            ("序列号,客户,电话,购买日期", "units"),
            ("Серийный номер,Покупатель,Дата покупки", "units"),
            ("score,date,comment", "ratings"),
            ("评分,日期,评论", "ratings"),
            ("Оценка,Дата,Комментарий", "ratings"),
            ("Имя,Телефон", "customers"),
            ("name,e-mail", "customers"),
            ("product,warranty months", "products"),
            ("serial,fault,claim date", "claims"),
            ("a,b", None),
        ],
    )
    def test_kinds_are_told_from_titles(self, header: str, kind: str | None) -> None:
        assert likely_kind(tuple(header.split(","))) == kind

    def test_the_better_title_wins(self) -> None:
        assert recognise("units", ("Name", "Customer", "SERIAL-NUMBER"))["customer"] == 1

    def test_tables_agree(self) -> None:
        assert set(TITLES) == set(FIELDS) == set(KINDS)
        for kind, fields in TITLES.items():
            assert set(fields) == set(FIELDS[kind])
        for preset in PRESETS:
            known = {*preset.columns, *preset.constants, *preset.derived}
            assert known <= set(FIELDS[preset.kind])
            assert set(preset.derived.values()) <= set(DERIVED)

    def test_nothing_fits_shows_columns_and_the_option(self, tmp_path: Path) -> None:
        error = refused(tmp_path, "foo,bar baz\n1,2\n")
        assert error.code == "NO_MAPPING"
        assert "foo, bar baz" in str(error)
        assert "--map serial=foo" in str(error)

    def test_data_in_the_first_line_is_seen(self, tmp_path: Path) -> None:
        error = refused(tmp_path, "Ann,0123,0007,2026-01-02\n")
        assert error.code == "NO_MAPPING"
        assert "looks like data" in str(error)

    @pytest.mark.parametrize("column", ["Bar Baz", "bar-baz", "#2"])
    def test_map_by_title_or_number(self, tmp_path: Path, column: str) -> None:
        plan = plan_of(tmp_path, "foo,bar baz\n1,S1\n", mapping={"serial": column})
        assert values(plan) == [{"serial": "S1"}]
        assert [notice.code for notice in plan.notices] == ["UNUSED_COLUMNS"]

    def test_map_several_columns_constants_and_left_out_ones(self, tmp_path: Path) -> None:
        plan = plan_of(
            tmp_path,
            "sn,first,last,shoe,hat,x\nS1,Ann,Lee,44,L,9\n",
            mapping=[
                ("customer", "first+last"), ("notes", "shoe"), ("notes", "hat"), ("brand", "=Acme"),
                ("ignore", "x"),
            ],
        )  # fmt: skip
        assert values(plan) == [
            {"serial": "S1", "brand": "Acme", "customer": "Ann Lee", "notes": "shoe: 44\nhat: L"}
        ]
        assert plan.notices == ()

    @pytest.mark.parametrize(
        ("text", "mapping", "code"),
        [
            ("serial,a\n", {"serial": "nope"}, "NO_COLUMN"),
            ("serial,a\n", {"serial": "#3"}, "NO_COLUMN"),
            ("serial,a\n", {"colour": "a"}, "NO_FIELD"),
            ("name,phone,name,serial\n", {}, "DUPLICATE_COLUMN"),
            ("serial,a,A\n", {"brand": "a "}, "DUPLICATE_COLUMN"),
            ("a,b\n", {"brand": "a"}, "NO_MAPPING"),
            ("serial,,bought\nS,x,2026-01-02\n", {}, "UNNAMED_COLUMN"),
        ],
    )
    def test_mistakes_are_named(self, tmp_path: Path, text: str, mapping: dict[str, str], code: str) -> None:
        assert refused(tmp_path, text, mapping=mapping).code == code

    def test_twins_may_be_told_by_number_or_left_alone(self, tmp_path: Path) -> None:
        assert values(plan_of(tmp_path, "serial,x,x\nS1,a,b\n")) == [{"serial": "S1"}]
        assert values(plan_of(tmp_path, "serial,x,x\nS1,a,b\n", mapping={"brand": "#3"})) == [
            {"serial": "S1", "brand": "b"}
        ]

    def test_a_column_without_title_may_be_kept_or_left_out(self, tmp_path: Path) -> None:
        text = "serial,,bought\nS,x,2026-01-02\n"
        assert values(plan_of(tmp_path, text, mapping={"notes": "#2"}))[0]["notes"] == "#2: x"
        assert "notes" not in values(plan_of(tmp_path, text, mapping={"ignore": "#2"}))[0]

    def test_what_turns_up_late_in_a_column_without_title_is_rejected(self, tmp_path: Path) -> None:
        text = "serial,,brand\n" + "S1,,x\n" * 6000 + "S2,late,x\n"
        plan = plan_of(tmp_path, text)
        assert reasons(plan) == [(6002, "UNNAMED_COLUMN")]

    def test_a_bad_constant_is_refused_at_once(self, tmp_path: Path) -> None:
        plan = plan_of(tmp_path, "score\n9\n", "ratings", mapping={"date": "=yesterday"})
        with pytest.raises(Unreadable):
            list(parsed(plan))

    def test_missing_serials_offer_the_tag(self, tmp_path: Path) -> None:
        error = refused(tmp_path, "Asset Tag,Category,Purchase Date\nT1,x,2026-01-02\n")
        assert error.code == "MISSING_COLUMN"
        assert error.details["option"] == '--map serial="Asset Tag"'


def same_both_ways(plan: Plan, size: int) -> None:
    slow, fast = Tally(), Tally()
    one = list(parsed(plan, tally=slow))
    many = list(batches(plan, size, tally=fast))
    assert [row for batch in many for row in batch.rows()] == [row for row in one if isinstance(row, Parsed)]
    assert [row for batch in many for row in batch.rejects] == [row for row in one if isinstance(row, Reject)]
    assert slow == fast
    assert slow.rows == slow.accepted + slow.rejected


def test_a_row_can_still_be_rejected_later(tmp_path: Path) -> None:
    (batch,) = batches(plan_of(tmp_path, "serial,x\nS1,a\n,b\nS2,c\n"))
    assert batch.reject(1, "TWIN", say("x")) == Reject(4, ["S2", "c"], "TWIN", say("x"))


ODD = st.sampled_from(
    [
        "",
        " ",
        "S1",
        " S2 ",
        "1.23E+15",
        "SN1/SN2",
        "é",
        "x" * 201,
        "a\nb",
        "2026-01-02",
        "2099-01-01",
        "5",
        "11",
        "\x00",
    ]
)


@given(st.lists(st.lists(ODD, min_size=4, max_size=6), max_size=14), st.integers(1, 6))
@settings(
    max_examples=120,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_by_rows_and_by_columns_the_outcome_is_the_same(
    tmp_path: Path, table: list[list[str]], size: int
) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["serial", "customer", "bought", "note", ""], *table])
    try:
        plan = choose(sniff(path), today=TODAY, mapping={"warranty_months": "note"})
    except Unreadable as error:
        assert error.code == "UNNAMED_COLUMN"
        return
    same_both_ways(plan, size)


@pytest.mark.parametrize("text", ["1E15", "2E10", "1e15", "12E5", "100E10"])
def test_what_may_be_a_long_number_is_asked_about(text: str) -> None:
    assert isinstance(converter("serial", TODAY)(text), Bad)
    assert converter("serial", TODAY, seen=True)(text) == text


@pytest.mark.parametrize("text", ["1E5", "MAR26", "3-4", "1E5A", "12E5-7", "26-Mar-A", "Mar-26A"])
def test_what_only_begins_like_it_is_a_serial(text: str) -> None:
    assert converter("serial", TODAY)(text) == text
