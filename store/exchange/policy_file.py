"""Reading a file of policies: TOML, with every mistake on its line.

A file holds ``[[policy]]`` tables. A policy has the fields of a policy of a coverage case, and besides

- ``title``, ``version`` (1, 2, …), ``source``, ``note``, ``jurisdiction``: what is known about it;
- ``products``, ``categories``, ``brands``: for which products it is. All that are given must fit, each by one
  of its words, and ``*`` stands for any letters. None of them given: every product. An empty list: no
  product yet;
- ``[[policy.example]]``: its example cases, see `store.rules.policy_examples`.

Dates are TOML dates or text. JSON with the same fields (one policy, or a list) is read too, without lines.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from store.clean import clean
from store.errors import StoreError, Unreadable
from store.exchange.toml_lines import Lines
from store.rules.case_fields import Fields, many, reason, refuse, text, whole
from store.rules.case_policy import parse_policy
from store.rules.policy_examples import run
from store.wording import N_, Sentence, say

LARGEST = 4 << 20
"""Bytes of the largest file that is read."""
LONGEST_ID = 60
SELECTORS = ("products", "categories", "brands")
ALL = "*"
_PLACE = re.compile(r"(.*?) *\(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_FILE = "policy"


class Flaw(NamedTuple):
    """Something wrong with a policy of a file."""

    place: int
    """Place of the policy in the file, from 0."""
    line: int
    """From 1; 1 throughout in a file that has no lines to speak of."""
    path: str
    """The field at fault, seen from the policy: ``lines[1].duration``."""
    code: str
    reason: Sentence
    """Names the file and the line too."""
    policy: str | None = None


class FilePolicy(NamedTuple):
    """One policy of a file."""

    id: str
    version: int
    body: Mapping[str, Any]
    """As it is kept: with its notes, its selectors and, as ``examples``, its examples."""
    place: int
    """Place in the file, from 0."""
    line: int
    text: str
    """The lines of the file that hold it."""


class PolicyFile(NamedTuple):
    """What a file of policies holds."""

    path: Path
    policies: tuple[FilePolicy, ...]
    """Those that can be read; their examples may still fail."""
    flaws: tuple[Flaw, ...]
    """One for each policy that cannot be read."""
    texts: tuple[str, ...]
    """The lines of each policy, readable or not."""
    locate: Callable[[str], int]
    """Gives the line of a path: ``policy[0].lines[1].duration``."""

    def named(self, id_: str) -> Mapping[str, Any] | None:
        """Return the body of a policy of this file; None if there is none of that id."""
        return next((policy.body for policy in self.policies if policy.id == id_), None)

    def flaw(self, place: int, path: str, code: str, why: Sentence, policy: str | None) -> Flaw:
        """Build the flaw for a path within the policy at `place`."""
        return _flaw(self.path, self.locate, place, path, code, why, policy)


def read_policies(path: Path) -> PolicyFile:
    """Read a file of policies.

    Raises:
        Unreadable: there is no such file, or it is neither TOML nor JSON; names line and column.
    """
    path = Path(path)
    content = _content(path)
    try:
        if content.lstrip()[:1] == "{" or re.match(r"\s*\[\s*(\{|\])", content):
            items = _json(path, content)
            return _policies(path, items, lambda _path: 1, [""] * len(items))
        data, lines = tomllib.loads(content), Lines(content)
        items = _tables(path, data, lines)
        return _policies(path, items, lines.of, _slices(content, lines.starts(_FILE)))
    except RecursionError:
        raise _unreadable("TOO_DEEP", N_("{file} is nested too deeply."), file=path.name) from None
    except ValueError as error:
        raise _not_toml(path, content, str(error)) from None


def run_examples(
    file: PolicyFile, policy: FilePolicy, known: Callable[[str], Mapping[str, Any] | None] | None = None
) -> tuple[Flaw, ...]:
    """Run the examples of a policy; return those that fail.

    Args:
        file: the file the policy is in; examples may name others of it.
        policy: the policy.
        known: gives policies that are not in the file, by id.
    """

    def named(id_: str) -> Mapping[str, Any] | None:
        return file.named(id_) or (known(id_) if known else None)

    return tuple(
        file.flaw(policy.place, failure.path, failure.code, failure.why, policy.id)
        for outcome in run(policy.body, named)
        for failure in outcome.failures
    )


def _content(path: Path) -> str:
    from store.exchange.source import plain_file

    try:
        with plain_file(path).open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        template = N_("{file} cannot be opened: {why}.")
        raise _unreadable("NO_FILE", template, file=str(path), why=error.strerror or "?") from None
    if len(content) > LARGEST:
        raise _unreadable(
            "TOO_LARGE", N_("{file} is too large for a file of policies; 4 MB are enough."), file=path.name
        )
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        template = N_("{file}, line {line}: this is not UTF-8 text.")
        raise _unreadable("NOT_UTF8", template, file=path.name, line=line) from None


def _json(path: Path, content: str) -> list[object]:
    import json

    try:
        data = json.loads(content)
        json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair cannot be kept
    except json.JSONDecodeError as error:
        raise _syntax("NOT_JSON", path, error.lineno, error.colno, error.msg) from None
    except ValueError as error:
        raise _syntax("NOT_JSON", path, 1, 1, str(error)[:200]) from None
    return data if isinstance(data, list) else [data]


def _not_toml(path: Path, content: str, message: str) -> Unreadable:
    match = _PLACE.fullmatch(message)
    line, column = content.count("\n") + 1, 1
    if match and match[2]:
        line, column = int(match[2]), int(match[3])
    return _syntax("NOT_TOML", path, line, column, match[1] if match else message)


def _syntax(code: str, path: Path, line: int, column: int, why: str) -> Unreadable:
    template = N_("{file}, line {line}, column {column}: {why}.")
    return _unreadable(code, template, file=path.name, line=line, column=column, why=clean(why))


def _unreadable(code: str, template: str, **values: object) -> Unreadable:
    return Unreadable(code, say(template, **values), details=values)


def _tables(path: Path, data: dict[str, Any], lines: Lines) -> list[object]:
    strange = [name for name in data if name != _FILE]
    listed = data.get(_FILE)
    tables = isinstance(listed, list) and len(lines.starts(_FILE)) == len(listed)
    if strange or not tables or not isinstance(listed, list):
        where = lines.of(strange[0] if strange else _FILE)
        template = N_("{file}, line {line}: policies are written as [[policy]] tables, and nothing else is.")
        raise _unreadable("NO_POLICIES", template, file=path.name, line=where)
    return listed


def _slices(content: str, starts: list[int]) -> list[str]:
    """Return the lines of each policy; comments straight above one belong to it."""
    lines = content.split("\n")
    cuts = []
    for start in starts:
        cut = start - 1
        while cut > 0 and lines[cut - 1].lstrip().startswith("#"):
            cut -= 1
        cuts.append(cut)
    ends = [*cuts[1:], len(lines)]
    return ["\n".join(lines[cut:end]).strip("\n") for cut, end in zip(cuts, ends, strict=True)]


def _policies(path: Path, items: list[object], locate: Callable[[str], int], texts: list[str]) -> PolicyFile:
    found: list[FilePolicy] = []
    flaws: list[Flaw] = []
    for place, item in enumerate(items):
        data = _plain(item)
        named = data.get("id") if isinstance(data, dict) else None
        id_ = named if isinstance(named, str) else None
        try:
            body = _body(data)
            if any(policy.id == id_ for policy in found):
                refuse("id", say(N_("two policies have the id {id}."), id=id_))
        except StoreError as error:
            field = error.field if error.field and error.field != "case" else ""
            flaws.append(_flaw(path, locate, place, field, error.code, reason(error), id_))
        else:
            at = locate(f"{_FILE}[{place}]")
            found.append(FilePolicy(body["id"], body["version"], body, place, at, texts[place]))
    return PolicyFile(path, tuple(found), tuple(flaws), tuple(texts), locate)


def _body(data: object) -> dict[str, Any]:
    """Check a policy and return it as it is kept."""
    if not isinstance(data, dict):
        refuse("", say(N_("an object with named fields is expected.")))
    body: dict[str, Any] = dict(data)
    if "example" in body:
        body["examples"] = body.pop("example")
    if isinstance(body.get("category"), str):
        body["categories"] = [body.pop("category")]
    terms = parse_policy(body, "")
    fields = Fields(body, "", body)
    if len(terms.id) > LONGEST_ID or clean(terms.id) != terms.id:
        refuse("id", say(N_("an id of at most {most} plain characters is expected."), most=LONGEST_ID))
    for place, line in enumerate(terms.lines):
        if line.start is not None and line.end is not None and line.end < line.start:
            refuse(
                f"lines[{place}].end", say(N_("the end lies before the start, {start}."), start=line.start)
            )
    body["version"] = fields.may("version", whole(1, 1_000_000), 1)
    for name in ("title", "note", "jurisdiction"):
        if name in fields:
            body[name] = clean(fields.must(name, text), limit=2000, field=name)
    if "source" in fields and not isinstance(body["source"], str):
        fields.must("source", many(text))
    for name in SELECTORS:
        if name in fields:
            body[name] = list(fields.must(name, many(text)))
    if not any(name in fields for name in SELECTORS):
        body["products"] = [ALL]
    fields.may("examples", many(_example), ())
    return body


def _example(value: object, path: str) -> Fields:
    return Fields(value, path, value if isinstance(value, Mapping) else ())


def _plain(value: object) -> object:
    """Write what only TOML knows as the text it would be in JSON: dates, infinities."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z" if value.tzinfo else value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value.isoformat() if isinstance(value, date | time) else value


def _flaw(
    path: Path,
    locate: Callable[[str], int],
    place: int,
    field: str,
    code: str,
    why: Sentence,
    policy: str | None,
) -> Flaw:
    line = locate(_in_file(f"{_FILE}[{place}]", field))
    shown = clean(field, limit=10_000) if len(field) < 5000 else "…"
    values: dict[str, object] = {"file": path.name, "line": line, "field": shown, "why": why}
    if policy is not None and len(policy) <= LONGEST_ID:
        values["policy"] = clean(policy, limit=10_000)
        template = N_("{file}, line {line}: {policy}: {field}: {why}")
        if not field:
            template = N_("{file}, line {line}: {policy}: {why}")
    else:
        template = N_("{file}, line {line}: {field}: {why}") if field else N_("{file}, line {line}: {why}")
    return Flaw(place, line, field, code, say(template, **values), policy)


def _in_file(prefix: str, field: str) -> str:
    return f"{prefix}.{field.replace('examples[', 'example[')}" if field else prefix
