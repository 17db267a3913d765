"""Which file is the desk, and opening it for one verb."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Unusable
from store.store import Store
from store.tables import connection
from store.wording import N_, say
from tui.plain import clean

if TYPE_CHECKING:
    from argparse import Namespace


def path_of(args: Namespace) -> Path:
    """Return the desk's file: ``--db``, else ``COUNTERPANE_DB``, else in the platform's data folder."""
    named = args.db or os.environ.get("COUNTERPANE_DB")
    if named:
        with suppress(RuntimeError):  # ~somebody who is not known here is a name like any other
            return Path(named).expanduser()
        return Path(named)
    from platformdirs import user_data_dir

    return Path(user_data_dir("counterpane", appauthor=False)) / "desk.db"


def open_store(args: Namespace, *, make: bool = False, quiet: bool = False) -> Store:
    """Open the desk; with `make`, found a new one where there is none, and say so unless `quiet`.

    Raises:
        Unusable: the file cannot be opened or made.
        NotFound: nobody here is called as ``--agent`` says.
    """
    path = path_of(args)
    try:
        fresh = not path.exists()
        store = Store.open(path, create=make, agent=args.agent)
    except OSError as error:
        sentence = say(
            N_("There is no desk at {path}, and none can be made there: {reason}."),
            path=str(path),
            reason=error.strerror or type(error).__name__,
        )
        raise Unusable("CANNOT_OPEN", sentence) from error
    if fresh and not quiet:
        print(clean(say(N_("A new desk was made at {path}."), path=str(path))), file=sys.stderr)
    return store


@contextmanager
def opened(args: Namespace, *, make: bool = False) -> Iterator[Store]:
    """Open the desk for one verb; only one that brings something in may `make` a new desk.

    Raises:
        Unusable: the file is busy, full or damaged.
    """
    store = open_store(args, make=make)
    try:
        yield store
    except connection.OperationalError as error:
        sentence = say(N_("The desk cannot be used now: {reason}."), reason=str(error))
        raise Unusable("STORE_BUSY", sentence) from error
    except connection.DatabaseError as error:
        if "malformed" not in str(error) and "not a database" not in str(error):
            raise
        sentence = say(N_("The desk's file is damaged: {reason}. Do not work on with it."), reason=str(error))
        raise Unusable("STORE_DAMAGED", sentence) from error
    finally:
        store.close()
