"""Work on claims through the real store: costs, parts, loaners, owners, goodwill, history, two desks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from store.errors import Refused
from store.services.lines import in_states
from store.store import Store
from store.tables import connection as connections
from store.tables.claims import OPEN

FILING = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}
HAND_IN = {"received": "2026-11-21", "condition": "worn", "accessories": []}


class Clock:
    """A clock that tests set; each reading is a second later."""

    def __init__(self, day: int = 21) -> None:
        self.now = datetime(2026, 11, day, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def on(self, day: date) -> None:
        self.now = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store.open(tmp_path / "desk.db", clock=clock, create=True) as opened:
        opened.settings.set(timezone="UTC")
        for name, role in (
            ("Ana", "supervisor"),
            ("Iryna", "agent"),
            ("Taras", "technician"),
            ("Vi", "viewer"),
        ):
            opened.people.add(name, role)
        yield opened


def as_(store: Store, name: str) -> None:
    store.context.agent = store.people.find(name)


def unit(store: Store, serial: str = "S-1", **more: Any) -> str:
    product = store.products.add("KX-200", "Haier", "refrigerator")
    store.faults.add("E-01", "no power", "refrigerator")
    customer = store.units.add_customer("Li Wei", phones=["+86 138 0013 8000"])
    fields = {"invoiced": date(2025, 3, 14), "warranty_months": 24} | more
    return store.units.add(serial, product.id, customer=customer.id, **fields).id


def in_service(store: Store, serial: str = "S-1", estimate: int = 20_000) -> str:
    number = store.claims.file(unit(store, serial), FILING).number or ""
    store.claims.act(
        number, "approve", {"estimate": estimate, "payer": {"maker": estimate, "customer": 0, "goodwill": 0}}
    )
    store.claims.act(number, "start", HAND_IN)
    return number


def refused(work: Callable[[], object], code: str) -> Refused:
    with pytest.raises(Refused) as refusal:
        work()
    assert refusal.value.code == code
    return refusal.value


def test_costs_are_added_corrected_removed_and_summed(store: Store) -> None:
    number = in_service(store)
    as_(store, "Taras")
    act = store.claims.act
    act(number, "add_cost", {"kind": "part", "what": "board", "cost": "15000"})
    act(number, "add_cost", {"kind": "labour", "minutes": "1:30"})
    act(number, "add_cost", {"kind": "travel", "cost": 900, "split": {"customer": 900}})
    claim = store.claims.get(number)
    assert [line["cost"] for line in claim.costs] == [15_000, 7_200, 900]
    assert claim.totals == {"maker": 22_200, "customer": 900, "goodwill": 0, "total": 23_100}
    assert "OVER_ESTIMATE" in claim.flags
    act(number, "change_cost", {"line": "1", "cost": 12_000})
    act(number, "remove_cost", {"line": 3, "reason": "no travel"})
    claim = store.claims.get(number)
    assert claim.totals == {"maker": 19_200, "customer": 0, "goodwill": 0, "total": 19_200}
    assert claim.costs[0]["what"] == "board"
    assert "OVER_ESTIMATE" not in claim.flags
    act(number, "finish", {"diagnosis": "dead", "resolution": "repaired"})
    done = act(number, "close", {"handed_over": "2026-11-21", "receiver": "Li"})
    slip: Any = done.slip
    assert slip["totals"] == claim.totals
    assert [line["cost"] for line in slip["costs"]] == [12_000, 7_200]
    assert store.check() == []


def test_over_the_estimate_says_who_may_approve(store: Store) -> None:
    number = in_service(store)
    store.settings.set(limits={"agent": 25_000})
    store.claims.act(number, "add_cost", {"kind": "part", "cost": 24_000})
    assert store.claims.view(number).approvers == ("agent", "supervisor", "manager")
    store.claims.act(number, "change_cost", {"line": 1, "cost": 26_000})
    assert store.claims.view(number).approvers == ("supervisor", "manager")
    as_(store, "Iryna")
    refusal = refused(lambda: store.claims.act(number, "raise_estimate", {"estimate": 26_000}), "OVER_LIMIT")
    assert "supervisor" in str(refusal)
    as_(store, "Ana")
    assert "OVER_ESTIMATE" not in store.claims.act(number, "raise_estimate", {"estimate": 26_000}).flags
    assert store.claims.view(number).approvers == ()


def test_several_parts_are_waited_for_and_stand_in_the_queue(store: Store, clock: Clock) -> None:
    number = in_service(store)
    as_(store, "Taras")
    store.claims.act(
        number, "wait_parts", {"part": "T-CON board", "ordered": "2026-11-20", "order_no": "PO-7"}
    )
    store.claims.act(
        number, "order_part", {"part": "panel", "ordered": "2026-11-21", "expected": "2026-12-01"}
    )
    (line,) = store.claims.queue("parts").lines
    assert [part["part"] for part in line.waiting] == ["T-CON board", "panel"]
    assert line.waiting[1]["expected"] == "2026-12-01"
    store.claims.act(number, "part_came", {"place": 1, "arrived": "2026-11-21"})
    (line,) = store.claims.queue("parts").lines
    assert [part["part"] for part in line.waiting] == ["panel"]
    clock.on(date(2026, 11, 25))
    claim = store.claims.act(number, "parts_in", {"arrived": "2026-11-25"})
    assert [(part["part"], part["arrived"]) for part in claim.parts] == [
        ("T-CON board", "2026-11-21"),
        ("panel", "2026-11-25"),
    ]
    assert store.claims.queue("open").lines[0].waiting == ()
    assert store.check() == []


def test_a_loaner_is_found_by_its_serial_until_it_is_back(store: Store) -> None:
    number = in_service(store)
    other = in_service(store, "S-2")
    store.claims.act(number, "lend", {"loaner": "LOAN-7", "lent_on": "2026-11-01", "condition": "as new"})
    refusal = refused(
        lambda: store.claims.act(
            other, "lend", {"loaner": "loan7", "lent_on": "2026-11-02", "condition": "x"}
        ),
        "LOANER_OUT",
    )
    assert number in str(refusal)
    (hit,) = store.units.find("LOAN-7").hits
    assert hit.serial == "S-1"
    assert [loan.serial for loan in store.units.card(hit.unit_id).loans] == ["LOAN-7"]
    (loan,) = store.workshop.loans()
    assert (loan.claim, loan.customer, loan.unit, loan.given) == (number, "Li Wei", "S-1", date(2026, 11, 1))
    assert store.claims.queue("open").lines[0].loaner or store.claims.queue("open").lines[1].loaner
    store.claims.act(number, "finish", {"diagnosis": "dead", "resolution": "repaired"})
    closed = store.claims.act(number, "close", {"handed_over": "2026-11-21", "receiver": "Li"})
    assert "LOANER_OUT" in closed.flags
    back = store.claims.act(number, "loan_back", {"back_on": "2026-11-21", "condition": "scratched"})
    assert "LOANER_OUT" not in back.flags
    assert store.workshop.loans() == ()
    assert store.units.find("LOAN-7").hits == ()
    assert store.check() == []


def test_a_loaner_that_is_in_the_book_says_where_it_is(store: Store) -> None:
    number = in_service(store)
    lent = store.units.add("LOAN-9", store.products.add("KX-200", "Haier", "refrigerator").id).id
    store.claims.act(number, "lend", {"loaner": "LOAN-9", "lent_on": "2026-11-01", "condition": "as new"})
    (loan,) = store.units.card(lent).loans
    assert (loan.claim, loan.customer) == (number, "Li Wei")


def test_whoever_works_takes_and_a_supervisor_assigns(store: Store) -> None:
    number = in_service(store)
    as_(store, "Iryna")
    assert store.claims.view(number).colleagues == ("Iryna",)
    refusal = refused(lambda: store.claims.act(number, "assign", {"owner": "Taras"}), "NOT_ALLOWED")
    assert "supervisor" in str(refusal)
    store.claims.act(number, "assign", {})
    assert store.claims.get(number).owner == "Iryna"
    assert [line.number for line in store.claims.queue("mine").lines] == [number]
    as_(store, "Ana")
    assert (
        "Taras" in store.claims.view(number).colleagues and "Vi" not in store.claims.view(number).colleagues
    )
    refused(lambda: store.claims.act(number, "assign", {"owner": "Nobody"}), "BAD_VALUE")
    store.claims.act(number, "assign", {"owner": "taras"})
    assert store.claims.get(number).owner == "Taras"
    assert [(name, n) for _, name, n in store.claims.owners()] == [("Taras", 1)]
    taras = store.people.find("Taras").id
    assert [line.owner for line in store.claims.queue("open", owner=taras).lines] == ["Taras"]
    assert in_states(store.context, OPEN, owner=store.agent.id) == ()
    assert store.check() == []


def goodwill(store: Store, serial: str, amount: int) -> str:
    filed = {**FILING, "failure_date": "2026-10-01"}
    number = store.claims.file(unit(store, serial, invoiced=date(2020, 1, 1)), filed).number or ""
    admin = store.agent
    as_(store, "Ana")
    given = {"amount": amount, "reason": "a good customer", "would_be_covered": True}
    store.claims.act(number, "approve_goodwill", given)
    store.context.agent = admin
    return number


def test_the_ledger_tells_who_signed_and_what_is_left(store: Store, clock: Clock) -> None:
    clock.on(date(2026, 10, 31))
    earlier = goodwill(store, "S-1", 500)
    clock.on(date(2026, 11, 1))
    numbers = [goodwill(store, f"S-{n}", 1_000 * n) for n in (2, 3, 4)]
    ledger = store.workshop.ledger()
    assert (ledger.since, ledger.until, ledger.spent) == (date(2026, 11, 1), date(2026, 11, 30), 9_000)
    assert (ledger.budget, ledger.left) == (None, None)
    assert {grant.claim for grant in ledger.grants} == set(numbers)
    assert {(grant.who, grant.role, grant.reason) for grant in ledger.grants} == {
        ("Ana", "supervisor", "a good customer")
    }
    store.settings.set(goodwill_budget=8_000)
    assert store.workshop.ledger().left == -1_000
    assert [grant.claim for grant in store.workshop.ledger(date(2026, 10, 1)).grants] == [earlier]
    assert store.workshop.ledger(date(2026, 10, 1), date(2026, 11, 30)).budget is None
    pages: list[Any] = []
    after = None
    for _ in range(3):
        page = store.workshop.ledger(limit=1, after=after)
        pages += [grant.claim for grant in page.grants]
        after = page.after
    assert sorted(pages) == sorted(numbers)
    as_(store, "Iryna")
    refused(store.workshop.ledger, "NOT_ALLOWED")
    assert store.check() == []


def test_the_history_leaves_nothing_out(store: Store, clock: Clock) -> None:
    number = in_service(store)
    refused(lambda: store.claims.act(number, "approve", {"estimate": 5}), "WRONG_STATE")
    as_(store, "Taras")
    store.claims.act(number, "note", {"text": "hums"})
    store.claims.act(number, "add_cost", {"kind": "labour", "minutes": 30})
    store.claims.act(number, "lend", {"loaner": "L-1", "lent_on": "2026-11-20", "condition": "new"})
    as_(store, "Ana")
    about = store.claims.get(number).unit_id or ""
    store.units.edit(about, {"invoiced": "2025-03-20"}, "found the invoice")
    store.context.record("audit.paper", f"audit:claim:{number}", {"paper": "slip", "how": "printed"})
    chapter = store.workshop.history(number)
    assert [entry.action for entry in chapter.entries] == [
        "paper", "set", "lend", "add_cost", "note", "refused", "start", "approve", "file", "create"
    ]  # fmt: skip
    by = {entry.action: entry for entry in chapter.entries}
    assert (by["note"].who, by["note"].role) == ("Taras", "technician")
    assert (by["approve"].before, by["approve"].after) == ("filed", "approved")
    assert by["refused"].body["code"] == "WRONG_STATE"
    assert by["set"].changes == (("invoiced", "2025-03-14", "2025-03-20"),)
    assert by["set"].body["reason"] == "found the invoice"
    assert by["file"].body["snapshot"]
    pages: list[Any] = []
    after = None
    for _ in range(10):
        page = store.workshop.history(number, after, 3)
        pages += page.entries
        after = page.after
        if after is None:
            break
    assert tuple(pages) == chapter.entries


def test_local_time_is_that_of_the_site(store: Store) -> None:
    number = in_service(store)
    store.settings.set(timezone="Asia/Shanghai")
    assert store.workshop.history(number).entries[0].at.hour == 18


def test_a_late_page_is_filled_by_the_query(store: Store, clock: Clock) -> None:
    numbers = []
    for n in range(6):
        clock.on(date(2026, 11, 1 + n))
        numbers.append(
            store.claims.file(unit(store, f"S-{n}"), FILING | {"failure_date": "2026-11-01"}).number or ""
        )
    for number in numbers[:3]:
        clock.on(date(2026, 11, 6))
        store.claims.act(number, "request_info", {"question": "?"})
    clock.on(date(2026, 11, 10))
    late = in_states(store.context, OPEN, overdue=True, limit=2)
    flagged = [
        line.number for line in in_states(store.context, OPEN) if "SERVICE_OVERDUE" in line.clocks.flags
    ]
    assert [line.number for line in late] == flagged[:2]
    assert [line.number for line in store.claims.queue("late").lines] == flagged
    assert store.claims.queue("late").counts["late"] == len(flagged) == 1
    clock.on(date(2026, 11, 11))
    due = [line.number for line in in_states(store.context, OPEN, due=True)]
    assert due == [numbers[3], numbers[4], numbers[5]][: len(due)] and numbers[5] in due


def test_what_was_late_before_it_paused_stays_late(store: Store, clock: Clock) -> None:
    number = store.claims.file(unit(store), FILING).number or ""
    clock.on(date(2026, 11, 28))
    store.claims.act(number, "request_info", {"question": "?"})
    clock.on(date(2026, 12, 20))
    (line,) = store.claims.queue("late").lines
    assert "SERVICE_OVERDUE" in line.clocks.flags
    assert line.clocks.service_left == -2


def test_the_next_right_has_its_days(store: Store, clock: Clock) -> None:
    store.settings.set(exchange_after_days=10)
    number = in_service(store)
    for day, left in ((21, 11), (29, 3)):
        clock.on(date(2026, 11, day))
        clocks = store.claims.view(number).clocks
        assert (clocks.right, clocks.right_on, clocks.right_left) == ("exchange", date(2026, 12, 2), left)
    clock.on(date(2026, 12, 3))
    clocks = store.claims.view(number).clocks
    assert clocks.right_left == -1
    assert "EXCHANGE_RIGHT" in clocks.flags


def test_a_replacement_is_shown_with_its_chain(store: Store) -> None:
    first = in_service(store, "OLD-1")
    for known, serial in ((first, "NEW-2"), ("", "NEW-3")):
        number = known
        if not known:
            (swapped,) = store.units.exact("NEW-2")
            number = store.claims.file(swapped, FILING | {"different_fault": "again"}).number or ""
            payer = {"maker": 1, "customer": 0, "goodwill": 0}
            store.claims.act(number, "approve", {"estimate": 1, "payer": payer})
            store.claims.act(number, "start", HAND_IN)
        done = {"diagnosis": "dead", "resolution": "replaced", "new_serial": serial}
        store.claims.act(number, "finish", done)
        store.claims.act(number, "close", {"handed_over": "2026-11-21", "receiver": "Li"})
    for serial in ("NEW-2", "NEW-3"):
        (id_,) = store.units.exact(serial)
        chain = store.units.card(id_).chain
        assert chain[:2] == ("OLD-1", "NEW-2")
        assert chain[-1] == "NEW-3"
    assert store.check() == []


def test_a_repaired_recall_is_remedied(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    about = unit(store)
    shot = {"status": "RECALL", "flags": ["RECALL"], "use": "RC-1", "steps": []}
    monkeypatch.setattr(store.claims, "_coverage", lambda _unit, _given: shot)
    number = store.claims.file(about, FILING).number or ""
    store.claims.act(number, "approve", {"estimate": 1, "payer": {"maker": 1, "customer": 0, "goodwill": 0}})
    store.claims.act(number, "start", HAND_IN)
    store.claims.act(number, "finish", {"diagnosis": "valve", "resolution": "repaired"})
    store.claims.act(number, "close", {"handed_over": "2026-11-21", "receiver": "Li"})
    from store.tables import units

    past = units.history(store.context.connection, about)
    assert {"kind": "recall_done", "date": "2026-11-21", "policy": "RC-1"} in past


def test_reopening_after_repairs_gives_the_right_to_exchange(store: Store) -> None:
    store.settings.set(exchange_after_repairs=2)
    number = in_service(store)
    flags: list[bool] = []
    for _ in range(2):
        store.claims.act(number, "finish", {"diagnosis": "dead", "resolution": "repaired"})
        store.claims.act(number, "close", {"handed_over": "2026-11-21", "receiver": "Li"})
        claim = store.claims.act(number, "reopen", {"fault": "E-01"})
        flags.append("EXCHANGE_RIGHT" in claim.flags)
    assert (claim.repeat, flags) == (2, [False, True])


def test_a_desk_of_the_first_version_is_brought_up_to_date(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "old.db"
    with Store.open(path, clock=clock, create=True) as store:
        store.settings.set(timezone="UTC")
        store.people.add("Ana", "supervisor")
        goodwill(store, "S-1", 700)
        number = in_service(store, "S-2")
        store.claims.act(number, "wait_parts", {"part": "drum", "ordered": "2026-11-21"})
    costs = (Path(connections.__file__).parent / "schema" / "costs.sql").read_text("utf-8")
    old = dbapi2.connect(str(path), isolation_level=None)
    for (name,) in old.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'claim_%'"
    ).fetchall():
        if f"CREATE TRIGGER {name} " in costs:
            old.execute(f"DROP TRIGGER {name}")
    for name in ("claim_urgent", "claim_open", "claim_ended", "claim_owner", "claim_owner_state"):
        old.execute(f"DROP INDEX {name}")
    for name in ("loan", "goodwill", "queue_state", "queue_day"):
        old.execute(f"DROP TABLE {name}")
    old.execute("DELETE FROM _sqlite_migrations WHERE name = 'costs_and_queues'")
    old.execute("UPDATE claim SET body = json_remove(body, '$.waiting')")
    old.execute("PRAGMA user_version = 1")
    old.close()
    with Store.open(path, clock=clock) as store:
        assert store.check() == []
        assert store.workshop.ledger(date(2026, 11, 1)).spent == 700
        assert store.claims.queue("parts").lines[0].waiting[0]["part"] == "drum"
        assert store.claims.queue("open").counts["open"] == 2


def meet(*desks: Store) -> None:
    """Let desks exchange all they know."""
    links = [
        link
        for desk in desks
        for origin in desk.context.journal.origins()
        for link in desk.context.journal.links(origin)
    ]
    for desk in desks:
        desk.receive(links)


def test_two_desks_disagree_and_a_supervisor_decides(tmp_path: Path) -> None:
    with (
        Store.open(tmp_path / "a.db", clock=Clock(), create=True) as a,
        Store.open(tmp_path / "b.db", clock=Clock(), create=True) as b,
    ):
        for desk in (a, b):
            desk.settings.set(timezone="UTC")
        number = a.claims.file(unit(a), FILING).number or ""
        meet(a, b)
        payer = {"maker": 80, "customer": 0, "goodwill": 0}
        a.claims.act(number, "approve", {"estimate": 80, "payer": payer})
        b.claims.act(number, "reject", {"reason": "OTHER", "text": "no"})
        b.claims.act(number, "note", {"text": "the customer is angry"})
        meet(a, b)
        for desk in (a, b):
            view = desk.claims.view(number)
            assert view.claim.state == "conflict"
            assert sorted(version.state for version in view.claim.versions) == ["approved", "rejected"]
            assert all(version.claim.history[-1].who for version in view.claim.versions)
            assert desk.claims.queue("conflict").counts["conflict"] == 1
            refused(partial(desk.claims.act, number, "cancel", {"reason": "x"}), "WRONG_STATE")
        chosen = next(each for each in a.claims.get(number).versions if each.state == "approved")
        a.claims.act(number, "decide", {"version": chosen.name})
        meet(a, b)
        for desk in (a, b):
            claim = desk.claims.get(number)
            assert (claim.state, claim.versions) == ("approved", ())
            assert {"approve", "reject", "decide", "note"} <= {act.action for act in claim.history}
            kinds = [entry.action for entry in desk.workshop.history(number).entries]
            assert kinds.count("approve") == kinds.count("reject") == 1
            assert desk.check() == []


def test_counts_are_what_is_there(store: Store, clock: Clock) -> None:
    numbers = [in_service(store, f"S-{n}") for n in range(4)]
    store.claims.act(numbers[0], "wait_parts", {"part": "p", "ordered": "x"})
    store.claims.act(numbers[1], "finish", {"diagnosis": "d", "resolution": "repaired"})
    store.claims.act(numbers[1], "close", {"handed_over": "2026-11-21", "receiver": "Li"})
    counts = store.claims.queue("open").counts
    assert (counts["open"], counts["parts"], counts["in_service"], counts["mine"]) == (3, 1, 2, 3)
    connection = store.context.connection
    found = connection.execute("SELECT count(*) FROM claim WHERE state NOT IN ('closed')").fetchone()[0]
    assert counts["open"] == found
    plan = connection.execute(
        "EXPLAIN QUERY PLAN SELECT state, owner, n FROM queue_state WHERE state <> 'closed'"
    ).fetchall()
    assert all("claim" not in row[3] for row in plan)
    assert store.check() == []


def test_every_page_of_a_claim_tells_one_time_that_of_the_site(demo: Store) -> None:
    number = demo.claims.queue("closed").lines[0].number or ""
    told = demo.workshop.history(number).entries
    acts = demo.claims.view(number).claim.history
    assert {act.at.isoformat() for act in acts} <= {each.at.isoformat() for each in told}
    assert all(act.at.utcoffset() in (timedelta(hours=2), timedelta(hours=3)) for act in acts)
