"""The counters of the score: how many answered, were asked, closed a claim, by every part and period.

Triggers (``schema/score.sql``) keep them: what the score knows of a claim stands in one row of ``voice``, and
whatever changes that row takes the old values out of the counters and puts the new ones in. What a split does
not know is not counted by it; it is the difference to the whole. So a window costs the same with five
thousand answers and with five million.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from store.tables import guards

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.rules.spans import Span

DIMS = (
    "product", "fault", "resolution", "channel", "partner", "agent", "technician", "desk", "days", "tenure",
    "segment",
)  # fmt: skip
"""What is counted by; `tui` and exports call them splits."""
WHOLE = ""
INVITATION = "invitation"
"""What came of asking: ASKED, DECLINED, or the reason why nobody was asked."""

_MONTHS = (
    "WITH RECURSIVE month(p) AS (SELECT min(period) FROM score_part WHERE period BETWEEN ?1 AND ?2 UNION ALL"
    " SELECT (SELECT min(period) FROM score_part WHERE period > month.p AND period <= ?2) FROM month"
    " WHERE p IS NOT NULL), span(p) AS (SELECT p FROM month WHERE p IS NOT NULL"
    " UNION ALL SELECT value FROM json_each(?3))"
)


class Sums(NamedTuple):
    """What is counted, added up."""

    promoters: int = 0
    passives: int = 0
    detractors: int = 0
    linked: int = 0
    """Answers to a claim of the desk."""
    early: int = 0
    """Answers dated before their claim was closed."""
    asked: int = 0
    kept: int = 0
    """Who was not asked, for a reason."""
    closed: int = 0
    """Claims closed."""
    days: int = 0
    """From filing to hand-back, in all."""
    worked: int = 0
    """Claims closed whose whole history is here."""
    contacts: int = 0
    handovers: int = 0
    unasked: int = 0
    """Answers to a claim of the desk by people who were not asked."""

    def plus(self, other: Sums) -> Sums:
        """Add two."""
        return Sums(*(a + b for a, b in zip(self, other, strict=True)))

    def minus(self, other: Sums) -> Sums:
        """Take one from the other."""
        return Sums(*(a - b for a, b in zip(self, other, strict=True)))

    @property
    def tally(self) -> tuple[int, int, int]:
        """Promoters, passives, detractors."""
        return (self.promoters, self.passives, self.detractors)

    @property
    def nothing(self) -> bool:
        """Whether nothing was counted."""
        return not any(self)


_SUMS = ", ".join(f"sum(s.{name})" for name in Sums._fields)


def read(connection: Connection, dim: str, span: Span) -> dict[tuple[str, bool], Sums]:
    """Return the sums of a window by part of a split, apart for claims that were reopened."""
    rows = connection.execute(
        f"{_MONTHS} SELECT s.value, s.again, {_SUMS} FROM span CROSS JOIN score_part s"
        " ON s.period = span.p AND s.dim = ?4 GROUP BY s.value, s.again",
        (span.first, span.last, json.dumps(span.edges), dim),
    )
    return {(value, bool(again)): Sums(*sums) for value, again, *sums in rows}


def series(
    connection: Connection, dim: str, value: str, periods: Iterable[str], *, again: bool = False
) -> dict[str, Sums]:
    """Return the sums of one part for each of some periods that have any; `again`: reopened claims alone."""
    rows = connection.execute(
        f"SELECT s.period, {_SUMS} FROM json_each(?1) e CROSS JOIN score_part s"
        " ON s.period = e.value AND s.dim = ?2 AND s.value = ?3 AND s.again >= ?4 GROUP BY s.period",
        (json.dumps(list(periods)), dim, value, again),
    )
    return {period: Sums(*sums) for period, *sums in rows}


def days(connection: Connection, dim: str, value: str, since: str, until: str) -> dict[str, Sums]:
    """Return the sums of one part for each day of a window that has any."""
    rows = connection.execute(
        "WITH RECURSIVE day(d) AS (SELECT ?3 UNION ALL SELECT date(d, '+1 day') FROM day WHERE d < ?4)"
        f" SELECT d, {_SUMS} FROM day CROSS JOIN score_part s"
        " ON s.period = 'd' || d AND s.dim = ?1 AND s.value = ?2 GROUP BY d",
        (dim, value, since, until),
    )
    return {day: Sums(*sums) for day, *sums in rows}


def asked_by(connection: Connection, technician: str, since: str, until: str) -> dict[tuple[str, bool], int]:
    """Return what came of asking about the claims of one technician, apart for claims that were reopened."""
    rows = connection.execute(
        "SELECT v.parts ->> 'invitation', v.again, count(*) FROM voice v"
        " WHERE v.id IN (SELECT number FROM claim WHERE owner = ?1) AND v.parts ->> 'technician' = ?1"
        " AND v.invited_on BETWEEN ?2 AND ?3 GROUP BY 1, 2",
        (technician, since, until),
    )
    return {(came, bool(again)): n for came, again, n in rows}


def effort(connection: Connection, since: str, until: str) -> dict[str, tuple[int, int, int, int, int]]:
    """Return by month (YYYY-MM): claims filed, those timed, their keys and seconds, drafts abandoned."""
    rows = connection.execute(
        "SELECT month, filed, timed, keys, seconds, abandoned FROM effort_month WHERE month BETWEEN ? AND ?",
        (since, until),
    )
    return {month: (a, b, c, d, e) for month, a, b, c, d, e in rows}


CAME: Mapping[str, str] = {
    "unit": "SELECT k.number FROM unit u CROSS JOIN claim k ON k.unit = u.id"
    " WHERE u.row > ?1 AND k.number IS NOT NULL UNION SELECT coalesce(r.claim, 'r:' || r.id)"
    " FROM unit u CROSS JOIN rating r ON r.unit = u.id WHERE u.row > ?1",
    "customer": "SELECT k.number FROM customer o CROSS JOIN claim k ON k.customer = o.id"
    " WHERE o.row > ?1 AND o.since IS NOT NULL AND k.number IS NOT NULL",
}
"""Whose claims and answers may be here before them."""


def came(connection: Connection, table: str, last: int) -> None:
    """Count anew what is about units or customers past row `last`: their claims may have arrived before them.

    A trigger on every new unit would cost an import more than the unit does.
    """
    claims = "EXISTS (SELECT 1 FROM claim) OR EXISTS (SELECT 1 FROM rating WHERE unit IS NOT NULL)"
    if connection.execute(f"SELECT {claims}").fetchone()[0]:
        connection.execute(f"INSERT INTO voice_call {CAME[table]}", (last,))


@contextmanager
def at_the_end(connection: Connection) -> Iterator[None]:
    """Count once when all is written, not at every row: for a transaction that writes a whole desk.

    The triggers are away meanwhile; the caller holds the write lock, so that nobody else ever sees that.
    """
    query = (
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%INSERT INTO voice_call%'"
    )
    triggers = connection.execute(query).fetchall()
    connection.set_authorizer(None)  # it forbids what is done next
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    guards.forbid(connection)
    yield
    for _, definition in triggers:
        connection.execute(definition)
    connection.execute(
        "INSERT INTO voice_call SELECT number FROM claim WHERE number IS NOT NULL"
        " UNION SELECT claim FROM rating WHERE claim IS NOT NULL UNION SELECT claim FROM invitation"
        " UNION SELECT 'r:' || id FROM rating WHERE claim IS NULL"
    )


_TITLES: Mapping[str, str] = {
    "product": "SELECT id, name FROM product",
    "fault": "SELECT id, title FROM fault",
    "agent": "SELECT id, name FROM person",
    "technician": "SELECT id, name FROM person",
    "desk": "SELECT id, name FROM (SELECT e.origin AS id, p.body ->> '$.fields.value' ->> '$' AS name,"
    " max(e.hlc) FROM event e JOIN payload p ON (p.origin, p.seq) = (e.origin, e.seq)"
    " WHERE e.subject = 'setting:name' AND e.kind = 'setting.set' GROUP BY e.origin)",
}
"""By split, id and name of its parts; a desk is called what it called itself last."""


def titles(connection: Connection, dim: str, values: Iterable[str]) -> dict[str, str]:
    """Return what people call the parts of a split."""
    if dim not in _TITLES:
        return {}
    query = f"{_TITLES[dim]} WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(query, (json.dumps(list(values)),))
    return {id_: name for id_, name in rows if name}
