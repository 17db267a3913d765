"""What remains of an event when the person it tells of is erased: the facts of the thing, not of its owner.

Of what somebody typed nothing remains but what is known to be no free text: codes, days, numbers, ids. The
kinds of events and their fields grow; what is not named here as harmless is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import ceil

from store.errors import Refused
from store.rules.work_fields import FIELDS
from store.wording import N_, say

Body = Mapping[str, object]

ERASED = "erased customer"
"""What stands where a name must stand."""
GONE = "erased"
"""What stands where a text must stand."""
REQUEST = "request"
"""The reason where nobody gives one: a code, whatever a customer is called."""
REMAINS = ("since",)
"""Fields of a customer that stay: the years count in the score, and name nobody."""
FREE_TEXT_OF_UNIT = ("notes",)
HARMLESS = frozenset(
    {
        "action", "back_on", "boundary", "channel", "code", "component", "expected",
        "failed", "fault", "handed_over", "kind", "lent_on", "line", "loaner", "measure", "new_part",
        "new_serial", "number", "payer", "product", "read_serial", "received", "repeat_of", "resolution",
        "role", "serial", "state", "status", "today", "unit", "version", "visit", "owner", "split",
        "consent_given",
    }
)  # fmt: skip
"""Fields of what was typed whose texts are codes, serials or days."""
FACTS = frozenset(
    {
        "action", "after", "came", "chosen", "code", "customer_id", "effort", "exchange_after_days", "flags",
        "id", "invitation", "loaner", "notice", "notify", "number", "owner", "role", "serial", "service_due",
        "settles", "snapshot", "statutory_due", "today", "unit_id",
    }
)  # fmt: skip
"""What the program itself wrote into the event of a claim; what stands beside it may hold anything."""
MORE = "more"
"""What a desk kept of fields that it did not know: names and values alike may be anybody's."""
_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[A-Z]+(_[A-Z]+)+"
)


def stripped(kind: str, body: Body) -> Body:
    """Return what remains of an event's body; the same object's equal, if it told nothing of anybody."""
    table = kind.partition(".")[0]
    strip = {
        "customer": _customer, "unit": _unit, "claim": _claim, "rating": _rating, "task": _task,
        "audit": _claim,
    }.get(table)  # fmt: skip
    if strip is None or kind.startswith("customer.erase"):
        return body
    return strip(kind, _without(body, MORE))


def is_code(text: str) -> bool:
    """Tell whether a text is an id, a day or a code, and so cannot be free text."""
    return _ID.fullmatch(text) is not None


def scrubbed(given: object, harmless: frozenset[str] = HARMLESS) -> object:
    """Return what was typed without its free text; None, if nothing remains.

    Args:
        given: plain data.
        harmless: names of fields whose texts stay. Of a refused try none does: anything may stand anywhere.
    """
    if isinstance(given, Mapping):
        found: dict[str, object] = {
            name: value if name in harmless and isinstance(value, str) else scrubbed(value, harmless)
            for name, value in given.items()
            if name != "file"
        }
        return {name: value for name, value in found.items() if value is not None}
    if isinstance(given, list | tuple):
        return [kept for each in given if (kept := scrubbed(each, harmless)) is not None]
    return given if not isinstance(given, str) or is_code(given) else None


def _without(body: Body, *names: str) -> dict[str, object]:
    return {name: value for name, value in body.items() if name not in names}


def _fields(body: Body, name: str) -> Body:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def _customer(kind: str, body: Body) -> Body:
    fields = {name: value for name, value in _fields(body, "fields").items() if name in REMAINS}
    return {"fields": fields, "key": {"name": ERASED}}


def _unit(kind: str, body: Body) -> Body:
    if kind == "unit.history":
        return {**body, "event": _without(_fields(body, "event"), "note", "notes", "text", "comment")}
    changed = {
        name: _without(_fields(body, name), *FREE_TEXT_OF_UNIT) for name in ("fields", "key") if name in body
    }
    return {**_without(body, "reason"), **changed}


def _claim(kind: str, body: Body) -> Body:
    harmless = frozenset[str]() if kind.endswith(".refused") else HARMLESS
    given = {name: body[name] for name in ("with", "fields", "cost") if name in body}
    if kind.endswith(".refused") and "with" in given:
        given["with"] = {name: value for name, value in _fields(body, "with").items() if name in FIELDS}
    changed = {name: scrubbed(value, harmless) for name, value in given.items()}
    beside = {
        name: value if name in FACTS else scrubbed(value, frozenset())
        for name, value in body.items()
        if name not in changed
    }
    if kind == "claim.import" and "fields" in changed:
        shot = _fields(body, "fields").get("snapshot")
        changed["fields"] = {**dict(_fields(changed, "fields")), **({"snapshot": shot} if shot else {})}
    return {name: value for name, value in {**beside, **changed}.items() if value is not None}


def _rating(kind: str, body: Body) -> Body:
    if kind == "rating.correct":
        return {**body, "reason": GONE}
    return _without(body, "comment", "reason") if kind == "rating.record" else body


def _task(kind: str, body: Body) -> Body:
    changed = {name: {**_fields(body, name), "title": GONE} for name in ("fields", "key")
               if "title" in _fields(body, name)}  # fmt: skip
    return {**body, **changed}


def row(kind: str, columns: tuple[str, ...], values: tuple[object, ...]) -> tuple[object, ...]:
    """Return what remains of a row of an import."""
    if kind == "customers":
        kept = {"id", *REMAINS}
        return tuple(
            ERASED if name == "name" else value if name in kept else None
            for name, value in zip(columns, values, strict=True)
        )
    gone = ("comment", "reason") if kind == "ratings" else FREE_TEXT_OF_UNIT
    return tuple(None if name in gone else value for name, value in zip(columns, values, strict=True))


DAYS_IN_YEARS = 365.25
MOST_MONTHS, MOST_DAYS = 1200, 36_500


def days_of(typed: str, field: str) -> int | None:
    """Return the days in so many months, or in days such as ``90d``; None for nothing: never.

    Months come to whole days, rounded up: nothing goes before its time.

    Raises:
        Refused: BAD_VALUE.
    """
    text = typed.strip().casefold()
    if not text:
        return None
    number, most = (text[:-1].rstrip(), MOST_DAYS) if text.endswith("d") else (text, MOST_MONTHS)
    if not (number.isascii() and number.isdecimal() and len(number) <= 6 and 1 <= int(number) <= most):
        template = N_(
            "{typed} is no span: give months, 1 to {months}, days such as 90d, or nothing for never."
        )
        raise Refused("BAD_VALUE", say(template, typed=typed[:40], months=MOST_MONTHS), field=field)
    return int(number) if text.endswith("d") else _days(int(number))


def _days(months: int) -> int:
    return ceil(months * DAYS_IN_YEARS / 12)


def months_of(days: int | None) -> str:
    """Return days the way `days_of` reads them: whole months where they are, else ``90d``."""
    if days is None:
        return ""
    months = int(days * 12 / DAYS_IN_YEARS)
    return str(months) if months and _days(months) == days else f"{days}d"
