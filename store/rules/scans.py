"""What a scanner sends, read as a serial: GS1 element strings, web links and printed labels.

A scan that is none of these is taken as it stands. Where a label might be part of the serial (is
``SN 123`` the serial 123?) the scan offers both readings, the cautious one first; whoever looks it up
tries them in order. The element strings follow the GS1 General Specifications: fixed lengths by the
first two digits, FNC1 (sent as the group separator) after the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from store.late import pattern
from store.record import Record
from store.rules.calendar import last_of_month

FNC1 = "\x1d"
"""How scanners send the separator of GS1 element strings."""

_GS1 = ("]C1", "]e0", "]d2", "]Q3", "]J1")
_SYMBOLOGY = pattern(r"\][A-Za-z][0-9A-Za-z]")
_BRACKETS = pattern(r"\((\d{2,4})\)")
_LINK = pattern(
    r"https?://[^?#]*?/01/(\d{8,14})(?:/22/[^/?#]*)?(?:/10/([^/?#]+))?/21/([^/?#]+)", re.IGNORECASE
)
_LABEL = pattern(
    r"(?:serial(?:\s*(?:number|num|no|nr)\b\.?)?|s\s*/\s*n(?:o\.?)?|sn|序列号|с/н|серийный номер)"
    r"\s*[:：=#]\s*",
    re.IGNORECASE,
)
_MAYBE = pattern(r"(?:serial(?:\s+(?:number|no)\.?)?\s+|s/n[\s-]*|sn[\s-]*)(?=[0-9A-Za-z])", re.IGNORECASE)

_FIXED = {"00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "20": 2, "41": 13}
_FIXED.update({f"{start}": 6 for start in range(11, 20)})
_FIXED.update({f"{start}": 6 for start in range(31, 37)})
_LENGTH_OF_NAME = {"23": 3, "24": 3, "25": 3, "40": 3, "41": 3, "42": 3, "71": 3}
_FOUR_DIGITS = ("31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82")
_LENGTH_OF_NAME.update(dict.fromkeys(_FOUR_DIGITS, 4))
_LONGEST = {"21": 20, "10": 20}


class Scan(Record):
    """A scan as it was understood."""

    readings: tuple[str, ...]
    """Serials to look for, in this order; empty when the code carries none."""
    gtin: str | None = None
    """14 digits."""
    batch: str | None = None
    produced: str | None = None
    """``YYYY-MM-DD``, or ``YYYY-MM`` where the code leaves the day open."""
    expires: str | None = None

    @property
    def serial(self) -> str | None:
        """Return the likeliest serial."""
        return self.readings[0] if self.readings else None


def read_scan(text: str, prefixes: Iterable[str] = (), today: date | None = None) -> Scan:
    """Read what a scanner (or a hand) has sent.

    Args:
        text: what arrived, without the final Enter.
        prefixes: what this desk's scanners put before every code.
        today: decides the century of two-digit years, as GS1 does; without it 51-99 are of the 1900s.
    """
    text = text.strip(" \t\r\n")
    for prefix in sorted(prefixes, key=len, reverse=True):
        if prefix and text.startswith(prefix):
            text = text[len(prefix) :]
            break
    is_gs1 = text.startswith(_GS1)
    if _SYMBOLOGY.match(text):
        text = text[3:]
    elements = _elements(text, is_gs1)
    if elements:
        return _from_elements(elements, today)
    if link := _LINK.match(text):
        from urllib.parse import unquote

        batch = unquote(link[2]) if link[2] else None
        return Scan((unquote(link[3]),), gtin=link[1].zfill(14), batch=batch)
    return Scan(_labelled(text.replace(FNC1, "").strip()))


def _labelled(text: str) -> tuple[str, ...]:
    if label := _LABEL.match(text):
        rest = text[label.end() :].strip()
        return (rest,) if rest else ()
    if maybe := _MAYBE.match(text):
        return (text, text[maybe.end() :].strip())
    return (text,) if text else ()


def _elements(text: str, is_gs1: bool) -> Mapping[str, str] | None:
    """Return the elements of a GS1 string, None when it is not one."""
    if text.startswith("("):
        return _bracketed(text)
    elements = _separated(text.strip(FNC1))
    if elements is None or is_gs1 or FNC1 in text:
        return elements
    # Some scanners drop the sign that it is GS1. Without it only a whole trade item number with its
    # right check digit, followed by a serial, is convincing.
    return elements if "01" in elements and "21" in elements and _checks(elements["01"]) else None


def _bracketed(text: str) -> Mapping[str, str] | None:
    pieces = _BRACKETS.split(text)
    values = [value.strip(FNC1 + " ") for value in pieces[2::2]]
    if pieces[0] or not all(values):
        return None
    return dict(zip(pieces[1::2], values, strict=True))


def _separated(text: str) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    while text:
        start = text[:2]
        name = text[: _LENGTH_OF_NAME.get(start, 2)]
        if not (name.isascii() and name.isdigit()):
            return None
        text = text[len(name) :]
        if start in _FIXED:
            value, text = text[: _FIXED[start]], text[_FIXED[start] :]
            if len(value) < _FIXED[start] or not value.isdigit():
                return None
            text = text.removeprefix(FNC1)
        else:
            value, _, text = text.partition(FNC1)
            if not value or len(value) > _LONGEST.get(name, 90):
                return None
        found[name] = value
    return found or None


def _from_elements(elements: Mapping[str, str], today: date | None) -> Scan:
    serial = elements.get("21")
    return Scan(
        readings=(serial,) if serial else (),
        gtin=elements.get("01"),
        batch=elements.get("10"),
        produced=_day(elements.get("11"), today),
        expires=_day(elements.get("17"), today),
    )


def _checks(gtin: str) -> bool:
    """Tell whether the check digit of a 14-digit trade item number is right."""
    return sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(gtin)) % 10 == 0


def _day(digits: str | None, today: date | None) -> str | None:
    """Return YYMMDD as a date of a unit; day 00 leaves the day open; None when it is no date."""
    if digits is None or len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    year, month, day = _full_year(int(digits[:2]), today), int(digits[2:4]), int(digits[4:])
    if not 1 <= month <= 12 or day > last_of_month(year, month):
        return None
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def _full_year(short: int, today: date | None) -> int:
    if today is None:
        return (1900 if short > 50 else 2000) + short
    century, now = today.year - today.year % 100, today.year % 100
    if short - now > 50:
        return century - 100 + short
    return (century + 100 if short - now < -49 else century) + short
