"""Bad lists, bad names of files, bad words: refused in words that say what would be accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath

import pytest
from naughty_help import bring, listed

from store.errors import Refused, StoreError
from store.exchange.inert import harmless, restored
from store.exchange.names import beside, checked, checked_pure, tame
from store.store import Store
from tui.__main__ import main

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "desk.db", create=True, clock=lambda: NOW) as store:
        yield store


def test_a_table_of_five_thousand_columns_is_refused(store: Store, tmp_path: Path) -> None:
    path = listed(tmp_path / "wide.csv", ["serial", *(f"c{n}" for n in range(4999))], [["1"] * 5000])
    with pytest.raises(StoreError) as caught:
        bring(store, path)
    assert "5000" in str(caught.value)


def test_the_same_bad_file_again_leaves_one_file_of_rejects(store: Store, tmp_path: Path) -> None:
    path = listed(tmp_path / "list.csv", ["serial", "product"], [["1.23E+15", "AC"], ["OK-1", "AC"]])
    first = bring(store, path)[1].rejects
    again = bring(store, path)[1].rejects
    assert first == again
    assert [each.name for each in tmp_path.glob("*rejects*")] == ["list.rejects.csv"]
    path.write_text(path.read_text("utf-8") + "#N/A,AC\n", "utf-8")
    assert bring(store, path)[1].rejects == tmp_path / "list.rejects-2.csv"
    assert not list(tmp_path.glob(".*part"))


def test_a_serial_that_only_a_person_can_tell_is_taken_from_the_reject_file(
    store: Store, tmp_path: Path
) -> None:
    path = listed(tmp_path / "l.csv", ["serial", "product"], [["12E5", "KX-200"], ["1E5", "KX-200"]])
    file, report = bring(store, path)
    assert (file.accepted, file.rejected) == (1, 1)
    assert "import the file of refused rows as it is" in str(file.samples[0][2])
    assert report.rejects is not None
    assert bring(store, report.rejects)[0].accepted == 1
    assert store.units.exact("12e5")


def test_look_alike_letters_in_serials_are_said(store: Store, tmp_path: Path) -> None:
    rows = [["SN-\u0410\u041212", "AC"], ["SN\u2013001", "AC"], ["\uff33\uff2e9", "AC"], ["SN\u200b7", "AC"]]
    file, _ = bring(store, listed(tmp_path / "l.csv", ["serial", "product"], rows))
    (warning,) = file.warnings
    assert "look Latin" in str(warning) and "SN-AB12" in str(warning) and "SN7" not in str(warning)
    assert store.units.exact("SN-AB12")
    assert store.units.find("SN-\u0410\u041212").suggestions == ("SN-AB12",)


def test_o_and_zero_are_two_units_that_are_only_suggested(store: Store, tmp_path: Path) -> None:
    path = listed(tmp_path / "l.csv", ["serial", "product"], [["SNO012", "AC"], ["SN0012", "AC"]])
    assert bring(store, path)[0].accepted == 2
    assert store.units.exact("SNO012") != store.units.exact("SN0012")


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b",
        "\ud800",
        "A\ud800B",
        "\x00",
        '"',
        '""',
        'a"b"c',
        "*",
        "NEAR(a b)",
        "a" * 9999,
        "^a",
        "{x}: y",
    ],
)
def test_a_search_is_never_a_query_of_the_index(store: Store, text: str) -> None:
    store.units.add_customer("Ann")
    assert store.units.find(text).hits == ()
    assert store.units.exact(text) == []


GOOD = (
    "units.csv",
    "Liste 2026 (neu).xlsx",
    "список.csv",
    "单位.csv",
    "a",
    "x" * 96 + ".csv",
    "O'Neil_2.csv",
)
BAD = (
    *(
        "",
        ".bashrc",
        "-rf",
        "a.csv.",
        "a ",
        "con",
        "CON.csv",
        "Lpt1.txt",
        "aux",
        "nul.tar.gz",
        "com\u00b9.csv",
    ),
    *(
        "a\x00b.csv",
        "a\nb.csv",
        "a\x1b[2J.csv",
        "a\u202egpj.exe",
        "..\\x",
        "C:\\x.csv",
        "C:x.csv",
        "a:b.csv",
        "a*",
    ),
    *(
        "a?b",
        "a<b",
        'a"b',
        "a|b",
        "x" * 101,
        "\u5b57" * 90,
        "\ud800.csv",
        "../x",
        "below/../../x",
        "..",
        " a",
    ),
)


@pytest.mark.parametrize("name", GOOD)
def test_names_that_mean_one_file_everywhere(name: str, tmp_path: Path) -> None:
    assert checked(tmp_path / name, "out") == tmp_path / name


@pytest.mark.parametrize("name", BAD)
def test_other_names_are_refused_and_the_field_is_named(name: str) -> None:
    with pytest.raises(Refused) as caught:
        checked(Path(name), "out")
    assert (caught.value.code, caught.value.field) == ("BAD_NAME", "out")
    assert str(caught.value).isprintable() and "make a good name" in str(caught.value)


def test_a_path_of_windows_may_have_a_drive_but_must_say_where_on_it() -> None:
    assert checked_pure(PureWindowsPath("C:\\lists\\x.csv"), "out")
    for bad in ("C:x.csv", "C:\\..\\x.csv", "C:\\lists\\con.csv"):
        with pytest.raises(Refused):
            checked_pure(PureWindowsPath(bad), "out")


def test_an_export_never_goes_through_a_link(store: Store, tmp_path: Path, capsys: object) -> None:
    target, link = tmp_path / "target.txt", tmp_path / "link.csv"
    target.write_text("precious")
    link.symlink_to(target)
    words = ["export", "units", "--out", str(link), "--db", str(store.path)]
    assert main(words) == 1
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere")
    assert main([*words[:3], str(tmp_path / "gone.csv"), *words[4:]]) == 1
    assert main([*words, "--force"]) == 0
    assert target.read_text() == "precious" and not link.is_symlink()
    assert link.stat().st_mode & 0o777 == 0o600


def test_a_serial_that_begins_with_a_dash(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.units.add("-9", store.products.add("AC").id)
    assert main(["show", "-9x", "--db", str(store.path)]) == 2
    assert "-- -9x" in capsys.readouterr().err
    assert main(["claims", "--bad", "--db", str(store.path)]) == 2
    assert "-- --bad" not in capsys.readouterr().err
    assert main(["show", "--json", "--db", str(store.path), "--", "-9"]) == 0
    assert json.loads(capsys.readouterr().out)["matches"][0]["unit"]["serial"] == "-9"


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("李伟 зонт.jpeg", "李伟 зонт.jpeg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\a.png", "a.png"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("NUL.png", "file.png"),
        ("a\x00b\u202egnp.exe", "a-b-gnp.exe"),
        ("a:b|c?.txt", "a-b-c.txt"),
        ("", "file"),
        ("...", "file"),
        ("trailing. ", "trailing"),
        ("\ud800.png", "file.png"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
    ],
)
def test_a_name_from_data_is_tamed(given: str, made: str) -> None:
    assert tame(given) == made
    assert checked(Path(tame(given)), "out")


@pytest.mark.parametrize("stem", ["a" * 100, "a" * 95, "я" * 100, "list"])
def test_what_tells_a_file_from_the_one_beside_it_is_never_cut_off(stem: str) -> None:
    for tail in (".rejects.csv", "-rejected.csv", ".rejects.toml"):
        found = beside(Path("/in") / f"{stem}.csv", tail)
        assert found.name.endswith(tail) and found.name.startswith(stem[:4])
        assert checked(found, "rejects")


@pytest.mark.parametrize("sign", "=+-@|%＝＋－＠｜％﹦﹢﹣﹫﹪\t'")
def test_no_form_of_a_sign_is_computed_and_each_comes_back(sign: str) -> None:
    for cell in (f"{sign}1+1", f" {sign}A1", f"\u200b{sign}cmd|' /C calc'!A0"):
        assert harmless(cell) == f"'{cell}" and restored(f"'{cell}") == cell
    assert harmless(f"a{sign}1") == f"a{sign}1"
