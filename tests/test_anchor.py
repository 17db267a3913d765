"""The anchor: what was acknowledged can never be missing without a word."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection

import pytest
from safe_help import copied, founded, raw, refused, rewrite, say, seq

from store.services import restoring
from store.store import Store
from store.tables import chains
from store.tables.anchor import Anchor
from store.tables.mark import SLOT, Mark

ADMIN = "admin"


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", ADMIN)


def at(path: Path) -> tuple[int, int]:
    """Return how often the anchor was written, and the newest sequence in it."""
    mark = Anchor(path).read()
    assert mark is not None
    return mark.count, max(head[0] for head in mark.heads.values())


def test_every_commit_raises_the_anchor_before_it_returns(path: Path) -> None:
    with founded(path) as store:
        count, newest = at(path)
        assert newest == seq(store)
        say(store, "one more")
        assert at(path) == (count + 1, newest + 1)
        store.claims.keep_draft("nothing", {})  # writes no event, so the anchor stays
        assert at(path) == (count + 1, newest + 1)
    assert path.with_name("desk.db-anchor").stat().st_size == 2 * SLOT
    assert path.with_name("desk.db-anchor").stat().st_mode & 0o777 == 0o600


def test_a_late_writer_puts_no_older_head_back(path: Path) -> None:
    founded(path).close()
    one, two = Anchor(path), Anchor(path)
    own = next(iter(one.read().heads))  # type: ignore[union-attr]
    assert two.raise_to({own: (11, "b" * 24)}, own)
    before = one.path.read_bytes()
    assert one.raise_to({own: (10, "a" * 24)}, own)
    assert one.path.read_bytes() == before, "nothing is written where nothing moved on"
    assert one.read().heads[own] == (11, "b" * 24)  # type: ignore[union-attr]


def test_a_slot_keeps_our_own_head_and_as_many_others_as_there_is_room_for() -> None:
    heads = {f"xx-{number:06x}": (number + 1, "0" * 24) for number in range(50)}
    mark = Mark("0" * 32, 1, {}).raised(heads, "xx-000031")
    assert mark is not None
    assert "xx-000031" in mark.heads
    assert 6 <= len(mark.heads) <= 12
    later = mark.raised({"yy-000001": (7, "1" * 24)}, "xx-000031")
    assert later is not None
    assert next(iter(later.heads)) in {"yy-000001", "xx-000031"}
    assert "yy-000001" in later.heads


def test_an_anchor_with_a_key_is_no_use_without_it(path: Path) -> None:
    founded(path).close()
    plain, keyed = Anchor(path), Anchor(path, b"k" * 32)
    mark = plain.read()
    assert mark is not None
    assert keyed.read() is None
    with keyed.making() as (file, _):
        keyed.put(file, mark, "")
    assert plain.read() is None
    assert keyed.read() is not None


@pytest.mark.parametrize("spoilt", [0, 1])
def test_a_torn_slot_leaves_the_other(path: Path, spoilt: int) -> None:
    with founded(path) as store:
        last = seq(store)
    anchor = path.with_name("desk.db-anchor")
    data = bytearray(anchor.read_bytes())
    data[spoilt * SLOT + 40] ^= 1
    anchor.write_bytes(data)
    assert at(path)[1] >= last - 1
    with Store.open(path) as store:
        assert store.safety.notices() == ()
        assert store.check() == []


@pytest.mark.parametrize(
    "harm", [os.unlink, lambda path: os.truncate(path, 0), lambda path: path.write_bytes(b"?" * 1024)]
)
def test_a_missing_anchor_is_kept_in_the_journal_and_told_until_it_is_noted(
    path: Path, harm: Callable[[Path], None]
) -> None:
    founded(path).close()
    anchor = path.with_name("desk.db-anchor")
    harm(anchor)
    with Store.open(path) as store:
        assert ["missing" in str(each) for each in store.safety.notices()] == [True]
        assert [event.kind for event in store.history(1)] == ["desk.anchor_missing"]
        assert ["was missing" in line for line in store.check()] == [True]
        say(store, "work goes on")
    with Store.open(path) as store:
        told = store.safety.notices()
        assert ["was missing" in str(each) for each in told] == [True]
        assert store.check(deep=False) == [str(each) for each in told]
        assert [each.what for each in store.inbox.list()].count("journal break") == 1
        assert store.safety.acknowledge() == told
        assert store.check() == []
    with Store.open(path) as store:
        assert store.safety.notices() == ()
        assert "journal break" not in [each.what for each in store.inbox.list()]


def test_to_note_a_missing_anchor_in_the_inbox_is_enough(path: Path) -> None:
    founded(path).close()
    path.with_name("desk.db-anchor").unlink()
    with Store.open(path) as store:
        assert store.inbox.note() > 0
        assert store.check() == []


def older(path: Path, folder: Path) -> Path:
    """Let a desk work on, and copy it as it was before with its anchor."""
    with founded(path):
        pass
    kept = copied(path, folder, "", "-anchor")
    with Store.open(path) as store:
        say(store, "newer")
        store.backups.make()
    return kept


def put_back(path: Path, kept: Path) -> None:
    for part in ("", "-anchor"):
        shutil.copyfile(f"{kept}{part}", f"{path}{part}")
    path.with_name("desk.db-wal").unlink(missing_ok=True)


def test_an_older_copy_with_its_anchor_is_behind_its_own_backup(path: Path, tmp_path: Path) -> None:
    kept = older(path, tmp_path / "older")
    put_back(path, kept)
    with Store.look(path) as store:
        assert "backup" in store.check(deep=False)[0]
    broken(path, "is newer than this desk")


def test_a_desk_that_was_restored_or_is_another_is_not_behind(path: Path, tmp_path: Path) -> None:
    kept = older(path, tmp_path / "older")
    with Store.open(path) as store:
        backup = next(store.backups.folder.glob("*.db"))
        say(store, "after the backup")
        store.backups.make(store.backups.folder / "desk-20991231.db")
    restoring.restore(backup, path)
    with Store.open(path) as store:
        assert store.check() == []
        store.backups.make(tmp_path / "backups" / "desk-20990101.db")
        assert store.check() == []
    put_back(path, kept)
    path.with_name("desk.db").unlink()
    path.with_name("desk.db-anchor").unlink()
    with Store.open(path, create=True) as store:  # another desk of the same name, beside the backups
        assert store.check() == []


def broken(path: Path, *words: str) -> None:
    """Expect that the desk opens, names what happened, and is written again once an admin took note."""
    with Store.open(path) as store:
        said = " ".join(map(str, store.safety.notices()))
        assert all(word in said for word in words), said
        assert store.check(deep=False)
        assert any(words[0] in line for line in store.check())
        assert store.people.list(), "it can still be read"
        with refused("JOURNAL_BREAK"):
            say(store, "nobody")
        origin = store.context.journal.origin
        store.safety.acknowledge()
        assert store.context.journal.origin != origin
        say(store, "somebody")
        event = store.history(2)[1]
        assert (event.kind, event.body["origin"]) == ("desk.journal_break", origin)
    with Store.open(path) as store:
        assert store.safety.notices() == ()
        say(store, "goes on")


def test_a_lost_log_is_named(path: Path, tmp_path: Path) -> None:
    with founded(path) as store:
        say(store, "in the log")
        copy = copied(path, tmp_path / "copy", "", "-anchor")
        origin, last = store.context.journal.origin, seq(store)
    broken(copy, f"{origin}:{last}", "gone")


def test_an_older_copy_is_named(path: Path, tmp_path: Path) -> None:
    founded(path).close()
    older = copied(path, tmp_path / "older")
    with Store.open(path) as store:
        say(store, "newer")
        last = seq(store)
    older.replace(path)
    broken(path, f":{last}", "older copy")


def test_another_desk_in_its_place_is_named(path: Path, tmp_path: Path) -> None:
    founded(path).close()
    other = tmp_path / "other.db"
    Store.open(other, create=True).close()
    other.replace(path)
    broken(path, "another desk")


def cut(connection: Connection, last: int) -> None:
    for table in ("payload", "event"):
        connection.execute(f"DELETE FROM {table} WHERE seq = ?", (last,))


def test_a_cut_journal_is_named(path: Path) -> None:
    with founded(path) as store:
        last = seq(store)
    with raw(path) as connection:
        cut(connection, last)
    with Store.open(path) as store:
        assert (
            f":{last} was written and is gone, the journal ends at {last - 1}" in store.check(deep=False)[0]
        )


def test_a_chain_made_anew_is_named(path: Path) -> None:
    with founded(path) as store:
        origin, last = store.context.journal.origin, seq(store)
    with raw(path) as connection:
        rewrite(connection, origin, 2)
    with Store.open(path) as store:
        assert list(chains.faults(store.context.connection)) == [], "the chain alone cannot tell"
        assert f"{origin}:{last} is not the one that was written" in store.check(deep=False)[0]


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE payload SET body = '{}' WHERE seq = 2", ":2: its body is missing or was changed"),
        ("UPDATE event SET agent = 'x' WHERE seq = 3", ":3: was changed after it was written"),
        ("DELETE FROM payload WHERE seq = 2", ":2: its body is missing"),
        ("DELETE FROM event WHERE seq = 2", ":3: events 2 to 2 are missing"),
    ],
)
def test_edits_and_deletions_are_named(path: Path, statement: str, place: str) -> None:
    founded(path).close()
    with raw(path) as connection:
        connection.execute(statement)
    with Store.open(path) as store:
        assert any(place in line for line in store.check(deep=False))
        assert any(place in line for line in store.check())


def test_only_an_admin_takes_note_and_only_of_a_break(path: Path) -> None:
    with founded(path) as store:
        store.people.add("Vi", "viewer")
        last = seq(store)
        with refused("NO_BREAK"):
            store.safety.acknowledge()
    with raw(path) as connection:
        cut(connection, last)
    with Store.open(path, agent="Call 0") as store, refused("NOT_ALLOWED"):
        store.safety.acknowledge()


def test_a_commit_whose_anchor_was_cut_by_a_crash_is_no_break(path: Path) -> None:
    with founded(path) as store:
        before = path.with_name("desk.db-anchor").read_bytes()
        say(store, "the power goes now")
        last = seq(store)
    path.with_name("desk.db-anchor").write_bytes(before)
    with Store.open(path) as store:
        assert store.safety.notices() == ()
        assert at(path)[1] == last, "brought up on opening"


def test_what_cannot_be_anchored_is_not_certain(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with founded(path) as store:
        people = len(store.people.list())

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("store.tables.anchor._keep", full)
            with refused("NOT_CERTAIN"):
                say(store, "Nina")
        assert len(store.people.list()) == people + 1, "it may well be there, and the words say so"
        say(store, "Otto")
        assert at(path)[1] == seq(store)
    with Store.open(path) as store:
        assert store.check() == []


def test_an_anchor_that_is_taken_away_while_we_work_is_made_again(path: Path) -> None:
    with founded(path) as store:
        path.with_name("desk.db-anchor").unlink()
        say(store, "Nina")
        assert at(path)[1] == seq(store)


def test_a_file_that_is_replaced_under_us_is_not_written(path: Path, tmp_path: Path) -> None:
    with founded(path) as store:
        people = len(store.people.list())
        copy = copied(path, tmp_path / "copy", "")
        os.replace(copy, path)
        with refused("FILE_REPLACED"):
            say(store, "into nowhere")
        assert len(store.people.list()) == people


def test_a_log_that_is_taken_away_under_us_is_told(path: Path) -> None:
    with founded(path) as store:
        path.with_name("desk.db-wal").unlink()
        with refused("FILE_REPLACED"):
            say(store, "into nowhere")


def test_no_new_desk_is_made_where_one_is_missing(path: Path) -> None:
    founded(path).close()
    path.unlink()
    with refused("STORE_GONE"):
        Store.open(path, create=True)
    with refused("NO_STORE"):
        Store.open(path)


WRITER = """
import sys
from pathlib import Path
from store.store import Store
with Store.open(Path(sys.argv[1])) as store:
    for number in range(12):
        store.people.add(f"{sys.argv[2]} {number}", "agent")
"""


def test_many_writers_leave_the_anchor_at_the_end(path: Path) -> None:
    founded(path).close()
    workers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(n)]) for n in range(4)]
    assert [worker.wait(timeout=120) for worker in workers] == [0] * 4
    with Store.open(path) as store:
        assert store.safety.notices() == ()
        assert len(store.people.list()) == 4 + 4 * 12
        assert at(path)[1] == seq(store)


def test_a_program_that_was_killed_is_noticed_and_looked_over(path: Path, tmp_path: Path) -> None:
    with founded(path) as store:
        assert not store.safety.unclean
        say(store, "in the log")
        copy = copied(path, tmp_path / "copy")
    with Store.open(copy) as store:
        assert store.safety.unclean
    with Store.open(copy) as store:
        assert store.safety.unclean, "until somebody looks"
        assert store.check(deep=False) == []
        assert not store.safety.unclean
