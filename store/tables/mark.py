"""What an anchor says, and how it is written: a line of JSON, a checksum behind it, blanks to the slot's end.

With a key the checksum is an HMAC, and nobody without the key makes a mark that fits a rewritten journal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

from store.record import Record

SLOT = 512
"""Bytes of a slot: a sector, so that it is written whole or not at all on most disks."""
MAGIC = "counterpane-anchor-1"
DIGITS = 24
"""Hexadecimal digits of a hash that are kept: 96 bits, beyond any search for a second text."""
Heads = Mapping[str, tuple[int, str]]
"""By origin: sequence and the first `DIGITS` of the hash of an event, what moved last first."""


class Mark(Record):
    """What one slot says."""

    store: str
    """Id of the store."""
    count: int
    """How often the anchor was written."""
    heads: Heads

    def raised(self, moved: Heads, own: str) -> Mark | None:
        """Return the next mark, with every head at the larger sequence; None if nothing moved on."""
        ahead = {
            origin: head for origin, head in moved.items() if head[0] > self.heads.get(origin, (0, ""))[0]
        }
        if not ahead:
            return None
        return Mark(self.store, self.count + 1, fitting({**ahead, **_without(self.heads, ahead)}, own))


def short(digest: bytes) -> str:
    """Return the digits of a hash that an anchor keeps."""
    return digest.hex()[:DIGITS]


def merged(one: Heads, other: Heads) -> Heads:
    """Return the heads of both, each at the larger sequence; those of `one` first."""
    found = dict(one)
    for origin, head in other.items():
        if head[0] > found.get(origin, (0, ""))[0]:
            found[origin] = head
    return found


def sealed(mark: Mark, key: bytes) -> bytes:
    """Write a mark, in as many slots as it takes."""
    text = _text(mark)
    line = text + b" " + _code(text, key).encode()
    slots = -(-(len(line) + 1) // SLOT)
    return line.ljust(slots * SLOT - 1) + b"\n"


def unsealed(data: bytes, key: bytes) -> Mark | None:
    """Read a mark back; None: there is none, or it does not fit its checksum."""
    text, _, code = data.rstrip().rpartition(b" ")
    if not data or len(data) % SLOT or not hmac.compare_digest(code, _code(text, key).encode()):
        return None
    try:
        magic, store, count, *heads = json.loads(text)
        known = {str(origin): (int(seq), str(digits)) for origin, seq, digits in heads}
        return Mark(store, int(count), known) if magic == MAGIC else None
    except (ValueError, TypeError):
        return None


def fitting(heads: Heads, own: str, room: int = SLOT) -> Heads:
    """Return as many heads as there is room for, in bytes: our own, then those that moved last."""
    room -= DIGITS + 2
    if len(heads) < 6 and len(_text(Mark("0" * 32, 10**12, heads))) <= room:
        return heads
    kept = {own: heads[own]} if own in heads else {}
    taken = len(_text(Mark("0" * 32, 10**12, kept)))
    for origin, head in heads.items():
        if origin in kept:
            continue
        taken += len(json.dumps([origin, *head], separators=(",", ":"))) + 1
        if taken > room:
            break
        kept[origin] = head
    return kept


def _text(mark: Mark) -> bytes:
    heads = [[origin, seq, digits] for origin, (seq, digits) in mark.heads.items()]
    return json.dumps([MAGIC, mark.store, mark.count, *heads], separators=(",", ":")).encode()


def _code(text: bytes, key: bytes) -> str:
    digest = hmac.digest(key, text, "sha256") if key else hashlib.sha256(text).digest()
    return short(digest)


def _without(heads: Heads, others: Heads) -> Heads:
    return {origin: head for origin, head in heads.items() if origin not in others}
