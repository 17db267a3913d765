"""Events of other desks that wait for the ones before them.

They arrive in any order, some twice. Each waits here, whole, until its origin's chain has reached it and,
for an import, until its rows are here; then it joins the journal and is folded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.tables import batches
from store.tables.journal import Event, Journal, Link

if TYPE_CHECKING:
    from sqlite3 import Connection


def put(connection: Connection, link: Link) -> None:
    """Let an event wait; one that is already waiting stays as it came first."""
    event = link.event
    body = {
        "hlc": event.hlc,
        "agent": event.agent,
        "kind": event.kind,
        "subject": event.subject,
        "version": event.version,
        "text": link.text,
        "salt": link.salt.hex(),
        "prev": link.prev.hex(),
        "hash": link.hash.hex(),
        **({"sealed": link.sealed.hex()} if link.sealed else {}),
    }
    connection.execute(
        "INSERT OR IGNORE INTO parked (origin, seq, body) VALUES (?, ?, ?)",
        (event.origin, event.seq, json.dumps(body)),
    )


def ready(connection: Connection, journal: Journal) -> Iterator[Link]:
    """Move into the journal, and yield, every waiting event whose turn has come."""
    for (origin,) in connection.execute("SELECT DISTINCT origin FROM parked ORDER BY origin").fetchall():
        newest = connection.execute(
            "SELECT coalesce(max(seq), 0) FROM event WHERE origin = ?", (origin,)
        ).fetchone()[0]
        connection.execute("DELETE FROM parked WHERE origin = ? AND seq <= ?", (origin, newest))
        rows = connection.execute("SELECT seq, body FROM parked WHERE origin = ? ORDER BY seq", (origin,))
        for seq, text in rows.fetchall():
            link = _link(origin, seq, json.loads(text))
            if not batches.here(connection, link.event) or not journal.append_link(link):
                break
            connection.execute("DELETE FROM parked WHERE origin = ? AND seq = ?", (origin, seq))
            yield link


def _link(origin: str, seq: int, body: dict[str, str]) -> Link:
    event = Event(
        origin, seq, int(body["hlc"]), body["agent"], body["kind"], body["subject"], json.loads(body["text"]),
        int(body["version"]),
    )  # fmt: skip
    return Link(
        event,
        body["text"],
        bytes.fromhex(body["salt"]),
        bytes.fromhex(body["prev"]),
        bytes.fromhex(body["hash"]),
        bytes.fromhex(body.get("sealed", "")),
    )
