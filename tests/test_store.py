"""The journal, the fold and the services, through a real file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from store.errors import NotFound, Refused, StoreError, Unusable
from store.services.door import Door
from store.store import Store, now
from store.tables import admission, ratings
from store.tables import connection as connections
from store.tables.journal import tick

ROOT = Path(__file__).parents[1]
FILING = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}


@contextmanager
def refused(kind: type[StoreError], code: str) -> Iterator[None]:
    with pytest.raises(kind) as refusal:
        yield
    assert refusal.value.code == code
    assert str(refusal.value)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store.open(tmp_path / "desk.db", clock=clock, create=True) as opened:
        opened.settings.set(timezone="UTC")
        yield opened


def contents(path: Path) -> tuple[object, ...]:
    """Return how a desk is made, and every row in it that a new one has."""
    with closing(dbapi2.connect(str(path))) as raw:
        made = raw.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        pragmas = [
            raw.execute(f"PRAGMA {name}").fetchone()
            for name in ("user_version", "application_id", "journal_mode", "page_size", "auto_vacuum")
        ]
        names = [name for kind, name, _ in made if kind == "table" and name.partition("_")[0] != "sqlite"]
        rows = {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    rows["_sqlite_migrations"] = [row[:-1] for row in rows["_sqlite_migrations"]]
    return made, pragmas, rows


def test_a_desk_of_the_suite_is_a_desk_that_was_migrated(tmp_path: Path) -> None:
    with closing(connections.connect(tmp_path / "copied.db", create=True)):
        pass
    words = f"from pathlib import Path; connect(Path({str(tmp_path / 'migrated.db')!r}), create=True).close()"
    program = [sys.executable, "-c", f"from store.tables.connection import connect; {words}"]
    subprocess.run(program, cwd=ROOT, check=True)
    assert contents(tmp_path / "copied.db") == contents(tmp_path / "migrated.db")


def covered_unit(store: Store, serial: str = "MJ0351-YNG9-Z0XA") -> str:
    product = store.products.add("KX-200", "Haier", "refrigerator")
    store.faults.add("E-01", "no power", "refrigerator")
    customer = store.units.add_customer("李伟 Li Wei", phones=["+86 138 0013 8000"], since=date(2020, 3, 1))
    unit = store.units.add(
        serial, product.id, customer=customer.id, invoiced=date(2025, 3, 14), warranty_months=24
    )
    return unit.id


def closed_claim(store: Store, unit: str, **finish: str) -> str:
    number = store.claims.file(unit, FILING).number
    assert number is not None
    payer = {"maker": 80, "customer": 0, "goodwill": 0}
    received: dict[str, object] = {"received": "2026-11-21", "condition": "worn", "accessories": []}
    store.claims.act(number, "approve", {"estimate": 80, "payer": payer})
    store.claims.act(number, "start", received)
    store.claims.act(number, "finish", {"diagnosis": "dead board", "resolution": "repaired", **finish})
    store.claims.act(number, "close", {"handed_over": "2026-11-21", "receiver": "Li Wei"})
    return number


@pytest.mark.parametrize(
    "typed",
    ["mj0351", "MJ0351-YNG9-Z0XA", "z0xa", "8000", "+86 138", "li", "Wei", "伟", "李", "]C1MJ0351YNG9Z0XA"],
)
def test_a_unit_is_found_by_whatever_the_customer_has(store: Store, typed: str) -> None:
    covered_unit(store)
    assert [hit.serial for hit in store.units.find(typed).hits] == ["MJ0351-YNG9-Z0XA"]


def test_look_alikes_are_suggested_and_never_taken(store: Store) -> None:
    covered_unit(store)
    found = store.units.find("MJO351-YNG9-ZOXA")
    assert found.hits == ()
    assert found.suggestions == ("MJ0351-YNG9-Z0XA",)


def test_the_same_serial_on_two_products_is_two_units(store: Store) -> None:
    covered_unit(store, "1")
    other = store.products.add("TV-55", "Haier", "television")
    store.units.add("1", other.id)
    assert len(store.units.find("1").hits) == 2
    with refused(Refused, "UNIT_KNOWN"):
        store.units.add(" 1-", other.id)


def test_the_whole_job_leaves_a_clean_store(store: Store) -> None:
    unit = covered_unit(store)
    assert store.units.card(unit).cover.status == "COVERED"
    number = closed_claim(store, unit)
    assert store.ratings.running().display == "n/a"
    rating = store.ratings.record(number, 9, comment="quick")
    assert rating is not None
    assert rating.score == 9
    running = store.ratings.running()
    assert (running.n, running.promoters, running.invited) == (1, 1, 1)
    assert store.check(deep=True) == []


def test_a_refused_act_changes_nothing_and_is_written_down(store: Store) -> None:
    number = closed_claim(store, covered_unit(store))
    before = store.claims.get(number)
    with pytest.raises(Refused) as refusal:
        store.claims.act(number, "approve", {"estimate": 5})
    assert refusal.value.code == "WRONG_STATE"
    after = store.claims.get(number)
    assert (after.state, after.history, after.tip) == (before.state, before.history, before.tip)
    assert [attempt.values["code"] for attempt in after.attempts] == ["WRONG_STATE"]


def test_a_refused_filing_leaves_no_claim_and_keeps_the_draft(store: Store) -> None:
    unit = covered_unit(store)
    store.claims.keep_draft(unit, {"fault": "E-01", "note": "it hums"})
    with pytest.raises(Refused) as refusal:
        store.claims.file(unit, {"fault": "E-01"})
    assert refusal.value.code == "MISSING_FIELD"
    assert store.claims.queue("all").lines == ()
    assert store.claims.draft(unit) == {"fault": "E-01", "note": "it hums"}
    store.claims.file(unit, FILING)
    assert store.claims.draft(unit) == {}


def test_a_replacement_retires_the_old_unit_and_the_new_one_goes_on(store: Store) -> None:
    unit = covered_unit(store)
    closed_claim(store, unit, resolution="replaced", new_serial="NEW-1")
    old = store.units.card(unit)
    (new_id,) = store.units.exact("NEW-1")
    new = store.units.card(new_id)
    assert (old.unit.status, old.unit.replaced_by, old.cover.status) == ("retired", "NEW-1", "RETIRED")
    assert (new.unit.status, new.unit.replaces) == ("live", old.unit.serial)
    assert (new.cover.status, new.cover.end) == ("COVERED", date(2027, 3, 14))
    assert store.check() == []


def test_the_filed_cover_never_changes(store: Store, clock: Clock) -> None:
    unit = covered_unit(store)
    number = store.claims.file(unit, FILING).number
    assert number is not None
    store.units.edit(unit, {"invoiced": "2020-01-01"}, reason="typing error")
    clock.now += timedelta(days=3)
    frozen = store.claims.get(number).snapshot
    assert frozen is not None
    assert (frozen["status"], frozen["on"]) == ("COVERED", "2026-11-21")
    assert store.units.cover(unit).status == "EXPIRED"


def test_one_answer_counts_and_a_second_is_refused(store: Store) -> None:
    number = closed_claim(store, covered_unit(store))
    store.ratings.record(number, 3)
    with refused(Refused, "ALREADY_RATED"):
        store.ratings.record(number, 10)
    with refused(NotFound, "NO_SUCH_CLAIM"):
        store.ratings.record("ZZ-000009", 10)


def test_not_asked_again_within_ninety_days(store: Store) -> None:
    first = closed_claim(store, covered_unit(store))
    second = closed_claim(store, store.units.exact("MJ0351YNG9Z0XA")[0])
    invited = [ratings.invitation(store.context.connection, number) for number in (first, second)]
    assert invited == [("2026-11-21", None), ("2026-11-21", "ASKED_RECENTLY")]


@pytest.mark.parametrize(
    "vandalism",
    [
        "UPDATE event SET agent = 'x'",
        "DELETE FROM event",
        "UPDATE payload SET body = '{}'",
        "DELETE FROM payload",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1",
        "INSERT INTO event SELECT origin, seq + 7, hlc, agent, kind, subject, version, sealed, prev, hash"
        " FROM event WHERE seq = 1",
    ],
)
def test_the_journal_is_append_only(store: Store, vandalism: str) -> None:
    with pytest.raises(connections.DatabaseError, match=r"append-only|chain|not authorized"):
        store.context.connection.execute(vandalism)
    raw = connections.maintenance(store.path)
    with pytest.raises(connections.DatabaseError, match=r"append-only|chain"):
        raw.execute(vandalism)
    raw.close()


@pytest.mark.parametrize(
    ("vandalism", "finding"),
    [
        ("UPDATE payload SET body = replace(body, 'Haier', 'Other') WHERE body LIKE '%Haier%'", "its body"),
        ("UPDATE event SET agent = 'x' WHERE seq = 2", "was changed"),
        ("DELETE FROM event WHERE seq = 3", "missing"),
        ("UPDATE unit SET invoiced = '2026-01-01'", "unit: 1 rows"),
        ("DELETE FROM claim", "claim: 0 rows"),
        (
            "UPDATE score_part SET promoters = 7 WHERE dim = 'product' AND period GLOB 'm*'",
            "score_part: 1 rows",
        ),
        ("UPDATE voice SET score = 1", "voice: 1 rows"),
        ("UPDATE effort_month SET keys = 1", "effort_month: 1 rows"),
    ],
)
def test_check_finds_what_was_tampered_with(store: Store, vandalism: str, finding: str) -> None:
    store.ratings.record(closed_claim(store, covered_unit(store)), 9)
    assert store.check() == []
    raw = connections.maintenance(store.path)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute(vandalism)
    raw.close()
    assert any(finding in line for line in store.check())


def test_the_clock_never_goes_back() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    first = tick(now)
    assert tick(now - timedelta(days=3), first) == first + 1
    assert tick(now + timedelta(seconds=1), first) > first + 1


def test_a_missing_a_foreign_and_a_newer_file_are_told_apart(tmp_path: Path) -> None:
    with refused(Unusable, "NO_STORE"):
        Store.open(tmp_path / "none.db")
    (tmp_path / "text.db").write_text(
        "not a store at all, but long enough to look like a page of something" * 99
    )
    with refused(Unusable, "CANNOT_OPEN"):
        Store.open(tmp_path / "text.db")
    Store.open(tmp_path / "new.db", create=True).close()
    raw = connections.maintenance(tmp_path / "new.db")
    raw.execute(f"PRAGMA user_version = {admission.SCHEMA + 1}")
    raw.close()
    with refused(Unusable, "STORE_TOO_NEW"):
        Store.open(tmp_path / "new.db")


def test_an_old_engine_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    with refused(Unusable, "ENGINE_TOO_OLD"):
        Store.open(tmp_path / "desk.db", create=True)


def test_the_file_is_durable_and_strict(store: Store) -> None:
    connection = store.context.connection
    pragmas: dict[str, object] = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    for name, value in pragmas.items():
        assert connection.execute(f"PRAGMA {name}").fetchone()[0] == value
    loose = [
        name
        for name, strict in connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            " AND name NOT LIKE '\\_sqlite%' ESCAPE '\\'"
        )
        if not strict
    ]
    assert loose == []
    assert (store.path.stat().st_mode & 0o777) == 0o600


OPENER = """
import sys
from pathlib import Path
from store.store import Store
start = float(sys.argv[2])
import time
while time.time() < start: pass
Store.open(Path(sys.argv[1]), create=True).close()
"""


def run_together(script: str, arguments: list[list[str]]) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, *given], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for given in arguments
    ]
    for process in started:
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error


def test_eight_processes_open_a_fresh_store_at_once(tmp_path: Path) -> None:
    import time

    path = tmp_path / "desk.db"
    run_together(OPENER, [[str(path), str(time.time() + 1.5)]] * 8)
    with Store.open(path) as store:
        assert len(store.people.list()) == 1
        assert len(store.context.journal.origins()) == 1
        assert store.check() == []


FILER = """
import sys
from pathlib import Path
from store.store import Store
store = Store.open(Path(sys.argv[1]))
values = {"fault": sys.argv[3], "failure_date": "2025-11-20", "channel": "in-store"}
print(store.claims.file(sys.argv[2], values).number)
"""


def test_claims_filed_by_many_processes_at_once_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with Store.open(path, create=True) as store:
        unit = covered_unit(store)
    run_together(FILER, [[str(path), unit, f"F{number}"] for number in range(6)])
    with Store.open(path) as store:
        numbers = [line.number for line in store.claims.queue("open").lines]
        assert len(set(numbers)) == 6
        assert store.check() == []


def test_a_customer_edit_moves_every_look_up_with_it(store: Store) -> None:
    unit = covered_unit(store)
    customer = store.units.get(unit).customer_id
    assert customer is not None
    store.context.assign("customer", customer, {"name": "Ada", "phones": json.dumps(["+44 7700 900123"])}, {})
    assert store.units.find("8000").hits == ()
    assert store.units.find("李").hits == ()
    assert [hit.customer for hit in store.units.find("900123").hits] == ["Ada"]
    assert store.check() == []


def test_an_unknown_setting_is_refused(store: Store) -> None:
    with pytest.raises(Refused) as refusal:
        store.settings.set(**{"colour": "green"})
    assert refusal.value.field == "colour"


def test_views_of_the_queue(store: Store, clock: Clock) -> None:
    unit = covered_unit(store)
    first = store.claims.file(unit, FILING).number
    clock.now += timedelta(days=10)
    other: dict[str, Any] = {**FILING, "fault": "E-02"}
    second = store.claims.file(unit, other).number
    assert [line.number for line in store.claims.queue("open").lines] == [first, second]
    assert [line.number for line in store.claims.queue("late").lines] == [first]
    assert store.claims.queue("open").counts["late"] == 1
    page = store.claims.queue("open", limit=1)
    assert [line.number for line in store.claims.queue("open", after=page.after, limit=1).lines] == [second]


def test_a_stranger_that_comes_and_goes_takes_nothing_from_under_an_open_desk(
    tmp_path: Path, clock: Clock
) -> None:
    """A file opened and closed beside the engine would drop the locks that keep strangers from tidying up."""
    file = tmp_path / "desk.db"
    look = f"import sqlite3; c = sqlite3.connect({str(file)!r}); c.execute('SELECT 1 FROM unit'); c.close()"
    with Store.open(file, clock=clock, create=True) as first:
        first.settings.rename("Kyiv-2")
        Store.open(file, clock=clock).close()
        with Store.open(file, clock=clock) as second:
            before = (tmp_path / "desk.db-wal").stat().st_ino
            subprocess.run([sys.executable, "-c", look], check=True, timeout=60)
            assert (tmp_path / "desk.db-wal").stat().st_ino == before
            second.settings.rename("Kyiv-3")
        assert first.settings.name == "Kyiv-3"


@pytest.mark.parametrize("create", [False, True], ids=["open", "create"])
def test_a_desk_of_which_no_byte_is_left_is_not_begun_anew(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "desk.db"
    with Store.open(path, create=True) as store:
        store.tasks.add("call back")
    path.write_bytes(b"")
    with pytest.raises(Unusable) as refused:
        Store.open(path, create=create)
    assert refused.value.code == "STORE_EMPTY"
    with pytest.raises(Unusable) as refused:
        Store.look(path)
    assert refused.value.code == "STORE_EMPTY" and str(path) in str(refused.value)
    assert path.stat().st_size == 0


def test_an_empty_file_becomes_a_desk_only_where_one_is_made(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.touch(0o644)
    with pytest.raises(Unusable) as refused:
        Store.open(path)
    assert refused.value.code == "NO_STORE" and path.stat().st_size == 0
    assert not Door(path, now).closed
    Store.open(path, create=True).close()
    assert path.stat().st_mode & 0o777 == 0o600
