"""report: the score on one page for the whole company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.wording import N_, _, say
from tui.plain import clean
from tui.verbs import Answer, Command
from tui.verbs.period import opened_for_period
from tui.verbs.usage import day

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help=_("a new file, or a folder; default: the folder for papers")
    )
    parser.add_argument("--all", action="store_true", help=_("every answer; default: the last 90 days"))
    parser.add_argument("--since", metavar="DATE", type=day, help=_("answers of this day and later"))
    parser.add_argument("--until", metavar="DATE", type=day, help=_("answers of this day and earlier"))
    parser.add_argument("--language", metavar="L", help=_("language of the report: en, ru, zh"))
    parser.add_argument(
        "--team", action="store_true", help=_("also who works how well; for those who see the team")
    )


def report(args: Namespace) -> Answer:
    """Write the report, and say where it is."""
    from store.rules import nps
    from store.services import reporting

    if args.all and args.since:
        raise Unreadable("BAD_PERIOD", say(N_("--all and --since exclude each other.")))
    with opened_for_period(args) as store:
        last = args.until or store.today()
        since = None if args.all else args.since or nps.window(last)[0]
        until = args.until if args.all else last
        path = reporting.write(
            store, since, until, spoken=args.language, team=args.team, out=args.out
        ).absolute()

    def data() -> object:
        return {
            "report": str(path),
            "since": since.isoformat() if since else None,
            "until": until.isoformat() if until else None,
        }

    def text() -> Iterable[str]:
        yield _("The report is in {path}.").format(path=clean(str(path)))

    return Answer(data, text)


COMMANDS: Mapping[str, Command] = {"report": Command(_options, report)}
