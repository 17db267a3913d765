"""What the screen says of the desk's safety: in the first line, in passing, and at the Desk place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_desk import FakeDesk
from safe_help import founded, refused, say
from screen import screen_lines
from work_help import opened, settle

from store.records import Standing
from store.store import Store
from tui.app import CounterpaneApp
from tui.commands import commands_in
from tui.desk import Desk
from tui.places import WRITING
from tui.screens.desk_place import DeskPlaceScreen


def toasts(app: CounterpaneApp) -> list[str]:
    return [each.message for each in app._notifications]


async def test_a_desk_that_is_only_looked_at_says_so_on_every_screen() -> None:
    desk = FakeDesk()
    desk.stands = Standing(read_only=True)
    async with opened(desk) as pilot:
        assert "READ ONLY" in screen_lines(pilot.app)[0]
        await pilot.app.run_action("app.go('desk')")
        await settle(pilot)
        assert "READ ONLY" in screen_lines(pilot.app)[0]


async def test_a_break_is_told_on_opening() -> None:
    desk = FakeDesk()
    desk.stands = Standing(refused=True, notices=("The journal is not [/] the one",))
    async with opened(desk) as pilot:
        assert "READ ONLY" in screen_lines(pilot.app)[0]
        assert isinstance(pilot.app, CounterpaneApp)
        assert "The journal is not [/] the one" in toasts(pilot.app)


async def test_over_a_break_a_page_that_writes_says_what_an_admin_can_do() -> None:
    desk = FakeDesk()
    desk.stands = Standing(refused=True, notices=("An admin has to take note",))
    async with opened(desk) as pilot:
        app = pilot.app
        assert isinstance(app, CounterpaneApp)
        app.clear_notifications()
        app.open_page(sorted(WRITING)[0])
        await settle(pilot)
        assert toasts(app) == ["An admin has to take note"]


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing(days=14, folder="/b"), "There is no backup yet."),
        (Standing(days=14, folder="/b", problem="[/] full"), "The last try failed: [/] full"),
        (Standing(days=0), "The desk makes none by itself"),
        (Standing(days=14, backed_up=datetime(2026, 11, 1, 12, tzinfo=UTC)), "days old"),
    ],
)
async def test_the_desk_place_says_how_it_stands_with_the_backups(standing: Standing, said: str) -> None:
    desk = FakeDesk()
    desk.stands = standing
    async with opened(desk, DeskPlaceScreen()) as pilot:
        assert any(said in line for line in screen_lines(pilot.app))


async def test_a_backup_that_fails_is_said_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.app.LOOK_AFTER", 0.01)

    async def failing() -> str | None:
        return "the disk is [/] full"

    desk = FakeDesk()
    monkeypatch.setattr(desk, "back_up", failing)
    async with opened(desk) as pilot:
        for _ in range(50):
            await settle(pilot)
            if toasts(pilot.app):  # type: ignore[arg-type]
                break
            await pilot.pause(0.02)
        assert any("the disk is [/] full" in each for each in toasts(pilot.app))  # type: ignore[arg-type]


async def test_the_real_desk_looks_itself_over_and_backs_itself_up(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    founded(path).close()
    desk = Desk(lambda: Store.open(path))
    try:
        assert await desk.look_over() == ()
        assert desk.standing().backed_up is None
        assert await desk.back_up() is None
        assert desk.standing().backed_up is not None
        assert await desk.back_up() is None, "once a day"
        assert len(list((tmp_path / "backups").glob("*.db"))) == 1
    finally:
        desk.close()


async def test_what_the_engine_fails_with_reaches_the_screen_in_words(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    founded(path).close()
    desk = Desk(lambda: Store.open(path))
    try:
        (tmp_path / "other.db").write_bytes(path.read_bytes())
        (tmp_path / "other.db").replace(path)
        with refused("FILE_REPLACED"):
            await desk.name_desk("Kyiv-9")
        with refused("FILE_REPLACED"):
            await desk._run(lambda store: say(store, "Nina"))
    finally:
        desk.close()


@pytest.mark.parametrize("role", ["viewer", "technician", "supervisor", "admin"])
async def test_the_desk_place_shows_every_key_it_has(role: str) -> None:
    desk = FakeDesk(role=role)
    desk.stands = Standing(days=14, folder="/var/lib/counterpane/kyiv-2/backups", problem="the disk is full")
    async with opened(desk, DeskPlaceScreen()) as pilot:
        shown = "\n".join(screen_lines(pilot.app))
        wanted = [each for each in commands_in("desk", role) if "desk" in each.places]
        assert len(wanted) > 2
        for command in wanted:
            assert f" {command.keys[0]}  {command.title} ".replace("  ", " ") in shown.replace("  ", " ")
        assert "registered trademarks" in shown and "Fred Reichheld" in shown
        assert "The last try failed" in shown and "There is no backup yet." in shown


async def test_where_there_is_room_the_desk_place_lists_its_policies() -> None:
    async with opened(FakeDesk(role="admin"), DeskPlaceScreen(), (120, 40)) as pilot:
        lines = screen_lines(pilot.app)
        policies = next(n for n, line in enumerate(lines) if "── Policies" in line)
        assert lines[policies + 1].strip() and not lines[policies - 1].strip()
