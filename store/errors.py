"""What the store refuses, and how it says so.

Every error carries a code for programs and one sentence for people: what was refused, which field,
why, and what would be accepted.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.wording import Sentence


class StoreError(Exception):
    """Something was refused; nothing was changed."""

    def __init__(
        self,
        code: str,
        sentence: Sentence | str,
        *,
        field: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Keep the `code` (upper case, stable), the sentence, the `field` at fault and its details."""
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.details = dict(details or {})

    def __str__(self) -> str:
        return str(self.sentence)


class Refused(StoreError):
    """A rule says no: the message names what would help."""


class NotFound(StoreError):
    """There is no such thing in this store."""


class Unreadable(StoreError):
    """A file or a value cannot be read as what it should be; wrong usage, exit status 2."""


class Unusable(StoreError):
    """The store itself cannot be opened: too new, damaged, not ours, or no permission."""


class Unread(Unusable):
    """What was asked for is done and saved, and only what came of it cannot be read: never do it again."""
