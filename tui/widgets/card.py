"""The opened unit: its card, the chosen claim, and the lines the finder draws for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from store.records import Card, ClaimLine
from tui.verdicts import OVER
from tui.widgets.card_lines import card_lines
from tui.widgets.lines import Line


@dataclass
class OpenUnit:
    """A card as of a day, and which of its claims is chosen."""

    card: Card
    today: date
    chosen: int = 0

    def __post_init__(self) -> None:
        """Put claims in work first, then the newest."""
        self.card = replace(self.card, claims=tuple(sorted(self.card.claims, key=_order)))

    @property
    def claim(self) -> ClaimLine | None:
        """The chosen claim."""
        claims = self.card.claims
        return claims[self.chosen] if self.chosen < len(claims) else None

    def choose(self, claim: ClaimLine | None) -> None:
        """Choose the claim that has the number of `claim`, if it is still there."""
        numbers = [each.number for each in self.card.claims]
        if claim is not None and claim.number in numbers:
            self.chosen = numbers.index(claim.number)

    def move_choice(self, by: int) -> None:
        """Choose another claim."""
        self.chosen = max(0, min(len(self.card.claims) - 1, self.chosen + by))

    def lines(self, cells: int, height: int) -> list[Line]:
        """Return the card for so many cells and lines."""
        return card_lines(self.card, self.chosen, self.today, cells, height)


def _order(claim: ClaimLine) -> tuple[bool, int]:
    return claim.state in OVER, -(claim.filed_on.toordinal() if claim.filed_on else 0)
