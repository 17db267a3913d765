"""No text of a desk's reaches a widget that would read it as markup: a look at the source of the screen.

The framework reads a plain string as markup in nearly every widget, tooltip and notification. Ours draw
spans letter by letter, so its widgets are not used at all, but for the entry; this keeps it so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(ROOT.glob("tui/**/*.py"))

WIDGETS = {"Input"}
"""What of the framework's widgets may be used: they show their value as it is."""
TITLES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title"}
READERS = {"from_markup", "render_markup", "render_str", "escape", "from_ansi"}
CONTENT = {"plain", "Content"}
WORDING = {"_", "ngettext"}


def faults(source: str, place: str) -> Iterator[str]:
    """Yield what a module does that could take text for markup."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets"):
            for alias in node.names:
                if alias.name not in WIDGETS:
                    yield f"{place}:{node.lineno}: the widget {alias.name} reads markup"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("textual.widgets"):
                    yield f"{place}:{node.lineno}: widgets of the framework"
        elif isinstance(node, ast.Call):
            yield from _call(node, place)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr in TITLES
                    and not _is_content(node.value)
                ):
                    yield f"{place}:{node.lineno}: {target.attr} is read as markup"
        elif isinstance(node, ast.FunctionDef) and node.name == "render":
            yield f"{place}:{node.lineno}: what render returns is read as markup"


def _call(node: ast.Call, place: str) -> Iterator[str]:
    name = _name(node.func)
    if name in READERS:
        yield f"{place}:{node.lineno}: {name} reads markup"
    if name == "notify" and place != "app.py":
        yield f"{place}:{node.lineno}: notify is for say_to_agent alone"
    if name == "notify" and not any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in node.keywords
    ):
        yield f"{place}:{node.lineno}: notify without markup=False"
    if name in {"Content", "Text"} and place != "text.py":
        yield f"{place}:{node.lineno}: {name} is built by tui.text alone"
    if name == "Input" and place != "entry.py":
        yield f"{place}:{node.lineno}: an entry is an Entry"
    for word in node.keywords:
        if word.arg in {"placeholder", "tooltip"} and not _is_wording(word.value):
            yield f"{place}:{node.lineno}: {word.arg} is our wording, never data"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_content(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Call) and _name(value.func) in CONTENT)


def _is_wording(value: ast.expr) -> bool:
    """Say whether a value is a literal, translated wording, or a parameter of the same kind handed on."""
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.Call):
        return _name(value.func) in WORDING
    return getattr(value, "attr", getattr(value, "id", "")) in {"placeholder", "_placeholder"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "tui")))
def test_nothing_of_the_data_is_read_as_markup(path: Path) -> None:
    assert list(faults(path.read_text("utf-8"), path.name)) == []


@pytest.mark.parametrize(
    "bad",
    [
        "from textual.widgets import Static",
        "from textual.widgets._label import Label",
        "import textual.widgets",
        "self.notify(name, markup=False)",
        "self.app.notify(f'{name} saved')",
        "self.border_title = customer.name",
        "button.tooltip = f'Call {name}'",
        "Content.from_markup(name)",
        "Content(name)",
        "Input(value)",
        "Entry(placeholder=customer.name)",
        "Entry(placeholder=f'{name}')",
        "class A(Widget):\n    def render(self):\n        return self.name",
    ],
)
def test_the_look_finds_what_is_wrong(bad: str) -> None:
    assert list(faults(bad, "some.py"))
