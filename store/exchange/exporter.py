"""Writing a table to a file: whole or not at all, for its owner's eyes, never over another file unasked.

A cell is written exactly as it is, so that the file can be imported again. For spreadsheets, which would
compute a cell that looks like a formula, a text such as ``=1+1`` may be given an apostrophe in front.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from store.errors import Refused
from store.exchange import score_rows
from store.exchange.inert import harmless
from store.exchange.names import checked
from store.rules.roles import EXPORT, VIEW
from store.tables import connection as connections
from store.tables import listings
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

FORMATS = ("csv", "json", "xlsx")
SCORES = "scores"
"""Computed, not kept: it goes out and does not come in."""
Row = tuple[object, ...]


def export(
    context: Context, kind: str, path: Path, form: str = "csv", *, force: bool = False, inert: bool = False
) -> int:
    """Write a table (`listings.KINDS`) to a file; return the number of rows.

    Args:
        context: the desk.
        kind: units, customers, products, claims, ratings or scores.
        path: the file to make.
        form: csv, json or xlsx.
        force: replace a file that is there.
        inert: put an apostrophe before what a spreadsheet would compute in a csv; the other forms say
            themselves that it is text.

    Raises:
        Refused: the file is there already, cannot be called so, or cannot be written.
    """
    open_to_all = kind == "products"
    context.require(VIEW if open_to_all else EXPORT, "look-up" if open_to_all else "personal data")
    checked(path, "out") if force else unused(path)
    if not open_to_all:
        # Before anything leaves: whatever becomes of the file, the admin knows.
        with context.deciding():
            context.record("desk.export", f"export:{kind}", {"kind": kind, "format": form, "file": path.name})
    write = {"csv": _csv, "json": _json, "xlsx": _xlsx}[form]
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in score_rows.rows(context) if kind == SCORES else listings.rows(context.connection, kind):
            count += 1
            yield tuple(map(harmless, row)) if inert and form == "csv" else row

    with connections.reading(context.connection), written(path, force=force) as file:
        titles = score_rows.COLUMNS if kind == SCORES else listings.columns(kind)
        write(file, titles, counted(), inert)
    return count


def _csv(file: IO[bytes], titles: tuple[str, ...], rows: Iterable[Row], marked: bool) -> None:
    from io import TextIOWrapper

    # Spreadsheets need the mark to read UTF-8; nothing else does.
    text = TextIOWrapper(file, encoding="utf-8-sig" if marked else "utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows(rows)
    text.flush()
    text.detach()


def _json(file: IO[bytes], titles: tuple[str, ...], rows: Iterable[Row], _inert: bool) -> None:
    file.write(b"[")
    between = b"\n"
    for row in rows:
        file.write(between + listings.as_json(titles, row).encode("utf-8", "surrogatepass"))
        between = b",\n"
    file.write(b"\n]\n")


def _xlsx(file: IO[bytes], titles: tuple[str, ...], rows: Iterable[Row], _inert: bool) -> None:
    from store.exchange.workbook_out import write

    write(file, titles, rows)


def unused(path: Path) -> None:
    """Make sure, before anything is read for it, that a file can be made at `path`.

    Raises:
        Refused: there is one already, or it cannot be called so.
    """
    if os.path.lexists(checked(path, "out")):
        raise _exists(path)


def fresh(path: Path) -> None:
    """Make sure that a file can be made at `path`, where nothing is ever replaced.

    Raises:
        Refused: there is one already, or it cannot be called so.
    """
    if os.path.lexists(checked(path, "out")):
        sentence = say(N_("{file} is there already; give another name."), file=str(path))
        raise Refused("FILE_EXISTS", sentence, field="out")


@contextmanager
def written(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """Write beside the file, then put it in its place; leave nothing behind if that fails.

    Raises:
        Refused: it is there and not to be replaced, cannot be called so, or cannot be written.
    """
    checked(path, "out")
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _place(name, path, os.replace if force else os.link)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        Path(name).unlink(missing_ok=True)


def _place(name: str, path: Path, put: Callable[[str, Path], None]) -> None:
    try:
        put(name, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:
        if put is not os.link:
            raise
        # A file system without links: not atomic between the check and the move, but nearly.
        if path.exists():
            raise _exists(path) from None
        os.replace(name, path)


def _exists(path: Path) -> Refused:
    sentence = say(
        N_("{file} is there already; give another name, or --force to replace it."), file=str(path)
    )
    return Refused("FILE_EXISTS", sentence, field="out")


def _unwritable(path: Path, error: Exception) -> Refused:
    reason = getattr(error, "strerror", None) or type(error).__name__
    sentence = say(N_("{file} cannot be written: {reason}."), file=str(path), reason=reason)
    return Refused("CANNOT_WRITE", sentence, field="out")
