"""The corpus of hostile input, each case the whole way: importer, search, export, names of files."""

from __future__ import annotations

import csv
import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from naughty_help import ASKED, CASES, CORPUS, bring, cases, file_of, listed, text_of

from store.errors import Refused, StoreError
from store.exchange.exporter import FORMATS, export
from store.exchange.inert import harmless
from store.exchange.slips import save_as
from store.rules.serials import serial_key
from store.store import Store
from tui.__main__ import main

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not CORPUS.is_file(), reason="the corpus is not shipped")


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store.open(tmp_path / "desk.db", create=True, clock=lambda: NOW) as store:
        yield store


@pytest.mark.parametrize("case", cases("csv"))
def test_files_through_the_command_line(
    case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of(case, tmp_path / "list.csv")
    status = main(["import", str(path), "--db", str(tmp_path / "desk.db"), "--json"])
    said = capsys.readouterr()
    expect = case["expect"]
    if status == 2:
        assert said.out == "" and said.err.count("\n") <= 2
        assert expect["action"] in {"reject_file", "ask"}
        if expect["action"] == "ask":
            assert "--" in said.err
        return
    assert status == 0
    (file,) = json.loads(said.out)["files"]
    assert file["rows"] == file["accepted"] + file["unchanged"] + file["rejected"]
    if expect["action"] == "ask":
        assert any("--encoding" in warning or "--map" in warning for warning in file["warnings"])
        return
    assert expect["action"] == "accept"
    assert (file["accepted"], file["rejected"]) == (expect["rows_ok"], expect.get("rows_rejected", 0))
    rejects = json.loads(said.out)["rejects"]
    assert (rejects is not None) == bool(file["rejected"])
    if rejects:
        with Path(rejects).open(encoding="utf-8", newline="") as kept:
            assert sum(1 for _ in csv.reader(kept)) == file["rejected"] + 1


def test_what_is_asked_is_refused_or_said_before_anything_is_taken(store: Store, tmp_path: Path) -> None:
    for case in CASES["csv"]:
        if case["expect"]["action"] != "ask":
            continue
        path = file_of(case, tmp_path / f"{case['id']}.csv")
        try:
            file, _ = bring(store, path, dry_run=True)
        except StoreError as error:
            assert error.code in ASKED
        else:
            assert file.warnings
    assert store.units.count() == 0


def name_after(case: dict[str, Any]) -> str | None:
    """Return what a case's text becomes as a name; None: it is refused."""
    expect = case["expect"]
    if expect["action"] == "reject_row":
        return None
    text = expect.get("value", text_of(case))
    return unicodedata.normalize("NFC", text.replace("\n", " "))


def test_strings_as_names_of_customers(store: Store, tmp_path: Path) -> None:
    strings = [case for case in CASES["string"] if case["id"] != "surrogate"]
    rows = [(text_of(case), f"+44 20 {n:07}", "en") for n, case in enumerate(strings)]
    path = listed(tmp_path / "people.csv", ["name", "phone", "language"], rows)
    wanted = [name_after(case) for case in strings]
    # A cell of nothing but blanks in a row that says something else is a customer without a name.
    file, _ = bring(store, path, **{"as": "customers"})
    assert (file.accepted, file.rejected) == (len(wanted) - wanted.count(None), wanted.count(None))
    names = [row[0] for row in store.context.connection.execute("SELECT name FROM customer")]
    assert sorted(names) == sorted(name for name in wanted if name is not None)
    assert store.check() == []


def test_a_lone_surrogate_never_reaches_the_file(store: Store) -> None:
    assert store.units.add_customer("A\ud800B").name == "AB"


@pytest.mark.parametrize("kind", ["string", "search"])
def test_every_text_may_be_searched_for(store: Store, kind: str) -> None:
    product = store.products.add("KX-200")
    plain = {}
    for n, case in enumerate(CASES[kind]):
        try:
            customer = store.units.add_customer(text_of(case), phones=(f"+44 555 {n:06}",))
        except Refused:
            continue
        store.units.add(f"Q-{n}-Z", product.id, customer=customer.id)
        plain[case["id"]] = (customer.name, n)
    for case in CASES[kind]:
        found = store.units.find(text_of(case), 50)
        assert len(found.hits) <= 50
        if case["id"] in plain:
            name, n = plain[case["id"]]
            if any(letter.isalpha() for letter in name) and len(name.split()) == 1 and len(name) < 60:
                assert f"Q-{n}-Z" in [hit.serial for hit in store.units.find(name, 50).hits], case["id"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("inert", [False, True], ids=["exact", "for-spreadsheets"])
def test_cells_that_a_spreadsheet_would_compute_come_back_as_they_were(
    store: Store, tmp_path: Path, form: str, *, inert: bool
) -> None:
    texts = [text_of(case) for case in CASES["export"]]
    texts += ["'=1+1", "''=x", "'plain", "-1", "％x", "\u200b=1", "O'Neil", '"=1"', "＋44", "0012", "=1\n=2"]
    made = [store.units.add_customer(f"{text.strip()} {n}", notes=text) for n, text in enumerate(texts)]
    kept = {customer.name: customer.notes for customer in made}
    path = tmp_path / f"out.{form}"
    assert export(store.context, "customers", path, form, inert=inert) == len(kept)
    assert path.stat().st_mode & 0o777 == 0o600
    if form == "csv" and inert:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not any(
            cell.lstrip(" \u200b\ufeff")[:1] in tuple("=+-@|%\t\r＝＋－＠") for cell in cells if cell
        )
        assert all(harmless(cell) != cell for cell in cells if cell.startswith("'"))
    if form == "json":
        rows = json.loads(path.read_text("utf-8"))
        assert {row["name"]: row["notes"] for row in rows} == kept
        return
    with Store.open(tmp_path / "other.db", create=True, clock=lambda: NOW) as other:
        report, _ = bring(other, path)
        assert (report.accepted, report.rejected) == (len(kept), 0)
        found = other.context.connection.execute("SELECT name, notes FROM customer")
        assert dict(found.fetchall()) == kept


@pytest.mark.parametrize("case", cases("filename"))
def test_names_of_files(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "here" / "below"
    folder.mkdir(parents=True)
    Store.open(tmp_path / "desk.db", create=True).close()
    monkeypatch.chdir(folder)
    before = sorted(tmp_path.rglob("*"))
    name = case["text"]
    assert main(["export", "units", f"--out={name}", "--db", str(tmp_path / "desk.db"), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["error"], said["field"]) == ("BAD_NAME", "out")
    with pytest.raises(Refused):
        save_as("paper", Path(name))
    listed(tmp_path / "l.csv", ["serial"], [["#N/A"]])
    status = main(["import", str(tmp_path / "l.csv"), f"--rejects={name}", "--db", str(tmp_path / "desk.db")])
    assert status == 1 and "REFUSED BAD_NAME" in capsys.readouterr().err
    (tmp_path / "l.csv").unlink()
    assert sorted(path for path in tmp_path.rglob("*") if "desk.db" not in path.name) == sorted(
        path for path in before if "desk.db" not in path.name
    )


@pytest.mark.parametrize("case", cases("date"))
def test_dates_in_a_list(case: dict[str, Any], store: Store, tmp_path: Path) -> None:
    path = listed(tmp_path / "l.csv", ["serial", "invoiced"], [["SN-1", text_of(case)]])
    action = case["expect"]["action"]
    try:
        file, _ = bring(store, path)
    except StoreError as error:
        assert action == "ask" and "--date-order" in str(error)
        return
    assert (file.accepted, file.rejected) == ((1, 0) if action == "accept" else (0, 1))
    if action == "accept":
        unit = store.units.get(store.units.exact("SN-1")[0])
        assert unit.dates == {"invoiced": case["expect"]["value"]}


@pytest.mark.parametrize("case", cases("rating"))
def test_ratings_in_a_list(case: dict[str, Any], store: Store, tmp_path: Path) -> None:
    path = listed(tmp_path / "l.csv", ["score", "date"], [[text_of(case), "2026-11-01"]])
    file, _ = bring(store, path, **{"as": "ratings"})
    scores = [row[0] for row in store.context.connection.execute("SELECT score FROM rating")]
    if case["expect"]["action"] == "accept":
        assert scores == [int(case["expect"]["value"])]
    else:
        assert (file.rejected, scores) == (1, [])


@pytest.mark.parametrize("case", cases("serial"))
def test_serials_in_a_list(case: dict[str, Any], store: Store, tmp_path: Path) -> None:
    path = listed(tmp_path / "l.csv", ["serial", "product"], [[text_of(case), "KX-200"]])
    file, report = bring(store, path)
    if case["expect"]["action"] == "reject_row":
        assert file.rejected == 1
        return
    assert file.accepted == 1, report
    flagged = [warning for warning in file.warnings if "look Latin" in str(warning)]
    assert bool(flagged) == (case["id"] == "serial-cyr")
    wanted = case["expect"].get("value", text_of(case))
    (id_,) = store.units.exact(wanted)
    assert serial_key(store.units.get(id_).serial) == serial_key(wanted)
    looked = store.units.find(text_of(case))
    assert [hit.unit_id for hit in looked.hits] == [id_] or looked.suggestions or case["id"] == "serial-eq"


@pytest.mark.parametrize("case", cases("phone"))
def test_phones_in_a_list(case: dict[str, Any], store: Store, tmp_path: Path) -> None:
    rows = [["SN-1", "KX-200", "Ann", text_of(case)]]
    bring(store, listed(tmp_path / "l.csv", ["serial", "product", "customer", "phone"], rows))
    ((phones,),) = store.context.connection.execute("SELECT phones FROM customer").fetchall()
    (phone,) = json.loads(phones)
    assert phone == text_of(case) or not text_of(case).isascii()
    digits = "".join(str(unicodedata.digit(letter)) for letter in text_of(case) if letter.isdecimal())
    assert [hit.serial for hit in store.units.find(digits[-7:]).hits] == ["SN-1"]
