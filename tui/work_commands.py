"""The commands of the screens that work on claims and the score; part of the registry in `tui.commands`."""

from __future__ import annotations

from store.wording import N_
from tui.command import FILING, WORKING, Command
from tui.form_commands import ATTACHED, FORM

ENTER = ("enter", "ctrl+j")
HEADING = frozenset({"supervisor", "manager", "admin"})
"""Roles that see goodwill and settle what desks disagree about."""
LEADING = ("loans", "ledger")
"""Lists whose lines lead to a claim."""
TOLD = ("history", *LEADING)
"""Places with a list to choose from."""

QUEUE = (
    Command(
        "act",
        ("a",),
        N_("act"),
        N_("Do the first thing that can be done to the chosen claim."),
        ("claims",),
        WORKING,
        1,
    ),
    Command(
        "hand_back",
        ("h",),
        N_("hand back"),
        N_("Hand the unit of the chosen claim back and close it."),
        ("claims",),
        FILING,
        2,
    ),
    Command("note", ("n",), N_("note"), N_("Add a note to the chosen claim."), ("claims",), WORKING, 3),
    Command(
        "find_claim", ("/",), N_("find"), N_("Show only claims with these words."), ("claims",), footer=4
    ),
    Command("take", ("t",), N_("take"), N_("Take the chosen claim, or assign it."), ("claims",), WORKING),
    Command(
        "next_state",
        ("s",),
        N_("by state"),
        N_("Show only claims in the next state; at last all."),
        ("claims",),
    ),
    Command(
        "next_owner",
        ("o",),
        N_("by owner"),
        N_("Show only claims of the next person; at last all."),
        ("claims",),
    ),
    Command("open_claim", ENTER, N_("open"), N_("Open the chosen claim."), ("claims",)),
    Command(
        "view_next", ("right", "tab"), N_("next view"), N_("Show the next group of claims."), ("claims",)
    ),
    Command(
        "view_before",
        ("left", "shift+tab"),
        N_("view before"),
        N_("Show the group of claims before."),
        ("claims",),
    ),
    Command("claim_up", ("up", "k"), N_("claim up"), N_("Choose the claim above."), ("claims",)),
    Command("claim_down", ("down", "j"), N_("claim down"), N_("Choose the claim below."), ("claims",)),
    Command("page_up", ("pageup",), N_("page up"), N_("A page of claims up."), ("claims",)),
    Command("page_down", ("pagedown",), N_("page down"), N_("A page of claims down."), ("claims",)),
    Command("first_claim", ("home",), N_("first"), N_("Go to the most urgent claim."), ("claims",)),
    Command(
        "stop_finding",
        ("escape",),
        N_("all claims"),
        N_("Leave the search and show the whole group again."),
        ("claims",),
    ),
)

CLAIM = (
    Command("act", ENTER, N_("do it"), N_("Do the chosen action."), ("claim",), WORKING, 2),
    Command("choose_up", ("up",), N_("choose"), N_("One action up."), ("claim",)),
    Command("choose_down", ("down",), N_("choose"), N_("One action down."), ("claim",)),
    Command(
        "hand_back",
        ("h",),
        N_("hand back"),
        N_("Hand the unit of this claim back and close it."),
        ("claim",),
        FILING,
        3,
    ),
    Command(
        "rate",
        ("r",),
        N_("rate"),
        N_("Turn the screen to the customer to rate a claim; back: ^g, then the word desk or your PIN."),
        ("claim",),
        FILING,
    ),
    Command("files", ("f",), N_("files"), N_("Show the photos and documents of the claim."), ("claim",)),
    Command("history_up", ("pageup",), N_("history up"), N_("Earlier entries of the history."), ("claim",)),
    Command(
        "history_down", ("pagedown",), N_("history down"), N_("Later entries of the history."), ("claim",)
    ),
    Command("back", ("escape", "q"), N_("back"), N_("Go back."), ("claim",), footer=4),
)

