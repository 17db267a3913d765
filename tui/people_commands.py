"""The commands of locking, of changing places, and of the inbox; part of the registry in `tui.commands`."""

from __future__ import annotations

from store.wording import N_
from tui.command import ADMIN, HEADING, Command

ENTER = ("enter", "ctrl+j")

LOCKING = (
    Command(
        "lock",
        ("ctrl+l",),
        N_("lock"),
        N_("Lock the desk: the screen goes blank, and only a passphrase opens it."),
        ("everywhere",),
        on_app=True,
        first=True,
    ),
    Command(
        "switch_person",
        ("ctrl+y",),
        N_("who works now"),
        N_("Let somebody else sit down, with a PIN."),
        ("everywhere",),
        on_app=True,
        first=True,
    ),
)

DOORS = (
    Command("quit_desk", ("escape",), N_("leave"), N_("Leave the program."), ("lock",), footer=1, first=True),
    Command("close", ("escape",), N_("back"), N_("Go back."), ("switch", "encrypting"), footer=1, first=True),
)

INBOX = (
    Command(
        "inbox",
        ("m",),
        N_("notices"),
        N_("Read the sensitive acts an admin has to take note of."),
        ("desk",),
        HEADING,
    ),
    Command(
        "encrypt_desk",
        ("e",),
        N_("encrypt"),
        N_("Encrypt the desk under a passphrase: whoever takes the file reads nothing."),
        ("desk",),
        ADMIN,
    ),
    Command("note", ENTER, N_("noted"), N_("Take note of the chosen act."), ("inbox",), HEADING, 2),
    Command("note_all", ("a",), N_("all noted"), N_("Take note of all of them."), ("inbox",), HEADING, 4),
)

PEOPLE = (*DOORS, *INBOX)

PEOPLE_PLACES = {
    "inbox": N_("Notices"),
    "switch": N_("Who works now"),
    "encrypting": N_("Encrypting the desk"),
    "lock": N_("A locked desk"),
}
"""The titles of these places, in the order of the help page."""
