"""From the text of a cell to the value that the store keeps, or a sentence that says why not.

One cell, one answer: a value, None for an empty cell, or a `Bad`. Nothing is repaired by guessing: a
serial that a spreadsheet has turned into ``1.23E+15`` is gone, and the row says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from store.clean import clean
from store.errors import StoreError
from store.exchange.columns import DATES, LONG
from store.exchange.dates import Span, Style, read, span
from store.rules.cards import no_card, no_card_phone
from store.rules.nps import classify
from store.rules.serials import EXCEL_DATE, check_serial, clean_serial
from store.wording import N_, Sentence, say


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell cannot be taken."""

    code: str
    reason: Sentence


Converter = Callable[[str], object]
"""Cell → value, None or `Bad`."""

LIMITS: Mapping[str, int] = {
    "notes": 10_000,
    "note": 10_000,
    "comment": 10_000,
    "address": 500,
    "email": 254,
    "phone": 80,
    "language": 35,
}
"""The most characters of a field; 200 where it is not said."""

NUMBERS = frozenset({"id", "claim", "number"})
"""Fields that hold a number by their nature; a serial is another."""

_POWER = r"(?:[0-9]{2,3}[Ee][0-9]{1,2}|[0-9][Ee][0-9]{2})"
"""A short serial, or a number that a program wrote with a power of ten: 12E5. Only a person can tell."""
SURE_SERIAL = (
    rf"(?!(?:{_POWER}|{EXCEL_DATE})(?![A-Za-z0-9_:-]))[A-Za-z_:-]{{0,63}}[0-9][A-Za-z0-9_:-]{{0,63}}"
)
"""Letters, digits, dashes, low lines and colons, a digit among them: up to 64 of those are a serial."""

