"""Whom a text tells of: names whole and folded, phones by their digits, mail by its address."""

from __future__ import annotations

import pytest

from store.rules.naming import names_somebody, tells_of

NAMED = (
    ("王小明", "王小明 asked"),
    ("王小明", "小王:王小明来过"),
    ("王 小明", "小明来过"),
    ("김철수", "김철수가 왔다"),
    ("Bob", "bob asked"),
    ("Bob", "BOB's wish"),
    ("Li Wei", "Li has asked"),
    ("李", "李 asked"),
    ("Grace Hopper", "GRACE  HOPPER rang"),
    ("Grace Hopper", "Ｇｒａｃｅ rang"),
    ("O'Brien", "obrien, o brien"),
    ("अनिता", "अनिता asked"),
    ("+1 555 0100", "rang from 15550100"),
    ("+1 555 0100", "rang 1 555-0100 twice"),
    ("+1 555 0100", "555.0100"),
    ("alma@request.com", "Alma asked"),
    ("alma@request.com", "see ALMA@request.com."),
    ("44 77 10", "44-77-10"),
)
UNNAMED = (
    ("王小明", "王先生小明天"),
    ("Bob", "bobbin is loose"),
    ("Anton", "Antonia asked"),
    ("An Do", "answer done"),
    ("alma@request.com", "request"),
    ("alma@request.com", "palma@request.com"),
    ("Vincent van Gogh", "van came"),
    ("+1 555 0100", "15550199 and 2555010099"),
    ("112", "error 112"),
    ("Studio 54", "paragraph 54"),
    ("…", "so …"),
    ("al@x.example", "al dente"),
)


@pytest.mark.parametrize(("mark", "text"), NAMED)
def test_a_name_is_found(mark: str, text: str) -> None:
    assert names_somebody(text, [mark])


@pytest.mark.parametrize(("mark", "text"), UNNAMED)
def test_what_only_looks_like_a_name_is_not(mark: str, text: str) -> None:
    assert not names_somebody(text, [mark])


def test_a_form_is_about_whom_it_says() -> None:
    anton = ("Anton", "+1 555 0100", "anton@mail.example")
    assert tells_of({"customer": "ANTON"}, anton) and tells_of({"customer_name": "anton "}, anton)
    assert tells_of({"customer": "Antonia Bell", "lines": [{"note": "for Anton"}]}, anton)
    assert tells_of({"customer": "Anton Bell", "phone": "15550100"}, anton)
    assert not tells_of({"customer": "Antonia Bell", "note": "Antonia rang"}, anton)
    assert not tells_of({"customer": "Anton Bell", "note": "Anton rang"}, anton), "it is the other who rang"
    assert not tells_of({"note": "rang"}, ()) and not tells_of({}, anton)
