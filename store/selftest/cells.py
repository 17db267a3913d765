"""Reading the cells of golden tables as people fill them in: spaces around, blank or "n/a" for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import inf

from store.rules import nps

Row = Mapping[str, str]
POINTS = 6e-7
"""How far a number of six decimals may be off."""
RELATIVE = 1e-8
"""How far a probability of ten figures may be off."""
NOTHING = "n/a"


def tidy(rows: Iterable[Mapping[str, object]], literal: str = "raw") -> list[Row]:
    """Return the rows with something in them, without spaces around names and cells.

    Args:
        rows: as `csv.DictReader` gives them: a short row lacks cells, a long one has some without a name.
        literal: the column whose cells are kept as they are, since their spaces are what is tested.
    """
    found: list[Row] = []
    for row in rows:
        cells = {(name or "").strip(): "" if cell is None else str(cell) for name, cell in row.items()}
        if any(cell.strip() for cell in cells.values()):
            found.append({name: cell if name == literal else cell.strip() for name, cell in cells.items()})
    return found


def blank(cell: str) -> bool:
    """Say whether a cell means that there is no value."""
    return cell.casefold() in ("", NOTHING)


def whole(row: Row, name: str, default: int = 0) -> int:
    """Return a count; a blank cell is the default.

    Raises:
        ValueError: the cell is no whole number from 0.
    """
    cell = row.get(name, "")
    if blank(cell):
        return default
    value = Fraction(cell)
    if value.denominator != 1 or value < 0:
        raise ValueError(cell)
    return int(value)


def counts(row: Row, *names: str) -> nps.Counts:
    """Return promoters, passives and detractors, or whatever three counts stand in those cells."""
    first, second, third = (whole(row, name) for name in names)
    return first, second, third


class Differences(list[str]):
    """Collects what is otherwise than expected."""

    def same(self, name: str, found: object, wanted: object) -> None:
        """Expect equality."""
        if found != wanted:
            self.append(f"{name}: {found!r}, expected {wanted!r}")

    def exactly(self, name: str, found: Fraction | None, wanted: str) -> None:
        """Expect a fraction; a blank cell expects none."""
        self.same(name, found, None if blank(wanted) else Fraction(wanted))

    def near(self, name: str, found: Fraction | float | None, wanted: str, *, relative: bool = False) -> None:
        """Expect a number, to as many figures as the table gives; of a blank cell, nothing is expected."""
        if blank(wanted):
            return
        value, goal = inf if found is None else float(found), float(wanted)
        if value != goal and not abs(value - goal) <= (RELATIVE * abs(goal) if relative else POINTS):
            self.append(f"{name}: {value!r}, expected {wanted}")
