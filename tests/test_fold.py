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
from store.tables.connection import scratch
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
