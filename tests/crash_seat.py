"""A place at the desk: a program in a terminal, what stands on its screen, and what was promised there."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Callable
from typing import NamedTuple, NoReturn

import pyte
from crash_tap import kill

COLUMNS, LINES = 80, 24
SETTLED = 0.5
"""Seconds in which what was typed may not yet be in the draft."""
PATIENCE = 30.0
"""Seconds to wait for what must come."""
FORM, PICKED = "File the claim", "✓ no power"
"""What stands on the screen while a claim is typed, and once its fault is chosen."""
STATES = {"filed": "filed", "approved": "approved", "in service": "in_service", "ready": "ready"}
_NOTE = re.compile(r"In words {3,}(\S.*?)\s*$", re.MULTILINE)
_CLAIM = re.compile(r"^ ?([A-Z0-9]{2}-\d{6}) +\S (filed|approved|in service|ready)\b", re.MULTILINE)
_FILED = re.compile(r"([A-Z0-9]{2}-\d{6}) is filed")
_UNKNOWN = re.compile(
    rb"\x1b\[[?>=<][0-9;]*\$p|\x1b\[[>=<?][0-9;]*u|\x1b\[[0-9;:]*t|\x1bP[^\x1b]*\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
)
"""What pyte does not know."""
_TAIL = re.compile(rb"\x1b[^a-zA-Z]{0,40}$")


class Draft(NamedTuple):
    """What a claim's form holds."""

    fault: bool
    """Whether a fault is chosen."""
    note: str


NOTHING = Draft(False, "")


class Struck(Exception):
    """The moment has come."""


class Seat:
    """A place at the desk: the program, its screen, and what was promised there."""

    def __init__(self, start: Callable[[], NoReturn]) -> None:
        """Start the program by `start` in a child that has a terminal."""
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""
        self.end = float("inf")
        self.drafts: list[tuple[float, Draft]] = []
        self.promised: dict[str, str] = {}
        self.child, self._master = pty.fork()
        if self.child == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
                start()
            finally:
                os._exit(1)  # whatever happened there, this is not the harness

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self._screen.display)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def until(self, *texts: str, within: float = PATIENCE) -> str:
        """Wait for one of `texts`; return which.

        Raises:
            Struck: the moment has come before.
        """
        patience = time.monotonic() + within
        while True:
            seen = self.text
            for text in texts:
                if text in seen:
                    return text
            if time.monotonic() > patience:
                raise TimeoutError(f"none of {texts} is on the screen:\n{seen}")
            self.watch(0.05)

    def watch(self, seconds: float) -> bool:
        """Read what comes for at most so long; True if something did.

        Raises:
            Struck: the moment has come.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise Struck
        if not select.select([self._master], [], [], min(seconds, left))[0]:
            return False
        return self._read()

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.watch(left)

    def _read(self) -> bool:
        try:
            data = os.read(self._master, 65536)
        except OSError:  # there is no one at the other end
            return False
        data = _UNKNOWN.sub(b"", self._rest + data)
        tail = _TAIL.search(data)
        self._rest = data[tail.start() :] if tail else b""
        self._stream.feed(data[: tail.start()] if tail else data)
        self._note_down()
        return bool(data)

    def _note_down(self) -> None:
        seen = self.text
        for number, state in _CLAIM.findall(seen):
            self.promised[number] = STATES[state]
        for number in _FILED.findall(seen):
            self.promised.setdefault(number, "filed")
        if FORM in seen:
            self.drafts.append((time.monotonic(), self.draft()))

    def draft(self) -> Draft:
        """Return what stands in the form."""
        seen = self.text
        found = _NOTE.search(seen)
        note = found[1] if found and "what the customer says" not in found[1] else ""
        return Draft(PICKED in seen, note)

    def strike_within(self, seconds: float) -> NoReturn:
        """Let so much time pass; then the moment has come.

        Raises:
            Struck: always.
        """
        self.pause(seconds)
        raise Struck

    def hang_up(self, within: float) -> bool:
        """Take the terminal away, as a lost line does; say whether the program ended in so many seconds."""
        self._struck = time.monotonic()
        os.close(self._master)
        while not (ended := os.waitpid(self.child, os.WNOHANG)[0]):
            if time.monotonic() > self._struck + within:
                kill(self.child)
                os.waitpid(self.child, 0)
                break
            time.sleep(0.02)
        return bool(ended)

    def strike(self) -> None:
        """Kill the program, and read what it had already written."""
        self._struck = time.monotonic()
        kill(self.child)
        os.waitpid(self.child, 0)
        while select.select([self._master], [], [], 0)[0] and self._read():
            pass
        os.close(self._master)

    def settled(self) -> tuple[Draft, ...]:
        """Return what may be in the draft: what stood in the form `SETTLED` before the end, and all since.

        The form not having been open so long, it may also be what was there before: none is returned then.
        """
        kept: list[Draft] = []
        for at, draft in self.drafts:
            if at < self._struck - SETTLED:
                kept = [draft]
            elif kept:
                kept.append(draft)
        return tuple(dict.fromkeys(kept))
