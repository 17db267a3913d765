"""On which line of a TOML text a value stands.

`tomllib` says where a text stops being TOML, and nothing of where its values were. This scanner walks over
a text that `tomllib` has accepted and notes the line of every key, table and item under the path by which
errors name it: ``policy[0].lines[1].duration``.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_LONG = re.compile(r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}|\'\'\'(?:[^\']|\'{1,2}(?!\'))*\'{3,5}', re.DOTALL)


class Lines:
    """The lines of a TOML text, by path."""

    def __init__(self, text: str) -> None:
        """Walk over `text`, which is valid TOML with ``\\n`` line ends."""
        self._text = text
        self._at = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lines: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._document()

    def of(self, path: str) -> int:
        """Return the line of the value at `path`, from 1; of what is missing, where it should be."""
        while path and path not in self._lines:
            path = path[: path.rindex("[")] if path.endswith("]") else path.rpartition(".")[0]
        return self._lines.get(path, 1)

    def starts(self, path: str) -> list[int]:
        """Return the line of each item of a list of tables."""
        return [self._lines[f"{path}[{place}]"] for place in range(self._counts.get(path, -1) + 1)]

    def _document(self) -> None:
        table = ""
        while self._skip(_BLANK) < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> str:
        begin, listed = self._at, self._text.startswith("[[", self._at)
        self._at += 2 if listed else 1
        keys = self._keys()
        self._at += 2 if listed else 1
        path = ""
        for key in keys[: -1 if listed else None]:
            path = _join(path, key)
            if path in self._counts:
                path = f"{path}[{self._counts[path]}]"
        if listed:
            path = _join(path, keys[-1])
            self._note(path, begin)
            self._counts[path] = self._counts.get(path, -1) + 1
            path = f"{path}[{self._counts[path]}]"
        self._note(path, begin)
        return path

    def _pair(self, table: str) -> None:
        begin, path = self._at, table
        for key in self._keys():
            path = _join(path, key)
            self._note(path, begin)
        self._at += 1  # the equals sign
        self._value(path)

    def _keys(self) -> list[str]:
        """Read a key, dotted or not, and the blanks around it."""
        keys = []
        while True:
            self._skip(_SPACE)
            quoted = self._text[self._at] in "\"'"
            begin = self._at
            self._skip(_QUOTED if quoted else _BARE_KEY)
            keys.append(self._text[begin + 1 : self._at - 1] if quoted else self._text[begin : self._at])
            self._skip(_SPACE)
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, path: str) -> None:
        self._skip(_SPACE)
        self._note(path, self._at)
        first = self._text[self._at]
        if first == "[":
            self._items(path)
        elif first == "{":
            self._inline(path)
        elif self._text.startswith(('"""', "'''"), self._at):
            self._skip(_LONG)
        else:
            self._skip(_QUOTED if first in "\"'" else _BARE_VALUE)

    def _items(self, path: str) -> None:
        place, self._at = 0, self._at + 1
        while self._text[self._skip(_BLANK)] != "]":
            self._value(f"{path}[{place}]")
            place += 1
            self._comma()
        self._at += 1

    def _inline(self, path: str) -> None:
        self._at += 1
        while self._text[self._skip(_BLANK)] != "}":
            self._pair(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        if self._text[self._skip(_BLANK)] == ",":
            self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _note(self, path: str, at: int) -> None:
        self._lines.setdefault(path, bisect_right(self._starts, at))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
