"""Rows become values: one by one, or by columns for speed, with the same outcome.

`parsed` reads row by row. `batches` looks at a whole column at once: if it is plain ASCII without outer
blanks, there is nothing to clean; values that repeat are read once. Only rows in which a cell is refused
go the slow way, so that both ways reject the same rows for the same reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from store.exchange.columns import JOINS, REQUIRED
from store.exchange.plan import Plan
from store.exchange.reader import BLANK, CHUNK, Chunk, Progress, Reject, Row, Tally, chunks, fitted
from store.exchange.values import DERIVED, SURE_SERIAL, Bad, Converter, converter
from store.wording import N_, Sentence, say

_SURE_SERIALS = re.compile(rf"(?:{SURE_SERIAL}\n)*")
_SURE_PHONES = re.compile(r"(?:(?:\+?[0-9][0-9 ()-]{2,30}[0-9])?\n)*")
_SURE_EMAILS = re.compile(r"(?:(?:[A-Za-z0-9._+-]{1,60}@[A-Za-z0-9.-]{1,60})?\n)*")

_REMEMBERED = 20_000
"""Distinct values of a column that are kept, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row that can be taken in: text is clean, dates are ISO text, numbers int, empty cells None."""

    kind: str
    line: int
    values: Mapping[str, object]
    cells: Sequence[str]
    """The row as it stands in the file, for whoever must reject it later."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Many rows by columns: ``columns[field][i]`` belongs to ``lines[i]``."""

    kind: str
    lines: Sequence[int]
    columns: Mapping[str, Sequence[object]]
    rejects: Sequence[Reject]
    records: Sequence[Sequence[str]]
    """The rows as they stand in the file; ``records[i]`` belongs to ``lines[i]``."""

    def reject(self, place: int, code: str, reason: Sentence, column: str | None = None) -> Reject:
        """Reject the row at `place`, which was read well and cannot be taken for another reason."""
        return Reject(self.lines[place], self.records[place], code, reason, column)

    def rows(self) -> Iterator[Parsed]:
        """Give the rows one by one."""
        names = list(self.columns)
        table = zip(*self.columns.values(), strict=True)
        for line, values, cells in zip(self.lines, table, self.records, strict=True):
            yield Parsed(self.kind, line, dict(zip(names, values, strict=True)), cells)


def parsed(
    plan: Plan, progress: Progress | None = None, tally: Tally | None = None
) -> Iterator[Parsed | Reject]:
    """Read every row of the plan's file, one by one."""
    tally = tally if tally is not None else Tally()
    work = _Work(plan)
    for chunk in chunks(plan.source, progress):
        work.forget()
        for found in fitted(plan.source, chunk, tally):
            outcome = work.row(found) if isinstance(found, Row) else found
            if isinstance(outcome, Parsed):
                tally.accepted += 1
            elif isinstance(found, Row):
                tally.rejected += 1
            yield outcome


def batches(
    plan: Plan, size: int = CHUNK, progress: Progress | None = None, tally: Tally | None = None
) -> Iterator[Batch]:
    """Read every row of the plan's file, `size` at a time and by columns."""
    tally = tally if tally is not None else Tally()
    work = _Work(plan)
    for chunk in chunks(plan.source, progress, size):
        batch = work.batch(chunk, tally)
        tally.accepted += len(batch.lines)
        yield batch


