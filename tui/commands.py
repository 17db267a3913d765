"""The one registry of commands.

A command is declared once; the key bindings, the palette, the footer, the help page and the key table of
the README all come from it. Every command has a key and a place in the palette. No command lives only on a
key that terminals, tmux or editors take (`TAKEN`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.wording import N_, _
from tui.command import ADMIN, FILING, IMPORTING, REGISTERING, Command
from tui.cover_commands import COVER_PLACES, COVERS
from tui.paper_commands import PAPER_PLACES, PAPERS
from tui.people_commands import LOCKING, PEOPLE, PEOPLE_PLACES
from tui.privacy_commands import PRIVACY, PRIVACY_PLACES
from tui.score_commands import SCORE_PLACES, SCORES
from tui.work_commands import WORK, WORK_PLACES

if TYPE_CHECKING:
    from textual.binding import Binding

TAKEN = frozenset(
    {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+s", "ctrl+q", "ctrl+z", "f1", "f5", "f6", "f10", "f11"}
)
"""Keys that may only stand beside another key of the same command."""


def _app(id_: str, keys: tuple[str, ...], title: str, help_: str, footer: int = 0) -> Command:
    first = keys == ("ctrl+c",)
    return Command(id_, keys, title, help_, ("everywhere",), footer=footer, on_app=True, first=first)


def _place(id_: str, key: str, title: str, help_: str) -> Command:
    return Command(id_, (key,), title, help_, ("everywhere",), on_app=True, mode=True)


EVERYWHERE = (
    _app("help", ("f1", "?"), N_("help"), N_("Show this page."), 8),
    _app("command_palette", ("ctrl+p", "f9"), N_("commands"), N_("Find any command by its name."), 9),
    _place("counter", "f2", N_("Counter"), N_("Go to the Counter: look up a unit.")),
    _place("claims", "f3", N_("Claims"), N_("Go to the claims in work.")),
    _place("tasks", "f4", N_("Tasks"), N_("Go to the tasks.")),
    _place("score", "f7", N_("Score"), N_("Go to the score.")),
    _place("desk", "f8", N_("Desk"), N_("Go to the desk: its name, its file, importing a list.")),
    _app("theme", ("f12",), N_("light or dark"), N_("Change between the dark and the light theme.")),
    _app("leave", ("ctrl+c",), N_("leave"), N_("Copy what is marked; otherwise leave, when pressed twice.")),
)

COUNTER = (
    Command("choose_up", ("up",), N_("one up"), N_("One result up."), ("counter",)),
    Command(
        "choose_down", ("down",), N_("choose"), N_("One result down."), ("counter",), footer=1, shown="↑↓"
    ),
    Command("page_up", ("pageup",), N_("page up"), N_("A page of results up."), ("counter",)),
    Command("page_down", ("pagedown",), N_("page down"), N_("A page of results down."), ("counter",)),
    Command(
        "open",
        ("enter", "ctrl+j"),
        N_("open"),
        N_("Open the chosen unit; a serial that fits two units asks which."),
        ("counter",),
        footer=2,
    ),
    Command(
        "register",
        ("ctrl+n",),
        N_("register a unit"),
        N_("Register the unit that was not found; its serial is taken along."),
        ("counter",),
        REGISTERING,
    ),
    Command(
        "file_unknown",
        ("ctrl+o",),
        N_("unknown unit"),
        N_("File a claim for a unit that is not in the book, or whose serial cannot be read."),
        ("counter",),
        FILING,
    ),
    Command("clear", ("escape",), N_("clear"), N_("Empty the search."), ("counter",), footer=3),
)

UNIT = (
    Command("file_claim", ("c",), N_("file claim"), N_("File a claim for this unit."), ("unit",), FILING, 1),
    Command(
        "rate",
        ("r",),
        N_("rate"),
        N_("Turn the screen to the customer to rate a claim; back: ^g, then the word desk or your PIN."),
        ("unit",),
        FILING,
        2,
    ),
    Command(
        "hand_back",
        ("h",),
        N_("hand back"),
        N_("Open the claim that is ready, to hand the unit back."),
        ("unit",),
        FILING,
        3,
    ),
    Command(
        "why",
        ("w",),
        N_("why"),
        N_("Show every step of the answer, and what proof would change it."),
        ("unit",),
        footer=4,
    ),
    Command("others", ("o",), N_("other units"), N_("List all units of this customer."), ("unit",)),
    Command("claim_up", ("up",), N_("claim up"), N_("Choose the claim above."), ("unit",)),
    Command("claim_down", ("down",), N_("claim down"), N_("Choose the claim below."), ("unit",)),
    Command("open_claim", ("enter", "ctrl+j"), N_("open claim"), N_("Open the chosen claim."), ("unit",)),
    Command(
        "search",
        ("escape", "slash"),
        N_("search"),
        N_("Back to the search, ready for the next unit."),
        ("unit",),
    ),
)

PAGE = (Command("close", ("escape", "q"), N_("back"), N_("Go back."), ("page",), footer=1),)

FIRST_RUN = (
    Command(
        "import_list",
        ("ctrl+o",),
        N_("import my list"),
        N_("Name the desk and import a list of units."),
        ("first_run",),
        footer=1,
        first=True,
    ),
    Command(
        "encrypt_desk",
        ("ctrl+n",),
        N_("begin encrypted"),
        N_("Name the desk and encrypt it under a passphrase; recommended for laptops."),
        ("first_run",),
        first=True,
    ),
    Command(
        "open_demo",
        ("ctrl+t",),
        N_("open the demo"),
        N_("Look at a made-up desk that is thrown away at the end."),
        ("first_run",),
        footer=2,
        first=True,
    ),
)

DESK = (
    Command(
        "import_list",
        ("i",),
        N_("import a list"),
        N_("Import units, customers, claims or ratings."),
        ("desk",),
        IMPORTING,
        1,
    ),
    Command("rename", ("n",), N_("rename"), N_("Give the desk another name."), ("desk",), ADMIN, 2),
)

IMPORT = (
    Command(
        "take",
        ("ctrl+t",),
        N_("import"),
        N_("Import what the preview shows."),
        ("importing",),
        IMPORTING,
        2,
        first=True,
    ),
    Command(
        "kind",
        ("ctrl+o",),
        N_("kind of list"),
        N_("Change what the list holds: units, customers or claims."),
        ("importing",),
        IMPORTING,
        1,
        first=True,
    ),
    Command("close", ("escape",), N_("back"), N_("Go back without importing."), ("importing",), footer=3),
)

COMMANDS: tuple[Command, ...] = (
    *EVERYWHERE,
    *LOCKING,
    *COUNTER,
    *UNIT,
    *PAGE,
    *FIRST_RUN,
    *DESK,
    *IMPORT,
    *WORK,
    *COVERS,
    *PAPERS,
    *PEOPLE,
    *SCORES,
    *PRIVACY,
)

PLACES = {
    "everywhere": N_("Everywhere"),
    "counter": N_("Counter, searching"),
    "unit": N_("Counter, a unit opened"),
    "desk": N_("Desk"),
    "importing": N_("Importing a list"),
    "first_run": N_("A new desk"),
    "page": N_("Pages to read"),
    **WORK_PLACES,
    **COVER_PLACES,
    **PAPER_PLACES,
    **PEOPLE_PLACES,
    **SCORE_PLACES,
    **PRIVACY_PLACES,
}
"""The titles of the places, in the order of the help page."""

FOOTER_KEYS = 5
"""How many keys the footer shows at the most."""

_SHOWN = {
    "enter": "⏎",
    "escape": "esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "space": "␣",
    "slash": "/",
}


def shown(key: str) -> str:
    """Return a key the way it is printed: ⏎, esc, F1, ^p."""
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("ctrl+"):
        return f"^{key[5:]}"
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def commands_in(place: str, role: str | None = None) -> tuple[Command, ...]:
    """Return the commands of `place` and those of everywhere, for `role` or for all roles."""
    return tuple(
        command
        for command in COMMANDS
        if (place in command.places or "everywhere" in command.places) and (role is None or command.may(role))
    )


def command_for(place: str, action: str) -> Command | None:
    """Return the command of `place` with the id `action`."""
    return next((command for command in commands_in(place) if command.id == action), None)


def keys_of(place: str) -> dict[str, Command]:
    """Return the commands of `place` itself by their keys, for widgets that read their keys themselves."""
    return {key: command for command in COMMANDS if place in command.places for key in command.keys}


def bindings(*places: str) -> list[Binding]:
    """Return the key bindings of `places`, for the ``BINDINGS`` of a screen, a widget or the app."""
    from textual.binding import Binding

    return [
        Binding(",".join(command.keys), command.action, command.title, show=False, priority=command.first)
        for place in places
        for command in COMMANDS
        if place in command.places
    ]


def footer(place: str, role: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return keys and titles for the last line: those of `place`, and after them help and the palette."""
    listed = sorted(filter(lambda command: command.footer, commands_in(place, role)), key=lambda c: c.footer)
    pairs = [
        (command.on_app, (command.shown or shown(command.keys[0]), _(command.title)))
        for command in listed[:FOOTER_KEYS]
    ]
    return [pair for ours, pair in pairs if not ours], [pair for ours, pair in pairs if ours]


def as_markdown() -> str:
    """Return the key table of the README."""
    rows: list[str] = []
    for place, title in PLACES.items():
        rows += [f"**{title}**", "", "| Key | Command | What it does |", "|---|---|---|"]
        for command in COMMANDS:
            if place in command.places:
                keys = " or ".join(f"`{shown(key)}`" for key in command.keys if key != "ctrl+j")
                rows.append(f"| {keys} | {command.title} | {command.help} |")
        rows.append("")
    return "\n".join(rows)
