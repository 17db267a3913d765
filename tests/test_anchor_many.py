"""The anchor of a desk that has taken in the journals of many others: none of them can be cut unseen."""

from __future__ import annotations

import os
import random
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from safe_help import PARTS, copied, founded, raw, say

from store.store import Store
from store.tables.anchor import WIDE, WIDE_AT, Anchor
from store.tables.blank import scratch
from store.tables.journal import Journal, Link
from store.tables.mark import SLOT

OTHERS = [f"d{number:02}-{number * 7919:06x}" for number in range(40)]
START = datetime(2026, 3, 14, tzinfo=UTC)


def _same(at: datetime) -> datetime:
    return at


@pytest.fixture(scope="module")
def links() -> list[Link]:
    """Three events of each of forty other desks."""
    connection, found = scratch(), list[Link]()
    for day, origin in enumerate(OTHERS):
        at = START + timedelta(day)
        journal = Journal(connection, partial(_same, at), origin, bytes)
        for number in range(3):
            journal.append("somebody", "desk.note", f"desk:{origin}", {"number": number})
        found += journal.links(origin)
    connection.close()
    return found


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory, links: list[Link]) -> Path:
    """A desk with all of them, closed."""
    path = tmp_path_factory.mktemp("merged") / "desk.db"
    with founded(path) as store:
        for first in range(0, len(links), 30):
            assert store.receive(links[first : first + 30]) == 30
    return path


@pytest.fixture
def path(merged: Path, tmp_path: Path) -> Path:
    return copied(merged, tmp_path / "desk")


def anchor(path: Path) -> Path:
    return path.with_name("desk.db-anchor")


def cut(path: Path, origin: str) -> None:
    """Take the last event of an origin away."""
    with raw(path) as connection:
        for table in ("payload", "event"):
            connection.execute(f"DELETE FROM {table} WHERE origin = ? AND seq = 3", (origin,))


def told(path: Path) -> list[str]:
    with Store.open(path) as store:
        return store.check(deep=False)


@pytest.mark.parametrize("origin", random.Random(6).sample(OTHERS, 4))
def test_the_cut_tail_of_any_of_forty_origins_is_named(path: Path, origin: str) -> None:
    assert told(path) == []
    cut(path, origin)
    assert any(
        f"event {origin}:3 was written and is gone, the journal ends at 2" in line for line in told(path)
    )


def test_an_older_copy_is_named_by_every_origin_that_is_behind(tmp_path: Path, links: list[Link]) -> None:
    path = tmp_path / "desk.db"
    early = [link for link in links if link.event.seq < 3]
    with founded(path) as store:
        store.receive(early)
        older = copied(path, tmp_path / "older")
        store.receive(links)
        say(store, "our own")
    for part in PARTS:
        if part not in ("-anchor", "-lock"):
            path.with_name(f"desk.db{part}").unlink(missing_ok=True)
            if older.with_name(f"desk.db{part}").exists():
                shutil.copyfile(older.with_name(f"desk.db{part}"), path.with_name(f"desk.db{part}"))
    said = "\n".join(told(path))
    assert all(f"event {origin}:3 was written and is gone" in said for origin in OTHERS)


def test_a_commit_of_our_own_writes_one_sector(path: Path) -> None:
    with Store.open(path) as store:
        before = anchor(path).read_bytes()
        say(store, "ours")
        after = anchor(path).read_bytes()
    assert after[: 2 * SLOT] != before[: 2 * SLOT]
    assert after[2 * SLOT :] == before[2 * SLOT :]


def test_an_anchor_of_before_learns_the_others_from_the_journal(path: Path) -> None:
    os.truncate(anchor(path), 2 * SLOT)
    known = Anchor(path).read()
    assert known is not None and len(known.heads) < 12
    with Store.open(path) as store:
        assert store.safety.notices() == ()
    known = Anchor(path).read()
    assert known is not None and known.heads.keys() >= set(OTHERS)
    cut(path, OTHERS[0])
    assert any(f"{OTHERS[0]}:3" in line for line in told(path))


def test_large_slots_are_torn_one_at_a_time_and_told_when_both_are_lost(path: Path) -> None:
    whole = anchor(path).read_bytes()
    kept = Anchor(path).read()
    assert kept is not None and kept.heads.keys() >= set(OTHERS)
    slots = [at for at in (WIDE_AT, WIDE_AT + WIDE) if whole[at : at + 1] == b"["]
    assert len(slots) == 2, "written in turn"
    for at in slots:
        anchor(path).write_bytes(whole[: at + 99] + b"?" + whole[at + 100 :])
        found = Anchor(path).read()
        assert found is not None and len(found.heads) >= 30
        assert told(path) == []
    data = bytearray(whole)
    for at in slots:
        data[at + 99] ^= 1
    anchor(path).write_bytes(data)
    with Store.open(path) as store:
        assert ["missing or damaged" in str(each) for each in store.safety.notices()] == [True]
        store.safety.acknowledge()
    with Store.open(path) as store:
        assert store.safety.notices() == ()
    healed = Anchor(path).read()
    assert healed is not None and healed.heads.keys() >= set(OTHERS)


def test_after_a_break_was_taken_note_of_nothing_of_before_is_remembered(path: Path) -> None:
    cut(path, OTHERS[20])
    with Store.open(path) as store:
        assert store.safety.breaks
        store.safety.acknowledge()
        say(store, "goes on")
    assert told(path) == []
    known = Anchor(path).read()
    assert known is not None and known.heads[OTHERS[20]][0] == 2
    assert known.heads.keys() >= set(OTHERS)


def test_a_spoilt_large_slot_is_mended_where_few_are_known(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    founded(path).close()
    with anchor(path).open("r+b") as file:
        file.seek(WIDE_AT)
        file.write(b"?" * 600)
    with Store.open(path) as store:
        assert ["missing or damaged" in str(each) for each in store.safety.notices()] == [True]
        store.safety.acknowledge()
    with Store.open(path) as store:
        assert store.safety.notices() == ()
        assert [event.kind for event in store.history(50)].count("desk.anchor_missing") == 1
        say(store, "goes on")
    assert told(path) == []


def test_the_first_large_slot_torn_is_no_damage(path: Path, merged: Path) -> None:
    data = anchor(merged).read_bytes()
    line = data[WIDE_AT + WIDE :] or data[WIDE_AT : WIDE_AT + WIDE]
    hole = data[: 2 * SLOT].ljust(WIDE_AT, b"\0") + bytes(WIDE)
    some = line[:SLOT]
    for torn in (b"", some, some[:100], bytes(SLOT) + line[SLOT:], some.ljust(len(line), b"\0")):
        anchor(path).write_bytes(hole + torn)
        with Store.open(path) as store:
            assert store.safety.notices() == ()
        known = Anchor(path).read()
        assert known is not None and known.heads.keys() >= set(OTHERS)
    anchor(path).write_bytes(hole + line.replace(b"[", b"?"))
    with Store.open(path) as store:
        assert len(store.safety.notices()) == 1, "written whole, and damaged since"
