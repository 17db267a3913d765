"""Encrypting the desk: a passphrase, typed twice, and what it means."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from store.wording import _
from tui.commands import bindings
from tui.screens.lock import DoorScreen, Secret
from tui.widgets.lines import LineWidget


class EncryptingScreen(DoorScreen):
    """Asks for the passphrase twice, and encrypts."""

    CSS_PATH = "lock.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("encrypting")]
    AUTO_FOCUS = "#door-name"
    spot = "encrypting"

    def content(self) -> ComposeResult:
        """Yield the words and two entries, both with dots."""
        yield LineWidget(id="door-top")
        yield LineWidget(id="door-who")
        yield Secret(id="door-name")
        yield LineWidget(id="door-what")
        yield Secret(id="door-secret")
        yield LineWidget(id="door-said")

    def words(self) -> tuple[str, str, str]:
        """Say what is promised, and what is not."""
        told = _(
            "Encrypted, the file tells a thief nothing. A lost passphrase is lost data: write it down and"
            " keep it elsewhere, or seal a way back with a second admin."
        )
        return told, _("Passphrase, 12 characters or more"), _("Once more")

    def complete(self) -> bool:
        """Tell whether both are the same."""
        once, again = self.query(Secret)
        if once.value == again.value:
            return True
        self.tell(_("The two are not the same."))
        self.begin_again()
        return False

    def begin_again(self) -> None:
        """Ask for both anew: which of them was meant cannot be seen."""
        for entry in self.query(Secret):
            entry.value = ""
        self.set_focus(self.query_one("#door-name", Secret))

    async def open(self, name: str, secret: str) -> None:
        """Encrypt the desk."""
        from store.services import plain_copies

        done = await self.desk.encrypt(secret)
        said = [_("The desk is encrypted. From now on it opens with your passphrase.")]
        self.house.say_to_agent(" ".join([*said, *map(str, plain_copies.told(done))]))
        self.dismiss(None)
