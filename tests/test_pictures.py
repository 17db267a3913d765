"""The screens look as the pictures in ``screenshots/`` show them; `make screenshots` draws those anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pictures import FOLDER, PICTURES, SIZES, THEMES, draw, name_of

EVERY = [(picture, size, theme) for picture in PICTURES for size in SIZES for theme in THEMES]


@pytest.mark.parametrize(("picture", "size", "theme"), EVERY, ids=str)
async def test_picture(
    shared: Path, demo_file: Path, tmp_path: Path, picture: str, size: tuple[int, int], theme: str
) -> None:
    name = name_of(picture, size, theme)
    drawn = await drawn_once(shared, demo_file, tmp_path, picture, size, name)
    if drawn != (FOLDER / name).read_text(encoding="utf-8"):
        (tmp_path / name).write_text(drawn, encoding="utf-8")
        pytest.fail(f"{name} looks different now: see {tmp_path / name}; if it should, run make screenshots")


async def drawn_once(
    shared: Path, demo_file: Path, own: Path, picture: str, size: tuple[int, int], name: str
) -> str:
    """Return a picture; whoever wants it first in one theme leaves it there for the others in both."""
    if not (shared / name).exists():
        copy = own / "demo.db"
        shutil.copyfile(demo_file, copy)
        for theme, drawn in (await draw(copy, picture, size)).items():
            (own / theme).write_text(drawn, encoding="utf-8")
            (own / theme).replace(shared / name_of(picture, size, theme))
    return (shared / name).read_text(encoding="utf-8")


def test_no_other_pictures() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {name_of(*each) for each in EVERY}
