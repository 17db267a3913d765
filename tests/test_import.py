"""Files come in whole: counted, compared, rejected with reasons, never twice."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.exchange.exporter import export
from store.records import FileReport
from store.store import Store
from store.tables.batches import pack, unpack

DATA = Path(__file__).parents[2] / "shared" / "data"
real = pytest.mark.skipif(not DATA.is_dir(), reason="the real exports are not on this machine")
UNITS = "serial,product,customer,phone,invoiced,warranty_months\n"


def nothing(done: int, total: int) -> None:
    """Show no progress."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    now = datetime(2026, 11, 21, 10, tzinfo=UTC)
    with Store.open(tmp_path / "desk.db", clock=lambda: now, create=True) as opened:
        opened.settings.set(timezone="UTC")
        yield opened


def bring(store: Store, path: Path, **options: object) -> FileReport:
    options.setdefault("rejects", store.path.with_name(f"{path.stem}.rejects.csv"))
    (report,) = store.bring_in(path, options, nothing).files
    assert report.rows == report.accepted + report.unchanged + report.rejected
    return report


def write(store: Store, text: str, name: str = "list.csv") -> Path:
    path = store.path.with_name(name)
    path.write_text(text, encoding="utf-8")
    return path


def counts(report: FileReport) -> tuple[int, int, int]:
    return report.accepted, report.unchanged, report.rejected


def test_a_list_makes_units_products_and_customers(store: Store) -> None:
    path = write(
        store, UNITS + "0012,KX-200,李伟,+86 138 0013 8000,2025-03-14,24\n0013,KX-200,Ada,,2025-03-15,24\n"
    )
    assert counts(bring(store, path)) == (2, 0, 0)
    (hit,) = store.units.find("8000").hits
    assert (hit.serial, hit.product, hit.customer) == ("0012", "KX-200", "李伟")
    assert store.units.card(hit.unit_id).cover.status == "COVERED"
    assert store.check() == []


def test_the_same_file_twice_changes_nothing_even_after_a_correction(store: Store) -> None:
    path = write(store, UNITS + "0012,KX-200,Ada,,2025-03-14,24\n")
    bring(store, path)
    (unit,) = store.units.exact("0012")
    store.units.edit(unit, {"invoiced": "2025-04-01"}, "the invoice says April")
    events = store.context.journal.count()
    assert counts(bring(store, path)) == (0, 1, 0)
    assert store.context.journal.count() == events
    assert store.units.get(unit).dates["invoiced"] == "2025-04-01"


def test_a_newer_export_changes_only_what_differs_and_empties_nothing(store: Store) -> None:
    bring(store, write(store, UNITS + "0012,KX-200,Ada,,2025-03-14,24\n0013,KX-200,Ada,,2025-03-14,24\n"))
    newer = write(
        store, "serial,product,invoiced,partner\n0012,KX-200,2025-05-01,\n0013,KX-200,2025-03-14,\n", "b.csv"
    )
    assert counts(bring(store, newer)) == (1, 1, 0)
    (unit,) = store.units.exact("0012")
    card = store.units.card(unit)
    assert card.unit.dates["invoiced"] == "2025-05-01"
    assert card.customer is not None
    assert card.unit.warranty_months == 24
    assert store.check() == []


def test_a_serial_twice_is_taken_once_and_listed_whether_the_values_differ_or_not(store: Store) -> None:
    path = write(
        store,
        UNITS + "1,KX-200,Ada,,2025-03-14,24\n1,KX-200,Ada,,2025-03-14,24\n 1-,KX-200,Ada,,2024-01-01,24\n",
    )
    report = bring(store, path)
    assert counts(report) == (1, 0, 2)
    assert [sample[0] for sample in report.samples] == [3, 4]
    rejected = list(csv.DictReader(store.path.with_name("list.rejects.csv").read_text("utf-8").splitlines()))
    assert [(row["line"], row["invoiced"]) for row in rejected] == [("3", "2025-03-14"), ("4", "2024-01-01")]
    assert "before, just the same" in rejected[0]["reason"]
    assert "before, with other values (invoiced)" in rejected[1]["reason"]


