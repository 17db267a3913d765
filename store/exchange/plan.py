"""How the rows of one file are read: what `planning.choose` decides and `parsing` follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from store.exchange.columns import FIELDS
from store.exchange.dates import Style
from store.exchange.source import Notice, Source


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
        """How dates are written: dmy, mdy, ymd (ISO too) or mixed; None where nothing shows it."""
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
