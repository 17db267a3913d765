"""Finding units for what somebody typed or scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.clean import clean
from store.records import Found, Hit
from store.rules.scans import read_scan
from store.rules.serials import look_alikes, serial_key
from store.services import veil
from store.services.permits import sees
from store.tables import connection as connections
from store.tables import units

if TYPE_CHECKING:
    from store.services.context import Context

LONGEST_QUERY = 4000
"""Characters; no code that a scanner sends is longer."""
FEWEST_FOR_SUFFIX = 3
FEWEST_FOR_ALIKE = 5
MOST_ALIKE = 3


class Finding:
    """Looks units up by serial, claim, loaner, name and phone."""

    def __init__(self, context: Context) -> None:
        """Read through `context`."""
        self._context = context

    @sees("look-up")
    def count(self) -> int:
        """Return how many units there are."""
        return units.count(self._context.connection)

    @sees("look-up")
    def find(self, text: str, limit: int = 20) -> Found:
        """Find units for what somebody typed or scanned, best first, without their cover."""
        wanted, serial = _wanted(text)
        if not wanted:
            return Found(text)
        connection = self._context.connection
        with connections.reading(connection):
            key = serial_key(serial)
            hits, total = units.beginning(connection, key, limit) if key else ([], 0)
            if len(hits) < limit:
                hits += self._further(wanted, key, limit - len(hits), {hit.unit_id for hit in hits})
            shown = veil.hits(self._context, hits)
            alike = () if hits or len(key) < FEWEST_FOR_ALIKE else self._alike(key)
        return Found(text, shown, max(total, len(hits)), total >= units.COUNTED, alike)

    @sees("look-up")
    def exact(self, serial: str) -> list[str]:
        """Return the ids of the units with exactly this serial, whatever its spelling."""
        key = serial_key(_wanted(serial)[1])
        return units.by_key(self._context.connection, key) if key else []

    def _further(self, wanted: str, key: str, room: int, seen: set[str]) -> list[Hit]:
        connection = self._context.connection
        found: list[Hit] = []
        if len(key) >= FEWEST_FOR_SUFFIX:
            found += units.ending(connection, key, room)
            found += units.by_loaner(connection, key, room)
        if "-" in wanted and wanted[-1].isdigit():
            found += units.by_claim(connection, wanted, room)
        # Digits amid letters are a piece of a serial or a claim number, never of a phone.
        lettered = any(character.isalpha() for character in wanted)
        personal = (units.by_name if lettered else units.by_phone)(connection, wanted, room)
        found += self._findable(personal)
        unique = {hit.unit_id: hit for hit in found if hit.unit_id not in seen}
        return list(unique.values())[:room]

    def _findable(self, personal: list[Hit]) -> list[Hit]:
        """Leave out those found by a name or a phone that the person at the desk is not to know."""
        far = veil.reach(self._context)
        if far == veil.ALL:
            return personal
        return [hit for hit in personal if far == veil.JOBS and veil.job(self._context, hit)]

    def _alike(self, key: str) -> tuple[str, ...]:
        connection = self._context.connection
        alike: list[str] = []
        for other in look_alikes(key):
            for id_ in units.by_key(connection, other):
                found = units.get(connection, id_)
                if found and found[0].serial not in alike:
                    alike.append(found[0].serial)
            if len(alike) >= MOST_ALIKE:
                break
        return tuple(alike)


def _wanted(text: str) -> tuple[str, str]:
    """Return what is looked for, as names are kept, and the serial in it; nothing if it is too long."""
    if len(text) > LONGEST_QUERY:
        return "", ""
    text = text.strip()
    # A code is read before it is cleaned: its parts may be parted by control characters.
    serial = read_scan(text).serial or text
    return clean(text, limit=LONGEST_QUERY), clean(serial, limit=LONGEST_QUERY)
