"""Every call by which a program changes its files, seen before the kernel carries it out.

The way is seccomp's user notification (Linux 5.0 or newer, no privilege, no compiler): the program under test
installs a filter that hands such calls to us, and waits; we let the call happen, fail it, or end the program
in the middle of it. Only calls on files below one folder are counted, and those on the file of answers.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ARCHES = {"x86_64": (0xC000003E, 317), "aarch64": (0xC00000B7, 277)}
"""What the kernel calls the machine, and the number of seccomp(2) there."""
NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "write": (1, 64), "pwrite64": (18, 68), "writev": (20, 66), "pwritev": (296, 70),
    "fsync": (74, 82), "fdatasync": (75, 83), "ftruncate": (77, 46), "fallocate": (285, 47),
    "open": (2, None), "openat": (257, 56), "unlink": (87, None), "unlinkat": (263, 35),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "link": (86, None),
    "linkat": (265, 37), "sendfile": (40, 71), "copy_file_range": (326, 285),
}  # fmt: skip
"""System calls by name: on x86_64, on aarch64."""
READS: dict[str, tuple[int | None, int | None]] = {"pread64": (17, 67)}
"""Those that change nothing; watched only if asked for, since there are many."""
BY_FD = ("pread64", "write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "ftruncate", "fallocate")
PATHS = {
    "open": 0, "openat": 1, "unlink": 0, "unlinkat": 1, "rename": 0, "renameat": 1, "renameat2": 1,
    "link": 0, "linkat": 1,
}  # fmt: skip
"""Which argument names the file, for calls that take a name."""
TARGETS = {"rename": 1, "renameat": 3, "renameat2": 3, "link": 1, "linkat": 3}
"""Which argument names the new name."""
_ALLOW, _NOTIFY = 0x7FFF0000, 0x7FC00000
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_NEW_LISTENER, _SET_FILTER, _NO_NEW_PRIVS = 8, 1, 38
_RECEIVE, _SEND, _CONTINUE = 0xC0502100, 0xC0182101, 1
_PATH_MAX = 4096


class Call(NamedTuple):
    """One call that waits for our leave."""

    number: int
    """Its place among the calls on the watched files, from 1; 0 for the file of answers."""
    name: str
    path: str
    args: tuple[int, ...]
    pid: int

    def data(self) -> bytes:
        """Return what is about to be written."""
        return _memory(self.pid, self.args[1], self.args[2])

    def place(self) -> int:
        """Return where in the file it will be written."""
        if self.name == "pwrite64":
            return self.args[3]
        facts = Path(f"/proc/{self.pid}/fdinfo/{self.args[0]}").read_text("ascii").split()
        appending = int(facts[3], 8) & os.O_APPEND
        return os.stat(self.path).st_size if appending else int(facts[1])

    def target(self) -> str:
        """Return the new name in a rename."""
        return _name(self.pid, self.args[TARGETS[self.name]], self.args, TARGETS[self.name] - 1)


Decide = Callable[[Call], int]
"""Returns 0 to let a call happen, or the errno with which it fails; may kill `Call.pid` instead."""


class Refused(Exception):
    """This kernel does not let us watch."""


def _filter(reads: bool) -> ctypes.Array[ctypes.c_char]:
    arch, _ = ARCHES[platform.machine()]
    column = list(ARCHES).index(platform.machine())
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _ALLOW), (_LOAD, 0, 0, 0)]
    for numbers in {**NUMBERS, **(READS if reads else {})}.values():
        number = numbers[column]
        if number is not None:
            steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _NOTIFY)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    raw = b"".join(struct.pack("HBBI", *step) for step in steps)
    return ctypes.create_string_buffer(raw, len(raw))


def install(to: socket.socket, *, reads: bool = False) -> None:
    """Ask, in the program under test, that its calls be handed to whoever holds the other end of `to`.

    Raises:
        Refused: the kernel, or the container it runs in, does not allow it.
    """
    if platform.system() != "Linux" or platform.machine() not in ARCHES:
        raise Refused(f"no seccomp on {platform.system()} {platform.machine()}")
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    code = _filter(reads)
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(code)))
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    listener = libc.syscall(ARCHES[platform.machine()][1], _SET_FILTER, _NEW_LISTENER, program)
    if listener < 0:
        raise Refused(os.strerror(ctypes.get_errno()))
    socket.send_fds(to, [b"!"], [listener])
    os.close(listener)


def why_not() -> str:
    """Return why this machine does not let us watch; empty if it does."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            install(theirs)
        except Refused as refused:
            theirs.send(str(refused).encode()[:200])
        os._exit(0)
    theirs.close()
    said, fds, _, _ = socket.recv_fds(ours, 200, 1)
    for number in fds:
        os.close(number)
    os.waitpid(child, 0)
    ours.close()
    return "" if fds else said.decode() or "seccomp"


