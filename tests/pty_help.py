"""The real program in a terminal of its own: every byte it writes, and how it leaves the terminal.

What a program may send to a terminal is told by a list of what the framework sends (`OURS`); whatever else
begins with ESC or is a control character came from data.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tui.text import CONTROL

ROOT = Path(__file__).parent.parent
CHILD = Path(__file__).parent / "pty_child.py"
"""Runs the program with a fault planted in it."""
PATIENCE = 60.0
"""Seconds until a program that does not answer is given up."""

_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[P\]_^X][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|[\x80-\x9f]"
)
OURS = re.compile(
    r"\x1b\["
    r"(?:[0-9;:]*m"  # colours
    r"|[0-9]*;?[0-9]*H|[0-9]*[ABCDGJK]"  # where to write, what to empty
    r"|\?(?:25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048|7)[hl]"  # modes
    r"|\?(?:2026|2048|1016)\$p|>[0-9]+u|<u)"  # questions, keys, cursor
    r"|\x1b\]22;[a-z-]+\x07"  # the shape of the mouse's pointer
)
_MODES = re.compile(r"\x1b\[\?([0-9]+)([hl])")
QUIET = {"1049": "l", "1000": "l", "1003": "l", "1015": "l", "1006": "l", "1004": "l", "2004": "l", "25": "h"}
"""How a program leaves the terminal: no second screen, no mouse, no paste marks, a cursor."""


class Session:
    """A program in a terminal; use it in a ``with`` block."""

    def __init__(
        self, argv: Sequence[str], environment: Mapping[str, str], *, columns: int = 80, lines: int = 24
    ) -> None:
        self._master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.before = termios.tcgetattr(self._slave)
        self.stream = b""
        self._seen = 0
        self.process = subprocess.Popen(
            argv,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env={"TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
            preexec_fn=self._own_terminal,  # noqa: PLW1509 - nothing else runs here
            cwd=ROOT,
        )

    def _own_terminal(self) -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)
        os.close(self._slave)

    def feed(self, wait: float) -> bool:
        """Read what comes within `wait` seconds; say whether anything came."""
        if not select.select([self._master], [], [], wait)[0]:
            return False
        self.stream += os.read(self._master, 65536)
        return True

    def settle(self, quiet: float = 0.15) -> None:
        """Read until nothing came for `quiet` seconds."""
        while self.feed(quiet):
            pass

    def until(self, text: str) -> None:
        """Read until `text` was written since the last time."""
        end = time.monotonic() + PATIENCE
        while text not in (shown := written(self.stream[self._seen :])):
            if time.monotonic() > end or (self.process.poll() is not None and not self.feed(0)):
                raise TimeoutError(f"{text!r} was not written, but {shown[-2000:]!r}")
            self.feed(0.05)
        self.settle()
        self._seen = len(self.stream)

    def type(self, keys: str) -> None:
        """Send keys as they are, and read what comes of them."""
        self._seen = len(self.stream)
        os.write(self._master, keys.encode())
        self.settle()

    def signal(self, number: int) -> None:
        """Send a signal to the program alone."""
        os.kill(self.process.pid, number)

    def end(self) -> int:
        """Read until the program has ended; return its exit status."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            self.feed(0.02)
            if time.monotonic() > end:
                self.signal(signal.SIGKILL)
        self.settle(0.05)
        return self.process.wait()

    @property
    def after(self) -> list[Any]:
        """How the terminal is set now."""
        return termios.tcgetattr(self._slave)

    def is_clean(self) -> bool:
        """Say whether the terminal is as it was: settings, screen, mouse, cursor."""
        last = dict(_MODES.findall(self.stream.decode("utf-8", "replace")))
        return self.after == self.before and {**QUIET, **last} == {**last, **QUIET}


def written(stream: bytes) -> str:
    """Return the letters of a stream, without what acts on the terminal."""
    return _SEQUENCE.sub("", stream.decode("utf-8", "replace"))


def foreign(stream: bytes) -> list[str]:
    """Return what is in a stream that neither the framework nor our text would write."""
    text = stream.decode("utf-8", "surrogateescape")
    strange = [found for found in _SEQUENCE.findall(text) if not OURS.fullmatch(found)]
    rest = _SEQUENCE.sub("", text).replace("\r", "").replace("\n", "")
    return strange + CONTROL.findall(rest)


def program(*words: str, fault: str = "") -> list[str]:
    """Return how the program is started, with a fault planted in it or without."""
    if fault:
        return [sys.executable, str(CHILD), fault, *words]
    return [sys.executable, "-m", "tui", *words]


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which everything a program keeps lies below `home`."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    (home / "tmp").mkdir(exist_ok=True)
    return {
        **kept,
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONPATH": str(ROOT),
        "COUNTERPANE_LANG": "en",
        "LANG": "C.UTF-8",
        "USER": "olena",
    }
