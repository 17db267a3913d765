"""The one gate through which text from people and files enters the store.

Whatever is typed, scanned or imported passes `clean` before it is kept: composed (NFC), line ends
unified, and without the characters that act on a terminal or hide from the eye — control characters,
direction overrides, zero-width characters, tags, lone surrogates, piles of accents. The joiners that
emoji, Persian and the scripts of India need stay where they do their work.

A text that is too long is refused, never cut. Printable ASCII, which is most of it, takes one fast look.
"""

from __future__ import annotations

import unicodedata

from store.errors import Refused
from store.late import pattern
from store.wording import N_, say

MARKS = 4
"""Combining marks that one letter may carry; real languages need at most three or four."""

_SPACES = "\t\v\f\x1c\x1d\x1e\x1f"
_BREAKS = "\n\r\x85\u2028\u2029"
_JOINERS = "\u200c\u200d"
_GONE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # C0, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction
    "\u180e\u200b\u2060-\u2065\ufeff\u3164\uffa0"  # no width, or blank letters
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"  # annotations, non-characters
    "\ud800-\udfff\U000e0000-\U000e007f"  # lone surrogates, tags
)
_DROP = pattern(f"[{_GONE}]+")
_ODD = pattern(f"[{_GONE}{_SPACES}{_BREAKS}{_JOINERS}]")
_LINE = pattern(f"\r\n|[{_BREAKS}]")
_SPACE = pattern(f"[{_SPACES}]")
_JOINER = pattern(f"[{_JOINERS}]")
_PILE = pattern(r"[^\w\s\x00-\u02ff]{5,}")
"""Five characters in a row that are neither letters, digits nor blanks: perhaps a pile of marks."""


def clean(text: str, *, multiline: bool = False, limit: int = 200, field: str | None = None) -> str:
    """Return `text` as the store keeps it.

    Args:
        text: What was typed, scanned or read.
        multiline: Keep line breaks, as ``\\n``; otherwise each becomes a space.
        limit: The most characters that may be left, counted after cleaning.
        field: The name of the field, for the message.

    Returns:
        The cleaned text, without blanks at either end; empty if nothing is left.

    Raises:
        Refused: TOO_LONG, with the length and the limit.
    """
    if text.isascii() and text.isprintable():
        text = text.strip()
    else:
        text = text.strip()
        if len(text) > 16 * limit + 64:
            raise _too_long(len(text), limit, field)
        text = _scrub(text, multiline)
    if len(text) > limit:
        raise _too_long(len(text), limit, field)
    return text


def _too_long(length: int, limit: int, field: str | None) -> Refused:
    sentence = say(
        N_("This text has {length} characters; at most {limit} fit. Shorten it: it is never cut silently."),
        length=length,
        limit=limit,
    )
    return Refused("TOO_LONG", sentence, field=field, details={"length": length, "limit": limit})


def _scrub(text: str, multiline: bool) -> str:
    if _ODD.search(text):
        text = _LINE.sub("\n" if multiline else " ", text)
        text = _DROP.sub("", _SPACE.sub(" ", text))
        if _JOINER.search(text):
            text = _joined(text)
    piled = _PILE.search(text) is not None
    if piled:  # before composing too: ordering a long pile takes time quadratic in its height
        text = _unpile(text, 2 * MARKS)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if piled:
        text = _unpile(text, MARKS)
    return text.strip()


def _joined(text: str) -> str:
    """Drop the joiners that join nothing."""
    kept: list[str] = []
    for place, char in enumerate(text):
        if char in _JOINERS:
            before = kept[-1] if kept else " "
            after = text[place + 1] if place + 1 < len(text) else " "
            if not (_joins(before) and (_joins(after) or unicodedata.combining(before) == 9)):
                continue  # class 9: a virama keeps its joiner at the end of a word
        kept.append(char)
    return "".join(kept)


def _joins(char: str) -> bool:
    """Whether a joiner may stand beside `char`: scripts that join, emoji and their selectors."""
    if char in _JOINERS or char < "\u0600" or "\u2e80" <= char <= "\ufaff":
        return False
    return unicodedata.category(char) in {"Lo", "Mn", "Mc", "So", "Sk", "Sm"}


def _unpile(text: str, most: int) -> str:
    """Keep at most `most` combining marks on each base."""
    kept: list[str] = []
    height = 0
    for char in text:
        height = height + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if height <= most:
            kept.append(char)
    return "".join(kept)
