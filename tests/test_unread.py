"""A disk that fails after the commit: what was saved is called saved, and nobody is asked to do it twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_desk import FakeDesk
from safe_help import founded, refused, say
from work_help import keys, opened, seen

from store.records import Claim
from store.store import Store
from store.tables import connection as connections
from store.tables import failing
from tui.__main__ import main
from tui.desk import Desk
from tui.screens.acting import ActingScreen
from tui.screens.claim import ClaimScreen

IO_ERROR = 10


def broken() -> Exception:
    """Return what the engine raises when a read fails."""
    error = connections.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = IO_ERROR, "SQLITE_IOERR_READ"  # type: ignore[attr-defined]
    return error


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("USER", "admin")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    founded(tmp_path / "desk.db").close()
    return tmp_path / "desk.db"


def failing_later(monkeypatch: pytest.MonkeyPatch, *, wrapped: bool) -> None:
    """Let adding a task fail when it stands in the file: as the engine says it, or as a service does."""
    from store.services.tasks import Tasks

    whole = Tasks.add

    def add(self: Tasks, *args: Any, **options: Any) -> Any:
        whole(self, *args, **options)
        told = failing.worded(broken())
        assert told is not None
        raise told if wrapped else broken()

    monkeypatch.setattr(Tasks, "add", add)


def titles(path: Path) -> list[str]:
    with Store.open(path) as store:
        return sorted(task.title for task in store.tasks.list())


@pytest.mark.parametrize("wrapped", [False, True])
async def test_the_desk_says_that_it_is_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch, wrapped: bool
) -> None:
    desk = Desk(lambda key=None: Store.open(path, key=key))
    with monkeypatch.context() as patch:
        failing_later(patch, wrapped=wrapped)
        with refused("SAVED_UNREAD"):
            await desk._run(lambda store: store.tasks.add("Call Grace"))
    await desk._run(lambda store: store.tasks.add("Call Ada"))
    desk.close()
    assert titles(path) == ["Call Ada", "Call Grace"]


async def test_what_failed_before_the_commit_is_not_called_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.tables.journal import Journal

    def fail(*_: object, **__: object) -> None:
        raise broken()

    desk = Desk(lambda key=None: Store.open(path, key=key))
    await desk._run(lambda store: store.tasks.add("Call Ada"))
    monkeypatch.setattr(Journal, "_read_back", fail)
    with refused("IO_ERROR"):
        await desk._run(lambda store: store.tasks.add("Call Grace"))
    monkeypatch.undo()
    monkeypatch.setattr("store.services.tasks.Tasks.list", fail)
    with refused("IO_ERROR"):
        await desk.tasks()
    desk.close()
    monkeypatch.undo()
    assert titles(path) == ["Call Ada"]


async def test_a_second_transaction_that_fails_is_not_called_saved(path: Path) -> None:
    def both(store: Store) -> None:
        store.tasks.add("Call Grace")
        with connections.writing(store.context.connection):
            raise broken()

    desk = Desk(lambda key=None: Store.open(path, key=key))
    with refused("IO_ERROR"):
        await desk._run(both)
    desk.close()
    assert titles(path) == ["Call Grace"]


def test_the_command_line_says_that_it_is_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from store.services.people import People

    with monkeypatch.context() as patch:
        whole = People.add

        def add(self: People, *args: Any, **options: Any) -> Any:
            whole(self, *args, **options)
            raise broken()

        patch.setattr(People, "add", add)
        status = main(["--db", str(path), "--json", "people", "add", "Nina", "--role", "agent"])
    said = json.loads(capsys.readouterr().out)
    assert (status, said["error"], said["details"]["saved"]) == (1, "SAVED_UNREAD", True)
    assert "This is saved" in said["message"] and "SQLITE_IOERR_READ" in said["message"]
    assert "not saved" not in said["message"].replace("cannot", "")
    with Store.open(path) as store:
        assert [each.name for each in store.people.list()].count("Nina") == 1
        say(store, "goes on")
    assert not (path.parent / "state").exists()


async def test_a_form_is_left_so_that_nobody_saves_it_twice() -> None:
    class Unwell(FakeDesk):
        async def act(self, number: str, action: str, given: Mapping[str, object]) -> Claim:
            await super().act(number, action, given)
            saved = type("", (), {"saved": True})()
            told = failing.after_saving(saved, broken())
            assert told is not None
            raise told

    desk = Unwell()
    desk.book.claims["K2-000131"] = replace(desk.book.claims["K2-000131"], state="filed")
    async with opened(desk, ClaimScreen("K2-000131"), (120, 40)) as pilot:
        await keys(pilot, "enter", *"80", "enter", "enter")
        assert not isinstance(pilot.app.screen, ActingScreen)
        assert "This is saved" in seen(pilot)
        assert len(desk.book.acts) == 1
