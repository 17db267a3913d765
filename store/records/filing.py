"""What surrounds the filing of a claim: drafts, attached files, what is known of the fault already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from store.record import Record

if TYPE_CHECKING:
    from store.records.claims import ClaimLine


class Attachment(Record):
    """A photo or a document of a claim; its bytes are in the folder beside the store."""

    name: str
    """The name of the file it was copied from."""
    sha256: str
    size: int
    """Bytes."""
    kind: str
    """photo, document, recording or file."""
    stored: str
    """The name of the copy."""
    at: datetime | None = None
    who: str = ""


class Kept(Record):
    """An attachment and where its copy is."""

    attachment: Attachment
    path: str
    state: str
    """here, missing, altered, or elsewhere: another desk has it."""
    sealed: bool = False
    """It lies encrypted on the disk: no other program can open it there."""


class Draft(Record):
    """What somebody typed into a form and has not sent off."""

    about: str
    """The unit's id, ``unknown:…`` or ``act:claim:action``: the key it is kept under."""
    values: Mapping[str, object]
    at: datetime | None = None
    """When it was last kept."""
    kind: str = "file"
    """file, unknown, or the action it is for."""
    unit_id: str | None = None
    number: str | None = None
    """The claim to be acted on."""
    serial: str = ""
    product: str = ""
    customer: str = ""


class Repeat(Record):
    """A closed claim with the same fault, whose repair is still guaranteed."""

    number: str
    handed_over: date
    until: date | None
    """Last day of the guarantee on the repair; None: it has no end."""
    resolution: str | None = None


class Elsewhere(Record):
    """A claim with the same fault on another unit of the same customer."""

    number: str
    serial: str
    product: str
    filed_on: date | None


class Known(Record):
    """What the desk knows before a claim is filed."""

    open: tuple[ClaimLine, ...] = ()
    """Open claims of the unit, those with the same fault first."""
    repeats: tuple[Repeat, ...] = ()
    """Latest first."""
    repairs: int = 0
    """Finished repairs of the unit that count towards an exchange."""
    repairs_needed: int | None = None
    """So many give the right to an exchange; None: none do."""
    elsewhere: tuple[Elsewhere, ...] = ()
