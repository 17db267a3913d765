"""What is said in passing lies on the last lines above the footer, and on no more than it needs."""

from __future__ import annotations

import pytest
from fake_desk import FakeDesk
from screen import screen_lines
from work_help import opened, settle

from tui.app import CounterpaneApp
from tui.screens.counter import CounterScreen

LONG = "The journal of this desk does not verify, and here is a long story of why it does not. " * 4


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("place", ["unit", "score", "claims"])
async def test_a_toast_hides_no_figure_and_moves_nothing(place: str, size: tuple[int, int]) -> None:
    async with opened(FakeDesk(), None, size) as pilot:
        app = pilot.app
        assert isinstance(app, CounterpaneApp)
        if place == "unit":
            assert isinstance(app.screen, CounterScreen)
            app.screen.scan("MJ0351-YNG9-Z0XA")
        else:
            await app.run_action(f"app.go('{place}')")
        await settle(pilot)
        before = screen_lines(app)
        app.say_to_agent("Copied [/].")
        await settle(pilot)
        after = screen_lines(app)
        changed = [n for n, (was, now) in enumerate(zip(before, after, strict=True)) if was != now]
        assert changed == [size[1] - 2]
        assert after[-2].rstrip().endswith(" Copied [/].")
        assert after[-2][: size[0] // 2] == before[-2][: size[0] // 2]
        for n in range(4):
            app.say_to_agent(f"{n} {LONG}", wrong=True)
        await settle(pilot)
        after, half = screen_lines(app), size[1] // 2
        assert after[: half - 1] == before[: half - 1] and after[-1] == before[-1]
        assert f" 3 {LONG[:40]}" in "".join(after[half - 1 :])
        assert after[-2] != before[-2]
