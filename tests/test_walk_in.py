"""Units that are not in the book, what is known before filing, drafts: through a real store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from store.errors import NotFound, Refused
from store.store import Store
from tui.__main__ import main

FILING = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}
WALK_IN = {**FILING, "customer": "new:Ann Lee", "phone": "+44 20 7946 0000", "described": "kettle"}


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
def store(path: Path, clock: Clock) -> Iterator[Store]:
    with Store.open(path, clock=clock, create=True) as opened:
        opened.settings.set(timezone="UTC")
        yield opened


def unit(store: Store, serial: str = "S-1001", **more: Any) -> str:
    values = {"product": "KX-200", "brand": "Haier", "customer": "new:Li Wei", "phone": "138 0013 8000"}
    found = store.filing.register(serial, {**values, "invoiced": "2026-01-02", **more})
    store.units.edit(found.id, {"warranty_months": 24}, "the card says so")
    return found.id


def number(store: Store, id_: str, **more: object) -> str:
    return store.claims.file(id_, {**FILING, **more}).number or ""


def close(store: Store, claim: str, resolution: str = "repaired", **finish: object) -> None:
    view = store.claims.view(claim)
    if view.claim.snapshot and view.claim.snapshot["status"] == "COVERED":
        payer = {"maker": 80, "customer": 0, "goodwill": 0}
        store.claims.act(claim, "approve", {"estimate": 80, "payer": payer})
    else:
        given = {"amount": 80, "reason": "loyal", "would_be_covered": True}
        store.claims.act(claim, "approve_goodwill", given)
    today = store.today().isoformat()
    store.claims.act(claim, "start", {"received": today, "condition": "worn", "accessories": []})
    store.claims.act(claim, "finish", {"diagnosis": "board", "resolution": resolution, **finish})
    store.claims.act(claim, "close", {"handed_over": today, "receiver": "Li"})


def test_a_walk_in_is_filed_marked_and_listed(store: Store) -> None:
    claim = store.filing.file_unknown({**WALK_IN, "read_serial": "MJ03?1-[/]"})
    view = store.claims.view(claim.number or "")
    assert (claim.state, claim.unit_id, claim.serial, claim.product) == (
        "filed",
        None,
        "MJ03?1-[/]",
        "kettle",
    )
    assert "UNKNOWN_UNIT" in claim.flags
    assert view.customer is not None and view.customer.name == "Ann Lee"
    assert claim.snapshot is not None
    assert (claim.snapshot["status"], claim.snapshot["needs"]) == (
        "UNKNOWN",
        ["Its serial would tell which unit it is."],
    )
    (line,) = store.filing.unlinked()
    assert (line.number, line.customer, line.product) == (claim.number, "Ann Lee", "kettle")
    again = store.filing.file_unknown({**WALK_IN, "customer": view.customer.id})
    assert again.customer_id == claim.customer_id
    store.claims.act(again.number or "", "cancel", {"reason": "twice"})
    assert len(store.filing.unlinked()) == 1
    assert store.check() == []


@pytest.mark.parametrize("left_out", ["customer", "fault", "failure_date", "channel"])
def test_a_walk_in_needs_somebody_and_a_fault(store: Store, left_out: str) -> None:
    given = {name: value for name, value in WALK_IN.items() if name != left_out}
    with pytest.raises(Refused) as refused:
        store.filing.file_unknown(given)
    assert (refused.value.code, refused.value.field) == ("MISSING_FIELD", left_out)
    assert store.claims.queue("all").lines == ()
    assert store.filing.customers("Ann") == (), "nobody is registered by a refused try"
    tried = [event for event in store.history() if event.kind == "audit.refused"]
    assert len(tried) == 1 and "kettle" in json.dumps(tried[0].body)


def test_linking_keeps_the_answer_frozen_and_tells_the_one_of_today(store: Store) -> None:
    claim = store.filing.file_unknown(WALK_IN).number or ""
    id_ = unit(store)
    linked = store.claims.act(claim, "link_unit", {"unit": "s1001"})
    assert (linked.unit_id, linked.serial) == (id_, "S-1001")
    assert "UNIT_LINKED" in linked.flags and "UNKNOWN_UNIT" not in linked.flags
    assert linked.snapshot is not None and linked.snapshot["status"] == "UNKNOWN"
    now = store.claims.cover_now_differs(linked)
    assert now is not None and now.status == "COVERED"
    assert store.filing.unlinked() == ()
    assert linked.history[-1].action == "link_unit" and linked.state == "filed"
    assert [line.number for line in store.units.card(id_).claims] == [claim]
    assert store.check() == []
    other = unit(store, "S-1002")
    assert store.claims.act(claim, "link_unit", {"unit": "S-1002"}).unit_id == other, "a slip can be mended"


def test_only_a_supervisor_links_and_only_what_has_no_unit(store: Store) -> None:
    claim = store.filing.file_unknown(WALK_IN).number or ""
    own = number(store, unit(store))
    with pytest.raises(Refused) as refused:
        store.claims.act(own, "link_unit", {"unit": "S-1001"})
    assert refused.value.code == "HAS_UNIT"
    with pytest.raises(Refused) as refused:
        store.claims.act(claim, "link_unit", {})
    assert (refused.value.code, refused.value.field) == ("MISSING_FIELD", "unit")
    with pytest.raises(NotFound) as lost:
        store.claims.act(claim, "link_unit", {"unit": "S-9999"})
    assert lost.value.field == "unit"
    with pytest.raises(Refused) as refused:
        store.claims.act(claim, "link_unit", {"unit": "S-1001"})
    assert refused.value.code == "DUPLICATE" and own in str(refused.value)
    store.claims.act(claim, "link_unit", {"unit": "S-1001", "different_fault": "the other board"})
    store.context.agent = store.people.add("Ana", "agent")
    with pytest.raises(Refused) as refused:
        store.claims.act(claim, "link_unit", {"unit": "S-1001"})
    assert refused.value.code == "NOT_ALLOWED"


def test_a_serial_that_two_products_share_asks_which(store: Store) -> None:
    claim = store.filing.file_unknown(WALK_IN).number or ""
    unit(store)
    second = unit(store, product="KX-210")
    with pytest.raises(Refused) as refused:
        store.claims.act(claim, "link_unit", {"unit": "S-1001"})
    assert refused.value.code == "AMBIGUOUS_SERIAL" and "S-1001 @ KX-2" in str(refused.value)
    assert store.claims.act(claim, "link_unit", {"unit": "S-1001 @ kx-210"}).unit_id == second


@pytest.mark.parametrize("resolution", ["repaired", "replaced", "refunded"])
def test_what_was_done_before_linking_reaches_the_unit(store: Store, resolution: str) -> None:
    claim = store.filing.file_unknown(WALK_IN).number or ""
    new = {"new_serial": "S-2000"} if resolution == "replaced" else {}
    close(store, claim, resolution, **new)
    id_ = unit(store)
    store.claims.act(claim, "link_unit", {"unit": id_})
    status = {"repaired": "live", "replaced": "retired", "refunded": "refunded"}[resolution]
    assert store.units.get(id_).status == status
    assert (store.units.exact("S-2000") != []) == (resolution == "replaced")
    assert store.check() == []
    with pytest.raises(Refused) as refused:
        store.claims.act(claim, "link_unit", {"unit": unit(store, "S-1002")})
    assert refused.value.code == "HAS_UNIT"


def test_repeats_repairs_and_other_units_are_known_before(store: Store, clock: Clock) -> None:
    id_, other = unit(store), unit(store, "S-1002")
    first = number(store, id_)
    assert [line.number for line in store.filing.known(id_, "E-01").open] == [first]
    close(store, first)
    second = number(store, other)
    known = store.filing.known(id_, "e-01")
    (repeat,) = known.repeats
    assert (repeat.number, repeat.handed_over, repeat.until) == (first, date(2026, 11, 21), date(2027, 2, 19))
    assert (known.open, known.repairs, known.repairs_needed) == ((), 1, 2)
    assert [each.number for each in store.filing.known(id_, "E-01").elsewhere] == [second]
    assert store.filing.known(id_, "E-02").repeats == () == store.filing.known(id_, None).elsewhere
    clock.now += timedelta(days=90)
    assert len(store.filing.known(id_, "E-01").repeats) == 1
    clock.now += timedelta(days=1)
    assert store.filing.known(id_, "E-01").repeats == ()


def test_condition_and_accessories_are_given_once(store: Store) -> None:
    claim = number(store, unit(store), condition="scratched", accessories=["cable", "box"])
    kept = store.claims.get(claim)
    assert (kept.condition, kept.accessories) == ("scratched", ("cable", "box"))


def test_drafts_are_kept_apart_and_listed_with_their_age(store: Store, clock: Clock) -> None:
    id_ = unit(store)
    claim = number(store, id_)
    whole = store.claims.get(claim)
    store.filing.keep_draft(id_, {"fault": "E-02"})
    clock.now += timedelta(hours=1)
    store.filing.keep_draft("unknown:mj", {"customer": "new:Ann \x1b[31m[/]", "read_serial": "MJ"})
    store.filing.keep_draft(f"act:{whole.id}:approve", {"estimate": "8000"})
    store.filing.keep_draft("act:gone:approve", {"estimate": "1"})
    admin = store.agent
    store.context.agent = store.people.add("Ana", "agent")
    assert store.filing.drafts() == () and store.filing.draft(id_) is None
    store.filing.keep_draft(id_, {"fault": "E-03"})
    store.context.agent = admin
    act, unknown, filing = store.filing.drafts()
    assert (act.kind, act.number, act.serial) == ("approve", claim, "S-1001")
    assert (unknown.kind, unknown.serial) == ("unknown", "MJ")
    assert (filing.kind, filing.unit_id, filing.customer) == ("file", id_, "Li Wei")
    assert filing.at == clock.now - timedelta(hours=1)
    store.claims.file(id_, {**FILING, "fault": "E-02"})
    assert [each.kind for each in store.filing.drafts()] == ["approve", "unknown"]


def test_a_unit_is_registered_at_the_counter(store: Store) -> None:
    id_ = unit(store, "MJ0351-YNG9-Z0XA", delivered="2026-01-05")
    card = store.units.card(id_)
    assert card.customer is not None and card.customer.name == "Li Wei"
    assert (card.unit.product, card.unit.brand) == ("KX-200", "Haier")
    same = store.filing.register("MJ0351-YNG9-Z0XB", {"product": "kx-200"})
    assert same.product_id == card.unit.product_id and same.customer_id is None
    for serial, values, field in (
        ("MJ0351-YNG9-Z0XA", {"product": "KX-200"}, "serial"),
        ("", {"product": "KX-200"}, "serial"),
        ("S-1", {}, "product"),
        ("S-1001", {"product": "KX-200", "invoiced": "2026-12-24"}, "invoiced"),
    ):
        with pytest.raises(Refused) as refused:
            store.filing.register(serial, values)
        assert refused.value.field == field
    assert store.units.count() == 2


@pytest.mark.parametrize("typed", ["Li", "wei", "8000", "138 0013"])
def test_customers_are_found_by_name_and_phone(store: Store, typed: str) -> None:
    unit(store)
    assert [each.name for each in store.filing.customers(typed)] == ["Li Wei"]


@pytest.mark.parametrize("typed", ["", "   ", '"', "[/]", "x' OR 1", "*", "99999"])
def test_odd_searches_for_customers_find_nobody(store: Store, typed: str) -> None:
    unit(store)
    assert store.filing.customers(typed) == ()


def ask(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    status = main(["--db", str(path), "--json", *words])
    said = capsys.readouterr().out
    return status, json.loads(said) if said else None


def test_the_same_by_command_line(store: Store, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ("--fault", "E-01", "--failed", "2026-11-20")
    who = ("--customer", "Ann Lee", "--phone", "+44 20 7946 0000")
    status, claim = ask(path, capsys, "file", "MJ03?", "--unknown", *who, "--product", "kettle", *told)
    assert (status, claim["unit"], claim["customer"]["name"]) == (0, None, "Ann Lee")
    assert (claim["serial"], claim["product"], claim["cover"]["status"]) == ("MJ03?", "kettle", "UNKNOWN")
    status, card = ask(
        path, capsys, "register", "MJ0351", "--product", "K-1", "--invoiced", "2026-01-02", *who
    )
    assert (status, card["customer"]["name"], card["unit"]["serial"]) == (0, "Ann Lee", "MJ0351")
    status, claim = ask(path, capsys, "act", claim["number"], "link_unit", "unit=MJ0351")
    assert (status, claim["unit"]["serial"], claim["cover"]["status"]) == (0, "MJ0351", "UNKNOWN")
    status, second = ask(path, capsys, "file", "MJ0351", "--fault", "E-02", "--failed", "2026-11-20")
    assert [each["number"] for each in second["known"]["open"]] == [claim["number"]]
    assert main(["--db", str(path), "file", "MJ0351", "--fault", "E-03", "--failed", "2026-11-20"]) == 0
    assert f"also open on this unit: {claim['number']}" in capsys.readouterr().out
    for words in (["--unknown", *told], ["MJ0351", *who, *told], told):
        assert ask(path, capsys, "file", *words)[0] == 2
    assert main(["--db", str(path), "claim", claim["number"]]) == 0
    assert "MJ0351" in capsys.readouterr().out


def test_a_desk_of_the_version_before_is_brought_up(tmp_path: Path) -> None:
    from sqlcipher3 import dbapi2

    path = tmp_path / "old.db"
    with Store.open(path, create=True) as store:
        id_ = unit(store)
        store.filing.keep_draft(id_, {"fault": "E-01"})
        agent = store.agent.id
    raw = dbapi2.connect(str(path))
    raw.executescript(
        "DROP INDEX claim_unlinked; ALTER TABLE draft DROP COLUMN at; PRAGMA user_version = 1;"
        "DELETE FROM _sqlite_migrations WHERE name = 'drafts_and_unknown_units';"
    )
    raw.close()
    with Store.open(path) as store:
        (draft,) = store.filing.drafts()
        assert (draft.values, draft.at, store.agent.id) == ({"fault": "E-01"}, None, agent)
        assert store.check(deep=True) == []
