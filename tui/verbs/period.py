"""Which answers and claims a verb looks at: from when to when, and with reopened claims or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.wording import N_, _, say

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def reopened_option(parser: ArgumentParser) -> None:
    """Let reopened claims be left out."""
    parser.add_argument(
        "--without-reopened", action="store_true", help=_("leave out claims that were reopened")
    )


def in_order(args: Namespace) -> None:
    """Make sure that the first day is not after the last.

    Raises:
        Unreadable: BAD_PERIOD.
    """
    if args.since and args.until and args.since > args.until:
        sentence = say(N_("--since {since} is after --until {until}."), since=args.since, until=args.until)
        raise Unreadable("BAD_PERIOD", sentence)
