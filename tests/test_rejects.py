"""The reject file: exact, private, whole or absent, and importable once it is mended."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from store.errors import Refused
from store.exchange.parsing import Parsed, parsed
from store.exchange.planning import choose
from store.exchange.reader import Reject
from store.exchange.rejects import RejectFile
from store.exchange.source import sniff
from store.wording import say

TEXT = (
    "serial;customer;invoice date;reason\n"
    "S1;Ann;2026-01-02;a\n"
    '1.23E+15;"Bö;b\n2";2026-01-03;=1+1\n'
    "S3;Cy\n"
    "S4;Di;2099-01-01;\n"
)


def take(path: Path, rejects: Path) -> tuple[list[Parsed], RejectFile]:
    source = sniff(path)
    taken = []
    with RejectFile(rejects, source) as file:
        for row in parsed(choose(source, today=date(2026, 11, 22))):
            if isinstance(row, Reject):
                file.add(row)
            else:
                taken.append(row)
    return taken, file


def put(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_bytes(text.encode())
    return path


def test_columns_are_kept_to_the_letter_and_the_reason_follows(tmp_path: Path) -> None:
    taken, file = take(put(tmp_path, TEXT), tmp_path / "rejects.csv")
    assert len(taken) == 1
    assert file.count == 3
    lines = file.path.read_bytes().decode().split("\r\n")
    assert lines[0] == "serial;customer;invoice date;reason;line;column;reason"
    assert lines[1].startswith('1.23E+15;"Bö;b\n2";2026-01-03;=1+1;3;serial;')
    assert lines[2].startswith("S3;Cy;5;;")
    assert lines[3].startswith("S4;Di;2099-01-01;;6;invoice date;")
    assert lines[4:] == [""]


def test_it_is_for_its_owner_only_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    _, file = take(put(tmp_path, TEXT), tmp_path / "rejects.csv")
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv", "rejects.csv"]


def test_without_rejects_there_is_no_file(tmp_path: Path) -> None:
    take(put(tmp_path, "serial\nS1\n"), tmp_path / "rejects.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_after_an_error_there_is_no_file(tmp_path: Path) -> None:
    source = sniff(put(tmp_path, "serial\nS1\n"))
    with pytest.raises(RuntimeError), RejectFile(tmp_path / "rejects.csv", source) as file:
        file.add(Reject(2, ["S1"], "X", say("x")))
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_another_file_is_never_overwritten(tmp_path: Path) -> None:
    old = tmp_path / "rejects.csv"
    old.write_text("mine")
    _, file = take(put(tmp_path, TEXT), old)
    assert old.read_text() == "mine"
    assert file.path.name == "rejects-2.csv"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        take(put(tmp_path, TEXT), tmp_path / "no" / "rejects.csv")
    assert caught.value.code == "REJECT_FILE"


def test_mended_it_can_be_imported_and_unmended_it_is_rejected_again(tmp_path: Path) -> None:
    _, file = take(put(tmp_path, TEXT), tmp_path / "rejects.csv")
    taken, again = take(file.path, tmp_path / "again.csv")
    assert taken == []
    assert again.count == 3
    first = again.path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "serial;customer;invoice date;reason;line;column;reason"

    text = file.path.read_bytes().decode()
    mended = text.replace("1.23E+15", "0012").replace("2099", "2025").replace("S3;Cy;", "S3;Cy;2026-01-04;;")
    taken, rest = take(put(tmp_path, mended), tmp_path / "rest.csv")
    assert [row.values["serial"] for row in taken] == ["0012", "S3", "S4"]
    assert taken[0].values["customer"] == "Bö;b 2"
    assert rest.count == 0


def test_thirty_thousand_rejects_are_all_there(tmp_path: Path) -> None:
    path = put(tmp_path, "name,phone,serial,bought\n" + "x\n" * 30_000)
    taken, file = take(path, tmp_path / "rejects.csv")
    assert (len(taken), file.count) == (0, 30_000)
    with file.path.open(encoding="utf-8") as lines:
        assert sum(1 for _ in lines) == 30_001
