"""The customer's screen: right answers, no way out, nothing of the desk."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from fake_book import TODAY
from fake_desk import FakeDesk
from screen import at_once
from textual.events import Key, Paste
from textual.keys import Keys
from textual.pilot import Pilot
from work_help import burst, harmless, hostile_book, keys, opened, seen, settle

from store import wording
from store.errors import Refused
from store.records import Person, Rating
from store.wording import N_, say
from tui.commands import command_for
from tui.screens.claim import ClaimScreen
from tui.screens.rating import RatingScreen
from tui.widgets.card_claims import claim_lines
from tui.widgets.customer import Showing, draw, group

NUMBER = "K2-000117"


def desk_to_rate() -> FakeDesk:
    desk = FakeDesk()
    desk.book.ratings.clear()
    return desk


def given(desk: FakeDesk) -> list[tuple[int, str | None, str | None]]:
    return [(rating.score, rating.reason, rating.comment) for rating in desk.book.ratings]


@pytest.mark.parametrize(
    ("pressed", "score"),
    [
        (("1", "enter"), 1),
        (("1", "0", "enter"), 10),
        (("0", "enter"), 0),
        (("7", "0", "enter"), 0),
        (("1", "left", "0", "enter"), 0),
        (("9", "right", "right", "enter"), 10),
        (("right", "right", "enter"), 6),
        (("1", "ctrl+j"), 1),
        (("x", "4", "enter"), 4),
    ],
)
async def test_the_number_confirmed_is_the_number_kept(pressed: tuple[str, ...], score: int) -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await keys(pilot, *pressed)
        assert desk.book.ratings == []
        await keys(pilot, "enter", "enter")
        assert given(desk) == [(score, None, None)]
        assert "Thank you." in seen(pilot)


PERSON, SCANNER, CHEAP = 1.3, 0.002, 0.04
"""Seconds between the keys of somebody who takes their time, of a scanner, and of a slow one."""


async def typed(pilot: Pilot[int], *names: str, every: float) -> None:
    """Send keys that were pressed so many seconds apart, the first long after whatever came before."""
    ends = {"enter": "\r", "ctrl+j": "\n", "space": " "}
    began = max(monotonic(), getattr(pilot.app, "last_typed", 0.0)) + 60
    for n, name in enumerate(names):
        key = Key(name, ends.get(name, name if len(name) == 1 else None))
        key.time = began + n * every
        pilot.app.__dict__["last_typed"] = key.time
        await pilot.app.on_event(key)
    await pilot.pause(0.04)
    await settle(pilot)


@pytest.mark.parametrize(
    ("pressed", "every", "score"),
    [
        (("9", "8", "enter"), 0.3, 8),
        (("1", "0", "enter"), 0.15, 10),
        (("1", "0", "enter"), 0.5, 10),
        (("1", "1", "0", "enter"), PERSON, 10),
        (("1", "0", "1", "enter"), PERSON, 1),
        (("9", "8", "7", "6", "enter"), PERSON, 6),
        (("x", "4", "enter"), 0.4, 4),
        (("4", "left", "left", "3", "right", "8", "right", "enter"), 0.2, 9),
        (("9", "f1", "8", "enter"), 0.2, 8),
    ],
)
async def test_a_customer_may_think_again_in_their_own_time(
    pressed: tuple[str, ...], every: float, score: int
) -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await typed(pilot, *pressed, every=every)
        assert screen_of(pilot)._showing.stage == "why"
        await typed(pilot, "2", "1", "enter", "enter", every=0.3)
        assert [(rated, reason) for rated, reason, _ in given(desk)] == [
            (score, "FAST" if score > 8 else "WAIT")
        ]


def screen_of(pilot: Pilot[int]) -> RatingScreen:
    screen = pilot.app.screen
    assert isinstance(screen, RatingScreen)
    return screen


CODES = ["ZX8155-024009", "MJ0351YNG9Z0", "123456789012", "555", "X10", "1-0", "9Z", "Я1", "xxx", "7 8", "９"]


@pytest.mark.parametrize("every", [SCANNER, CHEAP, 0.09, 0.3])
async def test_a_scan_of_any_scanner_chooses_and_confirms_nothing(every: float) -> None:
    desk = desk_to_rate()

    async def scanned(pilot: Pilot[int], *expected: object) -> None:
        for n, code in enumerate(CODES):
            letters = ["space" if letter == " " else letter for letter in code]
            await typed(pilot, *letters, ("enter", "ctrl+j")[n % 2], every=every)
            showing = screen_of(pilot)._showing
            assert (showing.stage, showing.score, showing.reason, showing.declined) == (*expected, False), (
                code
            )

    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await scanned(pilot, "ask", None, None)
        await typed(pilot, "7", every=1)
        await scanned(pilot, "ask", 7, None)
        await typed(pilot, "enter", every=1)
        await scanned(pilot, "why", 7, None)
        await typed(pilot, "2", "enter", "enter", every=0.3)
        assert given(desk) == [(7, "REPAIR", None)]


@pytest.mark.parametrize("every", [SCANNER, CHEAP])
async def test_a_slow_scan_is_no_comment_but_words_with_figures_are(every: float) -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await typed(pilot, "4", "enter", "enter", every=0.3)
        await typed(pilot, *"ok", every=0.15)
        await typed(pilot, *"ZX8155-024009", "enter", every=every)
        assert desk.book.ratings == [] and screen_of(pilot)._showing.comment == "ok"
        await typed(pilot, *", 10", "enter", every=0.12)
        assert given(desk) == [(4, None, "ok, 10")]


async def test_a_scanner_that_starts_slowly_leaves_nothing() -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await typed(pilot, "1", "2", every=CHEAP)
        assert screen_of(pilot)._showing.score == 2
        began = pilot.app.__dict__["last_typed"] + CHEAP
        for n, key in enumerate(at_once(*"345678", "enter")):
            key.time = began + n * SCANNER
            await pilot.app.on_event(key)
        await settle(pilot)
        assert (screen_of(pilot)._showing.stage, screen_of(pilot)._showing.score) == ("ask", None)
        await typed(pilot, "9", "enter", every=0.3)
        assert screen_of(pilot)._showing.stage == "why"


async def test_an_unasked_word_of_the_way_out_is_the_start_of_a_void_run() -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await keys(pilot, "ctrl+g")
        await typed(pilot, *"Z10", "enter", every=CHEAP)
        assert (screen_of(pilot)._showing.stage, screen_of(pilot)._showing.score) == ("ask", None)
        assert "For the agent" not in seen(pilot)


async def test_a_number_is_not_kept_until_it_is_confirmed() -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await keys(pilot, "enter", "1")
        assert "1  —  ⏎ confirm" in seen(pilot)
        await keys(pilot, "0")
        assert "10  —  ⏎ confirm" in seen(pilot)
        assert desk.book.ratings == []


@pytest.mark.parametrize(
    ("score", "question", "code"),
    [("3", "What went wrong?", "REPAIR"), ("7", "made it better?", "REPAIR"), ("9", "like most?", "REPAIR")],
)
async def test_reason_and_comment_are_taken_down(score: str, question: str, code: str) -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await keys(pilot, score, "enter")
        assert question in seen(pilot)
        await keys(pilot, "2", "enter", *"so", "space", *"la!", "backspace", "enter")
        assert given(desk) == [(int(score), code, "so la")]


async def test_not_answering_is_no_answer() -> None:
    asked: list[int | None] = []

    class Noted(FakeDesk):
        async def rate(
            self,
            claim_number: str,
            score: int | None,
            *,
            comment: str | None = None,
            reason: str | None = None,
        ) -> Rating | None:
            asked.append(score)
            return await super().rate(claim_number, score, comment=comment, reason=reason)

    desk = Noted()
    desk.book.ratings.clear()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await keys(pilot, "x")
        assert asked == []
        await keys(pilot, "enter")
        assert asked == [None] and desk.book.ratings == []
        assert "Thank you." in seen(pilot)


def every_key() -> list[str]:
    """Return every key Textual names, alone and with modifiers, but the one that asks for the way out."""
    named = {key.value for key in Keys if not key.value.startswith("<")}
    letters = {*"abcdefghijklmnopqrstuvwxyz", "space", "slash", "question_mark"}
    chords = {f"{held}+{letter}" for held in ("ctrl", "alt", "ctrl+shift", "super") for letter in letters}
    plain = {key for key in named if key.isprintable()} | letters | {f"f{n}" for n in range(1, 25)}
    return sorted((plain | chords) - {"ctrl+g"})


DESK_WORDS = ("Counterpane", "Kyiv-2", "Olena", "NPS", "K2-000117", "MJ0351", "help", "commands", "claim")


def nothing_of_the_desk(pilot: Pilot[int]) -> bool:
    shown = seen(pilot)
    return isinstance(pilot.app.screen, RatingScreen) and not any(word in shown for word in DESK_WORDS)


async def test_no_key_leaves_or_shows_the_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        for stage in ("ask", "why", "comment", "thanks"):
            screen = pilot.app.screen
            assert isinstance(screen, RatingScreen)
            screen._showing = replace(screen._showing, stage=stage, score=5)
            for key in every_key():
                if key not in ("enter", "ctrl+j", "ctrl+m"):
                    character = key if len(key) == 1 else None
                    await pilot.app.on_event(Key(key, character))
            await pilot.pause(0.05)
            assert nothing_of_the_desk(pilot), stage
            assert pilot.app.is_running and screen._showing.stage == stage
        for place in ("counter", "claims"):
            assert pilot.app.current_mode != "claims", place
        assert list(tmp_path.iterdir()) == [] and desk.book.ratings == []


@pytest.mark.parametrize(
    "code",
    ["MJ0351-YNG9-Z0XA", "1234567890", "x", "10", "999", "xxx", "ЬО0351НТП9", "KX 0351 НТП9", "很好很好"],
)
async def test_a_scan_neither_answers_nor_leaves(code: str) -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await keys(pilot, "7")
        await burst(pilot, code)
        assert nothing_of_the_desk(pilot)
        assert desk.book.ratings == []
        assert "how likely" in seen(pilot)


@pytest.mark.parametrize("end", ["enter", "tab"])
@pytest.mark.parametrize("code", ["MJ0351-YNG9", "ЬО0351НТП9", "ЬО 0351 НТП9"])
async def test_a_scan_is_no_comment_and_ends_none(code: str, end: str) -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await keys(pilot, "3", "enter", "enter")
        for key in at_once(*code, end):
            await pilot.app.on_event(key)
        await keys(pilot)
        assert desk.book.ratings == []
        await keys(pilot, "enter")
        assert given(desk) == [(3, None, None)]


async def test_a_paste_goes_nowhere() -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        before = seen(pilot)
        await pilot.app.on_event(Paste("9\n"))
        await keys(pilot)
        assert seen(pilot) == before


async def test_toasts_of_the_desk_stay_away() -> None:
    async with opened(desk_to_rate()) as pilot:
        pilot.app.notify("said before", markup=False)
        await keys(pilot)
        await pilot.app.push_screen(RatingScreen(NUMBER))
        await keys(pilot)
        pilot.app.notify("said meanwhile", markup=False)
        await keys(pilot)
        assert nothing_of_the_desk(pilot) and "said" not in seen(pilot)


async def test_the_agent_spells_the_way_out() -> None:
    desk = desk_to_rate()
    async with opened(desk, ClaimScreen(NUMBER)) as pilot:
        await keys(pilot, "r", *"desk")
        assert isinstance(pilot.app.screen, RatingScreen)
        await keys(pilot, "ctrl+g", "d", "x")
        assert isinstance(pilot.app.screen, RatingScreen) and "For the agent" not in seen(pilot)
        await keys(pilot, "ctrl+g")
        assert "For the agent  ▏" in seen(pilot) and "desk" not in seen(pilot)
        await keys(pilot, *"des")
        assert "For the agent  •••▏" in seen(pilot) and "des" not in seen(pilot)
        await keys(pilot, "k")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert desk.book.ratings == []


async def test_the_prompt_for_the_agent_lets_nobody_out_and_gives_no_word_away() -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        for stage in ("ask", "why", "comment", "thanks", "out"):
            for key in every_key():
                screen_of(pilot)._showing = replace(screen_of(pilot)._showing, stage=stage, word="")
                await pilot.app.on_event(Key(key, key if len(key) == 1 else None))
            await pilot.pause(0.05)
            assert "desk" not in seen(pilot) and nothing_of_the_desk(pilot)
        assert desk.book.ratings == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_agent_reads_the_way_back_on_their_own_side(size: tuple[int, int]) -> None:
    told = "back: ^g, then desk"
    desk = desk_to_rate()
    async with opened(desk, ClaimScreen(NUMBER), size) as pilot:
        assert told in seen(pilot)
        await keys(pilot, "r")
        assert told not in seen(pilot) and "^g" not in seen(pilot)
    lines = claim_lines((replace(desk.book.claims[NUMBER], state="closed", score=None),), 0, TODAY, 78, 3)
    assert f"Claims   r rate · {told}" in "".join(part for part, _role in lines[0])
    for place in ("unit", "claim", "rating"):
        command = command_for(place, "rate" if place != "rating" else "way_out")
        assert command is not None and "the word desk" in command.help


class WithPin(FakeDesk):
    """A desk whose agent has the PIN 483921; the third wrong one locks it."""

    wrong = 0

    def with_pin(self) -> list[Person]:
        return [self.agent]

    async def switch(self, name: str, pin: str) -> Person:
        if pin == "483921":
            return self.agent
        self.wrong += 1
        raise Refused("DESK_LOCKED" if self.wrong > 2 else "WRONG_PIN", say("no"))


async def test_an_agent_with_a_pin_comes_back_by_it_and_by_nothing_else() -> None:
    desk = WithPin()
    desk.book.ratings.clear()
    locked = []
    async with opened(desk, ClaimScreen(NUMBER)) as pilot:
        pilot.app.lock = lambda: locked.append(True)  # type: ignore[attr-defined]
        await keys(pilot, "r", "ctrl+g", *"desk")
        assert isinstance(pilot.app.screen, RatingScreen) and desk.wrong == 0
        await keys(pilot, "ctrl+g", *"12345", "enter")
        assert isinstance(pilot.app.screen, RatingScreen) and desk.wrong == 0
        await keys(pilot, "ctrl+g", *"483922", "enter")
        assert isinstance(pilot.app.screen, RatingScreen) and desk.wrong == 1
        await keys(pilot, "ctrl+g", *"48392")
        assert "PIN of the agent  •••••▏" in seen(pilot)
        await keys(pilot, "1", "enter")
        assert isinstance(pilot.app.screen, ClaimScreen)
        await keys(pilot, "r", "9", "enter", *("ctrl+g", *"111111", "enter") * 2)
        assert locked and given(desk) == [(9, None, None)]


async def test_a_confirmed_number_is_kept_when_the_agent_takes_over() -> None:
    desk = desk_to_rate()
    async with opened(desk, ClaimScreen(NUMBER)) as pilot:
        await keys(pilot, "r", "8", "enter", "1", "ctrl+g", *"desk")
        assert given(desk) == [(8, "WAIT", None)]
        assert "rated 8" in seen(pilot)


async def test_a_refusal_is_told_to_the_agent_and_not_to_the_customer() -> None:
    class Strict(FakeDesk):
        async def rate(self, *_given: object, **_more: object) -> Rating | None:
            raise Refused("NOT_ALLOWED", say(N_("A technician does not rate their own work.")))

    desk = Strict()
    desk.book.ratings.clear()
    async with opened(desk, ClaimScreen(NUMBER)) as pilot:
        await keys(pilot, "r", "8", "enter", "enter", "enter")
        assert "Thank you." in seen(pilot) and "technician" not in seen(pilot)
        await keys(pilot, "ctrl+g", *"desk")
        assert "A technician does not rate their" in seen(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_hostile_text_is_only_text(size: tuple[int, int]) -> None:
    desk = FakeDesk(hostile_book())
    desk.book.ratings.clear()
    async with opened(desk, RatingScreen(NUMBER), size) as pilot:
        assert harmless(seen(pilot))
        await keys(pilot, "9", "enter", "enter", *"[/]", "enter")
        assert given(desk) == [(9, None, "[/]")]


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the reader called zh have one sentence of their own."""

    class Few(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"Thank you.": "谢谢。", "What did you like most?": "您最满意什么？"}.get(message, message)

    monkeypatch.setattr(wording, "_folder", Path())
    monkeypatch.setattr(
        wording, "_catalogue", lambda _folder, tag: Few() if tag == "zh" else gettext.NullTranslations()
    )
    yield


