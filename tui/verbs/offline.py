"""cover, selftest: verbs that need no desk."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.wording import N_, _, say
from tui.plain import clean
from tui.verbs import Answer, Command

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

LARGEST = 16 * 2**20
"""Bytes of a case; far above any real one."""


def _cover_options(parser: ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE.json", help=_("the case; - reads standard input"))


def cover(args: Namespace) -> Answer:
    """Answer one self-contained coverage case."""
    from store.rules.coverage import answer_json, parse_case
    from store.rules.coverage import cover as covered

    found = covered(parse_case(read_case(args.case)))

    def text() -> Iterable[str]:
        from tui.answers import cover_lines, verdict

        yield verdict(found)
        yield from cover_lines(found)

    return Answer(lambda: answer_json(found), text)


def read_case(name: str) -> dict[str, object]:
    """Read a case from a file, or from standard input (-).

    Raises:
        Unreadable: it cannot be read, or is no JSON object.
    """
    try:
        if name == "-":
            raw = getattr(sys.stdin, "buffer", sys.stdin).read(LARGEST)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(LARGEST)
        data = json.loads(
            raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw, parse_constant=_no_number
        )
    except OSError as error:
        template = N_("{file} cannot be read: {reason}.")
        raise Unreadable("CANNOT_READ", say(template, file=name, reason=error.strerror or "?")) from None
    except (ValueError, RecursionError) as error:
        template = N_("{file} is not JSON: {reason}.")
        raise Unreadable("NOT_JSON", say(template, file=name, reason=str(error)[:200])) from None
    if not isinstance(data, dict):
        raise Unreadable("NOT_A_CASE", say(N_("{file} holds no case: a JSON object is expected."), file=name))
    return data


def _no_number(text: str) -> None:
    raise ValueError(text)


def _selftest_options(parser: ArgumentParser) -> None:
    what = _("cases, .jsonl or .csv, or policies, .toml; default: all that are shipped, and your policies")
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help=what)


def selftest(args: Namespace) -> Answer:
    """Run the cases on this machine."""
    from store.selftest import Result, run, run_desk
    from tui.verbs.opening import opened, path_of

    results = list(run(args.files))
    groups = Counter(_group(each.file) for each in results)
    if not args.files and path_of(args).exists():
        with opened(args) as store:
            own = list(run_desk(store))
            name = _("policies of {desk}").format(desk=store.settings.name or store.path.name)
        groups[name] += len(own)
        results += own
    failed = [each for each in results if each.differences]

    def data() -> object:
        failures = [dict(zip(Result._fields, each, strict=True)) for each in failed]
        return {
            "passed": len(results) - len(failed),
            "failed": len(failed),
            "ran": dict(groups),
            "failures": failures,
        }

    def text() -> Iterable[str]:
        for each in failed:
            yield clean(f"{each.file} {each.id}: {each.about}")
            yield from (f"  {clean(difference)}" for difference in each.differences)
        counts = {"passed": len(results) - len(failed), "failed": len(failed)}
        what = ", ".join(f"{name} {count}" for name, count in groups.items())
        yield clean(_("{passed} passed, {failed} failed: {what}").format(**counts, what=what))

    return Answer(data, text, 1 if failed else 0)


def _group(file: str) -> str:
    """Say in a word what the cases of a file are about."""
    stem = Path(file).stem
    return _("examples of policies") if file.endswith(".toml") else stem.replace("_", " ")


COMMANDS: Mapping[str, Command] = {
    "cover": Command(_cover_options, cover),
    "selftest": Command(_selftest_options, selftest),
}
