"""The fields of work: costs, parts, loaners; with those of the decisions they are all that actions take."""

from __future__ import annotations

import re
from collections.abc import Mapping

from store.rules.claim_table import PAYERS
from store.rules.claim_values import FIELDS as DECIDING
from store.rules.claim_values import Bad, Field, Missing, choice, day, text, whole
from store.rules.costs import KINDS
from store.wording import N_, say

MOST_MINUTES = 60 * 24 * 31
MOST_LINES = 999


def _minutes(raw: object) -> int:
    """Read how long work took: 90, or 1:30."""
    found = re.fullmatch(r"(\d{1,3}):([0-5]\d)", raw.strip(), re.ASCII) if isinstance(raw, str) else None
    read = int(found[1]) * 60 + int(found[2]) if found else whole(raw)
    if read > MOST_MINUTES:
        raise Bad(say(N_("minutes, at most {most}"), most=MOST_MINUTES))
    return read


def _place(raw: object) -> int:
    """Read which line of a list, counted from 1."""
    read = whole(raw)
    if not 1 <= read <= MOST_LINES:
        raise Bad(say(N_("the place of a line in its list, from 1")))
    return read


def _split(raw: object) -> dict[str, int]:
    """Read who pays how much; whoever is not named pays the rest."""
    if not isinstance(raw, Mapping):
        raise Bad(say(N_("the sums of {names}"), names=", ".join(PAYERS)))
    if unknown := [str(name) for name in raw if name not in PAYERS]:
        raise Bad(
            say(N_("the sums of {names}, without {unknown}"), names=", ".join(PAYERS), unknown=unknown[0])
        )
    read = {name: whole(raw[name]) for name in PAYERS if raw.get(name) not in (None, "")}
    if not read:
        raise Missing
    return read


WORKING: Mapping[str, Field] = {
    "owner": Field(text, N_("who shall have it")),
    "kind": Field(choice(*KINDS), N_("part, labour, travel or other")),
    "what": Field(text, N_("what it is for")),
    "cost": Field(whole, N_("what it costs")),
    "minutes": Field(_minutes, N_("how long the work took, in minutes")),
    "split": Field(_split, N_("how much maker, customer and goodwill pay")),
    "line": Field(_place, N_("which cost, by its place in the list")),
    "order_no": Field(text, N_("the order number")),
    "expected": Field(day, N_("the day it is expected")),
    "place": Field(_place, N_("which part, by its place in the list")),
    "loaner": Field(text, N_("the serial of the loaner")),
    "lent_on": Field(day, N_("the day it was given"), past=True),
    "back_on": Field(day, N_("the day it came back"), past=True),
}
FIELDS: Mapping[str, Field] = {**DECIDING, **WORKING}
"""Every field of every action."""
