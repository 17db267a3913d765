"""What happens when this program itself is at fault: one line with an id, and a report without data.

A fault in the middle of something the desk does in the background is told to the agent, and the desk goes
on; any other ends the program, with the terminal as it was before.

The report names the kind of error and the places in the code. Neither values nor messages go into it:
they could hold a customer's name.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from traceback import walk_tb

from store.wording import N_, Sentence, say

STATUS = 70
"""EX_SOFTWARE."""


def report(error: BaseException) -> int:
    """Write the report, tell its id on standard error and return the exit status."""
    from tui.plain import clean

    print(f"counterpane: {clean(noted(error))}", file=sys.stderr)
    return STATUS


def noted(error: BaseException) -> Sentence:
    """Write the report and return what to tell of it."""
    id_ = os.urandom(4).hex()
    try:
        path = _write(id_, error)
    except OSError:
        return say(N_("This is a fault of Counterpane ({id}). What was not finished was undone."), id=id_)
    return say(
        N_(
            "This is a fault of Counterpane ({id}). What was not finished was undone. "
            "A report without personal data is in {path}."
        ),
        id=id_,
        path=str(path),
    )


def _write(id_: str, error: BaseException) -> Path:
    from platformdirs import user_state_dir

    folder = Path(user_state_dir("counterpane", appauthor=False)) / "faults"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{id_}.txt"
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write("\n".join(lines(error)) + "\n")
    return path


def lines(error: BaseException) -> list[str]:
    """Describe where an error came from: kinds and places only."""
    found = [f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"]
    cause: BaseException | None = error
    while cause is not None and len(found) < 400:
        found.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        for frame, line in walk_tb(cause.__traceback__):
            code = frame.f_code
            place = Path(code.co_filename)
            found.append(f"  {place.parent.name}/{place.name}:{line} in {code.co_qualname}")
        cause = cause.__cause__ or cause.__context__
    return found
