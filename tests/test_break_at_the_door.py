"""A desk with passphrases whose journal is broken: the door lets people in, and an admin takes note."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from safe_help import copied, refused, say
from screen import screen_lines
from test_lock import app_of, opened, sign_in
from vault_help import ANA, BEN, OLENA, Boot, at, cheap, encrypted, now, open_desk, plain
from work_help import settle

from store.services.vault import Unlocked
from store.store import Store
from store.tables import wrong_tries
from tui.__main__ import main


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cheap(monkeypatch, tmp_path / "config")


def protected(path: Path) -> Unlocked:
    """Make a plain desk where Olena and Ana, an agent, have passphrases."""
    plain(path)
    with Store.open(path, clock=now) as store:
        store.people.add("Ana", "agent")
        store.people.set_passphrase("Ana", ANA)
        store.people.set_passphrase("Olena", OLENA)
        return Unlocked(store.agent.id)


@pytest.fixture(params=[protected, encrypted])
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a desk whose file is older than what was written here last."""
    path = tmp_path / "desk.db"
    make: Callable[[Path], Unlocked] = request.param
    proof = make(path)
    with open_desk(path, proof):
        pass
    older = copied(path, tmp_path / "older", "")
    with open_desk(path, proof) as store:
        say(store, "newer")
    path.write_bytes(older.read_bytes())
    return path


def given(secret: str) -> list[str]:
    number, other = os.pipe()
    with os.fdopen(other, "w") as out:
        out.write(secret + "\n")
    return ["--passphrase-fd", str(number)]


def test_the_admin_takes_note_of_a_break_with_a_passphrase(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at(path).enter("Ana", ANA)  # she may look
    words = ["--db", str(path), "--json"]
    assert main([*words, "--agent", "Ana", *given(ANA), "check", "--acknowledge"]) == 1
    assert json.loads(capsys.readouterr().out)["error"] == "NOT_ALLOWED"
    assert main([*words, "--agent", "Olena", *given(OLENA), "check", "--acknowledge"]) == 0
    assert json.loads(capsys.readouterr().out)["acknowledged"]
    with open_desk(path, at(path).enter("Olena", OLENA)) as store:
        assert store.safety.breaks == ()
        say(store, "goes on")


def test_wrong_tries_over_a_break_are_told_once_it_is_noted(path: Path) -> None:
    boot = Boot()
    with refused("WRONG_PASSPHRASE"):
        at(path, boot).enter("Olena", BEN)
    boot.seconds += 60
    proof = at(path, boot).enter("Olena", OLENA)
    assert wrong_tries.read(path) is not None
    with open_desk(path, proof) as store:
        with refused("JOURNAL_BREAK"):
            say(store, "nobody")
        store.safety.acknowledge()
    with open_desk(path, at(path, boot).enter("Olena", OLENA)) as store:
        assert [each.what for each in store.inbox.list()].count("failed sign-in") == 1
    assert wrong_tries.read(path) is None


async def test_the_screen_lets_in_over_a_break_and_says_what_to_do(path: Path) -> None:
    async with opened(path) as pilot:
        await sign_in(pilot, "Olena", OLENA)
        for _ in range(100):
            await settle(pilot)
            if not app_of(pilot).desk.locked and app_of(pilot)._notifications:
                break
            await pilot.pause(0.02)
        assert "READ ONLY" in screen_lines(pilot.app)[0]
        told = " ".join(" ".join(screen_lines(pilot.app)).split())
        assert "counterpane check" in told and "--acknowledge" in told
