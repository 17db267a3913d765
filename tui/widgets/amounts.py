"""An amount of money as it is typed: in major units on the screen, in minor units for the store."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Input

from store.wording import _
from tui import text
from tui.widgets.editors import SaidEditor
from tui.widgets.lines import Line, LineWidget

MOST_FIGURES = 12
"""Figures before the point; no counter takes more."""


class AmountEditor(SaidEditor):
    """An amount of money, kept in minor units; shown as it was read."""

    DEFAULT_CSS = "AmountEditor Entry, AmountEditor Entry:focus { width: 14; }"

    def __init__(self, name: str, value: str = "", said: Callable[[], Line] | None = None) -> None:
        """Start with `value`, in minor units; `said` words what follows from it."""
        super().__init__(name, value, major("0"))
        self._more = said

    def compose(self) -> ComposeResult:
        """Lay out the entry with the first amount."""
        yield self._entry(major(self._value))
        yield LineWidget()

    def put(self, value: str) -> None:
        """Put an amount, in minor units, into the entry."""
        super().put(major(value) if value.isdecimal() else value)
        self._value = self._read(self.query_one(Input).value)

    def say(self) -> None:
        """Word again what follows from the amounts."""
        self._say(self.query_one(Input).value)

    def enter(self) -> bool:
        """Refuse to go on from what is no amount."""
        return not self.query_one(Input).value.strip() or bool(self._value)

    def _read(self, typed: str) -> str:
        return minor(typed)

    def _said(self, typed: str) -> Line:
        if typed.strip() and not minor(typed):
            return [(_("! not an amount"), "bad")]
        return self._more() if self._more else []


def minor(typed: str) -> str:
    """Return an amount typed in major units as whole minor units; empty if it is none."""
    plain = typed.strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    whole, _dot, part = plain.partition(".")
    most = text.places()
    if len(whole) > MOST_FIGURES:
        return ""
    if not (whole or part) or not (whole + part).isdecimal() or not plain.isascii() or len(part) > most:
        return ""
    return str(int(whole or "0") * 10**most + int(part.ljust(most, "0") or "0"))


def major(amount: str | int) -> str:
    """Return whole minor units in major units, with the places of the currency; empty stays empty."""
    if amount == "" or not text.places():
        return str(amount)
    whole, rest = divmod(int(amount), 10 ** text.places())
    return f"{whole}.{rest:0{text.places()}d}"
