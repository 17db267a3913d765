"""A connection that knows who watches over its file and what its open transaction adds to the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from sqlite3 import Connection as Engine
else:
    from sqlcipher3.dbapi2 import Connection as Engine

Moved = dict[str, tuple[int, bytes]]
"""By origin: sequence and hash of the last event."""


class Watch(Protocol):
    """Who watches over a file while it is written."""

    def before_writing(self) -> None:
        """Wait for our turn; refuse, if this file must not be written."""

    def before_commit(self) -> None:
        """Refuse, if what is about to be committed would not go where it should."""

    def after_commit(self, moved: Moved) -> None:
        """Make sure that what was committed can never be missing without a word."""

    def after_writing(self) -> None:
        """Let the next one write, whatever came of it."""

    def close(self) -> None:
        """Let go of the file."""


class Handle(Engine):
    """A connection to a store."""

    watch: Watch | None = None
    key: bytes | None = None
    """The key it was opened with, for another connection to the same file."""
    moved: Moved
    saved = False
    """Whether a transaction of the work at hand is in the file for certain, its anchor too."""

    def __init__(self, *arguments: object, **options: object) -> None:
        """Take what the engine takes."""
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.moved = {}

    def close(self) -> None:
        """Close the file, then let go of what was held for it."""
        super().close()
        if self.watch is not None:
            self.watch.close()
            self.watch = None


def handle(connection: Engine) -> Handle:
    """Return a connection by its own type: all of ours are opened as one."""
    return cast("Handle", connection)
