"""What if, corrections with a reason, and the frozen answer beside the one of now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from store.errors import Refused
from store.services.whatif import jurisdictions
from store.store import Store


class Clock:
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
        opened.policies.add(
            {
                "id": "M",
                "kind": "maker",
                "lines": [{"duration": "12m", "usage_cap": {"measure": "km", "max": 900}}],
                "void_needs_evidence": True,
            }
        )
        opened.policies.add({"id": "B", "kind": "maker", "buyer": "business", "lines": [{"duration": "6y"}]})
        yield opened


@pytest.fixture
def unit(store: Store) -> str:
    product = store.products.add("KX-200", policies=("M", "B"))
    owner = store.units.add_customer("Ada")
    return store.units.add("S1", product.id, customer=owner.id, invoiced="2025-11-20").id


def test_dates_buyer_reading_and_evidence_move_the_answer_and_nothing_is_written(
    store: Store, unit: str
) -> None:
    void = {"kind": "void", "date": "2026-01-01", "reason": "opened"}
    store.context.record("unit.history", f"unit:{unit}", {"event": void})
    events = store.context.journal.count()
    before, after = store.units.what_if(unit, {"invoiced": date(2026, 1, 15)})
    assert (before.status, before.end) == ("EXPIRED", date(2026, 11, 20))
    assert (after.status, after.end) == ("COVERED", date(2027, 1, 15))
    assert store.units.what_if(unit, {"invoiced": None})[1].status == "UNKNOWN"
    assert store.units.what_if(unit, {"buyer": "business"})[1].end == date(2031, 11, 20)
    on = date(2026, 10, 1)
    reading = {"measure": "km", "value": 901}
    assert store.units.what_if(unit, {"reading": reading}, on)[1].status == "LIMIT_REACHED"
    low = {"measure": "km", "value": 900, "date": "2026-09-30"}
    assert store.units.what_if(unit, {"reading": low}, on)[1].status == "COVERED"
    before, after = store.units.what_if(unit, {"evidence": True}, on)
    assert (before.status, after.status) == ("COVERED", "VOID")
    assert store.context.journal.count() == events
    assert store.units.get(unit).dates == {"invoiced": "2025-11-20"}


def test_a_jurisdiction_brings_its_law_and_what_the_law_demands_of_the_maker(store: Store, unit: str) -> None:
    before, after = store.units.what_if(unit, {"jurisdiction": "eu"})
    assert (before.status, after.status, after.use) == ("EXPIRED", "COVERED", "EU-LEGAL")
    assert after.end == date(2027, 11, 20)
    assert store.units.what_if(unit, {"jurisdiction": "EU", "buyer": "business"})[1].use == "B"
    stay = {"kind": "repair", "from": "2026-02-01", "to": "2026-02-11"}
    store.context.record("unit.history", f"unit:{unit}", {"event": stay})
    _, after = store.units.what_if(unit, {"jurisdiction": "RU"})
    ends = {layer.policy: layer.end for layer in after.layers}
    assert ends["M"] == date(2026, 11, 30)
    assert ends["RU-LEGAL-24"] == date(2027, 11, 20)
    assert "RU-GUARANTEE-12" not in ends


def test_another_jurisdiction_takes_the_place_of_the_units_own(store: Store, unit: str) -> None:
    (law,) = [body for body in jurisdictions()["EU"] if body["id"] == "EU-LEGAL"]
    store.policies.add({**law, "products": ["*"]})
    before, after = store.units.what_if(unit, {"jurisdiction": "US"})
    assert (before.use, after.status) == ("EU-LEGAL", "EXPIRED")
    assert set(jurisdictions()) == {"EU", "UK", "US", "US-CA", "CN", "RU", "IN"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"invoiced": "2026-02-30"}, "invoiced"),
        ({"invoiced": "yesterday"}, "invoiced"),
        ({"buyer": "me"}, "buyer"),
        ({"jurisdiction": "Atlantis"}, "jurisdiction"),
        ({"reading": {"measure": "km"}}, "reading"),
        ({"reading": 5}, "reading"),
        ({"serial": "S2"}, "serial"),
    ],
)
def test_impossible_changes_are_refused_by_field(
    store: Store, unit: str, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        store.units.what_if(unit, changes)
    assert refused.value.field == field


def test_a_correction_needs_a_reason_and_stands_in_the_journal(store: Store, unit: str) -> None:
    for reason in ("", "  ", "\u200b"):
        with pytest.raises(Refused) as refused:
            store.units.edit(unit, {"invoiced": "2026-01-15"}, reason)
        assert refused.value.field == "reason"
    store.units.edit(unit, {"invoiced": date(2026, 1, 15), "buyer": "consumer"}, " the invoice ")
    event = store.history(1)[0]
    assert event.body["fields"] == {"invoiced": "2026-01-15", "buyer": "consumer"}
    assert event.body["reason"] == "the invoice"
    count = store.context.journal.count()
    store.units.edit(unit, {"invoiced": "2026-01-15"}, "again")
    assert store.context.journal.count() == count
    assert store.check() == []


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"invoiced": "14/03/2025"}, "invoiced", "a date such as 2026-11-21, or 2026-11 for a month,"),
        ({"invoiced": "2025-02-29"}, "invoiced", "is no date that there is"),
        ({"invoiced": "1970-01-01"}, "invoiced", "from 1990-01-01 to 2026-11-22"),
        ({"delivered": "2062-01-15"}, "delivered", "cannot be"),
        ({"delivered": "2026-12"}, "delivered", "cannot be"),
        ({"built": 20250314}, "built", "is no date"),
        ({"warranty_end": "2025-11-19"}, "warranty_end", "before it begins on 2025-11-20"),
        ({"warranty_end": "2026-11"}, "warranty_end", "a date such as 2026-11-21"),
        ({"warranty_months": 2000}, "warranty_months", "from 0 to 1200"),
        ({"warranty_months": True}, "warranty_months", "from 0 to 1200"),
        ({"buyer": "dealer"}, "buyer", "consumer or a business"),
        ({"serial": ""}, "serial", "needs a serial"),
        ({"serial": "S-2"}, "serial", "already in the book"),
        ({"customer": "nobody"}, "customer", "no such customer"),
        ({"status": "live"}, "status", "these can be corrected: built"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_accepted(
    store: Store, unit: str, changes: dict[str, object], field: str, told: str
) -> None:
    store.units.add("S2", store.units.get(unit).product_id)
    events = store.context.journal.count()
    with pytest.raises(Refused) as refused:
        store.units.edit(unit, changes, "a reason")
    assert refused.value.field == field
    assert told in str(refused.value)
    assert store.context.journal.count() == events


def test_what_can_be_is_kept(store: Store, unit: str) -> None:
    other = store.units.add_customer("Bo")
    changes: dict[str, object] = {
        "delivered": "2026-11", "invoiced": "", "warranty_end": "2028-01-01", "warranty_months": 24,
        "serial": " S1b ", "customer": other.id, "notes": "a\nb", "buyer": "business", "partner": None,
    }  # fmt: skip
    found = store.units.edit(unit, changes, "all of it")
    assert found.dates == {"delivered": "2026-11"}
    assert (found.serial, found.customer_id, found.buyer) == ("S1b", other.id, "business")
    assert (found.notes, found.warranty_months, found.warranty_end) == ("a\nb", 24, date(2028, 1, 1))
    assert store.units.exact("s1B") == [unit]
    assert store.check() == []


def test_a_claim_keeps_its_answer_and_tells_when_it_would_be_another(
    store: Store, unit: str, clock: Clock
) -> None:
    store.units.edit(unit, {"invoiced": "2026-01-15"}, "the invoice")
    values = {"fault": "PUMP", "failure_date": "2026-11-20", "channel": "in-store"}
    number = store.claims.file(unit, values).number
    assert number is not None
    assert store.claims.cover_now_differs(store.claims.get(number)) is None
    store.claims.act(
        number, "approve", {"estimate": 5000, "payer": {"maker": 5000, "customer": 0, "goodwill": 0}}
    )
    clock.now += timedelta(days=2)
    claim = store.claims.get(number)
    assert claim.state == "approved"
    assert store.claims.cover_now_differs(claim) is None
    store.units.edit(unit, {"invoiced": "2025-06-15"}, "it was another invoice")
    now = store.claims.cover_now_differs(claim)
    assert now is not None
    assert (now.status, now.end) == ("EXPIRED", date(2026, 6, 15))
    assert (claim.snapshot or {})["end"] == "2027-01-15"
    draft = store.claims.create(unit)
    assert store.claims.cover_now_differs(draft) is None


def test_a_claim_is_not_held_against_what_it_brought_about_itself(
    store: Store, unit: str, clock: Clock
) -> None:
    store.policies.add({"id": "M", "kind": "maker", "lines": [{"duration": "24m"}], "on_repair": "TOLL_INCL",
                        "max_claims": 1})  # fmt: skip
    values = {"fault": "PUMP", "failure_date": "2026-11-20", "channel": "in-store"}
    number = str(store.claims.file(unit, values).number)
    store.claims.act(
        number, "approve", {"estimate": 5000, "payer": {"maker": 5000, "customer": 0, "goodwill": 0}}
    )
    on = date(2026, 11, 21)
    assert store.units.cover(unit, on).status == "LIMIT_REACHED"
    assert store.claims.cover_now_differs(store.claims.get(number)) is None


def test_what_if_for_one_part(store: Store) -> None:
    store.policies.add(
        {"id": "P", "kind": "maker", "lines": [{"duration": "10y", "scope": "pump", "labour": 0}]}
    )
    product = store.products.add("KX-300", policies=("M", "P"))
    unit = store.units.add("S300", product.id, invoiced="2025-01-20").id
    before, after = store.units.what_if(unit, {"invoiced": "2026-01-20"}, component="pump")
    assert (before.end, after.end) == (date(2035, 1, 20), date(2036, 1, 20))
    assert "PARTS_ONLY" in before.flags and "PARTS_ONLY" not in after.flags


def as_(store: Store, role: str) -> None:
    store.context.agent = store.people.add(f"Some {role}", role)


def test_an_agent_corrects_a_unit_until_its_first_claim(store: Store, unit: str) -> None:
    as_(store, "agent")
    store.units.edit(unit, {"invoiced": "2026-01-15"}, "the invoice")
    store.claims.create(unit, {"note": "a draft is no claim yet"})
    store.units.edit(unit, {"invoiced": "2026-01-16"}, "the invoice, read again")
    values = {"fault": "PUMP", "failure_date": "2026-11-20", "channel": "in-store"}
    number = store.claims.file(unit, values).number
    count = store.context.journal.count()
    with pytest.raises(Refused) as refused:
        store.units.edit(unit, {"invoiced": "2026-02-15"}, "another invoice")
    assert refused.value.code == "CLAIMED"
    assert str(number) in str(refused.value) and "supervisor, manager, admin" in str(refused.value)
    assert store.context.journal.count() == count
    assert store.units.get(unit).dates["invoiced"] == "2026-01-16"
    store.context.agent = next(person for person in store.people.list() if person.role == "admin")
    assert [notice for notice in store.inbox.list() if notice.what == "unit edit"] == []


@pytest.mark.parametrize("role", ["supervisor", "manager"])
def test_a_correction_from_above_is_told_to_the_admin(store: Store, unit: str, role: str) -> None:
    admin = store.agent
    as_(store, role)
    store.units.edit(unit, {"invoiced": "2026-02-15", "buyer": "business"}, "the invoice was found")
    store.units.edit(unit, {"invoiced": "2026-02-15"}, "nothing new")
    store.context.agent = admin
    (told,) = [notice for notice in store.inbox.list() if notice.what == "unit edit"]
    assert (told.who, told.subject) == (f"Some {role}", f"unit:{unit}")
    assert told.body["reason"] == "the invoice was found"
    assert store.check() == []


def test_an_admin_is_not_told_of_their_own_correction(store: Store, unit: str) -> None:
    store.units.edit(unit, {"invoiced": "2026-02-15"}, "the invoice")
    assert store.tasks.list() == ()


@pytest.mark.parametrize("role", ["viewer", "technician"])
def test_others_do_not_correct_units(store: Store, unit: str, role: str) -> None:
    as_(store, role)
    with pytest.raises(Refused) as refused:
        store.units.edit(unit, {"invoiced": "2026-01-15"}, "a reason")
    assert refused.value.code == "NOT_ALLOWED"
    assert "supervisor" in str(refused.value)
    assert store.units.get(unit).dates["invoiced"] == "2025-11-20"
