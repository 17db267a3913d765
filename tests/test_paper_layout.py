"""Cells and lines: whatever the script, nothing is too broad, taken apart or lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from store.paper.cells import clusters, left, right, width, wrap
from store.paper.document import (
    Block,
    Column,
    Document,
    Fields,
    Heading,
    Items,
    Paragraph,
    Signatures,
    Table,
    shown,
)
from store.paper.plain_text import text
from store.paper.tongue import locale

SCRIPTS = "aZ9 -,.()中文冰箱（）。，Їжак йcafé한국어ไทยที่नमस्तेשלום شركة النور👨\u200d👩\u200d👧🇺🇦❤️👍🏽\n"
words = st.text(alphabet=SCRIPTS, max_size=120)


@pytest.mark.parametrize(
    ("said", "cells"),
    [("abc", 3), ("中文", 4), ("e\u0301", 1), ("👨\u200d👩\u200d👧", 2), ("🇺🇦", 2), ("❤️", 2), ("👍🏽", 2),
     ("Ｗide", 5), ("شركة", 4), ("한글", 4), ("ที่", 1), ("", 0)],
)  # fmt: skip
def test_width_is_cells(said: str, cells: int) -> None:
    assert width(said) == cells == cell_len(said)
    assert width(left(said, 9)) == width(right(said, 9)) == 9


def test_a_line_breaks_where_the_script_allows() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("这台冰箱仍在保修期内，请放心。", 10) == ["这台冰箱仍", "在保修期", "内，请放", "心。"]
    assert wrap("SN（保修）", 8) == ["SN（保", "修）"]
    assert wrap("ABCDEFGHIJ", 4) == ["ABCD", "EFGH", "IJ"]
    assert wrap("first\n\nsecond", 20) == ["first", "", "second"]
    assert wrap("в 20\u00a0000\u00a0₽ всего", 9) == ["в", "20\u00a0000\u00a0₽", "всего"]


def test_what_is_seen_as_one_letter_is_never_taken_apart() -> None:
    family, flag, accent = "👨\u200d👩\u200d👧", "🇺🇦", "e\u0301"
    assert list(clusters(family + flag + flag + accent)) == [family, flag, flag, accent]
    assert wrap(family + flag + accent * 3, 2) == [family, flag, accent * 2, accent]


@given(words, st.integers(2, 90))
@settings(derandomize=True, max_examples=200)
def test_no_line_is_too_broad_and_no_letter_is_lost(said: str, cells: int) -> None:
    lines = wrap(said, cells)
    assert max(map(width, lines), default=0) <= cells
    kept = "".join(lines).replace(" ", "").replace("\n", "")
    assert kept == said.replace(" ", "").replace("\n", "")


def paper(*blocks: Block, title: str = "Title", desk: tuple[str, ...] = ("Desk",)) -> Document:
    return Document("slip", "en", title, "K2-000131", desk, blocks, "K2-000131", "claim:1", "Foot.")


blocks = st.one_of(
    st.builds(Heading, words.map(shown)),
    st.builds(Paragraph, words),
    st.builds(Items, st.lists(words, max_size=3).map(tuple)),
    st.builds(Signatures, st.lists(words.map(shown), min_size=1, max_size=2).map(tuple)),
    st.builds(Fields, st.lists(st.tuples(words.map(shown), words), min_size=1, max_size=4).map(tuple)),
    st.lists(st.tuples(words, words, words), max_size=3).map(
        lambda rows: Table((Column("What"), Column("Which"), Column("Cost", right=True)), tuple(rows))
    ),
)


@given(st.lists(blocks, max_size=5), words.map(shown), st.sampled_from((42, 80)))
@settings(derandomize=True, max_examples=150)
def test_every_line_of_any_paper_fits(found: list[Block], title: str, cells: int) -> None:
    lines = text(paper(*found, title=title, desk=(title, "Desk")), cells).splitlines()
    assert max(map(width, lines)) <= cells


def test_labels_stand_in_one_column_and_numbers_end_in_one() -> None:
    table = Table(
        (Column("项目"), Column("价格", right=True)),
        (("主板", "1.00"), ("relay", "10.00"), ("人工费用", "0.50")),
    )
    laid = text(paper(Fields((("客户", "李伟"), ("Serial", "S1"))), Heading("费用"), table), 42).splitlines()
    assert "客户    李伟" in laid and "Serial  S1" in laid
    rows = [line for line in laid if line.endswith(("1.00", "10.00", "0.50"))]
    assert [width(row) for row in rows] == [15, 15, 15]


def test_a_table_too_broad_for_its_paper_becomes_a_block_a_row() -> None:
    columns = tuple(
        Column(name, right=n > 1) for n, name in enumerate(("Cover", "For", "From here on", "Until then"))
    )
    table = Table(columns, (("Compressor 10 years", "compressor", "14 March 2026", "14 March 2036"),))
    assert text(paper(table), 80).count("14 March 2026  14 March 2036") == 1
    narrow = text(paper(table), 42)
    assert "  From here on  14 March 2026\n  Until then    14 March 2036\n" in narrow


def test_two_people_sign_beside_each_other_where_there_is_room() -> None:
    names = Signatures(("For the desk", "Received by 李伟"))
    assert text(paper(names), 80).count("_" * 38 + "    " + "_" * 38) == 1
    assert text(paper(names), 42).count("_" * 32 + "\n") == 2


def test_what_is_far_too_long_is_cut_with_a_mark() -> None:
    assert shown("x" * 9_000).endswith("x…") and len(shown("x" * 9_000)) == 4_000
    assert shown(None) == "" and shown("a\nb") == "a b" and shown("a\nb", lines=True) == "a\nb"


def test_a_language_nobody_knows_is_written_as_english() -> None:
    assert (locale("zh-Hans-CN"), locale("ru"), locale("xx-YY")) == ("zh_Hans_CN", "ru", "en")
