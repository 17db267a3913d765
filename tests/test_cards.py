"""Card numbers in what people write: refused with advice, and what only looks like one is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

from store.errors import Refused
from store.exchange.values import Bad, converter
from store.rules.cards import card_in, masked, no_card
from store.store import Store

CARDS = (
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "pay 5555555555554444.",
    "378282246310005",
    "3782 822463 10005",
    "30569309025904",
    "6011111111111117",
    "3530111333300000",
    "4222222222222",
    "6200000000000005",
    "2223003122003222",
    "2026-11-21 4111111111111111",
    "4111.1111.1111.1111",
    "４１１１ １１１１ １１１１ １１１１",
    "4111\u00a01111\u20131111 1111",
    "2200000000000004",
    "6304000000000000",
)
NO_CARDS = (
    "356938035643809",
    "IMEI 35-693803-564380-9",
    "990000862471854",
    "013263001234564",
    "8944500102198304826",
    "+44 20 7946 0000",
    "4006381333931",
    "4111 1111 1111 1112",
    "invoice 1234567890123452",
    "K2-000131",
    "0" * 16,
    "call 0777 123456 or 0777 654321",
    "9223372036854775808",
    "",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "4111\n1111 1111 1111",
    "**** **** **** 1111",
)


@pytest.mark.parametrize("text", CARDS)
def test_a_card_number_is_seen_and_never_said(text: str) -> None:
    with pytest.raises(Refused) as caught:
        no_card(f"note: {text} exp. 12/27", "note")
    assert (caught.value.code, caught.value.field) == ("CARD_NUMBER", "note")
    assert "last four digits" in str(caught.value)
    assert (
        max(len(word.strip("(….)")) for word in str(caught.value).split() if any(map(str.isdigit, word))) == 4
    )
    assert card_in(masked(text)) is None


@pytest.mark.parametrize("text", NO_CARDS)
def test_what_is_no_card_number_passes(text: str) -> None:
    assert card_in(text) is None and masked(text) == text


def test_no_phone_that_is_imei_or_article_is_taken_for_a_card() -> None:
    pick = Random(6)
    for start in ("01", "35", "86", "91", "98", "99"):
        for _ in range(300):
            body = start + "".join(pick.choices("0123456789", k=12))
            total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(body))
            assert card_in(f"IMEI {body}{-total % 10}") is None
    for _ in range(500):
        body = "4" + "".join(pick.choices("0123456789", k=11))
        check = -sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body)) % 10
        assert card_in(f"EAN {body}{check}") is None


def test_a_long_text_is_looked_through_in_no_time() -> None:
    text = "4111 1111 1111 111 " * 500
    assert card_in(text) is None or card_in(text)
    assert card_in("1" * 10_000) is None


def test_the_store_keeps_none(tmp_path: Path) -> None:
    card, today = CARDS[0], date(2026, 11, 21)
    with Store.open(tmp_path / "desk.db", create=True) as store:
        product = store.products.add("KX-200")
        with pytest.raises(Refused, match="payment card"):
            store.units.add_customer("Ann", notes=card)
        unit = store.units.add("356938035643809", product.id, notes="IMEI 356938035643809")
        serial = store.units.add("4111111111111111", product.id)
        assert serial.serial == "4111111111111111"
        for changes, reason in (({"notes": card}, "x"), ({"partner": "y"}, card)):
            with pytest.raises(Refused, match="payment card"):
                store.units.edit(unit.id, changes, reason)
        with pytest.raises(Refused) as caught:
            store.claims.file(unit.id, {"fault": "E-01", "failure_date": "2026-01-02", "note": card})
        assert caught.value.code in {"CARD_NUMBER", "MISSING_FIELD"}
        values = {"fault": "E-01", "failure_date": "2026-01-02", "channel": "in-store", "note": card}
        with pytest.raises(Refused) as caught:
            store.claims.file(unit.id, values)
        assert (caught.value.code, caught.value.field) == ("CARD_NUMBER", "note")
        store.claims.keep_draft(unit.id, values)
        assert store.claims.draft(unit.id)["note"] == "…1111"
        with pytest.raises(Refused, match="payment card"):
            store.tasks.add(f"refund {card}")
    for field in ("notes", "note", "comment"):
        assert isinstance(converter(field, today)(card), Bad)
    assert converter("serial", today)("4111111111111111") == "4111111111111111"
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert card.encode() not in kept