WORKSHOP = (
    Command(
        "history",
        ("v",),
        N_("all history"),
        N_("Everything that happened to the claim, also what was refused."),
        ("claims", "claim"),
    ),
    Command("versions", ("d",), N_("versions"), N_("What each desk made of it, side by side."), ("claim",)),
    Command(
        "loans",
        ("l",),
        N_("loaners out"),
        N_("The loaners customers have, longest first."),
        ("claims", "desk"),
    ),
    Command(
        "ledger",
        ("g",),
        N_("goodwill"),
        N_("The ledger of goodwill: who signed what, and what is left."),
        ("claims", "desk"),
        HEADING,
    ),
    Command("choose_up", ("up", "k"), N_("one up"), N_("Choose the line above."), TOLD),
    Command(
        "choose_down", ("down", "j"), N_("choose"), N_("Choose the line below."), TOLD, footer=1, shown="↑↓"
    ),
    Command("page_up", ("pageup",), N_("page up"), N_("A page of the list up."), TOLD),
    Command("page_down", ("pagedown",), N_("page down"), N_("A page of the list down."), TOLD),
    Command(
        "open_claim", ENTER, N_("open claim"), N_("Open the claim of the chosen line."), LEADING, footer=2
    ),
    Command(
        "period_before",
        ("left",),
        N_("period"),
        N_("Show the period before."),
        ("ledger",),
        footer=3,
        shown="←→",
    ),
    Command("period_next", ("right",), N_("period after"), N_("Show the period after."), ("ledger",)),
    Command("version_before", ("left",), N_("version"), N_("Choose the version to the left."), ("conflict",)),
    Command(
        "version_next",
        ("right",),
        N_("version"),
        N_("Choose the version to the right."),
        ("conflict",),
        footer=1,
        shown="←→",
    ),
    Command("line_up", ("up", "k"), N_("up"), N_("Scroll the comparison up."), ("conflict",)),
    Command("line_down", ("down", "j"), N_("down"), N_("Scroll the comparison down."), ("conflict",)),
    Command("hold", ENTER, N_("this holds"), N_("Let the chosen version hold."), ("conflict",), HEADING, 2),
    Command("close", ("escape", "q"), N_("back"), N_("Go back."), (*TOLD, "conflict"), footer=4),
)

RATING = (
    Command(
        "way_out",
        ("ctrl+g",),
        N_("back to the desk"),
        N_("For the agent: then your PIN, or the word desk. No other key leaves the customer's screen."),
        ("rating",),
        first=True,
    ),
)

TASKS = (
    Command(
        "open_unit",
        ENTER,
        N_("open"),
        N_("Open what is chosen: go on with a draft, or go to the claim or the unit of a task."),
        ("tasks",),
        footer=2,
    ),
    Command(
        "forget", ("x", "delete"), N_("forget draft"), N_("Forget the chosen draft."), ("tasks",), footer=3
    ),
    Command("task_up", ("up",), N_("choose"), N_("One task up."), ("tasks",)),
    Command("task_down", ("down",), N_("choose"), N_("One task down."), ("tasks",), footer=1, shown="↑↓"),
)

WORK = (*FORM, *ATTACHED, *QUEUE, *CLAIM, *WORKSHOP, *RATING, *TASKS)

WORK_PLACES = {
    "filing": N_("Filing a claim"),
    "acting": N_("Acting on a claim"),
    "registering": N_("Registering a unit"),
    "attached": N_("Files of a claim"),
    "claims": N_("Claims"),
    "claim": N_("One claim"),
    "conflict": N_("Two desks decided differently"),
    "history": N_("All that happened to a claim"),
    "loans": N_("Loaners that are out"),
    "ledger": N_("Goodwill"),
    "rating": N_("Rating, turned to the customer"),
    "tasks": N_("Tasks"),
}
"""The titles of these places, in the order of the help page."""
