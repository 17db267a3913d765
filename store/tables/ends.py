"""How far each origin's journal has come, and whether it is as far as somebody remembers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from store.tables.mark import short
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from sqlite3 import Connection


def faults(connection: Connection, heads: Mapping[str, tuple[int, str]]) -> Iterator[Sentence]:
    """Yield in words where the journal is behind these heads, or another than theirs."""
    for origin, (seq, digits) in heads.items():
        row = connection.execute(
            "SELECT hash FROM event WHERE origin = ? AND seq = ?", (origin, seq)
        ).fetchone()
        if row is None:
            last = head(connection, origin)
            yield say(
                N_(
                    "event {origin}:{seq} was written and is gone, the journal ends at {last}; its log was "
                    "lost or damaged, its end was cut off, or an older copy was put in its place."
                ),
                origin=origin,
                seq=seq,
                last=last[0] if last else 0,
            )
        elif short(row[0]) != digits:
            template = N_("event {origin}:{seq} is not the one that was written; the journal was made anew.")
            yield say(template, origin=origin, seq=seq)


def head(connection: Connection, origin: str) -> tuple[int, str] | None:
    """Return sequence and digits of an origin's last event; None if it has written nothing here."""
    row = connection.execute(
        "SELECT seq, hash FROM event WHERE origin = ? ORDER BY seq DESC LIMIT 1", (origin,)
    ).fetchone()
    return (row[0], short(row[1])) if row else None


def all_of(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return the head of every origin in a journal."""
    found = ((origin, head(connection, origin)) for origin in origins(connection))
    return {origin: last for origin, last in found if last is not None}


def origins(connection: Connection) -> Iterable[str]:
    """Return every origin, jumping from one to the next."""
    rows = connection.execute(
        "WITH RECURSIVE one(origin) AS (SELECT min(origin) FROM event UNION ALL"
        " SELECT (SELECT min(origin) FROM event WHERE origin > one.origin) FROM one"
        " WHERE one.origin IS NOT NULL)"
        " SELECT origin FROM one WHERE origin IS NOT NULL"
    )
    return [row[0] for row in rows]
