"""Papers on their way out: to a file of their own, or to the command that prints.

A file is made new or not at all, never over another one and never through a link, for its owner's eyes. Its
name tells the paper and the claim, never a person. The command is run without a shell and gets the text on
its standard input; whatever it does, the paper is still there to be printed again.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from store.errors import Refused
from store.exchange.names import checked, is_safe
from store.paper.document import Document, shown
from store.wording import N_, Sentence, say

PATIENCE = 20.0
"""Seconds that a print command may take."""
TRIES = 1000
"""Names that are tried beside one that is taken."""


def name_of(document: Document, suffix: str) -> str:
    """Return the name for the file of a paper: ``slip-K2-000131-ru.txt``."""
    number = re.sub(r"[^A-Za-z0-9_-]+", "-", document.number).strip("-_")[:60] or "unnamed"
    return f"{document.kind}-{number}-{document.language[:8]}.{suffix}"


def save(text: str, folder: Path, name: str) -> Path:
    """Write a paper to a new file in `folder`, which is made if need be; a name that is taken gets a number.

    Raises:
        Refused: the name is not safe, or the file cannot be made; nothing of it is left.
    """
    if not is_safe(name):
        raise _bad_name(name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(folder, error) from error
    for path in _names(folder / name):
        with suppress(FileExistsError):
            _write(path, text)
            return path
    raise Refused("FILE_EXISTS", _taken(folder / name), field="out")


def save_as(text: str, path: Path) -> Path:
    """Write a paper to the file that was asked for, which must not be there yet.

    Raises:
        Refused: it is there, its name is none for a file, or it cannot be made; nothing of it is left.
    """
    try:
        _write(checked(path, "out"), text)
    except FileExistsError:
        raise Refused("FILE_EXISTS", _taken(path), field="out") from None
    return path


def _names(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, TRIES))


def _write(path: Path, text: str) -> None:
    """Make the file, whole or not at all.

    Raises:
        FileExistsError: there is something of this name.
        Refused: it cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(path, flags, 0o600)
    except FileExistsError:
        raise
    except (OSError, ValueError) as error:
        raise _unwritten(path, error) from error
    try:
        with os.fdopen(number, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritten(path, error) from error


def _bad_name(name: str) -> Refused:
    template = N_(
        "A file cannot be called {name}; letters, digits, blanks, dots and dashes make a good name."
    )
    return Refused("BAD_NAME", say(template, name=shown(name, 60)), field="out")


def _taken(path: Path) -> Sentence:
    return say(N_("{path} is there already; name another file."), path=str(path))


def _unwritten(path: Path, error: Exception) -> Refused:
    reason = getattr(error, "strerror", None) or type(error).__name__
    sentence = say(N_("The paper cannot be saved at {path}: {reason}."), path=str(path), reason=reason)
    return Refused("CANNOT_WRITE", sentence, field="out")


def hand_to(command: Sequence[str], text: str, patience: float = PATIENCE) -> None:
    """Run a print command with the text on its standard input.

    Args:
        command: the program and its words; no shell sees them.
        text: the paper, which it gets as UTF-8.
        patience: seconds it may take; then it is stopped.

    Raises:
        Refused: it cannot be started, fails or takes too long; the sentence says what it said itself.
    """
    if not command:
        template = N_(
            "No print command is set. An admin sets it at the Desk (F8, then t), or by: "
            "counterpane paper print_command lp"
        )
        raise Refused("NO_PRINT_COMMAND", say(template), field="print_command")
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        template = N_("Nothing was printed: the command {command} cannot be started: {reason}.")
        raise _unprinted(say(template, command=shown(command[0], 60), reason=reason)) from error
    try:
        answer, _ = process.communicate(text.encode("utf-8"), patience)
    except subprocess.TimeoutExpired:
        _stop(process)
        template = N_(
            "{command} did not end within {n} seconds and was stopped; look whether it was printed."
        )
        sentence = say(template, command=shown(command[0], 60), n=round(patience))
        raise _unprinted(sentence) from None
    if process.returncode:
        said = shown(answer[-2000:].decode("utf-8", "replace"), 300) or "–"
        template = N_("Nothing may have been printed: {command} failed with status {status} and said: {said}")
        raise _unprinted(say(template, command=shown(command[0], 60), status=process.returncode, said=said))


def _unprinted(sentence: Sentence) -> Refused:
    return Refused("NOT_PRINTED", sentence, field="print_command")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the command with all it has started; what still holds its pipes is not waited for."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, 9)
        else:
            process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(2)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
