"""Reasons of an answer: those of the score's group and no others, except what another system collected."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import date
from pathlib import Path

import pytest

from store.errors import Refused
from store.rules.reasons import CODES, REASONS, checked, worded
from store.store import Store
from tui.__main__ import main

GROUPS = {"detractor": range(7), "passive": (7, 8), "promoter": (9, 10)}


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_has_its_own_reasons(group: str) -> None:
    own = [code for code, _words in REASONS[group]]
    for score in GROUPS[group]:
        assert [checked(score, code.lower()) for code in own] == own
        assert checked(score, None) is None and checked(score, " ") is None
        for code in {*CODES, "bogus"} - {*own}:
            with pytest.raises(Refused) as refused:
                checked(score, code)
            assert (refused.value.code, refused.value.field) == ("BAD_REASON", "reason")
            assert refused.value.details["accepted"] == own
            assert all(f"{each} (" in str(refused.value.sentence) for each in own)


def test_a_reason_is_read_in_the_words_of_its_group() -> None:
    assert worded(0, "REPAIR") == "the repair did not hold" and worded(10, "REPAIR") == "the repair is good"
    assert worded(9, "own words") == "own words" and worded(None, "COST") == "COST" and worded(3, None) == ""


def test_what_is_not_accepted_leaves_the_claim_without_an_answer(demo: Store) -> None:
    lines = demo.claims.queue("closed", limit=200).lines
    number = next(line.number for line in lines if line.score is None)
    path = str(demo.path)
    demo.context.agent = demo.people.find("Olena")

    def run(*words: str) -> tuple[int, dict[str, object]]:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            status = main(["--db", path, "--agent", "Olena", "--json", *words])
        return status, json.loads(said.getvalue())

    status, answer = run("rate", number, "9", "--reason", "WAIT")
    assert status and (answer["error"], answer["field"]) == ("BAD_REASON", "reason")
    assert "FAST (it was fast)" in str(answer["message"])
    assert run("rate", number, "9", "--reason", "fast")[0] == 0
    assert demo.ratings.answer(number).reason == "FAST"


def test_another_system_keeps_its_own_reasons(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("score,date,reason,comment\n9,2026-11-01,love the colour,fine\n", encoding="utf-8")
    with Store.open(tmp_path / "desk.db", create=True) as store:
        store.bring_in(file, {"as": "ratings"}, lambda done, total: None)
        found = store.context.connection.execute("SELECT score, day, reason FROM rating").fetchall()
    assert found == [(9, date(2026, 11, 1).isoformat(), "love the colour")]
