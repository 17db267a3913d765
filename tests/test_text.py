"""Text from data: cut to cells, cleaned, dated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from textual.color import Color

from store.records import Cover, Need
from store.wording import say
from tui import text
from tui.shield import Shield
from tui.verdicts import STATES, state, verdict, when

TODAY = date(2026, 11, 21)
ANY = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["李伟李伟李伟", "👩‍👩‍👧🇺🇦", "한국어 텍스트", "é́́́", "\x1b[31m", "\u202eabc", "Ａ１"]
)


@pytest.fixture
def english() -> Iterator[None]:
    yield
    text.speak("en")


@settings(derandomize=True, deadline=None)
@given(ANY, st.integers(0, 40))
def test_cut_left_right_and_middle_keep_to_their_cells(value: str, cells: int) -> None:
    assert text.width(text.cut(value, cells)) <= cells
    assert text.width(text.middle(value, cells)) <= cells
    assert text.width(text.shortened(value, cells)) <= cells
    assert text.width(text.left(value, cells)) == cells
    assert text.width(text.right(value, cells)) == cells
    assert not text.CONTROL.search(text.cut(value, cells))


@settings(derandomize=True, deadline=None)
@given(ANY, ANY, st.integers(1, 90))
def test_lines_and_rules_are_exactly_as_wide_as_asked(first: str, last: str, cells: int) -> None:
    first, last = text.clean(first), text.cut(last, cells // 2)
    assert text.span_width(text.line(cells, [(first, "")], [(last, "dim")])) == cells
    assert text.span_width(text.rule(cells, [(first, "")])) == max(cells, 4 if first else 0) or cells < 8


@settings(derandomize=True, deadline=None)
@given(ANY, st.integers(4, 40), st.integers(1, 4))
def test_wrap_keeps_to_cells_and_lines(value: str, cells: int, lines: int) -> None:
    parts = text.wrap(value, cells, lines)
    assert 1 <= len(parts) <= lines
    assert all(text.width(part) <= cells for part in parts)


def test_what_is_shortened_ends_with_a_whole_word() -> None:
    assert text.shortened("All about one customer", 22) == "All about one customer"
    assert text.shortened("All about one customer", 21) == "All about one…"
    assert text.shortened("Kyiv-2 · Olena", 10) == "Kyiv-2…"
    assert text.shortened("Unbreakable", 6) == "Unbre…"
    assert text.shortened("关于一位顾客的一切", 9) == "关于一位…"


def test_middle_keeps_both_ends_of_a_serial() -> None:
    assert text.middle("MJ0351-YNG9-Z0XA", 11) == "MJ035…-Z0XA"
    assert text.middle("short", 11) == "short"


def test_dates_follow_the_language(english: None) -> None:
    assert text.day(date(2027, 3, 14)) == "14 Mar 2027"
    text.speak("ru")
    assert text.day(date(2027, 3, 14)) == "14 мар 2027"
    text.speak("zh_Hans")
    assert text.day(date(2027, 3, 14)) == "2027-03-14"
    assert text.number(10482) == "10,482"
    assert text.moment("2027-03") == "03/2027"
    assert text.moment("[/]") == "[/]"


def test_serials_compare_by_their_key() -> None:
    assert text.same_serial("mj 0351–yng9", "MJ0351-YNG9")
    assert not text.same_serial("MJO351", "MJ0351")
    assert text.part_of_serial("yng9", "MJ0351-YNG9-Z0XA")


def test_plain_is_never_markup() -> None:
    assert text.plain("[@click=app.quit]x[/]").plain == "[@click=app.quit]x[/]"


def test_the_shield_takes_controls_out_and_leaves_the_rest() -> None:
    shield = Shield()
    line = [Segment("a\x1b[31mb\u202ec\u200b"), Segment("李"), Segment("\ud800x")]
    shielded = shield.apply(line, Color(0, 0, 0))
    assert "".join(segment.text for segment in shielded) == "a[31mbc李 x"
    harmless = [Segment("abc"), Segment("نور")]
    assert shield.apply(harmless, Color(0, 0, 0))[1].text == "نور"


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (Cover("COVERED", end=date(2027, 3, 14), days_left=113, parts_pct=100, labour_pct=100),
         "● COVERED until 14 Mar 2027 113 days left"),
        (Cover("COVERED", end=TODAY, days_left=0, parts_pct=100, labour_pct=100),
         "● COVERED until 21 Nov 2026 last day is today"),
        (Cover("COVERED", end=None, parts_pct=100, labour_pct=0), "◐ PARTLY COVERED for life parts only"),
        (Cover("EXPIRED", end=date(2026, 11, 20), days_left=-1, flags=frozenset({"BOUNDARY"})),
         "○ ENDED YESTERDAY ask a supervisor"),
        (Cover("EXPIRED", end=date(2026, 1, 2), days_left=-323), "○ ENDED 2 Jan 2026 323 days ago"),
        (Cover("UNKNOWN", needs=(Need("invoiced", say("")),)), "? UNKNOWN no purchase date"),
        (Cover("UNKNOWN", flags=frozenset({"AMBIGUOUS_SERIAL"})), "? UNKNOWN two units have this serial"),
        (Cover("GAP", next_cover=date(2027, 1, 1)), "○ NOT COVERED TODAY cover begins 1 Jan 2027"),
        (Cover("NOT_STARTED", start=date(2027, 1, 1)), "○ NOT STARTED cover begins 1 Jan 2027"),
        (Cover("NO_COVERAGE"), "○ NO COVER no policy covers this unit"),
        (Cover("VOID"), "! VOID the cover was voided; see why"),
        (Cover("NOT_TRANSFERABLE"), "! NOT TRANSFERABLE the cover stayed with the first owner"),
        (Cover("LIMIT_REACHED"), "! LIMIT REACHED the cover is used up"),
        (Cover("RECALL"), "! RECALL repaired free of charge, no proof needed"),
        (Cover("RETIRED", replaced_by="ZX\x1b9"), "○ REPLACED by ZX9"),
        (Cover("RETIRED", flags=frozenset({"REFUNDED"})), "○ REFUNDED this unit is out of use"),
    ],
)  # fmt: skip
def test_verdicts_say_it_in_words(cover: Cover, expected: str) -> None:
    answer = verdict(cover)
    assert f"{answer.sign} {answer.word} {answer.rest}" == expected
    assert answer.short and answer.role in ("good", "warn", "bad", "dim")


def test_every_state_of_a_claim_has_a_sign_and_a_word() -> None:
    for name in STATES:
        sign, word, role = state(name)
        assert text.width(sign) == 1 and word and role
    assert state("[/]") == ("?", "[/]", "warn")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2026, 11, 21), "today"),
        (date(2026, 11, 22), "tomorrow"),
        (date(2026, 11, 20), "since yesterday"),
        (date(2026, 11, 18), "3 days late"),
        (date(2026, 11, 28), "in 7 days"),
        (date(2027, 1, 5), "5 Jan 2027"),
    ],
)
def test_when_something_is_due(due: date, expected: str) -> None:
    assert when(due, TODAY) == expected
