"""What the tests of people and encryption share: cheap derivations, a machine of their own, two admins."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.founding import Founder
from store.services import locksmith
from store.services.door import Door
from store.services.vault import Unlocked
from store.store import Store
from store.tables import device, keys

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
CHEAP = keys.Cost(64, 1, 1)
OLENA, BEN, ANA = "nobody steps on blue shoes", "green tomatoes fall down", "red tomatoes grow upward"


def now() -> datetime:
    """Show the same instant for ever."""
    return NOW


class Boot:
    """The clock of a machine, set by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


_SHARED = Boot()


def cheap(monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    """Let guesses cost nothing, and keep the device secret in a folder of the test."""
    for name in ("COST", "FLOOR", "PIN_COST"):
        monkeypatch.setattr(keys, name, CHEAP)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(config))


def plain(path: Path) -> Path:
    """Make a desk that is not encrypted, with Olena for its admin."""
    with Store.open(path, clock=now, create=True, founder=Founder("K2", "Olena")) as store:
        store.settings.set(timezone="UTC", name="Kyiv-2")
    return path


_MADE: dict[str, tuple[Path, Unlocked]] = {}


def encrypted(path: Path) -> Unlocked:
    """Make a desk that is encrypted under Olena's passphrase, where Ben is an admin too and Ana an agent."""
    if device.file().exists() or "keyring" in sys.modules:
        return _encrypted(path)
    if "desk" not in _MADE:
        folder = Path(tempfile.mkdtemp(prefix="counterpane-test-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        proof = _encrypted(folder / path.name)
        shutil.copyfile(device.file(), folder / "device.key")
        (folder / "device.key").chmod(0o600)
        _MADE["desk"] = folder, proof
    folder, proof = _MADE["desk"]
    device.file().parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / "device.key", device.file())
    for suffix in ("", ".keys", "-anchor"):
        shutil.copy(f"{folder / 'desk.db'}{suffix}", f"{path}{suffix}")
    return proof


def _encrypted(path: Path) -> Unlocked:
    plain(path)
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    with Store.open(path, clock=now, key=proof) as store:
        for name, role, passphrase in (("Ben", "admin", BEN), ("Ana", "agent", ANA)):
            store.people.add(name, role)
            locksmith.give_passphrase(store, name, passphrase)
    return proof


def at(path: Path, boot: Boot | None = None) -> Door:
    """Stand before the desk, long after the last wrong try."""
    return Door(path, now, boot or _later())


def _later() -> Boot:
    _SHARED.seconds += 1000
    return _SHARED


@contextmanager
def open_desk(path: Path, proof: Unlocked) -> Iterator[Store]:
    """Open a desk with a proof."""
    with Store.open(path, clock=now, key=proof) as store:
        yield store
