"""The whole job on the real store: a list comes in, a claim goes through, the score moves."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from work_help import burst, keys, seen, settle

from store.store import Store
from tui.__main__ import main
from tui.app import CounterpaneApp
from tui.desk import Desk

DATA = Path(__file__).parents[2] / "shared" / "data"
SNIPE = DATA / "snipeit_assets-sample-BLANKS.csv"
DRIVES = DATA / "backblaze_drives_500.csv"
real = pytest.mark.skipif(not DATA.is_dir(), reason="the real exports are not on this machine")
NOW = datetime(2016, 9, 1, 9, tzinfo=UTC)
"""A day on which the units of the Snipe-IT list were under warranty."""
LIST = """serial,product,brand,category,customer,phone,invoiced,warranty_months
MJ0351-YNG9-Z0XA,KX-200,Haier,refrigerator,李伟 Li Wei,+86 138 0013 8000,2016-03-14,24
MJ0351-YNG9-Z1QK,KX-200,Haier,refrigerator,Ірина Коваль,+380 44 555 0101,2013-03-14,24
"""


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    opening = partial(Store.open, path, clock=lambda: NOW, create=True)
    with opening() as store:
        store.settings.set(timezone="UTC")
        store.settings.rename("Kyiv-2")
        listed = path.with_name("list.csv")
        listed.write_text(LIST, encoding="utf-8")
        store.bring_in(listed, {}, lambda done, total: None)
    opened = Desk(opening)
    yield opened
    opened.close()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_claim_from_scan_to_score_by_keyboard(desk: Desk, path: Path, size: tuple[int, int]) -> None:
    app = CounterpaneApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        assert "no answers yet" in seen(pilot)
        await burst(pilot, "MJ0351YNG9Z0XA")
        card = seen(pilot)
        assert "COVERED" in card
        assert "14 Mar 2018" in card
        assert "李伟 Li Wei" in card
        await keys(pilot, "w")
        assert "24 months" in seen(pilot)
        await keys(pilot, "escape", "c", "down", "enter", "enter", "enter", "enter")
        await keys(pilot, "enter")
        await keys(pilot, "enter", *"80", "enter", "enter")
        await keys(pilot, "enter", *"dusty", "enter", "enter")
        await keys(pilot, "enter", *"fuse", "enter", "enter", "enter")
        await keys(pilot, "enter", "enter")
        assert "closed" in seen(pilot)
        await keys(pilot, "enter", "9", "enter", "enter", "enter")
        await keys(pilot, "enter")
    with Store.open(path, clock=lambda: NOW) as store:
        (line,) = store.claims.queue("closed").lines
        assert (line.state, line.resolution, line.score) == ("closed", "repaired", 9)
        assert store.check(deep=True) == []


def ask(path: Path, *words: str) -> Any:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = main(["--db", str(path), "--json", *words])
    answer = json.loads(said.getvalue())
    assert status == 0, answer
    return answer


@real
def test_the_same_by_command_line_on_real_exports(path: Path) -> None:
    rejects = str(path.with_name("rejects.csv"))
    drives = ask(path, "import", str(DRIVES), "--map", "warranty_months==360", "--rejects", rejects)
    assert [drives["files"][0][name] for name in ("rows", "accepted", "rejected")] == [500, 500, 0]
    assets = ask(path, "import", str(SNIPE), "--rejects", rejects)
    assert [assets["files"][0][name] for name in ("rows", "accepted", "rejected")] == [200, 183, 17]
    assert Path(assets["rejects"]).read_text("utf-8").count("\n") == 18
    (match,) = ask(path, "show", "5xw02anj")["matches"]
    assert (match["cover"]["status"], match["unit"]["product"]) == ("COVERED", "ST31500541AS")
    assert any("360 months" in step for step in match["cover"]["steps"])
    filed = ask(
        path, "file", "5XW02ANJ", "--fault", "G-NOISE", "--note", "[/] clicks", "--failed", "2024-01-05",
        "--channel", "in-store",
    )  # fmt: skip
    number = filed["number"]
    assert filed["state"] == "filed"
    assert filed["cover"]["status"] == "COVERED"
    payer = ["payer.maker=8000", "payer.customer=0", "payer.goodwill=0"]
    ask(path, "act", number, "approve", "estimate=8000", *payer)
    ask(path, "act", number, "start", "received=2024-01-06", "condition=worn", "accessories=[]")
    ask(path, "act", number, "finish", "diagnosis=head", "resolution=repaired")
    closed = ask(path, "act", number, "close", "handed_over=2024-01-20", "receiver=Ada")
    assert closed["state"] == "closed"
    assert [act["action"] for act in closed["history"]] == [
        "create",
        "file",
        "approve",
        "start",
        "finish",
        "close",
    ]
    before = ask(path, "score")
    ask(path, "rate", number, "9", "--comment", "quick")
    after = ask(path, "score")
    assert (before["n"], before["display"], after["n"], after["display"]) == (0, "n/a", 1, "+100")
    assert ask(path, "show", "5XW02ANJ")["matches"][0]["ratings"][0]["score"] == 9
    assert main(["--db", str(path), "check"]) == 0
