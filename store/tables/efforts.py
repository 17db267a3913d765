"""Drafts that were begun and never filed: one row for each that somebody gave up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.journal import Event


def fold(connection: Connection, event: Event) -> None:
    """Fold ``effort.abandoned``."""
    body = event.body
    connection.execute(
        "INSERT OR IGNORE INTO abandoned (hlc, origin, day, agent, unit, keys, seconds)"
        " VALUES (?,?,?,?,?,?,?)",
        (
            event.hlc, event.origin, body["day"], event.agent, event.subject.partition(":")[2],
            body.get("keys"), body.get("seconds"),
        ),
    )  # fmt: skip
