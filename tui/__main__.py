"""The command line: reads what was typed, runs one verb, prints its answer.

Answers go to standard output, messages to standard error. Exit status: 0 done, 1 refused or not found,
2 wrong usage or unreadable input, 70 a fault of this program. Whatever happens, no traceback is shown: it
could show a customer's data. Textual is loaded only when the desk is opened.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store import wording
from store.errors import StoreError, Unreadable
from store.wording import N_, _, say
from tui.plain import clean

if TYPE_CHECKING:
    from tui.verbs import Answer

KEPT = ("TEXTUAL_ANIMATIONS", "TEXTUAL_THEME")
"""What the environment may say to the framework; others name code to run or files to write."""
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``counterpane`` and return its exit status."""
    os.umask(0o077)
    for name in [name for name in os.environ if name.startswith("TEXTUAL") and name not in KEPT]:
        del os.environ[name]
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        with _answering():
            sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    except KeyboardInterrupt:
        return INTERRUPTED
    except _UnwrittenError as error:
        return _unwritten(error)
    except Exception as error:
        from tui.mishap import report

        return report(error)
    return status


def _run(argv: list[str]) -> int:
    from tui.verbs.usage import Stop, language, parse

    _speak(language(argv))
    try:
        with _answering():
            command, args = parse(argv)
    except Stop as stop:
        return stop.status
    try:
        answer = command.run(args)
    except StoreError as error:
        return _refused(error, as_json=args.json)
    except UnicodeEncodeError:
        if "".join(argv).isprintable():
            raise
        print(f"counterpane: {_('what was typed is not valid text.')}", file=sys.stderr)
        return 2
    if isinstance(answer, int):
        return answer
    with _answering():
        _print(answer, as_json=args.json)
    return answer.status


def _speak(asked: str | None) -> None:
    names = ("COUNTERPANE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    tag = asked or next(filter(None, map(os.environ.get, names)), "en")
    wording.use(Path(__file__).parent / "locale", clean(tag).partition(".")[0].replace("-", "_"))


def _print(answer: Answer, *, as_json: bool) -> None:
    lines: Iterable[str]
    if as_json:
        from tui.contract import written

        lines = (written(answer.data()),)
    else:
        lines = answer.text()
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _refused(error: StoreError, *, as_json: bool) -> int:
    """Say what was refused and why; what cannot be read at all is wrong usage."""
    if isinstance(error, Unreadable):
        print(f"counterpane: {clean(error)}", file=sys.stderr)
        return 2
    if as_json:
        from tui.contract import refusal, written

        print(written(refusal(error)))
    else:
        print(f"REFUSED {error.code}: {clean(error)}", file=sys.stderr)
    return 1


class _UnwrittenError(Exception):
    """The verb is done, but where its answer goes takes no more."""


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _UnwrittenError(error.strerror or type(error).__name__) from error


def _open_closed() -> None:
    """Give a standard stream that came closed somewhere to go, so that no file gets its number."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end


def _unwritten(error: _UnwrittenError) -> int:
    sentence = say(N_("It is done, but the answer cannot be written: {reason}."), reason=str(error))
    print(f"counterpane: {clean(sentence)}", file=sys.stderr)
    _forget_output()
    return 1


def _reader_left() -> int:
    """Whoever read our output has seen enough: end quietly."""
    _forget_output()
    return 0


def _forget_output() -> None:
    """Let nothing be flushed again at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
