"""What erasing and keeping say of themselves."""

from __future__ import annotations

from store.record import Record


class Erased(Record):
    """What was taken away."""

    customers: tuple[str, ...] = ()
    """Ids."""
    bodies: int = 0
    """Events that were shortened."""
    rows: int = 0
    """Parts of imports that were written anew."""
    drafts: int = 0
    files: int = 0
    wiped: bool = True
    """False: another terminal held the file; what was deleted is still in its free pages."""


class Due(Record):
    """What has been kept longer than the desk means to."""

    what: str
    """texts, files or refused."""
    subject: str
    """claim:ID, or audit:…"""
    number: str
    since: str
    """The day from which it counts."""
