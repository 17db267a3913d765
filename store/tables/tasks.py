"""Tasks: what somebody promised to do for a unit, a claim or a customer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.records import Task

if TYPE_CHECKING:
    from sqlite3 import Connection

_SELECT = (
    "SELECT t.id, t.title, t.due, coalesce(t.done, 0), coalesce(p.name, t.owner), t.unit, t.claim, t.customer"
    " FROM task t LEFT JOIN person p ON p.id = t.owner"
)


def of_owner(connection: Connection, owner: str, limit: int) -> list[Task]:
    """Return a person's open tasks, the nearest first; a limit of -1 is none."""
    where = "WHERE t.owner = ? AND coalesce(t.done, 0) = 0 ORDER BY t.due IS NULL, t.due, t.id LIMIT ?"
    return _tasks(connection, where, (owner, limit))


def open_tasks(connection: Connection, due_by: str | None, limit: int) -> list[Task]:
    """Return open tasks, the nearest due first; with `due_by`, only those due by that day."""
    return _tasks(
        connection,
        "WHERE coalesce(t.done, 0) = 0 AND (?1 IS NULL OR t.due <= ?1)"
        " ORDER BY t.due IS NULL, t.due, t.id LIMIT ?2",
        (due_by, limit),
    )


def of_unit(connection: Connection, unit: str, limit: int) -> list[Task]:
    """Return a unit's open tasks."""
    return _tasks(
        connection,
        "WHERE t.unit = ? AND coalesce(t.done, 0) = 0 ORDER BY t.due IS NULL, t.due, t.id LIMIT ?",
        (unit, limit),
    )


def title(connection: Connection, id_: str) -> str | None:
    """Return the title of a task."""
    row = connection.execute("SELECT title FROM task WHERE id = ?", (id_,)).fetchone()
    return row[0] if row else None


def _tasks(connection: Connection, where: str, values: tuple[object, ...]) -> list[Task]:
    return [
        Task(id_, title, date.fromisoformat(due) if due else None, bool(done), owner, unit, claim, customer)
        for id_, title, due, done, owner, unit, claim, customer in connection.execute(
            f"{_SELECT} {where}", values
        )
    ]
