"""Nothing that is written out takes the place of a desk, and nothing that is no file is waited for."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import now

from store.exchange.own_files import desk_of
from store.store import Store
from tui.__main__ import main

Run = Callable[..., str]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a desk with a customer, a claim, an attached file and a backup of its own."""
    path = tmp_path / "x.db"
    with Store.open(path, clock=now, create=True) as store:
        customer = store.units.add_customer("Ann Lee").id
        unit = store.units.add("SN-7001", store.products.add("KX-200").id, customer=customer).id
        photo = tmp_path / "seal.png"
        photo.write_bytes(b"\x89PNG\r\n\x1a\n")
        filing = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}
        store.claims.file(unit, {**filing, "attach": [str(photo)]})
        store.backups.make()
    return path


@pytest.fixture
def run(desk: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_(*words: str) -> str:
        """Return the code of a refusal, what is said of input that cannot be read, or nothing."""
        status = main(["--db", str(desk), "--lang", "en", "--json", *words])
        said = capsys.readouterr()
        return said.err if status == 2 else str(json.loads(said.out)["error"]) if status else ""

    return run_


def whole(folder: Path) -> dict[str, str]:
    """Return what is in all files but the desk's own, which it writes itself."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "link.db" and not (path.parent == folder and "x.db" in path.name)
    }


def written_out(path: Path, claim: str = "") -> tuple[tuple[str, ...], ...]:
    return (
        ("export", "customers", "--out", str(path), "--force"),
        ("about", "Ann Lee", "--out", str(path), "--force"),
        ("slip", claim, "--out", str(path)),
        ("backup", str(path)),
    )


def test_whatever_is_forced_the_files_of_a_desk_stay(
    desk: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.symlink(desk, tmp_path / "link.db")
    copy = next(path for path in (tmp_path / "backups").iterdir() if path.suffix == ".db")
    stored = next(path for path in (tmp_path / "x.db.files").iterdir() if path.is_file())
    beside = [
        desk.with_name(f"x.db{tail}") for tail in ("-anchor", "-wal", "-shm", "-lock", ".keys", ".tries")
    ]
    mine = [desk, Path("x.db"), tmp_path / "link.db", *beside, copy, Path(f"{copy}.manifest.json")]
    with Store.open(desk, clock=now) as store:
        number = f"{store.context.local('prefix')}-000001"
    before = None
    for path in [*mine, stored, stored.with_name("new.csv"), Path("sub/../x.db")]:
        for words in written_out(path, number)[: 2 if path.exists() else 4]:
            assert run(*words) in {"DESK_FILE", "BAD_NAME", "FILE_EXISTS"}, (path, words)
        before = before or whole(tmp_path)
        assert whole(tmp_path) == before, path
    with Store.open(desk, clock=now) as store:
        assert store.check(deep=True) == [] and store.claims.get(number).state == "filed"
        assert [each.what for each in store.inbox.list() if each.what == "export"] == [], "nothing left"


def test_what_is_no_desk_is_replaced_as_before(run: Run, tmp_path: Path) -> None:
    for name in ("list.csv", "notes-wal", "my.keys", "old.files", "plan.db"):
        path = tmp_path / name
        path.write_text("old")
        assert run(*written_out(path)[0]) == "", name
        assert b"Ann Lee" in path.read_bytes()


def test_the_rows_that_are_refused_go_nowhere_over_a_desk(run: Run, desk: Path, tmp_path: Path) -> None:
    lists = tmp_path / "list.csv"
    lists.write_text("name,email\nBen,b@x.example\n,c@x.example\n")
    assert run("import", str(lists), "--rejects", str(desk)) == "DESK_FILE"
    assert "belongs to a desk" in run("import", str(desk))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
@pytest.mark.parametrize("name", ["list.csv", "list.toml"])
def test_a_pipe_is_not_waited_for(run: Run, tmp_path: Path, name: str) -> None:
    pipe = tmp_path / name
    os.mkfifo(pipe)
    # Were it opened, it would wait: somebody comes and ends that, and the test fails instead of hanging.
    late = threading.Timer(5.0, lambda: pipe.write_text("name\nBen\n"))
    late.daemon = True
    late.start()
    assert "no plain file" in run("import", str(pipe))
    late.cancel()


def test_a_desk_is_told_without_a_file_being_opened(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copyfile(desk, alone := desk.with_name("alone.db"))
    monkeypatch.setattr("builtins.open", None)
    monkeypatch.setattr("io.open", None)
    monkeypatch.setattr("os.open", None)
    assert desk_of(desk) == desk_of(desk.with_name("x.db-ANCHOR")) == desk
    assert desk_of(desk.parent / "x.db.files" / "deep" / "a.png") == desk
    assert desk_of(alone) is None and desk_of(Path("nul\0")) is None and desk_of(desk.parent) is None
