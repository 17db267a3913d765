"""What kind of table a file holds: its format, encoding, delimiter and header.

The first bytes speak before the name does: an ``.xls`` that is HTML, a ``.csv`` that is a workbook. What
is guessed is reported as a notice; what must not be guessed is refused with what would help.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from store.errors import Unreadable
from store.exchange import encodings
from store.exchange.own_files import desk_of
from store.wording import N_, Sentence, say

HEAD = 1 << 20
"""Bytes at the start of a file by which its shape is judged."""

WIDEST = 512
"""The most columns a table may have."""

REJECT_COLUMNS = ("line", "column", "reason")
"""What a reject file adds behind the columns of the original."""

_LOOSE = re.compile(r'(^|[,;\t|\r\n])[^",;\t|\r\n]*[,;|] +"[^"\r\n]*" *([,;|\r\n]|$)')


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know before the file is taken in."""

    code: str
    sentence: Sentence
    ask: bool = False
    """True: better confirmed by a person than taken as said."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that holds a table, and how to read it."""

    path: Path
    format: str
    """csv or xlsx."""
    encoding: str
    """A codec's name; empty for a workbook."""
    delimiter: str
    """One character; empty for a workbook."""
    line_end: str
    """lf, crlf, cr, mixed or none."""
    bom: bool
    header: tuple[str, ...]
    """The column names as the file has them, unnamed ones empty."""
    size: int
    """Bytes."""
    sha256: str
    final_newline: bool = True
    skip: int = 0
    """Physical lines before the header: a ``sep=`` line, blank lines."""
    loose: bool = False
    """Blanks stand between a delimiter and an opening quote."""
    sheet: str | None = None
    stamp: int = 0
    """When the file was last changed, in nanoseconds: a file that changes while it is read is refused."""
    notices: tuple[Notice, ...] = ()

    @property
    def mended(self) -> bool:
        """Whether this is a reject file that comes back: its last three columns are ours."""
        return len(self.header) > 3 and self.header[-3:] == REJECT_COLUMNS

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the original file, without those that a reject file adds."""
        return self.header[:-3] if self.mended else self.header


def unreadable(code: str, sentence: Sentence, **details: object) -> Unreadable:
    """Build the error for a file or a value that cannot be read."""
    return Unreadable(code, sentence, details=details)


_NOT_A_TABLE: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", N_("an Excel workbook of the old kind (.xls)")),
    (b"\x1f\x8b", N_("a compressed file (gzip); unpack it first")),
    (b"SQLite format 3\x00", N_("an SQLite database")),
    (b"%PDF", N_("a PDF")),
    (b"{", N_("JSON")),
    (b"<", N_("HTML or XML, whatever its name says")),
    (b"7z\xbc\xaf", N_("a compressed file (7z); unpack it first")),
    (b"Rar!", N_("a compressed file (rar); unpack it first")),
)


def sniff(path: Path | str, *, encoding: str | None = None) -> Source:
    """Find out what table a file holds.

    Args:
        path: The file.
        encoding: How its text is encoded, if somebody knows better than the file shows.

    Raises:
        Unreadable: There is no such file, or it holds no table; the sentence says what it is and
            what to do.
    """
    path = plain_file(Path(path))
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        sentence = say(N_("{file} cannot be opened: {why}."), file=str(path), why=why)
        raise unreadable("NO_FILE", sentence) from error
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        from store.exchange.workbook import sniff_workbook

        return sniff_workbook(path)
    _refuse_other(path, head)
    return _sniff_text(path, head, encoding)


def plain_file(path: Path) -> Path:
    """Return `path` if it can be read from its beginning, as often as need be.

    Raises:
        Unreadable: It is a pipe or a device, which might be waited for without end, or a desk itself.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        template = N_("{file} is no plain file. Save the list as a file, and import that.")
        raise unreadable("NO_PLAIN_FILE", say(template, file=str(path)))
    if desk_of(path) is not None:
        template = N_("{file} belongs to a desk and is no list. To take over a whole desk, restore a backup.")
        raise unreadable("DESK_FILE", say(template, file=str(path)))
    return path


