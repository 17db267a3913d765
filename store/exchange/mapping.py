"""Columns for fields: by what was asked for, by a preset, or by the titles of the file.

What is asked for by name wins over a preset, a preset over the titles. A title that stands over two
columns is refused where it would be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from store.exchange.columns import FIELDS, KEPT_WITH_TITLE, key, recognise
from store.exchange.plan import Plan
from store.exchange.presets import Preset, title_keys
from store.exchange.source import Source, unreadable
from store.exchange.titles import TITLES
from store.wording import N_, say

Mapped = Mapping[str, str] | Iterable[tuple[str, str]]
"""What ``--map`` gives: field → a title, ``#3`` for the third column, ``=text`` for the same in each row."""

IGNORE = "ignore"
"""The field for columns that are left out on purpose."""


def titles_of(source: Source) -> str:
    """Name the columns of a file, in one line."""
    return ", ".join(title or f"#{place}" for place, title in enumerate(source.columns, 1))[:1000]


def quoted(title: str) -> str:
    """Write a title as it is typed after ``--map field=``."""
    return title if re.fullmatch(r"[\w.#-]+", title) else '"' + title.replace('"', '\\"') + '"'


def mapped(
    source: Source, kind: str, known: Preset | None, pairs: list[tuple[str, str]], today: date
) -> Plan:
    """Return the plan with its columns and constants; dates are not looked at yet."""
    columns = _by_preset(source, known) if known else _by_titles(kind, source.columns)
    constants = dict(known.constants) if known else {}
    derived = dict(known.derived) if known else {}
    asked: dict[str, list[int]] = {}
    for name, column in pairs:
        if name not in FIELDS[kind] and name != IGNORE:
            names = ", ".join(FIELDS[kind])
            sentence = say(
                N_("{kind} have no field {name}; they have: {names}."), kind=kind, name=name, names=names
            )
            raise unreadable("NO_FIELD", sentence, field=name)
        derived.pop(name, None)
        constants.pop(name, None)
        if column.startswith("=") and column not in source.columns:
            columns.pop(name, None)
            constants[name] = column[1:]
        else:
            asked.setdefault(name, []).extend(_places(source, column))
    taken = {place for places in asked.values() for place in places}
    columns = {
        name: tuple(place for place in places if place not in taken) for name, places in columns.items()
    }
    for name, places in asked.items():
        if name != IGNORE:
            columns[name] = (*(columns.get(name, ()) if name in KEPT_WITH_TITLE else ()), *places)
    columns = {name: places for name, places in columns.items() if places}
    quantity = title_keys(source.columns).get(known.quantity) if known and known.quantity else None
    return Plan(
        source,
        kind,
        known.name if known else None,
        columns,
        constants,
        derived,
        today,
        titled=_titled(kind, columns, source.columns),
        ignored=frozenset(asked.get(IGNORE, ())),
        quantity=quantity,
    )


def _titled(kind: str, columns: Mapping[str, tuple[int, ...]], header: tuple[str, ...]) -> frozenset[int]:
    """Return the columns whose title is needed to understand a value that is kept as a note."""
    return frozenset(
        place
        for name in KEPT_WITH_TITLE
        for place in columns.get(name, ())
        if (len(columns[name]) > 1 and key(header[place]) not in TITLES[kind][name])
        or (name == "notes" and key(header[place]) not in (*TITLES[kind][name], "description"))
    )


def _by_titles(kind: str, header: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {name: (place,) for name, place in recognise(kind, header).items()}
    keys = [key(title) for title in header]
    for name, places in found.items():
        _refuse_twice(header, keys, name, places[0])
    return found


def _by_preset(source: Source, known: Preset) -> dict[str, tuple[int, ...]]:
    keys = title_keys(source.columns)
    found: dict[str, tuple[int, ...]] = {}
    for name, ways in known.columns.items():
        for way in ways:
            parts = (way,) if isinstance(way, str) else way
            places = tuple(keys[part] for part in parts if part in keys)
            if places and (isinstance(way, str) or len(places) == len(parts) or name == "address"):
                found[name] = places
                break
    used = {place for places in found.values() for place in places}
    notes = tuple(keys[title] for title in known.notes if title in keys and keys[title] not in used)
    if notes:
        found["notes"] = notes
    compared = [key(title) for title in source.columns]
    for name, places in found.items():
        for place in places:
            _refuse_twice(source.columns, compared, name, place)
    return found


def _refuse_twice(header: tuple[str, ...], keys: list[str], name: str, place: int) -> None:
    if keys.count(keys[place]) > 1:
        sentence = say(
            N_(
                "The title {title} stands over several columns. Say which one is "
                "meant: --map {name}=#{number}"
            ),
            title=header[place],
            name=name,
            number=place + 1,
        )
        raise unreadable("DUPLICATE_COLUMN", sentence, column=header[place])


def _places(source: Source, column: str) -> list[int]:
    """Find the column that ``--map`` names: by number, by its title, or by several titles joined with +."""
    header = source.columns
    if re.fullmatch(r"#[1-9]\d{0,3}", column) and column not in header:
        place = int(column[1:]) - 1
        if place < len(header):
            return [place]
    elif column:
        for names, wanted in ((list(header), column), ([key(title) for title in header], key(column))):
            if names.count(wanted) > 1:
                _refuse_twice(header, names, "FIELD", names.index(wanted))
            if wanted and wanted in names:
                return [names.index(wanted)]
        if "+" in column:
            return [place for part in column.split("+") for place in _places(source, part.strip())]
    sentence = say(
        N_("{file} has no column {column}. It has: {titles}."),
        file=source.path.name,
        column=column,
        titles=titles_of(source),
    )
    raise unreadable("NO_COLUMN", sentence, column=column)
