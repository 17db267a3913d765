"""Regular expressions that are compiled when they are first used.

Compiling a few dozen of them takes longer than looking a unit up, and most commands use none.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Behaves as the compiled pattern once anything is asked of it."""

    def __init__(self, text: str, flags: int) -> None:
        self._source = (text, flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._source), name)
        self.__dict__[name] = found  # the next time it is found without asking here
        return found


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression; `text` and `flags` as for `re.compile`."""
    late: Any = _Late(text, flags)
    return cast("re.Pattern[str]", late)
