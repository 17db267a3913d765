"""All that is known of one customer, as plain data that a person and a program can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.tables import dossier as rows
from store.tables import erasures, filing
from store.tables.journal import Event

if TYPE_CHECKING:
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


def _plain(context: Context, event: Event) -> dict[str, object]:
    return {
        "at": event.at.isoformat(timespec="seconds"),
        "by": event.agent,
        "event": f"{event.origin}:{event.seq}",
        "kind": event.kind,
        "subject": event.subject,
        "body": dict(event.body),
    }
