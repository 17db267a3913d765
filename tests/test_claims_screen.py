"""The list of claims: order, clocks, groups, paging, finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from fake_book import TODAY, Book, sample
from fake_desk import FakeDesk
from work_help import harmless, hostile_book, keys, opened, seen, settle

from store.records import Clocks, Queue
from tui.screens.acting import ActingScreen
from tui.screens.claim import ClaimScreen
from tui.screens.claims import ClaimsScreen
from tui.text import span_width
from tui.widgets.queue import QueueList, heading, row


def many(count: int) -> Book:
    book = sample()
    line = book.claims["K2-000131"]
    book.claims.clear()
    for number in range(count):
        clocks = Clocks(
            TODAY + timedelta(days=number), TODAY + timedelta(days=number + 30), number, number + 30
        )
        book.claims[f"K9-{number:06d}"] = replace(line, number=f"K9-{number:06d}", clocks=clocks)
        book.claim_units[f"K9-{number:06d}"] = "u0"
    return book


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_late_ones_stand_first_with_both_clocks(size: tuple[int, int]) -> None:
    async with opened(FakeDesk(), ClaimsScreen(), size) as pilot:
        shown = seen(pilot)
        order = [shown.index(number) for number in ("K2-000098", "K2-000104", "K2-000131", "K2-000119")]
        assert order == sorted(order)
        late = next(line for line in shown.splitlines() if "K2-000098" in line)
        assert late.startswith(" ! ") and "−3 d" in late and "−1 d !" in late
        assert "late 1 · today 1 · open 4" in shown
        assert "3 days late, was due 18 Nov 2026" in shown
        assert ("does not cool" in late) == (size[0] == 120)
        for word in ("act", "hand back", "note", "find", "F1"):
            assert word in shown.splitlines()[-1]


@pytest.mark.parametrize("cells", [78, 100, 114, 118, 160])
@pytest.mark.parametrize("customer", ["李伟" * 20, "Ann", None])
def test_columns_stay_below_their_names(cells: int, customer: str | None) -> None:
    line = replace(sample().claims["K2-000098"], customer=customer)
    assert span_width(list(row(line, cells, True))) == cells
    assert span_width(list(heading(cells))) == cells


async def test_groups_change_with_arrows() -> None:
    async with opened(FakeDesk(), ClaimsScreen()) as pilot:
        await keys(pilot, "right", "right")
        shown = seen(pilot)
        assert "› parts" in shown and "K2-000098" in shown and "K2-000131" not in shown
        await keys(pilot, "left", "left", "left")
        assert "› closed" in seen(pilot) and "K2-000117" in seen(pilot)


async def test_an_empty_group_says_what_it_means() -> None:
    book = sample()
    book.claims.clear()
    async with opened(FakeDesk(book), ClaimsScreen()) as pilot:
        assert "press c to file one" in seen(pilot)
        await keys(pilot, "a", "h", "n", "enter")
        assert isinstance(pilot.app.screen, ClaimsScreen)


async def test_pages_are_brought_when_they_are_needed() -> None:
    asked: list[str | None] = []

    class Counted(FakeDesk):
        async def queue(
            self, view: str, after: str | None = None, limit: int = 50, **narrowed: str | None
        ) -> Queue:
            asked.append(after)
            return await super().queue(view, after, limit, **narrowed)

    async with opened(Counted(many(120)), ClaimsScreen()) as pilot:
        asked.clear()
        await keys(pilot, "pagedown", "pagedown")
        assert asked == []
        await keys(pilot, "pagedown", "pagedown")
        assert asked == ["50"]
        await keys(pilot, *["pagedown"] * 8)
        assert "K9-000119" in seen(pilot)
        await keys(pilot, "home")
        assert "K9-000000" in seen(pilot)


async def test_words_find_claims_and_esc_shows_them_all() -> None:
    async with opened(FakeDesk(), ClaimsScreen()) as pilot:
        await keys(pilot, "/", *"hopper", "enter")
        shown = seen(pilot)
        assert "K2-000119" in shown and "K2-000098" not in shown.split("NPS")[1]
        await keys(pilot, "escape")
        assert "K2-000098" in seen(pilot)


async def test_the_chosen_claim_stays_chosen_when_the_list_changes() -> None:
    desk = FakeDesk()
    async with opened(desk, ClaimsScreen()) as pilot:
        await keys(pilot, "down", "down")
        del desk.book.claims["K2-000098"]
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, ClaimScreen)
        await keys(pilot, "escape")
        claim = pilot.app.screen.query_one(QueueList).claim
        assert claim is not None and claim.number == "K2-000131"


async def test_h_hands_the_unit_back() -> None:
    desk = FakeDesk()
    async with opened(desk, ClaimsScreen()) as pilot:
        await keys(pilot, "down", "down", "h")
        assert isinstance(pilot.app.screen, ActingScreen)
        await keys(pilot, "enter")
        number, action, values = desk.book.acts[-1]
        assert (number, action) == ("K2-000131", "close")
        assert values == {"handed_over": TODAY.isoformat(), "receiver": "李伟 Li Wei"}


async def test_h_says_why_not() -> None:
    async with opened(FakeDesk(), ClaimsScreen()) as pilot:
        await keys(pilot, "h")
        assert isinstance(pilot.app.screen, ClaimScreen)
        said = "Hand over and close: not now, the claim is “waits for parts”."
        assert said in seen(pilot)


async def test_hostile_text_is_only_text() -> None:
    async with opened(FakeDesk(hostile_book()), ClaimsScreen(), (120, 40)) as pilot:
        await settle(pilot)
        assert harmless(seen(pilot))
        await keys(pilot, "/", *"ann", "enter", "down")
        assert harmless(seen(pilot))
