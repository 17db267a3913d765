"""journal: what happened at the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.wording import _, ngettext
from tui.plain import clean
from tui.verbs import Answer, Command
from tui.verbs.usage import count

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SHOWN = 50


def _verdict(problems: list[str], events: int, good: str) -> Answer:
    """Answer whether all is well; exit status 1 if not."""
    data = {"ok": not problems, "events": events, "problems": problems}
    return Answer(lambda: data, lambda: [clean(each) for each in problems] or [good], 1 if problems else 0)


def _journal_options(parser: ArgumentParser) -> None:
    parser.add_argument("--verify", action="store_true", help=_("verify every chain instead of showing it"))
    parser.add_argument(
        "--limit", type=count, default=SHOWN, metavar="N", help=_("so many of the latest events")
    )


def journal(args: Namespace) -> Answer:
    """Show the latest events, or verify them all."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        store.context.require("view", "audit")
        if args.verify:
            from store.tables import chains

            kept = store.context.journal
            events = kept.count()
            good = ngettext("{n} event: every chain verifies.", "{n} events: every chain verifies.", events)
            return _verdict(list(chains.faults(store.context.connection)), events, good.format(n=events))
        found = store.history(args.limit)
        names = {person.id: person.name for person in store.people.list()}

    def data() -> object:
        from tui import contract

        return {
            "events": [{**contract.event(each), "who": names.get(each.agent, each.agent)} for each in found]
        }

    def text() -> Iterable[str]:
        from tui import answers

        return answers.events(found, names)

    return Answer(data, text)


COMMANDS: Mapping[str, Command] = {
    "journal": Command(_journal_options, journal),
}
