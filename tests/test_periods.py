"""What the pages and verbs of the score look at: with reopened claims or without, from when to when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fake_desk import FakeDesk
from work_help import keys, opened, seen

from store.store import Store
from tui.__main__ import main
from tui.screens.effort import EffortScreen
from tui.screens.score import ScoreScreen


async def test_x_goes_along_to_what_stands_beside_and_to_effort() -> None:
    asked: list[tuple[str, bool]] = []

    class Noted(FakeDesk):
        async def trend(self, months: int = 12, *, reopened: bool = True) -> object:  # type: ignore[override]
            asked.append(("trend", reopened))
            return await super().trend(months)

        async def beside(self, *given: object, reopened: bool = True) -> object:  # type: ignore[override]
            asked.append(("beside", reopened))
            return await super().beside(*given)  # type: ignore[arg-type]

        async def effort(self, *, reopened: bool = True) -> object:  # type: ignore[override]
            asked.append(("effort", reopened))
            return await super().effort()

    async with opened(Noted(), ScoreScreen()) as pilot:
        asked.clear()
        await keys(pilot, "x")
        assert asked == [("trend", False), ("beside", False)]
        await keys(pilot, "e")
        assert asked[2:] == [("trend", False), ("effort", False)]
        shown = seen(pilot)
        assert isinstance(pilot.app.screen, EffortScreen)
        assert "without reopened claims (filed, keys: all)" in shown
        await keys(pilot, "x")
        assert asked[4:] == [("trend", True), ("effort", True)]
        assert " with reopened claims " in seen(pilot)


async def test_x_goes_along_to_loyalty_and_faults_and_works_there() -> None:
    asked: list[tuple[str, bool]] = []

    class Noted(FakeDesk):
        async def loyalty(self, *given: object, reopened: bool = True) -> object:  # type: ignore[override]
            asked.append(("loyalty", reopened))
            return await super().loyalty(*given)  # type: ignore[arg-type]

        async def pareto(self, *given: object, reopened: bool = True) -> object:  # type: ignore[override]
            asked.append(("pareto", reopened))
            return await super().pareto(*given)  # type: ignore[arg-type]

    async with opened(Noted(), ScoreScreen()) as pilot:
        await keys(pilot, "x")
        for name, key, rest in (("loyalty", "l", "unhappy"), ("pareto", "p", "first time")):
            asked.clear()
            await keys(pilot, key)
            assert asked == [(name, False)]
            shown = seen(pilot)
            assert "  without reopened claims " in shown and f"{rest}  of all claims" in shown
            await keys(pilot, "x")
            assert asked == [(name, False), (name, True)] and "of all claims" not in seen(pilot)
            assert "  with reopened claims " in seen(pilot)
            await keys(pilot, "escape")


@pytest.mark.parametrize("verb", ["score", "loyalty", "pareto", "goodwill", "report"])
@pytest.mark.parametrize("until", [(), ("--until", "2026-01-01")], ids=["today", "given"])
def test_a_period_that_begins_after_its_end_is_refused(
    demo: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    verb: str,
    until: tuple[str, ...],
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    assert main(["--db", str(demo.path), "--agent", "Olena", verb, "--since", "2099-01-01", *until]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "--since 2099-01-01 is after" in said.err
    assert not list(tmp_path.glob("*.html"))


def test_on_the_command_line_they_are_left_out_too(
    demo: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def said(*words: str) -> str:
        assert main(["--db", str(demo.path), "--agent", "Olena", *words, "--since", "2026-06-01"]) == 0
        return capsys.readouterr().out

    def counts(verb: str, *words: str) -> int:
        found = json.loads(said(verb, "--json", *words))
        assert found["reopened"] is not bool(words)
        if verb == "pareto":
            return sum(int(each["claims"]) for each in found["faults"])
        return sum(int(row["n"]) for row in found["rows"])

    line = next(each for each in demo.claims.queue("closed").lines if each.score is not None)
    demo.claims.act(line.number, "reopen", {"fault": line.fault})
    for verb in ("pareto", "loyalty"):
        assert counts(verb, "--without-reopened") == counts(verb) - 1
        assert "Without claims that were reopened." in said(verb, "--without-reopened")
        assert "reopened" not in said(verb)
