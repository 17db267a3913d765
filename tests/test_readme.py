"""What the README promises is what the program has."""

from __future__ import annotations

import re
from pathlib import Path

from tui.commands import as_markdown

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_key_table_is_the_registry() -> None:
    assert as_markdown().strip() in README


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


def test_the_fields_are_those_of_the_importer() -> None:
    from store.exchange.columns import FIELDS, KINDS

    for kind in KINDS:
        (line,) = re.findall(rf"^\| {kind} \| (.*) \|$", README, re.MULTILINE)
        assert set(line.split(", ")) <= set(FIELDS[kind])
