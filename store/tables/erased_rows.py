"""The folded rows of what was erased, brought to what folding the shortened journal anew makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.rules import erasing, naming
from store.tables import claim_fold

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.tables.erasures import Body, Scope


def settle(connection: Connection, found: Scope, gone: Iterable[Body]) -> None:
    """Write the rows of a customer's things anew, after their events were shortened."""
    by_events(connection, gone)
    for unit in sorted(found.units):
        _unit(connection, unit)
        connection.execute("UPDATE rating SET comment = NULL, reason = NULL WHERE unit = ?", (unit,))
    for number in found.claims.values():
        connection.execute("UPDATE rating SET comment = NULL, reason = NULL WHERE claim = ?", (number,))


def by_events(connection: Connection, gone: Iterable[Body]) -> None:
    """Write those rows anew that are folded from shortened events one by one."""
    claims = {}
    for body in gone:
        event = body.event
        if event.subject.startswith("claim:"):
            claims[event.subject] = event
        elif event.kind == "unit.history":
            past = json.loads(body.text)["event"]
            text = json.dumps(past, ensure_ascii=False, sort_keys=True)
            connection.execute(
                "UPDATE unit_history SET body = ? WHERE unit = ? AND hlc = ? AND origin = ?",
                (text, event.subject.partition(":")[2], *event.stamp),
            )
        elif event.kind == "rating.correct":
            connection.execute(
                "UPDATE correction SET reason = ? WHERE rating = ? AND hlc = ? AND origin = ?",
                (erasing.GONE, event.body["id"], *event.stamp),
            )
        elif event.kind == "task.set":
            connection.execute(
                "UPDATE task SET title = ? WHERE id = ?", (erasing.GONE, event.subject.partition(":")[2])
            )
    for event in claims.values():
        claim_fold.fold(connection, event)


def _unit(connection: Connection, unit: str) -> None:
    row = connection.execute("SELECT late FROM unit WHERE id = ?", (unit,)).fetchone()
    if row is None:
        return
    late = {name: when for name, when in json.loads(row[0] or "{}").items()
            if name not in erasing.FREE_TEXT_OF_UNIT}  # fmt: skip
    text = json.dumps(late, separators=(",", ":")) if late else None
    connection.execute("UPDATE unit SET notes = NULL, late = ? WHERE id = ?", (text, unit))


def marks(connection: Connection, customer: str, known: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """Return the texts that name a customer: id, names, phones and addresses of mail, now and before."""
    found = {customer}
    row = connection.execute("SELECT name, phones, email FROM customer WHERE id = ?", (customer,)).fetchone()
    facts = [*known]
    if row is not None:
        facts.append({"name": row[0], "phones": row[1], "email": row[2]})
    for each in facts:
        for name in ("name", "email"):
            if each.get(name):
                found.add(str(each[name]))
        phones = each.get("phones")
        listed = json.loads(phones) if isinstance(phones, str) else phones
        found |= {str(phone) for phone in listed} if isinstance(listed, list | tuple) else set()
    return frozenset(mark for mark in found if mark.strip() and mark != erasing.ERASED)


def draft_keys(connection: Connection, found: Scope, names: frozenset[str]) -> list[tuple[str, str]]:
    """Return unit and agent of what was typed about a customer and not sent off."""
    about = {*found.units, *found.claims, *found.claims.values(), found.customer}
    return [
        (unit, agent)
        for unit, agent, text in connection.execute("SELECT unit, agent, body FROM draft").fetchall()
        if unit in about or (not _of_another(connection, unit) and naming.tells_of(json.loads(text), names))
    ]


def drop_drafts(connection: Connection, found: Scope, names: frozenset[str]) -> int:
    """Delete what was typed about a customer and not sent off; return how many."""
    gone = draft_keys(connection, found, names)
    connection.executemany("DELETE FROM draft WHERE unit = ? AND agent = ?", gone)
    return len(gone)


def _of_another(connection: Connection, unit: str) -> bool:
    row = connection.execute("SELECT customer FROM unit WHERE id = ?", (unit,)).fetchone()
    return bool(row and row[0])


def drop_comments(connection: Connection, gone: Iterable[Body]) -> None:
    """Empty the comments of answers whose events were shortened."""
    for body in gone:
        if body.event.kind == "rating.record":
            connection.execute(
                "UPDATE rating SET comment = NULL, reason = NULL WHERE id = ?", (body.event.body.get("id"),)
            )
