"""The gate for text: what it lets through, what it takes out, what it refuses."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.clean import MARKS, clean
from store.errors import Refused

TAKEN_OUT = [
    ("A\x1b]0;PWN\x07B", "A]0;PWNB"),
    ("A\x9b2JB", "A2JB"),
    ("A\x00B\x08C\x7fD", "ABCD"),
    ("A\x0cB\x0bC", "A B C"),
    ("Tab\tName", "Tab Name"),
    ("abc\u202egnp.exe\u202c", "abcgnp.exe"),
    ("x\u2066y\u2069z\u200e\u200f\u061c", "xyz"),
    ("\ufeffAnn\u200b\u2060", "Ann"),
    ("Ann\U000e0041\U000e0042", "Ann"),
    ("A\ud800B", "AB"),
    ("A\u2028B\u2029C\x85D", "A B C D"),
    ("A\r\nB\rC\nD", "A B C D"),
    ("Jose\u0301", "Jos\u00e9"),
    ("Z" + "\u0301" * 200, "\u0179" + "\u0301" * 4),
    ("A\u200dB", "AB"),
    ("SN\u200c12", "SN12"),
    ("\u3164", ""),
    ("\u00a0 \t\u200b ", ""),
    ("\u00a0NBSP\u00a0", "NBSP"),
]
KEPT = [
    "Ann\u00a0Lee",
    "A\u00adB",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f1ec\U0001f1e7\U0001f3f3\ufe0f\u200d\U0001f308",
    "\U0001f469\U0001f3fd\u200d\U0001f527 Jos\u00e9",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\u0915\u094d\u200d\u0937",
    "\u0915\u094d\u200d",
    "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "\u0e19\u0e49\u0e33\u0e1c\u0e36\u0e49\u0e07",
    "Nguy\u1ec5n Th\u1ecb",
    "\U00020bb7\u91ce\u5bb6",
    "\uff8a\uff9d\uff76\uff78",
    "\u2026\u2026\u2014\u2014\u2014\u2014!",
    "NA",
    "null",
    "[@click=app.quit]Ann [/]",
    "Robert'); DROP TABLE customer;--",
]


@pytest.mark.parametrize(("text", "left"), TAKEN_OUT)
def test_what_acts_or_hides_is_taken_out(text: str, left: str) -> None:
    assert clean(text) == left


@pytest.mark.parametrize("text", KEPT)
def test_real_writing_survives_to_the_letter(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_lines_stay_lines_where_they_are_allowed() -> None:
    assert clean("a\r\nb\rc\u2028d\n\n", multiline=True) == "a\nb\nc\nd"


def test_too_long_is_refused_and_says_by_how_much() -> None:
    assert clean("x" * 200) == "x" * 200
    with pytest.raises(Refused) as caught:
        clean("x" * 201, field="name")
    assert caught.value.code == "TOO_LONG"
    assert caught.value.field == "name"
    assert "201" in str(caught.value)
    assert "200" in str(caught.value)


def test_blanks_at_the_ends_do_not_count() -> None:
    assert clean(" " * 9000 + "x" * 200 + "\n" * 9000) == "x" * 200


@pytest.mark.parametrize("text", ["x" * 1_000_000, "\u0301" * 1_000_000, "\u540d" * 1_000_000])
def test_a_million_characters_are_refused_at_once(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(Refused):
        clean(text)
    assert time.perf_counter() - began < 0.1


def test_a_pile_of_unordered_marks_takes_no_quadratic_time() -> None:
    pile = "a" + "\u0301\u0323" * 60_000
    began = time.perf_counter()
    assert len(clean(pile, limit=10_000)) <= 2 + MARKS
    assert time.perf_counter() - began < 0.5


@given(st.text(st.characters(codec=None), max_size=80), st.booleans())
@settings(max_examples=400, derandomize=True, deadline=None)
def test_cleaned_text_is_stable_composed_and_harmless(text: str, multiline: bool) -> None:
    left = clean(text, multiline=multiline)
    assert clean(left, multiline=multiline) == left
    assert unicodedata.is_normalized("NFC", left)
    left.encode("utf-8")
    allowed = {"\n"} if multiline else set()
    assert all(char in allowed or unicodedata.category(char) not in {"Cc", "Cs"} for char in left)
    assert left == left.strip()
