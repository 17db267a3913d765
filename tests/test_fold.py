"""Any shuffling and duplication of a history folds to the same tables."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from store.store import Store
from store.tables import check, fold
from store.tables.blank import scratch
from store.tables.journal import Link
from store.tables.register import Register


def two_desks(folder: Path, seed: int) -> list[Link]:
    """Let two desks work on the same things without hearing of each other; return all they wrote."""
    chance = random.Random(seed)
    links: list[Link] = []
    for desk in ("a", "b"):
        skew = timedelta(days=chance.choice([0, -3, 2]))
        moment = [datetime(2026, 11, 1, tzinfo=UTC) + skew]
        with Store.open(folder / f"{desk}.db", clock=lambda: moment[0], create=True) as store:  # noqa: B023
            product = store.products.add("KX-200", "Haier", "refrigerator")
            customer = store.units.add_customer("Li Wei", phones=["+86 138 0013 8000"])
            unit = store.units.add(
                "S1", product.id, customer=customer.id, warranty_months=24, invoiced="2026-01-31"
            )
            number = store.claims.file(
                unit.id, {"fault": "F1", "failure_date": "2026-10-01", "channel": "in-store"}
            ).number
            assert number is not None
            for _ in range(chance.randrange(6)):
                moment[0] += timedelta(hours=chance.randrange(1, 50))
                _live(store, chance, unit.id, customer.id, number)
            links += store.context.journal.links(store.context.journal.origin)
    return links


def _live(store: Store, chance: random.Random, unit: str, customer: str, number: str) -> None:
    match chance.randrange(5):
        case 0:
            store.units.edit(unit, {"invoiced": f"2025-0{chance.randrange(1, 9)}-01"}, "found the invoice")
        case 1:
            fields: dict[str, Any] = {
                "name": chance.choice(["Li", "Wei"]),
                "notes": chance.choice([None, "VIP"]),
            }
            store.context.assign("customer", customer, fields, {"name": "Li Wei"})
        case 2:
            store.claims.act(number, "note", {"text": f"called {chance.randrange(99)}"})
        case 3:
            store.tasks.add(f"call back {chance.randrange(99)}", unit=unit)
        case _:
            if store.claims.get(number).state == "filed":
                store.claims.act(number, "cancel", {"reason": "withdrew"})


@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_two_desks_converge_whatever_the_order(seed: int, order: random.Random) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        links = two_desks(folder, seed)
        shuffled = links + order.sample(links, k=len(links) // 2)
        order.shuffle(shuffled)
        with (
            Store.open(folder / "one.db", create=True) as one,
            Store.open(folder / "two.db", create=True) as two,
        ):
            one.receive(links)
            for start in range(0, len(shuffled), 3):
                two.receive(shuffled[start : start + 3])
            for table in fold.FOLDED:
                if table != "person":  # each store has an admin of its own
                    assert (
                        list(check.differences(one.context.connection, two.context.connection, table)) == []
                    )
            assert one.check() == []
            assert two.check() == []


REGISTER = Register("task", ("title", "due", "owner"))
WRITES = st.lists(
    st.tuples(
        st.dictionaries(
            st.sampled_from(["title", "due", "owner"]), st.sampled_from(["x", "y", "z", None]), min_size=1
        ).filter(lambda fields: fields.get("title", "x") is not None),
        st.integers(1, 4),
        st.sampled_from(["a", "b"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda write: write[1:],
)


@cache
def empty_pair() -> tuple[Connection, Connection]:
    return scratch(), scratch()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(writes=WRITES, order=st.randoms(use_true_random=False))
def test_a_register_is_the_same_in_any_order(writes: list[Any], order: random.Random) -> None:
    shuffled = writes + order.sample(writes, k=len(writes) // 2)
    order.shuffle(shuffled)
    stores = empty_pair()
    for connection, history in zip(stores, (writes, shuffled), strict=True):
        connection.execute("DELETE FROM task")
        for fields, hlc, origin in history:
            REGISTER.assign(connection, "t", fields, (hlc, origin), {"title": "?"})
    one, other = stores
    assert list(check.differences(one, other, "task")) == []
    newest: dict[str, Any] = {}
    for fields, _, _ in sorted(writes, key=lambda write: write[1:]):
        newest |= fields
    title, due, owner = stores[0].execute("SELECT title, due, owner FROM task").fetchone()
    assert (title, due, owner) == (newest.get("title", "?"), newest.get("due"), newest.get("owner"))


def hear(desk: Store, *others: Store) -> None:
    """Let a desk take what others wrote, one after the other; the rows of imports are there before."""
    for other in others:
        for table in ("batch", "batch_part"):
            for row in other.context.connection.execute(f"SELECT * FROM {table}").fetchall():
                marks = ", ".join("?" * len(row))
                desk.context.connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)
    for other in others:
        desk.receive(other.context.journal.links(other.context.journal.origin))


def close_with(store: Store, number: str, new_serial: str) -> None:
    """Carry a filed claim to its end: the unit is replaced."""
    pays = {"maker": 100, "customer": 0, "goodwill": 0}
    hand_in = {"received": "2026-11-01", "condition": "good", "accessories": []}
    done = {"diagnosis": "dead", "resolution": "replaced", "new_serial": new_serial}
    store.claims.act(number, "approve", {"estimate": 100, "payer": pays})
    store.claims.act(number, "start", hand_in)
    store.claims.act(number, "finish", done)
    store.claims.act(number, "close", {"handed_over": "2026-11-01", "receiver": "Li"})


def test_imports_replacements_and_answers_fold_alike_in_any_order(tmp_path: Path) -> None:
    moment = [datetime(2026, 11, 1, 9, tzinfo=UTC)]
    units, changes, answers = (tmp_path / name for name in ("units.csv", "changes.csv", "answers.csv"))
    units.write_text("serial,product,warranty_end\nS1,KX,2027-01-02\nS2,KX,2027-01-02\n")
    changes.write_text("serial,product,notes\nS1,KX,scratched\n")
    answers.write_text("date,score,product\n2026-10-01,9,KX\n2026-10-02,3,KX\n")

    def opened(name: str) -> Store:
        return Store.open(tmp_path / f"{name}.db", clock=lambda: moment[0], create=True)

    def bring(store: Store, path: Path, kind: str = "units") -> None:
        moment[0] += timedelta(minutes=1)
        store.bring_in(path, {"as": kind}, lambda _done, _size: None)

    with opened("a") as a, opened("b") as b, opened("one") as one, opened("two") as two:
        bring(a, units)
        hear(b, a)
        unit = b.units.exact("S1")[0]
        asked = {"fault": "F1", "failure_date": "2026-10-30", "channel": "in-store"}
        number = b.claims.file(unit, asked).number
        assert number is not None
        close_with(b, number, "N1")
        for store in (a, b):  # neither has heard of the other's
            bring(store, answers, "ratings")
            answers = answers.rename(tmp_path / "renamed.csv")
        hear(a, b)
        bring(a, changes)
        moment[0] += timedelta(minutes=1)
        a.ratings.record(number, None)
        hear(one, a, b)
        hear(two, b, a)
        for table in fold.FOLDED:
            if table != "person":
                assert list(check.differences(one.context.connection, two.context.connection, table)) == []
        for store in (a, b, one, two):
            assert store.check() == []
        assert two.units.get(unit).status == "retired"


def test_a_link_that_does_not_verify_is_refused(tmp_path: Path) -> None:
    links = two_desks(tmp_path, 3)
    event = links[0].event
    forged = Link(event, links[0].text.replace("admin", "agent"), links[0].salt, links[0].prev, links[0].hash)
    with Store.open(tmp_path / "c.db", create=True) as store:
        before = store.context.journal.count()
        try:
            store.receive([forged])
        except ValueError as error:
            assert "does not verify" in str(error)
        else:
            raise AssertionError("a forged event was taken")
        assert store.context.journal.count() == before
