"""What is doubtful in the data: found, counted by customers, and gone when it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.records import Finding, Product
from store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    now = datetime(2026, 11, 21, 10, tzinfo=UTC)
    with Store.open(tmp_path / "desk.db", clock=lambda: now, create=True) as opened:
        opened.settings.set(timezone="UTC")
        yield opened


@pytest.fixture
def product(store: Store) -> Product:
    lines = [{"duration": "24m"}]
    store.policies.add({"id": "M", "kind": "maker", "start": ["delivered", "invoiced"], "lines": lines})
    return store.products.add("KX-200", "Kato", policies=("M",))


def unit(store: Store, product: Product, serial: str, customer: str | None = None, **fields: object) -> str:
    owner = store.units.add_customer(customer).id if customer else None
    return store.units.add(serial, product.id, customer=owner, **fields).id


def kinds(store: Store) -> list[tuple[str, str, int, int]]:
    return [(each.kind, each.field, each.units, each.customers) for each in store.quality.findings()]


def only(store: Store) -> Finding:
    (finding,) = store.quality.findings()
    return finding


def test_a_desk_without_doubts_has_an_empty_list(store: Store, product: Product) -> None:
    assert store.quality.findings() == ()
    unit(store, product, "S1", "Ada", delivered="2025-03-14")
    assert store.quality.findings() == ()


def test_an_unknown_start_names_the_date_that_would_help_and_goes_when_mended(
    store: Store, product: Product
) -> None:
    id_ = unit(store, product, "S1", "Ada", shipped="2025-03-01")
    finding = only(store)
    assert (finding.kind, finding.field, finding.key) == ("unknown_start", "delivered", product.id)
    assert finding.unit_ids == (id_,)
    assert (
        str(finding.sentence) == "KX-200: 1 unit without a start; its date of delivery would date the cover"
    )
    assert store.units.cover(id_).status == "UNKNOWN"
    store.units.edit(id_, {"delivered": "2025-03-04"}, "the delivery note")
    assert store.quality.findings() == ()


def test_stand_ins_and_months_are_missing_proof(store: Store, product: Product) -> None:
    unit(store, product, "S1", "Ada", invoiced="2025-03-14")
    unit(store, product, "S2", "Bo", delivered="2025-03")
    assert kinds(store) == [("missing_proof", "delivered", 2, 2)]


def test_a_list_without_a_policy_is_judged_by_its_own_months(store: Store) -> None:
    product = store.products.add("OLD-1")
    unit(store, product, "S1", "Ada", warranty_months=24)
    unit(store, product, "S2", "Ada", warranty_months=24, invoiced="2025-03")
    unit(store, product, "S3", "Ada", warranty_months=24, built="2025-03-01")
    unit(store, product, "S4", "Ada")
    unit(store, product, "S5", "Ada", warranty_months=24, warranty_end="2027-01-01")
    found = {(each.kind, each.field): each.unit_ids for each in store.quality.findings()}
    assert found.keys() == {("unknown_start", "invoiced"), ("missing_proof", "invoiced")}
    assert [store.units.get(id_).serial for ids in found.values() for id_ in ids] == ["S1", "S2"]


def test_a_policy_for_other_buyers_or_of_fixed_dates_asks_for_nothing(store: Store) -> None:
    store.policies.add({"id": "B", "kind": "maker", "buyer": "business", "lines": [{"duration": "24m"}]})
    fixed = [{"start": "2026-01-01", "end": "2026-12-31"}]
    store.policies.add({"id": "F", "kind": "contract", "lines": fixed})
    product = store.products.add("KX-1", policies=("B", "F"))
    unit(store, product, "S1", "Ada")
    assert store.quality.findings() == ()
    unit(store, product, "S2", "Bo", buyer="business")
    assert kinds(store) == [("unknown_start", "invoiced", 1, 1)]


def test_ends_before_starts_and_dates_to_come_are_found(store: Store, product: Product) -> None:
    dates = {"delivered": "2025-03-14", "warranty_end": "2024-03-14"}
    early = unit(store, product, "S1", "Ada", **dates)
    late = unit(store, product, "S2", "Bo", delivered="2062-03-14")
    assert kinds(store) == [("future_date", "delivered", 1, 1), ("end_before_start", "warranty_end", 1, 1)]
    store.units.edit(early, {"warranty_end": "2027-03-14"}, "typing error")
    store.units.edit(late, {"delivered": "2026-03-14"}, "typing error")
    assert store.quality.findings() == ()


def test_one_serial_on_two_products_is_ambiguous_until_one_is_gone(store: Store, product: Product) -> None:
    other = store.products.add("KX-300")
    first = unit(store, product, "S-1", "Ada", delivered="2025-03-14")
    second = unit(store, other, "s1", "Bo")
    finding = only(store)
    assert (finding.kind, finding.field, finding.units, finding.customers) == (
        "ambiguous_serial",
        "serial",
        2,
        2,
    )
    assert set(finding.unit_ids) == {first, second}
    body = {"event": {"kind": "refund", "date": "2026-01-01"}}
    store.context.record("unit.history", f"unit:{second}", body)
    assert store.quality.findings() == ()


def test_usage_that_goes_backwards_is_found_but_not_across_a_replacement(
    store: Store, product: Product
) -> None:
    def read(id_: str, day: str, value: int, measure: str = "km") -> None:
        event = {"kind": "reading", "date": day, "measure": measure, "value": value}
        store.context.record("unit.history", f"unit:{id_}", {"event": event})

    fine, bad, new = (
        unit(store, product, serial, "Ada", delivered="2025-03-14") for serial in ("S1", "S2", "S3")
    )
    for day, value in (("2026-03-01", 300), ("2026-01-01", 100)):
        read(fine, day, value)
    read(fine, "2026-02-01", 7, "hours")
    for day, value in (("2026-01-01", 300), ("2026-02-01", 200)):
        read(bad, day, value)
    read(new, "2026-01-01", 900)
    swap = {"kind": "replacement", "date": "2026-01-15", "old": "S0", "new": "S3"}
    store.context.record("unit.history", f"unit:{new}", {"event": swap})
    read(new, "2026-02-01", 5)
    finding = only(store)
    assert (finding.kind, finding.field, finding.unit_ids) == ("usage_backwards", "reading", (bad,))
    assert [hit.serial for hit in store.quality.units(finding)] == ["S2"]


def test_what_touches_most_customers_comes_first_and_pages_go_on(store: Store, product: Product) -> None:
    other = store.products.add("KX-300", policies=("M",))
    for number in range(5):
        unit(store, product, f"A{number}", "Ada")
    for number in range(3):
        unit(store, other, f"B{number}", f"Bo {number}")
    assert kinds(store) == [
        ("unknown_start", "delivered", 3, 3),
        ("unknown_start", "delivered", 5, 1),
    ]
    assert store.quality.findings(limit=1, after=1)[0].key == product.id
    finding = store.quality.findings(limit=1, after=1)[0]
    first = store.quality.units(finding, limit=2)
    rest = store.quality.units(finding, after=first[-1].unit_id, limit=9)
    assert len({hit.unit_id for hit in (*first, *rest)}) == 5
    assert {hit.customer for hit in first} == {"Ada"}
