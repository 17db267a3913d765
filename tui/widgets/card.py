"""The opened unit: whose it is, the verdict, why, its claims and what is next."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import events
from textual.binding import BindingType

from store.records import Card, ClaimLine
from tui.commands import bindings
from tui.verdicts import OVER
from tui.widgets.card_lines import card_lines
from tui.widgets.lines import LineWidget


class CardView(LineWidget, can_focus=True):
    """Draws a `Card`; its commands are those of the place "unit"."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("unit")]

    def __init__(self) -> None:
        """Begin without a unit."""
        super().__init__(id="card")
        self.card: Card | None = None
        self.chosen = 0
        self._today = date.min

    def open(self, card: Card, today: date) -> None:
        """Show `card` as of `today`; claims in work come first, then the newest."""
        claims = sorted(card.claims, key=_order)
        self.card = Card(
            card.unit, card.customer, card.cover, tuple(claims), card.ratings, card.tasks, card.other_units
        )
        self.chosen, self._today = 0, today
        self.draw()

    def close(self) -> None:
        """Show nothing."""
        self.card = None

    @property
    def claim(self) -> ClaimLine | None:
        """The chosen claim."""
        claims = self.card.claims if self.card else ()
        return claims[self.chosen] if self.chosen < len(claims) else None

    def move_choice(self, by: int) -> None:
        """Choose another claim."""
        if self.card and self.card.claims:
            self.chosen = max(0, min(len(self.card.claims) - 1, self.chosen + by))
            self.draw()

    def draw(self) -> None:
        """Draw the card for the present size."""
        if self.card and self.size.width:
            self.show(card_lines(self.card, self.chosen, self._today, self.size.width, self.size.height))

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size."""
        self.draw()


def _order(claim: ClaimLine) -> tuple[bool, int]:
    return claim.state in OVER, -(claim.filed_on.toordinal() if claim.filed_on else 0)
