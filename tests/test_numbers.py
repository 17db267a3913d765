"""Numbers inside a sentence: written for whoever reads it, the same in data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import wording
from store.rules import alert_words, alerts
from store.wording import Number, as_data, from_data, say, speaking

LOCALE = Path(wording.__file__).parent.parent / "tui" / "locale"


@pytest.fixture(autouse=True)
def catalogues() -> Iterator[None]:
    """Let the catalogues be found, and speak English before and after."""
    wording.use(LOCALE, "en")
    yield
    wording.use(LOCALE, "en")


@pytest.mark.parametrize(
    ("number", "english", "russian"),
    [
        (Number(0), "0", "0"),
        (Number(7), "7", "7"),
        (Number(-1234), "-1,234", "-1\u00a0234"),
        (Number(2_200_000), "2,200,000", "2\u00a0200\u00a0000"),
        (Number(106, 1), "10.6", "10,6"),
        (Number(12345, 1), "1,234.5", "1\u00a0234,5"),
        (Number(-5, 1), "-0.5", "-0,5"),
    ],
)
def test_a_number_is_written_for_its_reader(number: Number, english: str, russian: str) -> None:
    said = say("{n}", n=number)
    assert str(said) == english
    for language, wanted in (("ru", russian), ("zh", english), ("zh_CN", english), ("en", english)):
        with speaking(language):
            assert str(said) == wanted
    assert from_data(json.loads(json.dumps(as_data(said)))) == said


def test_an_alert_has_the_numbers_of_its_reader() -> None:
    spike = alert_words.tell_spike("KX-200", "E-01", alerts.spike(60, 125, 2500, 31_000))
    assert "2,560 claims" in str(spike) and "expected 10.1" in str(spike)
    with speaking("ru"):
        assert "2\u00a0560" in str(spike) and "10,1" in str(spike) and "31\u00a0125" in str(spike)
    odds = alert_words.odds(1 / 2_200_000)
    assert str(odds) == "about 1 in 2,200,000"
    wording.use(LOCALE, "ru")
    assert "2\u00a0200\u00a0000" in str(odds) and "," not in str(odds)
    wording.use(LOCALE, "zh")
    assert "2,200,000" in str(odds)