class Tap:
    """Watches one program and everything it starts."""

    def __init__(self, listener: int, folder: str, answers: str, decide: Decide) -> None:
        """Ask `decide` about every call that changes a file in `folder`, or writes to `answers`."""
        self._listener = listener
        self._folder = folder.rstrip("/") + "/"
        self._answers = answers
        self._decide = decide
        column = list(ARCHES).index(platform.machine())
        self._names = {numbers[column]: name for name, numbers in {**NUMBERS, **READS}.items()}
        self.calls = 0

    def run(self, limit: float) -> bool:
        """Serve until the program ends; False if it has not within `limit` seconds."""
        poll = select.poll()
        poll.register(self._listener, select.POLLIN | select.POLLHUP)
        end = time.monotonic() + limit
        while (left := end - time.monotonic()) > 0:
            ready = poll.poll(left * 1000)
            if ready and not ready[0][1] & select.POLLIN:
                return True
            if ready:
                self._serve()
        return False

    def _serve(self) -> None:
        message = bytearray(80)
        try:
            fcntl.ioctl(self._listener, _RECEIVE, message)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EINTR):
                return  # it was killed before we looked
            raise
        id_, pid, _, number, _, _, *args = struct.unpack("QIIiIQ6Q", message)
        try:
            failure = self._judge(pid, self._names[number], tuple(args))
        except (FileNotFoundError, ProcessLookupError):
            failure = 0
        answer = struct.pack("QqiI", id_, 0, -failure, 0 if failure else _CONTINUE)
        try:
            fcntl.ioctl(self._listener, _SEND, answer)
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise

    def _judge(self, pid: int, name: str, args: tuple[int, ...]) -> int:
        if name in ("sendfile", "copy_file_range"):
            return errno.EINVAL  # a program then reads and writes by itself, and we see what
        if name in BY_FD:
            path = os.readlink(f"/proc/{pid}/fd/{args[0] & 0xFFFFFFFF}")
        else:
            path = _name(pid, args[PATHS[name]], args, PATHS[name] - 1)
            if name in ("open", "openat") and not _creates(path, args[PATHS[name] + 1]):
                return 0
        if path == self._answers:
            return self._decide(Call(0, name, path, args, pid))
        if not path.startswith(self._folder):
            return 0
        self.calls += 1
        return self._decide(Call(self.calls, name, path, args, pid))


def _creates(path: str, flags: int) -> bool:
    return bool(flags & os.O_TRUNC) or (bool(flags & os.O_CREAT) and not os.path.exists(path))


def _memory(pid: int, place: int, length: int) -> bytes:
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        memory.seek(place)
        return memory.read(length)


def _name(pid: int, place: int, args: tuple[int, ...], folder: int) -> str:
    """Read a path in the program's memory, relative to what argument `folder` says (-1: where it works)."""
    page = 4096 - place % 4096
    text = _memory(pid, place, min(page, _PATH_MAX))
    if b"\0" not in text:
        text += _memory(pid, place + page, _PATH_MAX)
    path = os.fsdecode(text.partition(b"\0")[0])
    here = f"/proc/{pid}/cwd"
    if folder >= 0 and args[folder] & 0xFFFFFFFF != 0xFFFFFF9C:  # AT_FDCWD
        here = f"/proc/{pid}/fd/{args[folder] & 0xFFFFFFFF}"
    return os.path.normpath(os.path.join(os.readlink(here), path))


def kill(pid: int) -> None:
    """End the program and all it has started, as a power switch would: they are one session."""
    with suppress(ProcessLookupError):
        group = os.getpgid(pid)
        if group == os.getpgid(0):
            os.kill(pid, signal.SIGKILL)  # it has not come so far as to have a session of its own
        else:
            os.killpg(group, signal.SIGKILL)
