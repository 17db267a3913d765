"""Papers on their way out: files, print commands, what is noted, what this machine was told, the verbs."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from paper_help import NOW, Clock, customer, filed, founded, repaired, unit

from store.errors import Refused
from store.exchange import slips
from store.exchange.names import is_safe
from store.paper.document import Document
from store.services.papers import laid_out
from store.store import Store
from tui.__main__ import main

SCRIPT = """\
import sys, time
how = sys.argv[1]
if how == "hang":
    time.sleep(60)
said = sys.stdin.buffer.read()
if how == "fail":
    sys.stderr.write("lp: \\x1b[31mno such printer [/]\\n")
    sys.exit(3)
open(how, "wb").write(said)
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "desk.db"


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[Store]:
    path.parent.mkdir()
    with founded(path, clock) as opened:
        yield opened


@pytest.fixture
def paper(store: Store) -> Document:
    return store.papers.of_claim(filed(store, unit(store, customer(store, "zh"))))


@pytest.fixture
def printer(tmp_path: Path) -> Path:
    script = tmp_path / "my printer.py"
    script.write_text(SCRIPT)
    return script


def command(printer: Path, *words: str) -> str:
    return shlex.join([sys.executable, str(printer), *words])


def test_a_saved_paper_is_new_private_and_names_nobody(store: Store, path: Path, paper: Document) -> None:
    text = store.papers.save(paper, "80")
    page = store.papers.save(paper, "html")
    again = store.papers.save(paper, "80")
    assert text.parent == page.parent == path.parent / "paper"
    assert [each.name for each in (text, page, again)] == [
        f"receipt-{paper.number}-en.txt",
        f"receipt-{paper.number}-en.html",
        f"receipt-{paper.number}-en-2.txt",
    ]
    assert text.read_text("utf-8") == laid_out(paper, "80")
    assert all(is_safe(each.name) for each in (text, page, again))
    if os.name == "posix":
        assert {stat.S_IMODE(each.stat().st_mode) for each in (text, page)} == {0o600}
        assert stat.S_IMODE(text.parent.stat().st_mode) == 0o700


def test_a_file_that_is_there_is_never_written_over(store: Store, tmp_path: Path, paper: Document) -> None:
    there = tmp_path / "mine.txt"
    there.write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        store.papers.save(paper, "80", there)
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "elsewhere.txt")
    with pytest.raises(Refused, match="is there already"):
        store.papers.save(paper, "80", link)
    assert there.read_text() == "mine" and not (tmp_path / "elsewhere.txt").exists()
    assert store.papers.save(paper, "80", tmp_path / "Квитанция.txt").exists()
    with pytest.raises(Refused, match="cannot be saved"):
        store.papers.save(paper, "80", tmp_path / "nowhere" / "x.txt")
    with pytest.raises(Refused, match="cannot be called"):
        store.papers.save(paper, "80", tmp_path / "con.txt")


def test_a_full_disk_leaves_nothing_behind(
    store: Store, path: Path, paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="No space left"):
        store.papers.save(paper, "80")
    assert list((path.parent / "paper").iterdir()) == []
    assert store.papers.handed_out(paper) == ()


@pytest.mark.parametrize(
    "name",
    ["..\\x", "../x", "CON.csv", "aux", "com1.txt", "COM¹", "nul .txt", "a\0b", "-rf", "a.csv.", "x" * 101,
     "a\nb", ".bashrc", "C:x", "a:b", "", " a", "a ", "a..b", "李伟.txt", "a/b"],
)  # fmt: skip
def test_names_that_are_not_safe_everywhere(name: str, tmp_path: Path, paper: Document) -> None:
    assert not is_safe(name)
    with pytest.raises(Refused):
        slips.save("text", tmp_path, name)


@pytest.mark.parametrize(
    "number", ["../../etc/passwd", "CON", "", "K2\n1", "李伟", "x" * 300, "-rf", "a.b.c "]
)
def test_the_name_of_any_paper_is_safe(number: str) -> None:
    made = Document("slip", "zh_CN", "Title", number, (), (), "", "claim:1")
    assert is_safe(slips.name_of(made, "html"))


