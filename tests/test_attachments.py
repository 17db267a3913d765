"""Attached files: copied safely, listed, checked; hostile paths; a kill in between."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from store.errors import Refused
from store.exchange.attached import SPARED, Folder
from store.paths import completed, typed_paths
from store.store import Store
from tui.__main__ import main

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
FILING = {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(5000)
posix = pytest.mark.skipif(os.name != "posix", reason="links, pipes and modes of POSIX")


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, clock=lambda: NOW, create=True) as opened:
        opened.settings.set(timezone="UTC")
        yield opened


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "my photo.PNG"
    file.write_bytes(PNG)
    return file


def unit(store: Store, serial: str = "S-1001") -> str:
    product = store.products.add("KX-200", "Haier", "refrigerator")
    return store.units.add(serial, product.id, invoiced="2026-01-02", warranty_months=24).id


def filed(store: Store, **more: object) -> str:
    number = store.claims.file(unit(store), {**FILING, **more}).number
    assert number is not None
    return number


def copies(path: Path) -> list[Path]:
    folder = path.with_name(f"{path.name}.files")
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_file_is_copied_hashed_and_listed(store: Store, path: Path, photo: Path) -> None:
    number = filed(store, attach=[str(photo)])
    photo.unlink()
    (kept,) = store.attachments.of(store.claims.get(number))
    file = kept.attachment
    assert (file.name, file.size, file.kind, kept.state) == ("my photo.PNG", len(PNG), "photo", "here")
    assert Path(kept.path).read_bytes() == PNG
    assert Path(kept.path).name == f"{file.sha256}.png"
    assert store.claims.get(number).history[-1].action == "attach"
    assert store.check(deep=True) == []
    if os.name == "posix":
        assert stat.S_IMODE(os.stat(kept.path).st_mode) == 0o600
        assert stat.S_IMODE(os.stat(Path(kept.path).parent).st_mode) == 0o700


def test_the_same_content_is_stored_once(store: Store, path: Path, photo: Path, tmp_path: Path) -> None:
    other = tmp_path / "again.jpg"
    other.write_bytes(PNG)
    number = filed(store, attach=f"'{photo}' {other}")
    second = store.claims.file(unit(store, "S-1002"), {**FILING, "attach": [str(other)]}).number
    assert second is not None
    assert len(copies(path)) == 1
    assert len(store.claims.get(number).attachments) == 1
    with pytest.raises(Refused) as refused:
        store.claims.act(number, "attach", {"file": str(other)})
    assert (refused.value.code, refused.value.field) == ("ATTACHED_ALREADY", "file")
    assert "my photo.PNG" in str(refused.value)
    assert store.check() == []


@pytest.mark.parametrize("ending", ["sh", "exe", "html", "svg", "desktop", "lnk", "", "jpg/../sh"])
def test_no_copy_has_an_ending_that_a_system_would_run(store: Store, tmp_path: Path, ending: str) -> None:
    file = tmp_path / (f"thing.{ending}".rstrip(".").replace("/", "_"))
    file.write_bytes(b"x")
    number = filed(store, attach=[str(file)])
    assert store.claims.get(number).attachments[0].stored.endswith(".bin")


@posix
def test_what_is_no_plain_file_is_refused_in_words(
    store: Store, path: Path, photo: Path, tmp_path: Path
) -> None:
    number = filed(store)
    (tmp_path / "link.png").symlink_to(photo)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty.pdf").touch()
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(b"x")
    locked.chmod(0)
    wanted = {
        tmp_path: ("NOT_A_FILE", "folder"),
        tmp_path / "link.png": ("NOT_A_FILE", "link"),
        tmp_path / "pipe": ("NOT_A_FILE", "device or a pipe"),
        Path("/dev/zero"): ("NOT_A_FILE", "device"),
        tmp_path / "empty.pdf": ("EMPTY_FILE", "empty"),
        tmp_path / "gone.png": ("NO_SUCH_FILE", "no file"),
        tmp_path / ("x" * 5000): ("NO_SUCH_FILE", "no file"),
        photo / "inner": ("NO_SUCH_FILE", "no file"),
        Path("nul\0byte"): ("NO_SUCH_FILE", "no file"),
    }
    if os.geteuid():
        wanted[locked] = ("UNREADABLE_FILE", "permission")
    for source, (code, word) in wanted.items():
        with pytest.raises(Refused) as refused:
            store.claims.act(number, "attach", {"file": str(source)})
        assert (refused.value.code, refused.value.field) == (code, "file"), source
        assert word in str(refused.value)
    claim = store.claims.get(number)
    assert claim.attachments == () and len(claim.attempts) == len(wanted)
    assert copies(path) == []
    assert store.check() == []


def test_too_large_is_refused_and_never_cut(store: Store, path: Path, tmp_path: Path) -> None:
    store.settings.set(attachment_limit=1000)
    exact, over = tmp_path / "exact.pdf", tmp_path / "over.pdf"
    exact.write_bytes(b"x" * 1000)
    over.write_bytes(b"x" * 1001)
    number = filed(store, attach=[str(exact)])
    with pytest.raises(Refused) as refused:
        store.claims.act(number, "attach", {"file": str(over)})
    assert refused.value.code == "FILE_TOO_LARGE"
    assert "1001" in str(refused.value).replace(",", "") and "1000" in str(refused.value).replace(",", "")
    assert [copy.stat().st_size for copy in copies(path)] == [1000]


def test_a_refused_file_files_nothing_and_names_the_field(store: Store, photo: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        filed(store, attach=[str(photo), str(tmp_path / "gone.jpg")])
    assert refused.value.field == "attach" and "gone.jpg" in str(refused.value)
    assert store.claims.queue("all").lines == ()


@posix
def test_hostile_names_are_only_names(store: Store, tmp_path: Path) -> None:
    names = [
        b"[bold] [@click=app.exit]x.jpg",
        b"\xff\xfe half.png",
        b"a\x1b]52;c;eA==\x07.pdf",
        "\u202egpj.exe".encode(),
    ]
    number = filed(store)
    for n, name in enumerate(names):
        file = os.path.join(os.fsencode(tmp_path), name)
        Path(os.fsdecode(file)).write_bytes(b"%d" % n)
        store.claims.act(number, "attach", {"file": os.fsdecode(file)})
    kept = store.attachments.of(store.claims.get(number))
    assert len(kept) == len(names)
    for each in kept:
        assert each.attachment.name.isprintable() and each.state == "here"
        assert set(each.attachment.stored) <= set("0123456789abcdefghijklmnopqrstuvwxyz.")
    assert store.check(deep=True) == []


def test_a_name_from_another_desk_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "files")
    for name in ("../../etc/passwd", "..\\..\\x", "/etc/passwd", "..", ""):
        assert folder.where(name).parent == folder.path
        assert folder.fault(name, "00") == "missing"


def test_check_names_what_is_missing_or_altered(
    store: Store, path: Path, photo: Path, tmp_path: Path
) -> None:
    other = tmp_path / "bill.pdf"
    other.write_bytes(b"bill")
    number = filed(store, attach=[str(photo), str(other)])
    first, second = store.attachments.of(store.claims.get(number))
    Path(first.path).unlink()
    Path(second.path).write_bytes(b"bull")
    missing, altered = store.check()
    assert "my photo.PNG" in missing and number in missing and "missing" in missing
    assert "bill.pdf" in altered and number in altered and "altered" in altered
    assert [each.state for each in store.attachments.of(store.claims.get(number))] == ["missing", "altered"]
    store.claims.file(unit(store, "S-1003"), {**FILING, "attach": [str(photo), str(other)]})
    assert store.check() == [], "the same content heals what was lost"


def test_two_desks_keep_the_files_of_both(store: Store, photo: Path, tmp_path: Path) -> None:
    number = filed(store)
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"letter")
    with Store.open(tmp_path / "b.db", clock=lambda: NOW, create=True) as other:
        other.receive(store.context.journal.links(store.context.journal.origin))
        other.claims.act(number, "attach", {"file": str(letter)})
        store.claims.act(number, "attach", {"file": str(photo)})
        store.receive(other.context.journal.links(other.context.journal.origin))
        other.receive(store.context.journal.links(store.context.journal.origin))
        for desk, states in ((store, {"here", "elsewhere"}), (other, {"here", "elsewhere"})):
            claim = desk.claims.get(number)
            assert claim.state == "filed"
            assert {each.name for each in claim.attachments} == {"my photo.PNG", "letter.pdf"}
            assert {each.state for each in desk.attachments.of(claim)} == states
            assert desk.check() == []


def test_what_no_claim_names_is_tolerated_and_swept_after_a_day(
    store: Store, path: Path, photo: Path
) -> None:
    filed(store, attach=[str(photo)])
    folder = Folder.beside(path)
    young, old, part = (folder.path / name for name in ("young.bin", "old.bin", ".x.part"))
    for file in (young, old, part):
        file.write_bytes(b"?")
        os.utime(file, (NOW.timestamp(), NOW.timestamp() - (0 if file is young else SPARED + 1)))
    assert store.check() == []
    assert len(copies(path)) == 4
    assert store.attachments.sweep() == 2
    assert {copy.suffix for copy in copies(path)} == {".png", ".bin"} and young.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from store.store import Store
from store.services.claims import Claims
Claims._create = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with Store.open(Path(sys.argv[1])) as store:
    store.claims.file(sys.argv[2], {"fault": "E-01", "failure_date": "2026-11-20", "channel": "in-store",
                                    "attach": [sys.argv[3]]})
"""


