"""Faults that any thing can have, for products whose category has no codes of its own."""

from __future__ import annotations

from store.wording import N_, _

GENERAL = (
    ("G-POWER", N_("no power")),
    ("G-START", N_("does not start")),
    ("G-STOPS", N_("stops while running")),
    ("G-NOISE", N_("noise")),
    ("G-HEAT", N_("too hot, or no heat")),
    ("G-COLD", N_("no cooling")),
    ("G-LEAK", N_("leaks")),
    ("G-DISPLAY", N_("display or lamp")),
    ("G-BUTTON", N_("button, handle or hinge")),
    ("G-BATTERY", N_("battery")),
    ("G-CONNECT", N_("connection")),
    ("G-DATA", N_("data or software")),
    ("G-BROKEN", N_("broken on the outside")),
    ("G-OTHER", N_("something else")),
)
"""Code and title."""

_TITLES = dict(GENERAL)


def general_title(code: str | None) -> str | None:
    """Return the title of a general code in the reader's language; None if it is none."""
    title = _TITLES.get(code or "")
    return _(title) if title else None
