"""What becomes of a paste: no line is lost in silence, nothing is cut, nothing freezes."""

from __future__ import annotations

import time

import pytest
from fake_desk import FakeDesk
from textual.events import Paste
from textual.pilot import Pilot
from work_help import opened, seen, settle

from tui.places import load
from tui.widgets.entry import Entry
from tui.widgets.finder import Finder
from tui.widgets.pasting import LONGEST, first_line, one_line

ADDRESS = "\r\n12 High Street\n\n  Leeds\u2028LS1 4AP\n"


async def paste(pilot: Pilot[int], text: str) -> None:
    pilot.app.post_message(Paste(text))
    await settle(pilot)


def squeezed(pilot: Pilot[int]) -> str:
    return " ".join(seen(pilot).replace("▌", " ").split())


async def test_the_lines_of_an_address_become_one_and_it_is_said() -> None:
    async with opened(FakeDesk(), load("filing", "u0"), (120, 40)) as pilot:
        entry = pilot.app.screen.query_one("#field-note Entry", Entry)
        entry.focus()
        await paste(pilot, ADDRESS)
        assert entry.value == "12 High Street Leeds LS1 4AP"
        assert "3 lines were joined into one" in squeezed(pilot)
        entry.select_all()
        pilot.app.copy_to_clipboard("a\nb")
        entry.action_paste()
        assert entry.value == "a b"


async def test_a_paste_that_is_too_long_is_refused_in_words() -> None:
    async with opened(FakeDesk(), load("filing", "u0"), (120, 40)) as pilot:
        entry = pilot.app.screen.query_one("#field-note Entry", Entry)
        entry.focus()
        entry.value = "before"
        await paste(pilot, "x" * (LONGEST + 1))
        assert entry.value == "before"
        assert "at most 10,000 fit here" in squeezed(pilot)


@pytest.mark.parametrize("place", ["search", "field"])
async def test_a_megabyte_does_not_freeze(place: str) -> None:
    screen = load("filing", "u0") if place == "field" else None
    async with opened(FakeDesk(), screen) as pilot:
        if screen is not None:
            pilot.app.screen.query_one("#field-note Entry", Entry).focus()
        began = time.process_time()
        await paste(pilot, "name, phone\n" * 87_400)
        assert time.process_time() - began < 0.5
        assert pilot.app.is_running


async def test_a_list_pasted_into_the_search_is_not_cut_in_silence() -> None:
    async with opened(FakeDesk(), size=(120, 40)) as pilot:
        finder = pilot.app.screen.query_one(Finder)
        await paste(pilot, "\n MJ0351-YNG9-Z0XA \nMJ0351-YNG9-Z1QK\n")
        assert finder.text == "MJ0351-YNG9-Z0XA"
        assert "2 lines were pasted; only the first is searched for" in squeezed(pilot)
        finder.clear()
        await paste(pilot, "x" * 201)
        assert finder.text == "" and "at most 200 fit here" in squeezed(pilot)


async def test_a_secret_is_not_copied() -> None:
    async with opened(FakeDesk()) as pilot:
        entry = Entry("a long secret")
        entry.password = True
        await pilot.app.screen.mount(entry)
        entry.focus()
        entry.select_all()
        entry.action_copy()
        entry.action_cut()
        assert pilot.app.clipboard == "" and entry.value == "a long secret"


def test_what_acts_is_taken_out() -> None:
    assert one_line("A\x1b]52;c;x\x07\tB\x00\u202e")[0] == "A]52;c;x B"
    assert one_line(" \n\t\n") == ("", None)
    assert first_line("\n", 10) == ("", None)
