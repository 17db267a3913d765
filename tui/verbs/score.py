"""score, alerts: what customers think, and what is out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.wording import N_, _, say
from tui.plain import clean, joined
from tui.verbs import Answer, Command
from tui.verbs.usage import day

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.rules.compare import Mixed

WINDOW = 90
"""Days of the running score, the last one included."""
SPLITS = ("product", "fault", "resolution", "channel", "partner", "agent", "desk", "tenure", "segment")


def _score_options(parser: ArgumentParser) -> None:
    period = parser.add_mutually_exclusive_group()
    period.add_argument("--all", action="store_true", help=_("every answer; default: the last 90 days"))
    period.add_argument("--since", metavar="DATE", type=day, help=_("answers of this day and later"))
    parser.add_argument("--until", metavar="DATE", type=day, help=_("answers of this day and earlier"))
    parser.add_argument("--by", choices=SPLITS, metavar="PART", help=", ".join(SPLITS))
    parser.add_argument(
        "--mix", action="store_true", help=_("also as if every part (--by, else product) had answered alike")
    )


def score(args: Namespace) -> Answer:
    """Show the score of a period."""
    from tui.verbs.opening import opened

    if args.since and args.until and args.since > args.until:
        sentence = say(N_("--since {since} is after --until {until}."), since=args.since, until=args.until)
        raise Unreadable("BAD_PERIOD", sentence)
    with opened(args) as store:
        since, until = _period(args, store.today())
        found = store.ratings.score(since, until, args.by)
        split = args.by or SPLITS[0]
        mixed = store.ratings.mixed(since, until, split) if args.mix else None

    def data() -> object:
        from tui import contract

        extra = {} if mixed is None else {"mix": _mix_data(mixed, split)}
        return {**contract.score(found), **extra}

    def text() -> Iterable[str]:
        from tui import answers

        yield from answers.score(found)
        if mixed is not None:
            yield joined(_("at equal response by {part}").format(part=split), _mix_text(mixed))

    return Answer(data, text)


def _period(args: Namespace, today: date) -> tuple[date | None, date | None]:
    if args.all:
        return None, args.until
    last = args.until or today
    return args.since or last - timedelta(days=WINDOW - 1), last


def _mix_data(mixed: Mixed, split: str) -> dict[str, object]:
    from tui.contract import decimal

    ends = {"nps": mixed.nps, "low": mixed.low, "high": mixed.high}
    numbers = {name: decimal(value) for name, value in ends.items()}
    return {"by": split, **numbers, "display": str(mixed.display()), "silent": list(mixed.silent)}


def _mix_text(mixed: Mixed) -> str:
    shown = clean(mixed.display())
    if mixed.low is None or mixed.high is None:
        return shown
    return f"{shown} ({mixed.low:+.0f} … {mixed.high:+.0f})"


def _alerts_options(parser: ArgumentParser) -> None:
    parser.add_argument("--watch", action="store_true", help=_("also what is only worth watching"))


def alerts(args: Namespace) -> Answer:
    """Show products whose score fell and faults claimed unusually often."""
    from store.services.alerts import Alerts
    from tui.verbs.opening import opened

    with opened(args) as store:
        found = Alerts(store.context).list()

    def data() -> object:
        from tui import contract

        return {"alerts": [contract.plain(each) for each in found]}

    def text() -> Iterable[str]:
        shown = [each for each in found if args.watch or each.level == "alert"]
        if not shown:
            yield _("Nothing is out of the ordinary.")
        for each in shown:
            yield f"{'!' if each.level == 'alert' else '·'} {clean(each.message)}"
        if len(shown) < len(found):
            yield _("{n} more to watch: --watch shows them.").format(n=len(found) - len(shown))

    return Answer(data, text)


COMMANDS: Mapping[str, Command] = {
    "score": Command(_score_options, score),
    "alerts": Command(_alerts_options, alerts),
}
