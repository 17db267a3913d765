"""What a command is; the registry of all of them is `tui.commands`."""

from __future__ import annotations

from dataclasses import dataclass

EVERYBODY: frozenset[str] = frozenset()
FILING = frozenset({"agent", "technician", "admin"})
"""Roles that may file a claim, hand a unit back and take down a rating."""
REGISTERING = frozenset({"agent", "admin"})
"""Roles that may register a unit or a customer."""
WORKING = FILING | {"supervisor", "manager"}
"""Roles that may do something to a claim."""
HEADING = frozenset({"manager", "admin"})
"""Roles that take note of sensitive acts."""
ADMIN = frozenset({"admin"})
"""The role that settings, accounts and encryption belong to."""
IMPORTING = frozenset({"supervisor", "manager", "admin"})
"""Roles that may import lists."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something an agent can do: declared here, bound, listed and explained everywhere."""

    id: str
    """Also the name of the action: ``file_claim`` runs ``action_file_claim`` of the screen."""
    keys: tuple[str, ...]
    title: str
    """A word or two for the footer and the palette, marked for translation."""
    help: str
    """One sentence for the help page, marked for translation."""
    places: tuple[str, ...]
    """Where it works; "everywhere" for all of them."""
    roles: frozenset[str] = EVERYBODY
    """Who may; empty: everybody. The store decides anyway: this only says what to show."""
    footer: int = 0
    """Order in the footer, from 1; 0: not shown there."""
    on_app: bool = False
    """The action is the app's, not the screen's."""
    mode: bool = False
    """It leads to the place of the same name."""
    shown: str = ""
    """What the footer prints for its keys, where it stands for two commands: ↑↓."""
    first: bool = False
    """Its key works even where an entry has the focus and would take it."""

    @property
    def action(self) -> str:
        """Return the action as Textual names it."""
        if self.mode:
            return f"app.go('{self.id}')"
        return f"app.{self.id}" if self.on_app else f"screen.{self.id}"

    def may(self, role: str) -> bool:
        """Say whether `role` may use it."""
        return not self.roles or role in self.roles
