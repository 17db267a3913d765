"""What every service works with: the open store, its clock, its journal and who is at the desk.

Deciding, recording and folding happen inside one `BEGIN IMMEDIATE`, so what a decision was based on cannot
change before it is written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from store.ids import random_id
from store.records import Person
from store.rules.idle import LIMITS
from store.tables import connection as connections
from store.tables.journal import Event, Journal, instant

if TYPE_CHECKING:
    from sqlite3 import Connection

    from store.rules.roles import Grant

CLOCK_MAY_LAG_MS = 120_000
"""So far the clock may stand before the last event; more, and somebody has set it back."""
DEFAULTS: Mapping[str, object] = {
    "name": "",
    "timezone": None,
    "currency": "EUR",
    "language": None,
    "service_days": 5,
    "statutory_days": 45,
    "exchange_after_repairs": 2,
    "exchange_after_days": None,
    "repair_guarantee": "90d",
    "ask_again_days": 90,
    "limits": {"agent": 50_000},
    "goodwill_caps": {"per_repair": 100_000, "per_unit": 150_000},
    "labour_rate": 4_800,
    "goodwill_budget": None,
    "goodwill_period": "month",
    "attachment_limit": 20_000_000,
    "working_days": None,
    "holidays": [],
    "calendar": None,
    "throw_away": False,
    "paper_head": [],
    "lock_after": dict(LIMITS),
    "backup_days": 14,
    "keep_texts": None,
    "keep_files": None,
    "keep_refused": None,
}
"""Settings of a desk that has not chosen otherwise; money in minor units, labour_rate for an hour,
goodwill_budget for a goodwill_period: month, quarter or year; keep_texts, keep_files and keep_refused in days
after which what was written about a claim, its files, and refused tries may be erased; None: never.

`holidays` are the days on which the desk is closed by itself; those of its country are in `calendar` (see
`store.services.calendar`)."""


class Context:
    """One open store as the services see it."""

    def __init__(
        self,
        connection: Connection,
        clock: Callable[[], datetime],
        origin: str,
        agent: Person,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Work as `agent` on `connection`.

        Args:
            connection: the open store.
            clock: tells the instant, in UTC.
            origin: who this desk is in the journal.
            agent: the person at the desk.
            entropy: gives so many random bytes; ids and salts are made of them.
        """
        self.connection = connection
        self.clock = clock
        self.agent = agent
        self.entropy = entropy
        self.journal = Journal(connection, clock, origin, entropy)
        self._settings: dict[str, object] = dict(DEFAULTS)
        self._settings_at = -1
        self._settings_text: list[tuple[str, str]] = []
        self._agent_at = -1

    def random_id(self) -> str:
        """Return a new id for what has no nature of its own."""
        return random_id(self.entropy)

    def today(self) -> date:
        """Return the local day at the site."""
        return self.day_of(self.clock())

    def day_of(self, instant: datetime) -> date:
        """Return the local day at the site of an instant."""
        return self.local_time(instant).date()

    def local_time(self, instant: datetime) -> datetime:
        """Return an instant with the time of day at the site."""
        name = self.setting("timezone")
        if name is None:
            return instant.astimezone()
        from zoneinfo import ZoneInfo

        return instant.astimezone(ZoneInfo(str(name)))

    def setting(self, name: str) -> object:
        """Return a setting, or its default."""
        return self.settings()[name]

    def settings(self) -> Mapping[str, object]:
        """Return every setting, or its default."""
        version = self.version()
        if version != self._settings_at:
            from store.tables import registers

            text = registers.setting_texts(self.connection)
            if text != self._settings_text:
                self._settings = {**DEFAULTS, **{key: json.loads(value) for key, value in text}}
                self._settings_text = text
            self._settings_at = version
        return self._settings

    def version(self) -> int:
        """Return a number that changes when anything in the store may have."""
        # Other connections move data_version, our own writes total_changes.
        other = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return int(other) + (self.connection.total_changes << 32)

    def who(self) -> Person:
        """Return the person at the desk as the store knows them now: a role may be changed at any time."""
        version = int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        if version != self._agent_at:
            self.refresh()
            self._agent_at = version
        return self.agent

    def refresh(self) -> None:
        """Read anew who is at the desk: what they may was changed here."""
        row = self.connection.execute(
            "SELECT name, role, coalesce(active, 1) FROM person WHERE id = ?", (self.agent.id,)
        ).fetchone()
        if row is not None:
            self.agent = Person(self.agent.id, row[0], row[1], bool(row[2]))

    def grant(self, right: str, thing: str) -> Grant | None:
        """Return what the person at the desk may; None: nothing.

        The admin stands in for every role: of a desk where one person is all, nothing could be done else.
        """
        from store.rules import roles

        role = self.who().role
        found = roles.grant(role, right, thing)
        if found is None and role == "admin":
            grants = (roles.grant(other, right, thing) for other in roles.PEOPLE)
            found = next((each for each in grants if each is not None), None)
        return found

    def require(self, right: str, thing: str) -> Grant:
        """Return what the person at the desk may.

        Raises:
            Refused: REVOKED or NOT_ALLOWED, with the roles that may.
        """
        found = self.grant(right, thing)
        if found is not None and self.agent.active:
            return found
        from store.rules import roles
        from store.rules.claim_world import Actor

        return roles.require(Actor(self.agent.name, self.agent.role, self.agent.active), right, thing)

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """Hold the write lock for one use case; nest freely."""
        if self.connection.in_transaction:
            yield
            return
        with connections.writing(self.connection):
            self._look_at_clock()
            yield

    def _look_at_clock(self) -> None:
        """Write it down, once, if the clock was set back: nothing is dated before what came before it."""
        last = self.journal.head()[1]
        behind = (last >> 16) - int(self.clock().timestamp() * 1000)
        if behind <= CLOCK_MAY_LAG_MS or abs((last >> 16) - int(self.local("clock_back") or 0)) < 1000:
            return
        body = {"now": self.clock().isoformat(), "last": instant(last).isoformat()}
        event = self.journal.append(self.agent.id, "desk.clock_back", "desk:clock", body)
        self.keep_local("clock_back", str(event.hlc >> 16))

    def keep_local(self, key: str, value: str) -> None:
        """Keep something only this file knows; the caller holds the write lock."""
        self.connection.execute("INSERT OR REPLACE INTO local (key, value) VALUES (?, ?)", (key, value))

    def become(self, origin: str, kind: str, subject: str, body: Mapping[str, object]) -> Event:
        """Write the journal under another name from now on: another incarnation of this desk.

        Its first event says why. It is dated after all that is here, whatever the clock shows.
        """
        from store.tables import fold

        self.keep_local("origin", origin)
        self.journal.origin = origin
        event = self.journal.append(self.agent.id, kind, subject, body, self.journal.after_all())
        fold.apply(self.connection, event)
        return event

    def record(self, kind: str, subject: str, body: Mapping[str, object]) -> Event:
        """Write an event and fold it into the tables."""
        from store.tables import fold

        event = self.journal.append(self.agent.id, kind, subject, body)
        fold.apply(self.connection, event)
        return event

    def assign(self, table: str, id_: str, fields: Mapping[str, object], key: Mapping[str, object]) -> Event:
        """Record new values for some fields of a register; `key` are those that name the thing."""
        return self.record(f"{table}.set", f"{table}:{id_}", {"fields": dict(fields), "key": dict(key)})

    def local(self, key: str) -> str | None:
        """Return something only this file knows."""
        row = self.connection.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_json(value: object) -> str:
    """Write a value as it stands in a JSON column."""
    return _ENCODER.encode(value)
