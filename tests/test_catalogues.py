"""The catalogues: nothing untranslated, nothing broken, and nothing too wide for its place."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from catalogues import LANGUAGES, LOCALE, Message, compiled, marked, messages, path_of, read, renewed, written
from fake_desk import FakeDesk
from rich.cells import cell_len
from textual.pilot import Pilot
from work_help import burst, keys, opened, seen

from store import wording
from store.errors import Refused
from store.records import Claim, Cover
from store.rules.claim_world import Actor, World
from store.rules.claims import decide
from store.rules.coverage import cover, parse_case
from store.wording import Sentence
from tui import text
from tui.commands import PLACES, commands_in
from tui.verdicts import STATES
from tui.widgets.form import LABELS
from tui.widgets.header import place_spans
from tui.widgets.queue_head import VIEWS
from tui.widgets.words import ACTIONS, FIELDS

FORMS = {"zh": 1, "ru": 3}
"""How many plural forms a language has."""
CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in resources.files("store").joinpath("cases/coverage.jsonl").read_text("utf-8").splitlines()
]
PLACE = re.compile(r"\{(\w+)\}")


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """Work in one of the languages for a while."""
    language: str = request.param
    wording.use(LOCALE, language)
    text.speak(language)
    yield language
    wording.use(LOCALE, "en")
    text.speak("en")


@pytest.fixture(scope="module")
def texts() -> list[Message]:
    """Return every text that is marked; not before a test asks, since all sources are read for it."""
    return messages()


@pytest.fixture(scope="module")
def catalogs() -> dict[str, Catalog]:
    return {language: read(language) for language in LANGUAGES}


def forms(string: object) -> tuple[str, ...]:
    """Return the translation in each of its forms."""
    return (string,) if isinstance(string, str) else tuple(string) if isinstance(string, tuple) else ()


def of(catalog: Catalog, message: Message) -> tuple[str, ...]:
    """Return the forms of the translation of `message`."""
    found = catalog.get(message.one, message.context or None)
    return forms(found.string) if found else ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated_in_every_form(
    language: str, catalogs: dict[str, Catalog], texts: list[Message]
) -> None:
    wanted = {message: FORMS[language] if message.many else 1 for message in texts}
    found = {message: len(list(filter(None, of(catalogs[language], message)))) for message in texts}
    assert {message.one for message in texts if found[message] != wanted[message]} == set()
    assert [message.id for message in catalogs[language] if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_what_make_catalogues_writes(
    language: str, catalogs: dict[str, Catalog], texts: list[Message]
) -> None:
    fresh = renewed(catalogs[language], texts)
    assert path_of(language).read_bytes() == written(fresh)
    assert path_of(language).with_suffix(".mo").read_bytes() == compiled(fresh)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_for_values_are_kept(
    language: str, catalogs: dict[str, Catalog], texts: list[Message]
) -> None:
    wrong = [
        (message.one, form)
        for message in texts
        for form in of(catalogs[language], message)
        if sorted(PLACE.findall(form)) != sorted(PLACE.findall(message.many or message.one))
        or form.count("{") != len(PLACE.findall(form))
        or form != form.strip()
    ]
    assert wrong == []


def test_no_text_is_both_a_plural_and_not(texts: list[Message]) -> None:
    single = {message.one for message in texts if not message.many}
    assert {message.one for message in texts if message.many} & single == set()


def test_marks_are_found_wherever_they_stand() -> None:
    source = """
