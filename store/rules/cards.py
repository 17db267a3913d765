"""Numbers of payment cards in what people write: found, so that they are never kept.

A number is taken for a card's when its beginning and its length are those of a card network and its check
digit (Luhn, ISO/IEC 7812-1) is right. Much that fills a repair desk's notes has a check digit too and must
pass: an IMEI has fifteen digits, and of fifteen only American Express (34, 37) is meant, which no IMEI
begins with; a SIM card's number begins with 89, which no network does; thirteen digits are a card only from
4, and only where they are no article number (EAN-13).

Up to three signs may part the digits, on one line or on several. Where a dash, a dot or a blank parts them,
the groups may have any length from three digits; where it is what also parts a list (a comma, a stroke, two
blanks, a line), they must be grouped as on a card, or be written one by one or two by two: two telephone
numbers side by side are no card, nor are days and times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from store.errors import Refused
from store.late import pattern
from store.wording import N_, say

_RUN = pattern(r"{0}(?:[\W_]{{0,3}}{0}){{12,}}".format(r"[\d⁰¹²³⁴-⁹₀-₉①-⑨]"))
"""Where there is any use in looking: thirteen digits, none farther than three signs from the next."""
_GROUP = pattern(r"\d+")
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
_LONGEST_PHONE = 15
_SHAPES = frozenset({(4, 6, 5), (4, 6, 4)})
"""How American Express and Diners Club group their digits; all others group them by four."""
_BLANK, _MIXED = " ", ""
_LISTING = frozenset(" ,;:/|\\+&()[]<>\n")
"""Signs that also stand between numbers that have nothing to do with each other."""
_EVERYDAY = pattern(r"4|5[1-5]|2[2-7]|3[47]")
"""How the cards begin that nearly everybody has."""

Groups = Sequence[re.Match[str]]


def card_in(text: str) -> str | None:
    """Return the last four digits of the first card number in `text`; None if there is none."""
    found = _first(text)
    return found[2][-4:] if found else None


def masked(text: str) -> str:
    """Return `text` with nothing left of card numbers but their last four digits."""
    pieces, done = [], 0
    for start, end, number in _all(text):
        pieces.append(f"{text[done:start]}…{number[-4:]}")
        done = end
    return "".join(pieces) + text[done:] if pieces else text


def unsaid(value: object) -> object:
    """Return plain data with `masked` texts, however deep they lie: for what is kept before it is judged."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {masked(str(name)): unsaid(each) for name, each in value.items()}
    return [unsaid(each) for each in value] if isinstance(value, list | tuple) else value


def _first(text: str) -> tuple[int, int, str] | None:
    return next(_all(text), None)


def _all(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each card number begins and ends, and its digits; none within another."""
    if len(text) < _SHORTEST:
        return
    plain = text
    for run in _RUN.finditer(text):
        if plain is text and not text.isascii():
            plain = "".join(map(_digit, text))
        groups = list(_GROUP.finditer(plain, run.start(), run.end()))
        kinds = [_kind(plain[one.end() : two.start()]) for one, two in pairwise(groups)]
        first = 0
        while first < len(groups):
            if found := _from(groups, kinds, first):
                last, number = found
                yield groups[first].start(), groups[last].end(), number
                first = last
            first += 1


def _digit(letter: str) -> str:
    """Write any digit (full-width, Arabic, raised, circled) plainly; the length of the text stays."""
    from unicodedata import digit

    return letter if letter.isascii() else str(digit(letter, letter))


def _kind(between: str) -> str:
    """Return what stands between two groups without the blanks around it; blanks alone are a blank."""
    bare = "".join(between.split())
    return bare or ("\n" if "\n" in between else _BLANK if len(between) == 1 else _BLANK * 2)


def _from(groups: Groups, kinds: Sequence[str], first: int) -> tuple[int, str] | None:
    """Return the last group and the digits of a card number that begins with the group `first`."""
    number, sizes, between = "", [], _BLANK
    for last in range(first, len(groups)):
        size = groups[last].end() - groups[last].start()
        if last > first:
            kind = kinds[last - 1]
            between = kind if last == first + 1 or kind == between else _MIXED
        number += groups[last][0]
        sizes.append(size)
        if len(number) > _LONGEST:
            return None
        if len(number) < _SHORTEST or not _is_card(number):
            continue
        begins = first == 0 or kinds[first - 1] != between
        if _one_thing(between, sizes) or _grouped(groups[first][0], sizes, between, begins):
            return last, number
    return None


def _one_thing(between: str, sizes: Sequence[int]) -> bool:
    """Tell whether groups of any length make one number: nothing parts them that parts a list."""
    joined = between == _BLANK or (between != _MIXED and not _LISTING.intersection(between))
    return joined and min(sizes) >= _LEAST


def _grouped(start: str, sizes: Sequence[int], between: str, begins: bool) -> bool:
    """Tell whether digits stand in groups as on a card, or one by one, or two by two.

    Where different signs part them it is only taken for one of the cards that nearly everybody has; small
    groups begin what is parted like this, so that no number is found within a longer list.
    """
    size = sizes[0]
    if tuple(sizes) not in _SHAPES and not (
        size in (1, 2, 4) and all(each == size for each in sizes[:-1]) and sizes[-1] <= size
    ):
        return False
    if size == 4:
        return between != _MIXED or bool(_EVERYDAY.match(start))
    return between != _MIXED and begins


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


def no_card_phone(text: str) -> str:
    """Return a telephone number, if it is not a card's: none has more than fifteen digits (ITU-T E.164).

    Raises:
        Refused: CARD_NUMBER.
    """
    found = _first(text)
    return no_card(text, "phone") if found and len(found[2]) > _LONGEST_PHONE else text
