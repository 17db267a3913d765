"""What a passphrase or a PIN must be, judged before anything is derived from it.

Length is what counts (OWASP ASVS 6.2): at least 12 characters, nothing is cut off, no rule about signs and
digits. Refused is what everybody tries first: common passphrases, the desk's and the person's own names,
one character or one run repeated. Letters are compared in NFKC, so that one passphrase typed on two keyboards
is one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from store.wording import N_, Sentence, say

FEWEST, MOST = 12, 256
"""Characters of a passphrase."""
FEWEST_DIGITS, MOST_DIGITS = 6, 12
"""Digits of a PIN."""
COMMON = frozenset(
    [
        "123456789012",
        "1234567890123",
        "123456789123",
        "111111111111",
        "000000000000",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopasdf",
        "qwerty123456",
        "qwerty12345678",
        "qwertyuiop[]",
        "1q2w3e4r5t6y",
        "1q2w3e4r5t6y7u",
        "1qaz2wsx3edc",
        "1qaz2wsx3edc4rfv",
        "zaq12wsxcde3",
        "passwordpassword",
        "password1234",
        "password12345",
        "password123456",
        "password123!",
        "passw0rd1234",
        "p@ssw0rd1234",
        "p@ssword1234",
        "mypassword123",
        "newpassword1",
        "changeme1234",
        "changeme12345",
        "changemeplease",
        "letmeinplease",
        "letmein12345",
        "welcome12345",
        "welcome123456",
        "welcometohell",
        "administrator",
        "administrator1",
        "admin1234567",
        "adminadminadmin",
        "rootrootroot",
        "iloveyou1234",
        "iloveyouforever",
        "iloveyousomuch",
        "abcdefghijkl",
        "abcdefghijklm",
        "abcdefghijklmnop",
        "abc123abc123",
        "abcd1234abcd",
        "aaaaaaaaaaaa",
        "asdfghjkl123",
        "asdfasdfasdf",
        "qweasdzxc123",
        "qweqweqweqwe",
        "trustno1trustno1",
        "sunshine1234",
        "princess1234",
        "football1234",
        "baseball1234",
        "superman1234",
        "dragon123456",
        "monkey123456",
        "correcthorsebatterystaple",
        "correct-horse-battery-staple",
        "thequickbrownfox",
        "tobeornottobe",
        "openthegates",
        "opensesame123",
        "whatever1234",
        "starwars1234",
        "computer1234",
        "internet1234",
        "samsung12345",
        "michael12345",
        "charlie12345",
        "jennifer1234",
        "thisismypassword",
        "mysecretpassword",
        "secretpassword",
        "passphrase12",
        "passphrase123",
        "dontforgetthis",
        "donotenter12",
        "nevergiveup1",
        "hello1234567",
        "helloworld12",
        "goodmorning1",
        "йцукенгшщзхъ",
        "йцукен123456",
        "пароль123456",
        "парольпароль",
        "qwertyqwerty",
        "123qwe123qwe",
        "12345qwert12",
        "counterpane1",
        "counterpane12",
        "counterpane123",
        "servicecounter",
    ]
)
"""What is tried first, of those long enough to get so far; compared without spaces and letter case."""


def normal(text: str) -> str:
    """Return a passphrase as it is derived from: NFKC, nothing cut off."""
    return unicodedata.normalize("NFKC", text)


def _plainly(text: str) -> str:
    return "".join(letter for letter in normal(text).casefold() if letter.isalnum())


def check_passphrase(text: str, own: Iterable[str] = ()) -> Sentence | None:
    """Say what is wrong with a passphrase; None: it will do.

    Args:
        text: as typed.
        own: words an attacker would try here: names of the desk, of the person, of the shop.
    """
    wanted = normal(text)
    if len(wanted) < FEWEST:
        template = N_("A passphrase needs {fewest} characters or more; a short sentence is easily kept.")
        return say(template, fewest=FEWEST)
    if len(wanted) > MOST:
        return say(N_("A passphrase has {most} characters at the most."), most=MOST)
    if not wanted.isprintable():
        return say(N_("A passphrase is made of letters, digits, signs and spaces."))
    plain = _plainly(text)
    if _repeats(plain) or _runs(plain):
        return say(N_("This repeats itself or only counts on; it is guessed at once."))
    if plain in _COMMON:
        return say(N_("This passphrase is on every list of common ones; choose another."))
    rest = plain
    for word in sorted(filter(None, map(_plainly, own)), key=len, reverse=True):
        if len(word) >= 3:
            rest = rest.replace(word, "")
    if plain != rest and len(rest) < FEWEST // 2:
        return say(N_("This is little more than a name known here; add words that nobody would try."))
    return None


def check_pin(text: str) -> Sentence | None:
    """Say what is wrong with a PIN; None: it will do."""
    if not (text.isascii() and text.isdecimal() and FEWEST_DIGITS <= len(text) <= MOST_DIGITS):
        return say(N_("A PIN has {fewest} to {most} digits."), fewest=FEWEST_DIGITS, most=MOST_DIGITS)
    if _repeats(text) or _runs(text):
        return say(N_("This repeats itself or only counts on; it is guessed at once."))
    return None


def _repeats(text: str) -> bool:
    """Tell whether `text` is one short piece again and again."""
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)]
        for size in range(1, max(len(text) // 3, 1) + 1)
    )


def _runs(text: str) -> bool:
    """Tell whether every character follows the one before it, up or down: 345678."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


_COMMON = frozenset(map(_plainly, COMMON))
