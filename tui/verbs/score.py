"""score, alerts: what customers think, and what is out of the ordinary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from store.errors import Unreadable
from store.wording import N_, _, say
from tui.plain import clean, joined
from tui.verbs import Answer, Command
from tui.verbs.period import opened_for_period, reopened_option
from tui.verbs.usage import day

SPLITS = (
    "product", "fault", "resolution", "channel", "partner", "agent", "technician", "desk", "days", "tenure",
    "segment", "repeat",
)  # fmt: skip
"""Those of `store.services.splits`, which only an answer loads."""

Days = tuple[date | None, date | None]
"""First and last day; None: no bound."""

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.records import MixChange
    from store.store import Store


def _score_options(parser: ArgumentParser) -> None:
    period = parser.add_mutually_exclusive_group()
    period.add_argument("--all", action="store_true", help=_("every answer; default: the last 90 days"))
    period.add_argument("--month", action="store_true", help=_("this calendar month"))
    period.add_argument("--since", metavar="DATE", type=day, help=_("answers of this day and later"))
    parser.add_argument("--until", metavar="DATE", type=day, help=_("answers of this day and earlier"))
    parser.add_argument("--by", choices=SPLITS, metavar="PART", help=", ".join(SPLITS))
    reopened_option(parser)
    parser.add_argument(
        "--mix", action="store_true", help=_("also as if every part (--by, else product) had answered alike")
    )
    parser.add_argument(
        "--compare", action="store_true", help=_("also against the period before, and at equal mix (--by)")
    )
    parser.add_argument(
        "--invitations", action="store_true", help=_("also who was asked, and who was not and why")
    )
    parser.add_argument("--flagged", action="store_true", help=_("also answers with a doubtful date"))
    parser.add_argument("--trend", action="store_true", help=_("also the last twelve months"))
    parser.add_argument("--effort", action="store_true", help=_("also what claims cost in trouble, by month"))


def score(args: Namespace) -> Answer:
    """Show the score of a period, and what was asked for beside it."""
    from store.services.splits import OF_PEOPLE, reach

    split = args.by or SPLITS[0]
    with opened_for_period(args) as store:
        since, until = _period(args, store.today())
        found = store.ratings.score(since, until, args.by, reopened=not args.without_reopened)
        again = not args.without_reopened
        alone = args.by in OF_PEOPLE and not reach(store.agent).team
        beside = {
            name: ask(store, (since, until), split, again)
            for name, ask in ASKED.items()
            if getattr(args, name)
        }

    def data() -> object:
        from tui import contract

        return {
            **contract.score(found),
            **{name: _data(name, value, split) for name, value in beside.items()},
        }

    def text() -> Iterable[str]:
        from tui import score_lines

        yield from score_lines.score(found, args.by or "")
        yield from score_lines.remarks(found)
        if alone:
            yield _("Of the team you see only yourself; a supervisor sees everybody.")
        for name, value in beside.items():
            yield from _lines(name, value, split)

    return Answer(data, text)


def _period(args: Namespace, today: date) -> tuple[date | None, date | None]:
    from store.rules import nps

    if args.all:
        return None, args.until
    last = args.until or today
    if args.month:
        return nps.month(last)[0], last
    return args.since or nps.window(last)[0], last


def _lists(store: Store) -> bool:
    from store.services.splits import reach

    return reach(store.agent).splits


def _compared(store: Store, days: Days, by: str, again: bool) -> MixChange:
    since, until = days
    if since is None or until is None:
        sentence = say(N_("All time has no period before it; --compare wants --since or --month."))
        raise Unreadable("BAD_PERIOD", sentence)
    return store.ratings.compare(since, until, by, reopened=again)


ASKED: Mapping[str, Callable[[Store, Days, str, bool], Any]] = {
    "mix": lambda store, days, by, again: store.ratings.mixed(*days, by, reopened=again),
    "compare": _compared,
    "invitations": lambda store, days, by, again: (
        store.ratings.invitations(*days, reopened=again),
        store.ratings.unasked(*days) if _lists(store) else (),
    ),
    "flagged": lambda store, days, by, again: store.ratings.flagged(),
    "trend": lambda store, days, by, again: store.ratings.trend(reopened=again),
    "effort": lambda store, days, by, again: (
        store.insight.effort.trend(reopened=again),
        store.ratings.trend(reopened=again),
    ),
}
"""By option, what is asked of the store."""


def _data(name: str, value: Any, split: str) -> object:
    from tui import contract, score_data

    if name == "mix":
        return score_data.mix(value, split)
    if name == "invitations":
        return {**score_data.invitations(value[0]), "list": [contract.plain(each) for each in value[1]]}
    if name == "flagged":
        return [contract.rating(each) for each in value]
    if name == "compare":
        return score_data.change(value)
    return score_data.trend(value) if name == "trend" else score_data.effort(*value)


def _lines(name: str, value: Any, split: str) -> Iterable[str]:
    from tui import score_lines

    if name == "mix":
        return [score_lines.mix(value, split)]
    if name == "effort":
        return score_lines.effort(*value)
    if name == "invitations":
        return [*score_lines.invitations(value[0]), *score_lines.unasked(value[1])]
    shown: Callable[[Any], Iterable[str]] = getattr(score_lines, "change" if name == "compare" else name)
    return shown(value)


def _alerts_options(parser: ArgumentParser) -> None:
    parser.add_argument("--watch", action="store_true", help=_("also what is only worth watching"))


def alerts(args: Namespace) -> Answer:
    """Show products whose score fell and faults claimed unusually often."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        found = store.insight.alerts.list()

    def data() -> object:
        from tui import score_data

        return {"alerts": score_data.alerts(found)}

    def text() -> Iterable[str]:
        shown = [each for each in found if args.watch or each.level == "alert"]
        if not shown:
            yield _("Nothing is out of the ordinary.")
        for each in shown:
            since = _("since {day}").format(day=each.since) if each.since and not each.new else ""
            yield joined(f"{'!' if each.level == 'alert' else '·'} {clean(each.message)}", since)
        if len(shown) < len(found):
            yield _("{n} more to watch: --watch shows them.").format(n=len(found) - len(shown))

    return Answer(data, text)


COMMANDS: Mapping[str, Command] = {
    "score": Command(_score_options, score),
    "alerts": Command(_alerts_options, alerts),
}
