"""A paper as text of 42 columns, for a receipt printer, or of 80.

Every line fits, whatever the script; columns are aligned by cells. A table too broad for its columns becomes
a block of labels for each row. Rules are made of characters that every printer has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from store.paper.cells import centred, left, right, width, wrap
from store.paper.document import Block, Document, Fields, Heading, Items, Signatures, Table

WIDTHS = (42, 80)
GAP = 2
"""Blanks between columns."""
LABELS = 28
"""Cells of the labels at the most; on narrow paper two fifths of the line."""
NARROWEST = 10
"""Cells that a column of text needs, so that breaking its text still reads well."""
SIDE_BY_SIDE = 60
"""From so many cells on, two people sign beside each other."""


def text(document: Document, cells: int) -> str:
    """Return the paper as lines of at most `cells` cells."""
    lines = [*_head(document, cells), *_body(document, cells)]
    if document.foot:
        lines += ["", "-" * cells, *wrap(document.foot, cells)]
    # What may not be broken has stayed whole; printers know but one blank.
    return "".join(f"{line.rstrip()}\n" for line in lines).replace("\u00a0", " ").replace("\u202f", " ")


def _head(document: Document, cells: int) -> Iterator[str]:
    for line in document.desk:
        yield from (centred(part, cells) for part in wrap(line, cells))
    yield "=" * cells
    yield from (centred(part, cells) for part in wrap(document.title, cells))
    yield from (centred(part, cells) for part in wrap(document.number, cells))
    yield "=" * cells


def _body(document: Document, cells: int) -> Iterator[str]:
    most = min(LABELS, cells * 2 // 5)
    named = [label for block in document.blocks if isinstance(block, Fields) for label, _value in block.rows]
    labels = max((each for each in map(width, named) if each <= most), default=most)
    for block in document.blocks:
        yield ""
        yield from _block(block, cells, labels)


def _block(block: Block, cells: int, labels: int) -> list[str]:
    """Return one part of a paper; its labels take `labels` cells, as in all other parts."""
    if isinstance(block, Heading):
        return _heading(block.text, cells)
    if isinstance(block, Fields):
        return [line for label, value in block.rows for line in _field(label, value, cells, labels)]
    if isinstance(block, Table):
        return _table(block, cells)
    if isinstance(block, Items):
        return [line for item in block.texts for line in _hung("- ", item, cells)]
    if isinstance(block, Signatures):
        return _signatures(block.names, cells)
    return wrap(block.text, cells)


def _heading(title: str, cells: int) -> list[str]:
    *first, last = wrap(title, cells)
    dashes = cells - width(last) - 1
    return [*first, f"{last} {'-' * dashes}" if dashes > 0 else last]


def _field(label: str, value: str, cells: int, labels: int) -> list[str]:
    """Put a value beside its label; a label that is too broad has its first lines for itself."""
    names, values = wrap(label, labels), wrap(value, cells - labels - GAP)
    lead = len(names) - 1
    beside = [*[""] * lead, *values]
    names += [""] * (len(beside) - len(names))
    return [f"{left(name, labels + GAP)}{part}" for name, part in zip(names, beside, strict=True)]


def _hung(mark: str, item: str, cells: int) -> list[str]:
    lines = wrap(item, cells - len(mark))
    return [f"{' ' * len(mark) if n else mark}{line}" for n, line in enumerate(lines)]


def _table(table: Table, cells: int) -> list[str]:
    rows = [tuple(column.title for column in table.columns), *table.rows]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    widths = _fitted(widths, table, cells)
    if not widths:
        return _stacked(table, cells)
    first, *rest = [_row(row, table, widths) for row in rows]
    return [*first, "  ".join("-" * each for each in widths), *(line for row in rest for line in row)]


def _fitted(widths: list[int], table: Table, cells: int) -> list[int]:
    """Let the broadest columns of text give room, down to what can be read; nothing if that is too little."""
    widths = list(widths)
    while sum(widths) + GAP * (len(widths) - 1) > cells:
        texts = [n for n, column in enumerate(table.columns) if not column.right]
        broadest = max(texts, key=lambda n: widths[n], default=None)
        if broadest is None or widths[broadest] <= NARROWEST:
            return []
        widths[broadest] -= 1
    return widths


def _row(row: Sequence[str], table: Table, widths: Sequence[int]) -> list[str]:
    parts = [wrap(value, room) for value, room in zip(row, widths, strict=True)]
    tall = max(map(len, parts))
    lines = []
    for n in range(tall):
        line = [
            (right if column.right else left)(part[n] if n < len(part) else "", room)
            for part, column, room in zip(parts, table.columns, widths, strict=True)
        ]
        lines.append((" " * GAP).join(line))
    return lines


def _stacked(table: Table, cells: int) -> list[str]:
    """Return each row as its first value, and below it the others with their titles."""
    lines = []
    room = min(max((width(column.title) for column in table.columns[1:]), default=0), cells * 2 // 5)
    for first, *rest in table.rows:
        lines += wrap(first, cells)
        for column, value in zip(table.columns[1:], rest, strict=True):
            lines += [f"  {line}" for line in _field(column.title, value, cells - 2, room)]
    return lines


def _signatures(names: Sequence[str], cells: int) -> list[str]:
    if cells < SIDE_BY_SIDE or len(names) < 2:
        room = min(cells, SIDE_BY_SIDE // 2 + GAP)
        return [line for name in names for line in ("", "", "_" * room, *wrap(name, cells))]
    room = (cells - 2 * GAP * (len(names) - 1)) // len(names)
    gap = " " * (2 * GAP)
    parts = [wrap(name, room) for name in names]
    below = [
        gap.join(left(part[n] if n < len(part) else "", room) for part in parts)
        for n in range(max(map(len, parts)))
    ]
    return ["", "", gap.join("_" * room for _name in names), *below]