def test_a_mended_reject_file_comes_back(store: Store) -> None:
    path = write(store, UNITS + "1,KX-200,Ada,,2025-02-30,24\n2,KX-200,Ada,,2025-03-14,24\n")
    assert counts(bring(store, path)) == (1, 0, 1)
    rejects = store.path.with_name("list.rejects.csv")
    rejects.write_text(
        rejects.read_text(encoding="utf-8").replace("2025-02-30", "2025-02-28"), encoding="utf-8"
    )
    assert counts(bring(store, rejects, rejects=store.path.with_name("again.csv"))) == (1, 0, 0)
    assert not store.path.with_name("again.csv").exists()
    assert store.units.get(store.units.exact("1")[0]).dates["invoiced"] == "2025-02-28"


def test_a_dry_run_counts_and_keeps_nothing(store: Store) -> None:
    path = write(store, UNITS + "1,KX-200,Ada,,2025-03-14,24\n,KX-200,Ada,,2025-03-14,24\n")
    events = store.context.journal.count()
    report = bring(store, path, dry_run=True)
    assert counts(report) == (1, 0, 1)
    assert store.units.count() == 0
    assert store.context.journal.count() == events
    assert not store.path.with_name("list.rejects.csv").exists()
    assert counts(bring(store, path)) == (1, 0, 1)


def test_answers_link_to_claims_and_units_and_count_once(store: Store) -> None:
    bring(store, write(store, UNITS + "1,KX-200,Ada,,2025-03-14,24\n"))
    answers = (
        "score,date,serial,comment\n" + "10,2026-11-01,1,good\n" * 2 + "3,2026-11-02,,\n11,2026-11-02,,\n"
    )
    path = write(store, answers, "answers.csv")
    assert counts(bring(store, path)) == (3, 0, 1)
    longer = write(store, answers + "0,2026-11-03,1,bad\n", "longer.csv")
    assert counts(bring(store, longer)) == (1, 3, 1)
    score = store.ratings.score(None, None, "product")
    assert (score.n, score.display, score.invited) == (4, "0", None)
    assert {part.key: part.n for part in score.by} == {"KX-200": 3, "": 1}
    assert store.check() == []


def test_an_import_of_another_desk_folds_from_its_batch(store: Store, tmp_path: Path) -> None:
    bring(store, write(store, UNITS + "".join(f"S{n},KX-200,Ada,,2025-03-14,24\n" for n in range(9))))
    mine = store.context
    with Store.open(tmp_path / "other.db", create=True) as other:
        for table in ("batch", "batch_part"):
            rows = mine.connection.execute(f"SELECT * FROM {table}").fetchall()
            marks = ", ".join("?" * len(rows[0]))
            other.context.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        other.receive(mine.journal.links(mine.journal.origin))
        assert other.units.count() == 9
        assert other.check() == []


CELLS = st.one_of(st.none(), st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    rows=st.lists(
        st.tuples(CELLS, st.one_of(st.none(), st.integers(0, 1200)), CELLS), min_size=1, max_size=20
    )
)
def test_a_part_gives_back_its_rows(rows: list[tuple[str | None, int | None, str | None]]) -> None:
    columns = ("notes", "warranty_months", "serial")
    assert [tuple(row) for row in unpack(columns, pack(rows))] == rows


def test_an_export_for_spreadsheets_comes_back_as_it_was(store: Store) -> None:
    bring(store, write(store, "serial,product,customer,notes\n=1+1,=X,'=Ann,@cmd\n-7,KX-200,+Bo,plain\n"))
    sheet = store.path.with_name("sheet.csv")
    assert export(store.context, "units", sheet, inert=True) == 2
    assert "'=1+1" in sheet.read_text("utf-8-sig")
    assert counts(bring(store, sheet)) == (0, 2, 0)


