"""What the palette offers: the commands of the place first, then what can be done in other places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from store.wording import _
from tui.command import Command
from tui.commands import COMMANDS, commands_in

ELSEWHERE = ("desk", "score")
"""Places whose commands can be done from anywhere: none of them needs what is chosen there."""
_MOVING = frozenset({"up", "down", "left", "right", "pageup", "pagedown"})


class Offer(NamedTuple):
    """A line of the palette."""

    title: str
    help: str
    command: Command
    place: str = ""
    """Where it is to be done; empty: here."""


def offers(spot: str, role: str, *, elsewhere: bool) -> Iterator[Offer]:
    """Yield what the palette of `spot` offers to `role`; `elsewhere`: also what is done in other places."""
    for command in commands_in(spot, role):
        yield Offer(_(command.title).capitalize(), _(command.help), command)
    titles = {command.id: command.title for command in COMMANDS if command.mode}
    for place in ELSEWHERE if elsewhere else ():
        for command in commands_in(place, role) if place != spot else ():
            if place in command.places and not _MOVING & {*command.keys}:
                title = f"{_(titles[place])} · {_(command.title)}"
                yield Offer(title, _(command.help), command, place)
