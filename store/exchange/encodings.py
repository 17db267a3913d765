"""Which encoding a text file is in, when it is not UTF-8.

A guess is never silent: whoever asks gets the name and a decoded example to look at. Candidates are the
legacy encodings that spreadsheets still write; one counts only if it decodes the whole file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

CHUNK = 1 << 20
"""Bytes read at a time."""

_CANDIDATES = [
    "cp1252", "cp1251", "cp1250", "gb18030", "big5", "shift_jis", "cp949", "koi8_r", "cp1253", "cp1254",
    "cp1255", "cp1256", "mac_roman",
]  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KANA = re.compile("[\u3040-\u30ff]")
_TWICE = re.compile("[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac[\u0080-\u2122]|\u00d0[\u0080-\u00bf]\u00d0")


def marked(head: bytes) -> str | None:
    """Return the encoding that a byte order mark announces."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def decodes(path: Path, encoding: str) -> bool:
    """Tell whether the whole file can be read in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except (UnicodeError, ValueError):
        return False
    return True


def chunks(path: Path) -> Iterator[bytes]:
    """Read the file piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def guess(path: Path, *, old_mac: bool) -> str | None:
    """Return the most likely encoding of a file that is not UTF-8; None if nothing decodes all of it.

    Args:
        path: The file.
        old_mac: Its lines end in a bare carriage return, as programs of the old Macintosh write them.
    """
    sample = _telling(path)
    first = ["mac_roman"] if old_mac else []
    for name in dict.fromkeys([*first, *_likely(sample), "cp1252", "mac_roman"]):
        if decodes(path, name):
            return name
    return None


def _telling(path: Path) -> bytes:
    """Return up to 64 KiB of the lines that are not plain ASCII."""
    lines: list[bytes] = []
    size = 0
    for chunk in chunks(path):
        if chunk.isascii():
            continue
        for line in re.split(rb"[\r\n]+", chunk):
            if not line.isascii():
                lines.append(line[:4096])
                size += len(lines[-1])
        if size > 1 << 16:
            break
    return b"\n".join(lines)[: 1 << 16]


def _likely(sample: bytes) -> list[str]:
    if sum(byte > 127 for byte in sample) < 8:
        return ["cp1252"]  # too little to tell by: take what most spreadsheets write
    from charset_normalizer import from_bytes

    found = [
        (round(match.chaos, 2), -round(match.coherence, 1), match.encoding)
        for match in from_bytes(sample, cp_isolation=_CANDIDATES)
    ]
    order = {name: place for place, name in enumerate(_CANDIDATES)}
    found.sort(key=lambda match: (match[0], match[1], order.get(match[2], 99)))
    names = [name for _, _, name in found]
    if "shift_jis" in names and _KANA.search(sample.decode("shift_jis", "ignore")):
        names.insert(0, "shift_jis")
    return names


def example(text: str, pattern: re.Pattern[str] = re.compile(r"[^\x00-\x7f]")) -> str | None:
    """Return one cell, near enough, of `text` in which the pattern is found, for a person to judge by."""
    found = pattern.search(text)
    if found is None:
        return None
    start = max(text.rfind(edge, 0, found.start()) for edge in ',;\t|\r\n"') + 1
    ends = [place for edge in ',;\t|\r\n"' if (place := text.find(edge, found.start())) >= 0]
    return text[start : min(ends, default=len(text))].strip()[:60]


def twice_encoded(text: str) -> str | None:
    """Return an example if the text looks as if UTF-8 had been read as something else and saved again."""
    return example(text, _TWICE)
