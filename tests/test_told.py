"""What is told in words: whose account, what was copied, who pays, what is not known."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import now

from store.store import Store
from tui.__main__ import main
from tui.plain import unknown_holidays
from tui.screens.calendar import next_days
from tui.screens.desk_place import days_off
from tui.verbs.calendar import lines


class Said(NamedTuple):
    """What a command answered."""

    status: int
    out: str


Run = Callable[..., Said]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "desk.db", clock=now, create=True)


@pytest.fixture
def run(store: Store, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_(*words: str) -> Said:
        status = main(["--db", str(store.path), "--lang", "en", *words])
        return Said(status, capsys.readouterr().out)

    return run_


def test_holidays_that_nobody_knows_are_told_in_the_verb_the_line_and_the_form(store: Store) -> None:
    found = store.calendar.change(country="UA", working=["mon", "tue"])
    known = max(found.holidays).replace(month=1, day=1)
    unknown = date(known.year + 1, 1, 1)
    told = unknown_holidays(found, unknown.year)
    assert told == (
        f"no holidays of Ukraine are known for {unknown.year}; only closed days and working days count"
    )
    assert unknown_holidays(found, known.year) == ""
    for day, wanted in ((unknown, True), (known, False)):
        assert (f"! {told}" in lines(found, day, None)) is wanted
        form = " ".join("".join(text for text, _ in line) for line in next_days(found, day, 40))
        assert (told in " ".join(form.split())) is wanted
        line = days_off(found, day)
        assert (f"! Ukraine: no holidays known for {unknown.year}" in line) is wanted
        assert "works Mon Tue" in line
    assert main(["--db", str(store.path), "--lang", "C", "calendar"]) == 0
    none = store.calendar.change(country="none")
    assert unknown_holidays(none, 2026) == ""


def test_notices_say_whose_account_and_what_was_copied(store: Store, run: Run, tmp_path: Path) -> None:
    store.people.add("Ana", "agent")
    store.people.change_role("Ana", "viewer")
    store.people.revoke("Ana")
    store.policies.add({"id": "HA-24", "title": "S", "kind": "maker", "lines": [{"duration": "24m"}]})
    store.backups.make(tmp_path / "bk.cp")
    said = run("inbox", "--json")
    told = [each["message"] for each in json.loads(said.out)["notices"]]
    assert told[::-1] == [
        "Ana was taken on, as agent",
        "Ana has another role: viewer",
        "Ana is no longer active",
        "the policy HA-24 was changed",
        "the whole desk was copied to bk.cp",
    ]


def test_faults_have_their_titles_and_a_split_is_money(store: Store, run: Run) -> None:
    store.policies.add({"id": "M", "kind": "maker", "lines": [{"duration": "24m"}]})
    product = store.products.add("KX-200", policies=("M",))
    today = store.today().isoformat()
    store.units.add("S1", product.id, invoiced=today)
    filed = run("file", "S1", "--fault", "G-POWER", "--failed", today, "--note", "dead", "--json")
    number = json.loads(filed.out)["number"]
    assert "power" in run("pareto").out
    assert "G-POWER" not in run("pareto").out
    (fault,) = json.loads(run("pareto", "--json").out)["faults"]
    assert fault["code"] == "G-POWER"
    assert "power" in fault["title"]
    split = ("payer.maker=8000", "payer.customer=0", "payer.goodwill=0")
    assert run("act", number, "approve", "estimate=8000", *split).status == 0
    history = run("claim", number).out
    assert "payer maker €80.00" in history
    assert "{" not in history


def test_a_desk_without_answers_says_so(run: Run) -> None:
    compared = run("score", "--compare").out
    assert "There are not enough answers to compare the two." in compared
    assert "differ too much" not in compared
    assert not any(line.split() == ["asked"] for line in run("score").out.splitlines())
    assert run("loyalty").out == "No answers yet.\n"
