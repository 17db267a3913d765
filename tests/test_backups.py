"""Backups: verified, never overwritten, made by the desk itself, and proven by being restored."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from safe_help import PARTS, copied, founded, refused, say, seq

from store.services import backups, restoring
from store.services.backups import expired
from store.store import Store
from store.tables import connection as connections
from store.tables import copying
from store.tables import manifest as manifests
from store.tables.manifest import MANIFEST, Copy
from tui.__main__ import main


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with founded(path) as opened:
        yield opened


def test_a_backup_is_opened_verified_and_described(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "usb" / "copy.db"
    made = store.backups.make(target)
    assert made.events == store.context.journal.count()
    assert made.heads[store.context.journal.origin][0] == seq(store)
    assert manifests.read(target) == made.__class__(**{**made.__dict__, "seconds": 0.0})
    assert sorted(each.name for each in target.parent.iterdir()) == ["copy.db", "copy.db" + MANIFEST]
    for file in target.parent.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
    backup, described = restoring.inspect(target)
    assert (backup.events, described) == (made.events, True)
    assert store.backups.last().file == target


def test_nothing_is_ever_written_over(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with refused("FILE_EXISTS"):
        store.backups.make(tmp_path / "copy.db")
    (tmp_path / ("other.db" + MANIFEST)).write_text("precious")
    with refused("FILE_EXISTS"):
        store.backups.make(tmp_path / "other.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_copy_of_a_damaged_journal_is_not_kept(store: Store, tmp_path: Path) -> None:
    with closing(connections.maintenance(store.path)) as raw:
        raw.execute("DROP TRIGGER payload_no_update")
        raw.execute("UPDATE payload SET body = '{}' WHERE seq = 2")
    with refused("COPY_DAMAGED"):
        store.backups.make(tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []


def test_a_full_disk_leaves_nothing_behind(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "sync", full)
    with refused("BACKUP_FAILED"):
        store.backups.make(tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (flip, "BACKUP_CHANGED"),
        (lambda file: os.truncate(file, 5000), "BACKUP_CHANGED"),
        (lambda file: file.with_name(file.name + MANIFEST).write_text("{"), "MANIFEST_DAMAGED"),
        (lambda file: file.with_name(file.name + "-wal").write_text("log"), "NOT_A_BACKUP"),
        (lambda file: file.unlink(), "NO_BACKUP"),
    ],
)
def test_a_backup_that_is_not_good_changes_nothing(
    store: Store, path: Path, tmp_path: Path, harm: Callable[[Path], Any], code: str
) -> None:
    file = store.backups.make(tmp_path / "copy.db").file
    store.close()
    harm(file)
    before = {part: part.read_bytes() for part in tmp_path.glob("desk.db*")}
    with refused(code):
        restoring.restore(file, path)
    assert {part: part.read_bytes() for part in tmp_path.glob("desk.db*")} == before


def test_a_restored_desk_is_another_incarnation_and_the_old_one_is_kept(store: Store, path: Path) -> None:
    file = store.backups.make(path.with_name("copy.db")).file
    before = store.context.journal.origin
    say(store, "newer")
    with refused("STORE_OPEN"):
        restoring.restore(file, path)
    store.close()
    done = restoring.restore(file, path)
    assert done.newer == 1
    assert done.with_manifest
    assert done.aside is not None
    with Store.open(path) as again:
        assert again.context.journal.origin == done.origin != before
        assert "newer" not in {person.name for person in again.people.list()}
        event = again.history(1)[0]
        assert (event.kind, event.body["origin"], event.body["aside"]) == (
            "desk.restore", before, done.aside.name,
        )  # fmt: skip
        assert again.safety.notices() == ()
        say(again, "after it")
        assert again.check() == []
    with Store.open(done.aside) as old:
        assert "newer" in {person.name for person in old.people.list()}
        assert old.check() == []


def attached(store: Store, photo: Path) -> str:
    """Attach a photo to a claim and return the name of its copy."""
    photo.write_bytes(b"a photo of a broken door" * 100)
    store.settings.set(timezone="UTC")
    unit = store.units.add("S-1", store.products.add("KX-200").id, invoiced="2026-01-02", warranty_months=24)
    filing = {"fault": "E-01", "failure_date": store.today().isoformat(), "channel": "in-store"}
    number = store.claims.file(unit.id, filing).number or ""
    claim = store.claims.act(number, "attach", {"file": str(photo)})
    return str(claim.attachments[0].stored)


def test_attached_files_are_in_the_backup_and_come_back(store: Store, path: Path, tmp_path: Path) -> None:
    stored = attached(store, tmp_path / "door.png")
    made = store.backups.make(tmp_path / "usb" / "copy.db")
    assert (made.files, made.files_missing) == (1, 0)
    again = store.backups.make(tmp_path / "usb" / "later.db")
    assert (tmp_path / "usb" / "later.db.files" / stored).stat().st_nlink >= 2, "stored once"
    store.close()
    for file in (tmp_path / "desk.db.files").iterdir():
        file.unlink()
    done = restoring.restore(again.file, path)
    assert done.aside is not None
    with Store.open(path) as restored:
        assert (tmp_path / "desk.db.files" / stored).read_bytes() == (tmp_path / "door.png").read_bytes()
        assert restored.check() == []
    copy = tmp_path / "usb" / "copy.db.files" / stored
    copy.unlink()
    copy.write_bytes(b"another photo")
    with refused("BACKUP_CHANGED"):
        restoring.drill(made.file)


def test_a_disk_without_links_gets_copies(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = attached(store, tmp_path / "door.png")

    def none(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    made = store.backups.make(tmp_path / "usb" / "copy.db")
    assert made.files == 1
    copy = tmp_path / "usb" / "copy.db.files" / stored
    assert (copy.stat().st_nlink, copy.stat().st_mode & 0o777) == (1, 0o600)
    assert restoring.drill(made.file).claims == 1


def test_a_damaged_desk_is_replaced_too(store: Store, path: Path) -> None:
    file = store.backups.make(path.with_name("copy.db")).file
    store.close()
    path.write_bytes(b"rubbish" * 1000)
    path.with_name("desk.db-wal").write_bytes(b"an old log")
    done = restoring.restore(file, path)
    assert done.newer is None
    assert done.aside is not None
    assert done.aside.read_bytes().startswith(b"rubbish")
    assert done.aside.with_name(done.aside.name + "-wal").read_bytes() == b"an old log"
    with Store.open(path) as again:
        assert again.check() == []


class PowerCut(Exception):
    """Everything ends here."""


def test_a_power_cut_at_any_step_of_a_restore_leaves_one_whole_desk(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with founded(path) as store:
        file = store.backups.make(tmp_path / "copy.db").file
        say(store, "newer")
        older, newer = manifests.read(file), store.context.journal.count()
    assert older is not None
    model = copied(path, tmp_path / "model")
    seen = set()
    for step in range(40):
        for old in tmp_path.glob("desk*"):
            old.unlink()
        for part in PARTS:
            if model.with_name(model.name + part).exists():
                path.with_name(path.name + part).write_bytes(model.with_name(model.name + part).read_bytes())
        left = [step]

        def cut(real: Callable[..., Any], left: list[int] = left) -> Callable[..., Any]:
            def doing(*given: Any, **named: Any) -> Any:
                left[0] -= 1
                if left[0] < 0:
                    raise PowerCut
                return real(*given, **named)

            return doing

        with monkeypatch.context() as patch:
            for name in ("replace", "fsync"):
                patch.setattr(os, name, cut(getattr(os, name)))
            patch.setattr(restoring, "_remove", lambda new: None)
            try:
                restoring.restore(file, path)
                ended = True
            except PowerCut:
                ended = False
        with Store.open(path) as again:
            assert again.check() == []
            count = again.context.journal.count()
            seen.add(count)
            assert count in {newer, older.events + 1}
        assert not path.with_name("desk.db-plan").exists()
        (tmp_path / "desk.db.restoring").unlink(missing_ok=True)
        if ended:
            break
    assert ended
    assert seen == {newer, older.events + 1}, "some cuts came before the point of no return, some after"


def test_a_drill_restores_without_touching_the_desk(store: Store, path: Path, tmp_path: Path) -> None:
    file = store.backups.make(tmp_path / "copy.db").file
    before = sorted(each.name for each in tmp_path.iterdir())
    done = restoring.drill(file)
    assert done.backup.events == store.context.journal.count()
    assert sorted(each.name for each in tmp_path.iterdir()) == before


def test_an_older_backup_is_brought_up_when_it_is_restored(store: Store, path: Path, tmp_path: Path) -> None:
    from test_guards import first_version

    old = tmp_path / "v1.db"
    first_version(store, old)
    people = store.people.list()
    store.close()
    done = restoring.restore(old, path)
    assert not done.with_manifest
    with Store.open(path) as again:
        assert again.people.list() == people
        assert again.check() == []
    assert list(tmp_path.glob("*before-upgrade*")) == [], "the backup is the copy from before"


class Days:
    """A clock that is moved by days."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_the_desk_backs_itself_up_once_a_day_and_the_oldest_go(path: Path) -> None:
    founded(path).close()
    clock = Days()
    with Store.open(path, clock=clock) as store:
        store.settings.set(timezone="UTC")
        store.backups.choose(days=3)
        for _ in range(6):
            order = store.backups.due()
            assert order is not None
            outcome = backups.make(order)
            assert isinstance(outcome, Copy)
            store.backups.note(outcome)
            assert store.backups.due() is None
            clock.now += timedelta(days=1)
        kept = sorted(each.name for each in store.backups.folder.iterdir())
        assert kept == [
            name
            for day in (24, 25, 26)
            for name in (f"desk-202611{day}.db", f"desk-202611{day}.db{MANIFEST}")
        ]
        assert store.backups.last().problem is None


