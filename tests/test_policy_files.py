"""Files of policies: every mistake on its line, examples that must pass, versions that only grow."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import Unreadable
from store.exchange.policies import policy_examples, read_policies, run_examples
from store.exchange.toml_lines import Lines
from store.records import FileReport
from store.store import Store

GOOD = """\
# our own terms
[[policy]]
id = "HA-24"
title = "Haier, two years"
version = 1
kind = "maker"
brands = ["haier"]
lines = [
  { duration = "24m" },
  { scope = "compressor", duration = "10y", labour = 0 },
]

[[policy.example]]
about = "the last day"
unit = { dates = { invoiced = 2025-03-14 } }
on = 2027-03-14
expect = { status = "COVERED", end = 2027-03-14 }
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    now = datetime(2026, 11, 21, 10, tzinfo=UTC)
    with Store.open(tmp_path / "desk.db", clock=lambda: now, create=True) as opened:
        opened.settings.set(timezone="UTC")
        yield opened


def write(tmp_path: Path, text: str, name: str = "ours.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def bring(store: Store, path: Path, **options: object) -> FileReport:
    (report,) = store.bring_in(path, options, lambda _done, _total: None).files
    assert report.rows == report.accepted + report.unchanged + report.rejected
    return report


def counts(report: FileReport) -> tuple[int, int, int]:
    return report.accepted, report.unchanged, report.rejected


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('"24m"', '"24 months"', 9, "lines[0].duration: a duration such as 90d"),
        ("labour = 0", "labor = 0", 10, "lines[1].labor: there is no such field"),
        ('kind = "maker"', 'kind = "guarantee"', 6, "kind: one of these is expected"),
        ('kind = "maker"\n', "", 2, "kind: the field is missing"),
        ("version = 1", "version = 0", 5, "version: a whole number from 1"),
        ("version = 1", "version = true", 5, "version: a whole number from 1"),
        ('brands = ["haier"]', "brands = [7]", 7, "brands[0]: text is expected"),
        ('id = "HA-24"', 'id = "HA\\u202e24"', 3, "id: an id of at most 60 plain characters"),
        ('duration = "24m"', "start = 2026-01-31, end = 2026-01-01", 9, "lines[0].end: the end lies before"),
        ("labour = 0 }", "labour = inf }", 10, "lines[1].labour: a whole number"),
        ("2025-03-14 }", "2025-13 }", 15, None),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, told: str | None
) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    path = write(tmp_path, text)
    if told is None:
        with pytest.raises(Unreadable, match=rf"ours.toml, line {line}, column \d+"):
            read_policies(path)
        return
    (flaw,) = read_policies(path).flaws
    assert flaw.line == line
    assert f"ours.toml, line {line}: " in str(flaw.reason)
    assert told in str(flaw.reason)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("end = 2027-03-14", "end = 2027-03-15", 17, "“the last day”: end came out as 2027-03-14"),
        ('"COVERED"', '"EXPIRED"', 17, "status came out as COVERED, expected was EXPIRED"),
        ("on = 2027-03-14\n", "", 13, "either “on”, a day, or “now”"),
        ("on = 2027", 'colour = "red"\non = 2027', 16, "example[0].colour: there is no such field"),
        ("invoiced = 2025-03-14", 'invoiced = "2025-3"', 15, "unit.dates.invoiced: a date such as"),
        ("{ status = ", "{ state = ", 17, "expect.state: there is no such field"),
        ('{ status = "COVERED", end = 2027-03-14 }', "{}", 17, "an example expects something"),
        ("on = 2027", 'policies = ["HA-24", "X"]\non = 2027', 16, "policies[1]: there is no policy X here"),
    ],
)
def test_an_example_that_fails_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    file = read_policies(write(tmp_path, GOOD.replace(old, new, 1)))
    (flaw,) = run_examples(file, file.policies[0])
    assert flaw.line == line
    assert told in str(flaw.reason)
    assert flaw.code == ("EXAMPLE_FAILED" if "came out" in told else "EXAMPLE_INVALID")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[policy]\nid = 'X'\n",
        "policy = [{ id = 'X' }]\n",
        'title = "x"\n' + GOOD,
        "policy = 3",
        "[]x",
        "\0",
    ],
)
def test_what_holds_no_policies_is_unreadable(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable, match="line"):
        read_policies(write(tmp_path, text))


def test_odd_files_are_unreadable_and_say_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_policies(tmp_path / "none.toml")
    path = tmp_path / "odd.toml"
    for content, told in (
        (b"# ok\n# \xff\n", "line 2: this is not UTF-8"),
        (b"x = " + b"[" * 5000, "nested too deeply"),
        (b"#" * (4 << 20) + b"\n", "too large"),
        (b'[{"id": "\\ud800"}]', "line 1"),
    ):
        path.write_bytes(content)
        with pytest.raises(Unreadable, match=told):
            read_policies(path)


def test_a_window_of_lines_is_read_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "dos.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").replace('"24m"', "24").encode())
    (flaw,) = read_policies(path).flaws
    assert flaw.line == 9


def test_a_good_policy_comes_in_and_the_same_file_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    store.products.add("HR-1", "Haier", "fridge")
    assert counts(bring(store, path, dry_run=True)) == (1, 0, 0)
    assert store.policies.list() == ()
    report = bring(store, path)
    assert counts(report) == (1, 0, 0)
    assert "now for 1 product" in str(report.warnings[0])
    events = store.context.journal.count()
    assert counts(bring(store, path)) == (0, 1, 0)
    assert store.context.journal.count() == events
    assert store.check() == []


