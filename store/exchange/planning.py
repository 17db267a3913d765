"""Which column means what, decided before the first row is taken in.

`choose` puts together the mapping — what was asked for, a preset, or the titles — and surveys the file:
how dates are written, whether untitled columns hold something. What cannot be told is refused with the
very option to type; what was assumed is a notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from store.errors import Unreadable
from store.exchange.columns import DATES, FIELDS, KEPT_WITH_TITLE, KINDS, REQUIRED, TITLES, key, likely_kind, recognise
from store.exchange.dates import Style
from store.exchange.presets import PRESETS, Preset, detect, preset_named, title_keys
from store.exchange.source import Notice, Source, unreadable
from store.wording import N_, Sentence, say

Mapped = Mapping[str, str] | Iterable[tuple[str, str]]
"""What ``--map`` gives: field → a title, ``#3`` for the third column, ``=text`` for the same text in each row."""

IGNORE = "ignore"
"""The field for columns that are left out on purpose."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one file are read."""

    source: Source
    kind: str
    preset: str | None
    columns: Mapping[str, tuple[int, ...]]
    """Field → columns, from 0; several are joined."""
    constants: Mapping[str, str]
    derived: Mapping[str, str]
    today: date
    titled: frozenset[int] = frozenset()
    """Columns kept as notes with their title before each value."""
    ignored: frozenset[int] = frozenset()
    styles: Mapping[str, Style] = field(default_factory=dict)
    """How the dates of each mapped field are written."""
    quantity: int | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that rows will have, in the order in which they are checked."""
        return tuple(
            name
            for name in FIELDS[self.kind]
            if name in self.columns or name in self.constants or name in self.derived
        )

    @property
    def date_order(self) -> str | None:
        """How dates are written: dmy, mdy, ymd (ISO too), mixed; None without dates of three numbers or ISO."""
        orders = {
            "ymd" if style.family == "year" else style.order
            for style in self.styles.values()
            if style.family in {"year", "three"}
        }
        return None if not orders else orders.pop() if len(orders) == 1 else "mixed"

    @property
    def untitled(self) -> tuple[int, ...]:
        """Columns without a title that nobody mapped or left out; they must be empty."""
        used = {place for places in self.columns.values() for place in places} | self.ignored
        return tuple(
            place for place, title in enumerate(self.source.columns) if not title and place not in used
        )


def choose(
    source: Source,
    kind: str | None = None,
    preset: str | None = None,
    mapping: Mapped | None = None,
    *,
    date_order: str | None = None,
    today: date | None = None,
) -> Plan:
    """Decide how to read `source`.

    Args:
        source: What `sniff` found.
        kind: units, ratings, customers, products or claims; told from the titles if not given.
        preset: The name of a preset; told from the titles if not given.
        mapping: Columns for fields, over what the preset or the titles say.
        date_order: dmy, mdy or ymd, for dates of three numbers.
        today: The day of the import; the day of the machine if not given.

    Raises:
        Unreadable: NO_MAPPING, MISSING_COLUMN, NO_COLUMN, NO_FIELD, DUPLICATE_COLUMN, UNNAMED_COLUMN,
            NO_PRESET, AMBIGUOUS_DATES or CONTRADICTORY_DATES.
    """
    from store.exchange.survey import surveyed

    pairs = list(mapping.items() if isinstance(mapping, Mapping) else mapping or ())
    known = _known_preset(preset) or detect(source.columns, kind)
    if known is not None and kind not in {None, known.kind}:
        known = None
    kind = kind or (known.kind if known else None) or _kind_of(source, pairs)
    if kind not in KINDS:
        raise unreadable(
            "NO_KIND",
            say(N_("{kind} cannot be read from a table; {kinds} can."), kind=kind, kinds=", ".join(KINDS)),
        )
    plan = _mapped(source, kind, known, pairs, today or date.today())
    _check_required(plan, known)
    return surveyed(replace(plan, notices=(*plan.notices, *_unused(plan, known))), date_order)


def _known_preset(name: str | None) -> Preset | None:
    if name is None:
        return None
    found = preset_named(name)
    if found is None:
        names = ", ".join(preset.name for preset in PRESETS)
        raise unreadable(
            "NO_PRESET", say(N_("There is no preset {name}; there are: {names}."), name=name, names=names)
        )
    return found


def _kind_of(source: Source, pairs: list[tuple[str, str]]) -> str:
    asked = {name for name, _ in pairs} - {IGNORE}
    likely = likely_kind(source.columns)
    if likely and asked <= set(FIELDS[likely]):
        return likely
    if asked:
        for kind in ("units", "ratings", "claims", "customers", "products"):
            if asked <= set(FIELDS[kind]) and asked & set(REQUIRED[kind]):
                return kind
    raise _nothing_fits(source)


def _nothing_fits(source: Source) -> Unreadable:
    titles = titles_of(source)
    first = source.columns[0] if source.columns else ""
    if _looks_like_data(source.columns):
        sentence = say(
            N_(
                "The first line of {file} looks like data: {titles}. Put a line with titles above it, such as "
                "serial, product, customer, invoiced."
            ),
            file=source.path.name,
            titles=titles,
        )
    else:
        sentence = say(
            N_(
                "No column of {file} is known. It has: {titles}. Say what they are, for example: "
                "--as units --map serial={first}"
            ),
            file=source.path.name,
            titles=titles,
            first=quoted(first),
        )
    return unreadable("NO_MAPPING", sentence, columns=list(source.columns))


def _looks_like_data(header: tuple[str, ...]) -> bool:
    return any(re.fullmatch(r"[\d\s./:+-]{3,}", title) for title in header)


def titles_of(source: Source) -> str:
    """Name the columns of a file, in one line."""
    return ", ".join(title or f"#{place}" for place, title in enumerate(source.columns, 1))[:1000]


def quoted(title: str) -> str:
    """Write a title as it is typed after ``--map field=``."""
    return title if re.fullmatch(r"[\w.#-]+", title) else '"' + title.replace('"', '\\"') + '"'


def _mapped(
    source: Source, kind: str, known: Preset | None, pairs: list[tuple[str, str]], today: date
) -> Plan:
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
        if len(columns[name]) > 1 and key(header[place]) not in TITLES[kind][name]
        or name == "notes" and key(header[place]) not in (*TITLES[kind][name], "description")
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
                "The title {title} stands over several columns. Say which one is meant: --map {name}=#{number}"
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
        for names in (list(header), [key(title) for title in header]):
            wanted = column if names == list(header) else key(column)
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


def _check_required(plan: Plan, known: Preset | None) -> None:
    for name in REQUIRED[plan.kind]:
        if name in plan.columns or plan.constants.get(name):
            continue
        option = _offer(plan, known, name)
        sentence = say(
            N_(
                "{file} has no column for {name}, which {kind} need. It has: {titles}. If one of them holds it, say so: {option}"
            ),
            file=plan.source.path.name,
            name=name,
            kind=plan.kind,
            titles=titles_of(plan.source),
            option=option,
        )
        raise unreadable(
            "MISSING_COLUMN", sentence, field=name, option=option, columns=list(plan.source.columns)
        )


def _offer(plan: Plan, known: Preset | None, name: str) -> str:
    """Return the very option to type."""
    if name in DATES:
        return f"--map {name}=COLUMN, or --map {name}=={plan.today.isoformat()}"
    keys = title_keys(plan.source.columns)
    if name == "serial" and known and known.instead_of_serial in keys:
        return f"--map serial={quoted(plan.source.columns[keys[known.instead_of_serial]])}"
    return f"--map {name}=COLUMN"


def _unused(plan: Plan, known: Preset | None) -> tuple[Notice, ...]:
    used = {place for places in plan.columns.values() for place in places} | plan.ignored | {plan.quantity}
    left = [title for place, title in enumerate(plan.source.columns) if title and place not in used]
    if not left:
        return ()
    sentence: Sentence = say(
        N_(
            "Not taken in: {titles}. To keep one as a note: --map {notes}={first}; to leave it out: --map ignore={first}"
        ),
        titles=", ".join(left)[:1000],
        notes="notes" if "notes" in FIELDS[plan.kind] else "comment" if plan.kind == "ratings" else "note",
        first=quoted(left[0]),
    )
    return (Notice("UNUSED_COLUMNS", sentence, ask=known is None),)
