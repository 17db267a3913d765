"""The shape of a text table: its line ends, its delimiter, its header."""

from __future__ import annotations

import re
from pathlib import Path

from store.exchange.reader import cells_of
from store.exchange.source import WIDEST, unreadable
from store.wording import N_, say

_SEP = re.compile(r"sep=(.)(\r\n|\r|\n|$)")
_QUOTED = re.compile(rb'"[^"]*"')


def line_end(head: bytes) -> str:
    """Return how lines end: lf, crlf, cr, mixed or none."""
    head = _QUOTED.sub(b"", head)  # line ends inside cells are the cells' own
    crlf = head.count(b"\r\n")
    lf, cr = head.count(b"\n") - crlf, head.count(b"\r") - crlf
    if head.endswith(b"\r") and crlf:
        cr -= 1  # perhaps the first half of a pair
    found = [name for name, count in (("lf", lf), ("crlf", crlf), ("cr", cr)) if count > 0]
    return found[0] if len(found) == 1 else "mixed" if found else "none"


def header_of(path: Path, text: str) -> tuple[str, tuple[str, ...], int]:
    """Return the delimiter, the header's cells and the number of lines before it."""
    skip = 0
    delimiter = None
    text = text.removeprefix("\ufeff")
    if found := _SEP.match(text):
        delimiter, skip = found[1], 1
        text = text[found.end() :]
    while blank := re.match(r"[ \t,;|]*(\r\n|\r|\n)", text):
        skip += 1
        text = text[blank.end() :]
    first = _record(text)
    if not first.strip():
        raise unreadable("EMPTY", say(N_("{file} holds no header."), file=path.name))
    delimiter = delimiter or _delimiter(first, text)
    header = tuple(cell.strip().lstrip("\ufeff") for cell in cells_of(path, first, delimiter))
    if len(header) > WIDEST:
        sentence = say(
            N_("{file} has {found} columns; at most {most} make sense. Is the delimiter right?"),
            file=path.name,
            found=len(header),
            most=WIDEST,
        )
        raise unreadable("TOO_WIDE", sentence)
    return delimiter, header, skip


def _record(text: str) -> str:
    """Return the first record: up to the first line end that is not inside quotes."""
    quoted = False
    for place, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char in "\r\n" and not quoted:
            return text[:place]
    return re.split(r"[\r\n]", text, maxsplit=1)[0] if quoted else text


def _delimiter(first: str, text: str) -> str:
    """Return the delimiter that the header shows; where two tie, the one that cuts all lines alike."""
    bare = re.sub(r'"[^"]*"', "", first)
    counts = {mark: bare.count(mark) for mark in "\t;|,"}
    most = max(counts.values())
    if most == 0:
        return ","
    tied = [mark for mark in counts if counts[mark] == most]
    lines = [re.sub(r'"[^"]*"', "", line) for line in re.split(r"[\r\n]+", text[:20000])[1:20] if line]
    return min(tied, key=lambda mark: sum(line.count(mark) != most for line in lines))
