"""How papers leave this machine: their head, their width, the command that prints, the folder for files.

The head belongs to the desk and reaches every machine of it. What is true of this machine alone is kept in
this file and never taken from another desk's journal: a print command that arrived from elsewhere would be a
way to run programs here. Every change is in the journal all the same, and is the admin's.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.clean import clean
from store.errors import Refused
from store.paper.plain_text import WIDTHS
from store.rules.cards import no_card
from store.rules.claim_world import Actor
from store.rules.roles import EDIT, require
from store.services.context import as_json
from store.services.permits import free, needs
from store.tables import local
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

HEAD_LINES, HEAD_CELLS = 5, 60
"""Lines of the head below the desk's name, and letters of a line."""
COMMAND, FOLDER = 500, 1000
"""Letters of the print command and of the folder."""
DEFAULTS: Mapping[str, object] = {
    "paper_head": [],
    "paper_width": 80,
    "paper_folder": None,
    "paper_at_once": False,
    "print_command": None,
}
"""Each setting, and what holds where nothing was chosen."""
SHARED = frozenset({"paper_head"})
"""Settings of the desk; the others are this machine's."""
YES, NO = frozenset({"yes", "true", "1", "on"}), frozenset({"no", "false", "0", "off"})


class PaperSetup:
    """What was chosen for papers."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @free
    def get(self, name: str) -> object:
        """Return one of `DEFAULTS`, as chosen."""
        if name in SHARED:
            return self._context.setting(name)
        found = local.get(self._context.connection, name)
        return DEFAULTS[name] if found is None else found

    @free
    def all(self) -> dict[str, object]:
        """Return everything that was chosen."""
        return {name: self.get(name) for name in DEFAULTS}

    @needs(EDIT, "settings")
    def set(self, /, **values: object) -> None:
        """Choose several things, all of them or none; empty text goes back to the default.

        Raises:
            Refused: there is no such setting, the value cannot be one, or only an admin may.
        """
        for name in values:
            if name not in DEFAULTS:
                template = N_("There is no paper setting {name}; there are {known}.")
                known = ", ".join(DEFAULTS)
                raise Refused("NO_SUCH_SETTING", say(template, name=name[:60], known=known), field="name")
        agent = self._context.agent
        require(Actor(agent.name, agent.role, agent.active), EDIT, "settings")
        chosen = {name: _CHECKS[name](name, value) for name, value in values.items()}
        with self._context.deciding():
            for name, value in chosen.items():
                if value != self.get(name):
                    self._keep(name, value)

    def _keep(self, name: str, value: object) -> None:
        if name in SHARED:
            self._context.assign("setting", name, {"value": as_json(value)}, {})
        else:
            local.put(self._context.connection, name, value)
            self._context.record("audit.setting", f"audit:setting:{name}", {"name": name, "value": value})


def _head(name: str, value: object) -> object:
    parts = value if isinstance(value, list | tuple) else str(value or "").replace("|", "\n").split("\n")
    lines = [clean(str(part), limit=HEAD_CELLS, field=name) for part in parts]
    lines = [line for line in lines if line]
    no_card("\n".join(lines), name)
    for line in lines:
        no_card(line, name)
    if len(lines) > HEAD_LINES:
        template = N_("The head has {n} lines; at most {most} fit. Part them by |.")
        raise Refused("BAD_SETTING", say(template, n=len(lines), most=HEAD_LINES), field=name)
    return lines


def _width(name: str, value: object) -> object:
    known = {str(each): each for each in WIDTHS}
    if value in (None, ""):
        return DEFAULTS[name]
    if str(value) not in known:
        template = N_("{value} is no width of paper; there are {known} columns.")
        sentence = say(template, value=str(value)[:20], known=", ".join(known))
        raise Refused("BAD_SETTING", sentence, field=name)
    return known[str(value)]


def _folder(name: str, value: object) -> object:
    text = clean(str(value or ""), limit=FOLDER, field=name)
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.is_absolute():
        template = N_("The folder must be given whole, such as {example}; {value} is only a part.")
        example = str(Path.home() / "paper")
        raise Refused("BAD_SETTING", say(template, example=example, value=text[:80]), field=name)
    return str(path)


def _switch(name: str, value: object) -> object:
    text = str(value if value is not None else "").strip().casefold()
    if text in YES:
        return True
    if text in NO or not text:
        return False
    raise Refused("BAD_SETTING", say(N_("{name} is yes or no."), name=name), field=name)


def _command(name: str, value: object) -> object:
    text = clean(str(value or ""), limit=COMMAND, field=name)
    try:
        words(text)
    except ValueError:
        template = N_("The print command cannot be read: a quotation mark has no partner in {value}.")
        raise Refused("BAD_SETTING", say(template, value=text[:80]), field=name) from None
    return text or None


def words(command: str) -> list[str]:
    """Return a command as its words; no shell ever sees it.

    Raises:
        ValueError: a quotation mark has no partner.
    """
    return shlex.split(command)


_CHECKS: Mapping[str, Callable[[str, object], object]] = {
    "paper_head": _head,
    "paper_width": _width,
    "paper_folder": _folder,
    "paper_at_once": _switch,
    "print_command": _command,
}
