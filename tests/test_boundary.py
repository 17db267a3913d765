"""The day after the last day, and goodwill, wherever an answer is worded: never a flat "expired"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cases import ask, maker
from conftest import now

from store.records import Card, Cover, Unit
from store.rules.coverage import cover, parse_case
from store.store import Store
from tui import text
from tui.answers import verdict as in_text
from tui.verdicts import verdict
from tui.widgets import whatif, words
from tui.widgets.aloud import spoken
from tui.widgets.card_lines import verdict_line
from tui.widgets.filing import cover_line, verdict_spans
from tui.widgets.lines import Line

YESTERDAY, LATER = "2027-01-16", "2027-02-01"
GOODWILL = {"goodwill_window": "30d"}
NEXT = {"id": "K", "kind": "contract", "lines": [{"start": "2027-06-01", "end": "2027-12-31"}]}


def answer(on: str, *more: dict[str, Any], **terms: Any) -> Cover:
    return cover(parse_case(ask(on, maker(**terms), *more)))


def told(line: Line) -> str:
    said = "".join(part for part, _role in line)
    assert text.width(said) <= 80
    return said


def card(found: Cover) -> Card:
    unit = Unit("u", "S1", "p", "KX-200", dates={"invoiced": "2026-01-15"})
    return Card(unit, None, found)


def steps(found: Cover) -> str:
    return "\n".join(str(step.sentence) for step in found.steps)


@pytest.mark.parametrize("terms", [{}, GOODWILL])
def test_yesterday_is_for_a_supervisor(terms: dict[str, Any]) -> None:
    found = answer(YESTERDAY, **terms)
    assert found.ended_yesterday
    assert "ENDED YESTERDAY · ask a supervisor" in told(verdict_line(found, 78))
    assert told(verdict_spans(found)).endswith("ENDED YESTERDAY")
    assert "ended yesterday: ask a supervisor before it is refused" in told(cover_line(found))
    said = in_text(found)
    assert said.startswith("ENDED YESTERDAY, 2027-01-15") and "ask a supervisor" in said and len(said) <= 80
    assert "it ended yesterday: ask a supervisor before it is refused" in steps(found)
    aloud = spoken(card(found), date(2027, 1, 16))
    assert "ended on 15 January 2027. That was yesterday: we will ask what can be done." in " ".join(aloud)
    assert verdict(found).short == "yesterday"
    assert whatif.moves(answer("2027-01-15"), found)[0] == "covered becomes ended yesterday"


def test_yesterday_before_a_cover_to_come_is_told_first() -> None:
    found = answer(YESTERDAY, NEXT)
    assert found.status == "GAP"
    said = told(verdict_line(found, 78))
    assert "ENDED YESTERDAY · ask a supervisor · cover begins 1 Jun 2027" in said
    assert "ENDED YESTERDAY" in in_text(found) and "begins 2027-06-01" in in_text(found)


def test_goodwill_is_a_hint_with_its_last_day() -> None:
    found = answer(LATER, **GOODWILL)
    assert (found.status, found.goodwill_until) == ("EXPIRED", date(2027, 2, 14))
    said = told(verdict_line(found, 78))
    assert "ENDED 15 Jan 2027 · 17 days ago · goodwill until 14 Feb 2027" in said
    assert "supervisor may be asked for goodwill until 14 Feb 2027" in told(cover_line(found))
    assert "goodwill may be asked until 2027-02-14" in in_text(found)
    assert len(in_text(found)) <= 80
    assert "goodwill may be asked of a supervisor until 2027-02-14 (M)" in steps(found)


@pytest.mark.parametrize("on", ["2027-01-15", "2027-02-15"])
def test_no_hint_while_covered_nor_after_the_window(on: str) -> None:
    found = answer(on, **GOODWILL)
    assert found.goodwill_until is None and not found.ended_yesterday
    assert "goodwill" not in steps(found) + told(verdict_line(found, 78)) + in_text(found)


@pytest.mark.parametrize("status", ["EXPIRED", "GAP"])
def test_what_a_claim_was_filed_with_is_not_of_yesterday_for_ever(status: str) -> None:
    shot = {"status": status, "end": "2027-01-15", "days_left": -1, "parts_pct": 0, "labour_pct": 0}
    assert words.frozen_verdict(shot).word == "ENDED THE DAY BEFORE"
    assert words.frozen_verdict({**shot, "status": "EXPIRED", "days_left": -9}).rest == ""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "desk.db", clock=now, create=True) as opened:
        yield opened


def test_show_says_it_and_how_the_serial_is_spelled(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    from tui.__main__ import main

    store.policies.add(maker())
    product = store.products.add("KX-200", "Halden", "refrigerator", ("M",))
    store.units.add("S-100", product.id, invoiced="2025-05-20")
    desk = ("--db", str(store.path), "--lang", "en")
    assert main([*desk, "show", "s100", "--on", "2026-05-21"]) == 0
    said = capsys.readouterr().out
    assert "ENDED YESTERDAY, 2026-05-20" in said and "ask a supervisor" in said
    assert "NORMALISED_MATCH" in said
    assert main([*desk, "show", "S-100", "--on", "2026-05-21"]) == 0
    assert "NORMALISED_MATCH" not in capsys.readouterr().out
