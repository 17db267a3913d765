"""The first screen of a new desk: its name, and where its units come from."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from store.errors import StoreError
from store.wording import _
from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.start import DEMO
from tui.text import Span, rule, wrap
from tui.widgets.entry import Entry
from tui.widgets.lines import Line, LineWidget

NAME = 60
"""Longest name of a desk, in letters."""


class NameEntry(Entry):
    """The name of the desk."""

    reads_scans = False
    """Whether quick typing is a name too: of a desk in which there is nothing yet that could be scanned."""


class FirstRunScreen(DeskScreen[None]):
    """Asks the name of the desk, then what comes next."""

    CSS_PATH = "first_run.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("first_run")]
    AUTO_FOCUS = "Entry"
    spot = "first_run"

    def content(self) -> ComposeResult:
        """Yield the words, the entry and what may come next."""
        yield LineWidget(id="welcome")
        name = NameEntry(id="desk-name", placeholder=_("the town, the counter: Kyiv-2"))
        name.reads_scans = not self.desk.name
        yield name
        yield LineWidget(id="choices")

    def frame(self) -> None:
        """Draw the words around the entry."""
        super().frame()
        cells = self.size.width - 2
        top: list[Line] = [
            [("", "")],
            [(" ", ""), *rule(cells, [(_("A new desk"), "bright strong")])],
            *[[(" " + part, "")] for part in wrap(_welcome(), min(cells, 76), 3)],
            [("", "")],
            [(" " + _("What is this desk called?"), "bright")],
        ]
        self.query_one("#welcome", LineWidget).show(top)
        choices: list[list[Span]] = [
            [("", "")],
            *[[(f" {key:<6}", "accent strong"), (text, "")] for key, text in _choices()],
        ]
        self.query_one("#choices", LineWidget).show([*choices])

    @on(Input.Submitted, "#desk-name")
    async def name_it(self) -> None:
        """Keep the name and go to the Counter."""
        if await self._keep_name():
            self.dismiss(None)

    async def _keep_name(self) -> bool:
        name = self.query_one(Entry).value.strip()
        if not name or len(name) > NAME:
            self.say(_("A name of one to {n} letters, please.").format(n=NAME), wrong=True)
            return False
        try:
            await self.desk.name_desk(name)
        except StoreError as error:
            self.say(error)
            return False
        return True

    async def action_import_list(self) -> None:
        """Keep the name and go on to the import."""
        if await self._keep_name():
            self.dismiss(None)
            await self.house.action_go("desk")
            self.house.open_page("importing")

    async def action_encrypt_desk(self) -> None:
        """Keep the name and encrypt the desk before anything is in it."""
        if await self._keep_name():
            self.dismiss(None)
            self.house.open_page("encrypting")

    async def action_open_demo(self) -> None:
        """Leave for the demo: the program opens it instead of this desk."""
        self.house.exit(DEMO)


def _welcome() -> str:
    return _("Everything lies in one file on this machine. Nothing is sent anywhere.")


def _choices() -> list[tuple[str, str]]:
    return [
        ("⏎", _("begin with an empty desk")),
        ("^o", _("begin, and import my list of units")),
        ("^n", _("begin encrypted, under a passphrase: recommended for a laptop")),
        ("^t", _("look at the demo instead: a made-up desk, thrown away at the end")),
    ]
