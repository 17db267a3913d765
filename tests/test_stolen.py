"""What somebody finds who takes the files of an encrypted desk, and what is said of files they changed."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from vault_help import BEN, OLENA, cheap, encrypted, now, open_desk, plain
from work_help import keys, seen, settle

from store.services import backups, restoring
from store.services.vault import Unlocked
from store.store import Store
from store.tables import copying
from store.tables.manifest import Copy
from tui import mishap
from tui.__main__ import main
from tui.app import CounterpaneApp
from tui.desk import Desk
from tui.plain import clean

PAGE = 4096
STEMS = ("Zenebek", "Вовкулака", "Ångströmsson")
NAMES = [f"{STEMS[number % 3]}{number:02}" for number in range(50)]


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    config = tmp_path / "config"
    cheap(monkeypatch, config)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return config


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder / "desk.db"


def forms(text: str) -> Iterable[bytes]:
    """Yield every way a text may lie in a file: typed, folded, large, bare of accents; in three codings."""
    bare = text.casefold().translate(str.maketrans("åö", "ao"))
    for form in {text, text.casefold(), text.upper(), bare, bare.upper()}:
        yield from (form.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))


def told(data: bytes, names: Iterable[str] = STEMS) -> list[str]:
    """Return which names stand in these bytes; of all of them, if any of their stems does."""
    return [name for name in names if any(form in data for form in forms(name))]


def lying_about(folder: Path, *outside: Path) -> dict[str, bytes]:
    """Return every file below a folder and every file this process has open, the user's own apart."""
    found = {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    for each in os.listdir("/proc/self/fd"):
        name = Path("/proc/self/fd") / each
        if name.is_file() and str(folder) in os.readlink(name):
            found[os.readlink(name)] = name.read_bytes()
    return {name: data for name, data in found.items() if Path(name) not in outside}


def test_the_search_finds_what_is_there(path: Path) -> None:
    plain(path)
    with Store.open(path, clock=now) as store:
        for name in NAMES:
            store.units.add_customer(name)
        assert told(b"".join(lying_about(path.parent).values()), NAMES) == NAMES
    for coding in ("utf-16-le", "utf-16-be"):
        assert told(f"x{NAMES[2].upper()}".encode(coding), NAMES) == [NAMES[2]]


@asynccontextmanager
async def on_screen(path: Path, proof: Unlocked) -> AsyncIterator[Pilot[int]]:
    """Run the app on an encrypted desk that Olena has opened."""
    desk = Desk(lambda key=proof: Store.open(path, clock=now, key=key))
    try:
        async with CounterpaneApp(desk).run_test(size=(120, 40), notifications=True) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        desk.close()


def lived_in(path: Path, proof: Unlocked, lists: Path) -> None:
    """Plant the names wherever people leave names at a desk."""
    listed = lists / "list.csv"
    rows = [f"SN{n:05},KX-200,{name},2026-03-14" for n, name in enumerate(NAMES * 8)]
    rows += [f"SN9{n:04},KX-200,{name},the day before" for n, name in enumerate(NAMES)]
    listed.write_text("\n".join(("serial,product,customer,invoiced", *rows)), encoding="utf-8")
    photo = lists / f"{NAMES[1]}.png"
    photo.write_bytes(NAMES[2].encode() * 1000)
    with open_desk(path, proof) as store:
        report = store.bring_in(listed, {}, lambda done, total: None)
        assert report.rejects is not None and report.files[0].rejected == 50
        assert "not" in str(report.files[0].warnings[-1]) and report.rejects.name in str(
            report.files[0].warnings[-1]
        )
        for name in NAMES:
            store.claims.keep_draft(name, {"note": f"{name} rings twice", "customer": name})
        unit = store.units.exact("SN00000")[0]
        store.units.edit(unit, {"notes": NAMES[3]}, NAMES[4])
        filing = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}
        store.claims.file(unit, {**filing, "attach": [str(photo)], "note": NAMES[5]})
        store.tasks.add(f"Call {NAMES[6]}")
        store.privacy.erase(store.units.add_customer(f"Gone {NAMES[7]}").id)


