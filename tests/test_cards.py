"""Card numbers in what people write: refused with advice, and what only looks like one is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
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
    "2026-11-21 12:30:45 123456",
    "2026-11-21, 2026-11-22, 2026-11-23, 2026-11-24",
    "21.11.26 22.11.26 23.11.26 24.11.26",
    "+1 415 555 0123 ext 4567",
    "415 555 0123, 415 555 0116",
    "6234 5678, 6234 5678",
    "41234567 / 45234567",
    "9, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 7, 9, 10, 8",
    "01 41 11 11 11 06 11 11 11 11",
    "10:30 11:45 12:15 16:20 18:00",
    "192.168.100.100 10.0.0.1",
    "**** **** **** 1111",
)


APART = (
    "  ", " - ", "-", "/", " / ", "_", ",", ", ", ";", "|", " | ", "·", ".", "*", "\t", "\n", "\r\n",
    "\n\n", "\u2009", "\u3000", "\u00ad", "\u200b", "\uff0d", "---",
)  # fmt: skip
PLAIN = ("4111111111111111", "5555555555554444", "378282246310005", "４１１１１１１１１１１１１１１１")


@pytest.mark.parametrize("apart", APART)
@pytest.mark.parametrize("size", [1, 2, 4])
def test_no_spelling_hides_a_card_number(size: int, apart: str) -> None:
    for digits in (
        "4111111111111111",
        "5555555555554444",
        "378282246310005",
        "４１１１１１１１１１１１１１１１",
    ):
        spelled = apart.join(digits[at : at + size] for at in range(0, len(digits), size))
        for text in (spelled, f"pay {spelled} exp 12/27", f"paid 2026-11-21: {spelled}. Thanks"):
            assert card_in(text), repr(text)
            assert card_in(masked(text)) is None and "…" in masked(text)


def test_what_stands_around_a_card_number_stays() -> None:
    assert masked("21 Nov, 4111/1111/1111/1111; 12/27") == "21 Nov, …1111; 12/27"
    assert masked("4111 1111\n1111 1111") == "…1111"
    assert masked("a ⁴¹¹¹ ¹¹¹¹ ¹¹¹¹ ¹¹¹¹ b, 5555 5555 5555 4444") == "a …1111 b, …4444"


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

    assert converter("serial", today)("4111111111111111") == "4111111111111111"
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert card.encode() not in kept


def refused(act: Callable[[], object], field: str) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert (caught.value.code, caught.value.field) == ("CARD_NUMBER", field)


def test_no_field_in_which_people_write_takes_one(tmp_path: Path) -> None:
    card, typed, today = CARDS[0], "4111/1111/1111/1111", date(2026, 11, 21)
    with Store.open(tmp_path / "desk.db", create=True) as store:
        product = store.products.add("KX-200")
        unit = store.units.add("356938035643809", product.id)
        refused(lambda: store.units.add_customer(f"Ann {typed}"), "name")
        refused(lambda: store.units.add_customer("Ann", phones=[card]), "phone")
        refused(lambda: store.units.add_customer("Ann", email="4111111111111111@x.example"), "email")
        refused(lambda: store.units.add_customer("Ann", address=f"1 Main\n{typed}"), "address")
        refused(lambda: store.units.add("SN-1", product.id, partner=typed), "partner")
        refused(lambda: store.units.edit(unit.id, {"partner": typed}, "x"), "partner")
        refused(lambda: store.products.add(typed), "product")
        refused(lambda: store.products.add("KX", typed), "brand")
        refused(lambda: store.products.add("KX", None, typed), "category")
        refused(lambda: store.faults.add("E-1", typed), "title")
        refused(lambda: store.people.add(typed, "agent"), "name")
        refused(lambda: store.settings.rename(typed), "name")
        refused(lambda: store.papers.setup.set(paper_head="4111|1111|1111|1111"), "paper_head")
        filing = {"fault": "E-01", "failure_date": "2026-01-02", "channel": "in-store"}
        for field in ("fault", "component", "condition"):
            refused(partial(store.claims.file, unit.id, {**filing, field: typed}), field)
        photo = tmp_path / "4111 1111 1111 1111.png"
        photo.write_bytes(b"\x89PNG\r\n\x1a\n")
        refused(lambda: store.claims.file(unit.id, {**filing, "attach": [str(photo)]}), "attach")
        photo.unlink()
        number = store.claims.file(unit.id, filing).number or ""
        whole = {"evidence": ["4111", "1111", "1111", "1111"], "reason": "MISUSE", "text": "x"}
        refused(lambda: store.claims.act(number, "reject", whole), "evidence")
        assert store.units.add_customer("Ben", phones=["+41 79 123 45 67", "4111111111116"]).phones
    written = ("notes", "note", "comment", "name", "address", "email", "partner", "product", "fault", "phone")
    for field in written:
        assert isinstance(converter(field, today)("4111 - 1111 - 1111 - 1111"), Bad), field
    for field in ("id", "claim", "number"):
        assert converter(field, today)("4111111111111111") == "4111111111111111"