def _refuse_other(path: Path, head: bytes) -> None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not start.strip(b"\x00\x1a"):
        raise unreadable("EMPTY", say(N_("{file} is empty."), file=path.name))
    if re.match(rb'\[\s*[\[{"]', start):
        start = b"{"  # a JSON list, as good as an object here
    for magic, what in _NOT_A_TABLE:
        if start.startswith(magic):
            sentence = say(
                N_(
                    "{file} is {what}. Save the list as CSV (UTF-8) or as an "
                    "Excel workbook (.xlsx) and try again."
                ),
                file=path.name,
                what=say(what),
            )
            raise unreadable("NOT_A_TABLE", sentence)
    if encodings.marked(head) is None and _wide_letters(head[:400]):
        sentence = say(
            N_("{file} looks like UTF-16 without its mark. Save it as CSV (UTF-8) and try again."),
            file=path.name,
        )
        raise unreadable("UTF16", sentence)


def _wide_letters(head: bytes) -> bool:
    """Whether every other byte is zero, as in UTF-16 text of western letters."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    return half >= 4 and (
        (even > 0.7 * half and odd < 0.1 * half) or (odd > 0.7 * half and even < 0.1 * half)
    )


def fingerprint(path: Path) -> tuple[str, bool]:
    """Return the SHA-256 of the file and whether all of it is UTF-8, in one pass."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    valid = True
    for chunk in encodings.chunks(path):
        digest.update(chunk)
        if valid:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                valid = False
    if valid and decoder.getstate()[0]:
        valid = False
    return digest.hexdigest(), valid


def _sniff_text(path: Path, head: bytes, asked: str | None) -> Source:
    from store.exchange.shape import header_of, line_end

    sha256, is_utf8 = fingerprint(path)
    bom = encodings.marked(head)
    encoding = asked or bom or ("utf-8" if is_utf8 else None)
    encoding = encoding or encodings.guess(path, old_mac=line_end(head) == "cr")
    if encoding is None or (not (encoding == "utf-8" and is_utf8) and not encodings.decodes(path, encoding)):
        if asked:
            sentence = say(N_("{file} is not written in {encoding}."), file=path.name, encoding=asked)
        else:
            sentence = say(
                N_(
                    "{file} is not UTF-8 and in no encoding known here. Save it as CSV (UTF-8) and try again."
                ),
                file=path.name,
            )
        raise unreadable("ENCODING", sentence)
    if bom == "utf-8" and encoding == "utf-8":
        encoding = "utf-8-sig"
    text = codecs.getincrementaldecoder(encoding)("strict").decode(head)
    delimiter, header, skip = header_of(path, text)
    about = path.stat()
    return Source(
        path=path,
        format="csv",
        encoding=encoding,
        delimiter=delimiter,
        line_end=line_end(text.encode("utf-8", "replace")),
        bom=bom is not None,
        header=header,
        size=about.st_size,
        sha256=sha256,
        final_newline=_ends_in_newline(path, about.st_size),
        skip=skip,
        stamp=about.st_mtime_ns,
        loose=_LOOSE.search(text[: 1 << 16]) is not None,
        notices=_text_notices(path, encoding, text, guessed=not (asked or bom or is_utf8)),
    )


def _text_notices(path: Path, encoding: str, text: str, *, guessed: bool) -> tuple[Notice, ...]:
    notices = []
    if guessed:
        seen = encodings.example(text) or _later_example(path, encoding) or ""
        sentence = say(
            N_(
                "{file} is not UTF-8; it was read as {encoding}. Check that this reads well: {example}; "
                "if it does not, say --encoding NAME."
            ),
            file=path.name,
            encoding=encoding,
            example=seen,
        )
        notices.append(Notice("ENCODING_GUESSED", sentence, ask=True))
    if doubled := encodings.twice_encoded(text):
        sentence = say(
            N_("Some text looks as if it had been encoded twice: {example}. It is taken as it stands."),
            example=doubled,
        )
        notices.append(Notice("ENCODED_TWICE", sentence))
    if "\x00" in text:
        sentence = say(N_("{file} contains NUL characters; they are taken out."), file=path.name)
        notices.append(Notice("NUL", sentence))
    return tuple(notices)


def _later_example(path: Path, encoding: str) -> str | None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for chunk in encodings.chunks(path):
        if seen := encodings.example(decoder.decode(chunk)):
            return seen
    return None


def _ends_in_newline(path: Path, size: int) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, size - 4))
        return file.read().rstrip(b"\x00\x1a").endswith((b"\n", b"\r"))
