"""Attached files of an encrypted desk: sealed on the disk, whole through every change of the key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from vault_help import NOW, OLENA, at, cheap, encrypted, now, open_desk, plain

from store.exchange.attached import Folder
from store.exchange.sealed import CHUNK
from store.services import locksmith, resealing, vault
from store.services.convert import convert
from store.store import Store

MARK = b"Zebedee was here"
FILING = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}
PHOTO = b"\x89PNG\r\n" + MARK * 400
LONG = bytes(range(256)) * 4096 * 3 + MARK
"""Three pieces and a bit."""


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cheap(monkeypatch, tmp_path / "config")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder / "desk.db"


@pytest.fixture
def photos(tmp_path: Path) -> Iterator[list[str]]:
    contents = {"Zebedee.png": PHOTO, "long.pdf": LONG, "piece.txt": bytes(CHUNK)}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    yield [str(tmp_path / name) for name in contents]


def file_claim(store: Store, photos: list[str]) -> str:
    product = store.products.add("KX-200", "Haier", "refrigerator")
    unit = store.units.add("S-1001", product.id, invoiced="2026-01-02", warranty_months=24).id
    number = store.claims.file(unit, {**FILING, "attach": photos}).number
    assert number is not None
    return number


def folder(path: Path) -> list[Path]:
    return sorted(path.with_name(f"{path.name}.files").iterdir())


def whole(store: Store, number: str) -> None:
    kept = store.attachments.of(store.claims.get(number))
    assert [each.state for each in kept] == ["here"] * 3
    found = [b"".join(store.attachments.read(each.attachment)) for each in kept]
    assert found == [PHOTO, LONG, bytes(CHUNK)]
    assert store.check(deep=True) == []


def told_nothing(path: Path) -> None:
    for file in folder(path):
        assert MARK not in file.read_bytes()
        assert file.suffix == ".sealed"
        assert len(file.stem) == 64
        assert file.stat().st_mode & 0o077 == 0


def test_files_are_sealed_and_read_back(path: Path, photos: list[str]) -> None:
    with open_desk(path, encrypted(path)) as store:
        number = file_claim(store, photos)
        told_nothing(path)
        whole(store, number)
        names = {each.sha256 for each in store.claims.get(number).attachments}
        assert not names & {file.stem for file in folder(path)}
        # The same content once more is no second file.
        Folder.beside(path, store.key).take(photos[0], 10**6)
        assert len(folder(path)) == 3


@pytest.mark.parametrize("damage", ["bit", "cut", "longer", "swapped", "head", "plain"])
def test_a_touched_seal_is_told_by_check(path: Path, photos: list[str], damage: str) -> None:
    with open_desk(path, encrypted(path)) as store:
        number = file_claim(store, photos)
        kept = store.attachments.of(store.claims.get(number))[1]
        file = Path(kept.path)
        data = bytearray(file.read_bytes())
        piece, head = CHUNK + 16, 40
        if damage == "bit":
            data[len(data) // 2] ^= 1
        elif damage == "cut":
            del data[head + 2 * piece :]
        elif damage == "longer":
            data += b"more"
        elif damage == "swapped":
            data[head : head + 2 * piece] = data[head + piece : head + 2 * piece] + data[head : head + piece]
        elif damage == "head":
            data[20] ^= 1
        else:
            data[:] = LONG
        file.write_bytes(data)
        (fault,) = store.check()
        assert "was altered" in fault
        assert store.attachments.of(store.claims.get(number))[1].state == "altered"


def test_files_follow_the_desk_through_every_change_of_its_key(path: Path, photos: list[str]) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        number = file_claim(store, photos)
        assert any(MARK in file.read_bytes() for file in folder(path))
    proof = locksmith.encrypt(Store.open(path, clock=now), OLENA)
    assert len(folder(path)) == 3
    told_nothing(path)
    before = {file.name for file in folder(path)}
    assert proof.key is not None
    key = vault.rekey(path, proof.key, vault.people(path, proof.key))
    assert not before & {file.name for file in folder(path)}
    told_nothing(path)
    fresh = at(path).enter("Olena", OLENA)
    assert fresh.key == key
    with open_desk(path, fresh) as store:
        whole(store, number)
        locksmith.decrypt(store)
    assert all(file.suffix != ".sealed" for file in folder(path))
    with Store.open(path, clock=now) as store:
        whole(store, number)


def test_a_change_that_is_cut_short_loses_no_file(path: Path, photos: list[str]) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        number, admin = file_claim(store, photos), store.agent
    key = bytes(range(32))
    resealing.prepare(path, None, key)
    with Store.open(path, clock=now) as store:  # killed here: it is the plain desk still
        whole(store, number)
    vault.begin(path, admin, OLENA, key)
    convert(path, None, key)
    assert any(file.suffix == ".png" for file in folder(path))  # killed here: it is the encrypted one
    with open_desk(path, at(path).enter("Olena", OLENA)) as store:
        told_nothing(path)
        whole(store, number)


def test_the_sweep_knows_sealed_names(path: Path, photos: list[str]) -> None:
    with open_desk(path, encrypted(path)) as store:
        number = file_claim(store, photos)
        key = store.key
    assert key is not None
    stray = Path(photos[0]).with_name("stray.png")
    stray.write_bytes(b"nobody names this")
    Folder.beside(path, key).take(str(stray), 1000)
    assert len(folder(path)) == 4
    with open_desk(path, at(path).enter("Olena", OLENA)) as store:
        named = [each.stored for each in store.claims.get(number).attachments]
        assert Folder.beside(path, key).sweep(named, NOW.timestamp() + 10**9) == 1
        whole(store, number)
