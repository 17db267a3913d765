"""Serial numbers: the key that finds them, what a scanner sends, and what looks alike.

Two serials are the same when their keys are equal: Unicode NFKC, case-folded, white space and dashes
dropped. Leading zeros stay, and O/0 and I/1 stay different: what merely looks alike is suggested,
never taken for the same. `skeleton` folds what looks alike to one spelling, so that it can be indexed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING

from store.late import pattern
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.records import Unit

LONGEST = 64
"""Characters a serial may have."""

_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff\u2043\u2212\u02d7")
"""Dashes and spaces that Unicode files under another category: soft hyphen, zero-width, minus."""

_LATIN = str.maketrans(
    # Lower case, because keys are case-folded: в stands for В, which looks like B.
    "авекмнорстухіјѕһԁԛԝзёαβεζηικμνορτυχϲ",
    "abekmhopctyxijshdqw3eabezhikmnoptyxc",
)
_GROUPS = ("0o", "1il", "8b", "5s", "2z")
_ALIKE = {letter: group for group in _GROUPS for letter in group}
_FOLD = {ord(letter): group[0] for group in _GROUPS for letter in group}
_FOLD_ASCII = bytes(ord(_FOLD.get(code, chr(code))) for code in range(128)) + bytes(128)

_EXCEL_NUMBER = pattern(r"[+-]?[0-9]+(?:[.,][0-9]+E[+-]?|E\+)[0-9]+", re.IGNORECASE)
_EXCEL_ERROR = pattern(r"#+|#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_RUSSIAN = r"(?:янв|фев|мар|апр|май|июн|июл|авг|сен|окт|ноя|дек)"
EXCEL_DATE = rf"(?:{_DAY}-{_MONTH}(?:-[0-9]{{2}}(?:[0-9]{{2}})?)?|{_MONTH}-[0-9]{{2}}(?:[0-9]{{2}})?)"
"""What a spreadsheet makes of MAR26 or 3-4: letters as it writes them, so that MAR-26 is a serial."""
_EXCEL_CELL = pattern(
    rf"{EXCEL_DATE}"
    rf"|{_DAY}(?P<mark>[/.])(?:0?[1-9]|1[0-2])(?P=mark)(?:[0-9]{{2}})?[0-9]{{2}}"  # 26/3/2026, 26.03.2026
    rf"|(?:0?[1-9]|1[0-2])/{_DAY}/(?:[0-9]{{2}})?[0-9]{{2}}"  # 3/26/2026
    r"|[0-9]{4}-[01][0-9]-[0-3][0-9][ T]00:00(?::00)?"
    rf"|{_DAY}\.{_RUSSIAN}(?:\.[0-9]{{2}}(?:[0-9]{{2}})?)?|{_RUSSIAN}\.[0-9]{{2}}(?:[0-9]{{2}})?"
    r"|[+-]?[0-9]+[.,]0+"  # a number with the decimals of its format
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
    r"|(?i:true|false)|ИСТИНА|ЛОЖЬ|WAHR|FALSCH|VRAI|FAUX"
)
"""A day, a number or a truth, where the serial was taken for one."""
_EXCEL_TEXT = pattern(r'="(.*)"', re.DOTALL)
_TWO = pattern(r"([A-Za-z]+)[0-9]+(?:\s*[/,;&|+]\s*\1[0-9]+)+", re.IGNORECASE)
_PLACEHOLDERS = frozenset(
    ("n/a", "none", "null", "nan", "unknown", "tbd", "notavailable", "noserial", "noserialnumber")
)
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def serial_key(text: str) -> str:
    """Return what two spellings of one serial have in common."""
    if text.isascii():
        return text.lower() if text.isalnum() else "".join(text.lower().split()).replace("-", "")
    return _unicode_key(text)


def _unicode_key(text: str) -> str:
    from unicodedata import normalize

    # Dropping a dash can bring a letter and an accent together, and folding can undo a composition:
    # repeat until nothing changes, so that the key of a key is the key.
    while (key := normalize("NFKC", text).casefold().translate(_DROPPED)) != text:
        text = key
    return key


class _Dropped(dict[int, int | None]):
    """Which characters a key leaves out, found out when each is first met."""

    def __missing__(self, code: int) -> int | None:
        from unicodedata import category

        letter = chr(code)
        dropped = letter.isspace() or letter in _UNSEEN or category(letter) == "Pd"
        self[code] = None if dropped else code
        return self[code]


_DROPPED = _Dropped()


def clean_serial(text: str) -> str:
    """Return the serial as it should be kept.

    Unwraps the spreadsheet trick ``="0001"``, drops outer white space and invisible characters, writes
    full-width letters plainly, and writes Cyrillic or Greek letters that stand among Latin ones, typed on
    the wrong keyboard, as the Latin letters they look like. Case, dashes and inner spaces stay.
    """
    text = text.strip()
    if unwrapped := _EXCEL_TEXT.fullmatch(text):
        text = unwrapped[1].strip()
    if text.isascii():
        return text
    from unicodedata import normalize

    plain = normalize("NFKC", text).replace("\u200b", "").replace("\ufeff", "").replace("\u2060", "").strip()
    latin = _to_latin(plain)
    mixed = any("a" <= letter <= "z" for letter in plain.lower())
    return latin if mixed and latin.isascii() else plain


def _to_latin(text: str) -> str:
    return "".join(
        (folded.upper() if letter.isupper() else folded)
        for letter in text
        for folded in (letter.lower().translate(_LATIN),)
    )


def check_serial(text: str) -> Sentence | None:
    """Say why `text` cannot be a serial; None when it can.

    ``1E5`` is a plausible serial; ``1.23E+15`` is what a spreadsheet leaves of a long number.
    """
    bare = clean_serial(text)
    if bad := next((letter for letter in bare if _is_control(letter)), None):
        return say(N_("The serial contains a control character ({code})."), code=f"U+{ord(bad):04X}")
    key = serial_key(bare)
    if not key:
        return say(N_("The serial is empty."))
    if len(bare) > LONGEST:
        return say(
            N_("The serial has {n} characters; at most {longest} are accepted."), n=len(bare), longest=LONGEST
        )
    return _damage(bare, key)


def _damage(bare: str, key: str) -> Sentence | None:
    """Say what befell a serial in the file it comes from; None when it is whole."""
    if key in _PLACEHOLDERS or not any(letter.isalnum() or letter in "%_#" for letter in key):
        return say(N_("{text} stands for a missing serial."), text=bare)
    if any(form.fullmatch(bare) for form in (_EXCEL_NUMBER, _EXCEL_ERROR, _EXCEL_CELL)):
        return say(
            N_("A spreadsheet has destroyed this serial ({text}): export the column again as text."),
            text=bare,
        )
    if _TWO.fullmatch(bare):
        return say(N_("{text} looks like several serials: give one row to each."), text=bare)
    return None


def _is_control(letter: str) -> bool:
    from unicodedata import category

    return category(letter) in ("Cc", "Cs") or letter in _BIDI


def skeleton(key: str) -> str:
    """Fold everything that looks alike to one spelling: equal skeletons look alike."""
    if key.isascii():
        return key.encode("ascii").translate(_FOLD_ASCII).decode("ascii")
    return key.translate(_LATIN).translate(_FOLD)


def look_alikes(key: str, limit: int = 32) -> Iterator[str]:
    """Yield up to `limit` other keys that look like `key`, those with the fewest changes first.

    They are suggestions: none of them is the same serial.
    """
    latin = key.translate(_LATIN)
    if latin != key and limit > 0:
        limit -= 1
        yield latin
    places = [place for place, letter in enumerate(latin) if letter in _ALIKE]
    for changes in range(1, len(places) + 1):
        for chosen in combinations(places, changes):
            for letters in product(*(_others(latin[place]) for place in chosen)):
                if limit <= 0:
                    return
                spelling = list(latin)
                for place, letter in zip(chosen, letters, strict=True):
                    spelling[place] = letter
                limit -= 1
                yield "".join(spelling)


@cache
def _others(letter: str) -> str:
    return _ALIKE[letter].replace(letter, "")


def chain(unit: Unit, past: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Return the serials of a unit's line, the oldest first: what it replaced, itself, what replaced it.

    Args:
        unit: a unit that replaced another or was replaced.
        past: the events of the line, as cases write them.
    """
    swaps = [(str(each["old"]), str(each["new"])) for each in past if each["kind"] == "replacement"]
    line = [unit.serial]
    for _ in swaps:
        before = next((old for old, new in swaps if serial_key(new) == serial_key(line[0])), None)
        if before is None or before in line:
            break
        line.insert(0, before)
    if unit.replaces and line[0] == unit.serial:
        line.insert(0, unit.replaces)
    return (*line, unit.replaced_by) if unit.replaced_by else tuple(line)
