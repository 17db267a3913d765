"""How long what people wrote is kept: what is due, by the desk's own settings; by default nothing ever is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from store.errors import Refused
from store.records.privacy import Due
from store.tables import claims, erased_rows, erasures
from store.tables.erasures import Body
from store.tables.journal import Event, events_where, of_subject
from store.wording import N_, say

if TYPE_CHECKING:
    from store.services.context import Context

TEXTS, FILES, REFUSED = "texts", "files", "refused"
NAMES = {TEXTS: "keep_texts", FILES: "keep_files", REFUSED: "keep_refused"}
Keep = Mapping[str, int | None]
REFUSALS = "WHERE e.kind IN ('claim.refused', 'audit.refused') ORDER BY e.hlc, e.origin, e.seq"
"""Which events are refused tries, for `events_where`."""


def due(context: Context, keep: Keep | None = None) -> tuple[Due, ...]:
    """Return what is due, the oldest first of each kind.

    Args:
        context: the desk.
        keep: days to try in place of a setting, by kind; None: never.
    """
    return _listed(context, _bodies(context, keep or {}))


def _listed(context: Context, told: Iterable[tuple[str, str, Body]]) -> tuple[Due, ...]:
    found: dict[tuple[str, str], Due] = {}
    numbers = {id_: number for id_, number, _ in claims.ended_before(context.connection, None)}
    for what, since, body in told:
        subject = body.event.subject
        number = numbers.get(subject.partition(":")[2]) or subject
        found.setdefault((what, subject), Due(what, subject, number, since))
    return tuple(found.values())


def bodies(context: Context, seen: Iterable[Due] | None = None) -> tuple[list[Body], frozenset[str]]:
    """Return what remains of the events that are due, and the ids of the claims whose files go.

    Args:
        context: the desk.
        seen: what somebody agreed to; None: whatever is due.

    Raises:
        Refused: CHANGED; something else is due now.
    """
    told = _bodies(context, {})
    if seen is not None:
        _same(tuple(seen), _listed(context, told))
    found = {(body.event.origin, body.event.seq): (what, body) for what, _, body in told}
    gone = frozenset(body.event.subject.partition(":")[2] for what, body in found.values() if what == FILES)
    return [body for _, body in found.values()], gone


def _same(seen: tuple[Due, ...], now: tuple[Due, ...]) -> None:
    if {(each.what, each.subject) for each in seen} != {(each.what, each.subject) for each in now}:
        template = N_(
            "What is due has changed since you looked: {now} now, {seen} then. Nothing was erased; look at"
            " the new list first."
        )
        raise Refused("CHANGED", say(template, now=len(now), seen=len(seen)), field="typed")


def take_away(context: Context, gone: list[Body]) -> None:
    """Write the event that names these bodies, and put what remains in their place."""
    named = [[each.event.origin, each.event.seq, each.digest] for each in gone]
    context.record("retention.erase", f"retention:{context.today().isoformat()}", {"bodies": named})
    erasures.take_away(context.connection, gone, ())
    erased_rows.by_events(context.connection, gone)
    erased_rows.drop_comments(context.connection, gone)


def _bodies(context: Context, keep: Keep) -> list[tuple[str, str, Body]]:
    """Return kind, day and rest of every event that is due."""
    found: list[tuple[str, str, Body]] = []
    for what in (TEXTS, FILES):
        limit = _limit(context, what, keep)
        for id_, number, day in claims.ended_before(context.connection, limit) if limit else ():
            events = of_subject(context.connection, f"claim:{id_}")
            if what == TEXTS:
                events = [each for each in events if each.kind not in ("claim.attach", "claim.refused")]
                events += of_subject(context.connection, f"rating:{number}")
            else:
                events = [each for each in events if each.kind == "claim.attach"]
            found += [(what, day, body) for body in erasures.bodies(events)]
    limit = _limit(context, REFUSED, keep)
    if limit is not None:
        old = [each for each in events_where(context.connection, REFUSALS, ()) if _day(context, each) < limit]
        found += [(REFUSED, _day(context, body.event), body) for body in erasures.bodies(old)]
    return found


def _day(context: Context, event: Event) -> str:
    return context.day_of(event.at).isoformat()


def _limit(context: Context, what: str, keep: Keep) -> str | None:
    days = keep[what] if what in keep else cast("int | None", context.setting(NAMES[what]))
    if days is None:
        return None
    return (context.today() - timedelta(days=max(0, days)) + timedelta(days=1)).isoformat()
