"""What lies beside a desk: manifests, copies put aside, the backups of a neighbour; and a file cut short."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile

import pytest

from store.rules.cards import masked
from store.services import asides, carried
from store.services.restoring import restore
from store.store import Store
from store.tables import connection as connections
from store.tables import manifest, witnesses

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def made(path: Path) -> Store:
    store = Store.open(path, create=True, clock=lambda: NOW)
    store.settings.rename("Kyiv-2")
    return store


def test_a_plain_file_that_is_cut_short_is_no_encrypted_one(tmp_path: Path) -> None:
    made(tmp_path / "desk.db").close()
    whole = (tmp_path / "desk.db").read_bytes()
    for size in (4096, len(whole) // 2 // 4096 * 4096, len(whole)):
        (tmp_path / "short.db").write_bytes(whole[:size])
        assert not connections.encrypted(tmp_path / "short.db"), size
    (tmp_path / "noise.db").write_bytes(os.urandom(8192))
    assert connections.encrypted(tmp_path / "noise.db")


def test_a_manifest_that_was_copied_with_a_backup_keeps_no_desk_from_its_work(tmp_path: Path) -> None:
    path, backup = tmp_path / "desk.db", tmp_path / "copy.db"
    with made(path) as store:
        store.backups.make(backup)
    copyfile(f"{backup}{manifest.MANIFEST}", f"{path}{manifest.MANIFEST}")
    with Store.open(path, clock=lambda: NOW) as store:
        store.settings.rename("Kyiv-3")
    restore(backup, path, lambda: NOW)
    with Store.open(path, clock=lambda: NOW) as store:
        assert store.settings.name == "Kyiv-2"
        store.settings.rename("Kyiv-4")


def test_what_was_put_aside_is_found_whatever_the_desk_is_called(tmp_path: Path) -> None:
    for name in ("desk", "desk.db", "my.desk.db"):
        path = tmp_path / name
        made(path).close()
        store = tmp_path / f"{path.stem}.replaced-20261001T101010123456Z{path.suffix}"
        copyfile(path, store)
        assert [file for file, _at in asides.put_aside(path)] == [store]
        assert asides.clear(path, NOW + timedelta(days=1)) == (store,)


def test_a_neighbours_backups_do_not_crowd_out_our_own(tmp_path: Path) -> None:
    for n, name in enumerate(("desk-20261101", "desk-two-20261102", "desk-two-20261103-101010", "desk-x")):
        file = tmp_path / f"{name}.db{manifest.MANIFEST}"
        file.write_text("{}")
        os.utime(file, (n, n))
    assert witnesses._newest(tmp_path / "desk.db", tmp_path) == [tmp_path / "desk-20261101.db"]


def test_every_card_of_a_long_text_is_masked_in_one_go() -> None:
    text = "4111111111111111 and 5500-0000-0000-0004, " * 2000
    assert masked(text) == "…1111 and …0004, " * 2000


def test_a_restore_that_is_cut_off_brings_nobody_back_who_was_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, backup = tmp_path / "desk.db", tmp_path / "copy.db"
    with made(path) as store:
        gone = store.units.add_customer("Desmond Lindqvist")
        store.backups.make(backup)
        store.privacy.erase(gone.id)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(carried, "settle", cut_off)
    with pytest.raises(KeyboardInterrupt):
        restore(backup, path, lambda: NOW)
    monkeypatch.undo()
    with Store.open(path, clock=lambda: NOW) as store:
        assert not store.units.find("Lindqvist").hits
        assert store.check() == []
    assert b"Lindqvist" not in path.read_bytes()
