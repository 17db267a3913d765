"""Opening the one file: the engine, its pragmas, its transactions.

The engine is `sqlcipher3`: one current SQLite on every platform, which can encrypt. SQLite before
3.51.3 can corrupt a WAL file that two processes write and checkpoint at once, so it is refused.

Eight programs may open a fresh file in the same moment. What stands up to that: switch to WAL with a
bounded retry (SQLITE_BUSY there skips the busy handler), then migrate inside ``BEGIN IMMEDIATE``, then
turn foreign keys on. sqlite-utils is loaded only when there is something to migrate; it costs more than
opening the file.

Every database file is opened by `open_file`, whoever wants it and for what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as engine

from store.errors import Unusable
from store.tables import admission, failing, guards
from store.tables.handle import Handle, handle
from store.wording import N_, say

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

OLDEST_ENGINE = (3, 51, 3)
SHAPE = "shape"
"""In the table ``local``: the digest of tables and triggers after the last migration."""
KEY_BYTES = 32
BUSY_MS = 15_000
WAL_TRIES = 400
IMPORT_CACHE_KB = 65_536

DatabaseError: type[Exception] = engine.DatabaseError
OperationalError: type[Exception] = engine.OperationalError

# Without this the engine looks for a protocol on every None it binds: 3 µs each, more than the rest of a row.
engine.register_adapter(type(None), lambda nothing: nothing)


def connect(path: Path, *, create: bool = False, key: bytes | None = None) -> Connection:
    """Open the store at `path`, bringing it to the newest schema.

    Args:
        path: the store.
        create: make the file if it is not there.
        key: 32 bytes, where the file is encrypted or is to be made so; None: it is plain.

    Raises:
        Unusable: there is no such file and `create` is false; the file is not a store, is newer than
            this program, has lost all its bytes, cannot be read, or is encrypted and `key` is not its key.
    """
    if engine.sqlite_version_info < OLDEST_ENGINE:
        raise Unusable(
            "ENGINE_TOO_OLD",
            say(
                N_("SQLite {have} can damage a store that two programs write; {need} or newer is needed."),
                have=engine.sqlite_version,
                need=".".join(map(str, OLDEST_ENGINE)),
            ),
        )
    admission.find(path, create=create)
    connection = None
    try:
        connection = open_file(path, "rwc" if create else "rw", key=key)
        _prepare(connection)
        guards.forbid(connection)
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, DatabaseError):
            raise admission.unusable(path, error) from error
        raise
    return connection


def maintenance(path: Path, key: bytes | None = None) -> Connection:
    """Open a store to copy it, mend its guards or write it anew: without guards, and without migrating."""
    connection = open_file(path, "rw", key=key)
    admission.newest_allowed(connection)
    return connection


def not_to_last(connection: Connection) -> None:
    """Wait for no disk any more: what is written from here on is thrown away anyway."""
    connection.set_authorizer(None)
    connection.execute("PRAGMA synchronous = OFF")
    guards.forbid(connection)
    watch = getattr(connection, "watch", None)
    if watch is not None:
        watch.close()
        handle(connection).watch = None


def file_of(connection: Connection) -> str:
    """Return the file behind a connection; empty for a store in memory."""
    return str(connection.execute("PRAGMA database_list").fetchone()[2] or "")


def encrypted(path: Path) -> bool:
    """Tell whether the file at `path` is there, has something in it, and is no plain database.

    The engine is asked. Were the file opened and closed here, the operating system would drop every lock that
    this process has on it, and another program that ends would take the log away from under an open desk.
    """
    try:
        if not path.is_file():
            return False
        with closing(open_file(path, "ro", immutable=True)) as connection:
            connection.execute("PRAGMA schema_version")
    except ValueError:  # a name with a zero in it is the name of no file
        return False
    except DatabaseError as error:
        # A plain file that is cut short, or whose log is being written back now, is said to be malformed.
        return "not a database" in str(error)
    return False


def give_key(connection: Connection, key: bytes, deed: str = "key") -> None:
    """Tell the engine the key of the file (``key``), or have everything written anew under it (``rekey``)."""
    # A key cannot be bound; as hexadecimal digits it can hold nothing but itself.
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    connection.execute(f"PRAGMA {deed} = \"x'{key.hex()}'\"")


def open_file(path: Path, mode: str, *, key: bytes | None = None, immutable: bool = False) -> Connection:
    """Open a database file, and do nothing to it yet.

    Args:
        path: the file.
        mode: ``rwc`` makes it if it is not there, ``rw`` writes, ``ro`` reads.
        key: of an encrypted file; None: it is plain.
        immutable: nobody writes it now, so neither locks nor a log are needed: a copy, or a read-only disk.
    """
    connection: Connection = engine.connect(
        f"{_uri(path)}?mode={mode}{'&immutable=1' if immutable else ''}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=500,
        factory=Handle,
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        handle(connection).key = key
        give_key(connection, key)
        # What is sorted must not lie in a file of its own in plain text; `at_length` heeds this.
        connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return connection


def _uri(path: Path) -> str:
    """Write a path as a URI, the way SQLite wants it: ``:memory:`` is a file like any other."""
    name = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{name}" if name.startswith("/") else f"file:{name}"


def _prepare(connection: Connection) -> None:
    version = admission.newest_allowed(connection)
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    if version < admission.SCHEMA:
        migrate(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA trusted_schema = OFF")


def _switch_to_wal(connection: Connection) -> None:
    import time

    for attempt in range(WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except OperationalError:
            if attempt == WAL_TRIES - 1:
                raise
            time.sleep(0.005 + 0.0005 * (attempt % 20))


def migrate(connection: Connection) -> None:
    """Bring what is behind a connection to the newest schema."""
    from store.tables import migrations

    migrations.apply(connection)


def note_saved(connection: Connection, *, saved: bool) -> None:
    """Keep whether something of what was asked for is in the file for certain; see `failing.after_saving`.

    Whoever begins a piece of work clears it, and so does each transaction: what fails in a second one was not
    saved by the first.
    """
    handle(connection).saved = saved


@contextmanager
def writing(connection: Connection) -> Iterator[Connection]:
    """Hold the write lock from the first read to the commit; roll back on any error.

    Raises:
        Unusable: nothing was saved (STORE_BUSY, DISK_FULL …), or it is not certain (IO_ERROR, NOT_CERTAIN).
    """
    note_saved(connection, saved=False)
    watch = getattr(connection, "watch", None)
    if watch is None:
        with _transaction(connection):
            yield connection
        note_saved(connection, saved=True)
        return
    watch.before_writing()
    try:
        with _transaction(connection, watch.before_commit):
            yield connection
        watch.after_commit(handle(connection).moved)
        note_saved(connection, saved=True)
    finally:
        watch.after_writing()


@contextmanager
def _transaction(connection: Connection, last: Callable[[], object] = bool) -> Iterator[None]:
    """Begin, and commit after what is to be done `last`; roll back on any error, and say what it means."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            getattr(connection, "moved", {}).clear()
            yield
            last()
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except DatabaseError as error:
        told = failing.worded(error)
        if told is None:
            raise
        raise told from error


@contextmanager
def at_length(connection: Connection) -> Iterator[None]:
    """Keep more pages in memory while much is written, and what is sorted in a file."""
    if connection.in_transaction:
        yield
        return
    before = connection.execute("PRAGMA cache_size").fetchone()[0]
    secret = connection.execute("PRAGMA temp_store").fetchone()[0] != 0
    connection.execute(f"PRAGMA cache_size = -{IMPORT_CACHE_KB}")
    if not secret:
        connection.execute("PRAGMA temp_store = FILE")
    try:
        yield
    finally:
        if not secret:
            connection.execute("PRAGMA temp_store = DEFAULT")
        connection.execute(f"PRAGMA cache_size = {before}")


@contextmanager
def reading(connection: Connection) -> Iterator[Connection]:
    """See one moment of the store in several queries.

    Raises:
        Unusable: the file is damaged, or the disk fails.
    """
    try:
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    except DatabaseError as error:
        told = failing.worded(error)
        if told is None:
            raise
        raise told from error
