"""Guards: of the journal, of the schema, of the ground; and words for what the engine fails with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from safe_help import founded, refused, say
from sqlcipher3 import dbapi2

from store.errors import StoreError
from store.store import Store
from store.tables import admission, copying, failing, ground, guards
from store.tables import connection as connections
from store.tables import manifest as manifests
from store.tables.migrations import migrations

SCHEMA = Path(connections.__file__).parent / "schema"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with founded(path) as opened:
        yield opened


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET agent = 'x'",
        "DELETE FROM event",
        "UPDATE payload SET body = '{}'",
        "DELETE FROM payload",
        "DELETE FROM batch",
        "DROP TABLE event",
        "DROP TABLE draft",
        "DROP TRIGGER payload_no_update",
        "DROP INDEX event_subject",
        "ALTER TABLE event ADD COLUMN extra TEXT",
        "ATTACH ':memory:' AS other",
        "PRAGMA writable_schema = ON",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA user_version = 9",
        "SELECT load_extension('x')",
        "CREATE TEMP TRIGGER t BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END",
    ],
)
def test_our_own_connection_may_not(store: Store, statement: str) -> None:
    with pytest.raises(connections.DatabaseError, match=r"not authorized|prohibited"):
        store.context.connection.execute(statement)
    assert store.check() == []


def test_while_a_payload_is_erased_the_trigger_still_stands(store: Store) -> None:
    connection = store.context.connection
    with guards.erasing(connection), pytest.raises(connections.DatabaseError, match="append-only"):
        connection.execute("DELETE FROM payload WHERE seq = 2")
    with pytest.raises(connections.DatabaseError, match="not authorized"):
        connection.execute("DELETE FROM payload WHERE seq = 2")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO payload SELECT origin, seq, salt, '{}' FROM payload WHERE seq = 2",
        "REPLACE INTO event SELECT * FROM event WHERE seq = 2",
        "INSERT INTO event SELECT origin, 9, hlc, agent, kind, subject, version, sealed, prev, hash"
        " FROM event WHERE seq = 2",
    ],
)
def test_replacing_a_row_does_not_get_past_the_triggers(store: Store, statement: str) -> None:
    with closing(connections.open_file(store.path, "rw")) as raw:
        raw.execute("PRAGMA recursive_triggers = OFF")
        with pytest.raises(connections.DatabaseError, match=r"append-only|chain"):
            raw.execute(statement)
    assert store.check() == []


def test_a_batch_that_is_there_is_not_replaced(store: Store) -> None:
    with closing(connections.open_file(store.path, "rw")) as raw:
        raw.execute("INSERT INTO batch VALUES ('h', 'i', 'units', '[]', 1)")
        raw.execute("INSERT INTO batch_part VALUES ('i', 0, x'01')")
        raw.execute("REPLACE INTO batch VALUES ('h', 'other', 'units', '[]', 2)")
        raw.execute("REPLACE INTO batch_part VALUES ('i', 0, x'02')")
        assert raw.execute("SELECT id, rows FROM batch").fetchall() == [("i", 1)]
        assert raw.execute("SELECT body FROM batch_part").fetchall() == [(b"\x01",)]


def test_guards_that_were_taken_away_are_named_and_mended(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    founded(path).close()
    with closing(connections.maintenance(path)) as raw:
        raw.execute("DROP TRIGGER event_no_delete")
    with Store.open(path) as store:
        with refused("GUARDS_CHANGED"):
            say(store, "nobody")
        assert any("guards" in line for line in store.check(deep=False))
        assert "trigger event_no_delete: is missing, or not as this program makes it" in store.check()
        store.safety.acknowledge()
        say(store, "somebody")
        assert store.check() == []


def test_what_the_file_gives_back_is_verified_before_the_commit(path: Path) -> None:
    with founded(path) as store, closing(connections.maintenance(path)) as raw:
        raw.execute(
            "CREATE TRIGGER forging AFTER INSERT ON payload BEGIN"
            " INSERT OR IGNORE INTO local VALUES ('forged', 1); END"
        )
        raw.execute("DROP TRIGGER payload_no_update")
        raw.execute(
            "CREATE TRIGGER forging_too AFTER INSERT ON payload BEGIN"
            " UPDATE payload SET body = '{}' WHERE origin = NEW.origin AND seq = NEW.seq; END"
        )
        people = store.people.list()
        with pytest.raises(connections.DatabaseError, match="not authorized"):
            say(store, "Nina")  # the authorizer asks about triggers too
        store.context.connection.set_authorizer(None)
        with refused("NOT_AS_WRITTEN"):
            say(store, "Nina")
        assert store.people.list() == people


def test_the_steps_of_the_schema_are_known_by_name() -> None:
    assert tuple(step.name for step in migrations._migrations) == admission.STEPS
    assert len(admission.STEPS) == admission.SCHEMA


def test_a_step_that_nobody_here_knows_is_refused(path: Path) -> None:
    founded(path).close()
    with closing(connections.maintenance(path)) as raw:
        raw.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('counterpane', 'tomorrow')")
    with refused("STORE_TOO_NEW"):
        Store.open(path)


def first_version(store: Store, target: Path) -> None:
    """Write the desk of `store` as the first version of the program would have."""
    with closing(connections.open_file(target, "rwc")) as old:
        for part in ("journal", "local", "book", "work"):
            for statement in _statements((SCHEMA / f"{part}.sql").read_text("utf-8")):
                old.execute(statement)
        old.execute("CREATE TABLE _sqlite_migrations (migration_set TEXT, name TEXT, applied_at TEXT)")
        old.execute("INSERT INTO _sqlite_migrations VALUES ('counterpane', 'the_first_desk', '2026-01-01')")
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        today = {name for (name,) in store.context.connection.execute(query)}
        found = old.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = [name for name, sql in found if name in today and sql and " STRICT" in sql]
        for table in sorted(tables, key=lambda name: (name != "event", name)):
            names = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
            order = " ORDER BY origin, seq" if table == "event" else ""
            rows = store.context.connection.execute(
                f"SELECT {', '.join(names)} FROM {table}{order}"
            ).fetchall()
            marks = ", ".join("?" * len(names))
            old.executemany(f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
        old.execute("DELETE FROM local WHERE key NOT IN ('origin', 'prefix', 'agent')")
        old.execute(f"PRAGMA application_id = {admission.APPLICATION}")
        old.execute("PRAGMA user_version = 1")


def _statements(script: str) -> Iterator[str]:
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if dbapi2.complete_statement(text):
            yield text
            text = ""


def test_a_desk_of_the_first_version_is_backed_up_and_brought_up(tmp_path: Path, store: Store) -> None:
    old = tmp_path / "old.db"
    first_version(store, old)
    people = store.people.list()
    with Store.open(old) as upgraded:
        assert upgraded.people.list() == people
        assert upgraded.check() == []
        assert upgraded.safety.notices() == (), "a desk that never had an anchor misses none"
        say(upgraded, "after it")
        assert upgraded.check() == []
        shape = guards.shape(upgraded.context.connection)
    assert shape == guards.shape(store.context.connection), "as a desk that was made today"
    (backup,) = tmp_path.glob("old.before-upgrade-1-*.db")
    manifest = manifests.read(backup)
    assert manifest is not None
    assert (manifest.schema, manifest.counts["person"]) == (1, len(people))
    assert copying.digest_of(backup) == manifest.sha256
    with Store.open(old) as again:
        assert again.check(deep=False) == []
    assert len(list(tmp_path.glob("old.before-upgrade-*.db"))) == 1


def test_nothing_is_upgraded_without_a_verified_copy(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.db"
    first_version(store, old)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "sync", full)
    with refused("BACKUP_FAILED"):
        Store.open(old)
    with closing(connections.open_file(old, "rw")) as raw:
        assert raw.execute("PRAGMA user_version").fetchone()[0] == 1
    assert list(tmp_path.glob("old.before*")) == []


MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/share rw - nfs4 server:/x rw
31 22 0:41 / /mnt/with\\040space rw shared:7 - cifs //server/x rw
32 30 8:2 / /mnt/share/local rw - xfs /dev/sdb rw
33 22 0:50 / /home/ann/far rw - fuse.sshfs ann@far:/ rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/ann/desk.db", "ext4"),
        ("/mnt/share/desk.db", "nfs4"),
        ("/mnt/shared/desk.db", "ext4"),
        ("/mnt/with space/a/desk.db", "cifs"),
        ("/mnt/share/local/desk.db", "xfs"),
        ("/home/ann/far/desk.db", "fuse.sshfs"),
    ],
)
def test_the_file_system_is_the_one_mounted_nearest(place: str, kind: str) -> None:
    assert ground.file_system(Path(place), MOUNTS) == kind


def test_the_file_system_is_read_from_mount_too() -> None:
    mounts = "/dev/disk1s1 on / (apfs, local)\n//ann@server/x on /Volumes/My Share (smbfs, nodev, nosuid)\n"
    assert ground.file_system(Path("/Volumes/My Share/desk.db"), mounts) == "smbfs"
    assert ground.file_system(Path("/Users/ann/desk.db"), mounts) == "apfs"


def test_a_network_drive_is_refused_unless_an_admin_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with founded(path) as store:
        store.people.add("Vi", "viewer")
    monkeypatch.setattr(ground, "network", lambda path: "nfs4")
    with refused("NETWORK_DRIVE"):
        Store.open(path)
    with refused("NOT_ALLOWED"):
        Store.open(path, agent="Vi", network_drive=True)
    with Store.open(path, network_drive=True) as store:
        event = store.history(1)[0]
        assert (event.kind, event.body["kind"]) == ("desk.network_drive", "nfs4")
    Store.open(path, agent="Vi", network_drive=True).close()
    with Store.open(path, network_drive=True) as store:
        assert [each.kind for each in store.history()].count("desk.network_drive") == 1


def test_who_else_can_read_or_replace_the_desk_is_named(tmp_path: Path, store: Store) -> None:
    assert list(ground.loose(store.path)) == []
    store.path.chmod(0o644)
    tmp_path.chmod(0o777)
    said = [str(each) for each in ground.loose(store.path)]
    assert any("can read" in each and "desk.db" in each for each in said)
    assert any("can replace" in each and str(tmp_path) in each for each in said)
    assert store.check(deep=False) == [], "it is a hint, no finding"


class Failing:
    """A connection whose engine fails at one statement."""

    def __init__(self, real: Any, at: str, error: Exception) -> None:
        self.real, self.at, self.error = real, at, error

    def execute(self, statement: str, *values: Any) -> Any:
        if statement.startswith(self.at):
            raise self.error
        return self.real.execute(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def engine_error(code: int) -> Exception:
    error = dbapi2.OperationalError("something the engine says")
    error.sqlite_errorcode = code
    return error  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (5, "STORE_BUSY"), (517, "STORE_BUSY"), (6, "STORE_BUSY"), (13, "DISK_FULL"), (10, "IO_ERROR"),
        (1034, "IO_ERROR"), (8, "READ_ONLY"), (1032, "READ_ONLY"), (11, "STORE_DAMAGED"),
        (26, "STORE_DAMAGED"), (14, "CANNOT_OPEN"), (7, "NO_MEMORY"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", ["BEGIN", "INSERT", "COMMIT"])
def test_what_the_engine_fails_with_is_said_in_words(store: Store, number: int, code: str, at: str) -> None:
    failing_now: Any = Failing(store.context.connection, at, engine_error(number))
    before = store.people.list()
    with refused(code), connections.writing(failing_now) as connection:
        connection.execute("INSERT INTO local (key, value) VALUES ('x', 'y')")
    assert not store.context.connection.in_transaction
    assert store.context.local("x") is None
    say(store, "the next one")
    assert len(store.people.list()) == len(before) + 1


def test_a_fault_of_our_own_stays_a_fault(store: Store) -> None:
    assert failing.worded(engine_error(1)) is None
    with (
        pytest.raises(connections.DatabaseError),
        connections.writing(store.context.connection) as connection,
    ):
        connection.execute("INSERT INTO nothing VALUES (1)")


def test_a_busy_desk_says_so(store: Store) -> None:
    with closing(connections.open_file(store.path, "rw")) as other:
        other.execute("BEGIN IMMEDIATE")
        store.context.connection.execute("PRAGMA busy_timeout = 20")
        with pytest.raises(StoreError) as told:
            say(store, "waits")
    assert told.value.code == "STORE_BUSY"
    assert "try again" in str(told.value)


def test_all_that_belongs_to_a_desk_is_ours_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = Store.open(tmp_path / "new.db", create=True)
    finally:
        os.umask(before)
    with store:
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("new.db*")}
    assert set(modes.values()) == {0o600}, modes
    assert {"new.db", "new.db-wal", "new.db-anchor", "new.db-lock"} <= modes.keys()
