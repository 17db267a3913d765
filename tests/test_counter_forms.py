"""The forms of the counter on a real desk, by real keys: six keys, walk-ins, drafts, files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from work_help import burst, harmless, keys, seen, settle

from store import wording
from store.records import ClaimView
from store.store import Store
from tui import text
from tui.app import CounterpaneApp
from tui.desk import Desk
from tui.screens import drafting
from tui.screens.acting import ActingScreen
from tui.screens.attached import AttachedScreen
from tui.screens.claim import ClaimScreen
from tui.screens.filing import FilingScreen
from tui.screens.registering import RegisterScreen
from tui.screens.unknown import UnknownScreen

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SERIAL = "MJ0351-YNG9-Z0XA"
LOCALE = Path(text.__file__).parent / "locale"
HOSTILE = "Ann [/] [@click=app.exit]Lee[/] \x1b]52;c;eA==\x07\u202e"


@pytest.fixture
def opening(path: Path) -> partial[Store]:
    opener = partial(Store.open, path, clock=lambda: NOW, create=True)
    with opener() as store:
        store.settings.set(timezone="UTC")
        store.settings.rename("Kyiv-2")
        for code, title in (("E-01", "no power"), ("E-02", "does not cool"), ("E-07", "drâm")):
            store.faults.add(code, title, "refrigerator")
        given = {
            "product": "KX-200",
            "category": "refrigerator",
            "customer": "new:李伟 Li Wei",
            "phone": "13800138000",
        }
        unit = store.filing.register(SERIAL, {**given, "invoiced": "2026-03-14"})
        store.units.edit(unit.id, {"warranty_months": 24}, "card")
    return opener


@pytest.fixture
def desk(opening: partial[Store]) -> Iterator[Desk]:
    opened = Desk(opening)
    yield opened
    opened.close()


@asynccontextmanager
async def running(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    app = CounterpaneApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        yield pilot


async def filing(pilot: Pilot[int], desk: Desk) -> FilingScreen:
    """Open the form of the unit."""
    screen = FilingScreen(unit_id(desk))
    await pilot.app.push_screen(screen)
    await settle(pilot)
    return screen


async def put(pilot: Pilot[int], field: str, value: str) -> None:
    """Put text into a field and go there."""
    entry = pilot.app.screen.query_one(f"#field-{field.replace('_', '-')} Input", Input)
    entry.focus()
    entry.value = value
    entry.cursor_position = len(value)
    await pilot.pause(0.05)
    await settle(pilot)


def unit_id(desk: Desk) -> str:
    return desk.find(SERIAL).hits[0].unit_id


class Counting(Pilot[int]):
    """Counts the keys that are pressed."""

    pressed = 0

    async def press(self, *pressed: str) -> None:
        self.pressed += len(pressed)
        await super().press(*pressed)


@pytest.mark.parametrize(("spoken", "size"), [("en", (80, 24)), ("zh_CN", (80, 24)), ("en", (120, 40))])
async def test_six_keys_after_the_scan(
    desk: Desk, opening: partial[Store], spoken: str, size: tuple[int, int]
) -> None:
    wording.use(LOCALE, spoken)
    text.speak(spoken)
    async with running(desk, size) as pilot:
        await burst(pilot, SERIAL)
        counting = Counting(pilot.app)
        for key in ("c", "down", "enter", "enter", "enter", "enter"):
            await keys(counting, key)
        assert counting.pressed == 6
        assert not isinstance(pilot.app.screen, FilingScreen)
    with opening() as store:
        (line,) = store.claims.queue("open").lines
        assert (line.state, line.fault, line.filed_on) == ("filed", "E-02", NOW.date())
        claim = store.claims.get(line.number)
        assert (claim.channel, claim.failure_date) == ("in-store", NOW.date())
        assert claim.snapshot is not None and claim.snapshot["status"] == "COVERED"
        assert store.check() == []


async def test_what_is_filed_by_form_is_what_was_typed(
    desk: Desk, opening: partial[Store], tmp_path: Path
) -> None:
    photo = tmp_path / "front door.png"
    photo.write_bytes(b"png")
    async with running(desk, (120, 40)) as pilot:
        await burst(pilot, SERIAL)
        await keys(pilot, "c", *"DRAM", "enter", "-", "1", "enter", "enter")
        await put(pilot, "attach", f"{tmp_path}/front")
        await keys(pilot, "tab")
        assert "front door.png" in seen(pilot) and "= 1 file, 3 bytes" in seen(pilot)
        await keys(pilot, "up", *"it hums", "up", *"cable, box", "up", *"dent")
        await keys(pilot, "enter", "enter", "enter", "enter", "enter")
        assert "is filed" in seen(pilot)
    with opening() as store:
        claim = store.claims.get(store.claims.queue("open").lines[0].number)
        assert (claim.fault, str(claim.failure_date), claim.note) == ("E-07", "2026-11-20", "it hums")
        assert (claim.condition, claim.accessories) == ("dent", ("cable", "box"))
        assert [each.name for each in claim.attachments] == ["front door.png"]
        assert store.check(deep=True) == []


async def test_a_fault_that_is_in_no_list_is_taken_only_on_purpose(
    desk: Desk, opening: partial[Store]
) -> None:
    async with running(desk) as pilot:
        await filing(pilot, desk)
        await keys(pilot, *"sparks", "enter")
        assert "! Fault" in seen(pilot) and "in these words" in seen(pilot)
        await keys(pilot, "down", "enter", "enter", "enter", "enter")
    with opening() as store:
        assert store.claims.queue("open").lines[0].fault == "sparks"


async def test_a_day_ahead_is_refused_where_it_is_typed(desk: Desk) -> None:
    async with running(desk) as pilot:
        await filing(pilot, desk)
        await keys(pilot, "down", "enter", *"2026-11-22", "enter")
        shown = seen(pilot)
        assert "ahead of us: today or before" in shown and "! Failed on" in shown


async def test_a_refused_file_keeps_the_form_with_the_cursor_there(desk: Desk, tmp_path: Path) -> None:
    async with running(desk) as pilot:
        await filing(pilot, desk)
        await keys(pilot, "down", "enter")
        await put(pilot, "attach", str(tmp_path))
        await keys(pilot, "enter", "enter")
        shown = seen(pilot)
        assert "is a folder; name one file in it" in " ".join(shown.split()) and "! Attached" in shown
        screen = pilot.app.screen
        assert isinstance(screen, FilingScreen)
        editor = screen.form.editor("attach")
        assert editor is not None and editor.has_focus_within
        assert screen.form.values["fault"] == "E-02"


async def test_nothing_found_registered_and_filed_without_typing_the_serial_again(
    desk: Desk, opening: partial[Store]
) -> None:
    async with running(desk) as pilot:
        await burst(pilot, "ZX-777")
        assert "^n" in seen(pilot) and "registers it" in seen(pilot)
        await keys(pilot, "ctrl+n")
        assert isinstance(pilot.app.screen, RegisterScreen) and "ZX-777" in seen(pilot)
        await keys(pilot, *"kx", "enter", *"li", "enter", *"14.3", "enter", "enter")
        card = seen(pilot)
        assert "ZX-777" in card and "李伟 Li Wei" in card and "KX-200" in card
        await keys(pilot, "c", "down", "enter", "enter", "enter", "enter")
    with opening() as store:
        (line,) = store.claims.queue("open").lines
        assert (line.serial, line.customer) == ("ZX-777", "李伟 Li Wei")
        assert store.filing.drafts() == ()


async def test_a_walk_in_from_the_counter_to_the_linked_unit(desk: Desk, opening: partial[Store]) -> None:
    async with running(desk) as pilot:
        await burst(pilot, "ZX-888")
        await keys(pilot, "ctrl+o")
        assert isinstance(pilot.app.screen, UnknownScreen)
        await keys(pilot, *HOSTILE[:7], "enter", "down", "enter", "enter", "enter", "enter")
        assert "is filed" in seen(pilot)
        with opening() as store:
            (line,) = store.filing.unlinked()
            assert (line.serial, line.customer) == ("ZX-888", "Ann [/]")
        await keys(pilot, "f4")
        assert "Claims without a unit" in seen(pilot) and line.number in seen(pilot)
        await keys(pilot, "enter")
        assert "unit not in the book" in seen(pilot) and "Ann [/]" in seen(pilot)
        view = await desk.claim(line.number)
        offer = next(each for each in view.possible if each.action == "link_unit")
        await pilot.app.push_screen(ActingScreen(view, offer))
        await settle(pilot)
        await put(pilot, "unit", SERIAL)
        await keys(pilot, "enter", "enter")
        await settle(pilot)
    with opening() as store:
        claim = store.claims.get(line.number)
        assert claim.serial == SERIAL and claim.snapshot is not None
        assert claim.snapshot["status"] == "UNKNOWN"
        assert store.filing.unlinked() == ()


async def test_the_claim_says_both_answers_after_linking(desk: Desk, opening: partial[Store]) -> None:
    with opening() as store:
        given = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store", "customer": "new:Ann"}
        number = store.filing.file_unknown(given).number or ""
        store.claims.act(number, "link_unit", {"unit": SERIAL})
    async with running(desk) as pilot:
        await pilot.app.push_screen(ClaimScreen(number))
        await settle(pilot)
        shown = seen(pilot)
        assert "at filing" in shown and "UNKNOWN" in shown
        assert "by now" in shown and "COVERED until 14 Mar 2028" in shown


async def test_a_repeat_is_offered_to_be_reopened(desk: Desk, opening: partial[Store]) -> None:
    with opening() as store:
        number = close_one(store, unit_id(desk))
    async with running(desk) as pilot:
        await filing(pilot, desk)
        await keys(pilot, *"no power", "enter")
        shown = seen(pilot)
        assert f"repeat of {number}" in shown and "^r reopen it?" in shown
        assert "1 of 2 repairs" in shown
        await keys(pilot, "ctrl+r")
        assert isinstance(pilot.app.screen, ActingScreen)
        await keys(pilot, "escape", "escape", "enter", "enter", "enter")
    with opening() as store:
        again = store.claims.get(store.claims.queue("open").lines[0].number)
        assert again.repeat_of == number


def close_one(store: Store, unit: str) -> str:
    given = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}
    number = store.claims.file(unit, given).number or ""
    payer = {"maker": 80, "customer": 0, "goodwill": 0}
    store.claims.act(number, "approve", {"estimate": 80, "payer": payer})
    store.claims.act(number, "start", {"received": "2026-11-21", "condition": "worn", "accessories": []})
    store.claims.act(number, "finish", {"diagnosis": "board", "resolution": "repaired"})
    store.claims.act(number, "close", {"handed_over": "2026-11-21", "receiver": "Li"})
    return number


def on_disk(opening: partial[Store], about: str) -> str:
    """Return the words of a draft as another connection to the file reads them."""
    with opening() as store:
        draft = store.filing.draft(about)
        return str(draft.values.get("note", "")) if draft else ""


async def test_a_draft_is_on_the_disk_while_somebody_still_types(
    desk: Desk, opening: partial[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    about = unit_id(desk)
    async with running(desk) as pilot:
        await filing(pilot, desk)
        await keys(pilot, "down", "enter")
        await put(pilot, "note", "hum")
        await pilot.pause(drafting.KEEP_WITHIN + 0.1)
        await settle(pilot)
        assert "hum" in on_disk(opening, about)
        monkeypatch.setattr(drafting, "KEEP_WITHIN", 600.0)
        await keys(pilot, "s")
        assert "hums" not in on_disk(opening, about)
        await keys(pilot, "tab")
        assert "hums" in on_disk(opening, about), "leaving a field keeps it at once"
        await keys(pilot, "shift+tab", "z")
        pilot.app.exit(143)
    assert "humsz" in on_disk(opening, about), "and so does the end of the program"


async def test_a_screen_on_top_keeps_the_draft(desk: Desk, opening: partial[Store]) -> None:
    about = unit_id(desk)
    async with running(desk) as pilot:
        await filing(pilot, desk)
        await keys(pilot, "down", "enter")
        await pilot.press("enter", "enter", "up", "up", "q")
        await pilot.app.push_screen(AttachedScreen(await a_view(desk, about)))
        await settle(pilot)
        assert on_disk(opening, about) == "q"


async def a_view(desk: Desk, about: str) -> ClaimView:
    given = {"fault": "E-07", "failure_date": "2026-11-20", "channel": "in-store"}
    return await desk.claim((await desk.file(about, given)).number or "")


async def test_a_form_of_an_action_keeps_its_draft_too(desk: Desk, opening: partial[Store]) -> None:
    view = await a_view(desk, unit_id(desk))
    number = view.claim.number
    offer = next(each for each in view.possible if each.action == "approve")
    async with running(desk) as pilot:
        await pilot.app.push_screen(ActingScreen(view, offer))
        await settle(pilot)
        await put(pilot, "estimate", "80.50")
        await put(pilot, "payer_customer", "20")
        await keys(pilot, "escape", "f4")
        shown = seen(pilot)
        assert "Drafts, not sent off" in shown and "approve" in shown and f"{number}" in shown
        await keys(pilot, "enter")
        await settle(pilot)
        shown = seen(pilot)
        assert isinstance(pilot.app.screen, ActingScreen) and "is here again" in shown
        assert "80.50" in shown and "20.00" in shown and "60.50" in shown
        await keys(pilot, "enter", "enter")
    with opening() as store:
        claim = store.claims.get(number or "")
        assert (claim.state, claim.estimate, claim.payer["customer"]) == ("approved", 8050, 2000)
        assert store.filing.drafts() == ()


async def test_a_draft_can_be_forgotten_and_a_form_begun_anew(desk: Desk, opening: partial[Store]) -> None:
    with opening() as store:
        store.filing.keep_draft(unit_id(desk), {"fault": "E-01", "note": HOSTILE, "channel": "mail-in"})
        store.filing.keep_draft("unknown:x", {"customer": f"new:{HOSTILE}"})
    async with running(desk) as pilot:
        await keys(pilot, "f4")
        shown = seen(pilot)
        assert "Drafts, not sent off" in shown and harmless(shown)
        await keys(pilot, "x")
        assert "claim, unknown unit" not in seen(pilot) or "claim, not filed" not in seen(pilot)
        with opening() as store:
            (left,) = store.filing.drafts()
            store.filing.keep_draft(left.about, {})
            store.filing.keep_draft(unit_id(desk), {"fault": "E-01", "note": "hum", "channel": "mail-in"})
        screen = await filing(pilot, desk)
        assert screen.form.values["note"] == "hum"
        await keys(pilot, "ctrl+n")
        assert screen.form.values == {"failure_date": "2026-11-21", "channel": "in-store"}
    with opening() as store:
        assert store.filing.drafts() == ()


async def test_what_was_said_at_filing_is_offered_when_work_starts(
    desk: Desk, opening: partial[Store]
) -> None:
    with opening() as store:
        given = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store", "condition": "dent"}
        number = store.claims.file(unit_id(desk), {**given, "accessories": ["cable", "box"]}).number or ""
        payer = {"maker": 80, "customer": 0, "goodwill": 0}
        store.claims.act(number, "approve", {"estimate": 80, "payer": payer})
    view = await desk.claim(number)
    offer = next(each for each in view.possible if each.action == "start")
    async with running(desk) as pilot:
        await pilot.app.push_screen(ActingScreen(view, offer))
        await settle(pilot)
        await keys(pilot, "enter")
    with opening() as store:
        claim = store.claims.get(number)
        assert (claim.state, claim.condition, claim.accessories) == ("in_service", "dent", ("cable", "box"))


async def test_files_of_a_claim_are_listed_and_added(desk: Desk, tmp_path: Path) -> None:
    odd = tmp_path / "[bold]bill [@click=app.exit].pdf"
    odd.write_bytes(b"bill" * 400)
    view = await a_view(desk, unit_id(desk))
    async with running(desk, (120, 40)) as pilot:
        await pilot.app.push_screen(ClaimScreen(view.claim.number or ""))
        await settle(pilot)
        await keys(pilot, "f")
        assert "Nothing is attached yet" in seen(pilot)
        await keys(pilot, "a")
        await put(pilot, "file", str(odd))
        await keys(pilot, "enter", "enter")
        shown = seen(pilot)
        assert isinstance(pilot.app.screen, AttachedScreen)
        assert "[bold]bill [@click=app.exit].pdf" in shown and "document, 2 kB" in shown
        assert ".files" in "".join(shown.split())
        await keys(pilot, "escape")
        assert "1 file (f)" in seen(pilot)
