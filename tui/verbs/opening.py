"""Which file is the desk, and opening it for one verb."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError, Unusable
from store.store import Store, now
from store.tables import admission, connection, failing, manifest, swap
from store.wording import N_, say
from tui.plain import clean

if TYPE_CHECKING:
    from argparse import Namespace

    from store.services.vault import Unlocked


NETWORK_DRIVE = "COUNTERPANE_NETWORK_DRIVE"
"""The variable that, set to 1, says what ``--network-drive`` says."""


def on_network(args: Namespace) -> bool:
    """Tell whether the desk is wanted on a network drive."""
    return bool(getattr(args, "network_drive", False)) or os.environ.get(NETWORK_DRIVE) == "1"


def path_of(args: Namespace) -> Path:
    """Return the desk's file: ``--db``, else ``COUNTERPANE_DB``, else in the platform's data folder."""
    named = args.db or os.environ.get("COUNTERPANE_DB")
    if named:
        with suppress(RuntimeError):  # ~somebody who is not known here is a name like any other
            return Path(named).expanduser()
        return Path(named)
    from platformdirs import user_data_dir

    return Path(user_data_dir("counterpane", appauthor=False)) / "desk.db"


def open_store(args: Namespace, *, make: bool = False, key: Unlocked | None = None) -> Store:
    """Open the desk; with `make`, found a new one where there is none.

    A desk that needs a passphrase is opened by the proof `key`, or asks for it.

    Raises:
        Unusable: the file cannot be opened or made.
        NotFound: nobody here is called as ``--agent`` says.
    """
    path = path_of(args)
    if key is not None:
        args.unlocked = key
    try:
        return _opened(args, path, make=make)
    except OSError as error:
        sentence = say(
            N_("There is no desk at {path}, and none can be made there: {reason}."),
            path=str(path),
            reason=error.strerror or type(error).__name__,
        )
        raise Unusable("CANNOT_OPEN", sentence) from error
    except UnicodeDecodeError as error:  # the engine quotes what it cannot read
        raise failing.damaged(error.reason) from error


def only_to_look(args: Namespace, path: Path) -> bool:
    """Tell whether nothing is to be written: that is asked for, or the file is a backup."""
    return bool(getattr(args, "read_only", False)) or manifest.is_backup(path)


def _opened(args: Namespace, path: Path, *, make: bool) -> Store:
    """Open the desk; if it is locked, with the passphrase of whoever is to work."""
    known: Unlocked | None = getattr(args, "unlocked", None)
    looking = args.read_only = only_to_look(args, path)
    network = on_network(args)
    try:
        if looking:
            return Store.look(path, agent=args.agent, key=known)
        return Store.open(path, create=make, agent=args.agent, key=known, network_drive=network)
    except Unusable as error:
        if error.code != "LOCKED" or known is not None:
            raise
    from tui.verbs.secret import enter, enter_copy

    if looking:
        return Store.look(path, key=enter_copy(args, path))
    from store.services.door import Door

    return Store.open(path, key=enter(args, Door(path, now)), network_drive=network)


def _meant(store: Store, error: Exception) -> StoreError | None:
    """Return what a person is told if the file is why a verb failed; None: the verb is at fault."""
    broken = isinstance(error, connection.DatabaseError)
    if store.key is not None and broken and "not a database" in str(error):
        return Unusable(
            "KEY_CHANGED", say(N_("The key of this desk was changed while it was open; open it again."))
        )
    meant = failing.worded(error) if broken else None
    if meant is not None:
        return meant
    reason = store.damage()
    return failing.damaged(reason) if reason is not None else None


@contextmanager
def opened(args: Namespace, *, make: bool = False, told: bool = True) -> Iterator[Store]:
    """Open the desk for one verb; only one that brings something in may `make` a new desk.

    What is to be said of the desk's safety is said on standard error, unless the verb tells it itself. A
    new desk into which nothing came, because all of it was refused, does not stay.

    Raises:
        Unusable: the file is busy, full or damaged.
    """
    path = path_of(args)
    fresh = make and not admission.is_there(path)
    store = open_store(args, make=make)
    founded = store.context.journal.count() if fresh else 0
    unused = False
    try:
        for notice in store.safety.notices() if told else ():
            print(f"counterpane: {clean(notice)}", file=sys.stderr)
        connection.note_saved(store.context.connection, saved=False)
        yield store
    except UnicodeEncodeError:  # what was typed, not what was read
        raise
    except Exception as error:
        meant = error if isinstance(error, StoreError) else _meant(store, error)
        unused = fresh and isinstance(error, StoreError) and store.context.journal.count() == founded
        meant = meant and (failing.after_saving(store.context.connection, meant) or meant)
        if meant is None or meant is error:
            raise
        raise meant from error
    finally:
        store.close()
        if unused:
            swap.discard(path)
        elif fresh:
            template = N_("A new desk was made at {path}, not encrypted: counterpane encrypt changes that.")
            print(clean(say(template, path=str(path))), file=sys.stderr)


@contextmanager
def rehearsed(args: Namespace) -> Iterator[Store]:
    """Open the desk for what keeps nothing; where there is none, an empty one that goes away.

    Raises:
        Unusable: as `opened`.
    """
    from tempfile import TemporaryDirectory

    if args.read_only or admission.is_there(path_of(args)):
        with opened(args) as store:
            yield store
        return
    with TemporaryDirectory(prefix="counterpane-rehearsal-") as folder:
        path = Path(folder) / "desk.db"
        with Store.open(path, create=True, agent=args.agent) as store:
            yield store
