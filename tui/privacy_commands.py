"""The commands of the screens about privacy; part of the registry in `tui.commands`."""

from __future__ import annotations

from store.wording import N_
from tui.command import HEADING, IMPORTING, Command

ENTER = ("enter", "ctrl+j")
HANDING = IMPORTING
"""Roles that may hand personal data out: they may see all of it at once."""
FORMS = ("whom", "erasing", "handing_out", "saving_copy", "retention", "retiring")
"""Pages with a form."""

_ABOUT = (N_("about customer"), N_("Show all that is kept about the customer; hand it out or erase it."))

PRIVACY = (
    Command("about_customer", ("a",), *_ABOUT, ("unit", "claim", "desk"), HANDING),
    Command("retention", ("k",), N_("how long kept"),
            N_("Choose after how many months what was written is erased, and see what is due."),
            ("desk",), HEADING),
    Command("hand_out", ("x",), N_("hand out"),
            N_("Write all that is kept about this customer to a file."), ("about",), HANDING, 1),
    Command("erase_customer", ("e",), N_("erase"),
            N_("See what would go and what would stay, and erase this customer."), ("about",), HEADING, 2),
    Command("close", ("escape", "q"), N_("back"), N_("Go back."), ("about", "due"), footer=5),
    Command("choose_up", ("up", "k"), N_("one up"), N_("Choose the line above."), ("due",)),
    Command("choose_down", ("down", "j"), N_("choose"), N_("Choose the line below."), ("due",),
            footer=1, shown="↑↓"),
    Command("page_up", ("pageup",), N_("page up"), N_("A page of the list up."), ("due",)),
    Command("page_down", ("pagedown",), N_("page down"), N_("A page of the list down."), ("due",)),
    Command("erase_due", ("x",), N_("erase them"),
            N_("Erase all that is due, for good; a number is asked for first."), ("due",), HEADING, 2),
    Command("save_copy", ("s",), N_("save a copy"),
            N_("Save a copy of the chosen file outside the desk, where nothing protects it."),
            ("attached",), HANDING, 3),
    Command("see_due", ("ctrl+o",), N_("what is due"),
            N_("List what would be removed today with the months as they are typed."),
            ("retention",), HEADING, 3, first=True),
    Command("next_field", ENTER, N_("next"),
            N_("Go to the next field that must be given; on the last line, do it."), FORMS, footer=1),
    Command("field_up", ("up",), N_("field up"), N_("One field, or one line of a list, up."), FORMS),
    Command("field_down", ("down",), N_("field down"),
            N_("One field, or one line of a list, down."), FORMS, footer=2, shown="↑↓"),
    Command("back", ("escape",), N_("back"), N_("Go back; nothing is done."), FORMS, footer=4),
)  # fmt: skip

PRIVACY_PLACES = {
    "whom": N_("Which customer"),
    "about": N_("All about one customer"),
    "handing_out": N_("Handing out what is kept"),
    "erasing": N_("Erasing a customer"),
    "retention": N_("How long things are kept"),
    "due": N_("What was kept long enough"),
    "retiring": N_("Erasing what is due"),
    "saving_copy": N_("Saving a copy of a file"),
}
"""The titles of these places, in the order of the help page."""
