"""Running golden cases on this machine: coverage, score, claims and policies, shipped or from files.

What a line is, its content tells: a claim case has steps, a coverage case has policies, and the tables of
scores have columns of their own. Claim cases run through the real service, on scratch desks that go away.
Files of policies (.toml) run the examples of their policies, and a desk those of its own.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from store.errors import Unreadable
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.store import Store

CASES = Path(__file__).parent.parent / "cases"
Case = Mapping[str, Any]


class Result(NamedTuple):
    """What came of one case."""

    file: str
    id: str
    about: str
    differences: tuple[str, ...]
    """What is otherwise than expected; nothing if it passed."""


def run(files: Iterable[Path] = ()) -> Iterator[Result]:
    """Run the cases of `files`, or all that are shipped.

    Raises:
        Unreadable: a file cannot be read, or holds no cases.
    """
    from store.exchange.policies import policy_examples, shipped
    from store.selftest.claims import Desks

    paths = list(files) or sorted(path for path in CASES.iterdir() if path.suffix in (".jsonl", ".csv"))
    shelves = [path for path in paths if path.suffix == ".toml"] if files else shipped()
    tables = [(path, *read(path)) for path in paths if path.suffix != ".toml"]
    for path in shelves:
        yield from _examples(path.name, policy_examples([path]))

    with Desks() as desks:
        for path, cases, kind in tables:
            if kind is None:
                for case in cases:
                    yield _run_case(path.name, case, desks)
            else:
                yield from _run_rows(path.name, kind, cases)


def run_desk(store: Store) -> Iterator[Result]:
    """Run the examples that the desk's own policies carry."""
    from store.exchange.policies import policy_examples

    return _examples(store.settings.name or store.path.name, policy_examples(store))


def _examples(file: str, found: Iterable[tuple[str, Sentence | None]]) -> Iterator[Result]:
    for name, problem in found:
        yield Result(file, name, "", (str(problem),) if problem else ())


def read(path: Path) -> tuple[list[Case], str | None]:
    """Return the cases of a file and, for a table, which one it is.

    Raises:
        Unreadable: it cannot be read, or holds no cases.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        sentence = say(N_("{file} cannot be read: {reason}."), file=str(path), reason=error.strerror or "?")
        raise Unreadable("CANNOT_READ", sentence) from None
    except UnicodeDecodeError:
        raise Unreadable("NOT_UTF8", say(N_("{file} is not UTF-8 text."), file=str(path))) from None
    if text.lstrip()[:1] in ("{", "["):
        return _objects(path, text), None
    from store.selftest.score import kind_of

    rows = list(csv.DictReader(StringIO(text)))
    kind = kind_of(rows[0].keys() if rows else ())
    if kind is None:
        raise Unreadable(
            "NO_CASES", say(N_("{file} holds no cases of a kind that is known."), file=str(path))
        )
    return list(rows), kind


def _objects(path: Path, text: str) -> list[Case]:
    cases: list[Case] = []
    try:
        whole = json.loads(text)
        cases = whole if isinstance(whole, list) else [whole]
        numbered = [(1, case) for case in cases]
    except (ValueError, RecursionError):
        numbered = list(_lines(path, text))
    for line, case in numbered:
        known = isinstance(case, dict) and isinstance(case.get("expect"), dict)
        if not known or not (isinstance(case.get("steps"), list) or "unit" in case):
            template = N_("{file}, line {line}: this is neither a coverage case nor a claim case.")
            raise Unreadable("NO_CASES", say(template, file=str(path), line=line))
    return [case for _, case in numbered]


def _lines(path: Path, text: str) -> Iterator[tuple[int, Case]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                sentence = say(N_("{file}, line {line}: this is not JSON."), file=str(path), line=number)
                raise Unreadable("NOT_JSON", sentence) from None


def _run_case(file: str, case: Case, desks: Any) -> Result:
    if "steps" in case:
        about, differences = str(case.get("rule", "")), desks.differences(case)
    else:
        from store.selftest.coverage import differences as covered

        about, differences = str(case.get("about", "")), covered(case)
    return Result(file, str(case.get("id", "?")), about, tuple(differences))


def _run_rows(file: str, kind: str, rows: list[Case]) -> Iterator[Result]:
    from store.selftest.score import run as scored

    for id_, about, differences in scored(kind, rows):
        yield Result(file, id_, about, tuple(differences))
