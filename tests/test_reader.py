"""Bytes to records: formats, encodings, delimiters, line ends, and nothing lost on the way."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.errors import StoreError, Unreadable
from store.exchange.parsing import batches, parsed
from store.exchange.planning import choose
from store.exchange.reader import Reject, Row, Tally, chunks, rows
from store.exchange.source import Source, sniff

HEAD = "name,phone,serial,bought\n"
LINE = "Ann,0123,0007,2026-01-02\n"


def put(folder: Path, content: str | bytes, name: str = "list.csv") -> Source:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return sniff(path)


def cells(source: Source) -> list[list[str]]:
    return [list(row.cells) for row in rows(source) if isinstance(row, Row)]


def code(folder: Path, content: bytes) -> tuple[str, str]:
    with pytest.raises(Unreadable) as caught:
        list(rows(put(folder, content)))
    return caught.value.code, str(caught.value)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(60), ".xls"),
        (b"\x1f\x8b\x08" + bytes(20), "gzip"),
        (b"SQLite format 3\x00" + bytes(60), "SQLite"),
        (b"<html><table></table></html>", "HTML"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?>", "HTML"),
        (b'{"a": 1}', "JSON"),
        (b'[ {"a": 1} ]', "JSON"),
        (b'["a"]', "JSON"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    found, sentence = code(tmp_path, content)
    assert found == "NOT_A_TABLE"
    assert what in sentence
    assert "CSV" in sentence


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\x1a"])
def test_an_empty_file_is_called_empty(tmp_path: Path, content: bytes) -> None:
    assert code(tmp_path, content)[0] == "EMPTY"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        sniff(tmp_path / "nowhere.csv")
    assert caught.value.code == "NO_FILE"
    assert "nowhere.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "encoding", "bom"),
    [
        ((HEAD + "José,1,2,x\n").encode(), "utf-8", False),
        ((HEAD + "José,1,2,x\n").encode("utf-8-sig"), "utf-8-sig", True),
        (codecs.BOM_UTF16_LE + (HEAD + "José,1,2,x\n").encode("utf-16-le"), "utf-16", True),
        (codecs.BOM_UTF16_BE + (HEAD + "José,1,2,x\n").encode("utf-16-be"), "utf-16", True),
        ((HEAD + "José,1,2,x\n").encode("cp1252"), "cp1252", False),
        ((HEAD + "José,1,2,x\n").replace("\n", "\r").encode("mac_roman"), "mac_roman", False),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, encoding: str, bom: bool) -> None:
    source = put(tmp_path, content)
    assert (source.encoding, source.bom) == (encoding, bom)
    assert source.header[0] == "name"
    assert cells(source) == [["José", "1", "2", "x"]]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "серийный номер;покупатель\nИванов Пётр;Москва\nСидорова Анна;Казань\n"),
        ("koi8_r", "серийный номер;покупатель\nИванов Пётр;Москва\n"),
        ("gb18030", "序列号;客户\n张伟;北京市朝阳区\n王芳;上海\n"),
        ("shift_jis", "シリアル;顧客\n山田太郎;東京都\n"),
        ("cp949", "일련번호;고객\n김민수;서울\n"),
    ],
)
def test_a_guessed_encoding_is_said_with_an_example(tmp_path: Path, encoding: str, text: str) -> None:
    source = put(tmp_path, text.encode(encoding))
    assert source.encoding == encoding
    (notice,) = [notice for notice in source.notices if notice.code == "ENCODING_GUESSED"]
    assert notice.ask
    assert encoding in str(notice.sentence)
    assert source.header[0] in str(notice.sentence)


def test_whoever_knows_the_encoding_may_say_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Nr;Klient\n1;Łukasz\n".encode("cp1250"))
    source = sniff(path, encoding="cp1250")
    assert cells(source) == [["1", "Łukasz"]]
    assert not source.notices


def test_utf16_without_its_mark_is_refused_with_advice(tmp_path: Path) -> None:
    found, sentence = code(tmp_path, (HEAD + LINE).encode("utf-16-be"))
    assert found == "UTF16"
    assert "UTF-8" in sentence


@pytest.mark.parametrize(("end", "name"), [("\n", "lf"), ("\r\n", "crlf"), ("\r", "cr")])
def test_line_ends(tmp_path: Path, end: str, name: str) -> None:
    source = put(tmp_path, (HEAD + LINE + LINE).replace("\n", end))
    assert source.line_end == name
    assert [row.line for row in rows(source)] == [2, 3]
    assert source.final_newline


def test_mixed_line_ends_and_no_last_one(tmp_path: Path) -> None:
    source = put(tmp_path, "a,b\n1,2\r\n3,4\r5,6")
    assert (source.line_end, source.final_newline) == ("mixed", False)
    assert cells(source) == [["1", "2"], ["3", "4"], ["5", "6"]]


@pytest.mark.parametrize(
    ("text", "mark", "first"),
    [
        ("a,b;c\n1,2\n3,4\n", ",", ["1", "2"]),
        ("name;phone;serial\nLee, Ann;1;2\n", ";", ["Lee, Ann", "1", "2"]),
        ("a\tb\n1\t2\n", "\t", ["1", "2"]),
        ("a|b\n1|2\n", "|", ["1", "2"]),
        ("sep=;\na,x;b\n1,1;2\n", ";", ["1,1", "2"]),
        ('"a, or b, or c";d\n1;2\n', ";", ["1", "2"]),
        ("alone\n1,2\n", ",", None),
        ('Path, "with, comma", end\n1, "2,3", 4\n', ",", ["1", "2,3", "4"]),
    ],
)
def test_the_delimiter_is_the_headers(tmp_path: Path, text: str, mark: str, first: list[str] | None) -> None:
    source = put(tmp_path, text)
    assert source.delimiter == mark
    found = next(rows(source))
    assert (list(found.cells) if isinstance(found, Row) else None) == first


def test_lines_are_physical_and_blank_ones_are_counted(tmp_path: Path) -> None:
    source = put(tmp_path, 'sep=,\n\na,b\n1,"x\ny"\n\n , \n2,z\r\n\x1a')
    tally = Tally()
    found = list(rows(source, tally=tally))
    assert [(row.line, list(row.cells)) for row in found] == [(4, ["1", "x\ny"]), (8, ["2", "z"])]
    assert (tally.rows, tally.blank) == (2, 3)


def test_a_wrong_width_is_a_reject_that_keeps_its_cells(tmp_path: Path) -> None:
    source = put(tmp_path, "a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n1,2,3\n")
    found = list(rows(source))
    bad = [row for row in found if isinstance(row, Reject)]
    assert [(row.line, list(row.cells), row.code) for row in bad] == [
        (2, ["1", "2"], "WIDTH"),
        (3, ["1", "2", "3", "4"], "WIDTH"),
    ]
    assert "2" in str(bad[0].reason)
    assert cells(source) == [["1", "2", "3"]] * 2


def test_a_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    (found,) = (row for row in rows(put(tmp_path, "a,b,c\n1,2,3\n1,2")) if isinstance(row, Reject))
    assert "cut off" in str(found.reason)


def test_columns_without_title_at_the_end_may_be_missing(tmp_path: Path) -> None:
    assert cells(put(tmp_path, "a,b,,\n1,2\n3,4,,\n")) == [["1", "2", "", ""], ["3", "4", "", ""]]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + LINE + '"Bob,1,2,2026-01-02\nCy,1,2,x\nDi,1,2,x\n', 3),
        (HEAD + '"Ann"x,0123,7,2026-01-02\n' + LINE, 2),
        (HEAD + 'A,"x\ny",1,1\n' + '"Bob', 4),
    ],
)
def test_an_open_quote_swallows_nothing_in_silence(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(Unreadable) as caught:
        list(rows(put(tmp_path, text)))
    assert caught.value.code == "BAD_QUOTES"
    assert caught.value.details["line"] == line
    assert f"Line {line} " in str(caught.value)


def test_a_stray_quote_is_a_letter(tmp_path: Path) -> None:
    assert cells(put(tmp_path, 'a,b\nAnn "The" Lee,13"\n')) == [['Ann "The" Lee', '13"']]


def test_five_thousand_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        put(tmp_path, ",".join(f"c{n}" for n in range(5000)) + "\n")
    assert caught.value.code == "TOO_WIDE"


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    source = put(tmp_path, HEAD + LINE)
    source.path.write_text(HEAD + LINE + LINE)
    with pytest.raises(Unreadable) as caught:
        list(rows(source))
    assert caught.value.code == "FILE_CHANGED"


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    source = put(tmp_path, HEAD + LINE * 12_000)
    told: list[int] = []
    assert sum(len(chunk.records) for chunk in chunks(source, told.append)) == 12_000
    assert told == sorted(told)
    assert told[-1] == source.size


def test_memory_stays_flat(tmp_path: Path) -> None:
    import tracemalloc

    def peak(count: int) -> int:
        source = put(tmp_path, HEAD + "".join(f"Ann {n},1,S{n:07},2026-01-02\n" for n in range(count)))
        tracemalloc.start()
        for _ in batches(choose(source)):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(60_000) < 1.5 * peak(20_000)


class TestWorkbooks:
    """The first sheet, with real dates and whole numbers."""

    @staticmethod
    def book(folder: Path, **sheets: list[list[object]]) -> Path:
        import openpyxl

        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, lines in sheets.items():
            sheet = workbook.create_sheet(name)
            for number, line in enumerate(lines, 1):
                for column, value in enumerate(line, 1):
                    sheet.cell(number, column).value = value
        path = folder / "list.xlsx"
        workbook.save(path)
        return path

    def test_cells_become_what_was_typed(self, tmp_path: Path) -> None:
        from datetime import date, datetime

        path = self.book(
            tmp_path,
            Units=[
                [],
                ["Serial", "Purchase date", "Note", "Warranty"],
                ["0012", date(2026, 1, 2), "x\ny", 24],
                [],
                [12345678, datetime(2026, 1, 2, 10, 5), True, 24.5],
                [123456789012345678, None, "", 1e-7],
            ],
            Other=[["a"]],
        )
        source = sniff(path)
        assert (source.format, source.sheet, source.skip) == ("xlsx", "Units", 1)
        tally = Tally()
        found = [(row.line, list(row.cells)) for row in rows(source, tally=tally)]
        assert found == [
            (3, ["0012", "2026-01-02", "x\ny", "24"]),
            (5, ["12345678", "2026-01-02 10:05:00", "TRUE", "24.5"]),
            (6, ["1.23457E+17", "", "", "1e-07"]),
        ]
        assert tally.blank == 1
        assert [notice.code for notice in source.notices] == ["OTHER_SHEETS"]

    def test_a_number_that_lost_its_digits_is_no_serial(self, tmp_path: Path) -> None:
        path = self.book(tmp_path, S=[["Serial", "Product"], [123456789012345678, "X"], ["SN 1", "X"]])
        first, second = parsed(choose(sniff(path)))
        assert isinstance(first, Reject)
        assert first.column == "Serial"
        assert not isinstance(second, Reject)

    def test_dates_of_a_workbook_need_no_order(self, tmp_path: Path) -> None:
        from datetime import date

        path = self.book(tmp_path, S=[["Serial", "Purchase date"], ["S1", date(2026, 3, 4)]])
        plan = choose(sniff(path), today=date(2026, 11, 22))
        (row,) = parsed(plan)
        assert not isinstance(row, Reject)
        assert row.values["invoiced"] == "2026-03-04"

    @pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(60), b"PK\x05\x06" + bytes(18)])
    def test_what_only_begins_like_one_is_refused(self, tmp_path: Path, content: bytes) -> None:
        assert code(tmp_path, content)[0] in {"DAMAGED", "NOT_A_TABLE"}

    def test_another_archive_is_not_a_workbook(self, tmp_path: Path) -> None:
        import zipfile

        path = tmp_path / "list.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", "<x/>")
        with pytest.raises(Unreadable) as caught:
            sniff(path)
        assert caught.value.code == "NOT_A_TABLE"


TEXT = st.text(st.sampled_from('ab1é",;\t|\r\n \x00\x1a-/:'), max_size=60)


@given(st.one_of(st.binary(max_size=120), TEXT.map(lambda text: ("serial,date\n" + text).encode())))
@settings(
    max_examples=300,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_bytes_are_read_or_refused_and_the_counts_add_up(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    tally = Tally()
    try:
        found = list(parsed(choose(sniff(path), "units"), tally=tally))
    except StoreError as error:
        assert str(error)
        return
    assert len(found) == tally.rows == tally.accepted + tally.rejected
    assert tally.rejected == sum(isinstance(row, Reject) for row in found)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1a\ufeff"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=12), st.sampled_from([",", ";", "\t"]))
@settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_a_writer_wrote_is_read_to_the_letter(tmp_path: Path, table: list[list[str]], mark: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b", "c"], *table])
    source = put(tmp_path, text.getvalue())
    kept = [line for line in table if "".join(line).strip(" \t\u00a0")]
    assert cells(source) == kept
