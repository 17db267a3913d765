"""Loaners and the ledger of goodwill: rows that a claim's fold writes beside its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.records import Grant, Loan
from store.rules.serials import serial_key

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.records import Claim

FIRST = "0001-01-01"
_LOAN = (
    "SELECT l.serial, coalesce(k.number, k.id), l.given, l.condition, l.back, k.unit, coalesce(u.serial, ''),"
    " c.name, (SELECT digits FROM customer_phone WHERE customer = c.id LIMIT 1), k.state"
    " FROM loan l JOIN claim k ON k.id = l.claim LEFT JOIN unit u ON u.id = k.unit"
    " LEFT JOIN customer c ON c.id = coalesce(k.customer, u.customer)"
)


def put(connection: Connection, claim: Claim) -> None:
    """Write the loaners and the goodwill of a claim anew."""
    if _known(connection, "loan", claim.id) or claim.loans:
        connection.execute("DELETE FROM loan WHERE claim = ?", (claim.id,))
        rows = [
            (claim.id, place, loan["loaner"], serial_key(loan["loaner"]), loan["given"],
             loan.get("condition"), loan.get("back"))
            for place, loan in enumerate(claim.loans)
        ]  # fmt: skip
        connection.executemany("INSERT INTO loan VALUES (?,?,?,?,?,?,?)", rows)
    if _known(connection, "goodwill", claim.id) or claim.goodwill:
        connection.execute("DELETE FROM goodwill WHERE claim = ?", (claim.id,))
        connection.executemany("INSERT INTO goodwill VALUES (?,?,?,?,?,?,?,?)", _grants(claim))


def _known(connection: Connection, table: str, claim: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} WHERE claim = ?", (claim,)).fetchone() is not None


def _grants(claim: Claim) -> list[tuple[object, ...]]:
    """Return the rows of a claim's goodwill; what came with an import was signed by nobody here."""
    rows: list[tuple[object, ...]] = [
        (claim.id, place, grant["day"], grant["amount"], claim.unit_id, grant["who"], grant["role"],
         grant["reason"])
        for place, grant in enumerate(claim.grants, 1)
    ]  # fmt: skip
    rest = claim.goodwill - sum(int(str(grant["amount"])) for grant in claim.grants)
    if rest > 0:
        day = str(claim.filed_on or claim.handed_over or FIRST)
        rows.append((claim.id, 0, day, rest, claim.unit_id, "", "import", None))
    return rows


def loaned(connection: Connection, key: str) -> str | None:
    """Return the claim with which a loaner is out."""
    row = connection.execute(
        "SELECT coalesce(k.number, k.id) FROM loan l JOIN claim k ON k.id = l.claim"
        " WHERE l.serial_key = ? AND l.back IS NULL LIMIT 1",
        (key,),
    ).fetchone()
    return row[0] if row else None


def loans(connection: Connection, skip: int, limit: int) -> list[Loan]:
    """Return the loaners that are out past the first `skip`, those given first leading."""
    rows = connection.execute(
        f"{_LOAN} WHERE l.back IS NULL ORDER BY l.given, l.claim, l.place LIMIT ? OFFSET ?", (limit, skip)
    )
    return [_loan(row) for row in rows]


def of_unit(connection: Connection, unit: str, key: str) -> list[Loan]:
    """Return the loaners that are out because of a unit, and the loan for which it is out itself."""
    rows = connection.execute(
        f"{_LOAN} WHERE l.back IS NULL AND (k.unit = ? OR l.serial_key = ?)"
        " ORDER BY l.given, l.claim, l.place",
        (unit, key),
    )
    return [_loan(row) for row in rows]


def _loan(row: tuple[str, ...]) -> Loan:
    serial, claim, given, condition, back, unit_id, unit, customer, phone, state = row
    return Loan(
        serial, claim, date.fromisoformat(given), condition, date.fromisoformat(back) if back else None,
        unit_id, unit, customer, phone, state,
    )  # fmt: skip


def grants(
    connection: Connection, since: str, until: str, after: tuple[str, str, int] | None, limit: int
) -> list[tuple[tuple[str, str, int], Grant]]:
    """Return a page of the goodwill of a period, the newest first, each with its key; both days included."""
    rows = connection.execute(
        "SELECT g.day, g.claim, g.place, g.amount, coalesce(k.number, k.id), u.serial,"
        " coalesce(p.name, g.who), g.role, g.reason FROM goodwill g JOIN claim k ON k.id = g.claim"
        " LEFT JOIN unit u ON u.id = g.unit LEFT JOIN person p ON p.id = g.who"
        " WHERE g.day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR (g.day, g.claim, g.place) < (?3, ?4, ?5))"
        " ORDER BY g.day DESC, g.claim DESC, g.place DESC LIMIT ?6",
        (since, until, *(after or (None, None, None)), limit),
    )
    return [
        ((day, claim, place), Grant(_day(day), amount, number, serial, who, role, reason))
        for day, claim, place, amount, number, serial, who, role, reason in rows
    ]


def _day(text: str) -> date | None:
    return None if text == FIRST else date.fromisoformat(text)


def spent(connection: Connection, since: str, until: str) -> int:
    """Return the minor units of goodwill of a period, both days included."""
    return int(
        connection.execute(
            "SELECT coalesce(sum(amount), 0) FROM goodwill WHERE day BETWEEN ? AND ?", (since, until)
        ).fetchone()[0]
    )
