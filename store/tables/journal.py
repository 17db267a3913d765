"""The journal: append-only, chained by hash per origin, ordered by a hybrid logical clock.

An event is keyed by (origin, sequence). An origin is one incarnation of one desk. What the chain hashes
of a body is only its *seal*, an HMAC under a random salt kept beside the body: a body can be taken away
(erasure) and the chain still verifies. The clock is 48 bits of milliseconds and 16 of counter, always
later than every event of this origin and of the event's own subject, so that cause comes before effect
even where clocks disagree.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from store.errors import Unusable
from store.record import Record
from store.wording import N_, say

if TYPE_CHECKING:
    from sqlite3 import Connection

GENESIS = bytes(32)
NO_SALT = bytes(16)
"""Beside what is left of an erased body: nobody can try names against its seal."""
_COLUMNS = "e.origin, e.seq, e.hlc, e.agent, e.kind, e.subject, e.version, p.body"
_FROM = "FROM event e LEFT JOIN payload p ON p.origin = e.origin AND p.seq = e.seq"


class Event(Record):
    """One thing that happened, as recorded."""

    origin: str
    seq: int
    hlc: int
    agent: str
    """Id of the person."""
    kind: str
    """subject.verb: unit.set, claim.file, batch.units …"""
    subject: str
    """kind:id of what it happened to."""
    body: Mapping[str, object]
    version: int = 1

    @property
    def stamp(self) -> tuple[int, str]:
        """The event's place in the order of everything."""
        return (self.hlc, self.origin)

    @property
    def at(self) -> datetime:
        """The instant the hybrid clock showed, UTC."""
        return instant(self.hlc)


class Link(Record):
    """An event as it travels between desks: with salt and hashes."""

    event: Event
    text: str
    """The body as it was sealed, letter for letter."""
    salt: bytes
    prev: bytes
    hash: bytes
    sealed: bytes = b""
    """Of a body that was erased: the seal of what it was, since the text that is left does not make it."""

    @property
    def seal(self) -> bytes:
        """What the chain hashes of the body."""
        return self.sealed if self.sealed and self.salt == NO_SALT else seal(self.salt, self.text)


def instant(hlc: int) -> datetime:
    """Return the wall time in a hybrid logical clock value, UTC."""
    return datetime.fromtimestamp((hlc >> 16) / 1000, UTC)


def tick(now: datetime, *seen: int) -> int:
    """Return a clock value at `now`, later than every one in `seen`."""
    return max(int(now.timestamp() * 1000) << 16, *(value + 1 for value in seen), 1)


def canonical(body: Mapping[str, object]) -> str:
    """Write a body the one way that is sealed."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(salt: bytes, text: str) -> bytes:
    """Commit to a body without revealing it."""
    import hmac

    return hmac.digest(salt, text.encode(), "sha256")


def chain(event: Event, sealed: bytes, prev: bytes) -> bytes:
    """Return the hash that ties an event to the one before it."""
    head = "\x1f".join(
        (
            event.origin,
            str(event.seq),
            str(event.hlc),
            event.agent,
            event.kind,
            event.subject,
            str(event.version),
        )
    )
    import hashlib

    return hashlib.sha256(head.encode() + sealed + prev).digest()


def of_subject(connection: Connection, subject: str) -> list[Event]:
    """Return the events of one subject in their order."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} {_FROM} WHERE e.subject = ? ORDER BY e.hlc, e.origin, e.seq", (subject,)
    )
    return [_event(row) for row in rows]


def events_where(connection: Connection, condition: str, values: Sequence[object]) -> list[Event]:
    """Return the events for which a condition holds; ``e`` is the event."""
    return [_event(row) for row in connection.execute(f"SELECT {_COLUMNS} {_FROM} {condition}", values)]


def events_of(connection: Connection) -> Iterator[Event]:
    """Yield every event of a store in the order of everything."""
    rows = connection.execute(f"SELECT {_COLUMNS} {_FROM} ORDER BY e.hlc, e.origin, e.seq")
    return map(_event, rows)


