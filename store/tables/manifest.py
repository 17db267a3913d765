"""What a backup holds, as the file beside it says."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from store.errors import Unusable
from store.record import Record
from store.tables.anchor import sync_folder
from store.tables.mark import Heads
from store.wording import N_, Sentence, say

FORMAT = 1
MANIFEST = ".manifest.json"


class Copy(Record):
    """A copy that was verified, as its manifest says."""

    file: Path
    sha256: str
    size: int
    """Bytes."""
    made_at: str
    """UTC, ISO 8601."""
    program: str
    """Version of the Counterpane that made it."""
    schema: int
    heads: Heads
    """The end of each origin's journal: sequence and the first digits of its hash."""
    counts: Mapping[str, int]
    """Rows by table."""
    files: int = 0
    """Attached files that lie beside it."""
    files_missing: int = 0
    """Attached files that claims name and that were not at this desk."""
    seconds: float = 0.0
    """How long it took."""

    @property
    def events(self) -> int:
        """How many events it holds."""
        return self.counts["event"]


def is_backup(file: Path) -> bool:
    """Tell whether the store in `file` is a backup: a manifest describes it, and nobody has worked in it."""
    try:
        beside = (file.with_name(file.name + part) for part in (MANIFEST, "-anchor"))
        described, worked_in = (each.exists() for each in beside)
        return described and not worked_in and file.exists()
    except ValueError:  # a name with a zero in it is the name of no file
        return False


def told(file: Path) -> Sentence:
    """Say that a store is a backup, and what it is good for."""
    template = N_(
        "{file} is a backup, open to look at only: what is written into it would spoil it. counterpane "
        "restore puts it in the place of a desk."
    )
    return say(template, file=str(file))


def read(file: Path) -> Copy | None:
    """Return what the manifest beside a backup says; None if there is none.

    Raises:
        Unusable: it cannot be read.
    """
    path = file.with_name(file.name + MANIFEST)
    try:
        data = json.loads(path.read_text("utf-8"))
        heads = {str(origin): (int(seq), str(digits)) for origin, (seq, digits) in data["heads"].items()}
        counts = {str(table): int(rows) for table, rows in data["counts"].items()}
        return Copy(
            file, str(data["sha256"]), int(data["size"]), str(data["made_at"]), str(data["program"]),
            int(data["schema"]), heads, counts, int(data["files"]), int(data["files_missing"]),
        )  # fmt: skip
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sentence = say(N_("The manifest {file} cannot be read; move it away to go without."), file=str(path))
        raise Unusable("MANIFEST_DAMAGED", sentence) from error


def write(copy: Copy) -> None:
    """Write the manifest of a copy beside it."""
    data = {
        "counterpane-backup": FORMAT, "file": copy.file.name, "sha256": copy.sha256, "size": copy.size,
        "made_at": copy.made_at, "program": copy.program, "schema": copy.schema,
        "heads": {origin: list(head) for origin, head in copy.heads.items()}, "counts": dict(copy.counts),
        "files": copy.files, "files_missing": copy.files_missing,
    }  # fmt: skip
    path = copy.file.with_name(copy.file.name + MANIFEST)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def program() -> str:
    """Return the version of this program."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("counterpane")
    except PackageNotFoundError:
        return "unknown"
