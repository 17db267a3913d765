"""One round of random names on every screen; ``make fuzz`` puts ten thousand to each. Pages left at once."""

from __future__ import annotations

from pathlib import Path

from fuzz import SCREENS, SIZES, left_at_once, rounds

from tui.places import MODES, PAGES

STEPS = (0,)
"""Steps of the event loop after which a page is left."""


async def test_random_names_on_every_screen(demo_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "desk.db"
    copy.write_bytes(demo_file.read_bytes())
    given = await rounds(copy, SCREENS, 1, 7, SIZES[:1])
    assert set(given) == {*MODES, *PAGES}
    assert min(given.values()) >= 40


async def test_every_page_may_be_left_before_it_has_come(demo_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "desk.db"
    copy.write_bytes(demo_file.read_bytes())
    assert await left_at_once(copy, SCREENS, STEPS) == len(SCREENS) * len(STEPS)
