"""Why: every step of the answer, what proof would change it, and all covers of the unit."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from store.records import Card
from store.wording import _
from tui.commands import bindings
from tui.screens.page import PageScreen
from tui.text import Span, clean, line, middle, rule, words, wrap
from tui.widgets.card_lines import layer_lines, verdict_line
from tui.widgets.lines import Line


class WhyScreen(PageScreen):
    """The whole explanation of one cover."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("why")]
    spot = "why"

    def __init__(self, card: Card) -> None:
        """Explain the cover of `card`."""
        super().__init__()
        self._card = card

    def lines(self, cells: int) -> list[Line]:
        """Return verdict, steps, needs and covers."""
        card, inner = self._card, cells - 2
        title: list[Span] = [(middle(card.unit.serial, inner // 2), "bright strong")]
        product: list[Span] = [(clean(card.unit.product, 60), "dim")]
        lines: list[Line] = [line(inner, title, product), verdict_line(card.cover, inner)]
        for number, step in enumerate(card.cover.steps, 1):
            lines += _item(f"{number:>3}  ", "dim", words(step.sentence), clean(step.policy or "", 24), inner)
        if card.cover.needs:
            lines += [[("", "")], rule(inner, [(_("What would change it"), "bright")])]
            for need in card.cover.needs:
                lines += _item("  ?  ", "warn", words(need.sentence), "", inner)
        if card.cover.layers:
            lines += [[("", "")], rule(inner, [(_("All covers"), "bright")])]
            lines += layer_lines(card.cover, self.desk.today(), inner, len(card.cover.layers))
        return [[(" ", ""), *spans] for spans in lines]

    def on_screen_resume(self) -> None:
        """Explain the cover as it is by now: a date may have been corrected."""
        self._card = self.desk.card(self._card.unit.id)
        super().on_screen_resume()

    def action_what_if(self) -> None:
        """See what the answer would be with other facts."""
        self.house.open_page("whatif", self._card)

    def action_aloud(self) -> None:
        """Show the answer in plain words."""
        self.house.open_page("aloud", self._card)


def _item(mark: str, role: str, text: str, policy: str, cells: int) -> list[Line]:
    tail: list[Span] = [(f"  {policy}", "dim")] if policy else []
    parts = wrap(text, cells - 5 - (len(policy) + 2 if policy else 0), 6)
    return [
        line(cells, [(" " * 5 if row else mark, role), (part, "")], None if row else tail)
        for row, part in enumerate(parts)
    ]