def test_units_that_come_later_are_covered_too(store: Store, tmp_path: Path) -> None:
    bring(store, write(tmp_path, GOOD))
    theirs = store.products.add("HR-1", "HAIER")
    other = store.products.add("KX-1", "Kato")
    unit = store.units.add("S1", theirs.id, invoiced="2025-03-14")
    assert store.units.cover(unit.id).use == "HA-24"
    assert store.units.cover(store.units.add("S2", other.id).id).status == "NO_COVERAGE"
    use = store.policies.used_by("HA-24")
    assert [product.name for product in use.products] == ["HR-1"]
    assert use.units == 1


def test_only_a_newer_version_replaces(store: Store, tmp_path: Path) -> None:
    bring(store, write(tmp_path, GOOD.replace("version = 1", "version = 2")))
    older = bring(store, write(tmp_path, GOOD))
    assert counts(older) == (0, 0, 1)
    assert "line 5: HA-24: version: this is version 1; the desk has version 2" in str(older.samples[0][2])
    other = GOOD.replace("version = 1", "version = 2").replace('"10y"', '"5y"')
    same = bring(store, write(tmp_path, other))
    assert "give the new ones version 3" in str(same.samples[0][2])
    assert counts(bring(store, write(tmp_path, other.replace("version = 2", "version = 3")))) == (1, 0, 0)
    assert store.policies.get("HA-24").body["version"] == 3


def test_refused_policies_wait_in_a_file_of_their_own(store: Store, tmp_path: Path) -> None:
    second = GOOD.replace("HA-24", "HB-24").replace("end = 2027-03-14", "end = 2027-03-15")
    report = bring(store, write(tmp_path, GOOD + "\n# theirs\n" + second), rejects=tmp_path / "no.csv")
    assert counts(report) == (1, 0, 1)
    assert report.samples[0][:2] == (36, "example[0].expect.end")
    kept = tmp_path / "no.toml"
    text = kept.read_text(encoding="utf-8")
    assert text.startswith("# ours.toml, line 36: HB-24: example[0].expect.end: example “the last day”")
    assert "# theirs" in text
    kept.write_text(text.replace("end = 2027-03-15", "end = 2027-03-14"), encoding="utf-8")
    assert counts(bring(store, kept)) == (1, 0, 0)
    assert {policy.id for policy in store.policies.list()} == {"HA-24", "HB-24"}


def test_an_id_twice_is_refused(store: Store, tmp_path: Path) -> None:
    report = bring(store, write(tmp_path, GOOD + GOOD))
    assert counts(report) == (1, 0, 1)
    assert "two policies have the id HA-24" in str(report.samples[0][2])


def test_a_policy_without_selectors_is_for_every_product_and_an_empty_list_for_none(
    store: Store, tmp_path: Path
) -> None:
    product = store.products.add("KX-1")
    bring(store, write(tmp_path, GOOD.replace('brands = ["haier"]\n', "")))
    assert store.policies.used_by("HA-24").products == (product,)
    none = GOOD.replace('brands = ["haier"]', "products = []").replace("HA-24", "HB-24")
    bring(store, write(tmp_path, none))
    assert store.policies.used_by("HB-24").products == ()


def test_the_examples_of_a_desk_are_run_again(store: Store, tmp_path: Path) -> None:
    bring(store, write(tmp_path, GOOD))
    assert list(policy_examples(store)) == [("HA-24: the last day", None)]
    body: dict[str, Any] = {**store.policies.get("HA-24").body, "lines": [{"duration": "12m"}]}
    store.policies.add(body)
    ((name, problem),) = policy_examples(store)
    assert name == "HA-24: the last day"
    assert "EXPIRED" in str(problem)


KEYS = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=4)
LEAF = st.one_of(
    st.integers(0, 99).map(str), st.just('"a # ] }"'), st.just("'\\'"), st.just("2025-01-01 10:00:00")
)


@st.composite
def values(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.sampled_from(["leaf", "list", "table"] if depth else ["leaf"]))
    if kind == "list":
        items = draw(st.lists(values(depth - 1), max_size=3))
        return "[" + ",".join(f"\n  {item} # x ]\n" for item in items) + "]"
    if kind == "table":
        pairs = draw(st.dictionaries(KEYS, values(0), max_size=3))
        return "{" + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + "}"
    return draw(LEAF)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables=st.lists(st.dictionaries(KEYS, values(), max_size=4), min_size=1, max_size=3))
def test_every_value_is_found_on_the_line_where_it_stands(tables: list[dict[str, str]]) -> None:
    text, expected = "", {}
    for place, table in enumerate(tables):
        text += '\n"""'.join(["# [[x]]\n[[policy]]\nm = ", 'y\n[[z]]\n"""\n']) if place else "[[policy]]\n"
        for key, value in table.items():
            expected[f"policy[{place}].z{key}"] = text.count("\n") + 1
            text += f"z{key} = {value}\n"
    text = text.replace('m = \n"""', 'm = """\n')
    assert tomllib.loads(text)
    lines = Lines(text)
    assert {path: lines.of(path) for path in expected} == expected
    assert len(lines.starts("policy")) == len(tables)
