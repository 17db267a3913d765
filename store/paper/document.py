"""A paper as data: finished wording in one language, in the order in which it is read, and no layout."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from store.clean import clean
from store.record import Record

RECEIPT, SLIP, LETTER, STATEMENT = "receipt", "slip", "letter", "statement"
CLAIM_PAPERS = (RECEIPT, SLIP, LETTER)
"""Papers about a claim; the statement is about a unit."""
LONGEST = 4_000
"""Letters of one text of the desk; more is nothing for a paper and is cut with a mark."""


class Heading(Record):
    """The title of a part."""

    text: str


class Fields(Record):
    """Labels with their values."""

    rows: tuple[tuple[str, str], ...]


class Column(Record):
    """A column of a table."""

    title: str
    right: bool = False
    """It holds numbers, which end in line."""


class Table(Record):
    """Rows under titles."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class Paragraph(Record):
    """A text; it may have line breaks of its own."""

    text: str
    strong: bool = False


class Items(Record):
    """A list of short texts."""

    texts: tuple[str, ...]


class Signatures(Record):
    """Lines to sign on, each with what stands below it."""

    names: tuple[str, ...]


Block: TypeAlias = Heading | Fields | Table | Paragraph | Items | Signatures


class Document(Record):
    """A paper for the customer."""

    kind: str
    """receipt, slip, letter or statement."""
    language: str
    title: str
    number: str
    """What it is called by: the claim's number, the unit's serial."""
    desk: tuple[str, ...]
    """Who gives it out: name, address, phone, one a line."""
    blocks: tuple[Block, ...]
    code: str
    """What the QR code says; empty: none."""
    subject: str
    """What it is about, in the journal's words: ``claim:<id>`` or ``unit:<id>``."""
    foot: str = ""


class HandedOut(Record):
    """A paper that left the desk."""

    kind: str
    language: str
    how: str
    """printed or saved."""
    at: datetime
    who: str


def shown(value: object, limit: int = LONGEST, *, lines: bool = False) -> str:
    """Return text of the desk as it may stand on a paper: nothing in it acts on a printer or hides.

    Args:
        value: what the desk has kept; None is nothing.
        limit: letters at the most; what is longer ends in an ellipsis.
        lines: keep line breaks.
    """
    text = "" if value is None else str(value)
    if len(text) > limit:
        text = f"{text[: limit - 1]}…"
    return clean(text, multiline=lines, limit=4 * limit + 64)
