"""The screen of a locked desk: blank but for a name and a passphrase.

It stands alone: every other screen is gone, the connections are closed and the key is dropped. A PIN does not
open it; a PIN only changes who works at a desk that is open (`SwitchScreen`).
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from store.errors import StoreError
from store.wording import _
from tui.commands import bindings, footer
from tui.screens.base import DeskScreen
from tui.text import rule, words, wrap
from tui.widgets.entry import Entry
from tui.widgets.footer import Footer
from tui.widgets.lines import Line, LineWidget

MOST = 256
"""Characters of a name or a secret."""
LINES = 7
"""Of what is said below the entries: a break of the journal is told with what to do about it."""


class Secret(Entry):
    """An entry that shows dots, and gives nothing to the clipboard."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the framework's name
        """Begin empty."""
        super().__init__(id=id)
        self.password = True

    def action_copy(self) -> None:
        """Copy nothing."""

    def action_cut(self) -> None:
        """Cut nothing."""


class DoorScreen(DeskScreen[None]):
    """A name and a secret."""

    CSS_PATH = "lock.tcss"
    AUTO_FOCUS = "#door-name"
    takes_scans: ClassVar[bool] = False

    def content(self) -> ComposeResult:
        """Yield the words and the two entries below each other."""
        yield LineWidget(id="door-top")
        yield LineWidget(id="door-who")
        yield Entry(id="door-name")
        yield LineWidget(id="door-what")
        yield Secret(id="door-secret")
        yield LineWidget(id="door-said")

    def on_mount(self) -> None:
        """Draw, and begin at the secret where the name is known."""
        self._told = ""
        self._busy = False
        name = self.query_one("#door-name", Entry)
        name.value = self.name_known()
        if name.value or self.alone():
            self.set_focus(self.query_one("#door-secret", Secret))

    def name_known(self) -> str:
        """Return who is most likely to sit down."""
        return ""

    def alone(self) -> bool:
        """Say whether the name may stay empty, so that nobody types a secret where it can be read."""
        return False

    def words(self) -> tuple[str, str, str]:
        """Return what the screen says, and what it calls the name and the secret."""
        raise NotImplementedError

    def frame(self) -> None:
        """Draw the words around the entries; nothing of the desk."""
        self.keys()
        cells = self.size.width - 2
        told, name, secret = self.words()
        top: list[Line] = [[("", "")], [(" ", ""), *rule(cells, [(_("Counterpane"), "bright strong")])]]
        top += [[(" " + part, "")] for part in wrap(told, min(cells, 76), 3)]
        self.query_one("#door-top", LineWidget).show(top)
        self.query_one("#door-who", LineWidget).show([[("", "")], [(" " + name, "bright")]])
        self.query_one("#door-what", LineWidget).show([[("", "")], [(" " + secret, "bright")]])
        said: list[Line] = [[("", "")]]
        said += [[(" " + part, "warn")] for part in wrap(self._told, min(cells, 76), LINES)]
        self.query_one("#door-said", LineWidget).show(said)

    def keys(self) -> None:
        """Draw the last line: the keys of this place, whoever it is that stands here."""
        for line in self.query(Footer):
            line.tell(footer(self.spot, "viewer")[0], [])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Everything that this screen has is for everybody."""
        return True

    @on(Input.Submitted, "#door-name")
    def to_secret(self) -> None:
        """Go on to the secret."""
        self.set_focus(self.query_one("#door-secret", Secret))

    @on(Input.Submitted, "#door-secret")
    async def give(self) -> None:
        """Try the secret; it does not stay in the entry."""
        if self._busy or not self.complete():
            return
        entry = self.query_one("#door-secret", Secret)
        name, secret = self.query_one("#door-name", Entry).value.strip()[:MOST], entry.value[:MOST]
        entry.value = ""
        self._busy = True
        self.tell(_("One moment …"))
        try:
            await self.open(name, secret)
        except StoreError as error:
            self.tell(words(error.sentence))
            self.begin_again()
        finally:
            self._busy = False

    def begin_again(self) -> None:
        """Make ready for another try."""

    def complete(self) -> bool:
        """Tell whether what was typed can be tried at all, and say why not."""
        return True

    async def open(self, name: str, secret: str) -> None:
        """Do what a right secret opens.

        Raises:
            StoreError: it is not right.
        """
        raise NotImplementedError

    def tell(self, text: str) -> None:
        """Say something below the entries."""
        if self.is_mounted:
            self._told = text
            self.redraw()


class LockScreen(DoorScreen):
    """The whole screen of a locked desk."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("lock")]
    lets: ClassVar[frozenset[str]] = frozenset({"leave", "theme"})
    spot = "lock"

    def on_mount(self) -> None:
        """Take the keys that were typed before this stood."""
        super().on_mount()
        self.call_after_refresh(self.house.ready_for_keys)

    def name_known(self) -> str:
        """Return who was at the desk last."""
        return self.desk.last_name

    def alone(self) -> bool:
        """Say whether only one person can open the desk."""
        return self.desk.opens_for_one

    def words(self) -> tuple[str, str, str]:
        """Say that the desk is locked."""
        told = _("The desk is locked. What was typed and not filed yet is kept as a draft.")
        if not self.desk.last_name:
            told = _(
                "This desk opens with a passphrase. If only one person can open it, the name may stay empty."
            )
        return told, _("Name"), _("Passphrase")

    async def open(self, name: str, secret: str) -> None:
        """Open the desk."""
        await self.desk.unlock(name or None, secret)
        # By the app itself: this screen cannot wait for its own end.
        self.house.call_later(self.house.unlocked)

    def action_quit_desk(self) -> None:
        """Leave the program."""
        self.house.exit(0)


class SwitchScreen(DoorScreen):
    """Somebody else sits down at the open desk, with a PIN."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("switch")]
    spot = "switch"

    def words(self) -> tuple[str, str, str]:
        """Say what a PIN does."""
        names = ", ".join(person.name for person in self.desk.with_pin())
        told = _("Who works now? With a PIN: {names}.").format(names=names or _("nobody yet"))
        return told, _("Name"), _("PIN")

    async def open(self, name: str, secret: str) -> None:
        """Let them sit down; too many wrong tries lock the desk."""
        try:
            person = await self.desk.switch(name, secret)
        except StoreError as error:
            if error.code == "DESK_LOCKED":
                self.house.call_later(self.house.lock)
                return
            raise
        self.house.sat_down(person)
        self.dismiss(None)
