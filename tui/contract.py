"""Records as the JSON of the contract: scripts read these names, so they are only ever added to.

Days are ``YYYY-MM-DD``, instants ISO 8601 in UTC; scores are decimal strings, sums minor units. Characters
that a terminal would obey are written as escapes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING

from store.record import Record, names_of
from store.wording import Sentence

if TYPE_CHECKING:
    from store.errors import StoreError
    from store.records import (
        Act,
        Card,
        Claim,
        ClaimLine,
        ClaimView,
        Clocks,
        Cover,
        FileReport,
        Person,
        Possible,
        Rating,
        Report,
        Score,
        Task,
    )
    from store.tables.journal import Event

Data = dict[str, object]
_OBEYED = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def written(data: object) -> str:
    """Write plain data as JSON: one line, or indented where somebody looks."""
    indent = 2 if sys.stdout.isatty() else None
    return _OBEYED.sub(_escape, json.dumps(data, ensure_ascii=False, indent=indent))


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def plain(value: object) -> object:
    """Return any record or value as plain data."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Sentence | date | PurePath):
        return str(value)
    if isinstance(value, Fraction):
        return decimal(value)
    if isinstance(value, Record):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def _fields(of: Record) -> Data:
    return {name: plain(getattr(of, name)) for name in names_of(of)}


def instant(at: datetime) -> str:
    """Write an instant, to the second: 2026-11-21T09:30:00Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def decimal(value: Fraction | float | None) -> str | None:
    """Write a score as a decimal string: 42.483660."""
    from store.rules.nps import decimal as digits

    return digits(value)


def refusal(error: StoreError) -> Data:
    """Return what was refused: code, sentence and, if there is one, the field at fault."""
    data: Data = {"error": error.code, "message": str(error)}
    if error.field is not None:
        data["field"] = error.field
    if error.details:
        data["details"] = plain(error.details)
    return data


def show(query: str, cards: Iterable[Card], suggestions: Iterable[str] = ()) -> Data:
    """Return the answer of ``show``."""
    return {"query": query, "matches": [card(each) for each in cards], "suggestions": list(suggestions)}


def card(of: Card) -> Data:
    """Return everything about one unit."""
    return {
        "unit": plain(of.unit),
        "customer": plain(of.customer),
        "cover": cover(of.cover),
        "claims": [claim_line(line) for line in of.claims],
        "ratings": [rating(each) for each in of.ratings],
        "tasks": [task(each) for each in of.tasks],
        "other_units": of.other_units,
    }


def cover(of: Cover) -> Data:
    """Return the coverage answer: its keys, the steps, what would help, and the layers."""
    from store.rules.coverage import answer_json

    return {**answer_json(of), "layers": plain(of.layers)}


def claim_line(of: ClaimLine) -> Data:
    """Return a claim as a list has it."""
    return {
        "number": of.number,
        "state": of.state,
        "serial": of.serial,
        "product": of.product,
        "customer": of.customer,
        "fault": of.fault,
        "fault_title": of.fault_title,
        "filed_on": plain(of.filed_on),
        "owner": of.owner,
        "resolution": of.resolution,
        "handed_over": plain(of.handed_over),
        "score": of.score,
        "deadlines": deadlines(of.clocks),
        "flags": sorted(of.clocks.flags),
    }


def deadlines(of: Clocks) -> Data:
    """Return the two deadlines of a claim and the days left."""
    return {
        "service": plain(of.service_due),
        "statutory": plain(of.statutory_due),
        "service_left": of.service_left,
        "statutory_left": of.statutory_left,
        "overdue_days": of.overdue_days,
        "open_days": of.open_days,
    }


_SHOWN_OTHERWISE = frozenset(
    {"state", "unit_id", "snapshot", "service_due", "statutory_due", "flags", "history", "tip",
     "owned_since", "versions"}
)  # fmt: skip


def claim(of: ClaimView) -> Data:
    """Return the answer of ``file``, ``claim`` and ``act``."""
    own = of.claim
    unit = of.card.unit if of.card else None
    customer = of.card.customer if of.card and of.card.customer else of.customer
    return {
        "number": own.number,
        "state": own.state,
        "unit": {"id": unit.id, "serial": unit.serial, "product": unit.product} if unit else None,
        "customer": {"id": customer.id, "name": customer.name} if customer else None,
        "fault": own.fault,
        "fault_title": of.fault_title,
        "cover": plain(own.snapshot),
        "deadlines": deadlines(of.clocks),
        "flags": sorted(own.flags | of.clocks.flags),
        "history": [act(each) for each in own.history],
        **_rest(own),
        "versions": [
            {"name": each.name, "state": each.state, "origin": each.origin} for each in own.versions
        ],
        "possible": [possible(each) for each in of.possible],
        "rating": rating(of.rating) if of.rating else None,
    }


def _rest(own: Claim) -> Data:
    data = _fields(own)
    acts = {"notes": own.notes, "attempts": own.attempts}
    kept = {name: value for name, value in data.items() if name not in _SHOWN_OTHERWISE}
    return {**kept, **{name: [act(each) for each in found] for name, found in acts.items()}}


def act(of: Act) -> Data:
    """Return one line of a claim's history."""
    return {
        "at": instant(of.at),
        "who": of.who,
        "role": of.role,
        "action": of.action,
        "from": of.before,
        "to": of.after,
        "with": plain(of.values),
    }


def possible(of: Possible) -> Data:
    """Return an action, what it needs, and why it is refused, if it is."""
    return {
        "action": of.action,
        "to": of.to,
        "needs": list(of.needs),
        "refusal": str(of.refusal) if of.refusal else None,
    }


def rating(of: Rating) -> Data:
    """Return an answer of a customer."""
    data = _fields(of)
    return {**data, "at": data["day"]}


def task(of: Task) -> Data:
    """Return a task."""
    return _fields(of)


def person(of: Person) -> Data:
    """Return someone who works here."""
    return {"id": of.id, "name": of.name, "role": of.role, "active": of.active}


def score(of: Score) -> Data:
    """Return a score with everything needed to judge it, and its parts."""
    from tui.score_data import score as data

    return data(of)


def event(of: Event) -> Data:
    """Return one event of the journal."""
    return {
        "origin": of.origin,
        "seq": of.seq,
        "at": instant(of.at),
        "agent": of.agent,
        "kind": of.kind,
        "subject": of.subject,
        "body": plain(of.body),
    }


def report(of: Iterable[Report]) -> Data:
    """Return the answer of ``import``."""
    reports = list(of)
    rejects = [str(each.rejects) for each in reports if each.rejects is not None]
    return {
        "files": [_file(each) for found in reports for each in found.files],
        "rejects": rejects[0] if rejects else None,
        "reject_files": rejects,
    }


def _file(of: FileReport) -> Data:
    samples = [
        dict(zip(("line", "column", "reason"), map(plain, sample), strict=True)) for sample in of.samples
    ]
    return {**_fields(of), "samples": samples}
