"""Strict reading of plain data: every value has one type, every field is known, nothing is guessed.

Whatever is wrong is refused with the path of the field, such as ``policies[0].lines[1].duration``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from math import isfinite
from typing import NoReturn, TypeVar

from store.errors import StoreError, Unreadable
from store.rules.calendar import Duration, last_of_month
from store.rules.case import UnitDate
from store.wording import N_, Sentence, say

Value = TypeVar("Value")
Default = TypeVar("Default")
Reader = Callable[[object, str], Value]
"""Reads one value; the text is the path of its field."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DURATION = re.compile(r"([0-9]{1,6})([dwmy])")


def refuse(path: str, why: Sentence) -> NoReturn:
    """Refuse the case for the field at `path`."""
    sentence = say(N_("{field}: {why}"), field=path or "case", why=why)
    raise Unreadable("INVALID_CASE", sentence, field=path or "case")


def reason(error: StoreError) -> Sentence:
    """Return why a field was refused, without its name."""
    if isinstance(error.sentence, str):
        return say(N_("{why}"), why=error.sentence)
    why = error.sentence.values.get("why")
    return why if isinstance(why, Sentence) else error.sentence


class Fields:
    """The fields of one object, each read once and by its type."""

    def __init__(self, data: object, path: str, known: Collection[str]) -> None:
        """Take the object at `path`; it may have the `known` fields and no others."""
        if not isinstance(data, Mapping):
            refuse(path, say(N_("an object with named fields is expected.")))
        self._data = data
        self.path = path
        for name in data:
            if name not in known:
                refuse(self.at(str(name)), say(N_("there is no such field.")))

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def at(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def must(self, name: str, read: Reader[Value]) -> Value:
        """Read a field that has to be there."""
        if name not in self._data:
            refuse(self.at(name), say(N_("the field is missing.")))
        return read(self._data[name], self.at(name))

    def may(self, name: str, read: Reader[Value], default: Default) -> Value | Default:
        """Read a field that may be left out."""
        return read(self._data[name], self.at(name)) if name in self._data else default

    def maybe(self, name: str, read: Reader[Value]) -> Value | None:
        """Read a field that may be left out, None without it."""
        return read(self._data[name], self.at(name)) if name in self._data else None


def any_text(value: object, path: str) -> str:
    """Read text, which may be empty."""
    if not isinstance(value, str):
        refuse(path, say(N_("text is expected.")))
    return value


def text(value: object, path: str) -> str:
    """Read text that says something."""
    if not isinstance(value, str) or not value.strip():
        refuse(path, say(N_("text is expected.")))
    return value


def truth(value: object, path: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        refuse(path, say(N_("true or false is expected.")))
    return value


def whole(least: int, most: int) -> Reader[int]:
    """Return a reader of whole numbers from `least` to `most`."""

    def read(value: object, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            refuse(
                path, say(N_("a whole number from {least} to {most} is expected."), least=least, most=most)
            )
        return value

    return read


def amount(value: object, path: str) -> float:
    """Read a number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value < 0:
        refuse(path, say(N_("a number of 0 or more is expected.")))
    return value


def one_of(*words: str) -> Reader[str]:
    """Return a reader of one of some words."""

    def read(value: object, path: str) -> str:
        if not isinstance(value, str) or value not in words:
            refuse(path, say(N_("one of these is expected: {words}."), words=", ".join(words)))
        return value

    return read


def buyer(value: object, path: str) -> str:
    """Read the kind of buyer."""
    return one_of("consumer", "business")(value, path)


def many(read: Reader[Value]) -> Reader[tuple[Value, ...]]:
    """Return a reader of lists."""

    def read_all(value: object, path: str) -> tuple[Value, ...]:
        if not isinstance(value, list | tuple):
            refuse(path, say(N_("a list is expected.")))
        return tuple(read(item, f"{path}[{place}]") for place, item in enumerate(value))

    return read_all


def day(value: object, path: str) -> date:
    """Read a day, ``YYYY-MM-DD``."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    refuse(path, say(N_("a date such as 2026-11-21 is expected.")))


def unit_date(value: object, path: str) -> UnitDate:
    """Read a date of a unit, ``YYYY-MM-DD`` or ``YYYY-MM``."""
    if isinstance(value, str) and (month := _MONTH.fullmatch(value)):
        year, number = int(month[1]), int(month[2])
        if year and 1 <= number <= 12:
            return UnitDate(date(year, number, last_of_month(year, number)), month_only=True)
    elif isinstance(value, str) and _DAY.fullmatch(value):
        return UnitDate(day(value, path))
    refuse(path, say(N_("a date such as 2026-11-21, or 2026-11 for a month, is expected.")))


def duration(value: object, path: str) -> Duration:
    """Read a duration: a whole number and d, w, m or y."""
    if isinstance(value, str) and (match := _DURATION.fullmatch(value)):
        return Duration(int(match[1]), match[2])
    refuse(path, say(N_("a duration such as 90d, 2w, 12m or 3y is expected.")))