def test_a_claim_without_a_unit_keeps_product_and_serial(store: Store) -> None:
    path = write(store, "number,serial,product,filed,fault\nC1,ZZ-9,Zed,2020-01-01,no power\n", "claims.csv")
    assert counts(bring(store, path, **{"as": "claims"})) == (1, 0, 0)
    (line,) = store.claims.queue("closed").lines
    assert (line.serial, line.product) == ("ZZ-9", "Zed")


@real
def test_the_published_scores_come_out(store: Store) -> None:
    for name, options in (("sudzilla_input_01.csv", {"date_order": "mdy"}), ("sudzilla_input_02.csv", {})):
        with Store.open(store.path.with_name(f"{name}.db"), create=True) as desk:
            bring(desk, DATA / name, **options)
            score = desk.ratings.score(None, None)
            assert (score.n, score.promoters, score.detractors) == (39, 8, 22)
            assert score.nps is not None
            assert round(float(score.nps), 1) == -35.9
    bring(store, DATA / "rpkg_nps_testdata.csv")
    assert store.ratings.score(None, None).display == "+10"


@real
def test_the_bank_file_is_read_day_first_and_says_what_is_doubtful(store: Store) -> None:
    report = bring(store, DATA / "bank_nps_a.csv")
    assert (report.date_order, report.rows, report.rejected) == ("dmy", 5000, 0)
    assert any("otherwise" in str(warning) for warning in report.warnings)


@real
def test_real_exports_of_units_come_in(store: Store) -> None:
    drives = bring(store, DATA / "backblaze_drives_500.csv")
    assert counts(drives) == (500, 0, 0)
    assets = bring(store, DATA / "snipeit_assets-sample-BLANKS.csv")
    assert (assets.rows, assets.rejected) == (200, 17)
    assert (assets.line_end, assets.preset, assets.date_order) == ("cr", "snipeit", "mdy")
    stock = bring(store, DATA / "inventree_serialised_stock.csv")
    assert counts(stock) == (109, 0, 0)
    assert store.units.count() == 500 + 183 + 109
    assert store.check() == []
    assert counts(bring(store, DATA / "backblaze_drives_500.csv")) == (0, 500, 0)


@real
def test_real_repairs_come_in_as_closed_claims(store: Store) -> None:
    report = bring(store, DATA / "ords_mobifix.csv")
    assert (report.rows, report.rejected) == (1916, 0)
    assert store.claims.queue("closed", limit=5).lines[0].state == "closed"


def test_a_list_that_contradicts_itself_about_a_known_unit_is_not_believed(store: Store) -> None:
    bring(store, write(store, "serial,product,notes\nS1,KX,one\n"))
    path = write(store, "serial,product,notes,partner\nS1,KX,two,\nS1,KX,three,\nS1,KX,,Ann\n", "new.csv")
    report = bring(store, path)
    assert counts(report) == (2, 0, 1)
    assert "(notes)" in str(report.samples[0][2])
    (unit,) = store.units.exact("S1")
    assert (store.units.get(unit).notes, store.units.get(unit).partner) == ("two", "Ann")
    assert store.check() == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("customers", "name,phone,email\nAnn,12345678,a@x.org\nAnn,12345678,b@x.org\nANN,12345678,\n"),
        ("products", "product,brand,category\nKX,Haier,oven\nKX,Haier,fridge\nkx,Haier,\n"),
    ],
)
def test_a_customer_or_product_told_in_two_ways_goes_to_the_reject_file(
    store: Store, kind: str, text: str
) -> None:
    report = bring(store, write(store, text), **{"as": kind})
    assert counts(report) == (1, 1, 1)
    assert "stands in this file before" in str(report.samples[0][2])
    assert store.check() == []


def test_units_whose_owner_is_told_in_two_ways_are_taken_with_a_warning(store: Store) -> None:
    people = "S1,KX,oven,Ann,12345678,a@x.org\nS2,KX,fridge,Ann,12345678,b@x.org\n"
    report = bring(store, write(store, f"serial,product,category,customer,phone,email\n{people}"))
    assert counts(report) == (2, 0, 0)
    (warning,) = map(str, report.warnings)
    assert "KX (category), Ann (email)" in warning
