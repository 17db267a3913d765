r"""Whether what somebody typed tells of a person, by their names, phones and addresses of mail.

Texts are compared folded (letter case and width aside) and by whole words, so that Anton is not found in
Antonia. Scripts that set no blanks between words have none: there a name of two letters or more is found
inside a text. A phone is known by its last digits, however they are set apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from unicodedata import normalize

from store.rules.erasing import is_code

APART = r"\s!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\u30fb"
"""What stands between words, as the inside of a character class."""
WORD = re.compile(rf"[^{APART}]+")
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts that write names and other words in one."""
BETWEEN = r"[ ().\-/\u00a0]{0,3}"
"""What may stand between two digits of a phone."""
LAST_DIGITS = 7
"""So many digits at the end of a phone tell whose it is."""
FEWEST_DIGITS = 5
"""A shorter number is no phone of a person."""
PARTICLES = frozenset({
    "al", "and", "au", "bin", "da", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du",
    "el", "en", "et", "ibn", "la", "las", "le", "les", "los", "of", "the", "und", "van", "von", "y",
    "zu",
})  # fmt: skip
"""Parts of names that are words of everybody."""
SHORTEST_OF_MAIL = 4
NAMED = ("customer", "customer_name")
"""Fields that say whose a form is."""
Finder = Callable[[str], bool]


def folded(text: str) -> str:
    """Return a text as it is compared: letter case, width and the number of blanks aside."""
    return " ".join(normalize("NFKC", text).casefold().split())


def bounded(words: Iterable[str]) -> str:
    """Return a pattern of words, each a pattern, one after the other and no part of longer ones."""
    whole = rf"[{APART}]+".join(words)
    before = "" if len(whole) > 1 and UNSPACED.match(whole) else rf"(?<![^{APART}])"
    after = "" if len(whole) > 1 and UNSPACED.match(whole[-1]) else rf"(?![^{APART}])"
    return before + whole + after


def confirms(typed: str, name: str, id_: str) -> bool:
    """Tell whether what was typed is a customer's name or id; letter case and blanks aside."""
    given = folded(typed)
    return bool(given) and given in (folded(name), folded(id_))


def phone_digits(text: str) -> str:
    """Return the digits of a phone; none of what is no phone."""
    if "@" in text or is_code(text):
        return ""
    run = re.search(rf"\d(?:{BETWEEN}\d){{{LAST_DIGITS - 1},}}", text)
    if run is None and any(letter.isalpha() for letter in text):
        return ""
    digits = "".join(letter for letter in (run[0] if run else text) if letter.isdecimal())
    return digits if len(digits) >= FEWEST_DIGITS else ""


def finder(marks: Iterable[str]) -> Finder:
    """Return what tells whether a text holds one of these: a name, a phone, an address of mail or an id."""
    patterns = {pattern for mark in marks for pattern in _patterns(mark)}
    known = re.compile("|".join(sorted(patterns, key=len, reverse=True))) if patterns else None
    return lambda text: known is not None and known.search(folded(text)) is not None


def _patterns(mark: str) -> Iterator[str]:
    whole = folded(mark)
    if "@" in whole:
        yield rf"(?<![\w.+-]){re.escape(whole)}(?![\w-]|\.\w)"
        return
    digits = phone_digits(whole)
    if (words := WORD.findall(whole)) and (digits or any(letter.isalpha() for letter in whole)):
        yield bounded(words)  # a word holds nothing that means something in a pattern
    if digits:
        start = "" if len(digits) >= LAST_DIGITS else r"(?<!\d)"
        yield start + BETWEEN.join(digits[-LAST_DIGITS:]) + r"(?!\d)"


def parts(mark: str) -> Iterator[str]:
    """Yield the words of a name, and of an address of mail those before the @ that are long enough."""
    if is_code(mark):
        return
    local, at, _domain = mark.partition("@")
    for word in WORD.findall(folded(local)):
        letters = sum(letter.isalpha() for letter in word)
        if letters and len(word) >= (SHORTEST_OF_MAIL if at else 2) and word not in PARTICLES:
            yield word


def names_somebody(text: str, marks: Iterable[str]) -> bool:
    """Tell whether a text holds a name, a phone or an address of mail, whole or a word of it.

    Args:
        text: what is to be kept.
        marks: what names the person; see `store.tables.erased_rows.marks`.
    """
    marks = tuple(marks)
    return finder([*marks, *(part for mark in marks for part in parts(mark))])(text)


def tells_of(typed: Mapping[str, object], marks: Iterable[str]) -> bool:
    """Tell whether what was typed into a form is about a person.

    The field that says whose it is must be theirs as a whole. If it is another's, that other's names in the
    other fields mean the other: a note about Bob Smith says Bob.
    """
    marks = tuple(marks)
    whose = [folded(str(typed[name])) for name in NAMED if typed.get(name)]
    if any(folded(mark) in whose for mark in marks):
        return True
    meant = [mark for mark in marks if not any(map(finder([mark]), whose))]
    holds = finder(meant)
    return any(holds(text) for name, value in typed.items() if name not in NAMED for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str | int):
        yield str(value)
