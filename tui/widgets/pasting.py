"""What becomes of pasted text in an entry of one line: all of it is taken, or none of it, and it is said.

The framework keeps the first line of a paste and drops the others in silence. Here the lines are joined with
blanks; what is too long for any field is refused as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from store.wording import N_, Sentence, say
from tui.text import clean, number

LONGEST = 10_000
"""Letters of a paste; the longest field of the store takes as many."""


@dataclass
class Told(Message):
    """The agent is to know this about what was pasted; screens say it."""

    what: Sentence


def one_line(text: str, longest: int = LONGEST) -> tuple[str, Sentence | None]:
    """Return pasted text on one line, and what is to be said of it.

    Args:
        text: what was pasted.
        longest: so many letters fit, the blanks between the lines included.

    Returns:
        The text, empty if it is refused or if there is none; a sentence, None where nothing is remarkable.
    """
    length = len(text)
    if length <= 4 * longest:
        lines = [line for part in text.splitlines() if (line := clean(part, 4 * longest).strip())]
        joined = " ".join(lines)
        length = len(joined)
        if length <= longest:
            return joined, _joined(len(lines))
    template = N_(
        "Nothing was pasted: it has {length} characters, and at most {longest} fit here. "
        "Paste less of it; it is never cut silently."
    )
    return "", say(template, length=number(length), longest=number(longest))


def first_line(text: str, longest: int) -> tuple[str, Sentence | None]:
    """Return the first line of a list of serials, and say that it is not the only one.

    Args:
        text: what was pasted into a search, where a joined line would find nothing.
        longest: so many letters fit.
    """
    lines = [line for line in text[: 4 * LONGEST].splitlines() if not line.isspace() and line]
    if len(lines) < 2:
        return one_line(text, longest)
    found, told = one_line(lines[0], longest)
    first = N_("{n} lines were pasted; only the first is searched for.")
    if len(text) > 4 * LONGEST:
        first = N_("Many lines were pasted; only the first is searched for.")
    return found, told or say(first, n=len(lines))


def _joined(count: int) -> Sentence | None:
    return say(N_("{n} lines were joined into one."), n=count) if count > 1 else None