def copied(path: Path, proof: Unlocked, usb: Path) -> None:
    """Make every kind of copy that a desk makes of itself."""
    with open_desk(path, proof) as store:
        order = store.backups.due()
        assert order is not None and isinstance(backups.make(order), Copy)
        store.backups.make()
        made = store.backups.make(usb / "copy.db")
        assert copying.before_upgrade(store.context.connection) is not None
        restoring.drill(made.file, now, proof)
        with Store.look(path, clock=now, key=proof) as view:
            assert told(b"".join(lying_about(path.parent.parent / "tmp").values())) == []
            assert view.units.count() > 0
    restoring.restore(made.file, path, now, proof)


async def test_a_stolen_folder_tells_no_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    proof, lists = encrypted(path), tmp_path / "lists"
    lists.mkdir()
    lived_in(path, proof, lists)
    copied(path, proof, tmp_path / "usb")
    own = tuple(lists.iterdir())
    assert {each.name for each in own} == {"list.csv", "list.rejects.csv", f"{NAMES[1]}.png"}

    async with on_screen(path, proof) as pilot:
        await keys(pilot, *"SN00000", "enter")
        assert NAMES[0] in clean(seen(pilot)), seen(pilot)

        def fall(*_: object, **__: object) -> None:
            customer = NAMES[0]
            raise LookupError(customer, NAMES)

        monkeypatch.setattr("store.services.tasks.Tasks.list", fall)
        await keys(pilot, "f4")
        assert "This is a fault of Counterpane" in seen(pilot)
        during = lying_about(tmp_path, *own)
    status, _ = ask(path, capsys, monkeypatch, OLENA, "tasks")
    assert status == mishap.STATUS
    after = lying_about(tmp_path, *own)
    kinds = {
        kind
        for kind in ("-wal", "-shm", "-anchor", "-lock", ".keys", ".erased", ".manifest.json", "faults/",
                     "desk.db.files/", "before-upgrade", "replaced-", "backups/", "usb/copy.db")
        if any(kind in name for name in {**during, **after})
    }  # fmt: skip
    assert len(kinds) >= 12, kinds
    assert len([name for name in after if "/faults/" in name]) == 2
    assert {name: found for name, data in (*during.items(), *after.items()) if (found := told(data))} == {}


def ask(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    passphrase: str,
    *words: str,
) -> tuple[int, Any]:
    """Give Olena's passphrase, or another, to the real program; return its status and answer."""
    given = path.parent.parent / "given"
    given.write_text(passphrase)
    given.chmod(0o600)
    monkeypatch.setenv("COUNTERPANE_PASSPHRASE_FILE", str(given))
    capsys.readouterr()
    status = main(["--db", str(path), "--agent", "Olena", "--json", *words])
    said = capsys.readouterr().out
    return status, json.loads(said) if said else {}


def flip(path: Path, page: int) -> None:
    """Change one bit in the middle of a page, counted from 1."""
    data = bytearray(path.read_bytes())
    data[(page - 1) * PAGE + PAGE // 2] ^= 4
    path.write_bytes(data)


def test_a_page_that_was_changed_is_named_and_told_from_a_wrong_passphrase(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_desk(path, encrypted(path)) as store:
        query = "SELECT rootpage FROM sqlite_master WHERE name IN ('loan', 'rating') ORDER BY rootpage"
        one, two = (row[0] for row in store.context.connection.execute(query))
    check = partial(ask, path, capsys, monkeypatch)
    whole = path.read_bytes()
    assert PAGE < one * PAGE < len(whole) - PAGE
    assert check(OLENA, "check", "--deep")[1]["ok"]
    flip(path, one)
    status, said = check(OLENA, "check", "--deep")
    assert (status, said["ok"]) == (1, False)
    assert f"(page {one})" in said["problems"][0] and "the key is right" in said["problems"][0]
    flip(path, two)
    assert f"(pages {one}, {two})" in check(OLENA, "check", "--deep")[1]["problems"][0]
    flip(path, 1)  # not even the passphrase's own page opens
    status, said = check(OLENA, "check", "--deep")
    assert (status, said["error"]) == (1, "STORE_DAMAGED") and "passphrase is right" in said["message"]
    assert check(BEN, "check", "--deep")[1]["error"] == "WRONG_PASSPHRASE"
    path.write_bytes(whole)
    shutil.rmtree(path.parent.parent / "config")
    for each in path.parent.glob("*tries*"):
        each.unlink()
    assert check(OLENA, "check", "--deep")[1]["error"] == "DEVICE_SECRET_MISSING"