def test_what_is_not_a_daily_backup_is_never_taken_away(tmp_path: Path) -> None:
    names = ("desk-20200101.db", "other-20200101.db", "desk-2020.db", "desk-20209999.db", "desk-mine.db")
    for name in names:
        (tmp_path / name).touch()
    newest = tmp_path / "desk-20261121.db"
    newest.touch()
    assert [each.name for each in expired(newest, 14)] == ["desk-20200101.db"]


def test_a_backup_that_fails_is_remembered_with_the_last_good_one(store: Store, tmp_path: Path) -> None:
    good = store.backups.make()
    store.backups.note(copying._taken(tmp_path))
    assert store.backups.last().problem is None, "another terminal makes it"
    (tmp_path / "file").touch()
    with refused("FOLDER_CLOSED"):
        store.backups.choose(folder=tmp_path / "file")
    order = backups.Order(store.path, tmp_path / "file" / "x" / "desk-20261121.db", datetime.now(UTC), 14)
    outcome = backups.make(order)
    assert outcome is not None
    store.backups.note(outcome)
    last = store.backups.last()
    assert last.problem is not None
    assert "{" not in last.problem
    assert last.file == good.file


def test_a_backup_that_nobody_waits_for_is_given_up(store: Store, tmp_path: Path) -> None:
    order = backups.Order(store.path, tmp_path / "out" / "desk-20261121.db", datetime.now(UTC), 14)
    assert backups.make(order, lambda: True) is None
    assert list((tmp_path / "out").iterdir()) == []


