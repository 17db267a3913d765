"""A program in a terminal of its own, and the moment at which something stands on its screen.

A thread does nothing but read and stamp what the program writes, so that the emulator's own time is in no
figure.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, SimpleQueue

import pyte

COLUMNS, LINES = 80, 24
_UNKNOWN = re.compile(
    rb"\x1b\[[?>=<][0-9;]*\$p|\x1b\[[>=<?][0-9;]*u|\x1b\[[0-9;:]*t|\x1bP[^\x1b]*\x1b\\\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\\\)"
)
"""What pyte does not know."""
_TAIL = re.compile(rb"\x1b[^a-zA-Z]{0,40}$")


class Terminal:
    """A program that runs in 80 columns and 24 lines."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start the program."""
        self.bytes = 0
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._read: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
        self._rest = b""
        sys.setswitchinterval(0.0002)
        self.started = time.monotonic()
        self._child, self._master = pty.fork()
        if self._child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.execve(
                argv[0], list(argv), {**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            self._read.put((time.monotonic(), data))

    def text(self) -> str:
        """Return what is on the screen."""
        return "\n".join(self._screen.display)

    def type(self, keys: str) -> float:
        """Send keys; return when."""
        now = time.monotonic()
        os.write(self._master, keys.encode())
        return now

    def until(self, seen: Callable[[str], bool], within: float = 20) -> float:
        """Return when `seen` first held for the text on the screen.

        Raises:
            TimeoutError: it did not, `within` so many seconds.
        """
        end = time.monotonic() + within
        while time.monotonic() < end:
            stamp = self._feed(0.05)
            if stamp is not None and seen(self.text()):
                return stamp
        raise TimeoutError(f"not on the screen:\n{self.text()}")

    def settle(self, quiet: float = 0.15) -> None:
        """Read until nothing came for `quiet` seconds."""
        while self._feed(quiet) is not None:
            pass

    def _feed(self, wait: float) -> float | None:
        try:
            stamp, data = self._read.get(timeout=wait)
        except Empty:
            return None
        self.bytes += len(data)
        data = _UNKNOWN.sub(b"", self._rest + data)
        tail = _TAIL.search(data)
        self._rest = data[tail.start() :] if tail else b""
        self._stream.feed(data[: tail.start()] if tail else data)
        return stamp

    def close(self) -> None:
        """End the program."""
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._master)
