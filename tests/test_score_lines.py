"""What the command line says of the score: ranges everywhere, parts in the words of the screen."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_desk import FakeDesk
from work_help import opened, seen

from store import wording
from store.records import Effort
from store.rules.nps import signed
from tui import text
from tui.__main__ import main
from tui.screens.effort import EffortScreen

RANGE = r"(0|[+-]\d+) … (0|[+-]\d+)"
Say = Callable[..., str]


@pytest.fixture
def say(demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what the demo desk says; it is looked at on 21 November 2026."""
    monkeypatch.setenv("XDG_STATE_HOME", str(demo_file.parent / "state"))

    def run(*words: str) -> str:
        said = io.StringIO()
        given = ["--db", str(demo_file), "--read-only", "--agent", "Olena", *words]
        with contextlib.redirect_stdout(said):
            assert main(given) == 0
        return said.getvalue()

    yield run
    wording.use(Path(wording.__file__).parent.parent / "tui" / "locale", "en")
    text.speak("en")


PERIOD = ("--since", "2026-06-01", "--until", "2026-11-21")


@pytest.mark.parametrize(
    ("value", "said"), [(None, "–"), (0, "0"), (-0.4, "0"), (0.5, "+1"), (-2.5, "-3"), (61.9, "+62")]
)
def test_points_are_whole_and_signed(value: float | None, said: str) -> None:
    assert signed(value) == said


def test_loyalty_shows_the_range_beside_each_score(say: Say) -> None:
    head, *rows = say("loyalty").splitlines()
    assert re.search(r"NPS +range +asked", head)
    told = [row for row in rows[: rows.index("Long with us and unhappy")] if re.search(r"[+-]\d", row)]
    assert told and all(re.search(RANGE, row) for row in told)
    assert any(row.startswith("less than a year") for row in rows)


def test_a_comparison_names_its_columns_and_shows_ranges_and_answers(say: Say) -> None:
    lines = say("score", "--by", "channel", "--compare", *PERIOD).splitlines()
    (n,) = [n for n, line in enumerate(lines) if line.lstrip().startswith("By channel")]
    columns = ["before", "range", "answers", "now", "range", "answers", "claims before", "claims now"]
    assert re.split("  +", lines[n].strip())[1:] == columns
    (row,) = [line for line in lines[n:] if line.lstrip().startswith("in store")]
    assert len(re.findall(RANGE, row)) == 2
    (whole,) = [line for line in lines if line.startswith("before:")]
    assert len(re.findall(RANGE, whole)) == 2


def test_effort_stands_beside_the_score_of_its_month(say: Say) -> None:
    head, *rows = say("score", "--effort", *PERIOD).splitlines()[-13:]
    assert re.split(" +", head)[:5] == ["month", "NPS", "range", "answers", "closed"]
    assert all(re.search(RANGE, row) for row in rows)
    data = json.loads(say("score", "--effort", "--trend", "--json", *PERIOD))
    assert [row["score"]["nps"] for row in data["effort"]] == [row["nps"] for row in data["trend"]]
    assert {"closed", "contacts", "handovers", "keys"} <= data["effort"][0].keys()


RAW = re.compile(r"\b(in-store|mail-in|on-site|no_fault|irreparable|repaired|yes|no|consumer|channel)\b")


@pytest.mark.parametrize("language", ["ru", "zh"])
@pytest.mark.parametrize("by", ["channel", "resolution", "repeat", "segment", "tenure", "days"])
def test_parts_have_words_in_every_language(say: Say, language: str, by: str) -> None:
    said = say("--lang", language, "score", "--by", by, "--mix", "--compare", *PERIOD)
    assert RAW.findall(said) == []
    data = json.loads(say("--lang", language, "score", "--by", by, "--json", *PERIOD))
    plain = json.loads(say("--lang", "en", "score", "--by", by, "--json", *PERIOD))
    assert data == plain, "data has no language"


def test_nothing_known_has_a_word_of_the_language_but_not_in_data(say: Say) -> None:
    empty = ("--since", "2001-01-01", "--until", "2001-01-02")
    for language in ("ru", "zh"):
        assert "n/a" not in say("--lang", language, "score", "--compare", "--mix", *empty)
        assert json.loads(say("--lang", language, "score", "--json", *empty))["display"] == "n/a"


class Known(FakeDesk):
    """A desk with the effort of the months whose score is known."""

    async def effort(self, *, reopened: bool = True) -> tuple[Effort, ...]:
        (one,) = await super().effort(reopened=reopened)
        return tuple(replace(one, first=month.first) for month in await self.trend())


async def test_the_effort_page_ends_its_score_in_whole_signed_points() -> None:
    async with opened(Known(), EffortScreen(), (80, 40)) as pilot:
        (row,) = [line for line in seen(pilot).splitlines() if re.match(r" *score .*→", line)]
        assert re.search(r" (0|[+-]\d+) → (0|[+-]\d+) *$", row)
