"""One round of random names on every screen; ``make fuzz`` puts ten thousand to each."""

from __future__ import annotations

from pathlib import Path

from fuzz import SCREENS, SIZES, rounds

from tui.places import MODES, PAGES


async def test_random_names_on_every_screen(demo_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "desk.db"
    copy.write_bytes(demo_file.read_bytes())
    given = await rounds(copy, SCREENS, 1, 7, SIZES[:1])
    assert set(given) == {*MODES, *PAGES}
    assert min(given.values()) >= 40
