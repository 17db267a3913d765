"""All that is known of one customer, as plain data that a person and a program can read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from store.tables import dossier as rows
from store.tables import erasures, filing
from store.tables.journal import Event

if TYPE_CHECKING:
    from pathlib import Path

    from store.services.context import Context

FORMAT = 1


def dossier(context: Context, customer: str) -> dict[str, object]:
    """Return rows, journal events and attached files of a customer; dates as ISO text, money as integers."""
    connection = context.connection
    scope = erasures.scope(connection, customer)
    files = [
        {"claim": number, **{name: file.get(name) for name in ("name", "sha256", "size", "kind", "stored")}}
        for id_, number in sorted(scope.claims.items())
        for _, _, file in filing.attached(connection, id_)
    ]
    return {
        "counterpane": FORMAT,
        "about": "customer",
        "id": customer,
        "made": context.clock().isoformat(timespec="seconds"),
        "desk": str(context.setting("name")),
        **rows.rows(connection, scope),
        "imports": rows.imported(connection, scope),
        "drafts": rows.drafts(connection, scope),
        "attachments": files,
        "journal": [_plain(context, event) for event in erasures.events(connection, scope)],
    }


def write(path: Path, find: Callable[[], dict[str, object]], *, force: bool = False) -> dict[str, object]:
    """Write what `find` returns to a file, as JSON, once it is sure that a file can be made there.

    Raises:
        Refused: FILE_EXISTS, BAD_NAME or CANNOT_WRITE.
    """
    from store.exchange.exporter import unused, written
    from store.exchange.names import checked

    checked(path, "out") if force else unused(path)
    with written(path, force=force) as file:
        found = find()
        file.write(json.dumps(found, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")
    return found


def file_name(customer: str, day: str) -> str:
    """Return a name for the file of a customer that does not name them."""
    from store.exchange.names import tame

    return tame(f"customer-{customer[:13]}-{day}.json", "customer.json")


def _plain(context: Context, event: Event) -> dict[str, object]:
    return {
        "at": event.at.isoformat(timespec="seconds"),
        "by": event.agent,
        "event": f"{event.origin}:{event.seq}",
        "kind": event.kind,
        "subject": event.subject,
        "body": dict(event.body),
    }
