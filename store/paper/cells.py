"""Widths in cells, as terminals and receipt printers count them, and breaking lines by them.

What a reader sees as one letter is never taken apart: a base with its marks, two letters that make a flag,
emoji joined by joiners. Scripts without blanks may be broken between any two letters, but no line begins
with closing punctuation nor ends with an opening bracket.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, east_asian_width

CLOSING = frozenset("，。、；：？！）】》」』〉〕”’…,.;:?!)]}%»›")
OPENING = frozenset("（【《「『〈〔“‘([{«‹")
_JOINER = "\u200d"
_EMOJI_FORM = "\ufe0f"
_FLAGS = range(0x1F1E6, 0x1F200)
_TONES = range(0x1F3FB, 0x1F400)
_BLANKS = " \t\u3000"


def width(text: str) -> int:
    """Return how many cells `text` takes."""
    return len(text) if text.isascii() else sum(map(_cells, clusters(text)))


def clusters(text: str) -> Iterator[str]:
    """Yield what is seen as one letter each."""
    whole = ""
    for letter in text:
        if whole and _goes_on(whole, letter):
            whole += letter
        else:
            if whole:
                yield whole
            whole = letter
    if whole:
        yield whole


def _goes_on(whole: str, letter: str) -> bool:
    if letter < "\u0300":
        return False
    if category(letter) in ("Mn", "Me", "Cf"):
        return True
    if whole[-1] == _JOINER or ord(letter) in _TONES:
        return _emoji(whole[0])
    return len(whole) == 1 and ord(whole) in _FLAGS and ord(letter) in _FLAGS


@lru_cache(4096)
def _cells(cluster: str) -> int:
    first = cluster[0]
    if (
        _wide(first)
        or (_EMOJI_FORM in cluster and _emoji(first))
        or (len(cluster) > 1 and ord(first) in _FLAGS)
    ):
        return 2
    return 0 if category(first) in ("Mn", "Me", "Cf") else 1


def _emoji(letter: str) -> bool:
    return ord(letter) >= 0x1F000 or 0x2190 <= ord(letter) <= 0x2BFF


def _wide(letter: str) -> bool:
    return east_asian_width(letter) in "WF"


def wrap(text: str, cells: int) -> list[str]:
    """Break `text` into lines of at most `cells` cells; its own line breaks stay. Nothing is cut off."""
    return [line for paragraph in text.split("\n") for line in _wrapped(paragraph, max(cells, 2))]


def _wrapped(text: str, cells: int) -> list[str]:
    if width(text) <= cells:
        return [text.rstrip(_BLANKS)]
    lines, line, used = [], "", 0
    for piece, blank in _pieces(text):
        room = cells - used - (1 if blank and line else 0)
        if width(piece) <= room:
            line += f" {piece}" if blank and line else piece
            used = width(line)
            continue
        if line:
            lines.append(line)
        *full, line = _chopped(piece, cells)
        lines += full
        used = width(line)
    return [*lines, line]


def _chopped(piece: str, cells: int) -> list[str]:
    """Break what has no place to break: a serial, say."""
    parts, part, used = [], "", 0
    for cluster in clusters(piece):
        if used + _cells(cluster) > cells and part:
            parts.append(part)
            part, used = "", 0
        part += cluster
        used += _cells(cluster)
    return [*parts, part]


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what is not to be broken, each with whether a blank stands before it."""
    piece, blank, next_blank = "", False, False
    for cluster in clusters(text):
        if cluster in _BLANKS:
            if piece:
                yield piece, blank
            piece, next_blank = "", True
            continue
        if piece and _may_part(piece[-1], cluster[0]):
            yield piece, blank
            piece = ""
        if not piece:
            blank, next_blank = next_blank, False
        piece += cluster
    if piece:
        yield piece, blank


def _may_part(before: str, after: str) -> bool:
    if after in CLOSING or before in OPENING:
        return False
    return _wide(before) or _wide(after)


def left(text: str, cells: int) -> str:
    """Pad `text` with blanks at the right to `cells` cells."""
    return text + " " * (cells - width(text))


def right(text: str, cells: int) -> str:
    """Pad `text` with blanks at the left to `cells` cells."""
    return " " * (cells - width(text)) + text


def centred(text: str, cells: int) -> str:
    """Put `text` in the middle of `cells` cells, without blanks behind it."""
    return " " * max((cells - width(text)) // 2, 0) + text
