"""The commands of the forms, and of the files of a claim; part of the registry in `tui.commands`."""

from __future__ import annotations

from store.wording import N_
from tui.command import WORKING, Command

ENTER = ("enter", "ctrl+j")
FORMS = ("filing", "acting", "registering", "correcting")

FORM = (
    Command(
        "next_field",
        ENTER,
        N_("next"),
        N_("Go to the next field that must be given; on the last line, do it."),
        FORMS,
        footer=1,
    ),
    Command(
        "field_up",
        ("up",),
        N_("field up"),
        N_("One field, or one line of a list, up."),
        FORMS,
    ),
    Command(
        "field_down",
        ("down",),
        N_("field down"),
        N_("One field, or one line of a list, down; this way to the fields that may stay empty."),
        FORMS,
    ),
    Command(
        "same_one",
        ("ctrl+d",),
        N_("same one?"),
        N_("Open the claim of this unit that is already open, instead of filing another."),
        ("filing",),
        first=True,
    ),
    Command(
        "back",
        ("escape",),
        N_("back, draft kept"),
        N_("Go back; what is typed is kept as a draft."),
        ("filing",),
        footer=2,
    ),
    Command(
        "reopen",
        ("ctrl+r",),
        N_("reopen it?"),
        N_("Open the closed claim with the same fault, to reopen it, instead of filing another."),
        ("filing",),
        first=True,
    ),
    Command(
        "back",
        ("escape",),
        N_("back, draft kept"),
        N_("Go back; nothing is done, and what is typed is kept as a draft."),
        ("acting", "registering", "correcting"),
        footer=2,
    ),
    Command(
        "anew",
        ("ctrl+n",),
        N_("begin anew"),
        N_("Begin with an empty form; on a unit that is not in the book, begin another one."),
        FORMS,
        first=True,
    ),
)

ATTACHED = (
    Command("file_up", ("up",), N_("choose"), N_("One file up."), ("attached",)),
    Command("file_down", ("down",), N_("choose"), N_("One file down."), ("attached",), footer=1, shown="↑↓"),
    Command("attach", ("a",), N_("attach"), N_("Attach a photo or a document."), ("attached",), WORKING, 2),
    Command("close", ("escape", "q"), N_("back"), N_("Go back."), ("attached",), footer=4),
)
