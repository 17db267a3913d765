"""The file of rows that were not taken in, ready to be mended and imported again.

It has the columns of the original, unchanged, and behind them the line, the column and the reason. Cells
are written exactly, not made harmless for spreadsheets: a mended file must give back what was there. It
appears whole or not at all, only if there is something to reject, and for its owner's eyes.
"""

from __future__ import annotations

import csv
import filecmp
import os
import tempfile
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from store.errors import Refused
from store.exchange.reader import Reject
from store.exchange.source import REJECT_COLUMNS, Source
from store.wording import N_, say


class RejectFile:
    """A reject file that is being written; use it in a ``with`` block."""

    def __init__(self, path: Path | str, source: Source) -> None:
        """Prepare to write `path`; an existing file is never overwritten, see `settle`."""
        self.path = Path(path)
        self.source = source
        self.count = 0
        """Rows written."""
        self._temporary: Path | None = None
        self._text: TextIOWrapper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if kind is None:
            self.keep()
        else:
            self.drop()

    def add(self, reject: Reject) -> None:
        """Write one row."""
        if self._text is None:
            self._open()
        own = 3 if self.source.mended and len(reject.cells) == len(self.source.header) else 0
        cells = reject.cells[: len(reject.cells) - own]
        # a row of the wrong width keeps it, so that it is refused again until somebody mends it
        self._writer.writerow([*cells, reject.line, reject.column or "", str(reject.reason)])
        self.count += 1

    def _open(self) -> None:
        try:
            handle, name = tempfile.mkstemp(
                prefix=f".{self.path.name}.", suffix=".part", dir=self.path.parent
            )
        except OSError as error:
            sentence = say(
                N_("The reject file {file} cannot be written: {why}."),
                file=str(self.path),
                why=error.strerror,
            )
            raise Refused("REJECT_FILE", sentence) from error
        os.chmod(name, 0o600)
        self._temporary = Path(name)
        self._text = os.fdopen(handle, "w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._text, delimiter=self.source.delimiter or ",", lineterminator="\r\n")
        self._writer.writerow([*self.source.columns, *REJECT_COLUMNS])

    def keep(self) -> Path | None:
        """Put the finished file in its place.

        Returns:
            Where it is; None if nothing was rejected.
        """
        if self._text is None or self._temporary is None:
            return None
        self._text.flush()
        os.fsync(self._text.fileno())
        self._text.close()
        self.path = settle(self._temporary, self.path)
        self._text = self._temporary = None
        return self.path

    def drop(self) -> None:
        """Leave nothing behind."""
        if self._text is not None and self._temporary is not None:
            self._text.close()
            self._temporary.unlink(missing_ok=True)
            self._text = self._temporary = None


def settle(made: Path, path: Path) -> Path:
    """Give a finished file its name: `path`, or the next one beside it that no file has yet.

    A file that holds the same already is as good: who imports a bad list twice finds one reject file.
    """
    number, name = 1, path
    while os.path.lexists(name):
        if not name.is_symlink() and name.is_file() and filecmp.cmp(made, name, shallow=False):
            made.unlink()
            return name
        number += 1
        name = path.with_name(f"{path.stem}-{number}{path.suffix}")
    os.replace(made, name)
    return name
