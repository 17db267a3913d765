"""Seeded desks without anything wrong are seldom flagged; a real fall is found."""

from __future__ import annotations

from simulated import false_flags, found_falls


def test_false_flags_are_as_rare_as_promised() -> None:
    watch, alert = false_flags(seed=1, products=25, years=4, a_year=150)
    assert 0.08 <= watch <= 0.30
    assert alert <= 0.07


def test_a_real_fall_is_found() -> None:
    assert found_falls(seed=2, products=15, a_year=150) >= 0.8
