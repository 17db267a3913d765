"""act, rate: what is done to a claim, and what the customer says of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.wording import N_, _, say
from tui.verbs import Answer, Command

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


LISTS = frozenset({"evidence", "accessories"})
"""Fields that hold several texts: given as JSON, or with commas between."""
OBJECTS = frozenset({"payer", "split", "lines", "change", "dates"})
"""Fields that hold more than text: given as JSON, or by parts such as payer.maker=80."""


def _act_options(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help=_("the claim's number"))
    parser.add_argument("action", metavar="ACTION", help=_("such as approve, start, finish, close"))
    parser.add_argument(
        "values",
        metavar="key=value",
        nargs="*",
        help=_(
            "what the action needs: text, JSON, payer.maker=80, a list with commas; - reads standard input"
        ),
    )


def act(args: Namespace) -> Answer:
    """Do something to a claim."""
    from tui.verbs.look import about
    from tui.verbs.opening import opened

    values = read_values(args.values)
    with opened(args) as store:
        store.claims.act(args.number, args.action, values)
        return about(store, args.number)


def read_values(words: Iterable[str]) -> dict[str, object]:
    """Read ``key=value`` words; a key with a dot goes into an object.

    Raises:
        Unreadable: a word is not a key with a value, or is given twice.
    """
    values: dict[str, object] = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not (key and equals):
            template = N_("{word} is not key=value, such as handed_over=2026-11-21.")
            raise Unreadable("BAD_WORD", say(template, word=word[:80]))
        outer, dot, inner = key.partition(".")
        place = values.setdefault(outer, {}) if dot else values
        name = inner if dot else key
        if not isinstance(place, dict) or name in place:
            raise Unreadable("TWICE", say(N_("{key} is given twice."), key=key[:80]), field=key)
        place[name] = read_value(outer, text)
    return values


def read_value(key: str, text: str) -> object:
    """Read one value: JSON where the field holds an object or a list, else text as it was typed."""
    if text == "-":
        import sys

        return sys.stdin.read().strip()
    if key in LISTS | OBJECTS and text.startswith(("{", "[")):
        try:
            return json.loads(text)
        except ValueError as error:
            template = N_("{key} begins like JSON and is none: {reason}.")
            raise Unreadable("BAD_JSON", say(template, key=key, reason=str(error)), field=key) from None
    if key in LISTS:
        return [each.strip() for each in text.split(",") if each.strip()]
    return text


def _rate_options(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help=_("the claim's number"))
    parser.add_argument(
        "score", metavar="SCORE", help=_("0 to 10, or “none”: the customer prefers not to answer")
    )
    parser.add_argument("--comment", metavar="TEXT", help=_("what the customer said"))
    parser.add_argument("--reason", metavar="CODE", help=_("the reason code"))


def rate(args: Namespace) -> Answer:
    """Record the customer's answer for a closed claim."""
    from store.rules.nps import classify
    from tui.verbs.opening import opened

    score = None if args.score.casefold() == "none" else classify(args.score)
    with opened(args) as store:
        rating = store.ratings.record(args.number, score, comment=args.comment, reason=args.reason)
        number = store.claims.get(args.number).number or args.number

    def data() -> object:
        from tui import contract

        return {
            "number": number,
            "rating": contract.rating(rating) if rating else None,
            "declined": rating is None,
        }

    def text() -> Iterable[str]:
        if rating is None:
            return [_("{number}: no answer, and that is kept.").format(number=number)]
        return [_("{number}: rated {score}.").format(number=number, score=rating.score)]

    return Answer(data, text)


COMMANDS: Mapping[str, Command] = {
    "act": Command(_act_options, act),
    "rate": Command(_rate_options, rate),
}
