"""Attached files: copied before the event is written, listed with where they are, checked against it.

The copy is made outside the transaction, so that a slow stick never holds up the desk; inside it only a look
tells that the copy is still there. A claim therefore never names a file of this desk that is not on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from store.errors import NotFound, Refused
from store.exchange.own_files import desk_of
from store.paths import typed_paths
from store.records import Attachment, Claim, Kept
from store.rules.cards import no_card
from store.rules.roles import EXPORT
from store.services.claim_world import claim_id
from store.tables import filing
from store.wording import N_, say

if TYPE_CHECKING:
    from pathlib import Path

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
        no_card(os.path.basename(os.fspath(source)), "file")
        if (desk := desk_of(os.fspath(source))) is not None:
            template = N_("{path} belongs to the desk {desk} and cannot be attached.")
            raise Refused("DESK_FILE", say(template, path=str(source)[:80], desk=desk.name), field="file")
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
            found.append(Kept(each, str(self._folder.where(each.stored)), state, self._folder.sealed))
        return tuple(found)

    def read(self, file: Attachment) -> Iterator[bytes]:
        """Yield the bytes of an attached file, unsealed where need be; OSError if it is not here."""
        return self._folder.read(file.stored)

    def save(self, number: str, sha256: str, path: Path) -> Path:
        """Write a copy of an attached file, unsealed where need be, to a new file outside the desk.

        The copy is personal data that leaves the desk, so the journal says so, and the admin is told.

        Args:
            number: of the claim that the file is attached to.
            sha256: which of its files; the beginning is enough where only one fits.
            path: the file to make, for its owner's eyes only; a folder: the file's own name in it.

        Raises:
            NotFound: there is no such claim, or no such file of it.
            Refused: NOT_ALLOWED; NO_GOOD_COPY: it is not here, or not what was attached; FILE_EXISTS,
                BAD_NAME or CANNOT_WRITE.
        """
        from store.exchange.exporter import fresh, written
        from store.exchange.names import tame

        self._context.require(EXPORT, "personal data")
        id_ = claim_id(self._context.connection, number)
        file = self._named(id_, number, sha256)
        name = str(file.get("name") or "")
        target = path / tame(name) if path.is_dir() else path
        fresh(target)
        stored, whole = str(file.get("stored")), str(file["sha256"])
        fault = self._folder.fault(stored, whole)
        if fault is not None:
            raise Refused("NO_GOOD_COPY", say(_NO_COPY[fault], name=name), field="file")
        with written(target, force=False) as out:
            # Before anything leaves, the admin knows; the file's name is left out: it may name somebody.
            with self._context.deciding():
                body = {"kind": "attachment", "file": f"{whole[:12]}…", "claim": number}
                self._context.record("desk.export", f"export:claim:{id_}", body)
            out.writelines(self._folder.read(stored))
        return target

    def _named(self, claim: str, number: str, sha256: str) -> Mapping[str, object]:
        """Return what the claim's event says of its file that begins like `sha256`."""
        listed = filing.attached(self._context.connection, claim)
        found = {str(file["sha256"]): file for _, _, file in listed if sha256}
        fits = [file for whole, file in found.items() if whole.startswith(sha256.strip().casefold())]
        if len(fits) != 1:
            template = N_("No one file of claim {number} is called {name}.")
            raise NotFound("NO_SUCH_FILE", say(template, number=number, name=sha256[:40]), field="file")
        return fits[0]

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


_NO_COPY = {
    "missing": N_("The copy of {name} is not at this desk."),
    "altered": N_("The copy of {name} is not what was attached; it is not handed out."),
}
_FAULTS = {
    "missing": N_("attachment {name} of claim {number} is missing: there is no file {stored}"),
    "altered": N_("attachment {name} of claim {number} was altered: {stored} is not what was attached"),
}
