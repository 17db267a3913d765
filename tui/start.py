"""Starting the app: what must happen before the framework is imported, and after the first paint.

The environment may name a driver class, a log file or a host for the framework to obey; a counter's terminal
does not. Keys typed while Python is still importing are kept by the terminal driver: raw mode is set first,
so that a scanner's Enter stays an Enter. Collecting garbage waits until the first screen stands; what lives
then lives for the day and is never looked at again.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.wording import N_, say
from store.wording import language as spoken

if TYPE_CHECKING:
    from store.services.door import Door
    from store.store import Store

FRAMES = "1000"
"""Frames per second at the most; nothing is drawn unless something changed."""
DEMO = 10
"""Exit status of the app when the agent asked for the demo in its place."""


def prepare() -> None:
    """Drop what the environment says to the framework and say what we want of it."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    os.environ["TEXTUAL_FPS"] = FRAMES


def need_a_terminal() -> None:
    """See that somebody can look at a screen and type: a pipe or a file at either end would wait for ever.

    Raises:
        Unreadable: NO_TERMINAL.
    """
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        template = N_(
            "The desk needs a terminal to open in. A script asks by verbs: counterpane show SERIAL."
        )
        raise Unreadable("NO_TERMINAL", say(template))


@contextmanager
def raw_terminal() -> Iterator[None]:
    """Keep typed keys as they are from now on; the terminal is as before afterwards."""
    try:
        import termios
    except ImportError:
        yield
        return
    if not sys.stdin.isatty():
        yield
        return
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    ours = termios.tcgetattr(number)
    ours[0] &= ~(termios.ICRNL | termios.INLCR)
    ours[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(number, termios.TCSANOW, ours)
    try:
        yield
    finally:
        with suppress(termios.error):  # the terminal was closed, and there is nothing to give back
            termios.tcsetattr(number, termios.TCSANOW, before)


def settle() -> None:
    """Begin to collect garbage, but never what the start has built."""
    gc.freeze()
    gc.enable()


def run(open_store: Callable[..., Store], door: Door | None = None) -> int:
    """Run the app on the store that `open_store` opens; return its exit status.

    Args:
        open_store: opens the store; given the proof as ``key`` where there is one.
        door: asks for a passphrase, where the desk has a door.
    """
    gc.disable()
    prepare()
    with raw_terminal():
        from tui.app import CounterpaneApp, LockedApp
        from tui.desk import Desk
        from tui.guard import keep_memory_private
        from tui.text import speak

        speak(spoken())
        desk = Desk(open_store, door)
        keep_memory_private()
        try:
            app = (LockedApp if desk.locked else CounterpaneApp)(desk, opened=settle)
            result = app.run()
        finally:
            desk.close()
            settle()
    if app.fault is not None:
        from tui.mishap import report

        return report(app.fault)
    return (app.return_code or 0) if result is None else result