one, many = N_("{n} claim"), N_("{n} claims")
say(N_("{n} row"), N_("{n} rows"), n=2)
f"{ngettext('{n} unit', '{n} units', 3)} {_('in an f-string')}"
pair = (N_("file"), N_("filed"))
pgettext("claims", "open")
"""
    assert set(marked(ast.parse(source))) == {
        Message("{n} claim", "{n} claims"),
        Message("{n} row", "{n} rows"),
        Message("{n} unit", "{n} units"),
        Message("in an f-string"),
        Message("file"),
        Message("filed"),
        Message("open", context="claims"),
    }


def within(sentence: Sentence) -> Iterator[Sentence]:
    """Yield a sentence and those it is made of."""
    yield sentence
    for value in sentence.values.values():
        if isinstance(value, Sentence):
            yield from within(value)


def told(answer: Cover) -> list[Sentence]:
    """Return all that an answer says."""
    said = [*(step.sentence for step in answer.steps), *(need.sentence for need in answer.needs)]
    return [sentence for sentence in said if isinstance(sentence, Sentence)]


def test_what_coverage_says_is_in_the_catalogues_as_it_is_looked_up(texts: list[Message]) -> None:
    known = {(message.one, message.many or None) for message in texts}
    said = {
        (each.template, each.plural)
        for case in CASES
        for sentence in told(cover(parse_case(case)))
        for each in within(sentence)
    }
    assert len(said) > 30
    assert said - known == set()


def test_a_cover_explains_itself(spoken: str) -> None:
    case = {
        "unit": {"serial": "S1", "product": "P1", "dates": {"invoiced": "2025-03-14"}},
        "policies": [{"id": "HA-24", "kind": "maker", "lines": [{"duration": "24m"}]}],
        "on": "2026-11-21",
    }
    expected = {
        "zh": [
            "发票 2025-03-14 + 24 个月 = 2027-03-14，含末日（HA-24）",
            "2026-11-21 在保：自 2025-03-14 至 2027-03-14，还剩 113 天",
        ],
        "ru": [
            "счёт 14 мар 2025 + 24 месяца = 14 мар 2027, последний день включён (HA-24)",
            "21 ноя 2026 на гарантии: с 14 мар 2025 по 14 мар 2027, ещё 113 дней",
        ],
    }
    assert [text.words(sentence) for sentence in told(cover(parse_case(case)))] == expected[spoken]


def test_a_refusal_says_what_is_missing(spoken: str) -> None:
    claim = Claim(id="c1", state="filed", unit_id="u1", customer_id="p1", number="K2-000001")
    with pytest.raises(Refused) as caught:
        decide(claim, "approve", Actor("Olena", "supervisor"), {}, World(today=date(2026, 11, 21)))
    expected = {
        "zh": "approve 需要：estimate（报价）、payer（厂家、客户、善意补偿各承担多少）。",
        "ru": "для approve нужно: estimate (смета), "
        "payer (сколько платят изготовитель, клиент и добрая воля).",
    }
    assert text.words(caught.value.sentence) == expected[spoken]


def test_labels_fit_their_columns(spoken: str) -> None:
    columns = (
        (LABELS - 3, FIELDS.values()),
        (25, (doing for doing, _done in ACTIONS.values())),
        (16, (word for _sign, word, _role in STATES.values())),
        (17, (command.title for spot in PLACES for command in commands_in(spot, "admin"))),
    )
    said = [(most, wording._(title)) for most, titles in columns for title in titles]
    assert [(most, word) for most, word in said if cell_len(word) > most] == []
    assert sum(cell_len(wording._(title)) + 5 for title in VIEWS.values()) <= 78


async def look(pilot: Pilot[int], *pressed: str) -> list[str]:
    """Press keys and return the lines of the screen, none of them too wide."""
    await keys(pilot, *pressed)
    lines = seen(pilot).splitlines()
    assert [line for line in lines if cell_len(line) > 80] == []
    return [line.rstrip() for line in lines]


def test_the_first_line_keeps_its_notices_in_every_language(spoken: str) -> None:
    loud = [wording._("READ ONLY"), "! " + wording.ngettext("{n} notice", "{n} notices", 12).format(n=12)]
    for title in {*PLACES.values()}:
        spans = place_spans(wording._(title), loud, ("Kyiv-2", "Olena"), 46)
        assert text.span_width(spans) <= 46, title
        assert [part for part, role in spans if role.startswith("warn")] == loud
        assert spans[1][0] == wording._(title) or len(spans[1][0]) > 4


async def test_every_place_is_whole_at_80_by_24(spoken: str) -> None:
    covered = {"zh": "● 在保至 ", "ru": "● НА ГАРАНТИИ по "}[spoken]
    async with opened(FakeDesk()) as pilot:
        for place, title in (("f3", "Claims"), ("f4", "Tasks"), ("f7", "Score"), ("f8", "Desk")):
            lines = await look(pilot, place)
            assert lines[0].startswith(f" {wording._(title)} ")
            full = place in ("f3", "f7")  # four keys of their own: F1 is the fifth
            assert "…" not in lines[-1] and lines[-1].endswith(wording._("help" if full else "commands"))
        await look(pilot, "f2")
        await burst(pilot, "MJ0351-YNG9-Z0XA")
        for key, title in (("", "Claims"), ("w", "All covers"), ("escape", "Next"), ("c", "Before you file")):
            lines = await look(pilot, *filter(None, [key]))
            assert any(covered in line for line in lines)
            assert any(line.startswith(f" ── {wording._(title)} ─") for line in lines)
            assert "…" not in lines[-1]
