"""Blotting names and phones out of a text that is otherwise needed.

A name is looked for as people write it in a hurry: without its accents, with ue for ü, and in Cyrillic
declined. What a technician works with stays: numbers of devices and orders, days, words that only begin like
a short name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from unicodedata import combining, normalize

from store.rules.naming import BETWEEN, LAST_DIGITS, PARTICLES, UNSPACED, WORD, bounded, phone_digits

HIDDEN = "…"
"""What stands for a text that is not for the reader's role; screens say so in words."""
Hide = Callable[[str], str]
"""What becomes of a text that somebody typed."""
_MAIL = re.compile(r"(?<![^\s@<>,;])[^\s@<>,;]+@[^\s@<>,;]+")
_DAY = r"(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d\d){1,2})(?!\d)"
_NUMBER = re.compile(
    rf"(?<![\w-])(?<!\d[./])(?!{_DAY})\+?\(?\d(?:{BETWEEN}\d){{{LAST_DIGITS - 1},23}}(?![\w-])"
)
_SHORTEST_CODE, _LONGEST_CODE = 3, 5
"""Digits in the first group of a phone without + or 0."""
_SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue"}
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_CYRILLIC = re.compile("[а-яіїєґўѓќљњћџђјѕ]+")
_LONG, _FLEETING = 6, "ео"
"""Letters of a Cyrillic name of which two are its ending; vowels that go in another case: Павел, Павла."""
_ENDING = "(?:[аеиоуыэюяьімх]{0,3}|[ое]в[иі]?)"
"""Of a shorter one: a name such as Ян has these after it, and no others, so that январь is none of it."""
_VOWELS = "аеиоуыэюяьі"
_INITIALS = 3
"""A Latin name shorter than this counts as one only if it begins with a capital."""
_POSTCODE = 5
"""Digits in an address that tell where somebody lives; a shorter number is the house's."""


def blotting(names: Iterable[str]) -> Hide:
    """Return what blots phones, addresses of mail and parts of these names out of a text, and keeps the rest.

    Args:
        names: the texts that name somebody: names, addresses, phones.
    """
    names = tuple(each for each in names if each)
    phones = frozenset(digits[-LAST_DIGITS:] for each in names if (digits := phone_digits(each)))
    patterns = {pattern for each in names for pattern in _patterns(each)}
    known = re.compile("|".join(sorted(patterns, key=len, reverse=True))) if patterns else None

    def blotted(text: str) -> str:
        rest = _without_numbers(_MAIL.sub(HIDDEN, text), phones)
        return rest if known is None else _without_names(rest, known)

    return blotted


def _without_numbers(text: str, phones: frozenset[str]) -> str:
    """Blot what is a phone of theirs, or is written like one; a bare number may be a serial or an order."""

    def blotted(found: re.Match[str]) -> str:
        groups = [*re.finditer(r"[+(]*(\d+)", found[0])]
        for n, group in enumerate(groups):
            if _written([each[1] for each in groups[n:]], group[0]) or _theirs(groups[n:], phones):
                return found[0][: group.start()] + HIDDEN
            if group[1][-LAST_DIGITS:] in phones:
                rest = found[0][group.end() :]
                return found[0][: group.start()] + HIDDEN + rest
        return found[0]

    return _NUMBER.sub(blotted, text)


def _written(groups: list[str], first: str) -> bool:
    """Tell whether digits are written as those of a phone are: from + or 0, or in groups."""
    if sum(map(len, groups)) < LAST_DIGITS:
        return False
    grouped = len(groups) > 1 and max(map(len, groups)) <= LAST_DIGITS
    return first[0] in "+(0" or (grouped and _SHORTEST_CODE <= len(groups[0]) <= _LONGEST_CODE)


def _theirs(groups: list[re.Match[str]], phones: frozenset[str]) -> bool:
    return "".join(each[1] for each in groups)[-LAST_DIGITS:] in phones


def _without_names(text: str, known: re.Pattern[str]) -> str:
    plain, places = _plain(text)
    kept, at = [], 0
    for found in known.finditer(plain):
        start, end = places[found.start()], places[found.end() - 1]
        if found.end() - found.start() < _INITIALS and found[0].isascii() and not text[start].isupper():
            continue
        end = places[bisect_left(places, end + 1)] if end < places[-1] else len(text)
        kept += [text[at:start], HIDDEN]
        at = end
    return "".join([*kept, text[at:]])


def _plain(text: str) -> tuple[str, list[int]]:
    """Return a text without letter case and accents, and the place each letter of it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter.isascii():
            found = letter.lower()
        elif UNSPACED.match(letter):
            found = normalize("NFKC", letter)
        else:
            found = normalize("NFKD", normalize("NFKC", letter).casefold()).translate(_PLAIN)
        for each in found:
            if not combining(each):
                letters.append(each)
                places.append(place)
    return "".join(letters), places


def _patterns(name: str) -> Iterator[str]:
    """Yield what finds a name as a whole, and each part of it that is a name by itself."""
    local, at, _domain = name.partition("@")
    words = WORD.findall(normalize("NFKC", local).casefold())
    if not any(letter.isalpha() for letter in local):
        return  # a phone
    spelled = [_spelled(word) for word in words]
    if len(words) > 1 and not at:
        yield bounded(spelled)
    for word, pattern in zip(words, spelled, strict=True):
        fewest = _INITIALS if at else 2
        if len(word) >= (_POSTCODE if word.isdecimal() else fewest) and word not in PARTICLES:
            yield bounded([pattern])


def _spelled(word: str) -> str:
    """Return a pattern of the ways a word of a name is spelled in a text that `_plain` has made plain."""
    plain = _plain(word)[0]
    if not plain:
        return re.escape(word)
    if _CYRILLIC.fullmatch(plain):
        return _declined(plain)
    if not any(letter in _SPELLED for letter in word):
        return re.sub("(?<=[aou])e", "e?", re.escape(plain))
    return "".join(
        f"(?:{_SPELLED[letter]}|{_plain(letter)[0]})" if letter in _SPELLED else re.escape(_plain(letter)[0])
        for letter in word
    )


def _declined(plain: str) -> str:
    """Return a pattern of a Cyrillic name in any of its cases."""
    if len(plain) >= _LONG:
        return plain[:-2] + r"\w{0,5}"
    if len(plain) == _LONG - 1 and plain[-2] in _FLEETING:
        return f"{plain[:-1]}?{plain[-1]}{_ENDING}"
    stem = plain.rstrip(_VOWELS)
    return (stem if len(stem) > 1 else plain[: max(len(plain) - 1, 2)]) + _ENDING
