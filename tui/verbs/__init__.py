"""The verbs of the command line: which there are, and in which module each lives.

A module is imported when its verb is asked for, so that `show` never pays for `import`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from store.record import Record
from store.wording import N_

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


class Answer(Record):
    """What a verb answers; only the form that is asked for is built."""

    data: Callable[[], object]
    """For ``--json``."""
    text: Callable[[], Iterable[str]]
    """For people: lines, cleaned and without markup."""
    status: int = 0


class Command(Record):
    """One verb: what it takes and what it does."""

    options: Callable[[ArgumentParser], object]
    run: Callable[[Namespace], Answer | int]


class Entry(Record):
    """Where a verb is found and what the help says of it."""

    module: str
    usage: str
    summary: str


DESK = ""
"""The verb of a bare ``counterpane``: it opens the desk."""

GROUPS: tuple[tuple[str, Mapping[str, Entry]], ...] = (
    (
        N_("The desk"),
        {
            DESK: Entry("desk", "", N_("open the desk")),
            "demo": Entry(
                "desk", "demo [--seed N]", N_("open a throw-away desk with five years of life in it")
            ),
        },
    ),
    (
        N_("Look"),
        {
            "show": Entry(
                "look", "show SERIAL [--on DATE]", N_("whose, covered or not, why, claims, ratings, tasks")
            ),
            "claims": Entry(
                "look", "claims [--mine] [--due] [--state S] …", N_("open claims, the most urgent first")
            ),
            "claim": Entry(
                "look", "claim NUMBER [--history]", N_("one claim: its cover, deadlines, history, next steps")
            ),
            "loaners": Entry("work", "loaners", N_("the loaners that customers have")),
            "goodwill": Entry(
                "work", "goodwill [--since D] [--until D]", N_("what was given, who signed, what is left")
            ),
            "tasks": Entry("look", "tasks [--due]", N_("what was promised")),
            "score": Entry(
                "score", "score [--all | --since D] [--by X]", N_("the Net Promoter Score and its range")
            ),
            "alerts": Entry("score", "alerts", N_("what is out of the ordinary")),
            "loyalty": Entry(
                "insight", "loyalty [--call NUMBER]", N_("years with us by answers; whom to call")
            ),
            "pareto": Entry("insight", "pareto [PRODUCT]", N_("which faults, what repairs hold and cost")),
            "benchmarks": Entry(
                "insight", "benchmarks [add|retire]", N_("scores of others, as you entered them")
            ),
            "report": Entry(
                "report", "report [--out FILE] [--language L]", N_("one page on the score for the company")
            ),
        },
    ),
    (
        N_("Act"),
        {
            "file": Entry("file", "file SERIAL --fault CODE --failed DATE …", N_("file a claim")),
            "attach": Entry("file", "attach NUMBER PATH…", N_("attach photos or documents to a claim")),
            "attached": Entry(
                "attached", "attached NUMBER [--save N --out FILE]", N_("the files of a claim; save a copy")
            ),
            "register": Entry("file", "register SERIAL --product NAME …", N_("put a unit into the book")),
            "act": Entry("act", "act NUMBER ACTION [key=value …]", N_("do something to a claim")),
            "rate": Entry(
                "act", "rate NUMBER SCORE", N_("record how likely the customer is to recommend us")
            ),
            "correct": Entry(
                "insight", "correct NUMBER SCORE --reason TEXT", N_("put a wrongly written answer right")
            ),
        },
    ),
    (
        N_("Paper"),
        {
            "slip": Entry(
                "paper",
                "slip NUMBER [--html] [--print]",
                N_("a claim on paper: receipt, hand-back slip or rejection letter"),
            ),
            "statement": Entry(
                "paper",
                "statement SERIAL [--html] [--print]",
                N_("what is covered, on paper, in plain words"),
            ),
            "paper": Entry(
                "paper", "paper [NAME [VALUE]]", N_("how papers leave this machine: head, printer")
            ),
        },
    ),
    (
        N_("Files"),
        {
            "import": Entry("exchange", "import FILE…", N_("take in a list: units, customers, ratings …")),
            "export": Entry("exchange", "export KIND --out FILE", N_("write a table to a file")),
        },
    ),
    (
        N_("Keep"),
        {
            "check": Entry("keep", "check [--deep]", N_("is everything there, and unchanged?")),
            "backup": Entry("keep", "backup [FILE]", N_("make a copy, opened and verified")),
            "restore": Entry(
                "keep",
                "restore FILE [--drill]",
                N_("put a backup in the place of the desk, or try"),
            ),
            "journal": Entry("upkeep", "journal [--verify]", N_("what happened at this desk")),
            "calendar": Entry(
                "calendar", "calendar [--country CC] …", N_("working days, holidays and own closed days")
            ),
            "people": Entry(
                "people", "people [add NAME --role R]", N_("who works here, what they may, and their secrets")
            ),
            "inbox": Entry(
                "people", "inbox [--ack ID … | --all]", N_("sensitive acts an admin has to take note of")
            ),
            "erase": Entry("privacy", "erase CUSTOMER --yes", N_("erase all that is personal of a customer")),
            "about": Entry(
                "privacy", "about CUSTOMER --out FILE", N_("write all that is known of a customer to a file")
            ),
            "retention": Entry(
                "privacy", "retention [--texts DAYS] …", N_("how long things are kept; erase what is due")
            ),
            "encrypt": Entry("people", "encrypt", N_("encrypt the desk under your passphrase")),
            "decrypt": Entry("people", "decrypt --yes", N_("write the desk in plain text again")),
            "recover": Entry(
                "people", "recover NAME NAME", N_("open a desk whose passphrases are lost, with two admins")
            ),
        },
    ),
    (
        N_("Without a desk"),
        {
            "cover": Entry(
                "offline", "cover CASE.json", N_("answer one coverage case; - reads standard input")
            ),
            "selftest": Entry("offline", "selftest [FILE …]", N_("run the shipped cases, or those of files")),
        },
    ),
)

ENTRIES: Mapping[str, Entry] = {name: entry for _, group in GROUPS for name, entry in group.items()}


def load(verb: str) -> Command:
    """Import the module of `verb` and return its command."""
    commands: Mapping[str, Command] = import_module(f"tui.verbs.{ENTRIES[verb].module}").COMMANDS
    return commands[verb]
