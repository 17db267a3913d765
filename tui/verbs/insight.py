"""correct, loyalty, pareto, benchmarks: what stands beside the score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.wording import N_, _, say
from tui.plain import clean
from tui.verbs import Answer, Command
from tui.verbs.period import opened_for_period, reopened_option
from tui.verbs.usage import count, day

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

YEAR = timedelta(days=364)
SHOWN = 20


def _correct_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "number", metavar="NUMBER", help=_("the claim's number, or the id of an unlinked answer")
    )
    parser.add_argument("score", metavar="SCORE", help=_("0 to 10"))
    parser.add_argument("--reason", metavar="TEXT", required=True, help=_("why; it is kept"))


def correct(args: Namespace) -> Answer:
    """Put an answer right that was written down wrongly."""
    from store.rules.nps import classify
    from tui.verbs.opening import opened

    with opened(args) as store:
        found = store.ratings.correct(args.number, classify(args.score), args.reason)
        history = store.ratings.corrections(args.number)

    def data() -> object:
        from tui import contract

        return {"rating": contract.rating(found), "corrections": [contract.plain(each) for each in history]}

    def text() -> Iterable[str]:
        yield _("{number}: {score} instead of {before}.").format(
            number=found.claim or found.id, score=found.score, before=found.given
        )

    return Answer(data, text)


def _loyalty_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--since", metavar="DATE", type=day, help=_("answers of this day and later; default: 90 days")
    )
    parser.add_argument("--until", metavar="DATE", type=day, help=_("answers of this day and earlier"))
    parser.add_argument(
        "--limit", metavar="N", type=count, default=SHOWN, help=_("so many customers to call")
    )
    parser.add_argument("--call", metavar="NUMBER", help=_("make a task: call the customer of this claim"))
    reopened_option(parser)


def loyalty(args: Namespace) -> Answer:
    """Show years as a customer by answers, and who is unhappy."""

    with opened_for_period(args) as store:
        task = store.insight.loyalty.call(args.call) if args.call else None
        until = args.until or (store.today() if args.since else None)
        again = not args.without_reopened
        found = store.insight.loyalty.table(args.since, until, limit=args.limit, reopened=again)

    def data() -> object:
        from tui import contract, score_data

        made = {"task": contract.task(task)} if task else {}
        return {**score_data.loyalty(found), "reopened": again, **made}

    def text() -> Iterable[str]:
        from tui import score_lines

        if task is not None:
            yield _("Promised: {title} ({day}).").format(title=clean(task.title), day=task.due)
        yield from score_lines.loyalty(found, reopened=again)

    return Answer(data, text)


def _pareto_options(parser: ArgumentParser) -> None:
    parser.add_argument("product", metavar="PRODUCT", nargs="?", help=_("one model; default: all"))
    parser.add_argument("--since", metavar="DATE", type=day, help=_("default: a year before the last day"))
    parser.add_argument("--until", metavar="DATE", type=day, help=_("default: today"))
    reopened_option(parser)


def pareto(args: Namespace) -> Answer:
    """Show the faults of a model, what repairs hold and what they cost."""

    with opened_for_period(args) as store:
        until = args.until or store.today()
        again = not args.without_reopened
        found = store.insight.pareto(args.product, args.since or until - YEAR, until, reopened=again)
        money = str(store.settings.get("currency"))

    def data() -> object:
        from tui import score_data

        return {**score_data.pareto(found), "reopened": again}

    def text() -> Iterable[str]:
        from tui import score_lines

        yield from score_lines.pareto(found, money)
        yield from score_lines.left_out(reopened=again)

    return Answer(data, text)


def _benchmark_options(parser: ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=("add", "retire"), help=_("default: list them"))
    parser.add_argument("title", metavar="TITLE", nargs="?", help=_("whose score it is"))
    parser.add_argument("value", metavar="VALUE", nargs="?", help=_("from -100 to 100"))
    parser.add_argument("--source", metavar="TEXT", default="", help=_("where it is published"))
    parser.add_argument("--date", metavar="DATE", type=day, help=_("when it was measured"))
    parser.add_argument("--method", metavar="TEXT", default="", help=_("who was asked, how many, how"))
    parser.add_argument("--retired", action="store_true", help=_("also those taken out of use"))


def benchmarks(args: Namespace) -> Answer:
    """List benchmarks, enter one, or take one out of use."""
    from tui.verbs.opening import opened

    if (args.what and not args.title) or (args.what == "add" and (args.value is None or args.date is None)):
        sentence = say(N_("add needs TITLE, VALUE, --date, --source and --method; retire needs TITLE."))
        raise Unreadable("MISSING_FIELD", sentence)
    with opened(args) as store:
        service = store.insight.benchmarks
        if args.what == "add":
            service.add(args.title, args.value, source=args.source, measured=args.date, method=args.method)
        elif args.what == "retire":
            service.retire(args.title)
        found = service.list(retired=args.retired)

    def data() -> object:
        from tui import contract

        return {"benchmarks": [contract.plain(each) for each in found]}

    def text() -> Iterable[str]:
        from tui import score_lines

        return score_lines.benchmarks(found)

    return Answer(data, text)


COMMANDS: Mapping[str, Command] = {
    "correct": Command(_correct_options, correct),
    "loyalty": Command(_loyalty_options, loyalty),
    "pareto": Command(_pareto_options, pareto),
    "benchmarks": Command(_benchmark_options, benchmarks),
}
