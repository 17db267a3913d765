"""The last defence of the terminal: no line leaves the app with controls from data in it.

The store cleans what it keeps and `tui.text` cleans what it draws; this filter stands behind both, so that
no widget, of ours or of the framework, can pass an escape sequence or a bidi override to the terminal.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.text import CONTROL

_found = CONTROL.search


class Shield(LineFilter):
    """Takes control characters out of every line; they have no width, so nothing moves."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return `segments` without control characters."""
        if not any(not text.isascii() or _found(text) for text, _style, _control in segments):
            return segments
        return [
            Segment(_harmless(text), style, control) if not control and _found(text) else segment
            for segment in segments
            for text, style, control in (segment,)
        ]


def _harmless(text: str) -> str:
    """Drop what has no width; what has one (a lone surrogate, a soft hyphen) becomes a blank."""
    return CONTROL.sub(
        lambda found: " " if found[0] == "\u00ad" or "\ud800" <= found[0] <= "\udfff" else "", text
    )
