"""What only this file knows: it is no event, is never folded, and never reaches another desk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection


def get(connection: Connection, key: str) -> object:
    """Return a value; None if there is none."""
    row = connection.execute("SELECT value FROM local WHERE key = ?", (f"own:{key}",)).fetchone()
    return json.loads(row[0]) if row else None


def put(connection: Connection, key: str, value: object) -> None:
    """Keep a value; None drops it."""
    if value is None:
        connection.execute("DELETE FROM local WHERE key = ?", (f"own:{key}",))
    else:
        text = json.dumps(value, ensure_ascii=False)
        connection.execute("INSERT OR REPLACE INTO local (key, value) VALUES (?, ?)", (f"own:{key}", text))
