"""From events to rows: one function per subject, chosen by the kind of event.

Folding never refuses; deciding did. Registers take each event as it comes, the later stamp winning field
by field; a claim is folded anew from all of its events. Either way a row depends on the set of its
subject's events alone, not on the order of their arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from store.tables import batches, claim_fold, customers, efforts, erasures, notices, ratings, registers, units

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.journal import Event


def _person(connection: Connection, event: Event) -> None:
    """Fold a person; whether the account is revoked bears on the claims its owner has acted on or holds."""
    registers.fold(connection, event)
    fields = event.body["fields"]
    if isinstance(fields, Mapping) and {"active", "heir"} & fields.keys():
        claim_fold.fold_again(connection, event.subject.partition(":")[2])


FOLDS: dict[str, Callable[[Connection, Event], object]] = {
    "batch": batches.fold,
    "claim": claim_fold.fold,
    "customer": customers.fold,
    "effort": efforts.fold,
    "rating": ratings.fold,
    "retention": erasures.fold,
    "unit": units.fold,
    **dict.fromkeys(registers.REGISTERS, registers.fold),
    "person": _person,
}
"""Fold by the first part of an event's subject; others (``desk:``) leave no row."""

FOLDED = (
    "setting", "person", "policy", "product", "fault", "customer", "customer_phone", "unit", "unit_history",
    "claim", "loan", "goodwill", "queue_state", "queue_day", "invitation", "rating", "correction",
    "benchmark", "abandoned", "voice", "score_part", "effort_month", "task", "import", "notice",
    "erased", "erased_body", "erased_part",
)  # fmt: skip
"""Every table that `apply` alone writes."""


def apply_all(connection: Connection, events: Iterable[Event]) -> None:
    """Fold a whole journal that is already in the file; what is folded from all its events, only once."""
    last: dict[str, Event] = {}
    for event in events:
        notices.fold(connection, event)
        if event.subject.startswith("claim:"):
            last[event.subject] = event
        elif event.subject.startswith("person:"):
            registers.fold(connection, event)
        else:
            apply(connection, event)
    for event in last.values():
        apply(connection, event)


def apply(connection: Connection, event: Event) -> None:
    """Fold one event into the tables, inside the caller's transaction."""
    fold = FOLDS.get(event.subject.partition(":")[0])
    if fold is not None:
        fold(connection, event)
