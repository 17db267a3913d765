"""What happens when the program itself is at fault: the agent is told, and no value of a customer's is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fake_desk import FakeDesk
from work_help import keys, opened, seen

from store.errors import Refused
from store.wording import N_, say
from tui import start
from tui.app import CounterpaneApp
from tui.mishap import STATUS

CANARY = "ZEBEDEE +380 44 555"


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_state_dir", lambda *_, **__: str(tmp_path))
    return tmp_path / "faults"


class Faulty(FakeDesk):
    error: Exception = KeyError(CANARY)

    async def tasks(self, *, due: bool = False) -> Any:
        customer = CANARY
        raise self.error from ValueError(customer)


async def test_a_fault_in_the_background_is_told_and_the_desk_goes_on(reports: Path) -> None:
    async with opened(Faulty(), size=(120, 40)) as pilot:
        await keys(pilot, "f4")
        assert "This is a fault of Counterpane" in seen(pilot)
        await keys(pilot, "f2")
        assert pilot.app.is_running and pilot.app.current_mode == "counter"
    (report,) = reports.iterdir()
    text = report.read_text()
    assert "builtins.KeyError" in text and "in Faulty.tasks" in text
    assert "ZEBEDEE" not in text and report.stat().st_mode & 0o077 == 0


async def test_a_refusal_in_the_background_is_told_in_its_words(reports: Path) -> None:
    desk = Faulty()
    desk.error = Refused("BUSY", say(N_("Another desk is writing; try again.")))
    async with opened(desk, size=(120, 40)) as pilot:
        await keys(pilot, "f4")
        assert "Another desk is writing" in seen(pilot)
    assert not reports.exists()


async def test_a_fault_of_a_screen_ends_the_app(reports: Path) -> None:
    def fail() -> None:
        raise LookupError(CANARY)

    app = CounterpaneApp(FakeDesk())
    with pytest.raises(LookupError):
        async with app.run_test() as pilot:
            app.call_later(fail)
            await pilot.pause()
    assert isinstance(app.fault, LookupError) and not reports.exists()


def test_the_terminal_hears_of_it_in_one_line(
    reports: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(app: CounterpaneApp) -> None:
        app._exception = LookupError(CANARY)

    monkeypatch.setattr(CounterpaneApp, "run", broken)
    monkeypatch.setattr("tui.desk.Desk", lambda *_: FakeDesk())
    monkeypatch.setattr(FakeDesk, "close", lambda _: None, raising=False)
    assert start.run(lambda: pytest.fail("the store was opened")) == STATUS
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and "This is a fault of Counterpane" in said.err
    assert "ZEBEDEE" not in said.err + said.out
    assert len(list(reports.iterdir())) == 1
