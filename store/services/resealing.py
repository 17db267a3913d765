"""The attached files of a desk whose key changes: written anew before the desk is, taken away after.

In between both forms lie side by side under names of their own, so that whichever key the desk is found under
after a kill, its files are there under that key. What is left of the other form goes when somebody next opens
the desk with a passphrase, and at the latest with the sweep.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Unusable
from store.exchange.attached import Folder
from store.tables import connection as connections
from store.tables import filing
from store.wording import N_, say

if TYPE_CHECKING:
    from sqlite3 import Connection


def prepare(store: Path, have: bytes | None, want: bytes | None) -> None:
    """Write the attached files of a store that is under the key `have` anew under `want` (None: plain).

    Raises:
        Unusable: there is no room for them; nothing has changed.
    """
    named = _names(store, have)
    try:
        Folder.beside(store, want).take_over(Folder.beside(store, have), named)
    except OSError as error:
        template = N_("The attached files cannot be written anew ({reason}); nothing was changed.")
        sentence = say(template, reason=error.strerror or type(error).__name__)
        raise Unusable("CANNOT_KEEP_FILES", sentence) from error


def finish(store: Path, have: bytes | None, want: bytes | None) -> None:
    """Take away the files of the key `have`, now that the store is under `want`.

    One that was attached between the two is written anew first. What cannot be is left for the next time.
    """
    named = _names(store, want)
    before, after = Folder.beside(store, have), Folder.beside(store, want)
    try:
        after.take_over(before, named)
        after.drop_taken_over(before, named)
    except OSError:
        return


def finish_cut_short(store: Path, connection: Connection, key: bytes) -> None:
    """Seal and take away what an encryption that was cut short has left in plain text."""
    folder = Folder.beside(store, key)
    plain = Folder.beside(store)
    named = names(connection)
    left = [stored for stored in named if plain.is_here(stored)]
    if left:
        try:
            folder.take_over(plain, left)
            folder.drop_taken_over(plain, left)
        except OSError:
            return


def names(connection: Connection) -> tuple[str, ...]:
    """Return the names of all copies that the claims of a store name."""
    found = (str(file.get("stored")) for _, _, file in filing.attached(connection))
    return tuple(dict.fromkeys(found))


def _names(store: Path, key: bytes | None) -> tuple[str, ...]:
    connection = connections.connect(store, key=key)
    try:
        return names(connection)
    finally:
        connection.close()
