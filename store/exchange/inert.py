"""Cells that no spreadsheet computes, and the way back from them.

An export for spreadsheets carries our titles behind a byte order mark; by these it is known again, and each
cell comes back as it was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.tables import listings

if TYPE_CHECKING:
    from store.exchange.source import Source

_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@|%＝＋－＠｜％﹦﹢﹣﹫﹪'\t\r\n]")
"""What a spreadsheet may take for a formula; a leading apostrophe too, or two cells would become one."""


def harmless(value: object) -> object:
    """Return a cell that no spreadsheet computes."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def restored(cell: str) -> str:
    """Return a cell as it was before `harmless`."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell


def is_inert(source: Source) -> bool:
    """Tell whether a file is one of our own exports for spreadsheets."""
    return source.bom and any(source.columns == listings.columns(kind) for kind in listings.LISTINGS)
