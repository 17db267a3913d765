"""What is kept about a customer, by kind and with counts; and what of it erasing would take away.

Both are made of the same rows and the same events that handing out and erasing work on, so that what is
announced is what happens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from store.records.privacy import Forecast, Holding, Section
from store.rules import erasing
from store.services.dossier import dossier
from store.tables import claims, erased_rows, erasures

if TYPE_CHECKING:
    from store.records import Customer
    from store.services.context import Context

PERSONAL = ("name", "phones", "email", "address", "notes")
"""Fields of a customer that go with them."""
TOLD: Mapping[str, tuple[str, ...]] = {
    "units": ("serial", "invoiced"),
    "unit_history": ("kind",),
    "claims": ("number", "state", "filed_on"),
    "loans": ("serial", "given", "back"),
    "ratings": ("claim", "day", "score", "comment"),
    "invitations": ("claim", "day"),
    "tasks": ("title", "due"),
    "attachments": ("claim", "name"),
    "drafts": ("agent",),
    "imports": ("kind",),
}
"""The fields by which one thing of a kind is told from another."""
SECTIONS = ("details", *TOLD, "journal")
SHOWN = 5
"""So many of a kind are listed; all of them are in the file that is handed out."""
Rows = Sequence[Mapping[str, object]]


def holding(context: Context, customer: Customer, *, sealed: bool) -> Holding:
    """Return all that is kept about a customer.

    Args:
        context: the desk.
        customer: who.
        sealed: attached files lie encrypted on the disk.
    """
    found = dossier(context, customer.id)
    sections = [_details(customer)]
    for what, fields in TOLD.items():
        rows = cast(Rows, found[what])
        note = "sealed" if sealed and rows and what == "attachments" else None
        listed = tuple(_line(row, fields) for row in rows[:SHOWN])
        sections.append(Section(what, len(rows), listed, note))
    events = cast(Rows, found["journal"])
    kinds = Counter(str(each["kind"]) for each in events)
    short = erasures.shortened(context.connection, (str(each["event"]) for each in events))
    listed = tuple((kind, str(n)) for kind, n in kinds.most_common(SHOWN))
    sections.append(Section("journal", len(events), listed, "shortened" if short else None, short))
    return Holding(
        customer.id,
        customer.name,
        erasures.is_erased(context.connection, customer.id),
        tuple(sections),
        _open(found),
    )


def _details(customer: Customer) -> Section:
    lines = [
        (name, ", ".join(value) if isinstance(value, tuple) else str(value))
        for name in (*PERSONAL, "language", "since")
        if (value := getattr(customer, name)) and value != erasing.ERASED
    ]
    return Section("details", len(lines), tuple(lines))


def _line(row: Mapping[str, object], fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("" if row.get(name) is None else str(row[name])[:200] for name in fields)


def _open(found: Mapping[str, object]) -> tuple[str, ...]:
    rows = cast(Rows, found["claims"])
    return tuple(sorted(str(row["number"] or row["id"]) for row in rows if row["state"] in claims.OPEN))


def forecast(
    context: Context, customer: Customer, names: frozenset[str], bodies: int, files: int
) -> Forecast:
    """Return what would go and what would stay.

    Args:
        context: the desk.
        customer: who.
        names: the texts that name them; see `erased_rows.marks`.
        bodies: how many events would be shortened.
        files: how many copies of attached files would be removed.
    """
    connection = context.connection
    scope, found = erasures.scope(connection, customer.id), dossier(context, customer.id)
    return Forecast(
        customer=customer.id,
        name=customer.name,
        fields=tuple(name for name in PERSONAL if getattr(customer, name)),
        bodies=bodies,
        parts=sum(part.changed for part in erasures.parts(connection, scope)),
        drafts=len(erased_rows.draft_keys(connection, scope, names)),
        files=files,
        units=len(scope.units),
        claims=len(scope.claims),
        ratings=len(cast(Rows, found["ratings"])),
        events=len(cast(Rows, found["journal"])),
        open_claims=_open(found),
    )
