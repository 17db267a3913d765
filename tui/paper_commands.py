"""The commands about papers; part of the registry in `tui.commands`."""

from __future__ import annotations

from store.wording import N_
from tui.command import WORKING, Command

ENTER = ("enter", "ctrl+j")
SETTING_UP = frozenset({"admin"})
"""Roles that may change how papers leave this machine."""

PAPERS = (
    Command(
        "paper",
        ("p",),
        N_("paper"),
        N_("Show the claim on paper, to print or save: receipt, hand-back slip or rejection letter."),
        ("claim",),
        WORKING,
        3,
    ),
    Command(
        "paper",
        ("p",),
        N_("paper"),
        N_("Show the chosen claim on paper, to print or save: receipt, hand-back slip or rejection letter."),
        ("unit",),
        WORKING,
    ),
    Command(
        "statement",
        ("p",),
        N_("on paper"),
        N_("Show the answer on paper, to print or save, in the customer's language."),
        ("aloud",),
        WORKING,
        1,
    ),
    Command(
        "print_paper",
        ("p",),
        N_("print"),
        N_("Hand the paper to this machine's print command."),
        ("paper",),
        WORKING,
        1,
    ),
    Command(
        "save_text", ("s",), N_("save"), N_("Save the paper as text, in the folder for papers."), ("paper",),
        WORKING, 2,
    ),
    Command(
        "save_page",
        ("h",),
        N_("save as page"),
        N_("Save the paper as an HTML page with a QR code, to be printed from a browser or sent."),
        ("paper",),
        WORKING,
        3,
    ),
    Command("language", ("l",), N_("language"), N_("Say the paper in the next language."), ("paper",)),
    Command("width", ("w",), N_("width"), N_("Lay the paper out for 42 or 80 columns."), ("paper",)),
    Command("other_paper", ("o",), N_("other paper"), N_("Show the next paper of this claim."), ("paper",)),
    Command("close", ("escape", "q"), N_("back"), N_("Go back."), ("paper",), footer=4),
    Command(
        "set_paper_up",
        ("t",),
        N_("paper and printer"),
        N_("Set the head of papers, their width, the print command and the folder."),
        ("desk",),
        SETTING_UP,
    ),
    Command(
        "next_field",
        ENTER,
        N_("next"),
        N_("Go to the next field; on the last line, keep what is set."),
        ("paper_setup",),
        footer=1,
    ),
    Command("field_up", ("up",), N_("field up"), N_("One field up."), ("paper_setup",)),
    Command("field_down", ("down",), N_("field down"), N_("One field down."), ("paper_setup",)),
    Command(
        "back",
        ("escape",),
        N_("back"),
        N_("Go back; nothing is changed."),
        ("paper_setup",),
        footer=2,
        first=True,
    ),
)  # fmt: skip

PAPER_PLACES = {
    "paper": N_("A paper"),
    "paper_setup": N_("Paper and printer"),
}
"""The titles of these places, in the order of the help page."""
