"""The first line: what is loud keeps its room, the score is whole, titles and names give way."""

from __future__ import annotations

import pytest
from fake_desk import FakeDesk
from screen import screen_lines
from textual.screen import Screen
from work_help import opened

from store.records import Standing
from tui.screens.about import WhomScreen
from tui.screens.claims import ClaimsScreen
from tui.screens.desk_place import DeskPlaceScreen
from tui.screens.retention import DueScreen
from tui.widgets.header import place_spans

SIZES = [(80, 24), (120, 40)]


class Waited(FakeDesk):
    """A desk to look at only, with notices that wait."""

    def __init__(self) -> None:
        super().__init__(role="admin")
        self.stands = Standing(read_only=True)

    def inbox_waiting(self) -> int:
        return 12


def said(title: str, cells: int, loud: tuple[str, ...] = ("READ ONLY", "! 12 notices")) -> str:
    return "".join(part for part, _role in place_spans(title, loud, ("Kyiv-2", "Olena"), cells))


def test_titles_and_names_give_way_in_whole_words() -> None:
    assert said("Desk", 48) == " Desk  READ ONLY  ! 12 notices   Kyiv-2 · Olena"
    assert said("All about one customer", 42) == " All about one…  READ ONLY  ! 12 notices"
    assert said("What was kept long enough", 48) == " What was kept long…  READ ONLY  ! 12 notices"
    assert said("Desk", 44) == " Desk  READ ONLY  ! 12 notices   Kyiv-2…"
    assert said("Counterpane", 48, ()) == " Counterpane   Kyiv-2 · Olena"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", [DeskPlaceScreen, ClaimsScreen, WhomScreen, DueScreen])
async def test_notices_and_the_score_are_whole_everywhere(
    place: type[Screen[object]], size: tuple[int, int]
) -> None:
    desk = Waited()
    score = desk.running()
    async with opened(desk, place(), size) as pilot:
        line = screen_lines(pilot.app)[0]
        assert "READ ONLY  ! 12 notices" in line
        assert f" NPS {score.display} ±" in line and line.endswith(f" {score.n} answers ")


async def test_a_desk_that_anybody_can_read_says_so_on_every_first_line() -> None:
    desk = Waited()
    desk.encrypted = False
    async with opened(desk, ClaimsScreen(), (80, 24)) as pilot:
        assert "! not encrypted" in screen_lines(pilot.app)[0]