def test_a_print_command_gets_the_text(store: Store, tmp_path: Path, printer: Path, paper: Document) -> None:
    out = tmp_path / "out; touch hacked $(id)"
    store.papers.setup.set(print_command=command(printer, str(out)))
    store.papers.print(paper, "42")
    assert out.read_text("utf-8") == laid_out(paper, "42")
    (noted,) = store.papers.handed_out(paper)
    assert (noted.kind, noted.how, noted.language, noted.at) == ("receipt", "printed", "en", NOW)
    event = next(event for event in store.history() if event.kind == "audit.paper")
    assert event.body["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert "李伟" not in json.dumps(dict(event.body), ensure_ascii=False)
    assert store.check() == []


def test_a_printer_that_fails_says_why_and_nothing_is_noted(
    store: Store, printer: Path, paper: Document
) -> None:
    with pytest.raises(Refused, match="No print command is set") as refused:
        store.papers.print(paper, "80")
    assert refused.value.field == "print_command"
    store.papers.setup.set(print_command=command(printer, "fail"))
    with pytest.raises(Refused, match="failed with status 3 and said: lp: ") as refused:
        store.papers.print(paper, "80")
    assert "\x1b" not in str(refused.value) and "no such printer" in str(refused.value)
    store.papers.setup.set(print_command="/nowhere/lp -d front")
    with pytest.raises(Refused, match="cannot be started: No such file"):
        store.papers.print(paper, "80")
    store.papers.setup.set(print_command=command(printer))
    with pytest.raises(Refused, match="failed with status 1"):
        store.papers.print(paper, "80")
    assert store.papers.handed_out(paper) == ()


def test_a_printer_that_hangs_is_stopped(printer: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(Refused, match="did not end within"):
        slips.hand_to([sys.executable, str(printer), "hang"], "text" * 100_000, patience=0.3)
    assert time.monotonic() - begun < 5
    if os.name == "posix":
        begun = time.monotonic()
        with pytest.raises(Refused, match="did not end within"):
            slips.hand_to(["sh", "-c", "sleep 60 & wait"], "text", patience=0.3)
        assert time.monotonic() - begun < 5


def test_a_printer_that_reads_nothing_does_no_harm() -> None:
    slips.hand_to([sys.executable, "-c", ""], "text" * 100_000)


def test_what_belongs_to_this_machine_stays_here(store: Store, path: Path, clock: Clock) -> None:
    store.papers.setup.set(print_command="lp -d front", paper_width="42", paper_at_once="yes")
    assert store.papers.setup.get("print_command") == "lp -d front"
    events = [event for event in store.history() if event.kind == "audit.setting"]
    assert {event.body["name"] for event in events} == {"print_command", "paper_width", "paper_at_once"}
    other_path = path.with_name("other.db")
    with Store.open(other_path, clock=clock, create=True) as other:
        other.receive(store.context.journal.links(store.context.journal.origin))
        assert other.papers.setup.get("paper_head") == store.papers.setup.get("paper_head")
        assert other.papers.setup.get("print_command") is None
        assert other.check() == []
    store.papers.setup.set(print_command="", paper_width="")
    assert (store.papers.setup.get("print_command"), store.papers.setup.get("paper_width")) == (None, 80)
    assert store.check() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("paper_width", "60", "42, 80"),
        ("print_command", "lp 'x", "quotation"),
        ("paper_folder", "paper", "must be given whole"),
        ("paper_at_once", "perhaps", "yes or no"),
        ("paper_head", "a|b|c|d|e|f", "at most 5"),
        ("paper_head", "x" * 61, "at most 60"),
        ("paper", "x", "paper_head, paper_width"),
    ],
)
def test_what_cannot_be_set_is_refused(store: Store, name: str, value: str, said: str) -> None:
    before = store.papers.setup.all()
    with pytest.raises(Refused, match=said):
        store.papers.setup.set(**{"paper_at_once": "yes", name: value})
    assert store.papers.setup.all() == before


def test_only_an_admin_sets_a_print_command(store: Store, path: Path, clock: Clock) -> None:
    store.people.add("Ana", "manager")
    with Store.open(path, agent="Ana", clock=clock) as other, pytest.raises(Refused, match="ask admin"):
        other.papers.setup.set(print_command="lp")


def run(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["--db", str(path), *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_verbs(
    store: Store, path: Path, clock: Clock, printer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = repaired(store, clock, unit(store, customer(store, "en")))
    status, out, _err = run(path, capsys, "slip", number)
    assert status == 0 and out == laid_out(store.papers.of_claim(number), "80")[: len(out)].replace(
        "21 November 2026", out.rpartition("Printed ")[2].rpartition(" by ")[0]
    )
    status, out, _err = run(path, capsys, "slip", number, "--json", "--kind", "receipt", "--width", "42")
    answer: dict[str, Any] = json.loads(out)
    assert (answer["kind"], answer["form"], answer["saved"], answer["printed"]) == (
        "receipt",
        "42",
        None,
        False,
    )
    assert answer["document"]["title"] == "Receipt for your claim"
    first = answer["document"]["blocks"][0]
    assert first["block"] == "fields" and first["rows"][0] == ["Customer", "Grace Hopper"]
    status, out, _err = run(path, capsys, "slip", number, "--html", "--out", str(tmp_path))
    assert status == 0 and (tmp_path / f"slip-{number}-en.html").read_text("utf-8").startswith(
        "<!DOCTYPE html>"
    )
    assert f"Saved in {tmp_path / f'slip-{number}-en.html'}." in out
    status, out, err = run(path, capsys, "slip", number, "--print")
    assert (status, out) == (1, "") and err.startswith("REFUSED NO_PRINT_COMMAND: ")
    status, out, _err = run(path, capsys, "paper", "print_command", command(printer, str(tmp_path / "sheet")))
    assert status == 0 and "my printer.py" in out
    status, out, _err = run(path, capsys, "statement", "mj0351yng9z0xa", "--print", "--width", "42")
    assert (status, out) == (0, "Handed to the printer.\n")
    assert "Cover of your unit" in (tmp_path / "sheet").read_text("utf-8")
    status, out, err = run(path, capsys, "slip", number, "--html", "--print")
    assert (status, out) == (2, "") and "--html --out FILE" in err
    status, out, _err = run(path, capsys, "slip", number, "--kind", "letter", "--json")
    assert status == 1 and json.loads(out)["error"] == "NOT_REJECTED"
    status, out, _err = run(path, capsys, "paper", "--json")
    assert json.loads(out)["paper_width"] == 80 and json.loads(out)["folder"] == str(path.parent / "paper")
    status, _out, err = run(path, capsys, "statement", "nothing-like-it")
    assert status == 1 and "NOT_FOUND" in err
