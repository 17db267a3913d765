"""What deleting leaves behind: free pages, the log, words in the index of names; wiped, or said to be there.

SQLite does not overwrite what it deletes. The index of names is merged, which drops deleted words; the file
is written anew without free pages; the log is brought into it and cut to nothing. On a solid state disk the
blocks themselves may keep old bytes: only an encrypted desk helps against that.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from store.tables import connection as connections

WAIT_MS = 10_000


def wipe(store: Path, key: bytes | None) -> bool:
    """Write the store anew without what was deleted; False if somebody else holds it."""
    connection = connections.maintenance(store, key)
    try:
        connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
        connection.execute("INSERT INTO customer_name (customer_name) VALUES ('optimize')")
        connection.execute("VACUUM")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy
    except connections.OperationalError:
        return False
    finally:
        connection.close()


def keep_list(file: Path, ids: Iterable[str]) -> None:
    """Write the ids of who was erased, whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("".join(f"{id_}\n" for id_ in ids))
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
