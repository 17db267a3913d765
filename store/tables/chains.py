"""Do the chains of the journal verify, event by event?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from store.tables import ends, erasures
from store.tables.journal import GENESIS, bare, chain, seal

if TYPE_CHECKING:
    from sqlite3 import Connection

VERIFIED = 256
"""Events that are verified between two breaths: five milliseconds."""
_QUERY = (
    "SELECT e.origin, e.seq, e.hlc, e.agent, e.kind, e.subject, e.version, p.body, p.salt, e.sealed, e.prev,"
    " e.hash FROM event e LEFT JOIN payload p ON p.origin = e.origin AND p.seq = e.seq"
    " WHERE e.origin = ? AND e.seq > ? ORDER BY e.seq"
)


def faults(
    connection: Connection, newest: int | None = None, breathe: Callable[[], object] = int
) -> Iterator[str]:
    """Yield what is wrong with the chains, in words; nothing when they verify.

    Args:
        connection: the open store.
        newest: look only at so many of each origin's latest events.
        breathe: called each time that `VERIFIED` events are done.
    """
    for origin, (last, _) in ends.all_of(connection).items():
        after = 0 if newest is None else max(0, last - newest)
        yield from _faults_of(connection, origin, after, breathe)


def _faults_of(
    connection: Connection, origin: str, after: int, breathe: Callable[[], object]
) -> Iterator[str]:
    if after:  # a gap is told as a whole, wherever the look begins
        query = "SELECT coalesce(max(seq), 0) FROM event WHERE origin = ? AND seq <= ?"
        after = int(connection.execute(query, (origin, after)).fetchone()[0])
    expected, prev = after + 1, _hash(connection, origin, after)
    for *row, salt, sealed, before, digest in connection.execute(_QUERY, (origin, after)):
        place = f"{origin}:{row[1]}"
        if row[1] % VERIFIED == 0:
            breathe()
        if row[1] != expected:
            yield f"{place}: events {expected} to {row[1] - 1} are missing"
        if before != prev:
            yield f"{place}: does not follow the event before it"
        if digest != chain(bare(row), sealed, before):
            yield f"{place}: was changed after it was written"
        whole = row[7] is not None and seal(salt, row[7]) == sealed
        if not whole and (row[7] is None or not erasures.explained(connection, origin, row[1], row[7])):
            yield f"{place}: its body is missing or was changed"
        expected, prev = row[1] + 1, digest


def _hash(connection: Connection, origin: str, seq: int) -> bytes:
    query = "SELECT hash FROM event WHERE origin = ? AND seq = ?"
    row = connection.execute(query, (origin, seq)).fetchone()
    return bytes(row[0]) if row else GENESIS
