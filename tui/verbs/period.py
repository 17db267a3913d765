"""Which answers and claims a verb looks at: from when to when, and with reopened claims or without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.wording import N_, _, say

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import date

    from store.store import Store


def reopened_option(parser: ArgumentParser) -> None:
    """Let reopened claims be left out."""
    parser.add_argument(
        "--without-reopened", action="store_true", help=_("leave out claims that were reopened")
    )


@contextmanager
def opened_for_period(args: Namespace) -> Iterator[Store]:
    """Open the desk for a verb that looks at a period, which begins before it ends.

    Raises:
        Unreadable: BAD_PERIOD.
    """
    from tui.verbs.opening import opened

    _in_order(args, None)
    with opened(args) as store:
        _in_order(args, store.today())
        yield store


def _in_order(args: Namespace, today: date | None) -> None:
    last = args.until or today
    if args.since is None or last is None or args.since <= last:
        return
    if args.until is None:
        sentence = say(N_("--since {since} is after today, {today}."), since=args.since, today=last)
    else:
        sentence = say(N_("--since {since} is after --until {until}."), since=args.since, until=last)
    raise Unreadable("BAD_PERIOD", sentence)
