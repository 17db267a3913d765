"""Contrast, and a screen without colours."""

from __future__ import annotations

import re

import pytest
from fake_desk import FakeDesk
from screen import screen_text

from tui.app import CounterpaneApp
from tui.screens.counter import CounterScreen
from tui.themes import DARK, LIGHT, ROLES


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["ground", "raised"])
def test_every_role_is_readable_on_both_grounds(colours: dict[str, str], ground: str) -> None:
    for role in ROLES:
        least = 2.5 if role == "rule" else 4.5
        assert contrast(colours[role], colours[ground]) >= least, role


async def test_both_themes_paint_and_no_other_is_offered() -> None:
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=(80, 24)) as pilot:
        assert set(app.available_themes) == {"counterpane-dark", "counterpane-light"}
        before = _colours(app)
        await pilot.press("f12")
        await pilot.pause()
        assert app.theme == "counterpane-light" and not before & _colours(app)


def _colours(app: CounterpaneApp) -> set[str]:
    """Return the colours of all that is painted."""
    strips = app.screen._compositor.render_strips()
    styles = " ".join(str(segment.style) for strip in strips for segment in strip)
    return set(re.findall("#[0-9a-f]{6}", styles))


async def test_without_colour_signs_and_words_still_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = CounterpaneApp(FakeDesk())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        assert isinstance(screen, CounterScreen)
        screen.scan("MJ0351-YNG9-Z0XA")
        await pilot.pause()
        assert "● COVERED until 14 Mar 2027" in screen_text(app)
        assert not _colours(app)
