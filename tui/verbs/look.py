"""show, claims, claim, tasks: what the desk knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.wording import N_, Sentence, _, say
from tui.verbs import Answer, Command
from tui.verbs.usage import count, day

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.store import Store

OPEN = ("draft", "filed", "info_needed", "approved", "in_service", "awaiting_parts", "ready", "conflict")
STATES = (*OPEN, "rejected", "closed", "cancelled")
SUGGESTED = 5
SHOWN = 200


def _show_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "serial", metavar="SERIAL", help=_("the serial, typed or scanned; spelling does not matter")
    )
    parser.add_argument(
        "--on", metavar="DATE", type=day, help=_("what is covered on this day; default: today")
    )


def show(args: Namespace) -> Answer:
    """Show every unit with this serial, or suggest what looks alike."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        cards = [store.units.card(id_, args.on, args.serial) for id_ in store.units.exact(args.serial)]
        suggestions = [] if cards else suggested(store, args.serial)

    def data() -> object:
        from tui import contract

        answer = contract.show(args.serial, cards, suggestions)
        return (
            answer
            if cards
            else {"error": "NOT_FOUND", "message": str(missing(args.serial, suggestions)), **answer}
        )

    def text() -> list[str]:
        from tui.answers import cards as laid_out

        return list(laid_out(cards))

    if not cards and not args.json:
        from store.errors import NotFound

        raise NotFound("NOT_FOUND", missing(args.serial, suggestions), field="serial")
    return Answer(data, text, 0 if cards else 1)


def suggested(store: Store, serial: str) -> list[str]:
    """Return serials that begin or end so, or look alike: never the unit itself."""
    found = store.units.find(serial, SUGGESTED)
    return list(dict.fromkeys((*found.suggestions, *(hit.serial for hit in found.hits))))[:SUGGESTED]


def missing(serial: str, suggestions: list[str]) -> Sentence:
    """Say that no unit has this serial, and which look alike."""
    if not suggestions:
        return say(N_("No unit has the serial {serial}."), serial=serial[:80])
    template = N_("No unit has the serial {serial}. Not the same, but alike: {alike}.")
    return say(template, serial=serial[:80], alike=", ".join(suggestions))


def _claims_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--state",
        choices=STATES,
        metavar="STATE",
        help=_("only in this state: {states}").format(states=", ".join(STATES)),
    )
    parser.add_argument("--overdue", action="store_true", help=_("only those whose deadline has passed"))
    parser.add_argument(
        "--due", action="store_true", help=_("only those whose deadline is today or has passed")
    )
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--owner", metavar="NAME", help=_("only those of this person"))
    whose.add_argument("--mine", action="store_true", help=_("only those of whoever works now"))
    parser.add_argument("--limit", type=count, default=SHOWN, metavar="N", help=_("at most so many; 0: all"))


def claims(args: Namespace) -> Answer:
    """List claims, the most urgent first."""
    from store.services.lines import in_states
    from tui.verbs.opening import opened

    states = (args.state,) if args.state else OPEN
    with opened(args) as store:
        owner = store.agent.id if args.mine else store.people.find(args.owner).id if args.owner else None
        lines = in_states(
            store.context,
            states,
            overdue=args.overdue,
            due=args.due,
            owner=owner,
            limit=args.limit + 1 if args.limit > 0 else -1,
        )
    more = 0 < args.limit < len(lines)
    shown = lines[: args.limit] if more else lines

    def data() -> object:
        from tui import contract

        return {"claims": [contract.claim_line(line) for line in shown], "more": more}

    def text() -> Iterable[str]:
        from tui import answers

        return answers.claims(shown, more=more)

    return Answer(data, text)


def claim(args: Namespace) -> Answer:
    """Show one claim, or all that happened to it."""
    from tui.verbs.opening import opened

    if args.history:
        from tui.verbs.work import history

        return history(args)

    with opened(args) as store:
        return about(store, args.number)


def about(store: Store, number: str) -> Answer:
    """Answer with one claim: what `claim`, `file` and `act` have in common."""
    view, currency = store.claims.view(number), str(store.settings.get("currency"))

    def data() -> object:
        from tui import contract

        return contract.claim(view)

    def text() -> Iterable[str]:
        from tui import answers

        return answers.claim(view, currency)

    return Answer(data, text)


def tasks(args: Namespace) -> Answer:
    """List open tasks, the nearest first."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        found = store.tasks.list(due=args.due)

    def data() -> object:
        from tui import contract

        return {"tasks": [contract.task(each) for each in found]}

    def text() -> Iterable[str]:
        from tui import answers

        return answers.tasks(found)

    return Answer(data, text)


def _number_option(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help=_("the claim's number"))


def _claim_options(parser: ArgumentParser) -> None:
    _number_option(parser)
    parser.add_argument(
        "--history", action="store_true", help=_("everything that happened to it, also what was refused")
    )
    parser.add_argument("--limit", type=count, default=SHOWN, metavar="N", help=_("at most so many; 0: all"))


def _due_option(parser: ArgumentParser) -> None:
    parser.add_argument("--due", action="store_true", help=_("only those due by today"))


COMMANDS: Mapping[str, Command] = {
    "show": Command(_show_options, show),
    "claims": Command(_claims_options, claims),
    "claim": Command(_claim_options, claim),
    "tasks": Command(_due_option, tasks),
}
