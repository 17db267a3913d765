"""Numbers of payment cards in what people write: found, so that they are never kept.

A number is taken for a card's when its beginning and its length are those of a card network and its check
digit (Luhn, ISO/IEC 7812-1) is right. Much that fills a repair desk's notes has a check digit too and must
pass: an IMEI has fifteen digits, and of fifteen only American Express (34, 37) is meant, which no IMEI
begins with; a SIM card's number begins with 89, which no network does; thirteen digits are a card only from
4, and only where they are no article number (EAN-13). Digits may be parted by blanks, dashes or dots, in
groups of three or more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from store.errors import Refused
from store.late import pattern
from store.wording import N_, say

_GROUPS = pattern(r"\d+(?:[ .\-\u00a0\u2007\u202f\u2010-\u2015\u2212]\d+)*")
"""Digits that may belong together."""
_NETWORKS = pattern(
    r"4\d{15}(?:\d{3})?|4\d{12}"  # Visa, 13 digits on the oldest
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|09|[689]\d)\d{11}(?:\d{2,5})?"  # Diners Club
    r"|35(?:2[89]|[3-8]\d)\d{12}(?:\d{3})?"  # JCB
    r"|(?:6011|64[4-9]\d|65\d\d|62\d\d|81\d\d)\d{12}(?:\d{1,3})?"  # Discover, UnionPay
    r"|220[0-4]\d{12}(?:\d{1,3})?"  # Mir
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12}(?:\d{1,3})?",  # Maestro
    re.ASCII,
)
_SHORTEST, _LONGEST, _LEAST = 13, 19, 3


def card_in(text: str) -> str | None:
    """Return the last four digits of the first card number in `text`; None if there is none."""
    if sum(map(str.isdecimal, text)) < _SHORTEST:
        return None
    for found in _GROUPS.finditer(text):
        if len(found[0]) >= _SHORTEST and (number := _in_run(re.findall(r"\d+", _ascii(found[0])))):
            return number[-4:]
    return None


def masked(text: str) -> str:
    """Return `text` with nothing left of card numbers but their last four digits."""

    def hidden(found: re.Match[str]) -> str:
        last = card_in(found[0])
        return f"…{last}" if last else found[0]

    return _GROUPS.sub(hidden, text)


def unsaid(value: object) -> object:
    """Return plain data with `masked` texts, however deep they lie: for what is kept before it is judged."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {masked(str(name)): unsaid(each) for name, each in value.items()}
    return [unsaid(each) for each in value] if isinstance(value, list | tuple) else value


def _ascii(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(letter)) if letter.isdecimal() else "-" for letter in text)


def _in_run(groups: list[str]) -> str | None:
    """Return the number that neighbouring groups of digits make, if it is a card's."""
    for first in range(len(groups)):
        number = ""
        for group in groups[first:]:
            number += group
            if len(number) > _LONGEST:
                break
            if len(number) >= _SHORTEST and _is_card(number):
                return number
            if len(group) < _LEAST:
                break
    return None


def _is_card(number: str) -> bool:
    if not _NETWORKS.fullmatch(number) or _sum(number, _LUHN) % 10:
        return False
    return len(number) > _SHORTEST or _sum(number, _EAN) % 10 != 0


_LUHN = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_EAN = (0, 3, 6, 9, 12, 15, 18, 21, 24, 27)


def _sum(number: str, doubled: tuple[int, ...]) -> int:
    """Add the digits, every second one from the right as `doubled` says."""
    return sum(
        doubled[int(digit)] if place % 2 else int(digit) for place, digit in enumerate(reversed(number))
    )


def no_card(text: str, field: str | None = None) -> str:
    """Return `text` if no number of a payment card is in it.

    Raises:
        Refused: CARD_NUMBER; the sentence names no more than its last four digits.
    """
    if last := card_in(text):
        sentence = say(
            N_(
                "This looks like the number of a payment card (… {last}). Card numbers are not kept here: "
                "write the last four digits, they are enough."
            ),
            last=last,
        )
        raise Refused("CARD_NUMBER", sentence, field=field)
    return text
