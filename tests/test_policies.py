"""Policies in words, drawn, chosen by product; and the shipped examples, which pass and can fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from store.errors import NotFound
from store.exchange.policies import policy_examples, read_policies, run_examples, shipped
from store.rules.case_policy import parse_policy
from store.rules.policy_words import describe
from store.rules.selectors import fits
from store.store import Store

JURISDICTIONS = {"eu": "EU", "uk": "UK", "us": "US", "us-ca": "US-CA", "cn": "CN", "ru": "RU", "in": "IN"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    now = datetime(2026, 11, 21, 10, tzinfo=UTC)
    with Store.open(tmp_path / "desk.db", clock=lambda: now, create=True) as opened:
        opened.settings.set(timezone="UTC")
        yield opened


def test_there_is_a_file_for_makers_and_for_each_jurisdiction() -> None:
    assert {path.stem for path in shipped()} == {"maker", *JURISDICTIONS}


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_every_shipped_example_passes_and_every_policy_is_marked(path: Path) -> None:
    file = read_policies(path)
    assert file.flaws == ()
    assert [problem for _, problem in policy_examples([path]) if problem] == []
    assert sum(len(policy.body["examples"]) for policy in file.policies) >= 3
    for policy in file.policies:
        body = policy.body
        assert len(body["examples"]) >= 2
        assert body["note"].startswith("example — have it checked")
        assert body["source"] and body["title"]
        assert body["products"] == []
        assert body.get("jurisdiction") in (JURISDICTIONS.get(path.stem), None)
        words = [str(sentence) for sentence in describe(parse_policy(body))]
        assert words and not any("{" in each or "None" in each for each in words)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_every_shipped_example_fails_when_its_terms_are_another(path: Path) -> None:
    for policy in read_policies(path).policies:
        lines = [{**line, "duration": "5d"} for line in policy.body["lines"]]
        shorter = policy._replace(body={**policy.body, "lines": lines})
        assert run_examples(read_policies(path)._replace(policies=(shorter,)), shorter), policy.id


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_every_shipped_file_comes_into_a_desk_twice(store: Store, path: Path) -> None:
    for taken in (True, False):
        (report,) = store.bring_in(path, {}, lambda _done, _total: None).files
        assert (report.accepted, report.unchanged, report.rejected)[not taken] == report.rows
    assert store.check() == []


WORDS = [
    (
        {"on_repair": "TOLL"},
        [
            "Parts and labour for 24 months from the invoice date, last day included.",
            "A repair adds the days you were without the unit.",
            "A replacement unit has the time that was left.",
        ],
    ),
    (
        {"convention": "INCL", "start": ["installed", {"date": "shipped", "plus": "3m"}], "roll": True},
        [
            "Parts and labour for 24 months from the day of installation"
            " (if unknown, 3 months after the day of shipment), which counts as the first day.",
            "A replacement unit has the time that was left.",
            "If it would end on a day off, it ends on the next working day.",
        ],
    ),
    (
        {
            "lines": [
                {"duration": "lifetime", "labour": 0},
                {"scope": "battery", "duration": "1y", "parts": 50, "labour": 0, "instead": True,
                 "usage_cap": {"measure": "cycles", "max": 500}},
                {"scope": "lamp", "excluded": True},
                {"start": "2026-01-01", "end": "2026-06-30", "parts": 0, "labour": 30},
            ],
            "start": [{"earliest": ["invoiced", "delivered", "2026-02-01"]}],
            "cap": {"date": "shipped", "plus": "18m"},
            "max_claims": 1,
            "on_replacement": "LONGER 90d",
        },
        [
            "Parts for life from the earliest of the invoice date or the day of delivery or 2026-02-01.",
            "battery, instead of what is promised for the whole unit: 50 % of the parts for 1 year from the"
            " earliest of the invoice date or the day of delivery or 2026-02-01, last day included.",
            "It pays up to a reading of 500 cycles.",
            "Never covered: lamp.",
            "30 % of the labour from 2026-01-01 to 2026-06-30, both days included.",
            "It never runs past 18 months after the day of shipment.",
            "It pays 1 claim and no more.",
            "A replacement unit has the time that was left, and 90 days at least.",
        ],
    ),
    (
        {"kind": "plan", "start": [{"after": "HA-24"}], "buyer": "business", "transferable": False,
         "bought": "2026-01-15", "buy_within": {"date": "invoiced", "plus": "30d"}, "goodwill_window": "2w"},
        [
            "Parts and labour for 24 months from the day after HA-24 ends, last day included.",
            "It can be bought until 30 days after the invoice date.",
            "It was bought on 2026-01-15.",
            "It is for businesses only.",
            "It ends when the unit gets a new owner.",
            "A replacement unit has the time that was left.",
            "For 2 weeks after the end, a supervisor may be asked for goodwill.",
        ],
    ),
    (
        {"kind": "part"},
        ["Parts and labour for 24 months from the hand-back of a repair that put in this part new,"
         " last day included."],
    ),
    (
        {"kind": "recall", "lines": [], "serials": [["A1", "A9"]], "announced": "2026-03-01"},
        [
            "A recall: the remedy is free, whatever the age of the unit and without any proof.",
            "It is for the serials from A1 to A9.",
            "It was announced on 2026-03-01.",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "told"), WORDS)
def test_a_policy_says_in_plain_words_what_it_promises(fields: dict[str, object], told: list[str]) -> None:
    body = {"id": "P", "kind": "maker", "lines": [{"duration": "24m"}], **fields}
    assert [str(sentence) for sentence in describe(parse_policy(body))] == told


def test_a_policy_is_drawn_with_every_component_and_with_what_it_follows(store: Store) -> None:
    store.policies.add(
        {"id": "M", "kind": "maker", "lines": [{"duration": "24m"}, {"scope": "pump", "duration": "5y"}]}
    )
    plan = store.policies.add(
        {"id": "X", "kind": "plan", "start": [{"after": "M"}], "lines": [{"duration": "12m"}]}
    )
    repair = store.policies.add({"id": "R", "kind": "repair", "lines": [{"duration": "90d"}]})
    start = date(2026, 1, 15)
    drawn = store.policies.drawn(store.policies.get("M"), start)
    assert [(layer.scope, layer.end) for layer in drawn] == [
        ("pump", date(2031, 1, 15)),
        ("whole", date(2028, 1, 15)),
    ]
    assert [(layer.policy, layer.start) for layer in store.policies.drawn(plan, start)] == [
        ("M", start),
        ("X", date(2028, 1, 16)),
    ]
    assert [layer.policy for layer in store.policies.drawn(repair, start)] == ["R"]
    with pytest.raises(NotFound):
        store.policies.get("none")


def test_products_and_units_of_each_policy_are_told(store: Store) -> None:
    store.policies.add({"id": "M", "kind": "maker", "lines": [{"duration": "24m"}]})
    store.policies.add({"id": "B", "kind": "legal", "lines": [{"duration": "1y"}], "brands": ["kato"]})
    one = store.products.add("KX-1", "Kato", policies=("M",))
    store.products.add("KX-2", "KATO")
    store.units.add("S1", one.id)
    uses = store.policies.uses()
    assert [product.name for product in uses["M"].products] == ["KX-1"]
    assert [product.name for product in uses["B"].products] == ["KX-1", "KX-2"]
    assert (uses["M"].units, uses["B"].units) == (1, 1)


@pytest.mark.parametrize(
    ("selector", "wanted"),
    [
        ({"products": ["kx-*"]}, True),
        ({"products": ["KX-200"]}, True),
        ({"products": ["KX"]}, False),
        ({"products": ["*-20*"], "brands": ["kato"]}, True),
        ({"products": ["*"], "brands": ["other", "x"]}, False),
        ({"products": ["KX-2*200"]}, False),
        ({"products": ["k*x*2*0"]}, True),
        ({"categories": ["*"]}, True),
        ({"categories": [""]}, True),
        ({"products": []}, False),
        ({}, False),
    ],
)
def test_selectors_fit_by_name_brand_and_category(selector: dict[str, object], wanted: bool) -> None:
    product = {"name": "KX-200", "brand": "Kato", "category": None}
    assert fits(selector, product) is wanted
