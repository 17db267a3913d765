"""All about one customer, erasing, how long things are kept and saving copies, by the keyboard."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Never

import pytest
from fake_desk import FakeDesk
from fake_privacy import FakePrivacy
from textual.pilot import Pilot
from vault_help import OLENA, cheap
from work_help import HOSTILE, keys, opened, seen, settle

from store.errors import Refused
from store.founding import Founder
from store.records import Attachment
from store.records.privacy import Due, Erased, Holding
from store.services import locksmith
from store.store import Store
from store.wording import N_, say
from tui.app import CounterpaneApp
from tui.desk import Desk
from tui.screens.about import AboutScreen, WhomScreen, erased_words
from tui.screens.erasing import ErasingScreen
from tui.screens.handing import HandingOutScreen, SavingCopyScreen
from tui.screens.retention import DueScreen, RetentionScreen

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SIZES = ((80, 24), (120, 40))


def entry(pilot: Pilot[int], field: str, value: str) -> None:
    pilot.app.screen.query_one(f"#field-{field} Input").value = value  # type: ignore[attr-defined]


async def done(pilot: Pilot[int]) -> None:
    pilot.app.screen.query_one("#done").focus()
    await keys(pilot, "enter")


def said(pilot: Pilot[int]) -> str:
    return " ".join(each.message for each in pilot.app._notifications)


@pytest.mark.parametrize("size", SIZES)
async def test_all_about_one_customer_is_shown_by_kind(size: tuple[int, int]) -> None:
    async with opened(FakeDesk(role="supervisor"), AboutScreen("c1"), size) as pilot:
        shown = seen(pilot)
        assert "Grace Hopper" in shown and "+1 555 0100" in shown
        assert "Units 7" in shown and "and 5 more" in shown
        assert "Attached files 1 · sealed" in shown
        assert "9 · 2 shortened" in shown or size == SIZES[0]
        assert "hand out" in shown and "erase" not in shown.splitlines()[-1]
        await keys(pilot, "e")
        assert isinstance(pilot.app.screen, AboutScreen), "a supervisor may not erase"
        await keys(pilot, "end")
        assert "9 · 2 shortened" in seen(pilot) and "Nothing of: drafts." in seen(pilot)


async def test_who_may_not_is_told_and_led_back() -> None:
    async with opened(FakeDesk(role="agent"), AboutScreen("c1")) as pilot:
        assert not isinstance(pilot.app.screen, AboutScreen)
        assert "may not" in said(pilot)


async def test_it_is_handed_out_to_a_file_that_is_named(tmp_path: Path) -> None:
    desk = FakeDesk(role="admin")
    desk.folder = tmp_path
    async with opened(desk, AboutScreen("c1")) as pilot:
        await keys(pilot, "x")
        assert isinstance(pilot.app.screen, HandingOutScreen)
        entry(pilot, "out", str(tmp_path / "taken.json"))
        await done(pilot)
        assert "is there." in " ".join(seen(pilot).split()) and isinstance(pilot.app.screen, HandingOutScreen)
        entry(pilot, "out", str(tmp_path / "g.json"))
        await done(pilot)
        assert isinstance(pilot.app.screen, AboutScreen)
        assert "All of it is in" in seen(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_before_erasing_it_is_said_what_goes_and_what_stays(size: tuple[int, int]) -> None:
    desk = FakeDesk(role="manager")
    async with opened(desk, AboutScreen("c1"), size) as pilot:
        await keys(pilot, "e")
        assert isinstance(pilot.app.screen, ErasingScreen)
        shown = " ".join(seen(pilot).split())
        for words in ("12 events", "3 attached files", "2 drafts", "7 units, 1 claim, 4 answers", "no undo",
                      "K2-000104 is still open", "seals of 31 events"):  # fmt: skip
            assert words in shown, words
        entry(pilot, "typed", "Grace")
        entry(pilot, "reason", "letter")
        await done(pilot)
        assert "nothing was erased" in seen(pilot) and desk.erased is None
        entry(pilot, "typed", "grace  HOPPER")
        entry(pilot, "reason", "")
        await done(pilot)
        assert "Say why" in seen(pilot) and desk.erased is None
        entry(pilot, "reason", "letter")
        await done(pilot)
        assert desk.erased is not None and desk.reasons == ("letter",)
        assert isinstance(pilot.app.screen, AboutScreen)
        assert "12 events were shortened, 3 files removed, 2 drafts removed" in seen(pilot)


async def test_the_erased_are_not_erased_twice() -> None:
    desk = FakeDesk(role="admin")
    desk.holding = replace_holding(desk, erased=True)
    async with opened(desk, AboutScreen("c1")) as pilot:
        assert "erased: nothing personal is left" in seen(pilot)
        await keys(pilot, "e")
        assert isinstance(pilot.app.screen, AboutScreen) and "erased before" in said(pilot)


def replace_holding(desk: FakePrivacy, **changes: object) -> Holding:
    from store.record import but

    return but(desk.holding, **changes)


def test_a_desk_that_another_terminal_holds_is_said() -> None:
    told = erased_words(Erased(("c1",), 1, wiped=False))
    assert any("free pages" in words and role == "bad" for words, role in told)


async def test_months_are_read_and_what_is_due_is_looked_at_first() -> None:
    desk = FakeDesk(role="admin")
    async with opened(desk, RetentionScreen()) as pilot:
        shown = seen(pilot)
        assert "= after 366 days" in shown and "never erased by age" in shown and "90d" in shown
        entry(pilot, "texts", "soon")
        await done(pilot)
        assert "is no span" in seen(pilot) and desk.kept["texts"] == 366
        entry(pilot, "texts", "24")
        await keys(pilot, "ctrl+o")
        assert isinstance(pilot.app.screen, DueScreen)
        assert "1 thing would be due" in seen(pilot)
        await keys(pilot, "x")
        assert "first" in said(pilot) and isinstance(pilot.app.screen, DueScreen)
        await keys(pilot, "escape")
        await done(pilot)
        assert desk.kept == {"texts": 731, "files": None, "refused": 90}
        assert "1 thing is due today" in seen(pilot) and "K2-000001" in seen(pilot)
        await keys(pilot, "x")
        entry(pilot, "typed", "2")
        await done(pilot)
        assert "nothing was erased" in seen(pilot) and desk.listed
        entry(pilot, "typed", "1")
        await done(pilot)
        assert isinstance(pilot.app.screen, DueScreen) and not desk.listed
        assert "5 events were shortened" in seen(pilot)


async def test_a_manager_may_look_but_not_choose() -> None:
    desk = FakeDesk(role="manager")
    async with opened(desk, RetentionScreen()) as pilot:
        await done(pilot)
        assert "may not" in seen(pilot) and isinstance(pilot.app.screen, RetentionScreen)


async def test_hostile_names_are_only_text() -> None:
    desk = FakeDesk(role="admin")
    desk.holding = replace_holding(desk, name=HOSTILE)
    async with opened(desk, AboutScreen("c1")) as pilot:
        assert "[@click=app.exit]" in seen(pilot) and "\x1b" not in seen(pilot)
        await keys(pilot, "x")
        assert "[/]" in seen(pilot)
    file = Attachment(HOSTILE, "0" * 64, 12, "photo", "0.png")
    async with opened(desk, SavingCopyScreen("K2-1", file)) as pilot:
        assert "[/]" in seen(pilot) and "not protected" in seen(pilot)


@asynccontextmanager
async def real(file: Path, proof: object = None) -> AsyncIterator[Pilot[int]]:
    given = {"key": proof} if proof else {}
    desk = Desk(partial(Store.open, file, clock=lambda: NOW, **given))  # type: ignore[arg-type]
    try:
        async with CounterpaneApp(desk).run_test(size=(80, 24), notifications=True) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        desk.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    cheap(monkeypatch, tmp_path / "config")
    return tmp_path


def desk_with_a_photo(file: Path, folder: Path) -> tuple[str, str]:
    """Make a desk with one customer, one claim and one photo; return the customer and the claim."""
    with Store.open(file, clock=lambda: NOW, create=True, founder=Founder("K2", "Olena")) as store:
        store.settings.set(timezone="UTC", name="Kyiv-2")
        listed = folder / "units.csv"
        listed.write_text("serial,product,customer,phone\nSN-7001,KX-200,Zebedee Lee,+1 555 0188\n")
        store.bring_in(listed, {"as": "units"}, lambda done, total: None)
        (unit,) = store.units.exact("SN-7001")
        photo = folder / "Zebedee's fridge.png"
        photo.write_bytes(b"\x89PNG zebedee" * 99)
        number = store.claims.file(unit, {
            "fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store", "attach": [str(photo)],
        }).number  # fmt: skip
        assert number
        return str(store.units.get(unit).customer_id), number


async def test_a_real_desk_hands_out_and_erases(home: Path) -> None:
    (home / "Downloads").mkdir()
    file = home / "desk.db"
    customer, _number = desk_with_a_photo(file, home)
    async with real(file) as pilot:
        await pilot.app.run_action("app.go('desk')")
        await settle(pilot)
        await keys(pilot, "a")
        assert isinstance(pilot.app.screen, WhomScreen)
        for letter in "zeb":
            await pilot.press(letter)
            await pilot.pause(0.08)
        await keys(pilot, "down", "enter")
        await done(pilot)
        assert isinstance(pilot.app.screen, AboutScreen)
        assert "Zebedee Lee" in seen(pilot) and "SN-7001" in seen(pilot)
        await keys(pilot, "x")
        await done(pilot)
        (made,) = (home / "Downloads").iterdir()
        assert json.loads(made.read_text())["customer"][0]["name"] == "Zebedee Lee"
        assert made.stat().st_mode & 0o077 == 0 and "ebedee" not in made.name
        await keys(pilot, "e")
        assert "1 attached file" in " ".join(seen(pilot).split())
        entry(pilot, "typed", customer)
        entry(pilot, "reason", "asked for it by mail")
        await done(pilot)
        assert isinstance(pilot.app.screen, AboutScreen)
        assert "erased: nothing personal is left" in seen(pilot)
    with Store.open(file, clock=lambda: NOW) as store:
        assert store.units.card(store.units.exact("SN-7001")[0]).customer.name == "erased customer"  # type: ignore[union-attr]
        assert [each.what for each in store.inbox.list()][:2] == ["erase", "export"]
        assert store.check(deep=True) == []


async def test_a_sealed_photo_is_saved_as_a_copy(home: Path) -> None:
    file = home / "desk.db"
    _customer, number = desk_with_a_photo(file, home)
    proof = locksmith.encrypt(Store.open(file, clock=lambda: NOW), OLENA)
    async with real(file, proof) as pilot:
        app = pilot.app
        assert isinstance(app, CounterpaneApp)
        app.open_page("claim", number)
        await settle(pilot)
        await keys(pilot, "f")
        shown = " ".join(seen(pilot).split())
        assert "Sealed: it lies encrypted" in shown and "save a copy" in shown
        await keys(pilot, "s")
        assert isinstance(pilot.app.screen, SavingCopyScreen)
        for name in (".hidden", "CON.png", "../up.png"):
            entry(pilot, "out", str(home / name) if "/" not in name else f"{home}/{name}")
            await done(pilot)
            assert "cannot be called" in seen(pilot), name
        entry(pilot, "out", str(home / "units.csv"))
        await done(pilot)
        assert "is there already" in " ".join(seen(pilot).split())
        entry(pilot, "out", str(home / "out"))
        await done(pilot)
        assert "not protected" in said(pilot)
        (home / "new").mkdir()
        await keys(pilot, "s")
        entry(pilot, "out", str(home / "new"))
        await done(pilot)
    for copy in (home / "out", home / "new" / "Zebedee's fridge.png"):
        assert copy.read_bytes() == b"\x89PNG zebedee" * 99
        assert copy.stat().st_mode & 0o077 == 0
    with Store.open(file, clock=lambda: NOW, key=proof) as store:
        notice = store.inbox.list()[0]
        assert notice.what == "export" and "ebedee" not in json.dumps(dict(notice.body))
        assert notice.body["claim"] == number


def test_the_verb_lists_files_and_saves_a_copy(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tui.__main__ import main

    file = home / "desk.db"
    _customer, number = desk_with_a_photo(file, home)
    with Store.open(file, clock=lambda: NOW) as store:
        store.people.add("Tess", "technician")

    def run(*words: str) -> tuple[int, str]:
        status = main(["--db", str(file), *words])
        told = capsys.readouterr()
        return status, told.out + told.err

    assert "Zebedee's fridge.png" in run("attached", number)[1]
    listed = json.loads(run("attached", number, "--json")[1])
    assert listed["files"][0]["state"] == "here" and listed["files"][0]["sealed"] is False
    out = home / "copy.png"
    assert run("attached", number, "--save", "1")[0] == 2, "where to is to be said"
    assert run("attached", number, "--save", "2", "--out", str(out))[0] == 1
    assert run("--agent", "Tess", "attached", number, "--save", "1", "--out", str(out))[0] == 1
    assert run("--agent", "Olena", "attached", number, "--save", "1", "--out", str(home / "-x.png"))[0] == 1
    status, told = run("attached", number, "--save", "1", "--out", str(out))
    assert status == 0 and "not protected" in told
    assert out.read_bytes() == b"\x89PNG zebedee" * 99 and out.stat().st_mode & 0o077 == 0
    assert run("attached", number, "--save", "1", "--out", str(out))[0] == 1, "never overwritten"
    for stored in home.glob("desk.db.files/*"):
        stored.write_bytes(b"other")
    status, told = run("attached", number, "--save", "1", "--out", str(home / "again.png"))
    assert status == 1 and "not what was attached" in told and not (home / "again.png").exists()


@pytest.mark.parametrize("words", [["about", "Zebedee Lee", "--force", "--out"], ["backup"],
                                   ["export", "units", "--force", "--out"], ["report", "--out"]])  # fmt: skip
def test_no_file_is_made_under_a_bad_name(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    from tui.__main__ import main

    file = home / "desk.db"
    desk_with_a_photo(file, home)
    for name in ("NUL", "con.json", ".hidden", "a\tb", "trail. "):
        before = sorted(each.name for each in home.iterdir())
        assert main(["--db", str(file), "--json", *words, str(home / name)]) == 1, name
        assert json.loads(capsys.readouterr().out)["error"] == "BAD_NAME"
        assert sorted(each.name for each in home.iterdir()) == before


async def test_a_list_that_has_changed_meanwhile_is_shown_before_anything_goes() -> None:
    desk = FakeDesk(role="admin")
    async with opened(desk, DueScreen()) as pilot:
        await keys(pilot, "x")
        desk.listed = (*desk.listed, Due("refused", "audit:claim", "audit:claim", "2022-03-01"))
        entry(pilot, "typed", "1")
        await done(pilot)
        assert isinstance(pilot.app.screen, DueScreen) and desk.erased is None
        assert "has changed" in said(pilot) and "2 things are due today" in seen(pilot)


@pytest.mark.parametrize("page", [AboutScreen, ErasingScreen])
async def test_a_late_refusal_closes_its_own_page_only(page: type[AboutScreen]) -> None:
    desk, wait = FakeDesk(role="admin"), asyncio.Event()

    async def refuse(customer: str) -> Never:
        await wait.wait()
        raise Refused("NOT_ALLOWED", say(N_("{role} may not."), role="agent"))

    desk.held = desk.foresee = refuse  # type: ignore[method-assign]
    async with opened(desk, DueScreen()) as pilot:
        pilot.app.push_screen(page("c1"))
        await pilot.pause()
        await pilot.app.push_screen(DueScreen())
        wait.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, DueScreen) and isinstance(pilot.app.screen_stack[-2], page)
        assert "may not" in said(pilot)


async def test_looking_waits_for_no_save_and_no_save_for_it(home: Path) -> None:
    file = home / "desk.db"
    customer, _number = desk_with_a_photo(file, home)
    desk = Desk(partial(Store.open, file, clock=lambda: NOW))
    go = threading.Event()
    try:
        slow = asyncio.ensure_future(desk._run(lambda store: go.wait(20)))
        assert (await desk.held(customer)).name == "Zebedee Lee"
        assert (await desk.foresee(customer)).units == 1
        assert await desk.due() == ()
        assert not slow.done()
        go.set()
        assert await slow
    finally:
        go.set()
        desk.close()
