"""Each sensitive act on a claim lies in the inbox, once: at this desk, at the other, and folded anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import now

from store.records import Notice
from store.selftest import run
from store.store import Store
from store.tables import notices
from tui.__main__ import main
from tui.notices import sentence

FILING = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}
SIGHT = {"reason": "TAMPERED", "text": "the seal is broken", "evidence": ["photo-1"]}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "desk.db", clock=now, create=True) as store:
        store.products.add("KX-200")
        for role in ("agent", "supervisor", "manager"):
            store.people.add(role.title(), role)
        store.inbox.note()
        yield store


def sit(store: Store, name: str) -> None:
    store.context.agent = next(person for person in store.people.list() if person.name == name)


def filed(store: Store, serial: str) -> str:
    owner = store.context.agent
    product = next(iter(store.products.list())).id
    unit = store.units.add(serial, product, invoiced="2026-06-01", warranty_months=24).id
    sit(store, "Agent")
    number = store.claims.file(unit, FILING).number or ""
    store.context.agent = owner
    return number


def sensitive(store: Store) -> list[tuple[str, str]]:
    """Let a supervisor do all that an admin is told of, on claims of their own."""
    admin = store.context.agent
    split = {"maker": 0, "customer": 0, "goodwill": 400}
    first, second, third = (filed(store, f"KX7-00010{n}") for n in range(3))
    sit(store, "Supervisor")
    store.claims.act(first, "approve", {"estimate": 400, "payer": split})
    store.claims.act(second, "edit_unit", {"serial": "KX7-990001", "invoiced": "2026-06-02"})
    store.claims.act(third, "reject", SIGHT)
    store.claims.act(third, "reopen", {"evidence": ["the maker's letter"]})
    store.claims.act(third, "reject", {"reason": "OTHER", "text": "no fault shown"})
    store.claims.act(third, "reopen", {"evidence": ["a film of it"]})
    store.context.agent = admin
    return [("goodwill", first), ("unit corrected", second), ("void", third), ("void lifted", third)]


def told(store: Store) -> list[tuple[str, str | None]]:
    return [(each.what, each.claim) for each in store.inbox.list()][::-1]


def test_each_sensitive_act_on_a_claim_is_told_once_and_noted(
    desk: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    acts = sensitive(desk)
    assert told(desk) == acts and desk.check() == []
    assert main(["--db", str(desk.path), "--lang", "en", "inbox", "--json"]) == 0
    said = [each["message"] for each in json.loads(capsys.readouterr().out)["notices"]][::-1]
    assert said == [
        f"{acts[0][1]}: goodwill was approved",
        f"{acts[1][1]}: the unit was corrected: invoice, Serial",
        f"{acts[2][1]}: rejected as serial or seal tampered with: the cover is void",
        f"{acts[3][1]}: the rejection was taken back, and the void with it",
    ]
    assert desk.inbox.note() == len(acts) and desk.inbox.waiting() == 0 and desk.check() == []


def test_a_unit_given_to_a_claim_is_told(desk: Store) -> None:
    unit = desk.units.add("KX7-000200", next(iter(desk.products.list())).id).id
    customer = desk.units.add_customer("Ann Lee").id
    claim = desk.claims.file(None, {**FILING, "customer": customer, "described": "a vacuum cleaner"})
    sit(desk, "Manager")
    desk.claims.act(claim.number or "", "link_unit", {"unit": unit})
    assert told(desk) == [("unit linked", claim.number)]


def test_another_desk_is_told_as_well(desk: Store, tmp_path: Path) -> None:
    acts = sensitive(desk)
    with Store.open(tmp_path / "other.db", clock=now, create=True) as other:
        other.inbox.note()
        for origin in desk.context.journal.origins():
            other.receive(list(desk.context.journal.links(origin)))
        assert [each for each in told(other) if each in acts] == acts
        assert other.check() == []


def test_what_was_done_before_there_were_such_notices_stays_silent(desk: Store) -> None:
    number = filed(desk, "KX7-000300")
    claim = desk.claims.get(number)
    body = {
        "with": {"change": {"serial": "KX7-000301"}}, "today": "2026-11-21", "role": "supervisor",
        "notify": ["admin"], "unit_id": claim.unit_id, "after": list(claim.tip or ()),
    }  # fmt: skip
    with desk.context.deciding():
        desk.context.record("claim.edit_unit", f"claim:{claim.id}", body)
    assert told(desk) == [] and desk.check() == []


def test_the_self_test_looks_into_the_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = {
        "id": "N", "rule": "told", "given": {"state": "filed", "coverage": "COVERED", "today": "2026-11-21"},
        "steps": [{"as": "supervisor", "do": "reject", "with": SIGHT}], "expect": {"notify": ["admin"]},
    }  # fmt: skip
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(case))
    assert [each.differences for each in run([path])] == [()]
    monkeypatch.setattr(notices, "of", lambda event: None)
    assert all(each.differences for each in run([path]))


@pytest.mark.parametrize(
    ("wrong", "said"), [(1, "wrong passphrase, 1 time"), (2, "wrong passphrase, 2 times"), (None, "1 time")]
)
def test_wrong_tries_are_counted_as_people_count(wrong: int | None, said: str) -> None:
    body = {"secret": "passphrase", **({"wrong": wrong} if wrong else {})}
    assert str(sentence(Notice("a:1", "failed sign-in", now(), "Ann", "signin:x", body=body))).endswith(said)
