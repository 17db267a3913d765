"""What the desk has chosen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from store.clean import clean
from store.errors import Refused
from store.rules.cards import no_card
from store.rules.roles import EDIT
from store.services.context import DEFAULTS
from store.services.permits import free, needs
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context


class Settings:
    """The desk's choices."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @property
    @free
    def name(self) -> str:
        """The desk's name; empty before the first run."""
        return str(self._context.setting("name"))

    @property
    @free
    def throw_away(self) -> bool:
        """True for a demo, whose file goes when it is closed."""
        return bool(self._context.setting("throw_away"))

    @free
    def get(self, name: str) -> object:
        """Return a setting (see `DEFAULTS` for their names)."""
        return self._context.setting(name)

    @needs(EDIT, "settings")
    def set(self, /, **values: object) -> None:
        """Change settings.

        Raises:
            Refused: there is no such setting.
        """
        with self._context.deciding():
            for name, value in values.items():
                if name not in DEFAULTS:
                    raise Refused(
                        "NO_SUCH_SETTING",
                        say(
                            N_("There is no setting {name}; there are {known}."),
                            name=name,
                            known=", ".join(DEFAULTS),
                        ),
                        field=name,
                    )
                self._context.assign("setting", name, {"value": json.dumps(value)}, {})

    @needs(EDIT, "settings")
    def rename(self, name: str) -> None:
        """Give the desk its name."""
        name = no_card(clean(name, limit=40).strip(), "name")
        if not name:
            raise Refused("NO_NAME", say(N_("A desk needs a name, such as Kyiv-2.")), field="name")
        self.set(name=name)
