"""The styles of all screens, each source parsed once.

The framework parses every source anew when a screen with styles of its own is opened for the first time, and
whenever there are more sources than it keeps: some tenths of a second at the start and again with each new
screen. Here what was parsed is kept as long as the program runs, for every theme that was chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    from textual.css.model import RuleSet
    from textual.css.types import CSSLocation

_Source = tuple[str, "CSSLocation", bool, int, str]
_parsed: dict[tuple[tuple[str, str], ...], dict[_Source, list[RuleSet]]] = {}
"""Rules by the variables of the theme, and by their source; nobody changes rules once they are parsed."""


class Styles(Stylesheet):
    """A stylesheet that never parses the same source for the same theme twice."""

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        themed = _parsed.setdefault(tuple(sorted(self._variables.items())), {})
        source = (css, read_from, is_default_rules, tie_breaker, scope)
        if source not in themed:
            themed[source] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        return themed[source]

    def reparse(self) -> None:
        """Put the rules together again, with what is new and with the variables of now."""
        self.parse()