class _Work:
    """The converters of one plan, with what they remember."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.width = len(plan.source.header)
        self.titles = {place: plan.source.header[place] or f"#{place + 1}" for place in plan.titled}
        self.fields = plan.fields
        self.untitled = plan.untitled
        self.required = [name for name in REQUIRED[plan.kind] if name in plan.columns]
        self.mapped = [name for name in self.fields if name in plan.columns]
        mark, seen = plan.source.delimiter, plan.source.mended
        swallowed = self.width - 1 if mark and self.width > 2 else 0
        self.converters: dict[str, Converter] = {
            name: converter(
                name, plan.today, plan.styles.get(name), swallowed=swallowed, mark=mark, seen=seen
            )
            for name in plan.fields
            if name not in plan.derived
        }
        self.memos = {name: _Memo(self.converters[name]) for name in self.mapped}
        self.constants = {name: self._constant(name, text) for name, text in plan.constants.items()}

    def _constant(self, name: str, text: str) -> object:
        from store.exchange.source import unreadable

        value = self.converters[name](text)
        if isinstance(value, Bad):
            raise unreadable(value.code, value.reason, field=name)
        return value

    def forget(self) -> None:
        """Drop what is remembered of columns with too many different values."""
        for memo in self.memos.values():
            if len(memo) > _REMEMBERED:
                memo.clear()

    def row(self, row: Row) -> Parsed | Reject:
        """Read one row of the right width."""
        values: dict[str, object] = dict.fromkeys(self.fields)
        values.update(self.constants)
        for name in self.mapped:
            value = self.memos[name][self._cell(name, row.cells)]
            if value is None and name in self.required:
                value = Bad("MISSING", say(N_("There is no {name} in this row."), name=name))
            if isinstance(value, Bad):
                return self._reject(row, value.code, value.reason, self.plan.columns[name][0])
            values[name] = value
        for place in self.untitled:
            if row.cells[place].strip():
                return self._reject(
                    row, "UNNAMED_COLUMN", say(N_("A column without a title holds something.")), place
                )
        for name, function in self.plan.derived.items():
            given, derive = DERIVED[function]
            values[name] = derive(values.get(given))
        return Parsed(self.plan.kind, row.line, values, row.cells)

    def _reject(self, row: Row, code: str, reason: Sentence, place: int) -> Reject:
        title = self.plan.source.header[place] or f"#{place + 1}"
        return Reject(row.line, row.cells, code, reason, title)

    def _cell(self, name: str, cells: Sequence[str]) -> str:
        places = self.plan.columns[name]
        titled = self.titles
        if len(places) == 1 and places[0] not in titled:
            return cells[places[0]]
        parts = [
            f"{titled[place]}: {text}" if place in titled else text
            for place in places
            if (text := cells[place].strip())
        ]
        return JOINS.get(name, " ").join(parts)

    def batch(self, chunk: Chunk, tally: Tally) -> Batch:
        """Read a chunk by columns."""
        self.forget()
        lines, records = chunk.lines, chunk.records
        rejects: list[Reject] = []
        if not self.required or set(map(len, records)) != {self.width}:
            fit = list(fitted(self.plan.source, chunk, tally))
            rejects += [found for found in fit if isinstance(found, Reject)]
            rows = [found for found in fit if isinstance(found, Row)]
            lines, records = [row.line for row in rows], [list(row.cells) for row in rows]
        else:
            tally.rows += len(records)
        columns, refused = self._columns(records)
        if refused:
            rejects += self._refused(lines, records, refused, tally)
            kept = [place for place in range(len(records)) if place not in refused]
            lines, records = [lines[place] for place in kept], [records[place] for place in kept]
            columns = {name: [column[place] for place in kept] for name, column in columns.items()}
            rejects.sort(key=lambda reject: reject.line)
        return Batch(self.plan.kind, lines, self._whole(columns, len(lines)), rejects, records)

    def _refused(
        self, lines: Sequence[int], records: list[list[str]], refused: set[int], tally: Tally
    ) -> Iterator[Reject]:
        for place in sorted(refused):
            if not "".join(records[place]).strip(BLANK):
                tally.rows -= 1
                tally.blank += 1
                continue
            outcome = self.row(Row(lines[place], records[place]))
            if not isinstance(outcome, Reject):
                raise AssertionError("a row was refused by its columns and not by its cells")
            tally.rejected += 1
            yield outcome

    def _columns(self, records: list[list[str]]) -> tuple[dict[str, list[object]], set[int]]:
        """Convert each mapped column; say which rows hold something bad."""
        columns: dict[str, list[object]] = {}
        refused: set[int] = set()
        for name in self.mapped:
            places = self.plan.columns[name]
            if len(places) == 1 and places[0] not in self.titles:
                place = places[0]
                cells = [cells[place] for cells in records]
            else:
                cells = [self._cell(name, cells) for cells in records]
            values = self._sure(name, cells)
            if values is None:
                memo = self.memos[name]
                memo.bad = False
                values = [memo[cell] for cell in cells]
                if memo.bad:
                    refused.update(place for place, value in enumerate(values) if isinstance(value, Bad))
            if name in self.required and None in values:
                refused.update(place for place, value in enumerate(values) if value is None)
            columns[name] = values
        for place in self.untitled:
            refused.update(
                number for number, cells in enumerate(records) if cells[place] and cells[place].strip()
            )
        return columns, refused

    def _sure(self, name: str, cells: list[str]) -> list[object] | None:
        """Return the column as it is if one look shows that nothing is to be done."""
        look = _LOOKS.get(name)
        return look(cells) if look else None

    def _whole(self, columns: dict[str, list[object]], count: int) -> dict[str, Sequence[object]]:
        """Add the constants and what is derived, in the order of the fields."""
        whole: dict[str, Sequence[object]] = {}
        for name in self.fields:
            if name in columns:
                whole[name] = columns[name]
            elif name in self.constants:
                whole[name] = [self.constants[name]] * count
        for name, function in self.plan.derived.items():
            given, derive = DERIVED[function]
            whole[name] = [derive(value) for value in whole.get(given, [None] * count)]
        return {name: whole[name] for name in self.fields}


class _Memo(dict[str, object]):
    """Cell → value, each distinct cell converted once; what is bad is converted again each time."""

    def __init__(self, convert: Converter) -> None:
        super().__init__()
        self.convert = convert
        self.bad = False

    def __missing__(self, cell: str) -> object:
        value = self.convert(cell)
        if isinstance(value, Bad):
            self.bad = True
        else:
            self[cell] = value
        return value


def _look_at_serials(cells: list[str]) -> list[object] | None:
    blob = "\n".join(cells) + "\n"
    if _SURE_SERIALS.fullmatch(blob) and max(map(len, cells)) <= 64:
        return list[object](cells)
    return None


def _look_at_phones(cells: list[str]) -> list[object] | None:
    return _plain(_SURE_PHONES, cells)


def _look_at_emails(cells: list[str]) -> list[object] | None:
    return _plain(_SURE_EMAILS, cells)


def _plain(pattern: re.Pattern[str], cells: list[str]) -> list[object] | None:
    return [cell or None for cell in cells] if pattern.fullmatch("\n".join(cells) + "\n") else None


def _look_at_names(cells: list[str]) -> list[object] | None:
    plain = "".join(cells)
    if not (plain.isascii() and plain.isprintable()) or max(map(len, cells), default=0) > 200:
        return None
    if cells != list(map(str.strip, cells)):
        return None
    return [cell or None for cell in cells] if "" in cells else list[object](cells)


_LOOKS: Mapping[str, Callable[[list[str]], list[object] | None]] = {
    "serial": _look_at_serials,
    "phone": _look_at_phones,
    "email": _look_at_emails,
    "customer": _look_at_names,
    "name": _look_at_names,
    "id": _look_at_names,
    "number": _look_at_names,
    "claim": _look_at_names,
}
