"""Corrections of an answer: what the history tells of them, and the form that makes one."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import wording
from store.store import Store
from tui.__main__ import main
from tui.happened import told


def rated(store: Store) -> str:
    """Return the number of a closed claim with a counted answer of 9."""
    lines = store.claims.queue("closed", limit=200).lines
    number = next(line.number for line in lines if line.score == 9)
    assert number
    return number


def sit(store: Store, role: str) -> None:
    """Let somebody of `role` who had nothing to do with any answer sit at the desk."""
    store.context.agent = store.people.add(f"New {role}", role)


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English again afterwards, whatever the test speaks."""
    yield
    wording.use(Path(wording.__file__).parent.parent / "tui" / "locale", "en")


def test_the_history_tells_what_it_was_what_it_is_and_why(demo: Store, english: None) -> None:
    number = rated(demo)
    sit(demo, "manager")
    demo.ratings.correct(number, 0, "typed [wrong]")
    entry = next(each for each in demo.workshop.history(number).entries if each.kind == "rating.correct")
    found = told(entry)
    assert (found.what, found.details) == ("an answer was corrected", "9 → 0 · typed [wrong]")
    assert found.who == "New manager (manager)" and found.role == "bright"
    for language in ("ru", "zh"):
        wording.use(Path(wording.__file__).parent.parent / "tui" / "locale", language)
        again = told(entry)
        assert again.details == found.details and again.what not in (found.what, "correct")
    assert (entry.body["was"], entry.body["score"], entry.body["reason"]) == (9, 0, "typed [wrong]")
