"""The records of a table, as they stand in the file: in order, with their line, none lost.

Reading is strict. A record of the wrong width becomes a `Reject` and keeps its cells; a quote that is
never closed refuses the file and names the line on which it opened, for everything after it is in doubt.
Records are read in chunks, so memory stays flat and the fast path can work by columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from store.exchange.inert import is_inert, restored
from store.exchange.source import Source, unreadable
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    import _csv

CHUNK = 5000
"""Records read at a time."""

CELL = 1 << 22
"""The most characters in one cell; a longer one is a quote that was never closed."""

Progress = Callable[[int], object]
"""Told now and then how many bytes (in a workbook: rows) have been read."""

_BREAK = re.compile("\r\n|\r|\n")
BLANK = " \t\x00\x1a\ufeff\u00a0"


@dataclass(frozen=True, slots=True)
class Row:
    """A record with a cell for every column."""

    line: int
    """Number of the physical line on which the record starts, from 1."""
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that cannot be taken in, and why."""

    line: int
    cells: Sequence[str]
    code: str
    reason: Sentence
    column: str | None = None
    """Title of the column at fault."""


@dataclass(slots=True)
class Tally:
    """What has been read so far: ``rows == accepted + rejected``, blank lines apart."""

    rows: int = 0
    blank: int = 0
    accepted: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records in a row, as the file has them."""

    lines: Sequence[int]
    records: list[list[str]]
    last: bool = False
    """Nothing follows."""


def rows(
    source: Source, progress: Progress | None = None, tally: Tally | None = None
) -> Iterator[Row | Reject]:
    """Read every record of the table below its header.

    Args:
        source: What `sniff` found.
        progress: Told how far the reading is.
        tally: Counts rows and blank lines; rejects of this step count as rejected.

    Raises:
        Unreadable: A quote is not closed, or the file changed after it was sniffed.
    """
    tally = tally if tally is not None else Tally()
    for chunk in chunks(source, progress):
        yield from fitted(source, chunk, tally)


def fitted(source: Source, chunk: Chunk, tally: Tally) -> Iterator[Row | Reject]:
    """Give each record of a chunk the width of the header, or reject it; blank ones are only counted."""
    width = len(source.header)
    named = max((place for place, title in enumerate(source.header, 1) if title), default=width)
    for line, cells in zip(chunk.lines, chunk.records, strict=True):
        if not any(cells) or not "".join(cells).strip(BLANK):
            tally.blank += 1
            continue
        tally.rows += 1
        if len(cells) != width:
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells = cells[:width]  # noqa: PLW2901 - only empty cells hang over
            elif named <= len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]  # noqa: PLW2901 - only unnamed columns are missing
            else:
                tally.rejected += 1
                cut = chunk.last and cells is chunk.records[-1] and len(cells) < width
                yield Reject(
                    line, cells, "WIDTH", _width_reason(source, cells, cut and not source.final_newline)
                )
                continue
        yield Row(line, cells)


def _width_reason(source: Source, cells: Sequence[str], cut: bool) -> Sentence:
    found, wanted = len(cells), len(source.header)
    if cut:
        return say(
            N_("The last row has {found} cells where the header has {wanted}: the file may be cut off here."),
            found=found,
            wanted=wanted,
        )
    lines = 1 + sum(len(_BREAK.findall(cell)) for cell in cells)
    if lines > 1:
        return say(
            N_(
                "This row has {found} cells where the header has {wanted}, and "
                "runs over {lines} lines: a quote may not be closed."
            ),
            found=found,
            wanted=wanted,
            lines=lines,
        )
    return say(N_("This row has {found} cells where the header has {wanted}."), found=found, wanted=wanted)


def chunks(source: Source, progress: Progress | None = None, size: int = CHUNK) -> Iterator[Chunk]:
    """Read the records below the header, `size` at a time, whatever their width."""
    if source.format == "xlsx":
        from store.exchange.workbook import sheet_chunks

        yield from sheet_chunks(source, progress, size)
        return
    _unchanged(source)
    with source.path.open("rb") as raw, io.TextIOWrapper(raw, source.encoding, newline="") as text:
        reader = _reader(_from_header(source, text), source)
        inert = is_inert(source)
        try:
            next(reader, None)
            while True:
                before = reader.line_num
                records = list(islice(reader, size))
                if not records:
                    break
                lines = _lines(records, source.skip + before + 1, reader.line_num - before)
                if inert:
                    records = [[restored(cell) for cell in record] for record in records]
                yield Chunk(lines, records, last=len(records) < size)
                if progress is not None:
                    progress(raw.tell())
        except (csv.Error, UnicodeError) as error:
            _refuse_broken(source, error)
    _unchanged(source)


def _from_header(source: Source, text: io.TextIOWrapper) -> Iterable[str]:
    for _ in range(source.skip):
        next(text, None)
    return text


def _reader(lines: Iterable[str], source: Source) -> _csv.Reader:
    csv.field_size_limit(CELL)
    return csv.reader(lines, delimiter=source.delimiter, strict=True, skipinitialspace=source.loose)


def _lines(records: list[list[str]], first: int, count: int) -> Sequence[int]:
    """Return the line on which each record starts, given how many lines they take together."""
    if count == len(records):
        return range(first, first + count)
    starts = []
    for cells in records:
        starts.append(first)
        first += 1 + sum(len(_BREAK.findall(cell)) for cell in cells)
    return starts


def _unchanged(source: Source) -> None:
    try:
        about = source.path.stat()
        same = (about.st_size, about.st_mtime_ns) == (source.size, source.stamp)
    except OSError:
        same = False
    if not same:
        sentence = say(N_("{file} changed while it was read. Try again."), file=source.path.name)
        raise unreadable("FILE_CHANGED", sentence)


def _refuse_broken(source: Source, error: Exception) -> NoReturn:
    """Find the record at which strict reading stops, and refuse the file there."""
    if isinstance(error, UnicodeError):
        sentence = say(N_("{file} changed while it was read. Try again."), file=source.path.name)
        raise unreadable("FILE_CHANGED", sentence) from error
    line = source.skip + 1
    with source.path.open("rb") as raw, io.TextIOWrapper(raw, source.encoding, newline="") as text:
        reader = _reader(_from_header(source, text), source)
        try:
            for _ in reader:
                line = source.skip + reader.line_num + 1
        except csv.Error:
            pass
    raise _broken_quotes(source.path, line) from error


def _broken_quotes(path: Path, line: int) -> Exception:
    sentence = say(
        N_(
            "Line {line} of {file} has a quote that is not closed, or text "
            "behind a closing quote; what follows "
            "cannot be told apart. Nothing was taken in. Mend the quotes of that line."
        ),
        line=line,
        file=path.name,
    )
    return unreadable("BAD_QUOTES", sentence, line=line)


def cells_of(path: Path, record: str, delimiter: str) -> list[str]:
    """Cut one record, the header, into its cells."""
    csv.field_size_limit(CELL)
    try:
        return next(
            csv.reader(
                io.StringIO(record, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
            )
        )
    except csv.Error as error:
        raise _broken_quotes(path, 1) from error
