"""The desk itself: people, tasks, faults, doubtful data, imports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from store.record import Record

if TYPE_CHECKING:
    from pathlib import Path

    from store.wording import Sentence


class Task(Record):
    """Something to do for a unit, a claim or a customer, by a day."""

    id: str
    title: str
    due: date | None = None
    done: bool = False
    owner: str | None = None
    unit_id: str | None = None
    claim: str | None = None
    customer_id: str | None = None


class Person(Record):
    """Someone who works at the desk."""

    id: str
    name: str
    role: str
    """viewer, agent, technician, supervisor, manager or admin."""
    active: bool = True


class DaysOff(Record):
    """When the desk does not work."""

    country: str | None
    """ISO 3166 code of two letters; None: no public holidays are kept."""
    subdivision: str | None
    """Code of the part of the country."""
    library: str | None
    """Version of the library that the holidays were taken from."""
    newer: bool
    """Another version of it is installed now."""
    working: tuple[str, ...]
    """Working days, mon … sun."""
    closed: tuple[date, ...] = ()
    """Own closed days."""
    holidays: Mapping[date, str] = {}
    """Public holidays and their names, by day."""


class Notice(Record):
    """A sensitive act that an admin has to take note of."""

    id: str
    """Origin and sequence of the event it is folded from."""
    what: str
    """goodwill, export, import, people, failed sign-in … (`store.tables.notices.WHAT`)."""
    at: datetime
    who: str
    """Name of whoever did it."""
    subject: str
    """kind:id of what it was done to."""
    noted_by: str | None = None
    noted_at: datetime | None = None
    body: Mapping[str, object] = {}
    """What the event says besides."""
    claim: str | None = None
    """Number of the claim it is about."""


class Standing(Record):
    """How it stands with the safety of the desk."""

    read_only: bool = False
    """True if it is open to look at only."""
    refused: bool = False
    """True if nothing is written until an admin has taken note of a break."""
    notices: tuple[Sentence | str, ...] = ()
    """What is to be told on opening: a broken journal, a missing anchor."""
    folder: str = ""
    """Where the desk's own backups go."""
    days: int = 0
    """For how many days they are kept; 0: it makes none."""
    backed_up: datetime | None = None
    """When the last good backup was made, UTC; None: never."""
    problem: str | None = None
    """Why the last try failed; None: it did not."""


class Fault(Record):
    """A fault code of a product category."""

    code: str
    title: str
    category: str | None = None
    seen: int = 0
    """How often it was filed for this product."""


class Finding(Record):
    """Something doubtful in the data: units of one product, or of one serial, that lack the same thing."""

    kind: str
    """unknown_start, end_before_start, ambiguous_serial, usage_backwards, missing_proof or future_date."""
    field: str
    """What to mend: a date of the unit, warranty_end, serial or reading."""
    key: str
    """Id of the product; of an ambiguous serial, its key."""
    sentence: Sentence
    customers: int
    """How many customers it touches."""
    units: int
    """How many units."""
    unit_ids: tuple[str, ...] = ()
    """The first of them; `store.quality.units` gives the rest."""


class FileReport(Record):
    """What came of one file."""

    file: str
    kind: str
    encoding: str
    delimiter: str
    date_order: str | None
    preset: str | None
    rows: int
    accepted: int
    unchanged: int
    rejected: int
    warnings: tuple[Sentence, ...] = ()
    samples: tuple[tuple[int, str | None, Sentence], ...] = ()
    """Line, column and reason of the first rejected rows."""
    dry_run: bool = False
    line_end: str = ""


class Report(Record):
    """What came of an import."""

    files: tuple[FileReport, ...]
    rejects: Path | None = None
    """The file of rejected rows."""
