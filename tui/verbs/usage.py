"""What was typed: the verb, its options and those that every verb takes, before or after it.

Only the parser of the verb that was asked for is built.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from store.wording import N_, _, say
from tui.plain import clean
from tui.verbs import DESK, ENTRIES, GROUPS, Command, load

WIDTH, NARROWEST = 80, 40
"""Columns of the help where nothing tells, and at the least."""
MOST = 1_000_000_000
"""Above any number of claims or events."""
VALUED = ("--db", "--agent", "--lang", "--passphrase-fd")
"""Options of every verb that take a value."""


def _sentence(summary: str) -> str:
    end = "" if summary.endswith(("?", "？")) else "."
    return summary[:1].upper() + summary[1:] + end


def _formatter(prog: str) -> RawDescriptionHelpFormatter:
    # Left to itself argparse loads shutil, and all that compresses files, to learn the width.
    try:
        columns = int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(1).columns
    except (OSError, ValueError):
        columns = WIDTH
    return RawDescriptionHelpFormatter(prog, width=max(columns, NARROWEST) - 2)


class Stop(Exception):
    """Nothing is left to do; `status` is the exit status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Parser(ArgumentParser):
    """Says in one line what is wrong, whatever was typed."""

    dashed: tuple[str, ...] = ()
    """Words that begin with a dash and are no option: a serial may be one."""

    @property
    def options(self) -> frozenset[str]:
        """All options there are."""
        return frozenset(self._option_string_actions)

    @property
    def takes_words(self) -> bool:
        """Whether anything but options is taken."""
        return bool(self._get_positional_actions())

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and how it is typed; exit status 2."""
        usage = " ".join(self.format_usage().split()).removeprefix("usage: ")
        print(f"counterpane: {clean(message)}", file=sys.stderr)
        print(clean(usage), file=sys.stderr)
        if dashed := next((word for word in self.dashed if word in message or "required" in message), None):
            told = say(N_("What begins with a dash goes behind two of them: -- {word}"), word=dashed[:60])
            print(clean(told), file=sys.stderr)
        raise Stop(2)


def parse(argv: Sequence[str]) -> tuple[Command, Namespace]:
    """Read the command line.

    Raises:
        Stop: help or the version was printed (0), or the usage is wrong (2).
    """
    verb, rest = _split(argv)
    if verb is None:
        if {"-h", "--help"}.intersection(rest):
            _print_help()
            raise Stop(0)
        if "--version" in rest:
            from tui import __version__

            print(f"counterpane {__version__}")
            raise Stop(0)
        verb = DESK
    if verb not in ENTRIES:
        raise _unknown(verb)
    command = load(verb)
    entry = ENTRIES[verb]
    parser = Parser(
        prog=f"counterpane {verb}".rstrip(),
        description=_sentence(_(entry.summary)),
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    command.options(parser)
    common = parser.add_argument_group(_("for every verb"))
    common.add_argument("--db", metavar="FILE", type=Path, help=_("the desk's file"))
    common.add_argument("--json", action="store_true", help=_("answer in JSON"))
    common.add_argument("--agent", metavar="NAME", help=_("who works now; default: who worked here last"))
    common.add_argument(
        "--passphrase-fd", metavar="N", type=int, help=_("read passphrases from this descriptor, a line each")
    )
    common.add_argument("--read-only", action="store_true", help=_("look only; also at a damaged desk"))
    common.add_argument(
        "--network-drive", action="store_true", help=_("an admin wants the desk on a network drive")
    )
    common.add_argument("--lang", metavar="LANG", help=_("language of the answers, such as en, ru, zh"))
    if parser.takes_words:
        parser.dashed = tuple(word for word in rest if _is_dashed(word, parser))
    try:
        return command, parser.parse_args(rest)
    except SystemExit as leaving:
        raise Stop(int(leaving.code or 0)) from None


def _is_dashed(word: str, parser: Parser) -> bool:
    """Say whether a word looks like an option that there is not."""
    return word[:1] == "-" and word not in ("-", "--") and word.partition("=")[0] not in parser.options


def language(argv: Sequence[str]) -> str | None:
    """Return what ``--lang`` says, before anything is parsed: wrong usage is told in it too."""
    for place, word in enumerate(argv):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang":
            return next(iter(argv[place + 1 : place + 2]), None)
    return None


def _split(argv: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take the verb out: the first word that is neither an option nor the value of one."""
    place = 0
    while place < len(argv):
        word = argv[place]
        if not word.startswith("-"):
            return word, [*argv[:place], *argv[place + 1 :]]
        place += 2 if word in VALUED else 1
    return None, list(argv)


def _unknown(verb: str) -> Stop:
    from difflib import get_close_matches

    close = get_close_matches(verb, [name for name in ENTRIES if name], n=1)
    sentence = say(N_("there is no verb {verb}; counterpane --help shows all."), verb=verb[:60])
    if close:
        sentence = say(N_("there is no verb {verb}; did you mean {close}?"), verb=verb[:60], close=close[0])
    print(f"counterpane: {clean(sentence)}", file=sys.stderr)
    return Stop(2)


def _print_help() -> None:
    print(_("Counterpane: a service counter in a terminal pane."))
    print()
    print("counterpane [--db FILE] [--json] [--agent NAME] [--lang LANG] [--read-only] [VERB …]")
    for title, group in GROUPS:
        print(f"\n{_(title)}")
        for entry in group.values():
            print(f"  {entry.usage:<38}  {_(entry.summary)}")
    print()
    print(
        _("counterpane VERB --help tells more. The desk is a file: --db, else COUNTERPANE_DB, else your own.")
    )
    print(_("Exit status: 0 done, 1 refused or not found, 2 wrong usage or unreadable input."))


def count(text: str) -> int:
    """Read how many of something, for an option.

    Raises:
        ArgumentTypeError: it is not a whole number from 0 to `MOST`.
    """
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(MOST)) or int(text) > MOST:
        message = say(N_("{text} is not a whole number from 0 to {most}"), text=clean(text[:40]), most=MOST)
        raise ArgumentTypeError(str(message))
    return int(text)


def day(text: str) -> date:
    """Read a day of an option: 2026-11-21.

    Raises:
        ArgumentTypeError: it is not one.
    """
    try:
        if len(text) != 10 or not text.isascii():
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        message = say(N_("{text} is not a day such as 2026-11-21"), text=clean(text[:40]))
        raise ArgumentTypeError(str(message)) from None