_SURE_SERIAL = re.compile(SURE_SERIAL)
_IS_POWER = re.compile(_POWER, re.ASCII)
_MANGLED = re.compile(r"[+-]?\d+([.,]\d+)?E\+?\d+|[+-]?\d+\.0+|#[A-Z/0!?]+!?|#+", re.ASCII | re.IGNORECASE)
_MONTHS = re.compile(
    r"(\d{1,4})(?:\.0+)?\s*(?:months?|mos?\.?|m|个?月|мес\.?|месяц\w*)?", re.ASCII | re.IGNORECASE
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,4}", re.ASCII)
_NONE = frozenset({"null", "none", "nil", "n/a", "na", "-", "--", "?", "unknown", "нет", "无", "没有"})
"""What is written for a phone number or an e-mail address that there is not; as names they stay."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def converter(
    field: str,
    today: date,
    style: Style | None = None,
    *,
    swallowed: int = 0,
    mark: str = "",
    seen: bool = False,
) -> Converter:
    """Return the function that reads the cells of `field`.

    Args:
        field: One of `columns.FIELDS`.
        today: The day of the import: nothing was bought later than tomorrow.
        style: How the dates of this column are written.
        swallowed: So many delimiters in a cell of several lines mean that a quote was not closed.
        mark: The delimiter.
        seen: A person has looked at these rows: they come from a reject file.
    """
    if field in DATES:
        return partial(_date, style=style or Style("none"), bounds=span(field, today))
    limit = LIMITS.get(field, 200)
    special: dict[str, Converter] = {
        "serial": partial(_serial, seen=seen),
        "score": _score,
        "phone": partial(_written, read=_phone, check=no_card_phone),
        "email": partial(_written, read=_email),
        "language": _language,
        "warranty_months": _months,
        "year": partial(_year, latest=today.year + 1),
    }
    if field in special:
        return special[field]
    if field in LONG:
        return partial(_written, read=partial(_text, limit=limit, multiline=True))
    line = partial(_line, limit=limit, swallowed=swallowed, mark=mark)
    return line if field in NUMBERS else partial(_written, read=line)


def _text(cell: str, *, limit: int, multiline: bool = False) -> str | Bad | None:
    try:
        return clean(cell, multiline=multiline, limit=limit) or None
    except StoreError as error:
        return Bad(error.code, as_sentence(error))


def _written(
    cell: str, *, read: Callable[[str], str | Bad | None], check: Callable[[str], str] = no_card
) -> str | Bad | None:
    """Read what people write; no number of a payment card is taken in."""
    text = read(cell)
    if isinstance(text, str):
        try:
            check(text)
        except StoreError as error:
            return Bad(error.code, as_sentence(error))
    return text


def as_sentence(error: StoreError) -> Sentence:
    """Return the sentence of an error."""
    return (
        error.sentence
        if isinstance(error.sentence, Sentence)
        else Sentence("{text}", {"text": error.sentence})
    )


def _line(cell: str, *, limit: int, swallowed: int, mark: str) -> str | Bad | None:
    if swallowed and ("\n" in cell or "\r" in cell) and cell.count(mark) >= swallowed:
        return Bad(
            "SWALLOWED",
            say(
                N_(
                    "This cell runs over several lines that look like rows of "
                    "their own: a quote may not be closed."
                )
            ),
        )
    return _text(cell, limit=limit)


def _serial(cell: str, *, seen: bool = False) -> str | Bad | None:
    cell = cell.strip()
    if not cell:
        return None
    if len(cell) <= 64 and _SURE_SERIAL.fullmatch(cell):
        return cell
    if len(cell) > 400:
        return _text(cell, limit=64)
    if problem := check_serial(cell):
        return Bad("SERIAL", problem)
    if _IS_POWER.fullmatch(cell) and not seen:
        template = N_(
            "{text} may be a serial, or what a program makes of a long number. If it is the serial, import "
            "the file of refused rows as it is; if not, export the column again as text."
        )
        return Bad("SERIAL", say(template, text=cell))
    return clean(clean_serial(cell), limit=64)


def _score(cell: str) -> int | Bad | None:
    text = cell.strip()
    if not text:
        return None
    try:
        return classify(text)
    except StoreError as error:
        return Bad("SCORE", as_sentence(error))


def _phone(cell: str) -> str | Bad | None:
    if not cell.isascii():
        cell = "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in cell)
        cell = unicodedata.normalize("NFKC", cell)
    text = _text(cell, limit=LIMITS["phone"])
    if not isinstance(text, str):
        return text
    if _MANGLED.fullmatch(text):
        return Bad(
            "PHONE",
            say(
                N_("{value} is a phone number that a spreadsheet has destroyed. Export the column as text."),
                value=text,
            ),
        )
    if text.casefold() in _NONE:
        return None
    if not any(char.isdigit() for char in text):
        return Bad("PHONE", say(N_("{value} is no phone number: it has no digits."), value=text))
    return text


def _email(cell: str) -> str | Bad | None:
    text = _text(cell, limit=LIMITS["email"])
    if isinstance(text, str) and text.casefold() in _NONE:
        return None
    if isinstance(text, str) and not _EMAIL.fullmatch(text):
        return Bad("EMAIL", say(N_("{value} is no e-mail address."), value=text[:60]))
    return text


def _language(cell: str) -> str | Bad | None:
    text = cell.strip()
    if text and not _LANGUAGE.fullmatch(text):
        return Bad("LANGUAGE", say(N_("{value} is no language. Write en, zh, ru …"), value=text[:40]))
    return text.replace("_", "-") or None


def _months(cell: str) -> int | Bad | None:
    text = cell.strip()
    if not text:
        return None
    found = _MONTHS.fullmatch(text)
    if found and int(found[1]) <= 1200:
        return int(found[1])
    return Bad("MONTHS", say(N_("{value} is no number of months (0 to 1200)."), value=text[:40]))


def _year(cell: str, *, latest: int) -> int | Bad | None:
    text = cell.strip().removesuffix(".0")
    if not text:
        return None
    if len(text) == 4 and text.isascii() and text.isdigit() and 1900 <= int(text) <= latest:
        return int(text)
    return Bad("YEAR", say(N_("{value} is no year from 1900 to {latest}."), value=text[:40], latest=latest))


def _date(cell: str, *, style: Style, bounds: Span) -> str | Bad | None:
    text = cell.strip()
    if not text:
        return None
    found = read(text, style, bounds)
    return found if isinstance(found, str) else Bad("DATE", found)


_DRIVES = (
    ("hgst", "HGST"),
    ("hitachi", "Hitachi"),
    ("toshiba", "Toshiba"),
    ("samsung", "Samsung"),
    ("seagate", "Seagate"),
    ("wdc", "WDC"),
    ("wd", "WDC"),
    ("st", "Seagate"),
    ("dell", "Dell"),
    ("micron", "Micron"),
    ("crucial", "Crucial"),
    ("mtfd", "Micron"),
    ("ct", "Crucial"),
    ("ssd", None),
    ("hd", "Samsung"),
    ("mg", "Toshiba"),
)


def drive_brand(model: object) -> str | None:
    """Return who makes a drive, by the beginning of its model: ``ST4000DM000`` → Seagate."""
    text = str(model or "").casefold()
    return next((brand for start, brand in _DRIVES if text.startswith(start)), None)


_REPAIRS = {
    "fixed": "repaired",
    "repaired": "repaired",
    "end of life": "irreparable",
    "replaced": "replaced",
    "refunded": "refunded",
    "no fault found": "no_fault",
    "no fault": "no_fault",
}


def repair_resolution(state: object) -> str | None:
    """Return the resolution that a repair status amounts to; Repairable and Unknown amount to none."""
    return _REPAIRS.get(str(state or "").casefold())


DERIVED: Mapping[str, tuple[str, Callable[[object], str | None]]] = {
    "drive_brand": ("product", drive_brand),
    "repair_resolution": ("state", repair_resolution),
}
"""Name → the field it starts from, and the function."""