def test_how_long_backups_may_be_kept(store: Store) -> None:
    with refused("TOO_MANY_DAYS"):
        store.backups.choose(days=36)
    store.backups.choose(days=0)
    assert store.backups.due() is None


def test_the_command_line_backs_up_restores_and_drills(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    founded(path).close()
    file = tmp_path / "out.db"

    def run(*words: str, status: int = 0) -> Any:
        assert main(["--db", str(path), "--json", *words]) == status
        return json.loads(capsys.readouterr().out)

    made = run("backup", str(file))
    assert (made["file"], made["counts"]["person"]) == (str(file), 4)
    assert run("backup", str(file), status=1)["error"] == "FILE_EXISTS"
    assert run("restore", "--drill", str(file))["backup"]["events"] == made["events"]
    done = run("restore", str(file))
    assert (done["not_in_backup"], done["manifest"]) == (0, True)
    assert run("check", "--deep")["ok"]
    assert main(["--db", str(path), "restore", str(file), "--read-only"]) == 2


def test_a_desk_can_be_looked_at_without_a_trace(path: Path, tmp_path: Path) -> None:
    with founded(path) as store:
        people = store.people.list()
        hot = copied(path, tmp_path / "hot", "", "-wal", "-anchor")
    for place in (path, hot):
        before = {each: each.read_bytes() for each in place.parent.glob("desk.db*")}
        with Store.look(place) as store:
            assert store.people.list() == people
            assert store.safety.read_only
            with refused("READ_ONLY_VIEW"):
                say(store, "nobody")
            with pytest.raises(connections.DatabaseError):
                store.context.connection.execute("DELETE FROM draft")
            assert store.check() == []
        assert {each: each.read_bytes() for each in place.parent.glob("desk.db*")} == before


def test_a_view_names_a_break_and_an_older_version_is_read_too(path: Path, tmp_path: Path) -> None:
    from test_guards import first_version

    with founded(path) as store:
        people = store.people.list()
        first_version(store, tmp_path / "old.db")
        say(store, "newer")
        lost = copied(path, tmp_path / "lost", "", "-anchor")
    with Store.look(lost) as view:
        assert view.safety.notices()
    with Store.look(tmp_path / "old.db") as view:
        assert view.people.list() == people
    assert list(tmp_path.glob("old.db?*")) == []
    with refused("NO_STORE"):
        Store.look(tmp_path / "none.db")