@posix
def test_a_kill_between_copy_and_commit_leaves_a_file_and_no_claim(path: Path, photo: Path) -> None:
    with Store.open(path, clock=lambda: NOW, create=True) as store:
        id_ = unit(store)
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), id_, str(photo)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    (orphan,) = copies(path)
    assert orphan.read_bytes() == PNG
    with Store.open(path, clock=lambda: NOW) as store:
        assert store.check(deep=True) == []
        assert store.claims.queue("all").lines == ()
        number = store.claims.file(id_, {**FILING, "attach": [str(photo)]}).number
        assert store.attachments.of(store.claims.get(number or ""))[0].state == "here"
        assert copies(path) == [orphan]


def test_a_copy_taken_away_meanwhile_is_refused(store: Store, path: Path, photo: Path) -> None:
    number = filed(store)
    taken = store.attachments.take(str(photo))
    (copy,) = copies(path)
    copy.unlink()
    with pytest.raises(Refused) as refused:
        store.attachments.make_sure(taken)
    assert refused.value.code == "FILE_GONE"
    with pytest.raises(Refused):
        store.claims.act(number, "attach", {"file": dict(taken)})
    assert store.claims.get(number).attachments == ()


def ask(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    status = main(["--db", str(path), "--json", *words])
    return status, json.loads(capsys.readouterr().out)


def test_the_command_line_attaches(path: Path, photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(path, create=True) as store:
        unit(store)
    today = time.strftime("%Y-%m-%d")
    told = (
        "--condition",
        "scratched",
        "--accessory",
        "cable",
        "--accessory",
        "box, torn",
        "--attach",
        str(photo),
    )
    status, claim = ask(path, capsys, "file", "S-1001", "--fault", "E-01", "--failed", today, *told)
    assert status == 0
    assert (claim["condition"], claim["accessories"]) == ("scratched", ["cable", "box, torn"])
    assert [each["name"] for each in claim["attachments"]] == ["my photo.PNG"]
    status, refusal = ask(path, capsys, "attach", claim["number"], str(path.parent))
    assert (status, refusal["error"], refusal["field"]) == (1, "NOT_A_FILE", "file")
    photo.write_bytes(b"another")
    status, claim = ask(path, capsys, "attach", claim["number"], str(photo))
    assert (status, len(claim["attachments"])) == (0, 2)
    assert main(["--db", str(path), "claim", claim["number"]]) == 0
    assert "my photo.PNG" in capsys.readouterr().out
    for copy in copies(path):
        copy.unlink()
    assert main(["--db", str(path), "check", "--deep"]) == 1
    assert capsys.readouterr().out.count("my photo.PNG") == 2


def test_paths_are_read_the_way_people_give_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    spaced, plain = tmp_path / "my photo.png", tmp_path / "bill.pdf"
    for file in (spaced, plain):
        file.touch()
    assert typed_paths("  ") == []
    assert typed_paths(f" {spaced} ") == [str(spaced)]
    assert typed_paths(f"'{spaced}'") == [str(spaced)]
    assert typed_paths(str(spaced).replace(" ", "\\ ")) == [str(spaced)]
    assert typed_paths(f"file://{str(spaced).replace(' ', '%20')}") == [str(spaced)]
    assert typed_paths("~/bill.pdf") == [str(plain)]
    assert typed_paths(f"'{spaced}' {plain}") == [str(spaced), str(plain)]
    assert typed_paths("/no such/file here") == ["/no such/file here"]
    assert typed_paths("it's") == ["it's"]
    assert typed_paths("nul\0 byte") == ["nul\0 byte"]


def test_a_path_is_completed(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / ".hidden.png").touch()
    (tmp_path / "photos" / "door.png").touch()
    assert completed(f"{tmp_path}/ph") == f"{tmp_path}/photos/"
    assert completed(f"{tmp_path}/photos/") == f"{tmp_path}/photos/door.png"
    assert completed(f"{tmp_path}/photos/.h") == f"{tmp_path}/photos/.hidden.png"
    assert completed(f"{tmp_path}/photos/door.png") is None
    assert completed(f"{tmp_path}/nothing/x") is None
    assert completed("") is None
    assert completed("nul\0/x") is None
