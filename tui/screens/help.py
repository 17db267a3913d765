"""The keys: made from the registry, the present place first."""

from __future__ import annotations

from store.wording import _
from tui.commands import COMMANDS, PLACES, shown
from tui.screens.page import PageScreen
from tui.text import left, rule, wrap
from tui.widgets.lines import Line


class HelpScreen(PageScreen):
    """What can be done here, and everywhere else."""

    def __init__(self, place: str) -> None:
        """Begin with the commands of `place`."""
        super().__init__()
        self._place = place

    def lines(self, cells: int) -> list[Line]:
        """Return a rule for each place and a line for each command."""
        inner = cells - 2
        places = sorted(PLACES, key=lambda place: (place != self._place, place != "everywhere"))
        lines: list[Line] = []
        for place in places:
            lines.append([(" ", ""), *rule(inner, [(_(PLACES[place]), "bright")])])
            for command in COMMANDS:
                if place in command.places and command.may(self.desk.agent.role):
                    keys = "  ".join(shown(key) for key in command.keys if key != "ctrl+j")
                    for row, part in enumerate(wrap(_(command.help), inner - 32, 3)):
                        lines.append(
                            [
                                (" " * 14 if row else f" {left(keys, 13)}", "accent strong"),
                                (" " * 18 if row else left(_(command.title), 18), "bright"),
                                (part, ""),
                            ]
                        )
            lines.append([("", "")])
        return lines
