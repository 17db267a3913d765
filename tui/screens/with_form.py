"""A screen with one form: the keys that go from field to field."""

from __future__ import annotations

from typing import Generic

from tui.screens.base import DeskScreen, Result
from tui.widgets.form import Form


class FormScreen(DeskScreen[Result], Generic[Result]):
    """A screen whose keys move in its form."""

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    def action_next_field(self) -> None:
        """Go on to the next field that must be given, or do it on the last line."""
        self.form.next()

    def action_field_up(self) -> None:
        """Go up."""
        self.form.move(-1)

    def action_field_down(self) -> None:
        """Go down."""
        self.form.move(1)
