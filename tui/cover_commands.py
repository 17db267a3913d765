"""The commands of the screens about policies, covers and data; part of the registry in `tui.commands`."""

from __future__ import annotations

from store.wording import N_
from tui.command import WORKING, Command

ENTER = ("enter", "ctrl+j")
LISTS = ("policies", "quality", "doubtful", "inbox")
"""Places with a list to choose from."""
CORRECTING = WORKING - {"technician"}
"""Roles that may correct the dates of a unit."""
SETTING = frozenset({"admin"})
"""Roles that may change what the desk has chosen."""
READING = ("policy", "why", "aloud")
"""Places with a page to read."""

LIST = (
    Command("choose_up", ("up", "k"), N_("one up"), N_("Choose the line above."), LISTS),
    Command(
        "choose_down", ("down", "j"), N_("choose"), N_("Choose the line below."), LISTS, footer=1, shown="↑↓"
    ),
    Command("page_up", ("pageup",), N_("page up"), N_("A page of the list up."), LISTS),
    Command("page_down", ("pagedown",), N_("page down"), N_("A page of the list down."), LISTS),
    Command("close", ("escape", "q"), N_("back"), N_("Go back."), (*LISTS, *READING), footer=3),
    Command("open_policy", ENTER, N_("open"), N_("Read the policy in plain words."), ("policies",), footer=2),
    Command("open_finding", ENTER, N_("units"), N_("List the units it is about."), ("quality",), footer=2),
    Command(
        "open_unit",
        ENTER,
        N_("open"),
        N_("Open the unit on the Counter, where it can be mended."),
        ("doubtful",),
        footer=2,
    ),
)

_WHAT_IF = (N_("what if"), N_("See what the answer would be with other dates, and correct the dates."))

WHY = (
    Command("what_if", ("i",), *_WHAT_IF, ("unit",)),
    Command("what_if", ("i",), *_WHAT_IF, ("why",), footer=2),
    Command(
        "aloud",
        ("p",),
        N_("for the customer"),
        N_("Show the answer in plain words, to be read to the customer."),
        ("why",),
        footer=1,
    ),
)

DESK = (
    Command(
        "policies",
        ("p",),
        N_("policies"),
        N_("Read the policies and see what uses them."),
        ("desk",),
        footer=3,
    ),
    Command(
        "quality",
        ("q",),
        N_("doubtful data"),
        N_("List what is doubtful in the data, what touches most customers first."),
        ("desk",),
        footer=4,
    ),
)

CALENDAR = (
    Command(
        "days_off",
        ("d",),
        N_("days off"),
        N_("Choose working days, the country whose holidays count, and own closed days."),
        ("desk",),
        SETTING,
    ),
    Command(
        "next_field", ENTER, N_("next"), N_("Go to the next field; on the last line, keep."), ("calendar",)
    ),
    Command("field_up", ("up",), N_("field up"), N_("One line or field up."), ("calendar",)),
    Command(
        "field_down",
        ("down",),
        N_("field down"),
        N_("One line or field down."),
        ("calendar",),
        footer=1,
        shown="↑↓",
    ),
    Command(
        "keep_days",
        ("ctrl+t",),
        N_("keep"),
        N_("Keep the days off as they are chosen; ends of cover may move by them."),
        ("calendar",),
        SETTING,
        2,
        first=True,
    ),
    Command(
        "close", ("escape",), N_("back"), N_("Go back; nothing is kept."), ("calendar",), footer=3, first=True
    ),
)

WHAT_IF = (
    Command(
        "next_field",
        ENTER,
        N_("next"),
        N_("Go to the next field; on the last line, save the dates."),
        ("whatif",),
    ),
    Command("field_up", ("up",), N_("field up"), N_("One field up."), ("whatif",)),
    Command(
        "field_down", ("down",), N_("field down"), N_("One field down."), ("whatif",), footer=1, shown="↑↓"
    ),
    Command(
        "save_dates",
        ("ctrl+t",),
        N_("save dates"),
        N_("Correct the unit's dates to these; asks for a reason. All other changes are never saved."),
        ("whatif",),
        CORRECTING,
        2,
        first=True,
    ),
    Command(
        "back", ("escape",), N_("back"), N_("Go back; nothing is kept."), ("whatif",), footer=3, first=True
    ),
)

COVERS = (*LIST, *WHY, *DESK, *CALENDAR, *WHAT_IF)

COVER_PLACES = {
    "why": N_("Why"),
    "aloud": N_("The answer in plain words"),
    "whatif": N_("What if"),
    "calendar": N_("Days off"),
    "policies": N_("Policies"),
    "policy": N_("One policy"),
    "quality": N_("Doubtful data"),
    "doubtful": N_("Doubtful units"),
}
"""The titles of these places, in the order of the help page."""
