"""The time line: exact to the half cell."""

from __future__ import annotations

from datetime import date, timedelta

from fake_book import layer
from hypothesis import given, settings
from hypothesis import strategies as st

from store.records import Layer
from tui.text import span_width
from tui.widgets.timeline import timeline, window

TODAY = date(2026, 1, 1)


def drawn(*layers: Layer, cells: int) -> list[str]:
    scale = window(layers, TODAY)
    return ["".join(text for text, _role in timeline(one, scale, TODAY, cells)) for one in layers]


def test_a_cover_ends_to_the_half_cell() -> None:
    scale = (TODAY, TODAY + timedelta(days=99))
    cover = layer("a", TODAY, TODAY + timedelta(days=54))
    spans = timeline(cover, scale, TODAY, 10)
    assert "".join(text for text, _role in spans) == "┿━━━━╸    "


def test_today_stands_in_the_same_cell_of_every_line() -> None:
    lines = drawn(
        layer("standard", date(2025, 1, 1), date(2026, 12, 31)),
        layer("ended", date(2025, 1, 1), date(2025, 6, 30)),
        layer("compressor", date(2025, 1, 1), date(2034, 12, 31), scope="compressor"),
        cells=24,
    )
    assert lines[0].index("┿") == lines[1].index("┊") == lines[2].index("┿") == 12
    assert lines[0][-1] == "━" and lines[2][-1] == "▸"


def test_a_gap_between_two_covers_is_blank_in_both() -> None:
    first, second = drawn(
        layer("first", date(2025, 1, 1), date(2025, 6, 30)),
        layer("second", date(2026, 7, 1), date(2026, 12, 31)),
        cells=48,
    )
    assert all(first[cell] in " ┊" and second[cell] in " ┊" for cell in range(13, 35))


def test_a_suspension_shows_even_if_it_is_short() -> None:
    cover = layer(
        "tolled", date(2025, 1, 1), date(2026, 12, 31), suspended=((date(2025, 3, 3), date(2025, 3, 4)),)
    )
    assert drawn(cover, cells=20)[0].count("╌") == 1


def test_a_stopped_cover_is_drawn_differently_and_a_short_one_at_all() -> None:
    stopped, short = drawn(
        layer("void", date(2025, 1, 1), date(2026, 12, 31), stopped="VOID"),
        layer("month", date(2025, 3, 1), date(2025, 3, 2)),
        cells=20,
    )
    assert "━" not in stopped and "╍" in stopped
    assert short.strip(" ┊") != ""


def test_life_has_no_end() -> None:
    assert drawn(layer("life", date(2025, 1, 1), None), cells=30)[0].endswith("▸")


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-4000, 4000), st.integers(0, 4000)), min_size=1, max_size=4),
    st.integers(8, 90),
)
def test_every_line_has_its_cells(covers: list[tuple[int, int]], cells: int) -> None:
    layers = tuple(
        layer(str(number), TODAY + timedelta(days=start), TODAY + timedelta(days=start + length))
        for number, (start, length) in enumerate(covers)
    )
    scale = window(layers, TODAY)
    assert scale[0] <= TODAY <= scale[1]
    for one in layers:
        spans = timeline(one, scale, TODAY, cells)
        assert span_width(spans) == cells
        assert sum(text.count("┿") + text.count("┊") for text, _role in spans) == 1
