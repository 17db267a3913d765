"""Attached files: copied before the event is written, listed with where they are, checked against it.

The copy is made outside the transaction, so that a slow stick never holds up the desk; inside it only a look
tells that the copy is still there. A claim therefore never names a file of this desk that is not on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from store.errors import Refused
from store.paths import typed_paths
from store.records import Attachment, Claim, Kept
from store.tables import filing
from store.wording import N_, say

if TYPE_CHECKING:
    from store.exchange.attached import Folder
    from store.services.context import Context

Taken = Mapping[str, object]
"""What the event says of a file: name, sha256, size, kind, stored."""


class Attachments:
    """The files of all claims of one store."""

    def __init__(self, context: Context, folder: Folder) -> None:
        """Keep them in `folder`."""
        self._context = context
        self._folder = folder

    def take(self, source: object) -> Taken:
        """Copy the file at a path safely to the disk and return what the event says of it.

        Raises:
            Refused: it is no file that can be attached; `field` is file.
        """
        if not isinstance(source, str | os.PathLike) or not str(source).strip():
            template = N_("attach needs file (the path of a photo or a document).")
            raise Refused("MISSING_FIELD", say(template), field="file", details={"missing": ["file"]})
        limit = cast(int, self._context.setting("attachment_limit"))
        found = self._folder.take(os.fspath(source), limit)
        return {name: getattr(found, name) for name in ("name", "sha256", "size", "kind", "stored")}

    def take_all(self, sources: object) -> list[Taken]:
        """Copy several files, given as a list of paths or as one text (see `typed_paths`); each content once.

        Raises:
            Refused: one of them cannot be attached; `field` is attach.
        """
        listed = typed_paths(sources) if isinstance(sources, str) else sources
        taken: dict[object, Taken] = {}
        try:
            for source in listed if isinstance(listed, Iterable) else ():
                one = self.take(source)
                taken.setdefault(one["sha256"], one)
        except Refused as refusal:
            raise Refused(
                refusal.code, refusal.sentence, field="attach", details=refusal.details
            ) from refusal
        return list(taken.values())

    def make_sure(self, taken: Taken) -> None:
        """Look, inside the transaction, that a copy is there.

        Raises:
            Refused: somebody has taken it away meanwhile.
        """
        if not self._folder.is_here(str(taken["stored"])):
            template = N_("The copy of {name} was taken away while it was attached; attach it again.")
            raise Refused("FILE_GONE", say(template, name=taken["name"]), field="file")

    def of(self, claim: Claim) -> tuple[Kept, ...]:
        """Return the files of a claim and where their copies are."""
        mine = {file["sha256"] for id_, origin, file in filing.attached(self._context.connection, claim.id)
                if origin == self._context.journal.origin}  # fmt: skip
        found = []
        for each in claim.attachments:
            fault = self._folder.fault(each.stored, each.sha256)
            state = "elsewhere" if fault == "missing" and each.sha256 not in mine else fault or "here"
            found.append(Kept(each, str(self._folder.where(each.stored)), state))
        return tuple(found)

    def read(self, file: Attachment) -> Iterator[bytes]:
        """Yield the bytes of an attached file, unsealed where need be; OSError if it is not here."""
        return self._folder.read(file.stored)

    def faults(self) -> Iterator[str]:
        """Yield, in words, what is missing or altered; copies that only another desk has are no fault."""
        seen: dict[tuple[str, str], str | None] = {}
        for claim, origin, file in filing.attached(self._context.connection):
            key = (str(file.get("stored")), str(file["sha256"]))
            if key not in seen:
                seen[key] = self._folder.fault(*key)
            if seen[key] is None or (seen[key] == "missing" and origin != self._context.journal.origin):
                continue
            template = _FAULTS[str(seen[key])]
            number = filing.number_of(self._context.connection, claim) or claim
            yield str(say(template, name=file.get("name") or key[0], number=number, stored=key[0]))

    def sweep(self) -> int:
        """Remove copies that no claim names and that are older than a day; return how many."""
        with self._context.deciding():
            named = {str(file.get("stored")) for _, _, file in filing.attached(self._context.connection)}
            return self._folder.sweep(named, self._context.clock().timestamp())


_FAULTS = {
    "missing": N_("attachment {name} of claim {number} is missing: there is no file {stored}"),
    "altered": N_("attachment {name} of claim {number} was altered: {stored} is not what was attached"),
}
