"""Reading the screen of a running app as text, for tests."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.events import Key


def screen_lines(app: App[Any]) -> list[str]:
    """Return what is painted, line by line, behind all filters."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def screen_text(app: App[Any]) -> str:
    """Return what is painted."""
    return "\n".join(screen_lines(app))


def at_once(*names: str) -> list[Key]:
    """Return keys that came in the same moment, however busy the machine is."""
    ends = {"enter": "\r", "ctrl+j": "\n"}
    keys = [Key(name, ends.get(name, name if len(name) == 1 else None)) for name in names]
    for key in keys:
        key.time = keys[0].time
    return keys


def burst(app: App[Any], code: str, end: str = "enter") -> None:
    """Type `code` the way a scanner does: all keys at once, Enter last."""
    for key in at_once(*code, end):
        app.post_message(key)
