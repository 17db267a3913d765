"""The first sheet of a workbook, read as if it were a CSV file.

A cell becomes the text that a person would have typed: a real date is written ``YYYY-MM-DD``, a whole
number without a point. A number of more than fifteen digits has already lost some of them in the
spreadsheet; it is written the way the spreadsheet shows it, so that a serial is refused and not invented.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from store.exchange import encodings
from store.exchange.source import WIDEST, Notice, Source, unreadable
from store.wording import N_, say

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    from store.exchange.reader import Chunk

LARGEST = 1 << 30
"""Bytes that a workbook may have when it is unpacked."""


def sniff_workbook(path: Path) -> Source:
    """Describe the table on the first sheet that holds one.

    Raises:
        Unreadable: It is some other archive, damaged, too large or empty.
    """
    _refuse_other_archive(path)
    names = _sheet_names(path)
    for name in names:
        sheet = _sheet(path, name)
        first = next(((line, cells) for line, cells in _records(sheet) if any(cells)), None)
        if first is not None:
            break
    else:
        raise unreadable("EMPTY", say(N_("{file} is empty."), file=path.name))
    header = tuple(cell.strip() for cell in first[1])
    if len(header) > WIDEST:
        sentence = say(
            N_("{file} has {found} columns; at most {most} make sense."),
            file=path.name,
            found=len(header),
            most=WIDEST,
        )
        raise unreadable("TOO_WIDE", sentence)
    digest = hashlib.sha256()
    for chunk in encodings.chunks(path):
        digest.update(chunk)
    about = path.stat()
    return Source(
        path=path,
        format="xlsx",
        encoding="",
        delimiter="",
        line_end="none",
        bom=False,
        header=header,
        size=about.st_size,
        sha256=digest.hexdigest(),
        skip=first[0] - 1,
        sheet=name,
        stamp=about.st_mtime_ns,
        notices=_other_sheets(path, names, name),
    )


def _other_sheets(path: Path, names: list[str], used: str) -> tuple[Notice, ...]:
    others = [name for name in names if name != used and _sheet(path, name).height]
    if not others:
        return ()
    sentence = say(
        N_("Only the sheet {sheet} is read; the workbook also has: {others}."),
        sheet=used,
        others=", ".join(others),
    )
    return (Notice("OTHER_SHEETS", sentence, ask=True),)


def _refuse_other_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(path) from error
    if not any(entry.filename.lower() in {"xl/workbook.xml", "xl/workbook.bin"} for entry in entries):
        sentence = say(
            N_(
                "{file} is an archive, not an Excel workbook. Unpack it, or save "
                "the list as CSV (UTF-8) or .xlsx."
            ),
            file=path.name,
        )
        raise unreadable("NOT_A_TABLE", sentence)
    if sum(entry.file_size for entry in entries) > LARGEST:
        raise unreadable(
            "TOO_LARGE",
            say(N_("{file} is too large unpacked. Save the list as CSV (UTF-8)."), file=path.name),
        )


def _damaged(path: Path) -> Exception:
    return unreadable(
        "DAMAGED",
        say(
            N_("{file} begins like an Excel workbook but cannot be opened. Save it again, or as CSV."),
            file=path.name,
        ),
    )


def _sheet_names(path: Path) -> list[str]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return list(CalamineWorkbook.from_path(str(path)).sheet_names)
    except (CalamineError, OSError) as error:
        raise _damaged(path) from error


def _sheet(path: Path, name: str) -> CalamineSheet:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)
    except (CalamineError, OSError) as error:
        raise _damaged(path) from error


def _records(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    if sheet.start is None:
        return
    for line, cells in enumerate(sheet.iter_rows(), 1):  # from row 1, whichever row is used first
        yield line, [typed(cell) for cell in cells]


def sheet_chunks(source: Source, progress: Callable[[int], object] | None, size: int) -> Iterator[Chunk]:
    """Read the records below the header, `size` at a time."""
    from store.exchange.reader import Chunk

    lines: list[int] = []
    records: list[list[str]] = []
    for line, cells in _records(_sheet(source.path, source.sheet or "")):
        if line <= source.skip + 1:
            continue
        lines.append(line)
        records.append(cells)
        if len(records) == size:
            yield Chunk(lines, records)
            if progress is not None:
                progress(line)
            lines, records = [], []
    if records:
        yield Chunk(lines, records)


def typed(cell: object) -> str:
    """Return what a person would have typed to get this cell."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).upper() if isinstance(cell, bool | timedelta) else ""


def _number(value: int | float) -> str:
    if abs(value) >= 1e15:
        return f"{value:.5E}"
    if value == int(value):
        return str(int(value))
    return repr(value)
