"""Passphrases at the command line: asked for on the terminal, or read from a file or a descriptor.

Never from an argument or the value of a variable: both stand in the list of processes for everybody to see.
A file gives one secret a line, in the order in which they are asked for.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused, Unreadable
from store.wording import N_, Sentence, _, say

if TYPE_CHECKING:
    from argparse import Namespace

    from store.services.door import Door
    from store.services.vault import Unlocked

VARIABLE = "COUNTERPANE_PASSPHRASE_FILE"
MOST = 4096
"""Bytes that are read of such a file."""


def ask(args: Namespace, prompt: str) -> str:
    """Return one secret.

    Raises:
        Refused: nobody can be asked, and no file gives one.
        Unreadable: the file cannot be read, or others can read it.
    """
    given = _given(args)
    if given is not None:
        try:
            return next(given)
        except StopIteration:
            template = N_("The file of passphrases has too few lines; one more was asked for: {what}.")
            raise Unreadable("NO_PASSPHRASE", say(template, what=prompt)) from None
    if not _terminal():
        template = N_(
            "A passphrase is needed. Give it on a terminal, by --passphrase-fd,"
            " or in a file named by {variable}."
        )
        raise Refused("NEEDS_PASSPHRASE", say(template, variable=VARIABLE))
    from getpass import getpass

    try:
        return getpass(f"{prompt}: ")
    except EOFError:
        raise Refused("NEEDS_PASSPHRASE", say(N_("No passphrase was given."))) from None


def ask_new(args: Namespace, prompt: str) -> str:
    """Return a new secret; on a terminal it is asked for twice.

    Raises:
        Refused: the two are not the same.
    """
    first = ask(args, prompt)
    if _given(args) is None and ask(args, _("{what}, once more").format(what=prompt)) != first:
        raise Refused("NOT_THE_SAME", say(N_("The two were not the same; nothing was changed.")))
    return first


def enter(args: Namespace, door: Door) -> Unlocked:
    """Open the door of a desk; once for a command, however often the desk is opened.

    Raises:
        StoreError: see `store.services.door.Door.enter`.
    """
    known: Unlocked | None = getattr(args, "unlocked", None)
    if known is None:
        known = args.unlocked = door.enter(args.agent or None, ask(args, _prompt(args)))
    return known


def _prompt(args: Namespace) -> str:
    who = args.agent or ""
    return _("Passphrase of {name}").format(name=who) if who else _("Passphrase")


def enter_both(
    args: Namespace, path: Path, file: Path, *, sealed: bool
) -> tuple[Unlocked | None, Unlocked | None]:
    """Ask for what it takes to put the backup in `file` in the place of the desk at `path`.

    Args:
        args: of the command line.
        path: of the desk, which may be damaged or missing.
        file: the backup.
        sealed: it is encrypted.

    Returns:
        What the door of the desk has given, or that of the backup where there is none; and what opens the
        backup. None where nothing is needed.
    """
    from store.services import warrant
    from store.services.door import Door
    from store.store import now

    if not warrant.locked(path):
        decides = not warrant.stands(path) and warrant.locked(file)
        copy = enter_copy(args, file, path) if sealed or decides else None
        return (copy if decides else None), copy
    passphrase = ask(args, _prompt(args))
    proof = Door(path, now).prove(args.agent or None, passphrase)
    if not sealed:
        return proof, None
    if proof.key is not None and warrant.opens(file, proof.key):
        return proof, proof
    with _copied(file, path) as door:
        try:
            return proof, door.enter(args.agent or None, passphrase)
        except Refused as refusal:
            if refusal.code not in {"WRONG_PASSPHRASE", "WHO"}:
                raise
    with _copied(file, path) as door:
        return proof, door.enter(args.agent or None, ask(args, _("Passphrase of the backup")))


def enter_copy(args: Namespace, store: Path, keys_of: Path | None = None) -> Unlocked:
    """Ask for a passphrase at a copy, where nothing may be written at the store itself.

    Args:
        args: of the command line.
        store: a store that is only looked at, or a backup.
        keys_of: the store whose slots may open it, if none lie beside it.
    """
    known: Unlocked | None = getattr(args, "unlocked", None)
    if known is not None:
        return known
    with _copied(store, keys_of) as door:
        return enter(args, door)


@contextmanager
def _copied(store: Path, keys_of: Path | None) -> Iterator[Door]:
    """Stand before a copy that goes away; see `enter_copy`."""
    import shutil
    from tempfile import TemporaryDirectory

    from store.services.door import Door
    from store.store import now

    with TemporaryDirectory(prefix="counterpane-door-") as folder:
        copy = Path(folder) / "desk.db"
        for suffix in ("", "-wal", ".keys"):
            source = store.with_name(store.name + suffix)
            if suffix == ".keys" and not source.exists() and keys_of is not None:
                source = keys_of.with_name(keys_of.name + suffix)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + suffix))
        yield Door(copy, now)


def _given(args: Namespace) -> Iterator[str] | None:
    """Return the lines of the file of secrets, opened once; None: there is no such file."""
    if not hasattr(args, "secrets"):
        args.secrets = None
        number: int | None = getattr(args, "passphrase_fd", None)
        path = os.environ.get(VARIABLE)
        if number is not None or path:
            args.secrets = iter(_lines(number, path or ""))
    lines: Iterator[str] | None = args.secrets
    return lines


def _lines(number: int | None, path: str) -> list[str]:
    try:
        if number is None:
            number = os.open(path, os.O_RDONLY)
        with os.fdopen(number, "rb") as file:
            found = os.fstat(file.fileno())
            if stat.S_ISREG(found.st_mode) and found.st_mode & 0o077 and os.name == "posix":
                raise Unreadable("PASSPHRASE_FILE_OPEN", _open_to_all(path or _name_of(number)))
            return file.read(MOST).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        template = N_("The file of passphrases cannot be read: {reason}.")
        raise Unreadable("PASSPHRASE_FILE", say(template, reason=reason)) from error


def _name_of(number: int) -> str:
    """Return the name of a file that was handed over open, or how it was handed over."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        with suppress(OSError):
            return os.readlink(f"{folder}/{number}")
    return f"--passphrase-fd {number}"


def _open_to_all(path: str) -> Sentence:
    template = N_("Others can read the file of passphrases {path}; let only its owner: chmod 600.")
    return say(template, path=path)


def _terminal() -> bool:
    if sys.stdin is not None and sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True
