"""Bring the catalogues up to date with the sources: ``make catalogues``.

Keyword lists cannot tell where a plural is: ``say(N_("{n} day"), N_("{n} days"), n=n)`` has its forms
behind marks, and some stand in tables. So the sources are read as syntax: two marked texts side by side that
both count ``{n}`` are the two English forms of one plural, as are the arguments of `ngettext`; `pgettext`
tells two meanings of one text apart. f-strings are looked into. The files keep no line numbers and no dates,
and are sorted: they change when wording does.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "tui" / "locale"
LANGUAGES = ("zh", "ru")
DOMAIN = "counterpane"
MARKS = {"_", "N_", "default"}


class Message(NamedTuple):
    """A text to translate."""

    one: str
    many: str = ""
    """The other English form of a plural."""
    context: str = ""
    """What is meant, where the same text is also used otherwise."""

    @property
    def id(self) -> str | tuple[str, str]:
        """What catalogues know the message by, beside the context."""
        return (self.one, self.many) if self.many else self.one

    @property
    def braces(self) -> bool:
        """Whether there are places for values in it."""
        return "{" in self.one + self.many


def messages(root: Path = ROOT) -> list[Message]:
    """Return every text that the sources below `root` mark, once, in order."""
    found: set[Message] = set()
    for room in ("store", "tui"):
        for path in sorted({*(root / room).rglob("*.py")} - {root / "store" / "wording.py"}):
            found.update(marked(ast.parse(path.read_text(encoding="utf-8"))))
    return sorted(found)


def marked(tree: ast.AST) -> Iterator[Message]:
    """Yield what is marked in a module; the forms of a plural are not given one by one."""
    taken: set[ast.AST] = set()
    for node in ast.walk(tree):
        for one, many in _pairs(node):
            taken.update((one, many))
            yield Message(_text(one), _text(many))
    for node in ast.walk(tree):
        if _is_marked(node) and node not in taken:
            yield Message(_text(node))
        elif isinstance(node, ast.Call) and _called(node) == "pgettext":
            yield Message(_text(node.args[1]), context=_text(node.args[0]))


def _pairs(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    if isinstance(node, ast.Call):
        if _called(node) == "ngettext":
            yield node.args[0], node.args[1]
            return
        beside: Sequence[ast.AST] = node.args
    elif isinstance(node, ast.Tuple):
        beside = node.elts
    else:
        return
    for one, many in pairwise(beside):
        if _is_marked(one) and _is_marked(many) and "{n}" in _text(one) and "{n}" in _text(many):
            yield one, many


def _is_marked(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return False
    return _called(node) in MARKS and isinstance(node.args[0], ast.Constant)


def _called(node: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def _text(node: ast.AST) -> str:
    """Return the text of a literal or of a marked one."""
    if isinstance(node, ast.Call):
        node = node.args[0]
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        raise ValueError(f"line {getattr(node, 'lineno', '?')}: a text to translate is written out in full")
    return node.value


class Plain(Catalog):
    """A catalogue whose header says what is needed to read it: no dates, no names, no versions of tools."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header fields."""
        return [
            ("Project-Id-Version", "Counterpane"),
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def path_of(language: str) -> Path:
    """Return where the catalogue of `language` is."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """Read the catalogue of `language` as it is."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def renewed(known: Catalog, found: Iterable[Message]) -> Plain:
    """Return a catalogue of what is `found` with the translations and comments that are `known`."""
    catalog = Plain(locale=known.locale, domain=DOMAIN, header_comment=known.header_comment, fuzzy=False)
    for message in found:
        old = known.get(message.one, message.context or None)
        kept = old is not None and bool(old.pluralizable) == bool(message.many)
        catalog.add(
            message.id,
            old.string if old and kept else None,
            flags={"python-brace-format"} if message.braces else set(),
            user_comments=old.user_comments if old else (),
            context=message.context or None,
        )
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """Return the file that the program reads."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def written(catalog: Catalog) -> bytes:
    """Return the file that translators read."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, no_location=True, sort_output=True)
    return file.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the messages that lack a translation, or one of its plural forms."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalog
        if message.id
        and not (all(message.string) if isinstance(message.string, tuple) else bool(message.string))
    ]


def update(language: str, found: Iterable[Message]) -> list[str]:
    """Bring one language up to date, both its files; return what lacks a translation."""
    catalog = renewed(read(language), found)
    path_of(language).write_bytes(written(catalog))
    path_of(language).with_suffix(".mo").write_bytes(compiled(catalog))
    return untranslated(catalog)


def main() -> None:
    """Update every language and say what is left to translate."""
    found = messages()
    for language in LANGUAGES:
        left = update(language, found)
        print(f"{language}: {len(left)} of {len(found)} messages to translate")
        print("".join(f"  {text}\n" for text in left), end="")


if __name__ == "__main__":
    main()
