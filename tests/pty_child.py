"""Run the program with a fault planted in it: ``pty_child.py MODULE:NAME[#CALLS] WORD …``.

The named function raises an error that carries a customer's name, in its message and in its variables, after
so many calls have gone well.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

CANARY = "ZEBEDEE"


def plant(where: str) -> None:
    """Let the function at `where` fail."""
    place, _, calls = where.partition("#")
    module, _, name = place.partition(":")
    owner: Any = import_module(module)
    *outer, last = name.split(".")
    for part in outer:
        owner = getattr(owner, part)
    setattr(owner, last, broken(getattr(owner, last), int(calls or 0)))


def broken(whole: Callable[..., Any], calls: int) -> Callable[..., Any]:
    """Return a function that does what `whole` does so many times and then fails."""
    left = [calls]

    def fails() -> None:
        left[0] -= 1
        if left[0] < 0:
            customer = f"{CANARY} +380 44 555"
            raise LookupError(customer)

    def plain(*args: Any, **options: Any) -> Any:
        fails()
        return whole(*args, **options)

    async def later(*args: Any, **options: Any) -> Any:
        fails()
        return await whole(*args, **options)

    return later if inspect.iscoroutinefunction(whole) else plain


if __name__ == "__main__":
    fault, words = sys.argv[1], sys.argv[2:]
    from tui.__main__ import main
    from tui.start import prepare

    prepare()
    plant(fault)
    sys.exit(main(words))
