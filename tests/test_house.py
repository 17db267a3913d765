"""Who may import whom, seen in `sys.modules` of a fresh process."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STORE = sorted(ROOT.glob("store/**/*.py"))
SCREEN = ("textual", "rich", "tui.app", "tui.desk")


def loaded(code: str, *words: str) -> set[str]:
    """Return the modules in a fresh process after `code`."""
    ending = "import sys\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{ending}", *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return set(done.stderr.splitlines())


def test_the_store_knows_nothing_of_the_screen() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in STORE
    ]
    found = loaded("\n".join(f"import {name}" for name in names))
    assert not found & {"textual", "rich", "tui"}


@pytest.mark.parametrize("path", sorted(ROOT.glob("tui/widgets/*.py")), ids=lambda path: path.stem)
def test_a_widget_does_not_open_the_store(path: Path) -> None:
    named = {
        name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not [
        name
        for name in named
        if name.startswith(("store.store", "store.tables", "store.services", "tui.desk"))
    ]


@pytest.mark.parametrize(
    "words", [["--version"], ["--help"], ["show", "X"], ["claims"], ["score"], ["file", "X"], ["cover", "-"]],
    ids=lambda words: words[0],
)  # fmt: skip
def test_plain_verbs_load_neither_the_screen_nor_the_importer(tmp_path: Path, words: list[str]) -> None:
    db = tmp_path / "desk.db"
    from store.store import Store

    Store.open(db, create=True).close()
    code = (
        f"import os, sys\nos.environ['COUNTERPANE_DB'] = {str(db)!r}\nsys.stdin = open(os.devnull)\n"
        "from tui.__main__ import main\nsys.stderr = open(os.devnull, 'w')\nmain(sys.argv[1:])\n"
        "sys.stderr = sys.__stderr__"
    )
    found = loaded(code, *words)
    assert "tui.verbs.usage" in found
    heavy = {
        *SCREEN,
        "sqlite_utils",
        "store.exchange.importer",
        "store.tables.migrations",
        "babel",
    }
    if words[0] in ("show", "claims", "score"):
        heavy |= {"dataclasses", "inspect"}
    assert not found & heavy
