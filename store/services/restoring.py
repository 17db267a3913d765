"""Restoring a backup: verified first, the desk that was there moved aside, nothing ever overwritten.

What comes out of a backup is not the desk that was backed up but another incarnation of it: it gets a new
origin for its journal, so that no sequence is ever written twice with different content, and an event that
says where it came from and who has done it (see `store.services.warrant`). A drill does all of it in a folder
that goes away, and says how long it took.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from store.errors import Refused, StoreError, Unusable
from store.exchange import attached_copies
from store.founding import TO_ERASE, TO_SEAL, last_agent
from store.record import Record
from store.services import carried, warrant
from store.services.context import Context
from store.services.safety import new_origin
from store.services.vault import Unlocked
from store.services.warrant import Warrant
from store.store import Store, now
from store.tables import ciphertext, copying, ends, slots, swap, view
from store.tables import connection as connections
from store.tables import manifest as manifests
from store.tables.manifest import Copy
from store.tables.mark import Heads
from store.tables.swap import RESTORING
from store.wording import N_, say

NOT_CARRIED_OVER = ("store", "backup", "backup_folder", "network_drive")
"""Of the table ``local``: what belongs to the file that was copied, not to the copy."""


class Restored(Record):
    """What came of restoring a backup."""

    backup: Copy
    path: Path
    aside: Path | None
    """Where the desk is now that was there before; None: there was none."""
    newer: int | None
    """Events of the desk before that are not in the backup; None: they could not be counted."""
    origin: str
    seconds: float
    with_manifest: bool
    by: str = ""
    """Name of who restored it."""
    kept: carried.Kept = carried.Kept()
    """Whom the desk before had let go or given another role."""


class Drill(Record):
    """What came of a drill: how long each part took, in seconds."""

    backup: Copy
    verify: float
    restore: float
    open: float
    units: int
    claims: int


def sealed(file: Path, desk: Path) -> bool:
    """Tell whether the backup in `file` opens with a passphrase; its slots may be those of the `desk`.

    Raises:
        Refused: NOT_A_BACKUP; it is neither a database nor whole encrypted pages.
        Unusable: SLOTS_MISSING; its file of keys is gone.
    """
    if not connections.encrypted(file):
        return False
    slotted = [any(True for _ in slots.candidates(each)) for each in (file, desk)]
    lost = None if any(slotted) else ciphertext.without_keys(file)
    if lost is not None:
        raise lost
    described = file.with_name(file.name + manifests.MANIFEST).exists()
    whole = file.stat().st_size % ciphertext.PAGE == 0
    if slotted[0] or described or (slotted[1] and whole):
        return any(slotted)
    raise Refused("NOT_A_BACKUP", say(N_("{file} is no Counterpane backup."), file=str(file)), field="file")


def inspect(file: Path, key: bytes | None = None) -> tuple[Copy, bool]:
    """Verify a backup in full; return what it holds, and whether it had a manifest.

    Raises:
        Unusable: it is damaged, or not what its manifest says.
        Refused: it is no backup, but a desk at work.
    """
    file = Path(os.path.abspath(file))
    if not file.is_file():
        raise Unusable("NO_BACKUP", say(N_("There is no backup at {file}."), file=str(file)), details={})
    log = file.with_name(file.name + "-wal")
    if log.exists() and log.stat().st_size:
        template = N_("{file} has a log beside it: it is a desk at work, no backup. Use counterpane backup.")
        raise Refused("NOT_A_BACKUP", say(template, file=str(file)), field="file")
    manifest = manifests.read(file)
    digest, size = copying.digest_of(file), file.stat().st_size
    if manifest is not None and (manifest.sha256, manifest.size) != (digest, size):
        template = N_("{file} is not the file that its manifest describes: it was changed or damaged.")
        raise Unusable("BACKUP_CHANGED", say(template, file=str(file)))
    schema, heads, counts = copying.verified(file, manifest.heads if manifest else {}, key=key)
    _verify_files(file, key)
    if manifest is None:
        return Copy(file, digest, size, "", "", schema, heads, counts), False
    if dict(counts) != dict(manifest.counts):
        template = N_("{file} does not hold what its manifest says.")
        raise Unusable("BACKUP_CHANGED", say(template, file=str(file)))
    return manifest, True


def _verify_files(file: Path, key: bytes | None) -> None:
    connection = connections.open_file(file, "ro", key=key, immutable=True)
    try:
        altered = next(attached_copies.faults(connection, file), None)
    finally:
        connection.close()
    if altered is not None:
        template = N_("The attached file {name} beside {file} was changed or damaged.")
        raise Unusable("BACKUP_CHANGED", say(template, name=altered, file=str(file)))


def restore(
    file: Path,
    path: Path,
    clock: Callable[[], datetime] = now,
    proof: Unlocked | None = None,
    *,
    copy: Unlocked | None = None,
    agent: str | None = None,
    plain: bool = False,
) -> Restored:
    """Put the backup in `file` in the place of the desk at `path`.

    Args:
        file: the backup.
        path: of the desk.
        clock: tells the instant, UTC.
        proof: what the door has given that decides who may; see `store.services.warrant`.
        copy: what opens the backup, where `proof` does not.
        agent: name or id of who acts, where no passphrase is needed; None: who worked there last.
        plain: a plain backup may take the place of an encrypted desk.

    Raises:
        Refused: NOT_ALLOWED or REVOKED, whoever acts is no admin; WOULD_BE_PLAIN.
        Unusable: the backup is not good, or somebody has the desk open; nothing was changed.
    """
    start = time.perf_counter()
    path = Path(os.path.abspath(path))
    warrant.refuse_plain(file, path, plain=plain)
    opener = (copy or proof) if connections.encrypted(file) else None
    key = opener.key if opener else None
    backup, with_manifest = inspect(file, key)
    by = warrant.warrant(path, backup.file, key, proof, agent)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    swap.finish(path)
    held = swap.alone(path)
    new = path.with_name(path.name + RESTORING)
    try:
        stamp = clock()
        there = any(path.with_name(path.name + suffix).exists() for suffix in swap.PARTS)
        aside = path.with_name(f"{path.stem}.replaced-{stamp:%Y%m%dT%H%M%S%f}Z{path.suffix}")
        newer = _newer(path, backup.heads, proof.key if proof else None)
        _remove(new)
        origin, kept = _prepare(backup, new, clock, aside.name if there else None, path, key, by)
        swap.swap(path, new, aside)
    except OSError as error:
        template = N_("The backup cannot be restored: {reason}. The desk is as it was.")
        reason = error.strerror or type(error).__name__
        raise Unusable("RESTORE_FAILED", say(template, reason=reason)) from error
    finally:
        _remove(new)
        held.close()
    if key is not None or kept.revoked or _erased(path, by):
        carried.settle(path, clock, by, key)
    aside_now = aside if there else None
    seconds = round(time.perf_counter() - start, 3)
    return Restored(backup, path, aside_now, newer, origin, seconds, with_manifest, by.person.name, kept)


def _erased(before: Path | None, by: Warrant) -> list[str]:
    """Return the ids of those whom the desk that stood there had erased."""
    from store.services.privacy import listed

    return list(dict.fromkeys((*by.erased, *(listed(before) if before else ()))))


def drill(file: Path, clock: Callable[[], datetime] = now, proof: Unlocked | None = None) -> Drill:
    """Restore a backup into a folder that goes away, open it, look things up, and say how long it took."""
    with tempfile.TemporaryDirectory(prefix="counterpane-drill-") as name:
        path = Path(name) / "desk.db"
        start = time.perf_counter()
        backup, _ = inspect(file, proof.key if proof else None)
        verified = time.perf_counter()
        _prepare(backup, path, clock, None, None, proof.key if proof else None, None)
        restored = time.perf_counter()
        with Store.look(path, clock=clock, key=proof or _anybody(path)) as store:
            units, claims = store.units.count(), len(store.claims.queue("all").lines)
            problems = store.check(deep=False)
        if problems:
            template = N_("The backup was restored, and then this was found: {what}.")
            raise Unusable("DRILL_FAILED", say(template, what=problems[0]))
        opened = time.perf_counter()
    return Drill(
        backup,
        round(verified - start, 3),
        round(restored - verified, 3),
        round(opened - restored, 3),
        units,
        claims,
    )


def _prepare(
    backup: Copy,
    new: Path,
    clock: Callable[[], datetime],
    aside: str | None,
    before: Path | None,
    key: bytes | None,
    by: Warrant | None,
) -> tuple[str, carried.Kept]:
    """Copy a backup to `new`, make it another incarnation of its desk; return its origin, and who lost what.

    Attached files come from beside the backup, or from the desk that was there `before`. What `by` restores
    is written down as theirs; None: it is a drill.
    """
    number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as out, backup.file.open("rb") as source:
        shutil.copyfileobj(source, out, copying.CHUNK)
    carried.give_slots(backup.file, new, before)
    connection = connections.connect(new, key=key)
    kept = carried.Kept()
    try:
        was = connection.execute("SELECT value FROM local WHERE key = 'origin'").fetchone()[0]
        context = Context(connection, clock, was, by.person if by else last_agent(connection))
        with context.deciding():
            marks = ", ".join("?" for _ in NOT_CARRIED_OVER)
            connection.execute(f"DELETE FROM local WHERE key IN ({marks})", NOT_CARRIED_OVER)
            body = {
                "file": backup.file.name, "sha256": backup.sha256, "made_at": backup.made_at,
                "origin": was, "events": backup.events, "aside": aside,
            }  # fmt: skip
            context.become(new_origin(context), "desk.restore", "desk:restore", body)
            if by is not None:
                kept = carried.people(context, by, carried.ways_in(new, key))
                # Done when the desk is opened: a restore may be cut off at any point after this.
                context.keep_local(TO_ERASE, json.dumps(_erased(before, by)))
                context.keep_local(TO_SEAL, "yes" if key is not None else "")
            if key is None and before is not None and warrant.was_encrypted(before):
                context.record("desk.decrypt", "desk:encryption", {})
        sources = [attached_copies.folder_of(place) for place in (backup.file, before) if place is not None]
        attached_copies.gather(connection, sources, new)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return context.journal.origin, kept
    finally:
        connection.close()
        copying.sync(new)


def _newer(path: Path, heads: Heads, key: bytes | None) -> int | None:
    """Count the events of the desk at `path` that are not in a backup with these heads; None: no one can."""
    if not path.exists():
        return 0
    try:
        connection = view.connect(path, key if connections.encrypted(path) else None)
    except (StoreError, OSError):
        return None
    try:
        now_there = ends.all_of(connection)
    except connections.DatabaseError:
        return None
    finally:
        connection.close()
    return sum(max(0, seq - heads.get(origin, (0, ""))[0]) for origin, (seq, _) in now_there.items())


def _anybody(path: Path) -> Unlocked:
    """Return a proof for a drill at a plain desk, at which nothing is shown and nothing written."""
    connection = connections.open_file(path, "ro", immutable=True)
    try:
        return Unlocked(last_agent(connection).id)
    finally:
        connection.close()


def _remove(new: Path) -> None:
    attached_copies.drop(new)
    for suffix in ("", "-wal", "-shm", "-anchor", "-lock", ".keys"):
        new.with_name(new.name + suffix).unlink(missing_ok=True)