@pytest.mark.usefixtures("chinese")
async def test_the_customer_reads_their_language_and_the_agent_theirs() -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await keys(pilot, "9", "enter")
        shown = seen(pilot)
        assert shown.index("您最满意什么？") < shown.index("What did you like most?")
        await keys(pilot, "enter", "enter")
        assert "谢谢。" in seen(pilot) and "Thank you." in seen(pilot)


@pytest.mark.parametrize("cells", [40, 80, 120, 200])
@pytest.mark.parametrize("stage", ["wait", "ask", "why", "comment", "thanks", "out"])
def test_every_stage_has_all_its_lines(stage: str, cells: int) -> None:
    from tui.text import span_width

    showing = Showing(stage, "李伟" * 20, "en", 9, comment="long " * 60, word="de")
    lines = draw(showing, cells, 24)
    assert len(lines) == 24
    if cells >= 60:
        assert all(span_width(list(line)) <= cells for line in lines)


def test_groups_are_those_of_the_score() -> None:
    assert [group(score) for score in (0, 6, 7, 8, 9, 10)] == [
        "detractor", "detractor", "passive", "passive", "promoter", "promoter",
    ]  # fmt: skip


async def test_an_input_method_may_bring_many_letters_at_once() -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await keys(pilot, "9", "enter", "enter")
        for letter in "谢谢你们!":
            await pilot.app.on_event(Key(letter, letter))
        await keys(pilot, "alt+x", "enter")
        assert given(desk) == [(9, None, "谢谢你们!")]


async def test_keys_with_alt_choose_nothing() -> None:
    desk = desk_to_rate()
    async with opened(desk, RatingScreen(NUMBER)) as pilot:
        await pilot.app.on_event(Key("alt+x", "x"))
        await pilot.app.on_event(Key("alt+5", "5"))
        await keys(pilot, "enter")
        assert "—  ⏎" not in seen(pilot) and desk.book.ratings == []
