"""The example cases that a policy carries: what should come out, and what does.

An example is a coverage case without its policies: it asks about the policy that carries it, or about
those whose ids it names. It expects some of the ten keys of an answer; a file that has no null writes
``"none"`` for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from store.errors import Unreadable
from store.rules.case_fields import Fields, any_text, many, reason, refuse, text
from store.rules.case_parse import parse_case
from store.rules.coverage import answer_json, cover
from store.wording import N_, Sentence, say

Body = Mapping[str, Any]
"""A policy or an example as plain data."""

ANSWER = (
    *("status", "start", "end", "days_left", "parts_pct", "labour_pct"),
    *("flags", "next_cover", "use", "replaced_by"),
)
"""What an example may expect."""

NONE = "none"
SERIAL = "EXAMPLE"
"""Serial of the unit of an example that names none."""

_QUESTION = ("site", "unit", "history", "on", "now", "component", "fault", "failed", "lookup")
_EXAMPLE = (*_QUESTION, "about", "policies", "expect")


class Difference(NamedTuple):
    """One key of an answer that came out otherwise than expected."""

    key: str
    sentence: Sentence


class Failure(NamedTuple):
    """Why an example does not pass."""

    path: str
    """The field at fault, seen from the policy: ``example[0].expect.end``."""
    code: str
    """EXAMPLE_FAILED, or EXAMPLE_INVALID for one that cannot be read."""
    why: Sentence


class Outcome(NamedTuple):
    """What came of one example."""

    name: str
    """What it is about, or its number, from 1."""
    failures: tuple[Failure, ...]
    """Nothing if it passed."""


def run(body: Body, policy: Callable[[str], Body | None]) -> Iterator[Outcome]:
    """Run the examples of a policy; `policy` gives those that they name, by id."""
    for place, example in enumerate(body.get("examples", ())):
        name = str(example.get("about") or place + 1)
        yield Outcome(name, tuple(_failures(example, f"example[{place}]", name, str(body["id"]), policy)))


def _failures(
    example: Body, path: str, name: str, own: str, policy: Callable[[str], Body | None]
) -> Iterator[Failure]:
    try:
        for found in differences(example, own, policy):
            why = say(N_("example “{example}”: {difference}"), example=name, difference=found.sentence)
            yield Failure(f"{path}.expect.{found.key}", "EXAMPLE_FAILED", why)
    except Unreadable as error:
        within = f".{error.field}" if error.field not in (None, "case") else ""
        yield Failure(f"{path}{within}", "EXAMPLE_INVALID", reason(error))


def differences(example: Body, own: str, policy: Callable[[str], Body | None]) -> tuple[Difference, ...]:
    """Answer an example and return what is otherwise than it expects; nothing if it passes.

    Args:
        example: the example.
        own: id of the policy that carries it.
        policy: gives the policy with an id.

    Raises:
        Unreadable: INVALID_CASE, with the path of the field within the example.
    """
    fields = Fields(example, "", _EXAMPLE)
    fields.maybe("about", any_text)
    names = fields.may("policies", many(text), (own,))
    expect = Fields(fields.must("expect", lambda value, _path: value), "expect", ANSWER)
    wanted = {key: expect.must(key, lambda value, _path: value) for key in ANSWER if key in expect}
    if not wanted:
        refuse("expect", say(N_("an example expects something: {keys}."), keys=", ".join(ANSWER)))
    case = {name: example[name] for name in _QUESTION if name in example}
    unit = case.get("unit", {})
    case["unit"] = {"serial": SERIAL, **unit} if isinstance(unit, Mapping) else unit
    case["policies"] = [_named(policy, name, place) for place, name in enumerate(names)]
    answer = answer_json(cover(parse_case(case)))
    return tuple(
        Difference(key, _tell(key, answer[key], goal))
        for key, goal in wanted.items()
        if not _same(key, answer[key], goal)
    )


def _named(policy: Callable[[str], Body | None], name: str, place: int) -> Body:
    body = policy(name)
    if body is None:
        refuse(f"policies[{place}]", say(N_("there is no policy {id} here."), id=name))
    return body


def _same(key: str, found: object, goal: object) -> bool:
    if key == "flags" and isinstance(found, list) and isinstance(goal, list | tuple):
        return set(map(str, found)) == set(map(str, goal))
    if isinstance(goal, bool) or isinstance(found, bool):
        return False
    return found == (None if goal == NONE else goal)


def _tell(key: str, found: object, goal: object) -> Sentence:
    return say(
        N_("{key} came out as {found}, expected was {goal}"), key=key, found=_shown(found), goal=_shown(goal)
    )


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(sorted(map(str, value))) or NONE
    return NONE if value is None else str(value)