class Journal:
    """Appends events of this desk and reads those of all."""

    def __init__(
        self,
        connection: Connection,
        clock: Callable[[], datetime],
        origin: str,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Write as `origin` at the time `clock` shows; salts are made of `entropy`."""
        self._connection = connection
        self._clock = clock
        self._entropy = entropy
        self.origin = origin

    def next_hlc(self, subject: str = "") -> int:
        """Return the clock value that an event written now gets."""
        return self._next(subject, self.head()[1])

    def _next(self, subject: str, own: int) -> int:
        query = "SELECT max(hlc) FROM event WHERE subject = ?"
        seen = self._connection.execute(query, (subject,)).fetchone()[0]
        return tick(self._clock(), own, seen or 0)

    def after_all(self) -> int:
        """Return a clock value that is later than every event here, of whatever origin."""
        last = self._connection.execute("SELECT max(hlc) FROM event").fetchone()[0]
        return tick(self._clock(), last or 0)

    def append(
        self, agent: str, kind: str, subject: str, body: Mapping[str, object], hlc: int | None = None
    ) -> Event:
        """Record an event; the caller holds the write lock, since before it asked for `hlc`."""
        last_seq, own, prev = self.head()
        if hlc is None:
            hlc = self._next(subject, own)
        event = Event(self.origin, last_seq + 1, hlc, agent, kind, subject, body, 1)
        text, salt = canonical(body), self._entropy(16)
        sealed = seal(salt, text)
        link = Link(event, text, salt, prev, chain(event, sealed, prev))
        self._write(link, sealed)
        self._read_back(link)
        return event

    def head(self) -> tuple[int, int, bytes]:
        """Return sequence, clock and hash of this origin's last event."""
        row = self._connection.execute(
            "SELECT seq, hlc, hash FROM event WHERE origin = ? ORDER BY seq DESC LIMIT 1", (self.origin,)
        ).fetchone()
        return row or (0, 0, GENESIS)

    def append_link(self, link: Link) -> bool:
        """Take an event of another desk; False if it is already here or comes before its turn.

        Raises:
            ValueError: its hash does not follow from its body and its predecessor.
        """
        event, sealed = link.event, link.seal
        if link.hash != chain(event, sealed, link.prev):
            raise ValueError(f"event {event.origin}:{event.seq} does not verify")
        newest = self._connection.execute(
            "SELECT coalesce(max(seq), 0) FROM event WHERE origin = ?", (event.origin,)
        ).fetchone()[0]
        if event.seq != newest + 1:
            return False
        self._write(link, sealed)
        return True

    def _write(self, link: Link, sealed: bytes) -> None:
        event = link.event
        self._connection.execute(
            "INSERT INTO event (origin, seq, hlc, agent, kind, subject, version, sealed, prev, hash)"
            " VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                event.origin, event.seq, event.hlc, event.agent, event.kind, event.subject, event.version,
                sealed, link.prev, link.hash,
            ),
        )  # fmt: skip
        self._connection.execute(
            "INSERT INTO payload (origin, seq, salt, body) VALUES (?,?,?,?)",
            (event.origin, event.seq, link.salt, link.text),
        )
        moved = getattr(self._connection, "moved", None)
        if moved is not None:
            moved[event.origin] = (event.seq, link.hash)
        # Here and nowhere else, so that no act can come into the journal and not into the inbox.
        from store.tables import notices

        notices.fold(self._connection, event)

    def _read_back(self, link: Link) -> None:
        """Read what was just written and verify it, while it can still be undone."""
        row = self._connection.execute(
            f"SELECT {_COLUMNS}, p.salt, e.prev, e.hash {_FROM} WHERE e.origin = ? AND e.seq = ?",
            (link.event.origin, link.event.seq),
        ).fetchone()
        *head, text, salt, prev, digest = row
        if digest != link.hash or digest != chain(bare([*head, text]), seal(salt, text), prev):
            raise Unusable(
                "NOT_AS_WRITTEN",
                say(
                    N_("What was written is not what the file gives back; nothing was saved. Check the disk.")
                ),
            )

    def all(self) -> Iterator[Event]:
        """Yield every event in the order of everything."""
        return events_of(self._connection)

    def newest(self, limit: int) -> list[Event]:
        """Return the latest events of all desks, newest first."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} {_FROM} ORDER BY e.hlc DESC, e.origin DESC, e.seq DESC LIMIT ?", (limit,)
        )
        return [_event(row) for row in rows]

    def links(self, origin: str, after: int = 0) -> Iterator[Link]:
        """Yield the events of `origin` past sequence `after`, ready to travel."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS}, p.salt, e.prev, e.hash, e.sealed {_FROM}"
            " WHERE e.origin = ? AND e.seq > ? ORDER BY e.seq",
            (origin, after),
        )
        for *event, salt, prev, digest, sealed in rows:
            yield Link(_event(event), event[7], salt, prev, digest, sealed if salt == NO_SALT else b"")

    def origins(self) -> list[str]:
        """Return every origin that has written here."""
        return [
            row[0] for row in self._connection.execute("SELECT DISTINCT origin FROM event ORDER BY origin")
        ]

    def count(self) -> int:
        """Return the number of events."""
        return int(self._connection.execute("SELECT count(*) FROM event").fetchone()[0])


def _event(row: Sequence[Any]) -> Event:
    origin, seq, hlc, agent, kind, subject, version, text = row
    try:
        body = json.loads(text) if text is not None else {}
    except ValueError:
        template = N_("The desk's file is damaged: event {place} cannot be read. Do not work on with it.")
        raise Unusable("STORE_DAMAGED", say(template, place=f"{origin}:{seq}")) from None
    return Event(origin, seq, hlc, agent, kind, subject, body, version)


def bare(row: Sequence[Any]) -> Event:
    """Read an event without its body, which the chain does not need."""
    return _event((*row[:7], None))
