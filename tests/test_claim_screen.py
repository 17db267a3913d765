"""One claim: what it says, what can be done, and the small forms that do it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import fake_book
import pytest
from fake_book import TODAY
from fake_desk import FakeDesk
from work_help import burst, harmless, hostile_book, keys, opened, seen

from store.errors import Refused
from store.records import Claim, Possible
from store.wording import N_, say
from tui.screens.acting import ActingScreen
from tui.screens.claim import ClaimScreen
from tui.screens.fields import split, values
from tui.screens.rating import RatingScreen
from tui.widgets.amounts import major, minor

MORE = {
    "approved": (Possible("start", "in_service", ("received", "condition", "accessories")),),
    "in_service": (
        Possible("finish", "ready", ("diagnosis", "resolution")),
        Possible("wait_parts", "awaiting_parts", ("part", "ordered")),
    ),
}


@pytest.fixture(autouse=True)
def _all_states(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for state, possible in MORE.items():
        monkeypatch.setitem(fake_book.POSSIBLE, state, possible)
    yield


def desk_with(state: str, number: str = "K2-000131") -> FakeDesk:
    desk = FakeDesk()
    desk.book.claims[number] = replace(desk.book.claims[number], state=state)
    return desk


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_says_everything(size: tuple[int, int]) -> None:
    async with opened(desk_with("filed"), ClaimScreen("K2-000131"), size) as pilot:
        shown = seen(pilot)
        for part in (
            "● filed",
            "at filing ● COVERED until 14 Mar 2027",
            "due 23 Nov 2026, 2 days left",
            "due 21 Dec 2026, 30 days left",
            "invoice + 24 months",
            "What to do",
            "History",
            "MJ0351-YNG9-Z0XA",
            "Goodwill is decided",
            "fault E-04 · hums",
        ):
            assert part in shown
        assert shown.index("cancel the claim") < shown.index("Goodwill is decided")


async def test_what_cannot_be_done_says_why() -> None:
    desk = desk_with("filed")
    async with opened(desk, ClaimScreen("K2-000131")) as pilot:
        await keys(pilot, *["down"] * 6)
        assert "  Goodwill is decided by a supervisor." in seen(pilot).splitlines()[6]
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert "! Goodwill is decided by a supervisor." in seen(pilot)


async def test_what_does_not_fit_below_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("approve", "request_info", "reject", "assign", "cancel", "note", "attach", "order_part", "lend")
    many = tuple(Possible(name, "filed", ()) for name in names)
    monkeypatch.setitem(fake_book.POSSIBLE, "filed", many)
    desk = desk_with("filed")
    async with opened(desk, ClaimScreen("K2-000131")) as pilot:
        assert "What to do  2 more below ─" in seen(pilot).splitlines()[8]
        await keys(pilot, *["down"] * 7)
        assert "What to do  1 more below ─" in seen(pilot).splitlines()[8]
        await keys(pilot, "down")
        assert "What to do ─" in seen(pilot).splitlines()[8]
    async with opened(desk, ClaimScreen("K2-000131"), (120, 40)) as pilot:
        assert "more below" not in seen(pilot)


async def test_from_filed_to_rated_in_few_keys() -> None:
    desk = desk_with("filed")
    async with opened(desk, ClaimScreen("K2-000131")) as pilot:
        await keys(pilot, "enter", *"80", "enter", "enter")
        await keys(pilot, "enter", *"dusty", "enter", "enter")
        await keys(pilot, "enter", *"fuse", "enter", "enter", "enter")
        await keys(pilot, "enter", "enter")
        assert [(action, dict(given)) for _number, action, given in desk.book.acts] == [
            ("approve", {"estimate": 8000, "payer": {"maker": 8000, "customer": 0, "goodwill": 0}}),
            ("start", {"received": TODAY.isoformat(), "condition": "dusty", "accessories": []}),
            ("finish", {"diagnosis": "fuse", "resolution": "repaired"}),
            ("close", {"handed_over": TODAY.isoformat(), "receiver": "李伟 Li Wei"}),
        ]
        shown = seen(pilot)
        assert "ask the customer for a rating" in shown
        assert "estimate 80.00 · paid by maker 80" in shown
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, RatingScreen)
        assert "handed over" not in seen(pilot)


async def test_h_hands_back_what_is_ready_and_says_why_not() -> None:
    desk = FakeDesk()
    async with opened(desk, ClaimScreen("K2-000131")) as pilot:
        assert " h hand back " in seen(pilot).splitlines()[-1]
        await keys(pilot, "h", "enter")
        assert desk.book.acts[-1][:2] == ("K2-000131", "close")
    async with opened(desk_with("awaiting_parts"), ClaimScreen("K2-000131")) as pilot:
        await keys(pilot, "h")
        assert "Hand over and close: not now, the claim is “waits for parts”." in seen(pilot)


async def test_h_is_not_for_who_does_not_file() -> None:
    desk = FakeDesk(role="supervisor")
    async with opened(desk, ClaimScreen("K2-000131")) as pilot:
        assert "hand back" not in seen(pilot).splitlines()[-1]
        await keys(pilot, "h")
        assert isinstance(pilot.app.screen, ClaimScreen) and desk.book.acts == []
        assert "not now" not in seen(pilot)


async def test_a_new_serial_takes_a_scan() -> None:
    desk = desk_with("in_service")
    async with opened(desk, ClaimScreen("K2-000131")) as pilot:
        await keys(pilot, "enter", *"dead", "enter")
        assert "New serial" not in seen(pilot)
        await keys(pilot, *"replaced", "enter", "up")
        assert "New serial" in seen(pilot)
        await keys(pilot, "down", "up")
        pilot.app.screen.query_one("#field-new-serial Input").focus()
        await burst(pilot, "MJ0351-NEW0-0001")
        assert isinstance(pilot.app.screen, ActingScreen)
        assert desk.book.acts == []
        await keys(pilot, "enter")
        assert desk.book.acts[-1][2]["new_serial"] == "MJ0351-NEW0-0001"


async def test_a_refusal_marks_the_fields() -> None:
    class Strict(FakeDesk):
        async def act(self, number: str, action: str, given: Mapping[str, object]) -> Claim:
            raise Refused("SPLIT_MISMATCH", say(N_("The payers do not make up the estimate.")), field="payer")

    desk = Strict()
    desk.book.claims["K2-000131"] = replace(desk.book.claims["K2-000131"], state="filed")
    async with opened(desk, ClaimScreen("K2-000131")) as pilot:
        await keys(pilot, "enter", *"80", "enter", "enter")
        shown = seen(pilot)
        assert "! Customer" in shown and "The payers do not make up the estimate." in shown
        assert "80" in shown
        await keys(pilot, "escape")
        assert isinstance(pilot.app.screen, ClaimScreen)


async def test_a_rating_waits_for_the_end() -> None:
    async with opened(FakeDesk(), ClaimScreen("K2-000131")) as pilot:
        await keys(pilot, "r")
        assert "The customer is asked once the claim is closed." in seen(pilot)


async def test_a_rated_claim_is_not_asked_again() -> None:
    async with opened(FakeDesk(), ClaimScreen("K2-000117")) as pilot:
        await keys(pilot, "r")
        assert "The customer has answered: 9." in seen(pilot)


async def test_a_claim_that_is_gone_says_so() -> None:
    async with opened(FakeDesk(), ClaimScreen("K2-999999")) as pilot:
        assert not isinstance(pilot.app.screen, ClaimScreen)
        assert "There is no claim K2-999999." in seen(pilot)


async def test_hostile_text_is_only_text() -> None:
    desk = FakeDesk(hostile_book())
    async with opened(desk, ClaimScreen("K2-000131"), (120, 40)) as pilot:
        assert harmless(seen(pilot))
        await keys(pilot, "enter")
        assert harmless(seen(pilot))
        await keys(pilot, "enter")
        assert desk.book.acts[-1][1] == "close"


def test_the_split_always_sums() -> None:
    typed = {"estimate": "8000", "payer_customer": "1500", "payer_goodwill": "500"}
    assert split(typed) == {"maker": 6000, "customer": 1500, "goodwill": 500}
    assert sum(split(typed).values()) == 8000


def test_values_are_what_the_store_takes() -> None:
    typed = {"part_cost": "30000", "part_maker": "30000", "labour_cost": "12000", "consent": "true"}
    assert values("approve_partial", ("lines", "consent"), typed) == {
        "lines": [
            {"kind": "part", "cost": 30000, "maker": 30000, "customer": 0},
            {"kind": "labour", "cost": 12000, "maker": 0, "customer": 12000},
        ],
        "consent": True,
    }
    given = values(
        "reject", ("reason", "text"), {"reason": "MISUSE", "text": "wet", "evidence": "photo, lab"}
    )
    assert given == {"reason": "MISUSE", "text": "wet", "evidence": ["photo", "lab"]}
    assert values("start", ("received", "accessories"), {"received": "2026-11-21"})["accessories"] == []


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("80", "8000"), ("80.5", "8050"), ("0,99", "99"), ("1 200", "120000"), (".5", "50"), ("", ""),
     ("8.123", ""), ("-1", ""), ("1,200.00", ""), ("１２", ""), ("x", "")],
)  # fmt: skip
def test_amounts_are_read_exactly_or_not_at_all(typed: str, amount: str) -> None:
    assert minor(typed) == amount
    assert minor(major(amount)) == amount
